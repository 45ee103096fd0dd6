"""Freshness: what is out of date on a day, and whom it affects."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from policygen.diagnostics.model import Diagnostics
from policygen.report.freshness.dead_names import load_dead_names
from policygen.report.freshness.findings import FreshnessFinding, find_stale, touching
from policygen.report.freshness.report import freshness_summary
from policygen.report.usage import load_schools
from tests.support.projects import lay_out, load
from tests.support.settings import school

DAY = date(2026, 11, 20)
LATER = date(2027, 9, 1)  # a year after the clauses of the small project were reviewed
DUTIES = """clauses:
  - id: duties.board
    title: The board
    kind: duty
    audience: [governors]
    text: Be nice.
{}  - id: duties.form
    title: A form
    kind: form
    audience: [staff]
    text: What happened, when and where.
"""
NAMES = "names:\n  - {name: Bebo, also: [Bebo Kids], since: '2013', instead: 'nothing: it has closed'}\n"
LAW = "  - {{id: care_act, title: The Act, short: the Act, publisher: P, kind: law, nation: england{}}}\n"
VERIFIED = ", verified: {on: 2026-11-20, by: us, how: read}"
CONTACT = "contacts:\n  - {{id: helpline, name: The Helpline, purpose: To talk., telephone: 0800 1111, web: https://helpline.test.org/{}}}\n"


def found(folder: Path, files: dict[str, str] | None = None, day: date = DAY) -> list[FreshnessFinding]:
    compiler = load(lay_out(folder, files))
    mistakes = Diagnostics()
    names = load_dead_names(compiler.project.world, mistakes)
    assert not list(mistakes)
    return find_stale(compiler, load_schools(compiler), names, day)


def kinds(findings: list[FreshnessFinding], subject: str) -> list[str]:
    return [one.kind for one in findings if one.subject == subject]


def references(more: str, *others: str) -> dict[str, str]:
    return {"clauses/references.yaml": "references:\n" + LAW.format(more) + "".join(others)}


def test_a_reference_that_nobody_verified_touches_the_clauses_that_cite_or_print_it(tmp_path: Path) -> None:
    (one,) = [one for one in found(tmp_path) if one.subject == "care_act"]
    assert one.kind == "unverified-reference"
    assert one.clauses == ("home:telling.who", "law:duties.board")
    assert (one.touched.policies, one.touched.schools) == (("online",), ("hilltop",))


def test_a_verified_reference_in_force_is_no_finding(tmp_path: Path) -> None:
    assert kinds(found(tmp_path, references(VERIFIED)), "care_act") == []


def test_a_reference_is_superseded_from_the_day_its_successor_is_in_force(tmp_path: Path) -> None:
    newer = LAW.replace("care_act", "new_act").format(", in_force_from: 2026-11-20")
    files = references(VERIFIED + ", superseded_by: new_act", newer)
    assert kinds(found(tmp_path / "before", files, date(2026, 11, 19)), "care_act") == []
    (one,) = [one for one in found(tmp_path / "on", files) if one.subject == "care_act"]
    assert one.kind == "superseded"
    assert one.message.endswith("has been superseded by new_act since 2026-11-20, which has not been verified")


def test_a_reference_is_good_on_the_last_day_it_is_in_force(tmp_path: Path) -> None:
    files = references(VERIFIED + ", in_force_to: 2026-11-20")
    assert kinds(found(tmp_path / "on", files), "care_act") == []
    assert kinds(found(tmp_path / "after", files, date(2026, 11, 21)), "care_act") == ["superseded"]


def test_a_reference_not_yet_in_force(tmp_path: Path) -> None:
    files = references(VERIFIED + ", in_force_from: 2026-11-21")
    assert kinds(found(tmp_path / "before", files), "care_act") == ["not-in-force"]
    assert kinds(found(tmp_path / "on", files, date(2026, 11, 21)), "care_act") == []


def test_a_contact_is_good_for_90_days(tmp_path: Path) -> None:
    files = {"clauses/contacts.yaml": CONTACT.format(VERIFIED)}
    assert kinds(found(tmp_path / "day-90", files, date(2027, 2, 18)), "helpline") == []
    assert kinds(found(tmp_path / "day-91", files, date(2027, 2, 19)), "helpline") == ["stale-contact"]
    assert kinds(found(tmp_path / "never"), "helpline") == ["unverified-contact"]


def test_wording_is_good_for_a_year(tmp_path: Path) -> None:
    assert kinds(found(tmp_path / "a", day=date(2027, 8, 31)), "home:telling.who") == []
    assert kinds(found(tmp_path / "b", day=date(2027, 9, 1)), "home:telling.who") == ["unreviewed"]
    never = {"clauses/law/duties.yaml": DUTIES.format("")}
    assert kinds(found(tmp_path / "c", never), "law:duties.board") == ["unreviewed"]


def test_words_that_have_changed_since_their_review_are_out_of_date_at_once(tmp_path: Path) -> None:
    reviewed = "    reviewed: {on: 2026-11-19, by: us, digest: 0123456789ab}\n"
    (one,) = [
        one
        for one in found(tmp_path, {"clauses/law/duties.yaml": DUTIES.format(reviewed)})
        if one.subject == "law:duties.board"
    ]
    assert (one.kind, one.message) == (
        "changed",
        "the wording of “The board” has changed since it was reviewed on 2026-11-19",
    )
    assert "policygen review law:duties.board" in one.hint


def test_wording_that_a_school_replaced_does_not_touch_it(tmp_path: Path) -> None:
    text = school(tailoring="[{replace: basics.why, text: Our own., because: We like it}]")
    (one,) = [o for o in found(tmp_path, {"schools/hilltop.yaml": text}, LATER) if o.subject == "home:basics.why"]
    assert one.touched.schools == ()


def test_dead_names_are_found_in_clauses_and_in_what_schools_wrote(tmp_path: Path) -> None:
    own = "[{replace: basics.why, text: We left Bebo Kids., because: We do}]"
    files = {
        "clauses/dead-names.yaml": NAMES,
        "clauses/contacts.yaml": CONTACT.format("").replace("To talk", "On Bebo and not Bebop or bebo"),
        "schools/hilltop.yaml": school(tailoring=own),
    }
    dead = [one for one in found(tmp_path, files) if one.kind == "dead-name"]
    assert [(one.message.split(" in ")[0], one.span.file, one.touched.schools) for one in dead] == [
        ("“Bebo”", "clauses/contacts.yaml", ("hilltop",)),
        ("“Bebo Kids”", "schools/hilltop.yaml", ("hilltop",)),
    ]
    assert dead[0].hint == "Write instead: nothing: it has closed."


def test_a_clause_may_name_what_is_gone_when_it_says_why(tmp_path: Path) -> None:
    lay_out(tmp_path / "first")
    text = (tmp_path / "first/clauses/home/basics.yaml").read_text(encoding="utf-8")
    named = text.replace("text: Adults tell for them.", "text: Adults tell for them, as on Bebo.")
    files = {"clauses/dead-names.yaml": NAMES, "clauses/home/basics.yaml": named}
    assert "Bebo" in {one.subject for one in found(tmp_path / "without", files)}
    allowed = named.replace("as on Bebo.", "as on Bebo.\n    allow: {dead-name: it is history}")
    files["clauses/home/basics.yaml"] = allowed
    assert "Bebo" not in {one.subject for one in found(tmp_path / "with", files)}


def test_only_what_touches_a_school(tmp_path: Path) -> None:
    findings = found(tmp_path, {"schools/hilltop.yaml": school(policies="{phones: {}}")}, LATER)
    assert "care_act" not in {one.subject for one in touching(findings, "hilltop")}
    assert "home:phones.all" in {one.subject for one in touching(findings, "hilltop")}


def test_a_build_says_it_in_one_line_a_kind(tmp_path: Path) -> None:
    lines = freshness_summary(found(tmp_path, day=LATER))
    assert lines[0] == "1 reference is unverified: care_act. Run `policygen freshness` for details."
    assert lines[1] == "1 contact is unverified: helpline. Run `policygen freshness` for details."
    assert lines[2].startswith("12 clauses have not been reviewed for a year: home:basics.rules, ")
    assert lines[2].endswith(" and 9 more. Run `policygen freshness` for details.")
    assert len(lines) == 3
    assert freshness_summary([]) == []


def edition(name: str, year: str, more: str) -> str:
    facts = f"title: The Act, short: the Act, publisher: P, kind: law, nation: england, edition: '{year}'"
    return f"  - {{id: {name}, {facts}{VERIFIED}{more}}}\n"


REGISTER = (
    "source: {id: guide, title: The Guide, publisher: W, nation: england, reference: care_act, edition: '2025'}\n"
    "requirements:\n  - {id: tell-1, locator: page 3, audience: [pupils], kind: advice, summary: Tell someone.}\n"
)


def test_a_new_edition_lists_every_entry_to_be_read_again_and_each_clause_reviewed_before_it(tmp_path: Path) -> None:
    old = edition("care_act", "2025", ", superseded_by: new_act")
    new = edition("new_act", "2026", ", in_force_from: 2026-09-02")
    files = {
        "clauses/references.yaml": f"references:\n{old}{new}",
        "clauses/home/requirements/guide.yaml": REGISTER,
    }
    before = found(tmp_path / "before", files, date(2026, 9, 1))
    assert not {"read-again", "reviewed-before"} & {one.kind for one in before}
    after = found(tmp_path / "after", files, date(2026, 9, 2))
    (again,) = [one for one in after if one.kind == "read-again"]
    assert (again.subject, again.clauses) == ("guide/tell-1", ("home:telling.who",))
    assert again.message == "guide/tell-1 was read in the “2025” edition; the latest is new_act (“2026”)"
    earlier = [one for one in after if one.kind == "reviewed-before"]
    assert [one.subject for one in earlier] == ["home:telling.who", "law:duties.board"]
    assert earlier[0].message == (
        "“Whom to tell” was reviewed on 2026-09-01, before The Act (2026) came into force on 2026-09-02"
    )


def test_an_edition_that_is_changed_in_place_does_not_go_green(tmp_path: Path) -> None:
    changed = edition("care_act", "2026", ", in_force_from: 2026-09-02")
    files = {"clauses/references.yaml": f"references:\n{changed}", "clauses/home/requirements/guide.yaml": REGISTER}
    kinds_found = [(one.kind, one.subject) for one in found(tmp_path, files)]
    assert ("read-again", "guide/tell-1") in kinds_found
    assert ("reviewed-before", "home:telling.who") in kinds_found


def test_a_requirement_that_was_entered_from_memory_is_listed_with_the_clauses_that_claim_it(tmp_path: Path) -> None:
    more = "  - {id: open-1, locator: page 4, audience: [pupils], kind: advice, summary: Listen., verified: no}\n"
    gone = more.replace("open-1", "gone-1").replace(
        "verified: no", "verified: no, retired: {on: 2026-11-20, by: us, because: It went.}"
    )
    text = REGISTER.replace("Tell someone.}", "Tell someone., verified: no}") + more + gone
    findings = found(tmp_path / "memory", {"clauses/home/requirements/guide.yaml": text})
    first, second = [one for one in findings if one.kind == "unverified-requirement"]
    assert (first.subject, second.subject) == ("guide/open-1", "guide/tell-1")
    assert (first.clauses, first.touched.schools) == ((), ())
    assert (second.clauses, second.touched.policies, second.touched.schools) == (
        ("home:telling.who",), ("online",), ("hilltop",),
    )  # fmt: skip
    assert second.message == "guide/tell-1 was entered from memory and has not been verified"
    assert second in touching(findings, "hilltop")
    assert [line for line in freshness_summary(findings) if "guide/" in line] == []
    read = {"clauses/home/requirements/guide.yaml": REGISTER.replace("someone.}", "someone." + VERIFIED + "}")}
    assert kinds(found(tmp_path / "read", read), "guide/tell-1") == []
