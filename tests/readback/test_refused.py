"""What the school may not change, what nobody can tell, and files that are not what they say, are named and refused."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.edits import disguised
from tests.edits.docx import EditedFile
from tests.support.edited_word import EditOf, WordProject, added, gone, words
from tests.support.settings import school

COUNCIL = "schools/authorities/westshire.yaml"
BECAUSE = ("--because", "The head wants it so")


def proposals(project: WordProject, policy: str, *edits: EditOf) -> list[dict[str, Any]]:
    found = json.loads(project.read(project.docx(policy, *edits), "--json").out)["proposals"]
    assert isinstance(found, list)
    return found


def codes(found: list[dict[str, Any]]) -> list[str | None]:
    return [one["refusal"]["code"] if one["refusal"] else None for one in found]


@pytest.fixture
def project(tmp_path: Path) -> WordProject:
    return WordProject.lay_out(tmp_path)


def with_lock(folder: Path, name: str) -> WordProject:
    project = WordProject.lay_out(folder)
    path = folder / COUNCIL
    path.write_text(path.read_text() + f"locked: [{name}]\n")
    return project


def test_a_locked_clause_is_named(tmp_path: Path) -> None:
    (one,) = proposals(with_lock(tmp_path, "basics.words"), "online", words("A phone", "A telephone"))
    assert one["refusal"]["code"] == "PG822"
    assert "westshire.yaml" in one["refusal"]["message"]
    assert not one["can_be_written"]


def test_a_locked_answer_is_named(tmp_path: Path) -> None:
    project = with_lock(tmp_path, "people.safeguarding_lead")
    assert codes(proposals(project, "online", words("Sam Okoro", "Ida Holt"))) == ["PG822"]


def test_an_answer_that_is_not_in_the_schools_file_is_left_to_a_person_and_the_file_is_named(
    project: WordProject,
) -> None:
    found = proposals(project, "online", words("Sam Okoro", "Ida Holt"), words("1 year", "2 years"))
    assert codes(found) == ["PG826", "PG826"]
    council, standard = (one["refusal"]["message"] for one in found)
    assert council.endswith(f"but the answer is in {COUNCIL}, for all its schools")
    assert standard.endswith("but schools/hilltop.yaml has no answer for it, so the standard one is printed")


@pytest.mark.parametrize("typed", ["App", "A program on a phone."])
def test_whether_a_paragraph_in_a_list_of_terms_is_a_term_or_what_it_means_is_left_to_a_person(
    project: WordProject, typed: str
) -> None:
    (one,) = proposals(project, "online", added("A phone or a computer.", typed))
    assert one["refusal"]["code"] == "PG825"
    assert "list of terms" in one["refusal"]["message"]


def test_what_the_law_asks_for_is_not_left_out(project: WordProject) -> None:
    found = proposals(project, "online", gone("The board of"), gone("reads the Care of Children Act"))
    assert codes(found) == ["PG823"]
    assert "the Care of Children Act" in found[0]["refusal"]["message"]


def test_words_that_the_law_asks_for_are_changed_only_if_they_are_named(project: WordProject) -> None:
    data = project.docx("online", words(" reads ", " reads and keeps to "))
    (one,) = json.loads(project.read(data, "--json").out)["proposals"]
    assert (one["taken"], one["can_be_written"], one["caution"]["code"]) == (False, True, "PG823")
    project.read(data, "--write", *BECAUSE)
    assert "tailoring" not in project.settings()
    project.read(data, "--write", "--take", "1", *BECAUSE)
    assert "reads and keeps to {{ references.care_act }}" in project.settings()


def test_fixed_words_are_named(project: WordProject) -> None:
    found = proposals(
        project, "online", words("Key people", "People who matter"), words("Telling someone", "Telling us")
    )
    assert codes(found) == ["PG821", "PG821"]


def test_an_edited_header_is_named(project: WordProject) -> None:
    data = project.docx("online")
    name = "word/headerDefault.xml"
    part = EditedFile(data).parts[name].replace(b"Hilltop", b"Hillside")
    found = json.loads(project.read(changed_part(data, name, part), "--json").out)["proposals"]
    assert codes(found) == ["PG821"]
    assert found[0]["after"].startswith("Hillside School")


def test_an_entry_of_a_register_is_not_an_answer(project: WordProject) -> None:
    found = proposals(project, "online", words("the Care of Children Act", "the Children Act"))
    assert codes(found) == ["PG826"]


def test_a_clause_that_changed_since_the_file_was_built_is_left_alone(project: WordProject) -> None:
    data = project.docx("online", words("A phone", "A telephone"))
    path = project.folder / "clauses/home/basics.yaml"
    path.write_text(path.read_text().replace("A phone or a computer.", "A phone, a watch or a computer."))
    assert codes(json.loads(project.read(data, "--json").out)["proposals"]) == ["PG824"]


@pytest.mark.parametrize("typed", ["{{ 7 * 7 }}", "{% if x %}", "a \u202eb"])
def test_what_a_person_types_is_never_code(project: WordProject, typed: str) -> None:
    assert codes(proposals(project, "online", words("A phone", typed))) == ["PG825"]


def test_what_a_person_types_is_never_markup(project: WordProject) -> None:
    typed = "*one* [two] <b> & _three_ 1) # |"
    data = project.docx("online", words("A phone", typed))
    project.read(data, "--write", *BECAUSE)
    assert f"{typed} or a computer." in project.printed("online")


def test_an_edit_over_a_condition_is_taken_only_if_it_is_named(tmp_path: Path) -> None:
    files = {"schools/hilltop.yaml": school(choices="\n  phones: own_care")}
    project = WordProject.lay_out(tmp_path, files)
    data = project.docx("phones", words("are silent and in bags", "are off"))
    (one,) = json.loads(project.read(data, "--json").out)["proposals"]
    assert (one["taken"], one["caution"]["code"]) == (False, "PG828")
    project.read(data, "--write", "--take", "1", *BECAUSE)
    assert "Phones are off." in project.printed("phones")


def test_a_reference_is_not_typed_over(project: WordProject) -> None:
    (one,) = proposals(project, "online", words("section ", "part "))
    assert one["refusal"]["code"] == "PG825"


@pytest.mark.parametrize(("edit", "told"), [(gone("Why we"), "the heading of"), (gone("keeps its"), "nothing is left")])
def test_half_of_a_clause_that_was_deleted_is_told(edit: EditOf, told: str, project: WordProject) -> None:
    (one,) = proposals(project, "online", edit)
    assert told in one["refusal"]["message"]


def test_a_heading_with_nothing_below_it_is_no_clause(project: WordProject) -> None:
    assert codes(proposals(project, "phones", added("Phones are silent", "Ringing", "Heading2"))) == ["PG825"]


def test_an_edit_that_would_be_a_mistake_in_the_settings_says_where_to_make_it(project: WordProject) -> None:
    ran = project.read(project.docx("online", words("safe online. ", "safe online and ")))
    assert "(not possible)" in ran.out
    assert "make the edit there, as the next line says" in ran.out


def test_lost_bookmarks_are_told(project: WordProject) -> None:
    data = disguised(project.docx("online", words("A phone", "A telephone")), "bookmarks_lost", None)  # type: ignore[arg-type]
    ran = project.read(data)
    assert "removed its hidden bookmarks" in ran.out
    assert "not certain" in ran.out


def changed_part(data: bytes, name: str, change: bytes | None) -> bytes:
    file = EditedFile(data)
    if change is None:
        del file.parts[name]
    else:
        file.parts[name] = change
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in file.parts.items():
            archive.writestr(part, content)
    return buffer.getvalue()


def test_a_file_that_is_no_word_file_is_refused(project: WordProject) -> None:
    for data in (b"%PDF-1.7", b"", b"PK\x03\x04 and nothing"):
        ran = project.read(data)
        assert (ran.code, ran.out) == (1, "")
        assert "edited.docx" in ran.err


def test_a_file_without_its_document_is_refused(project: WordProject) -> None:
    assert (
        "document data is missing"
        in project.read(changed_part(project.docx("online"), "customXml/item3.xml", None)).err
    )


def test_a_part_that_unpacks_to_too_much_is_refused(project: WordProject) -> None:
    ran = project.read(changed_part(project.docx("online"), "word/document.xml", b" " * 50_000_000))
    assert (ran.code, ran.out) == (1, "")


def test_a_document_type_is_refused(project: WordProject) -> None:
    data = project.docx("online")
    body = EditedFile(data).parts["word/document.xml"]
    head, _, rest = body.partition(b"?>")
    ran = project.read(changed_part(data, "word/document.xml", head + b'?><!DOCTYPE a [<!ENTITY b "c">]>' + rest))
    assert ran.code == 1
    assert "document type" in ran.err


def test_a_file_of_a_school_that_is_not_here_needs_a_name(project: WordProject) -> None:
    data = project.docx("online", words("Ann Reed", "Bea Lund"))
    path = project.folder / "schools/hilltop.yaml"
    path.rename(project.folder / "schools/hillside.yaml")
    assert "belongs to hilltop" in project.read(data).err
    assert "Bea Lund" in project.read(data, "--school", "hillside").out


def test_a_paragraph_of_equal_words_without_end_is_no_work(project: WordProject) -> None:
    data = project.docx("online", words("A phone", "a " * 20_000))
    assert codes(json.loads(project.read(data, "--json").out)["proposals"])[0] is not None
