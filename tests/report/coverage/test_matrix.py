"""Coverage: which clause meets which requirement, for the library, a policy and a school."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from policygen.report.coverage.matrix import Matrix, matrix, percent
from tests.support.projects import lay_out, load
from tests.support.settings import school
from tests.support.stamps import stamped

GUIDE = "clauses/home/requirements/guide.yaml"
HEAD = "source: {id: guide, title: The Guide, publisher: Westshire, nation: england}\nrequirements:\n"


def entry(name: str, more: str = "") -> str:
    return f"  - {{id: {name}, locator: page 3, audience: [pupils], kind: advice, summary: Something.{more}}}\n"


def basics(folder: Path, old: str, new: str) -> dict[str, str]:
    text = (folder / "clauses/home/basics.yaml").read_text(encoding="utf-8")
    assert old in text
    return {"clauses/home/basics.yaml": stamped(text.replace(old, new))}


def found(folder: Path, files: dict[str, str] | None = None, **scope: str) -> Matrix:
    compiler = load(lay_out(folder, files))
    settled = compiler.school(scope["school"]) if "school" in scope else None
    return matrix(compiler.project, policy=scope.get("policy"), school=settled)


def states(made: Matrix) -> dict[str, str]:
    return {one.name: one.state for one in made.entries}


def test_a_requirement_is_met_by_the_clause_that_says_so_and_stands_in_a_policy(tmp_path: Path) -> None:
    (one,) = found(tmp_path).entries
    assert (one.name, one.state, one.clauses) == ("guide/tell-1", "met", ("home:telling.who",))


def test_clauses_are_shown_with_the_requirements_they_meet(tmp_path: Path) -> None:
    rows = {row.name: (row.policies, row.meets) for row in found(tmp_path).clauses}
    assert rows["home:telling.who"] == (("online",), ("guide/tell-1",))
    assert rows["home:phones.all"] == (("phones",), ())


def test_a_clause_that_stands_in_no_outline_meets_nothing(tmp_path: Path) -> None:
    outline = (
        "id: online\ntitle: Online\nsubject: Online\nsections:\n  - {id: a, title: A, clauses: [telling.record]}\n"
    )
    (one,) = found(tmp_path, {"clauses/policies/online.yaml": outline}).entries
    assert one.state == "unmet"
    assert one.because == "the clause that would meet it is not in any policy"


def test_what_is_retired_counts_and_says_why(tmp_path: Path) -> None:
    retired = ", retired: {on: 2026-09-01, by: the board, because: The service closed, replaced_by: [helpline]}"
    made = found(tmp_path, {GUIDE: HEAD + entry("tell-1") + entry("old-1", retired) + entry("open-1")})
    assert states(made) == {"guide/tell-1": "met", "guide/old-1": "retired", "guide/open-1": "unmet"}
    old = made.entries[1]
    assert (old.because, old.replaced_by) == ("The service closed", ("helpline",))
    assert made.registers[0].share == Fraction(2, 3)


def test_any_share_may_be_retired_if_somebody_says_when_and_why(tmp_path: Path) -> None:
    gone = ", retired: {on: 2026-09-01, by: the board, because: A new edition left it out}"
    made = found(tmp_path, {GUIDE: HEAD + entry("tell-1") + "".join(entry(f"old-{n}", gone) for n in range(9))})
    assert made.registers[0].retired == Fraction(9, 10)
    assert made.refusals(100) == []


def test_each_register_has_to_reach_the_share_asked_for(tmp_path: Path) -> None:
    made = found(tmp_path, {GUIDE: HEAD + entry("tell-1") + entry("open-1")})
    assert made.refusals(50) == []
    assert made.refusals(50.1) == ["guide: 50 % is met or retired, which is less than 50.1 %"]


def test_almost_all_is_never_shown_as_all() -> None:
    assert percent(Fraction(9999, 10000)) == "99.9 %"
    assert percent(Fraction(1)) == "100 %"
    assert percent(Fraction(1501, 10000), up=True) == "15.1 %"


def test_a_policy_is_looked_at_alone(tmp_path: Path) -> None:
    made = found(tmp_path, policy="phones")
    assert [(one.state, one.because) for one in made.entries] == [("elsewhere", "met in online")]
    assert {row.name for row in made.clauses} == {"home:phones.handed-in", "home:phones.lockers", "home:phones.all"}


def test_a_school_meets_what_it_gets_as_published(tmp_path: Path) -> None:
    assert states(found(tmp_path, school="hilltop")) == {"guide/tell-1": "met"}


def test_a_clause_that_the_school_reworded_is_not_checked(tmp_path: Path) -> None:
    text = school(tailoring="[{replace: telling.who, text: Tell us., because: Shorter}]")
    (one,) = found(tmp_path, {"schools/hilltop.yaml": text}, school="hilltop").entries
    assert (one.state, one.because) == ("not-checked", "Shorter")


def test_a_clause_that_a_condition_leaves_out_is_met_only_if_chosen(tmp_path: Path) -> None:
    lay_out(tmp_path / "first")
    files = basics(tmp_path / "first", "    text: Boarders tell the house.", "    text: B.\n    meets: [guide/late]")
    files[GUIDE] = HEAD + entry("tell-1") + entry("late")
    made = found(tmp_path / "second", files, school="hilltop")
    assert states(made) == {"guide/tell-1": "met", "guide/late": "if-chosen"}
    assert made.entries[1].because == "boarding is no"


def test_a_clause_that_the_school_left_out_says_its_reason(tmp_path: Path) -> None:
    text = school(tailoring="[{omit: telling.who, because: Said elsewhere}]")
    (one,) = found(tmp_path, {"schools/hilltop.yaml": text}, school="hilltop").entries
    assert (one.state, one.because) == ("left-out", "Said elsewhere")


def test_a_clause_of_a_policy_that_the_school_does_not_build_is_elsewhere(tmp_path: Path) -> None:
    (one,) = found(tmp_path, {"schools/hilltop.yaml": school(policies="{phones: {}}")}, school="hilltop").entries
    assert one.state == "elsewhere"
