"""Sections and appendices that a school, or a file above it, adds to a policy, with clauses of its own in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.assemble.wording import Wording
from policygen.compare.align import compare_documents
from policygen.compare.reasons import reason_of
from policygen.document.json import from_json, to_json
from policygen.document.model import Document
from policygen.report.usage import taken_in
from tests.support.adopted import change, laid_out
from tests.support.cli import run
from tests.support.projects import check, document, lay_out, load
from tests.support.settings import school
from tests.support.words import lines, of_section, section

CLAUSES = """
  - {add: {in: trips}, id: trips.who, title: Who goes, text: 'All do: [](#trips.when).', because: We do}
  - {add: {in: trips}, id: trips.when, title: When, text: In May., because: We do}
"""
TRIPS = "\n  - section: {id: trips, title: Trips and visits, PLACE}" + CLAUSES
ABOVE = """specimen: true
school: {nation: england}
people: {safeguarding_lead: Sam Okoro}
tailoring:
  - section: {id: county, title: The county, after: telling}
  - {add: {in: county}, id: county.own, title: Ours, text: We sing., because: We like to}
"""


def headings(made: Document) -> list[str]:
    return [next(iter(of_section(one))) for one in made.sections if one.kind != "back"]


def tailored(folder: Path, tailoring: str, above: str = "") -> Document:
    files = {"schools/hilltop.yaml": school(tailoring=tailoring)}
    if above:
        files["schools/authorities/westshire.yaml"] = above
    return document(lay_out(folder, files))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (
            "after: about",
            ["1 About this policy", "2 Trips and visits", "3 Telling someone", "4 Duties", "Appendix A Forms"],
        ),
        (
            "before: about",
            ["1 Trips and visits", "2 About this policy", "3 Telling someone", "4 Duties", "Appendix A Forms"],
        ),
        (
            "policy: online",
            ["1 About this policy", "2 Telling someone", "3 Duties", "4 Trips and visits", "Appendix A Forms"],
        ),
        (
            "policy: online, appendix: yes",
            ["1 About this policy", "2 Telling someone", "3 Duties", "Appendix A Forms", "Appendix B Trips and visits"],
        ),
        (
            "before: forms",
            ["1 About this policy", "2 Telling someone", "3 Duties", "Appendix A Trips and visits", "Appendix B Forms"],
        ),
    ],
)
def test_a_section_goes_where_the_school_says_and_the_numbers_follow(
    tmp_path: Path, place: str, expected: list[str]
) -> None:
    made = tailored(tmp_path, TRIPS.replace("PLACE", place))
    assert headings(made) == expected
    stem = next(head for head in expected if "Trips" in head).removeprefix("Appendix ")[0]
    assert list(of_section(section(made, "policygen:section.trips")))[1:] == [
        f"{stem}.1 Who goes", f"All do: section {stem}.2.", f"{stem}.2 When", "In May.",
    ]  # fmt: skip
    assert from_json(to_json(made)) == made


def test_clauses_go_beside_those_of_an_own_section_too(tmp_path: Path) -> None:
    more = "  - {add: {before: trips.who}, id: trips.why, title: Why, text: To learn., because: We do}\n"
    made = tailored(tmp_path, TRIPS.replace("PLACE", "after: about") + more)
    assert [line for line in lines(made) if line.startswith("2.") and "|" not in line] == [
        "2.1 Why", "2.2 Who goes", "2.3 When",
    ]  # fmt: skip


def test_a_school_adds_to_a_section_of_a_file_above_and_puts_its_own_beside_it(tmp_path: Path) -> None:
    own = """
  - section: {id: trips, title: Trips, after: county}
  - {add: {in: county}, id: own.more, title: More, text: And dance., because: We do}
  - {add: {in: trips}, id: trips.who, title: Who goes, text: All., because: We do}
"""
    made = tailored(tmp_path, own, ABOVE)
    assert headings(made)[1:4] == ["2 Telling someone", "3 The county", "4 Trips"]
    assert [one.title for one in made.clauses if one.id.startswith(("westshire:", "hilltop:"))] == [
        "Ours", "More", "Who goes",
    ]  # fmt: skip


def test_a_library_clause_is_taken_into_an_own_section(tmp_path: Path) -> None:
    own = """
  - section: {id: trips, title: Trips, after: about}
  - {add: {in: trips}, clause: phones.all, because: Trips too}
"""
    made = tailored(tmp_path, own)
    assert [one.clause for one in section(made, "policygen:section.trips").sections] == ["home:phones.all"]


def test_a_clause_taken_into_an_own_section_counts_as_used(tmp_path: Path) -> None:
    extra = "clauses:\n  - {id: extra.coach, title: Coach, kind: duty, audience: [staff], text: Staff will wait.}\n"
    own = """
  - section: {id: trips, title: Trips, after: about}
  - {add: {in: trips}, clause: extra.coach, because: Trips too}
"""
    files = {"clauses/home/extra.yaml": extra, "schools/hilltop.yaml": school(tailoring=own)}
    assert taken_in(load(lay_out(tmp_path, files)).project)["home:extra.coach"] == ("online",)


def test_the_board_reads_the_clauses_of_an_own_section_among_the_departures(tmp_path: Path) -> None:
    made = tailored(tmp_path, TRIPS.replace("PLACE", "after: about"))
    assert list(of_section(section(made, "policygen:departures")))[3:] == [
        "2.1 Who goes | Added | We do | The school",
        "2.2 When | Added | We do | The school",
    ]


def test_why_tells_where_a_clause_of_an_own_section_is_written(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": school(tailoring=TRIPS.replace("PLACE", "after: about"))})
    ran = run(tmp_path, "why", "hilltop", "trips.who")
    assert ran.code == 0, ran.err
    assert "2.1 " in ran.out
    assert "schools/hilltop.yaml:" in ran.out


def test_a_comparison_shows_an_own_section_that_is_new(tmp_path: Path) -> None:
    world = laid_out(tmp_path, {"schools/hilltop.yaml": school(tailoring="[]")})
    old = document(world)
    change(world, "schools/hilltop.yaml", "tailoring: []", "tailoring:" + TRIPS.replace("PLACE", "after: about"))
    new = document(world)
    found = {one.part.id: one for one in compare_documents(old, new) if one.kind == "added"}
    assert set(found) == {"hilltop:trips.who", "hilltop:trips.when"}
    wording = Wording.load(world)
    assert all(wording(f"compare.reason.{reason_of(one, old, new).why}") for one in found.values())


def test_a_section_of_a_policy_that_the_school_does_not_build_is_an_error_at_its_clauses(tmp_path: Path) -> None:
    text = school(policies="{online: {}}", tailoring=TRIPS.replace("PLACE", "policy: phones"))
    found = check(lay_out(tmp_path, {"schools/hilltop.yaml": text}))
    assert {one.code for one in found} == {"PG331"}
    assert "does not build the policy that contains the section `trips`" in found[0].message


def test_a_trust_that_locks_all_it_says_locks_the_clauses_of_its_sections(tmp_path: Path) -> None:
    own = school(tailoring="\n  - {replace: county.own, text: We hum., because: We like to}")
    files = {"schools/authorities/westshire.yaml": ABOVE + "locked: all\n", "schools/hilltop.yaml": own}
    assert [one.code for one in check(lay_out(tmp_path, files))] == ["PG316"]


def test_a_letter_that_the_font_lacks_is_found_in_the_title_of_an_own_section(tmp_path: Path) -> None:
    text = TRIPS.replace("PLACE", "after: about").replace("Trips and visits", "Trips \U0001f68c")
    assert check(lay_out(tmp_path, {"schools/hilltop.yaml": school(tailoring=text)}))
