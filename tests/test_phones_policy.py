"""The rules on phones are printed once: in the mobile phones policy if a school builds it, or else in e-safety."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.model import Diagnostics
from policygen.world.memory import OverlaidWorld
from tests.support.library import library
from tests.support.words import lines

# Section 550C(4) of the Education Act 1996.
HEAD = ("community", "maintained_nursery", "pupil_referral_unit", "non_maintained_special")
PROPRIETOR = ("academy", "free_school", "independent")


def school(kind: str, *policies: str) -> School:
    """A school with these policies; `kind` are the facts that decide its wording."""
    answers = "" if "early_years]" in kind else "choices: {phone_stance: handed_in, phone_return: end_of_day}\n"
    text = (
        "specimen: true\n"
        f"school: {{name: Quay, short_name: Quay, nation: england, telephone: 01632 960555, {kind}}}\n"
        "people: {headteacher: Ann Reed, chair: Jo Bell, designated_safeguarding_lead: Ida Fox}\n"
        f"{answers}policies: {{{', '.join(f'{policy}: {{}}' for policy in policies)}}}\n"
    )
    found, shared = Diagnostics(), library()
    world = OverlaidWorld(shared.project.world, {"schools/quay.yaml": text.encode()})
    made = Compiler(
        replace(shared.project, world=world), found, shared.assembler, {"quay": "schools/quay.yaml"}
    ).school("quay", found)
    assert made is not None, list(found)
    return made


def clauses(made: School, policy: str) -> set[str]:
    return {planned.name for planned in made.plans[policy].clauses}


def said(made: School, policy: str) -> str:
    return "\n".join(lines(library().compile(made, policy, draft=True).document))


PRIMARY = "type: community, phase: [early_years, primary]"
MOVED = {
    "department:phones.rule", "department:phones.given-up", "department:searching.confiscation",
    "department:searching.with-agreement", "practice:kinds.early-years", "union:staff.own-phones",
}  # fmt: skip


def test_without_a_policy_of_their_own_the_rules_are_in_e_safety() -> None:
    made = school(PRIMARY, "e-safety")
    assert clauses(made, "e-safety") >= MOVED
    assert "Keep the school’s rules on phones | section 4" in said(made, "e-safety")


def test_with_it_e_safety_has_none_of_them_and_says_where_they_are() -> None:
    made = school(PRIMARY, "e-safety", "mobile-phones")
    assert clauses(made, "mobile-phones") >= MOVED
    assert not clauses(made, "e-safety") & MOVED
    assert "“A school day without phones” of the Mobile phones policy" in said(made, "e-safety")
    assert not any("phone" in title.lower() for title in _titles(made, "e-safety"))


def _titles(made: School, policy: str) -> list[str]:
    return [section.section.title.text for section in made.plans[policy].sections]


def test_the_policy_needs_no_other() -> None:
    made = school(PRIMARY, "mobile-phones")
    assert clauses(made, "mobile-phones") >= {"department:images.what-to-do", "union:roles.conflict"}
    compiled = library().compile(made, "mobile-phones", draft=True)
    assert "PG402" not in {each.code for each in compiled.diagnostics}


@pytest.mark.parametrize("kind", HEAD)
def test_the_head_is_bound_where_the_law_names_the_head(kind: str) -> None:
    phase = "early_years" if kind == "maintained_nursery" else "secondary"
    text = said(school(f"type: {kind}, phase: [{phase}]", "mobile-phones"), "mobile-phones")
    assert "The headteacher must see that this is done" in text
    assert "proprietor" not in text


@pytest.mark.parametrize("kind", PROPRIETOR)
def test_those_who_act_for_the_proprietor_answer_where_the_law_names_the_proprietor(kind: str) -> None:
    text = said(school(f"type: {kind}, phase: [secondary], board: the trustees", "mobile-phones"), "mobile-phones")
    assert "The trustees must see that this is done" in text


def test_a_nursery_is_told_nothing_of_what_its_children_do_not_have() -> None:
    made = school("type: maintained_nursery, phase: [early_years]", "e-safety", "mobile-phones", "forms")
    text = said(made, "mobile-phones")
    assert "practice:kinds.early-years" in clauses(made, "mobile-phones")
    assert not [word for word in ("smartwatch", "xamination", "boarders", "ixth form") if word in text]
    assert "practice:forms.phone-exception" not in clauses(made, "forms") | clauses(made, "mobile-phones")


def test_only_schools_that_enter_pupils_for_examinations_speak_of_them() -> None:
    for phase, there in (("primary", False), ("middle", False), ("secondary", True)):
        made = school(f"type: community, phase: [{phase}]", "mobile-phones")
        assert ("department:mobile.exams" in clauses(made, "mobile-phones")) is there
        assert ("xamination" in said(made, "mobile-phones")) is there
