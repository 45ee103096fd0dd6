"""What was renamed or split goes on working: tailoring and its base, answers, locks, adoptions and comparisons."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.compile.bases import files_of_bases, tailored_clauses
from policygen.compile.compiler import Compiler
from policygen.document.json import to_json
from policygen.document.model import Document
from policygen.document.plain import words_of
from policygen.resolve.heirs import former_names, heirs
from policygen.world.protocol import World
from tests.support.adopted import LATER, change, laid_out, record
from tests.support.cli import run
from tests.support.projects import check, compiled, lay_out, load, settle, shown, write
from tests.support.words import section

BASICS = "clauses/home/basics.yaml"
ONLINE = "clauses/policies/online.yaml"
VOCABULARY = "clauses/vocabulary.yaml"
SETTINGS = "schools/hilltop.yaml"
TRUST = "schools/authorities/westshire.yaml"
OMIT = "tailoring:\n  - {omit: telling.young, because: We have none.}\n"
SPLIT = """  - id: telling.{name}
    title: The {name}
    kind: advice
    audience: [staff]
    text: Adults tell for the {name}.
    formerly: [{{id: telling.young, with: [telling.{other}]}}]
"""

OWN = """choices:
  place: {type: one_of, values: {old: {label: old shed, formerly: [grey]}, new: new shed}, default: old,
    formerly: [shed], label: Shed, question: Which shed?, help: Choose one., knows: clerk}
"""


def rename_clause(world: World) -> None:
    change(world, BASICS, "id: telling.young\n", "id: telling.youngest\n    formerly: [telling.young]\n")
    change(world, ONLINE, "telling.young,", "telling.youngest,")


def split_clause(world: World) -> None:
    text = (world.root / BASICS).read_text(encoding="utf-8")
    at, end = text.index("  - id: telling.young\n"), text.index("  - id: telling.boarders\n")
    both = SPLIT.format(name="first", other="second") + SPLIT.format(name="second", other="first")
    write(world.root, BASICS, text[:at] + both + text[end:])
    change(world, ONLINE, "telling.young,", "telling.first, telling.second,")


def rename_role(world: World) -> None:
    change(
        world,
        VOCABULARY,
        "  headteacher: {label: Headteacher,",
        "  head: {label: Headteacher, formerly: [headteacher],",
    )
    change(world, ONLINE, "people: [headteacher,", "people: [head,")
    change(world, ONLINE, "signatories: [chair, headteacher]", "signatories: [chair, head]")
    change(world, "clauses/policies/phones.yaml", "signatories: [headteacher]", "signatories: [head]")
    change(world, BASICS, "people.headteacher |", "people.head |")


def rename_question(world: World) -> None:
    change(world, VOCABULARY, "  routes:\n", "  ways:\n    formerly: [routes]\n")
    change(world, BASICS, "choices.routes |", "choices.ways |")


def codes(world: World) -> list[str]:
    return [one.code for one in check(world)]


@pytest.fixture
def tailored(tmp_path: Path) -> World:
    world = lay_out(tmp_path)
    write(tmp_path, SETTINGS, (tmp_path / SETTINGS).read_text(encoding="utf-8") + OMIT)
    return world


def test_a_renamed_clause_has_one_heir_and_a_split_one_several(tmp_path: Path) -> None:
    world = lay_out(tmp_path / "a")
    rename_clause(world)
    assert heirs(load(world).project, "home:telling.young") == ("home:telling.youngest",)
    assert former_names(load(world).project, "home:telling.youngest") == ("home:telling.young",)
    split = lay_out(tmp_path / "b")
    split_clause(split)
    assert heirs(load(split).project, "home:telling.young") == ("home:telling.first", "home:telling.second")


def test_roles_questions_and_values_have_heirs_too_and_what_exists_has_none(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    rename_role(world)
    rename_question(world)
    change(
        world, VOCABULARY, "values: {handed_in: Handed in,", "values: {handed_in: {label: In, formerly: [given_in]},"
    )
    project = load(world).project
    assert heirs(project, "people.headteacher") == ("people.head",)
    assert heirs(project, "choices.routes") == ("choices.ways",)
    assert heirs(project, "choices.phones=given_in") == ("choices.phones=handed_in",)
    for name in ("people.head", "choices.ways", "choices.phones=handed_in", "home:telling.who", "home:nothing"):
        assert heirs(project, name) == ()


def test_tailoring_of_a_renamed_clause_applies_with_a_warning(tailored: World) -> None:
    rename_clause(tailored)
    (finding,) = check(tailored)
    assert (finding.code, finding.severity.value) == ("PG286", "warning")
    assert "`telling.youngest`" in finding.message
    left = [one.name for one in settle(tailored).plans["online"].left_out if one.by == "tailoring"]
    assert left == ["home:telling.youngest"]


def test_tailoring_of_a_split_clause_is_an_error_that_names_its_parts(tailored: World) -> None:
    split_clause(tailored)
    (finding,) = check(tailored)
    assert (finding.code, finding.severity.value) == ("PG287", "error")
    assert "home:telling.first and home:telling.second" in finding.message


def test_what_tailoring_was_made_against_is_still_known_after_a_rename(tailored: World) -> None:
    for name, data in files_of_bases(load(tailored).project, settle(tailored).settled.chain).items():
        write(tailored.root, name, data)
    rename_clause(tailored)
    change(tailored, BASICS, "Adults tell for them.", "Adults always tell for them.")
    assert codes(tailored) == ["PG286", "PG334"]
    (one,) = tailored_clauses(load(tailored).project, settle(tailored).settled.chain)
    assert one.changed


def test_a_clause_that_a_school_adds_may_have_an_id_that_a_library_gave_up(tailored: World) -> None:
    rename_clause(tailored)
    own = "tailoring:\n  - {add: {after: telling.who}, id: telling.young, title: T, text: Words., because: Ours.}\n"
    change(tailored, SETTINGS, OMIT, own)
    assert codes(tailored) == []
    names = [one.name for one in settle(tailored).plans["online"].clauses]
    assert "hilltop:telling.young" in names
    assert "home:telling.youngest" in names


def test_an_answer_under_a_former_name_counts(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    change(world, SETTINGS, "  phones: handed_in\n", "  phones: handed_in\n  routes: [a form]\n")
    rename_question(world)
    rename_role(world)
    assert set(codes(world)) == {"PG286"}
    settled = settle(world).settled
    assert settled.settings["choices.ways"].value == ("a form",)
    assert settled.people["head"].fields["name"].value == "Ann Reed"


def test_a_lock_on_a_renamed_answer_still_locks_it(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    change(world, VOCABULARY, "  motto: {type: text,", "  saying: {type: text, formerly: [motto],")
    write(tmp_path, TRUST, (tmp_path / TRUST).read_text(encoding="utf-8") + "locked: [choices.motto]\n")
    change(world, SETTINGS, "  phones: handed_in\n", "  phones: handed_in\n  saying: Upwards\n")
    assert sorted(codes(world)) == ["PG286", "PG286", "PG315"]


@pytest.mark.parametrize("renamed", [rename_clause, rename_role, rename_question])
def test_words_that_were_adopted_stay_in_force_when_only_names_change(tmp_path: Path, renamed: object) -> None:
    world = laid_out(tmp_path)
    change(world, SETTINGS, "people:\n", "people:\n  online_lead: Lou Hart\n")
    record(world)
    renamed(world)  # type: ignore[operator]
    document = built(world)
    assert document.state == "adopted"
    if renamed is rename_role:
        # Another holder of the renamed post is a change of people, and asks for its date.
        change(world, SETTINGS, "{name: Ann Reed, title: Principal}", "{name: Ben Shaw, title: Principal}")
        assert "PG803" in codes(world)


def test_words_that_change_with_the_name_need_approval_and_the_note_names_one_section(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    record(world)
    rename_clause(world)
    change(world, BASICS, "Adults tell for them.", "Adults always tell for them.")
    found = [one.message for one in check(world) if one.code in ("PG804", "PG805")]
    assert any("1 section changed" in message for message in found), found
    assert not any(" added" in message or "removed" in message for message in found)


def test_a_trusts_adoption_of_the_common_words_outlives_a_rename(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    meeting = ("--on", "2026-12-03", "--minute", "7/26")
    ran = run(tmp_path, "adopt", "authorities/westshire", "online", *meeting, environment=LATER)
    assert ran.code == 0, ran.err
    before = common(built(world))
    rename_role(world)
    rename_clause(world)
    assert "PG811" not in codes(world)
    assert before == common(built(world))


def test_a_comparison_shows_a_renamed_clause_as_changed_and_says_why(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    old = tmp_path / "old.json"
    old.write_bytes(as_json(world))
    rename_clause(world)
    change(world, BASICS, "Adults tell for them.", "Adults always tell for them.")
    new = tmp_path / "new.json"
    new.write_bytes(as_json(world))
    for first, second in ((old, new), (new, old)):
        ran = run(tmp_path, "compare", str(first), str(second))
        assert "The youngest: changed" in ran.out, ran.out
        assert "added" not in ran.out
    assert "[-always-]" in ran.out.replace(" ", "")


def test_a_comparison_of_a_split_clause_keeps_one_part_beside_the_old_words(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_bytes(as_json(world))
    split_clause(world)
    change(world, "clauses/home/library.yaml", 'version: "1.0"', 'version: "1.1"')
    new.write_bytes(as_json(world))
    out = run(tmp_path, "compare", str(old), str(new)).out
    assert "1 section changed, 1 added." in out, out
    assert out.count("reason: New version of the clause library home: 1.0 to 1.1") == 2, out


def test_a_policy_and_a_text_that_use_a_former_id_find_the_clause(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    change(world, BASICS, "id: telling.record\n", "id: telling.log\n    formerly: [telling.record]\n")
    assert sorted(codes(world)) == ["PG286", "PG286"]
    compiler = compiler_of(world)
    school = compiler.school("hilltop")
    assert school is not None
    document = compiler.compile(school, "online").document
    sections = section(document, "policygen:section.telling").sections
    assert "home:telling.log" in [one.id for one in sections]
    assert '"target": "home:telling.log"' in to_json(document).decode()
    assert compiler.project.listings("home:telling.log") == [("online", "")]


def test_an_answer_to_a_renamed_question_of_a_librarys_own_counts(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    write(tmp_path, "clauses/law/vocabulary.yaml", OWN)
    change(world, SETTINGS, "choices:\n", "choices:\n  law:shed: grey\n")
    assert codes(world) == ["PG286", "PG286"]
    school = compiler_of(world).school("hilltop")
    assert school is not None
    assert school.settled.settings["choices.law:place"].value == "old"


def compiler_of(world: World) -> Compiler:
    compiler, _ = Compiler.load(world)
    assert compiler is not None
    return compiler


def built(world: World) -> Document:
    made = compiled(world)
    assert not made.diagnostics.errors, shown(made.diagnostics)
    return made.document


def common(document: Document) -> str:
    return " ".join(
        words_of(getattr(block, "children", ())) for block in section(document, "policygen:approval").blocks
    )


def as_json(world: World) -> bytes:
    return to_json(built(world))
