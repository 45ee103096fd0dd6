"""Every branch of every policy of the library, in-text conditions included: whatever a school answers, it reads whole.

Each clause is reached; no combination leaves a reference that leads nowhere, an empty section, a clause said twice or a
duty unmet.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.branches.axes import axes_of
from policygen.branches.walk import branches
from tests.support.branches import faults
from tests.support.library import library

ROOT = Path(__file__).resolve().parents[1]
# What the law and the Department ask binds whatever a school chooses; where other sources disagree, it chooses.
BINDING = {path.stem for path in (ROOT / "clauses/department/requirements").glob("*.yaml")}
POLICIES = sorted(path.stem for path in (ROOT / "clauses/policies").glob("*.yaml"))


@pytest.mark.parametrize("policy", POLICIES)
def test_every_branch_of_a_policy_reads_whole(policy: str) -> None:
    found = faults(library(), policy, BINDING)
    assert not found, "\n".join(f"{fault}  [{branch or 'every branch'}]" for fault, branch in found.items())


@pytest.mark.parametrize("policy", POLICIES)
def test_every_answer_to_every_question_is_tried(policy: str) -> None:
    project = library().project
    tried: dict[str, set[object]] = {}
    for branch in branches(project, policy):
        for key, option in branch.answers.items():
            tried.setdefault(key, set()).add(option)
    for axis in axes_of(project, policy):
        if not axis.key.startswith("policies."):
            assert set(axis.options) <= tried[axis.key], axis.key
