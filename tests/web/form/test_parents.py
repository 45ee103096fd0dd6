"""What the form knows of a trust's or council's file: what it answers, of whom, for which policy; never the words."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from policygen.diagnostics.model import Diagnostics
from policygen.web.form.data import form_of
from policygen.web.form.model import Parent
from tests.support.projects import lay_out, load, shown

COUNCIL = """\
specimen: true
people:
  chair: {title: Convener}
policies:
  online: {approving_body: the council's panel}
"""


def parent(tmp_path: Path, trust: str) -> Parent:
    """What the form knows of a trust whose file says this, below a council's."""
    files = {"schools/trusts/harnsey.yaml": trust, "schools/authorities/westshire.yaml": COUNCIL}
    world = lay_out(tmp_path, {**files, "schools/hilltop.yaml": "school: {name: Hilltop School}\n"})
    diagnostics = Diagnostics()
    form = form_of(load(world).project, diagnostics)
    assert not list(diagnostics), shown(diagnostics)
    return next(one for one in form.parents if one.file == "trusts/harnsey.yaml")


def test_what_is_answered_above_for_a_policy_is_known_policy_by_policy(tmp_path: Path) -> None:
    found = parent(
        tmp_path,
        "extends: authorities/westshire.yaml\nspecimen: true\n"
        "policies: {online: {meeting_on: 2026-12-08, version: none, review_after: }, phones: }\n",
    )
    assert {policy: set(keys) for policy, keys in found.policies.items()} == {
        "online": {"meeting_on", "version", "approving_body"},
        "phones": set(),
    }
    assert "panel" not in json.dumps(asdict(found))
    assert "2026" not in json.dumps(asdict(found))


def test_a_date_of_review_is_not_a_schools_to_give_where_the_time_between_reviews_is_locked(tmp_path: Path) -> None:
    trust = "specimen: true\npolicies: {online: {review_after: 1 year}, phones: {review_after: 2 years}}\n"
    found = parent(tmp_path, f"{trust}locked: [policies.online]\n")
    assert {policy: set(keys) for policy, keys in found.policies.items()} == {
        "online": {"review_after", "review_on"},
        "phones": {"review_after"},
    }


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("Jo Bell", True),
        ("{name: Jo Bell, title: Chair of trustees}", True),
        ("vacant", True),
        ("", False),
        ("{title: Chair of trustees}", False),
        ("{email: chair@harnsey.example, name: }", False),
    ],
)
def test_a_person_is_answered_by_a_name_or_by_nobody_holding_the_post(
    tmp_path: Path, said: str, answered: bool
) -> None:
    found = parent(tmp_path, f"specimen: true\npeople:\n  chair: {said}\n")
    assert ("people.chair" in found.answered) == answered


def test_a_post_that_a_trust_does_not_have_is_answered(tmp_path: Path) -> None:
    found = parent(tmp_path, "specimen: true\npeople: {online_lead: none}\n")
    assert found.answered == ("people.online_lead",)


def test_a_name_from_the_trust_is_an_answer_beside_a_title_from_its_council(tmp_path: Path) -> None:
    found = parent(tmp_path, "extends: authorities/westshire.yaml\nspecimen: true\npeople: {chair: Jo Bell}\n")
    assert found.answered == ("people.chair",)
    assert found.parts == ()


def test_a_part_of_a_person_that_is_locked_is_told_from_one_that_a_school_may_change(tmp_path: Path) -> None:
    found = parent(
        tmp_path,
        "extends: authorities/westshire.yaml\nspecimen: true\n"
        "people:\n"
        "  headteacher: {title: Principal, email: head@harnsey.example}\n"
        "  safeguarding_lead: {name: Sam Okoro, title: Lead}\n"
        "locked: [people.headteacher.title, people.safeguarding_lead]\n",
    )
    assert found.answered == ("people.safeguarding_lead",)
    assert set(found.parts) == {"people.headteacher.title", "people.headteacher.email", "people.chair.title"}
    assert found.locked == ("people.headteacher.title",)


def test_what_the_file_above_a_trusts_locks_is_locked_for_its_schools_too(tmp_path: Path) -> None:
    files = {
        "schools/authorities/westshire.yaml": f"{COUNCIL}locked: [people]\n",
        "schools/trusts/harnsey.yaml": "extends: authorities/westshire.yaml\nspecimen: true\n",
        "schools/hilltop.yaml": "school: {name: Hilltop School}\n",
    }
    form = form_of(load(lay_out(tmp_path, files)).project, Diagnostics())
    assert {one.file: one.locked for one in form.parents} == {
        "authorities/westshire.yaml": ("people.chair.title",),
        "trusts/harnsey.yaml": ("people.chair.title",),
    }
