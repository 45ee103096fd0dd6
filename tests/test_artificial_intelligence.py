"""The artificial intelligence policy: what is printed where, and what pupils of each age may do."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.model import Diagnostics
from policygen.document.model import Document
from policygen.world.memory import OverlaidWorld
from tests.support.library import library
from tests.support.words import lines

AI, BOTH = "artificial-intelligence", ("e-safety", "artificial-intelligence")
RULE, SHEET = "department:ai.approved-tools", "practice:forms.ai-check"
SETTINGS = """\
specimen: true
school: {{nation: england, name: Quay School, short_name: Quay, employer: Westshire Council, telephone: 01632 960555,
  social_care: 01632 960560, designated_officer: 01632 960561,
  local_authority: Westshire Council, type: {type}, phase: [{phase}]}}
people: {{headteacher: Ann Reed, chair: Jo Bell, designated_safeguarding_lead: Ida Fox, it_manager: Vale IT,
  deputy_safeguarding_lead: Ben Cole, online_safety_governor: Kay Lunt, data_protection_officer: Vale Data}}
choices: {{phone_stance: handed_in, {choices}}}
policies: {{{policies}}}
"""


def school(
    choices: str = "", phase: str = "secondary", policies: tuple[str, ...] = BOTH, kind: str = "community"
) -> School:
    """The school with these answers, of which none was found wrong."""
    found, compiler = Diagnostics(), library()
    chosen = ", ".join(f"{policy}: {{}}" for policy in policies)
    text = SETTINGS.format(type=kind, phase=phase, choices=choices, policies=chosen)
    if phase == "early_years":
        text = text.replace("phone_stance: handed_in, ", "")
    world = OverlaidWorld(compiler.project.world, {"schools/quay.yaml": text.encode()})
    one = Compiler(
        replace(compiler.project, world=world), found, compiler.assembler, {"quay": "schools/quay.yaml"}
    ).school("quay", found)
    assert one is not None
    assert not list(found), [str(each.span) + each.message for each in found]
    return one


def document(of: School, policy: str = AI) -> Document:
    made = library().compile(of, policy)
    assert not made.diagnostics, [each.message for each in made.diagnostics]
    assert made.missing == ()
    return made.document


def words(of: School, policy: str = AI) -> str:
    return "\n".join(lines(document(of, policy)))


def names(of: School, policy: str) -> set[str]:
    return {clause.name for clause in of.plans[policy].clauses}


def test_online_safety_has_the_rule_only_where_the_school_has_no_policy_on_it() -> None:
    alone, both = school(policies=("e-safety",)), school()
    assert RULE in names(alone, "e-safety")
    assert RULE not in names(both, "e-safety")
    assert RULE in names(both, AI)


@pytest.mark.parametrize("rule", ["Who may use generative AI", "Generative AI is not used"])
def test_online_safety_points_to_the_policy_in_one_line(rule: str) -> None:
    choices = "generative_ai: not_permitted" if "not used" in rule else "generative_ai: staff_only"
    (line,) = [
        line for line in lines(document(school(choices), "e-safety")) if "Artificial intelligence policy" in line
    ]
    assert f"“{rule}” of the Artificial intelligence policy" in line


def test_the_form_for_checking_a_tool_is_in_one_of_the_two_documents() -> None:
    with_policy, without = school(policies=(AI, "forms")), school(policies=("e-safety", "forms"))
    assert SHEET in names(with_policy, AI)
    assert SHEET not in names(with_policy, "forms")
    assert SHEET in names(without, "forms")


def test_no_question_on_ai_needs_an_answer() -> None:
    asked = {key: question for key, question in library().project.vocabulary.groups["choices"].items() if "ai_" in key}
    assert {"ai_tools", "ai_pupils_from", "ai_homework", "ai_marking", "ai_pupil_work", "ai_companions"} <= set(asked)
    assert [key for key, question in asked.items() if not question.has_default and not question.optional] == []


@pytest.mark.parametrize(
    ("youngest", "may"),
    [("key_stage_2", "2 3 4"), ("key_stage_3", "3 4"), ("key_stage_4", "4"), ("sixth_form", "")],
)
def test_pupils_use_tools_from_the_age_that_the_school_chose(youngest: str, may: str) -> None:
    choices = f"generative_ai: approved_tools, ai_pupils_from: {youngest}"
    found = lines(document(school(choices, "early_years, primary, secondary, sixth_form")))
    for stage in "234":
        (line,) = [line for line in found if f"**Key Stage {stage}.**" in line]
        assert ("Pupils do not use it themselves" in line) == (stage not in may)
    assert any("**Up to Year 2.** Pupils do not use generative AI themselves" in line for line in found)
    assert any("**Sixth form.** Pupils use it" in line for line in found)


@pytest.mark.parametrize(("phase", "stage"), [("primary", "2"), ("middle", "2"), ("secondary", "3")])
def test_without_an_answer_the_youngest_are_those_whom_the_tools_are_usual_for(phase: str, stage: str) -> None:
    found = lines(document(school("generative_ai: approved_tools", phase)))
    (line,) = [line for line in found if f"**Key Stage {stage}.**" in line]
    assert "do not use it" not in line


@pytest.mark.parametrize("youngest", ["key_stage_2", "key_stage_3"])
def test_the_agreement_of_key_stage_2_says_what_the_policy_says(youngest: str) -> None:
    one = school(f"generative_ai: approved_tools, ai_pupils_from: {youngest}", "middle", (AI, "acceptable-use"))
    may = youngest == "key_stage_2"
    assert ("Pupils use a tool made for children" in words(one)) == may
    assert ("I use AI tools only in lessons" in words(one, "acceptable-use")) == may


@pytest.mark.parametrize(
    ("choices", "phase", "said"),
    [
        ("generative_ai: not_permitted", "secondary", "homework without generative AI"),
        ("generative_ai: approved_tools", "primary", "homework without generative AI"),
        ("ai_homework: not_used", "secondary", "homework without generative AI"),
        ("", "secondary", "only where the task says so"),
        ("ai_homework: to_learn", "secondary", "to understand, practise and plan"),
        ("ai_homework: to_learn", "primary, secondary", "Up to Year 6, homework is done without it"),
    ],
)
def test_homework_follows_the_choice_and_the_age(choices: str, phase: str, said: str) -> None:
    found = words(school(choices, phase))
    assert said in found
    assert found.count("homework without generative AI") == (said == "homework without generative AI")


@pytest.mark.parametrize("choice", ["staff_only", "approved_tools", "not_permitted"])
def test_in_a_nursery_children_use_no_ai_and_nothing_is_said_of_homework_or_exams(choice: str) -> None:
    found = words(school(f"generative_ai: {choice}", "early_years", kind="maintained_nursery"))
    assert "Children here do not use generative AI themselves" in found
    assert not re.search(
        r"\b(?:homework|exams?|companions?|behaviour policy)\b|staff have planned it", found, re.IGNORECASE
    )


def test_where_ai_is_not_used_nothing_is_said_of_approving_it() -> None:
    found = words(school("generative_ai: not_permitted"))
    for word in ("approved tool", "How a tool is approved", "Checking an AI tool", "training an AI"):
        assert word not in found
    for word in ("AI companions", "People decide", "reasonable adjustment"):
        assert word in found


@pytest.mark.parametrize("choices", ["", "ai_pupil_work: never", "ai_pupil_work: not_trained"])
def test_pupils_work_trains_no_ai_unless_the_school_asks_for_permission(choices: str) -> None:
    assert "not used to train" in words(school(choices))
    assert "may be used to train AI only if the pupil" in words(school("ai_pupil_work: with_permission"))


def test_a_school_that_has_no_other_policy_gets_what_this_one_refers_to() -> None:
    found = words(school(policies=(AI,)))
    for title in ("Tell someone", "Sexual images of children are never copied", "Faked pictures, voices and films"):
        assert title in found
    assert "Online safety policy" not in found
