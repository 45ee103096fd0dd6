"""A trust's or council's own clauses: added in its file, or taken in from a library of its own."""

from __future__ import annotations

from pathlib import Path

from policygen.compile.compiler import Compiler
from policygen.report.usage import Reach, Touched, load_schools
from tests.support.projects import check, document, lay_out, load, settle, shown
from tests.support.settings import school
from tests.support.words import clause, lines

TRUST = """specimen: true
school: {nation: england}
people: {safeguarding_lead: Sam}
tailoring:
"""
ADDED = "- {add: {after: telling.who}, id: elm.own, title: Ours, text: Our own words., because: The trustees want it}\n"
TAKEN = "- {add: {after: telling.who}, clause: elm:trips, because: Our schools share a coach}\n"
LIBRARY = {
    "clauses/elm/library.yaml": "{id: elm, title: Elm, publisher: Elm, version: '3', released: 2026-09-01, licence: X, "
    "nation: england, language: en-GB}\n",
    "clauses/elm/own.yaml": """clauses:
  - id: trips
    title: Trips
    kind: duty
    audience: [staff]
    when: young
    text: "{{ school.name }} takes one phone on a trip, see [](#telling.record)."
    meets: [guide/tell-1]
""",
}


def files(above: str, tailoring: str = "[]", **groups: str) -> dict[str, str]:
    settings = school(extends="trusts/elm.yaml", tailoring=tailoring, **groups)
    return {"schools/trusts/elm.yaml": TRUST + above, "schools/hilltop.yaml": settings, **LIBRARY}


def titles(folder: Path, above: str, tailoring: str = "[]", **groups: str) -> list[str]:
    world = lay_out(folder, files(above, tailoring, **groups))
    assert not (found := check(world)), shown(found)
    return [line.partition(" ")[2] for line in lines(document(world)) if line.startswith("2.") and "|" not in line]


def test_a_clause_that_the_trust_adds_reaches_its_schools_with_reason_and_file(tmp_path: Path) -> None:
    world = lay_out(tmp_path, files(ADDED))
    planned = {one.name: one for one in settle(world).plans["online"].clauses}["elm:elm.own"]
    assert (planned.change, planned.because, planned.tailored_by) == (
        "added",
        "The trustees want it",
        "schools/trusts/elm.yaml",
    )
    assert clause(document(world), "elm:elm.own") == ["2.2 Ours", "Our own words."]


def test_a_school_leaves_out_or_rewords_what_the_trust_added(tmp_path: Path) -> None:
    assert titles(tmp_path / "1", ADDED, "\n- {omit: elm.own, because: We do}") == [
        "Whom to tell",
        "The record",
        "The youngest",
    ]
    omitted = settle(lay_out(tmp_path / "2", files(ADDED, "\n- {omit: 'elm:elm.own', because: Not us}")))
    (left,) = [one for one in omitted.plans["online"].left_out if one.by == "tailoring"]
    assert (left.name, left.clause, left.because, left.tailored_by) == (
        "elm:elm.own",
        None,
        "Not us",
        "schools/hilltop.yaml",
    )
    reworded = "\n- {replace: elm.own, text: Other words., because: We do}"
    made = document(lay_out(tmp_path / "3", files(ADDED, reworded)))
    assert clause(made, "elm:elm.own") == ["2.2 Ours", "Other words."]


def test_a_school_puts_its_own_clause_beside_the_trusts_and_refers_to_it(tmp_path: Path) -> None:
    mine = "\n- {add: {after: elm.own}, id: school.own, title: Own, text: 'See [](#elm.own).', because: We do}"
    made = document(lay_out(tmp_path, files(ADDED, mine)))
    assert clause(made, "hilltop:school.own") == ["2.3 Own", "See section 2.2."]


def test_a_clause_of_the_trusts_library_is_taken_in_as_published(tmp_path: Path) -> None:
    made = document(lay_out(tmp_path, files(TAKEN)))
    assert clause(made, "elm:trips") == ["2.2 Trips", "Hilltop School takes one phone on a trip, see section 2.3."]
    record = next(record for record in made.clauses if record.id == "elm:trips")
    assert (record.library, record.version, record.meets, record.change) == (
        "elm",
        "3",
        ("guide/tell-1",),
        "as-published",
    )
    planned = next(
        one for one in settle(lay_out(tmp_path / "2", files(TAKEN))).plans["online"].clauses if one.tailored_by
    )
    assert (planned.name, planned.because, planned.tailored_by) == (
        "elm:trips",
        "Our schools share a coach",
        "schools/trusts/elm.yaml",
    )


def test_a_clause_that_is_taken_in_keeps_its_condition(tmp_path: Path) -> None:
    facts = "{name: Hilltop School, phase: [secondary]}"
    world = lay_out(tmp_path, files(TAKEN, school=facts))
    left = {one.name: (one.by, one.because) for one in settle(world).plans["online"].left_out}
    assert left["elm:trips"] == ("condition", "not young (phase is secondary)")
    assert not check(world)


def test_a_school_leaves_out_rewords_or_builds_on_what_the_trust_took_in(tmp_path: Path) -> None:
    assert "Trips" not in titles(tmp_path / "1", TAKEN, "\n- {omit: trips, because: We do}")
    assert "Outings" in titles(
        tmp_path / "2", TAKEN, "\n- {replace: 'elm:trips', title: Outings, text: A., because: We do}"
    )
    beside = "\n- {add: {before: trips}, id: school.own, title: Own, text: A., because: We do}"
    assert titles(tmp_path / "3", TAKEN, beside)[1:3] == ["Own", "Trips"]


def test_a_policy_of_the_trusts_own_lists_its_clauses(tmp_path: Path) -> None:
    own = {
        "clauses/policies/trips.yaml": "{id: trips, title: Trips policy, subject: Trips, "
        "sections: [{id: all, title: All, clauses: ['elm:trips', telling.record]}]}\n",
    }
    settings = files("  []\npolicies: {trips: {approving_body: the trustees}}\n") | own
    world = lay_out(tmp_path, settings)
    assert sorted(settle(world).plans) == ["online", "phones", "trips"]
    assert clause(document(world, "trips"), "elm:trips")[0] == "1.1 Trips"
    assert settle(world).settled.policies["trips"]["approving_body"].how == "inherited"


def test_the_library_of_a_project_stands_beside_the_packaged_one(tmp_path: Path) -> None:
    from policygen.world.disk import DiskWorld

    packaged = lay_out(tmp_path / "package")
    (packaged.root / "schools").rename(tmp_path / "elsewhere")
    for name, text in files(TAKEN).items():
        (tmp_path / "own" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "own" / name).write_text(text, encoding="utf-8")
    world = DiskWorld(tmp_path / "own", packaged.root, {})
    assert sorted(load(world).project.libraries) == ["elm", "home", "law"]
    assert clause(document(world), "elm:trips")[0] == "2.2 Trips"


def test_impact_and_currency_name_the_policy_that_took_a_clause_in(tmp_path: Path) -> None:
    compiler, _ = Compiler.load(lay_out(tmp_path, files(TAKEN)))
    assert compiler is not None
    reached = Reach.over(compiler.project, load_schools(compiler)).of(["elm:trips"])
    assert reached == Touched(("online",), ("hilltop",))
