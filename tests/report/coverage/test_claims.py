"""What a clause claims counts only where its words say it, once somebody has read them, in the edition there is now."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policygen.report.coverage.matrix import CoverageEntry, Matrix, matrix
from tests.support.cli import run
from tests.support.projects import lay_out, load
from tests.support.settings import school
from tests.support.stamps import stamped

from .test_matrix import GUIDE, HEAD, entry

REFERENCES = "clauses/references.yaml"
BASICS = "clauses/home/basics.yaml"
FACTS = "title: The Act, short: the Act, publisher: P, kind: law, nation: england"
LAW = f"  - {{{{id: {{id}}, {FACTS}, edition: '{{edition}}'{{more}}}}}}\n"
READ = ", verified: {on: 2026-09-01, by: us, how: read}"


def small(folder: Path) -> str:
    return lay_out(folder).read(BASICS).decode()


def found(
    folder: Path, meets: str, more: dict[str, str] | None = None, at: str | None = None, day: date | None = None
) -> Matrix:
    text = small(folder / "small")
    files = {BASICS: stamped(text.replace("meets: [guide/tell-1]", f"meets: [{meets}]")), **(more or {})}
    compiler = load(lay_out(folder / "made", files))
    return matrix(compiler.project, school=compiler.school(at) if at else None, as_of=day)


def boarders(answer: str) -> dict[str, str]:
    facts = f"{{name: Hilltop, nation: england, phase: [primary], boarding: {answer}}}"
    return {"schools/hilltop.yaml": school(school=facts)}


def tell(made: Matrix) -> CoverageEntry:
    return next(one for one in made.entries if one.name == "guide/tell-1")


@pytest.mark.parametrize(("boarding", "state"), [("yes", "met"), ("no", "if-chosen")])
def test_a_claim_with_a_condition_counts_where_the_condition_holds(tmp_path: Path, boarding: str, state: str) -> None:
    settings = {
        "schools/hilltop.yaml": school(
            school=f"{{name: Hilltop, nation: england, phase: [primary], boarding: {boarding}}}"
        )
    }
    one = tell(found(tmp_path, "{id: guide/tell-1, when: {boarding: yes}}", settings, "hilltop"))
    assert (one.state, one.clauses) == (state, ("home:telling.who",))
    assert one.because == ("" if state == "met" else "boarding is no")


def test_in_the_library_a_claim_with_a_condition_counts_as_a_clause_with_one_does(tmp_path: Path) -> None:
    assert tell(found(tmp_path, "{id: guide/tell-1, when: {boarding: yes}}")).state == "met"


def test_what_is_met_in_part_is_open(tmp_path: Path) -> None:
    made = found(tmp_path, "{id: guide/tell-1, status: partly}")
    assert (tell(made).state, tell(made).settled) == ("partly", False)
    assert made.refusals(100) == ["guide: 0 % is met or retired, which is less than 100 %"]


@pytest.mark.parametrize(("boarding", "state"), [("no", "not-applicable"), ("yes", "unmet")])
def test_a_requirement_that_asks_nothing_of_a_school_is_settled_there(
    tmp_path: Path, boarding: str, state: str
) -> None:
    settings = {
        "schools/hilltop.yaml": school(
            school=f"{{name: Hilltop, nation: england, phase: [primary], boarding: {boarding}}}"
        )
    }
    claim = "{id: guide/tell-1, status: not_applicable, when: {boarding: no}}"
    one = tell(found(tmp_path, claim, settings, "hilltop"))
    assert (one.state, one.settled) == (state, state == "not-applicable")


@pytest.mark.parametrize("at", [None, "hilltop"])
def test_a_claim_that_somebody_found_to_be_none_counts_nowhere(tmp_path: Path, at: str | None) -> None:
    assert tell(found(tmp_path, "{id: guide/tell-1, status: not_applicable}", at=at)).state == "unmet"


def test_verdicts_are_counted_and_outdated_ones_named(tmp_path: Path) -> None:
    made = found(tmp_path, "{id: guide/tell-1, judged: {on: 2026-09-01, by: us, digest: 0123456789ab}}")
    assert (made.verdicts.claims, made.verdicts.judged) == (1, 0)
    assert made.verdicts.outdated == (("home:telling.who", "guide/tell-1"),)


def test_words_that_nobody_has_reviewed_meet_nothing(tmp_path: Path) -> None:
    text = small(tmp_path / "small").replace("Pupils tell {{", "Pupils ask {{")
    for at in (None, "hilltop"):
        compiler = load(lay_out(tmp_path / f"made-{at}", {BASICS: text}))
        made = matrix(compiler.project, school=compiler.school(at) if at else None)
        assert tell(made).state == "unreviewed"
        assert made.refusals() == ["the wording of 1 clause has not been reviewed: home:telling.who"]


def test_be_nice_turns_check_lint_and_coverage_red(tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert [run(tmp_path, name).code for name in ("check", "coverage")] == [0, 0]
    assert "PG270" not in run(tmp_path, "lint").out
    file = tmp_path / BASICS
    text = file.read_text(encoding="utf-8")
    start, end = text.index("      Pupils tell"), text.index("    meets: [guide/tell-1]")
    file.write_text(f"{text[:start]}      Be nice.\n{text[end:]}", encoding="utf-8")
    for name in ("check", "lint"):
        ran = run(tmp_path, name)
        assert ran.code == 1
        assert "PG270" in ran.out
        assert "the wording of `home:telling.who` has changed since the maintainers reviewed it" in ran.out
    ran = run(tmp_path, "coverage", "--fail-under", "100")
    assert ran.code == 1
    assert "the clause's current wording has not been reviewed: home:telling.who" in ran.out


def register(more: str = "", of_entry: str = "") -> str:
    return HEAD.replace("nation: england", f"nation: england, reference: care_act{more}") + entry("tell-1", of_entry)


def references(*entries: str) -> str:
    return "references:\n" + "".join(entries)


NEW = LAW.format(id="new_act", edition="2026", more=f"{READ}, in_force_from: 2026-09-10")
OLD = LAW.format(id="care_act", edition="2025", more=f"{READ}, superseded_by: new_act")


def test_a_new_edition_has_what_was_read_in_the_old_one_read_again(tmp_path: Path) -> None:
    files = {GUIDE: register(", edition: '2025'"), REFERENCES: references(OLD, NEW)}
    before = tell(found(tmp_path / "a", "guide/tell-1", files, day=date(2026, 9, 9)))
    after = tell(found(tmp_path / "b", "guide/tell-1", files, day=date(2026, 9, 10)))
    assert (before.state, after.state) == ("met", "read-again")
    assert after.because == "read in the “2025” edition; the latest is new_act (“2026”)"


def test_what_has_been_read_in_the_new_edition_says_so_itself(tmp_path: Path) -> None:
    files = {GUIDE: register(", edition: '2025'", ", edition: '2026'"), REFERENCES: references(OLD, NEW)}
    assert tell(found(tmp_path, "guide/tell-1", files, day=date(2026, 9, 10))).state == "met"


def test_a_claim_counts_again_once_its_clause_was_reviewed_after_the_new_edition_came(tmp_path: Path) -> None:
    late = NEW.replace("on: 2026-09-01", "on: 2026-09-11")
    files = {GUIDE: register(", edition: '2026'"), REFERENCES: references(OLD, late)}
    before = tell(found(tmp_path / "a", "guide/tell-1", files, day=date(2026, 9, 9)))
    after = tell(found(tmp_path / "b", "guide/tell-1", files, day=date(2026, 9, 10)))
    assert (before.state, after.state) == ("read-again", "reviewed-before")
    assert not after.settled
    assert after.clauses == ("home:telling.who",)
    # Somebody who read it before it came into force could review clauses against it.
    early = {**files, REFERENCES: references(OLD, NEW)}
    assert tell(found(tmp_path / "c", "guide/tell-1", early, day=date(2026, 9, 10))).state == "met"


def test_an_edition_that_is_changed_in_place_is_not_read_by_that(tmp_path: Path) -> None:
    changed = LAW.format(id="care_act", edition="2026", more=READ)
    files = {GUIDE: register(", edition: '2025'"), REFERENCES: references(changed)}
    assert tell(found(tmp_path, "guide/tell-1", files)).state == "read-again"


def test_an_edition_that_nobody_has_verified_is_said_to_be_unread(tmp_path: Path) -> None:
    unverified = NEW.replace(READ, "")
    files = {GUIDE: register(", edition: '2025'"), REFERENCES: references(OLD, unverified)}
    one = tell(found(tmp_path, "guide/tell-1", files, day=date(2026, 9, 10)))
    assert one.state == "met"
    assert one.reading == "read in the “2025” edition; new_act (“2026”) has not been verified"
