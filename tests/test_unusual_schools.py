"""Five unusual schools of `tests/data/unusual/`: nothing in their policies contradicts their answers.

A nursery whose head is the safeguarding lead; a Catholic secondary school with two heads; a technical college in a
trust whose principal holds four posts; a special school without head and chair; a federation of three.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from policygen.ask.interview import interview
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.model import Diagnostics
from policygen.world.memory import OverlaidWorld
from tests.support.library import library
from tests.support.words import clause, cover, lines

FOLDER = Path(__file__).parent / "data" / "unusual"
SCHOOLS = sorted(path.stem for path in FOLDER.glob("*.yaml"))
BOARD = "department:safeguarding.board"
CONCERN = "union:roles.conflict"


def session(text: str) -> tuple[School, Diagnostics]:
    found = Diagnostics()
    compiler = library()
    world = OverlaidWorld(compiler.project.world, {"schools/unusual.yaml": text.encode()})
    one = Compiler(
        replace(compiler.project, world=world), found, compiler.assembler, {"unusual": "schools/unusual.yaml"}
    ).school("unusual", found)
    assert one is not None
    return one, found


@cache
def settings(name: str) -> str:
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def school(name: str) -> School:
    return session(settings(name))[0]


def words(name: str, policy: str) -> str:
    return "\n".join(lines(library().compile(school(name), policy).document))


def everything(name: str) -> str:
    return "\n".join(words(name, policy) for policy in school(name).plans)


def of_clause(name: str, called: str, policy: str = "e-safety") -> str:
    return "\n".join(clause(library().compile(school(name), policy).document, called))


def warnings(text: str) -> list[str]:
    return [f"{one.message}. {one.hint}" for one in session(text)[1]]


@pytest.mark.parametrize("name", SCHOOLS)
def test_each_school_builds_without_a_missing_answer(name: str) -> None:
    for policy in school(name).plans:
        made = library().compile(school(name), policy)
        assert not made.missing
        assert not made.diagnostics.errors


# Who approves, and who governs.


def test_a_committee_that_approves_is_said_to_approve_for_the_board() -> None:
    said = of_clause("special", BOARD)
    assert "They have asked the safeguarding committee to approve it for them" in said
    assert "They approve it" not in said
    roles = of_clause("special", "practice:roles.board", "social-networking")
    assert "The safeguarding committee will approve this policy for the governing body." in roles


def test_the_approver_is_the_board_by_the_name_that_the_school_gave() -> None:
    document = library().compile(school("catholic-secondary"), "e-safety").document
    assert "Who approves it | the governing body" in cover(document)
    assert "They approve it" in of_clause("catholic-secondary", BOARD)
    assert "governing board" not in words("catholic-secondary", "e-safety")


def test_in_a_trust_the_trustees_answer_whoever_approves() -> None:
    said = of_clause("technical-college", BOARD)
    assert "the trustees will answer for this policy" in said
    assert "They have asked the Local Governing Committee to approve it for them" in said
    governors = of_clause("technical-college", "practice:principles.words", "social-networking")
    assert "the trustees and the Local Governing Committee." in governors
    assert "any local governing body" not in governors


def test_a_member_of_the_local_committee_signs_for_having_read_the_policies() -> None:
    said = of_clause("technical-college", "practice:forms.receipt", "acceptable-use")
    assert "Member of staff, volunteer, trustee or member of the Local Governing Committee" in said


def test_a_local_body_as_the_board_of_a_trust_is_warned_about() -> None:
    text = settings("technical-college").replace(
        "  in_trust: yes\n", "  in_trust: yes\n  board: the Local Governing Committee\n"
    )
    assert any("the trustees are responsible for policies" in one for one in warnings(text))


def test_a_concern_about_the_chief_executive_goes_to_the_chair_of_trustees() -> None:
    said = of_clause("technical-college", CONCERN)
    assert "About the principal and the chief executive: tell the chair of trustees." in said
    assert "committee" not in said.casefold()


def test_a_trust_is_asked_for_its_chief_executive_and_its_chair() -> None:
    found = interview(library().project)
    answers = {"in_trust": True, "type": "university_technical_college", "phase": ("secondary",)}
    for key in ("people.chief_executive", "people.chair", "school.local_committee"):
        item = found.item(key)
        assert item is not None
        assert item.is_asked(answers)


# Who holds a post.


def test_posts_that_two_share_are_never_followed_by_a_verb_for_one() -> None:
    said = everything("catholic-secondary")
    singular = r"(?:sees|decides|has|is|was|tells|takes|leads|approves)"
    assert not re.findall(rf"Co-(?:Headteachers|Chairs of Governors) {singular}\b", said)
    assert "the Co-Chairs of governors" not in said
    assert "tell one of the Co-Chairs of Governors" in said


def test_a_worry_about_one_of_two_heads_goes_past_both() -> None:
    said = everything("catholic-secondary")
    assert "About one of the Co-Headteachers: tell one of the Co-Chairs of Governors" in said
    assert "About the Co-Headteachers" not in said
    assert not re.search(r"if it is about (?:them|the Co-Headteachers)", said)
    assert not re.search(r"\| A worry about an adult \| [^|;]* and ", said)


@pytest.mark.parametrize("name", ["nursery", "technical-college"])
def test_a_head_who_is_the_lead_tells_and_asks_nobody_twice(name: str) -> None:
    title = "principal" if name == "technical-college" else "headteacher"
    looking = of_clause(name, "department:images.what-to-do")
    assert "with the agreement of another senior leader" in looking
    order = of_clause(name, "union:responding.who-does-what")
    assert f"Tell the {title}" not in order
    assert f"{title} will decide, on the advice of" not in words(name, "e-safety")


def test_a_head_who_is_the_deputy_lead_is_not_asked_to_agree_with_themself() -> None:
    looking = of_clause("federation", "department:images.what-to-do")
    assert "with the agreement of another senior leader" in looking
    assert "agreement of the Executive Headteacher" not in looking


def test_a_principal_who_is_the_data_protection_officer_is_warned_about() -> None:
    found = warnings(settings("technical-college"))
    assert any("A data protection officer may have no duty that conflicts" in one for one in found)
    assert any("the headteacher decides how data is used" in one for one in found)


def test_a_vacant_post_is_in_no_sentence() -> None:
    said = everything("nursery")
    assert "deputy designated safeguarding lead" not in said
    assert not re.search(r"(?<!acting )\bIT manager\b", said)


def test_where_head_and_chair_are_vacant_the_cover_has_room_to_name_who_acts() -> None:
    said = of_clause("special", CONCERN)
    assert "About the acting headteacher: tell the acting chair of governors." in said
    assert "the designated officer (LADO) at Westshire Council" in " ".join(said.split())
    table = "\n".join(cover(library().compile(school("special"), "e-safety").document))
    assert "[the acting headteacher]" in table
    assert "[the acting chair of governors]" in table


# What the children are, and what the school was asked.


@pytest.mark.parametrize(
    "wrong",
    [
        "Pupils learn in computing", "discipline under the behaviour policy", "Year 3", "form time",
        "Anti-Bullying Week", "council, or another group", "password secret, even",
        "I keep my password", "I use my own name and password",
        "Your password", "Key Stage", "boarder", "pouch", "sixth form", "Our code", "computing, and relationships",
    ],
)  # fmt: skip
def test_a_nursery_has_no_words_for_older_pupils(wrong: str) -> None:
    assert wrong.casefold() not in everything("nursery").casefold()


def test_a_nursery_names_the_framework_for_the_early_years() -> None:
    assert "Early years foundation stage statutory framework" in words("nursery", "e-safety")


def test_a_nursery_is_not_asked_about_phones_boarders_or_signing() -> None:
    found = interview(library().project)
    answers = {"type": "maintained_nursery", "phase": ("early_years",)}
    for key in ("choices.phone_stance", "school.boarding", "school.primary_years", "choices.agreement_from_year"):
        item = found.item(key)
        assert item is not None
        assert not item.is_asked(answers)


@pytest.mark.parametrize("name", SCHOOLS)
def test_nothing_is_promised_that_nobody_was_asked_about(name: str) -> None:
    said = everything(name)
    assert "at the gate" not in said
    assert "look now and then" not in said


def test_a_catholic_school_says_its_ethos_and_asks_its_diocese() -> None:
    assert "Christ is at the centre of all that we do." in words("catholic-secondary", "e-safety")
    assert "so will the Diocese of Westshire" in words("catholic-secondary", "e-safety")
    item = interview(library().project).item("school.faith")
    assert item is not None
    assert item.first


def test_a_federation_names_its_schools_and_who_heads_each() -> None:
    said = words("federation", "e-safety")
    assert "Ash Lane School, Beck Lane School and Clay Lane School are governed together by the governing body" in said
    table = "\n".join(cover(library().compile(school("federation"), "e-safety").document))
    assert "Bo Ely, Head of School, Beck Lane" in table


def test_technical_colleges_and_studio_schools_can_be_chosen() -> None:
    item = interview(library().project).item("school.type")
    assert item is not None
    assert {"university_technical_college", "studio_school"} <= set(item.values)


# Infants, juniors and middle schools.

YEARS = {
    "infants": ("phase: [early_years, primary], primary_years: infants", "For each pupil, a parent signs."),
    "juniors": ("phase: [primary], primary_years: juniors", "Every pupil signs."),
    "primary": ("phase: [primary]", "Pupils sign from Year 3 on. For a younger pupil, a parent signs."),
    "middle": ("phase: [middle]", "Every pupil signs."),
    "secondary": ("phase: [secondary]", "Every pupil signs."),
}
AGREEMENTS = {
    "infants": ["For the youngest"],
    "juniors": ["Key Stage 2"],
    "primary": ["For the youngest", "Key Stage 2"],
    "middle": ["Key Stage 2", "Secondary age"],
    "secondary": ["Secondary age"],
}


@cache
def of_years(kind: str) -> list[str]:
    text = settings("federation").replace(
        "phase: [early_years, primary]", YEARS[kind][0].replace(", primary_y", "\n  primary_y")
    )
    one, found = session(text)
    assert not list(found)
    return lines(library().compile(one, "acceptable-use").document)


@pytest.mark.parametrize("kind", YEARS)
def test_who_signs_fits_the_years_of_the_school(kind: str) -> None:
    assert YEARS[kind][1] in "\n".join(of_years(kind))


@pytest.mark.parametrize("kind", YEARS)
def test_only_agreements_for_the_years_of_the_school_are_printed(kind: str) -> None:
    titles = [line.split(" ", 2)[2] for line in of_years(kind) if line.startswith("Appendix ")]
    assert titles[: titles.index("In short lines")] == AGREEMENTS[kind]


def test_a_year_that_the_school_does_not_have_is_warned_about() -> None:
    text = settings("federation").replace("choices: {", "choices: {agreement_from_year: year_7, ")
    assert any("The school has no Year 7" in one for one in warnings(text))


def test_a_school_without_accounts_does_not_define_them() -> None:
    assert "School account" not in of_clause("special", "practice:principles.words", "social-networking")
    text = settings("special").replace("choices: {", "choices: {school_accounts: yes, ")
    document = library().compile(session(text)[0], "social-networking").document
    assert any(line.startswith("School account") for line in clause(document, "practice:principles.words"))


def test_where_pupils_are_called_children_a_rule_for_the_school_does_not_reach_other_children() -> None:
    text = settings("federation").replace("  nation: england\n", "  nation: england\n  pupils_called: children\n")
    one, _ = session(text)
    said = "\n".join(line for policy in one.plans for line in lines(library().compile(one, policy).document))
    assert "contact children of the school only for school reasons" in said
    assert "do not photograph or film children of the school with a phone" in said
    assert "I take pictures of the school’s children only with" in said
    assert "connect on a personal account with the school’s children" in said
