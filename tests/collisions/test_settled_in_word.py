"""Collisions of an upgrade in a Word file: written, settled by accepting, rejecting and typing, and read back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
import yaml
from lxml import etree

from tests.edits.disguises import disguised
from tests.edits.docx import EditedFile, W, new_run, set_text, words_of
from tests.support.collisions import LIBRARY, OTHER, SCHOOL, colliding, library_s
from tests.support.edited_word import gone, paragraph
from tests.support.tracked_changes import all_accepted, all_rejected, changes, settled_by
from tests.support.upgrading import MovingProject
from tests.upgrade.test_upgrade import HILLTOP

WHY = "{{ school.name }} keeps %s its pupils safe online. {{ people.headteacher | sentence }} will answer for that.\n"


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> MovingProject:
    """Two schools whose library has changed the words that they have changed, and the file of the collisions."""
    found = colliding(tmp_path_factory.mktemp("moved"))
    ran = found.run("upgrade", "--word", "collisions.docx")
    assert (ran.code, ran.err) == (0, "Wrote collisions.docx: 4 collisions to resolve. When this is done, run "
        "`policygen upgrade --settle collisions.docx`.\n")  # fmt: skip
    return found


@pytest.fixture
def project(moved: MovingProject, tmp_path: Path) -> MovingProject:
    shutil.copytree(moved.folder, tmp_path / "own", symlinks=True)
    return MovingProject(tmp_path / "own")


def sent(project: MovingProject) -> bytes:
    return (project.root / "collisions.docx").read_bytes()


def edited(data: bytes, *edits: Callable[[EditedFile], object]) -> bytes:
    file = EditedFile(data)
    for edit in edits:
        edit(file)
    return file.saved()


def says(words: str, text: str) -> Callable[[EditedFile], object]:
    """Return the edit that types a text over the paragraph with these words."""

    def edit(file: EditedFile) -> None:
        first, *others = paragraph(file, words).iter(f"{W}r")
        set_text(first, text)
        for run in others:
            run.getparent().remove(run)

    return edit


def back(project: MovingProject, data: bytes, *arguments: str) -> tuple[int, str]:
    """Give the file back, and return the status and what was printed."""
    (project.root / "back.docx").write_bytes(data)
    ran = project.run("upgrade", "--settle", "back.docx", *arguments)
    return ran.code, ran.out + ran.err


def tailoring(project: MovingProject, school: str = "hilltop") -> dict[str, dict[str, str]]:
    entries = yaml.safe_load(project.read(f"schools/{school}.yaml"))["tailoring"]
    return {entry.get("replace") or entry["omit"]: entry for entry in entries}


def test_the_file_says_whose_each_change_is_and_why_it_matters(project: MovingProject) -> None:
    assert {author for _, author, _ in changes(sent(project))} == {LIBRARY, SCHOOL, OTHER}
    file = EditedFile(sent(project))
    said = "\n".join("".join(t.text or "" for t in one.iter(f"{W}t")) for one in file.body.iter(f"{W}p"))
    for expected in (
        "1. Why we have it – Hilltop School", "Online safety policy", "home:basics.why, from home 2.0",
        "“the whole of” was added in home 2.0, and “all” at Hilltop School.", "We mean all",
        "4. Why we have it – Mill Lane School", "run: policygen upgrade --settle collisions.docx",
        "The policy prints the school’s answers there",
    ):  # fmt: skip
        assert expected in said
    assert "{{ school.name }} keeps all its pupils safe online." in said


@pytest.mark.parametrize(("how", "settled"), [("ours", all_accepted), ("theirs", library_s)])
def test_accepting_and_rejecting_is_the_same_as_settling_for_one_side(
    project: MovingProject, how: str, settled: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    other = MovingProject(tmp_path / "other")
    shutil.copytree(project.folder, other.folder, symlinks=True)
    data = sent(project)
    sides = [f"--settle={clause}={how}" for clause in ("basics.why", "basics.rules", "telling.young")]
    assert other.run("upgrade", "--write", *sides).code == 0
    code, said = back(project, settled(data), "--write")
    assert code == 0, said
    (project.root / "back.docx").unlink()
    assert project.files() == other.files()
    # The settings are as if the schools had been asked on the command line: comments, line breaks and bases too.
    assert "# The office, not the hall." in project.read("schools/hilltop.yaml")
    code, said = back(project, data)
    assert code == 0
    assert said.count("no longer has a collision") == 4


def test_words_that_are_typed_settle_it_and_each_school_has_its_own(project: MovingProject) -> None:
    def items(file: EditedFile) -> None:
        made = etree.Element(f"{W}p")
        made.append(new_run("- sing"))
        next(one for one in file.body.iter(f"{W}p") if words_of(one) == "- hear").addnext(made)

    own = says("keeps all its", (WHY % "every one of").strip())
    data = edited(all_accepted(sent(project)), own, items)
    code, said = back(project, data, "--write")
    assert code == 0, said
    assert tailoring(project)["basics.why"]["text"] == WHY % "every one of"
    assert tailoring(project, "mill")["basics.why"]["text"] == WHY % "each of"
    rules = tailoring(project)["basics.rules"]
    assert rules["title"] == "Our rules"
    assert rules["text"].endswith("are *kind and\n   fair*\n2. keep\n   1. notes\n   2. calm\n"
        "3. tell {{ people.online_lead }}\n\n- and\n- hear\n- sing\n")  # fmt: skip
    assert "telling.young" in tailoring(project)


def test_what_is_open_is_named_and_nothing_is_written(project: MovingProject) -> None:
    before = project.files()
    code, said = back(project, settled_by(sent(project), SCHOOL, accepted=True), "--write")
    assert code == 1
    assert "hilltop: `home:basics.why` still has tracked changes by home 2.0" in said
    assert "mill: `home:basics.why` still has tracked changes by Mill Lane School and home 2.0" in said
    assert "Nothing can be written until this is resolved: hilltop and mill." in said
    (project.root / "back.docx").unlink()
    assert project.files() == before
    code, said = back(project, sent(project), "--json")
    assert [one["code"] for one in json.loads(said[: said.rindex("}") + 1])["word"]] == ["PG837"] * 4


def joined(text: str) -> Callable[[EditedFile], object]:
    """Return the edit that deletes the break before the paragraph with these words."""

    def edit(file: EditedFile) -> None:
        element = paragraph(file, text)
        before = element.getprevious()
        for child in list(before)[1:]:
            element.insert(1, child)
        before.getparent().remove(before)

    return edit


def heading_gone(file: EditedFile) -> None:
    """Delete the first heading of a wording."""
    found = next(one for one in file.body.iter(f"{W}p") if words_of(one) == "Wording")
    found.getparent().remove(found)


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ([says("keeps all its", "It keeps {{ nobody }} safe.")], "would then contain a mistake"),
        ([gone("keeps all its")], "`home:basics.why` has no wording left"),
        ([says("keeps all its", "It keeps {% if pupils")], "would then contain a mistake"),
        ([joined("2. Rules for staff – Hilltop School")], "runs into a heading or a table"),
        ([heading_gone], "the headings of `home:basics.why` are missing from the file"),
        ([gone("We mean all")], ""),
        ([says("We mean all", "We mean every one")], "“We mean every one” is outside the wording"),
    ],
)
def test_what_cannot_be_taken_is_said(
    project: MovingProject, edits: list[Callable[[EditedFile], object]], message: str
) -> None:
    code, said = back(project, edited(all_accepted(sent(project)), *edits))
    assert message in said
    assert (code == 0) == (not message or "is outside" in message), said


def test_a_placeholder_that_was_typed_over_is_named(project: MovingProject) -> None:
    data = edited(
        all_accepted(sent(project)), says("keeps all its pupils", "Hilltop School keeps all its pupils safe.")
    )
    code, told = back(project, data)
    assert code == 0
    assert "PG846" in told
    assert "no longer contains {{ school.name }} and {{ people.headteacher | sentence }}" in told


def test_a_clause_that_was_left_out_takes_no_words_of_its_own(project: MovingProject) -> None:
    code, said = back(project, edited(library_s(sent(project)), says("Parents tell", "Aunts tell for them.")))
    assert code == 1
    assert "`home:telling.young` was left out, but its wording in the file differs from the library's" in said


def test_the_library_s_changes_rejected_and_the_school_s_accepted_is_no_decision(project: MovingProject) -> None:
    data = sent(project)
    for author, accepted in ((LIBRARY, False), (SCHOOL, True), (OTHER, True)):
        data = settled_by(data, author, accepted=accepted)
    code, said = back(project, data, "--settle", "telling.young=ours")
    assert code == 1
    assert "“- listen - hear” in `home:basics.rules` contains the earlier words followed by the school's" in said
    assert said.count("PG838") == 1


@pytest.mark.parametrize("how", ["as_word", "as_word_without_bookmarks"])
def test_a_file_that_another_program_rewrote_is_read(project: MovingProject, how: str) -> None:
    """Smart tags, split runs, marks of spelling and other styles; and fixed headings found by their words."""
    open_, done = (disguised(data, how, Random(1)) for data in (sent(project), all_accepted(sent(project))))  # noqa: S311
    code, said = back(project, open_)
    assert (code, said.count("error[PG837]"), said.count("error")) == (1, 4, 5), said
    code, said = back(project, done)
    assert (code, "warning" in said) == (0, False), said
    assert "[-the whole of-] {+all+} its pupils" in said


def test_what_has_changed_since_the_file_was_written_is_not_settled(project: MovingProject) -> None:
    project.library("home/basics.yaml", ("the whole of its", "each and all of its"))
    code, said = back(project, all_accepted(sent(project)))
    assert code == 1
    assert "hilltop: `home:basics.why` has changed since the file was written" in said
    assert "basics.rules` has changed" not in said


def test_a_decision_on_the_command_line_counts_before_the_file(project: MovingProject) -> None:
    code, said = back(
        project, all_rejected(sent(project)), "--settle", "basics.why=ours", "--settle", "telling.young=ours", "--write"
    )
    assert code == 0, said
    assert tailoring(project)["basics.why"]["text"] == WHY % "all"


def test_a_file_that_somebody_may_have_edited_is_not_written_over(project: MovingProject) -> None:
    ran = project.run("upgrade", "--word", "collisions.docx")
    assert ran.code == 2
    assert "collisions.docx already exists" in ran.err


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7", "is not a Word file"),
        (b"PK\x03\x04nothing", "cannot be read"),
    ],
)
def test_another_file_is_refused(project: MovingProject, data: bytes, message: str) -> None:
    code, said = back(project, data)
    assert code == 2
    assert message in said


def test_clauses_that_became_one_and_a_base_that_is_not_known(tmp_path: Path) -> None:
    entries = "".join(
        f"  - replace: telling.{name}\n    text: {text}\n    because: We do\n"
        for name, text in (("who", "Pupils tell the office."), ("record", "The office writes it down."))
    )
    found = MovingProject.lay_out(tmp_path, {"schools/hilltop.yaml": HILLTOP + entries})
    shutil.rmtree(found.root / "schools/hilltop/base")
    record = (found.packaged / "clauses/home/basics.yaml").read_text(encoding="utf-8")
    record = record[record.index("  - id: telling.record") : record.index("  - id: telling.young")]
    found.library(
        "home/basics.yaml", (record, ""), ("keeps its", "keeps the whole of its"), ("[](#telling.record)", "in a book"),
        ("id: telling.who\n", "id: telling.all\n    formerly: [telling.who, telling.record]\n"),
    )  # fmt: skip
    found.library("policies/online.yaml", ("telling.who, telling.record", "telling.all"))
    ran = found.run("upgrade", "--word", "collisions.docx")
    assert "2 collisions to resolve" in ran.err, ran.err
    code, said = back(found, all_accepted(sent(found)), "--write")
    assert code == 0, said
    wording = tailoring(found)
    assert wording["basics.why"]["text"].startswith("{{ school.name }} keeps all its pupils")
    assert wording["telling.all"]["text"] == "Pupils tell the office.\n\nThe office writes it down.\n"
    assert len(wording) == 2
