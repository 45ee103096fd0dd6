"""What messages about conditions and expressions say to write instead, and what is proved about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.check.conditions import ConditionReader
from policygen.check.proofs import Every, No, Prover, Some, free
from policygen.diagnostics.model import Diagnostic
from policygen.source.nodes import Mapping
from tests.source.reading import tree
from tests.support.projects import check, lay_out, load


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> ConditionReader:
    return load(lay_out(tmp_path_factory.mktemp("project") / "p")).project.reader


def possible(reader: ConditionReader, condition: str) -> bool:
    _, node = tree(f"when: {condition}\n")
    assert isinstance(node, Mapping)
    read = reader.read(node.entries[0].value)
    assert read is not None
    prover = Prover(reader.questions, reader.read)
    return prover.possible(prover.formula(read))


def found_in(folder: Path, clause: str) -> list[Diagnostic]:
    text = f"clauses:\n  - id: extra.one\n    title: One\n{clause}"
    return check(lay_out(folder / "p", {"clauses/home/extra.yaml": text}))


@pytest.mark.parametrize(
    ("condition", "instead"),
    [
        ('school.phase == "primry"', "Write {% if 'primary' in school.phase %}."),
        ('school.phase != "primary"', "Write {% if 'primary' not in school.phase %}."),
        ('school.phase in ["secondary"]', "Write {% if 'secondary' in school.phase %}."),
        ('"primry" in school.phase', "Did you mean `primary`?"),
        ('choices.phones == "handed_in" or "lockers"', "Write {% if choices.phones in ('handed_in', 'lockers') %}."),
        (
            '"primary" in school.phase and "secondary"',
            "Write {% if 'primary' in school.phase and 'secondary' in school.phase %}.",
        ),
        ("school.boarding == yes", "Write {% if school.boarding %}."),
        ("school.boarding != yes", "Write {% if not school.boarding %}."),
        ("school.boarding = no", "Write {% if not school.boarding %}."),
        ("choices.phones == handedin", "Write {% if choices.phones == 'handed_in' %}."),
        ('choices.phones = "lockers"', "Write {% if choices.phones == 'lockers' %}."),
        ('school.phase is "primary"', "Write {% if 'primary' in school.phase %}."),
        ('choices.phones is not "lockers"', "Write {% if choices.phones != 'lockers' %}."),
        ("choices.phones in 'lockers'", "Write {% if choices.phones == 'lockers' %}."),
        ("people.chair", "Test whether anyone holds it: {% if people.chair is answered %}."),
    ],
)
def test_a_hint_says_what_to_write_and_that_is_right(condition: str, instead: str, tmp_path: Path) -> None:
    keys = "    kind: duty\n    audience: [staff]\n    text: |\n"
    (finding,) = found_in(tmp_path / "wrong", f"{keys}      {{% if {condition} %}}Words.{{% endif %}}\n")
    assert finding.hint == instead
    if "{%" in instead:
        tag = instead[instead.index("{%") : instead.index("%}") + 2]
        assert found_in(tmp_path / "right", f"{keys}      {tag}Words.{{% endif %}} More.\n") == []


@pytest.mark.parametrize(
    ("entry", "instead"),
    [
        ("    kind: duty\n    audience: [teachers]\n    text: A.\n", "everyone, staff, pupils"),
        (
            "    kind: form\n    audience: [staff]\n    text: A.\n    form: [{figure: a.svg, alternative: A.}]\n",
            "Put the file in clauses/home/",
        ),
        ("    kind: duty\n    audience: [staff]\n    text: A.\n    when: boarding\n", "{ boarding: yes }"),
        ("    kind: duty\n    audience: [staff]\n    text: A.\n    when: motto\n", "{ has: motto }"),
    ],
)
def test_a_hint_on_another_part_of_a_clause_says_what_to_write(entry: str, instead: str, tmp_path: Path) -> None:
    assert instead in found_in(tmp_path, entry)[0].hint


@pytest.mark.parametrize(
    ("condition", "is_possible"),
    [
        ("{boarding: yes, phones: lockers}", True),
        ("{all: [{phase: primary}, {phase: secondary}]}", True),
        ("{all: [{phones: lockers}, {phones: own_care}]}", False),
        ("{all: [{phones: lockers}, {not: put_away}]}", False),
        ("{not: {phones: [handed_in, lockers, own_care]}}", False),
        ("{not: {has: motto}}", True),
        ("{not: {has: phones}}", False),
        ("{all: [{at_least: {pupils: 100}}, {not: {at_least: {pupils: 200}}}]}", True),
        ("{all: [{at_least: {pupils: 200}}, {not: {at_least: {pupils: 100}}}]}", False),
        ("{not: {at_least: {pupils: 0}}}", False),
    ],
)
def test_whether_answers_can_meet_a_condition_is_proved(
    reader: ConditionReader, condition: str, is_possible: bool
) -> None:
    assert possible(reader, condition) is is_possible


def test_a_search_that_would_take_too_long_proves_nothing(reader: ConditionReader) -> None:
    # Nine pigeons do not fit into eight holes, but to prove it by trying takes too long.
    placed = [Some(tuple(free(f"{pigeon} in {hole}") for hole in range(8))) for pigeon in range(9)]
    alone = [
        No(Every((free(f"{one} in {hole}"), free(f"{other} in {hole}"))))
        for hole in range(8)
        for one in range(9)
        for other in range(one)
    ]
    assert Prover(reader.questions, reader.read).possible(Every((*placed, *alone))) is True


@pytest.mark.parametrize(
    "condition",
    ["not " * 900 + "school.boarding", " or ".join(['choices.phones == "lockers"'] * 600)],
    ids=["not not", "a long or"],
)
def test_a_condition_of_hundreds_of_parts_is_no_internal_error(condition: str, tmp_path: Path) -> None:
    keys = "    kind: duty\n    audience: [staff]\n    text: |\n"
    found = found_in(tmp_path, f"{keys}      {{% if {condition} %}}Words.{{% endif %}} More.\n")
    assert {one.code for one in found} <= {"PG243", "PG244", "PG262"}
