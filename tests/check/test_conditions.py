"""Conditions as data: when a clause is held, and how that is said."""

from __future__ import annotations

import pytest

from policygen.check.conditions import ConditionReader, evaluate, keys_of
from policygen.diagnostics.model import Diagnostics
from policygen.source.nodes import Mapping
from tests.source.reading import tree
from tests.support.projects import lay_out, load

ANSWERS = {
    "phase": ("primary", "secondary"),
    "nation": "england",
    "boarding": False,
    "pupils": 200,
    "phones": None,
    "motto": "Onwards",
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> ConditionReader:
    return load(lay_out(tmp_path_factory.mktemp("project") / "p")).project.reader


def outcome(reader: ConditionReader, condition: str) -> tuple[bool, str]:
    _, node = tree(f"when: {condition}\n")
    assert isinstance(node, Mapping)
    read = reader.read(node.entries[0].value)
    assert read is not None, list(reader.diagnostics)
    found = evaluate(read, ANSWERS.get)
    return found.holds, found.because


@pytest.mark.parametrize(
    ("condition", "holds", "because"),
    [
        ("{phase: primary}", True, "phase is primary, secondary"),
        ("{phase: [secondary]}", True, "phase is primary, secondary"),
        ("{nation: [wales, england]}", True, "nation is england"),
        ("{nation: wales}", False, "nation is england"),
        ("{boarding: yes}", False, "boarding is no"),
        ("{boarding: no}", True, "boarding is no"),
        ("{boarding: NO}", True, "boarding is no"),
        ("{phones: handed_in}", False, "phones has not been answered"),
        ("{has: motto}", True, "motto is answered"),
        ("{has: phones}", False, "phones has not been answered"),
        ("{has: boarding}", True, "boarding is answered"),
        ("{not: {nation: wales}}", True, "nation is england"),
        ("{at_least: {pupils: 200}}", True, "pupils is 200"),
        ("{at_least: {pupils: 201}}", False, "pupils is 200"),
        ("{nation: england, boarding: yes}", False, "boarding is no"),
        ("{nation: england, phase: primary}", True, "nation is england and phase is primary, secondary"),
        ("{all: [{nation: england}, {phase: primary}]}", True, "nation is england and phase is primary, secondary"),
        ("{any: [{boarding: yes}, {phase: primary}]}", True, "phase is primary, secondary"),
        ("{any: [{boarding: yes}, {nation: wales}]}", False, "boarding is no and nation is england"),
        ("young", True, "young (phase is primary, secondary)"),
        ("put_away", False, "not put away (phones has not been answered)"),
        ("{not: put_away}", True, "not put away (phones has not been answered)"),
        (
            "{young: yes, put_away: no}",
            True,
            "young (phase is primary, secondary) and not put away (phones has not been answered)",
        ),
    ],
)
def test_a_condition_comes_out_and_says_why(reader: ConditionReader, condition: str, holds: bool, because: str) -> None:
    assert outcome(reader, condition) == (holds, because)


def test_the_questions_of_a_condition_are_known_through_names_and_not(reader: ConditionReader) -> None:
    _, node = tree("when: {any: [put_away, {not: {phase: primary}}, {has: motto}]}\n")
    assert isinstance(node, Mapping)
    read = reader.read(node.entries[0].value)
    assert read is not None
    assert keys_of(read) == {"phones", "phase", "motto"}


def test_conditions_that_name_each_other_in_a_circle_are_reported_once() -> None:
    _, node = tree("conditions: {a: {not: b}, b: {not: a}, c: a}\n")
    assert isinstance(node, Mapping)
    named = node.entries[0].value
    assert isinstance(named, Mapping)
    diagnostics = Diagnostics()
    reader = ConditionReader.over({}, {entry.key.text: entry.value for entry in named.entries}, diagnostics)
    assert [one.message for one in diagnostics] == ["the condition `a` refers back to itself"]
    assert reader.named("c") is None
