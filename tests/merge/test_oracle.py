"""The judge of random merges sees what is wrong with wrong merges, before it judges a right one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.merge.cases import Case, random_cases
from tests.merge.oracle import Shown, complaints

NUMBER = 60
Pieces = list[str | Shown]


def ours_wins(case: Case) -> Pieces:
    return [case.ours]


def theirs_wins(case: Case) -> Pieces:
    return [case.theirs]


def nothing_changes(case: Case) -> Pieces:
    return [case.base]


def collision_without_theirs(case: Case) -> Pieces:
    return [Shown(case.base, case.base, case.ours)]


def cuts_values(case: Case) -> Pieces:
    return [re.sub(r"\{\{ (\w+)\.", r"{{ \1 }}.", case.expected or case.ours)]


def drops_a_word(case: Case) -> Pieces:
    text = case.expected or case.ours
    return [re.sub(r"\bw\d+x\b", "", text, count=1)]


def says_a_word_twice(case: Case) -> Pieces:
    return [re.sub(r"\b(w\d+x)\b", r"\1 \1", case.expected or case.ours, count=1)]


@pytest.mark.parametrize(
    "wrong",
    [ours_wins, theirs_wins, nothing_changes, collision_without_theirs, cuts_values, drops_a_word, says_a_word_twice],
)
def test_a_wrong_merge_is_seen(wrong: Callable[[Case], Pieces]) -> None:
    cases = [case for case in random_cases(0, NUMBER) if wrong(case) != [case.expected]]
    seen = [case for case in cases if list(complaints(case, wrong(case)))]
    assert len(seen) > len(cases) * 0.7


def test_what_both_sides_edits_make_is_right() -> None:
    expected = [case for case in random_cases(0, NUMBER) if case.expected is not None]
    assert len(expected) > NUMBER / 4
    assert [complaint for case in expected for complaint in complaints(case, [case.expected or ""])] == []


def test_a_text_that_collides_as_a_whole_hides_nothing() -> None:
    for case in random_cases(0, NUMBER):
        if not case.must_be_clean:
            assert list(complaints(case, [Shown(case.base, case.theirs, case.ours)])) == []


def test_the_random_cases_are_of_every_kind() -> None:
    cases = list(random_cases(0, 200))
    assert sum(case.must_be_clean for case in cases) > 30
    assert sum(bool(case.against) for case in cases) > 30
    assert any("| --- |" in case.base for case in cases)
    assert any("{% if" in case.theirs and "{% if" in case.ours for case in cases)
