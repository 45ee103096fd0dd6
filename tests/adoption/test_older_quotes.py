"""Records of a policygen that printed straight quotes: the words in them are those that are printed curly today."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from policygen.adoption.digests import people_digest, words_digest
from policygen.adoption.group_record import CommonPart, encode_group_record
from policygen.adoption.record import decode_adoption_record
from policygen.compare.align import compare_documents, redline
from policygen.compile.adopting_group import write_group_record
from policygen.document.plain import words_of
from policygen.document.walk import parts_of
from policygen.world.protocol import World
from tests.support.adopted import RECORD, change, laid_out, original
from tests.support.projects import compiled, shown

from .test_groups import STATUS, project, status, tried

SETTINGS = "schools/hilltop.yaml"
OLDER = Path(__file__).parents[1] / "data/adoption/version-2-straight-quotes.json"


@pytest.fixture
def world(tmp_path: Path) -> World:
    record = decode_adoption_record(OLDER.read_bytes())
    (settings,) = (one.text for one in record.beneath.settings if one.file == SETTINGS)
    outline = original("clauses/policies/online.yaml").replace("About this policy", "About the school's own policy")
    return laid_out(tmp_path, {SETTINGS: settings, RECORD: OLDER.read_bytes(), "clauses/policies/online.yaml": outline})


def test_a_policy_stays_adopted_when_only_its_quotes_are_printed_otherwise(world: World) -> None:
    made = compiled(world)
    assert not made.diagnostics, shown(made.diagnostics)
    assert made.document.cover.status == "Adopted 3 December 2026"
    assert words_of(made.document.cover.school) == "St Mary’s “Hilltop” School"
    printed = "".join(getattr(part, "text", "") for part in parts_of(made.document))
    assert "Kim O’Neill" in printed
    assert "the governors’ committee" in printed
    assert "14/26 ‘A’" in printed
    assert "'" not in printed


def test_the_record_is_as_it_was_and_its_digests_still_show_an_edit(world: World) -> None:
    record = decode_adoption_record(world.read(RECORD))
    assert words_of(record.document.cover.school) == 'St Mary\'s "Hilltop" School'
    now = compiled(world).document
    assert words_digest(now) == words_digest(record.document)
    assert people_digest(now) == people_digest(record.document)
    assert not compare_documents(record.document, now)


def test_a_change_of_words_is_told_from_the_form_of_the_quotes_beside_it(world: World) -> None:
    change(world, SETTINGS, "governors' committee", "governors' full committee")
    made = compiled(world)
    assert made.document.state == "for-approval"
    assert sorted(one.code for one in made.diagnostics) == ["PG804", "PG805"]


def test_a_redline_keeps_a_word_with_another_form_of_apostrophe() -> None:
    assert [(one.how, one.text) for one in redline("the school's own rules", "the school’s new rules")] == [
        ("kept", "the school’s "), ("removed", "own"), ("added", "new"), ("kept", " rules")
    ]  # fmt: skip


def test_a_groups_record_with_straight_quotes_still_holds(tmp_path: Path) -> None:
    world = project(tmp_path)
    change(world, "schools/trusts/elm.yaml", "We all sing.", "We all sing 'together' in the pupils' hall.")
    found, _ = tried(world)
    assert found is not None
    branches = tuple(
        replace(branch, parts=tuple(_straight(part) for part in branch.parts)) for branch in found.branches
    )
    older = replace(found, branches=branches)
    assert encode_group_record(older) != encode_group_record(found)
    write_group_record(world, older)
    assert STATUS in status(world)


def _straight(part: CommonPart) -> CommonPart:
    words = tuple(line.translate({ord("’"): "'", ord("‘"): "'"}) for line in part.words)
    return CommonPart(part.id, words, part.heading)
