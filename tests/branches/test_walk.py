"""Walking branches: which axes a policy has, which schools come of them, and that a fault does show."""

from __future__ import annotations

from pathlib import Path

from policygen.branches.axes import axes_of, satisfiable
from policygen.branches.walk import branches, school_of
from policygen.compile.compiler import Compiler
from tests.support.branches import faults
from tests.support.projects import SMALL, lay_out, load, shown

BASICS = "clauses/home/basics.yaml"


def project(folder: Path, *changes: tuple[str, str], more: dict[str, str] | None = None) -> Compiler:
    """The small project with some words of its clauses replaced."""
    lay_out(folder / "as-it-is")
    text = (folder / "as-it-is" / BASICS).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return load(lay_out(folder / "changed", {BASICS: text, **(more or {})}))


def test_the_axes_are_what_conditions_and_texts_turn_on_and_the_policies_referred_to(tmp_path: Path) -> None:
    compiler = project(tmp_path)
    axes = {axis.key: axis.options for axis in axes_of(compiler.project, "phones")}
    assert axes == {"choices.phones": ("handed_in", "lockers", "own_care"), "policies.online": (True, False)}
    online = {axis.key: axis.options for axis in axes_of(compiler.project, "online")}
    assert online["choices.answer_within"] == (None, "3 days")
    assert online["school.boarding"] == (True, False)
    assert online["school.phase"] == (("primary",), ("secondary",), ("primary", "secondary"))
    assert online["people.online_lead"] == (True, None)


def test_every_branch_is_a_school_without_a_mistake(tmp_path: Path) -> None:
    compiler = project(tmp_path)
    seen = set()
    for branch in branches(compiler.project, "online"):
        school, diagnostics = school_of(compiler, branch)
        assert school is not None
        assert not diagnostics.errors, shown(diagnostics)
        seen.add((school.settled.tested("boarding"), school.settled.tested("phase")))
        assert str(school.settled.settings["choices.answer_within"].value or None) == str(
            branch.answers["choices.answer_within"]
        )
    assert len(seen) == 6


def test_a_reference_into_a_policy_that_the_school_need_not_build_is_a_fault(tmp_path: Path) -> None:
    assert [fault for fault in faults(project(tmp_path), "phones") if "refers to" in fault] == [
        f"`home:phones.handed-in` refers to `{name}`, which is only in a policy that this school does not build: online"
        for name in ("telling.who", "law:duties.board")
    ]


def test_a_policy_without_faults_has_none(tmp_path: Path) -> None:
    assert faults(project(tmp_path), "online") == {}


def test_breaking_a_condition_is_a_fault(tmp_path: Path) -> None:
    compiler = project(tmp_path, ("    text: Boarders tell the house.", "    text: See [](#telling.young)."))
    ((fault, branch),) = faults(compiler, "online").items()
    assert fault == "`home:telling.boarders` refers to `telling.young`, which is not in any of this school's policies"
    assert branch is not None
    assert (branch.answers["school.boarding"], branch.answers["school.phase"]) == (True, ("secondary",))


def test_a_clause_that_no_answers_choose_is_a_fault(tmp_path: Path) -> None:
    never = "    when: {nation: wales}  # the libraries are for England only"
    assert faults(project(tmp_path, ("    when: {boarding: yes}", never)), "online") == {
        "no branch reaches home:telling.boarders": None
    }


def test_a_clause_that_three_answers_choose_together_is_reached(tmp_path: Path) -> None:
    rare = "    when: {boarding: yes, phones: own_care, all: [{phase: primary}, {phase: secondary}]}"
    assert faults(project(tmp_path, ("    when: {boarding: yes}", rare)), "online") == {}


def test_words_that_an_if_can_take_away_altogether_are_a_fault(tmp_path: Path) -> None:
    compiler = project(
        tmp_path, ("    text: Adults tell for them.", '    text: "{% if choices.motto is answered %}Sing.{% endif %}"')
    )
    assert list(faults(compiler, "online")) == ["the clause `home:telling.young` has no text for this school"]


def test_an_empty_section_is_a_fault(tmp_path: Path) -> None:
    outline = (
        "id: online\ntitle: O\nsubject: O\nsections:\n  - {id: a, title: A, clauses: [basics.why]}\n"
        "  - {id: b, title: B, clauses: [telling.boarders, phones.lockers]}\n"
    )
    compiler = project(tmp_path, more={"clauses/policies/online.yaml": outline})
    assert "the section b of online is empty" in faults(compiler, "online")


def test_the_same_clause_in_two_policies_of_a_school_is_a_fault(tmp_path: Path) -> None:
    outline = (
        "id: phones\ntitle: P\nsubject: P\nsections: [{id: a, title: A, clauses: [phones.handed-in, basics.why]}]\n"
    )
    compiler = project(tmp_path, more={"clauses/policies/phones.yaml": outline})
    assert "home:basics.why stands in phones and in online" in faults(compiler, "phones")


def test_the_same_words_twice_are_a_fault(tmp_path: Path) -> None:
    words = "Adults tell for them, at once and in person, and they stay until somebody comes."
    compiler = project(
        tmp_path,
        ("text: Adults tell for them.", f"text: {words}"),
        ("text: Boarders tell the house.", f"text: {words}"),
    )
    assert list(faults(compiler, "online")) == ["home:telling.boarders says what home:telling.young says"]


def test_a_duty_that_only_some_choices_meet_is_a_fault(tmp_path: Path) -> None:
    guide = (
        "source: {id: guide, title: G, publisher: W, nation: england}\nrequirements:\n"
        "  - {id: keep, locator: a, audience: [pupils], kind: duty, summary: Phones are kept.}\n"
        "  - {id: tell-1, locator: a, audience: [pupils], kind: advice, summary: S.}\n"
    )
    meets = "    meets: [guide/keep]\n"
    compiler = project(
        tmp_path,
        ("    when: {phones: handed_in}\n", "    when: {phones: handed_in}\n" + meets),
        ("    when: {phones: lockers}\n", "    when: {phones: lockers}\n" + meets),
        ("see [](#telling.who) and [](#law:duties.board)", "as told"),
        more={"clauses/home/requirements/guide.yaml": guide},
    )
    ((fault, branch),) = faults(compiler, "phones", {"guide"}).items()
    assert fault == "nothing meets guide/keep"
    assert branch is not None
    assert branch.answers["choices.phones"] == "own_care"


def test_conditions_are_held_together_over_all_answers(tmp_path: Path) -> None:
    compiler = project(tmp_path)
    clauses = compiler.project.clauses
    handed_in, lockers = (clauses[f"home:phones.{name}"].condition for name in ("handed-in", "lockers"))
    young, boarders = (clauses[f"home:telling.{name}"].condition for name in ("young", "boarders"))
    assert not satisfiable(compiler.project, handed_in, lockers)
    assert satisfiable(compiler.project, young, boarders, handed_in)
    assert satisfiable(compiler.project, None, None)


def test_what_decides_whether_a_question_is_asked_is_tried_too(tmp_path: Path) -> None:
    vocabulary = (SMALL / "clauses/vocabulary.yaml").read_text(encoding="utf-8")
    old = "{type: text, optional: yes, label: Motto,"
    assert old in vocabulary
    asked = vocabulary.replace(old, "{type: text, optional: yes, asked: {phones: lockers}, label: Motto,")
    words = (
        "Boarders tell the house.",
        "Boarders tell the house{% if choices.motto is answered %} at once{% endif %}.",
    )
    compiler = project(tmp_path, words, more={"clauses/vocabulary.yaml": asked})
    axes = {axis.key: axis.options for axis in axes_of(compiler.project, "online")}
    assert axes["choices.phones"] == ("lockers", "handed_in")
    assert any(branch.answers.get("choices.motto") for branch in branches(compiler.project, "online"))
