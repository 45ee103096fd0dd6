"""A clause whose home policy is not adopted moves in where it is needed, and stands once among a school's policies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.projects import SMALL, lay_out, settle

PHONES = (SMALL / "clauses/policies/phones.yaml").read_text(encoding="utf-8")
TAKES_IN = "    clauses: [{clause: telling.who, unless: online}, phones.handed-in, phones.lockers, phones.all]\n"
MOVED = PHONES[: PHONES.index("    clauses:")] + TAKES_IN
TABLETS = (
    MOVED.replace("id: phones", "id: tablets")
    .replace("Phone policy", "Tablet policy")
    .replace(", phones.handed-in, phones.lockers, phones.all", "")
)
SCHOOL = (SMALL / "schools/hilltop.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("adopted", "home"),
    [
        ("online: {}, phones: {}, tablets: {}", "online"),
        ("phones: {}, tablets: {}", "phones"),
        ("tablets: {}, phones: {}", "tablets"),
    ],
)
def test_a_clause_stands_in_its_home_else_in_the_first_policy_that_takes_it_in(
    tmp_path: Path, adopted: str, home: str
) -> None:
    world = lay_out(
        tmp_path,
        {
            "clauses/policies/phones.yaml": MOVED,
            "clauses/policies/tablets.yaml": TABLETS,
            "schools/hilltop.yaml": SCHOOL[: SCHOOL.index("policies:")] + f"policies: {{{adopted}}}\n",
        },
    )
    school = settle(world)
    holding = [name for name, plan in school.plans.items() if any(c.name == "home:telling.who" for c in plan.clauses)]
    assert holding == [home]
    for name, plan in school.plans.items():
        if name != home:
            assert [left.because for left in plan.left_out if left.by == "home"] == [f"it is in {home}"]
