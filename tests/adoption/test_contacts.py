"""What the vocabulary calls a contact detail may change in an adopted policy; the board meets for anything else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from policygen.adoption.digests import people_digest, words_digest
from policygen.adoption.record import decode_adoption_record
from policygen.document.details import is_detail
from policygen.document.fingerprint import details_of
from policygen.document.json import from_json, to_json
from policygen.document.model import Document, Origin, Value
from policygen.document.transform import mapped
from policygen.document.walk import parts_of
from policygen.world.disk import World
from tests.support.adopted import RECORD, change, laid_out, record
from tests.support.projects import SMALL, compiled, shown
from tests.support.settings import school

SETTINGS = "schools/hilltop.yaml"
BASICS = "clauses/home/basics.yaml"
MOBILE = "  mobile: {{type: telephone, {mark}label: Mobile, question: Which mobile?, help: One., knows: clerk}}\n"
SCHOOL = "\n  name: Hilltop School\n  phase: [primary]\n  mobile: 07700 900111\n  telephone: 01632 960001"


def printing(folder: Path, mark: str) -> World:
    """The small project, its online policy printing a mobile number that its own vocabulary asks for."""
    vocabulary = (SMALL / "clauses/vocabulary.yaml").read_text(encoding="utf-8")
    clauses = (SMALL / BASICS).read_text(encoding="utf-8")
    assert "are *kind*" in clauses
    return laid_out(
        folder,
        {
            "clauses/vocabulary.yaml": vocabulary.replace("people:\n", MOBILE.format(mark=mark) + "people:\n", 1),
            BASICS: clauses.replace("are *kind*", "ring {{ school.mobile }} or {{ school.telephone }}, and are *kind*"),
            SETTINGS: school(school=SCHOOL, policies="\n  online: {people_updated_on: 2027-01-11}\n  phones: {}"),
        },
    )


@pytest.mark.parametrize(("mark", "state"), [("contact: yes, ", "adopted"), ("", "for-approval")])
def test_a_new_number_sends_no_policy_back_where_the_vocabulary_calls_it_a_contact(
    tmp_path: Path, mark: str, state: str
) -> None:
    world = printing(tmp_path, mark)
    record(world)
    assert compiled(world).document.state == "adopted"
    change(world, SETTINGS, "07700 900111", "07700 900222")
    made = compiled(world)
    assert not made.diagnostics.errors, shown(made.diagnostics)
    assert made.document.state == state


def test_a_number_that_counted_before_vocabularies_could_say_so_still_counts(tmp_path: Path) -> None:
    world = printing(tmp_path, "")
    record(world)
    change(world, SETTINGS, "01632 960001", "01632 960002")
    assert compiled(world).document.state == "adopted"


def test_a_record_without_marks_holds_beside_a_vocabulary_that_has_them(tmp_path: Path) -> None:
    world = printing(tmp_path, "")
    record(world)
    change(
        world, "clauses/vocabulary.yaml", "telephone: {type: telephone,", "telephone: {type: telephone, contact: yes,"
    )
    made = compiled(world).document
    assert made.state == "adopted"
    old = decode_adoption_record((tmp_path / RECORD).read_bytes()).document
    assert [origin.contact for origin in origins(old)] != [origin.contact for origin in origins(made)]
    assert (words_digest(old), people_digest(old)) == (words_digest(made), people_digest(made))


def test_the_mark_is_written_only_where_it_is_set_and_reads_back(tmp_path: Path) -> None:
    marked = compiled(printing(tmp_path, "contact: yes, ")).document
    assert from_json(to_json(marked)) == marked
    assert {key for key, words in details_of(marked) if words == "07700 900111"} == {"school.mobile"}
    bare = mapped(marked, lambda node: replace(node, contact=False) if isinstance(node, Origin) else node)
    assert b'"contact"' not in to_json(bare)
    assert to_json(marked).count(b'"contact": true') == 1
    assert json.loads(to_json(bare))["schema"] == 1


def test_the_purpose_of_a_contact_is_words_of_the_library() -> None:
    assert is_detail(Origin(key="contacts.helpline.telephone"))
    assert not is_detail(Origin(key="contacts.helpline.purpose"))
    assert not is_detail(Origin(key="school.board"))


def origins(document: Document) -> list[Origin]:
    return [part.origin for part in parts_of(document) if isinstance(part, Value)]
