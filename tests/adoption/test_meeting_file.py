"""The file that the meeting saw is what is recorded, with the copies for other readers and what lay beneath."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from policygen.adoption.digests import words_digest
from policygen.adoption.record import decode_adoption_record
from policygen.adoption.sealing import NotAnAdoptionRecord, content_digest
from policygen.assemble.wording import Wording
from policygen.build.artifacts import Builder
from policygen.compile.adopting import FileSeen, Meeting, adopt, in_force, write_record
from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Diagnostics
from policygen.document.differing import differing, joined
from policygen.document.json import from_json, to_json
from policygen.document.model import Document, Edition
from policygen.document.overlays import Companions
from policygen.document.printed import printed_part
from policygen.inspect.adoptable import Wanted, file_seen
from policygen.inspect.documents import carried_by
from policygen.look.look import Look
from policygen.world.protocol import World
from tests.support.adopted import DAY, RECORD, change, laid_out, original, record
from tests.support.projects import compiled, load, shown
from tests.support.readers import vocabulary
from tests.support.words import cover

BASICS = "clauses/home/basics.yaml"
SETTINGS = "schools/hilltop.yaml"
RECORDS = Path(__file__).parents[1] / "data/adoption"
# A record of version 1, and an earlier one in which an origin names a file of the project.
VERSION_1 = ("version-1.json", "version-1-older-origins.json")


def world_with_a_web_copy(folder: Path, settings: str = "") -> World:
    """The small project, with answers that readers on the web may have but for the chair's."""
    files = {"clauses/vocabulary.yaml": vocabulary("chair")} | ({SETTINGS: settings} if settings else {})
    return laid_out(folder, files)


def copies(world: World) -> dict[Edition, Document]:
    """Every copy of the online policy as it is built now."""
    compiler = load(world)
    school = compiler.school("hilltop")
    assert school is not None
    board = compiler.compile(school, "online")
    return {"board": board.document, **compiler.for_other_readers(school, board)}


def papers(world: World) -> dict[str, bytes]:
    """The board's PDF and DOCX as they are built now."""
    compiler = load(world)
    made = copies(world)
    overlay = Companions(editions={edition: one for edition, one in made.items() if edition != "board"})
    return Builder(compiler).renderer.render(made["board"], ("pdf", "docx"), (overlay,))


def read(world: World, data: bytes, policy: str = "online") -> tuple[FileSeen | None, str]:
    diagnostics = Diagnostics()
    found = file_seen("the file", data, Wanted("hilltop", policy, lambda: Look.load(world)), diagnostics)
    return found, shown(diagnostics)


def adopted(world: World, seen: FileSeen, on: date = DAY) -> dict[Edition, Document]:
    """The copies in force once `seen` is adopted, read back from the record's file."""
    compiler, diagnostics = load(world), Diagnostics()
    school = compiler.school("hilltop", diagnostics)
    assert school is not None
    made = adopt(compiler, school, "online", Meeting(on, "14/26"), diagnostics, seen)
    assert made is not None, shown(diagnostics)
    write_record(world, made)
    found = decode_adoption_record(world.read(made.file), made.file)
    assert found == made
    return in_force(found, (found,), Wording.load(world))


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_a_file_carries_its_document_and_the_copies_for_other_readers(tmp_path: Path, ending: str) -> None:
    world = world_with_a_web_copy(tmp_path)
    carried = carried_by(papers(world)[ending])
    expected = {edition: printed_part(one) for edition, one in copies(world).items()}
    assert {"board": carried.document, **carried.editions} == expected


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_the_file_is_recorded_and_the_record_holds_what_the_next_build_makes(tmp_path: Path, ending: str) -> None:
    world = world_with_a_web_copy(tmp_path)
    seen, said = read(world, papers(world)[ending])
    assert seen is not None, said
    assert adopted(world, seen) == copies(world)
    assert copies(world)["web"].cover.status == "Adopted 3 December 2026"


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_a_file_from_before_a_change_is_recorded_as_it_was(tmp_path: Path, ending: str) -> None:
    world = world_with_a_web_copy(tmp_path)
    data = papers(world)[ending]
    change(world, BASICS, "keeps its pupils safe", "keeps all pupils safe")
    seen, _ = read(world, data)
    assert seen is not None
    recorded = adopted(world, seen)
    assert compiled(world).document.state == "for-approval"
    change(world, BASICS, "keeps all pupils safe", "keeps its pupils safe")
    now = copies(world)
    assert {edition: printed_part(one) for edition, one in now.items()} == recorded
    assert now["board"].state == "adopted"


def test_the_copies_are_the_same_however_they_are_made(tmp_path: Path) -> None:
    """Filling in what the meeting gave, and compiling with the record, lead to one Document in every edition."""
    answers = 'online: {version: "3", review_after: 6 months}'
    world = world_with_a_web_copy(tmp_path, original(SETTINGS).replace("online: {}", answers))
    made = record(world)
    assert made.documents == copies(world)
    assert cover(made.document)[-1] == "Next review | 3 June 2027"
    change(world, BASICS, "Rules", "Our rules")
    again = record(world, date(2027, 3, 4), minute="3/27")
    assert again.documents == copies(world)


def test_a_policy_adopted_again_from_its_adopted_copy(tmp_path: Path) -> None:
    world = world_with_a_web_copy(tmp_path)
    record(world)
    seen, _ = read(world, papers(world)["pdf"])
    assert seen is not None
    assert seen.document.state == "adopted"
    assert adopted_twice(world, seen) == copies(world)["board"]
    assert cover(copies(world)["board"])[-1] == "Next review | 4 March 2028"


def adopted_twice(world: World, seen: FileSeen) -> Document:
    adopted(world, seen, date(2027, 3, 4))
    return compiled(world).document


def test_a_record_holds_what_lay_beneath(tmp_path: Path) -> None:
    world = world_with_a_web_copy(tmp_path)
    tailoring = "tailoring: [{replace: basics.why, text: Because., because: We say so}]\n"
    change(world, SETTINGS, "specimen: true\n", f"specimen: true\n{tailoring}")
    record(world)
    beneath = decode_adoption_record(world.read(RECORD)).beneath
    clauses = {one.id: one for one in beneath.clauses}
    why, young = clauses["home:basics.why"], clauses["home:telling.young"]
    assert (why.text, why.change, why.because) == ("Because.", "replaced", "We say so")
    assert (young.text, young.condition, young.version) == ("Adults tell for them.", '"young"', "1.0")
    assert [one.file for one in beneath.settings] == [SETTINGS, "schools/authorities/westshire.yaml"]
    assert beneath.settings[0].text == (tmp_path / SETTINGS).read_text()
    assert [(one.id, one.version) for one in beneath.libraries] == [("home", "1.0"), ("law", "2.0")]


@pytest.mark.parametrize("part", ["document", "editions", "beneath", "seen"])
def test_every_part_of_a_record_has_a_digest_that_is_checked(tmp_path: Path, part: str) -> None:
    world = world_with_a_web_copy(tmp_path)
    record(world)
    content = json.loads(world.read(RECORD))
    content[part] = {"edited": True}
    content.pop("digest")
    content["digest"] = content_digest(content)
    with pytest.raises(NotAnAdoptionRecord, match=f"its part “{part}” was changed") as refused:
        decode_adoption_record(json.dumps(content))
    assert refused.value.edited


@pytest.mark.parametrize("name", VERSION_1)
def test_a_record_of_version_1_reads_and_holds(tmp_path: Path, name: str) -> None:
    data = (RECORDS / name).read_bytes()
    world = laid_out(tmp_path, {RECORD: data})
    made = compiled(world)
    assert not list(made.diagnostics), shown(made.diagnostics)
    assert made.document.cover.status == "Adopted 3 December 2026"
    found = decode_adoption_record(data, RECORD)
    (kept,) = in_force(found, (found,), Wording.load(world)).values()
    assert (words_digest(kept), kept.cover.status) == (words_digest(made.document), made.document.cover.status)


def _draft(compiler: Compiler) -> Document:
    school = compiler.school("hilltop")
    assert school is not None
    return compiler.compile(school, "online", draft=True).document


def test_a_draft_is_refused(tmp_path: Path) -> None:
    world = world_with_a_web_copy(tmp_path)
    compiler = load(world)
    data = Builder(compiler).renderer.render(_draft(compiler), ("docx",))["docx"]
    assert read(world, data)[0] is None
    assert "it is a draft" in read(world, data)[1]


def test_a_file_of_another_policy_or_school_is_refused(tmp_path: Path) -> None:
    world = world_with_a_web_copy(tmp_path)
    data = papers(world)["docx"]
    assert "it is a different policy (online)" in read(world, data, "phones")[1]
    diagnostics = Diagnostics()
    assert file_seen("f", data, Wanted("valley", "online", lambda: Look.load(world)), diagnostics) is None
    assert "it belongs to another school, hilltop" in shown(diagnostics)


def test_what_differs_between_two_copies_is_put_together_again() -> None:
    first = {"sections": [{"id": "a", "blocks": [{"id": "a", "text": "x"}, {"id": "b", "text": "y"}]}, {"id": "c"}]}
    second: dict[str, Any] = {"sections": [{"id": "c"}, {"id": "a", "blocks": [{"id": "b", "text": "y"}]}], "n": 1}
    short = differing(first, second)
    assert short == {
        "sections": [{"same": "c", "n": 0}, {"id": "a", "blocks": [{"same": "b", "n": 0}]}],
        "n": 1,
    }
    assert joined(first, short) == second
    assert joined(first, differing(first, first)) == first


def test_the_copy_for_the_web_costs_a_record_little(tmp_path: Path) -> None:
    world = world_with_a_web_copy(tmp_path)
    made = record(world)
    content = json.loads(world.read(RECORD))
    assert from_json(to_json(made.editions["staff"])) == made.editions["staff"]
    assert len(json.dumps(content["editions"]["staff"])) < len(json.dumps(content["document"])) / 2
