"""check-jsonschema, which knows nothing of policygen, takes every good file and says what is wrong with bad ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.schema import SCHEMAS, schema_of
from policygen.schema.files import schema_name
from policygen.world.disk import DiskWorld
from tests.schema.editors import by_schema, project_of, run_check_jsonschema
from tests.support.projects import lay_out
from tests.support.settings import school
from tests.support.unions import two_unions

ROOT = Path(__file__).resolve().parents[2]

BAD = {
    "a key that settings do not have": ("schools/hilltop.yaml", school(head="Ann Reed"), "head"),
    "a question that nobody asked": ("schools/hilltop.yaml", school(choices="\n  phone: handed_in"), "phone"),
    "none for a choice that clauses turn on": ("schools/hilltop.yaml", school(choices="\n  phones: none"), "phones"),
    "an answer that is none of the answers": ("schools/hilltop.yaml", school(choices="\n  phones: hand_in"), "phones"),
    "one wrong answer among several": ("schools/hilltop.yaml", school(school="\n  phase: [primary, nursry]"), "phase"),
    "neither yes nor no": ("schools/hilltop.yaml", school(school="\n  boarding: perhaps"), "boarding"),
    "a list where one value belongs": ("schools/hilltop.yaml", school(school="\n  name: [Hilltop, School]"), "name"),
    "a date in figures": ("schools/hilltop.yaml", school(policies="\n  online: {review_on: 3/12/2026}"), "review_on"),
    "no telephone number": ("schools/hilltop.yaml", school(school="\n  telephone: ask the office"), "telephone"),
    "a person's key that there is not": ("schools/hilltop.yaml", school(people="\n  chair: {nme: Jo}"), "chair"),
    "a policy that there is not": ("schools/hilltop.yaml", school(policies="\n  onlin: {}"), "onlin"),
    "an adoption typed in": ("schools/hilltop.yaml", school(policies="\n  online: {adopted_on: 2026-01-01}"), "online"),
    "a tailoring without its reason": ("schools/hilltop.yaml", school(tailoring="\n  - omit: basics.x"), "tailoring"),
    "a colour by name": ("schools/hilltop.yaml", school(colour="blue"), "colour"),
    "a clause without words": (
        "clauses/home/x.yaml", "clauses:\n  - {id: a.b, title: A, kind: duty, audience: [staff]}\n", "text",
    ),
    "a condition over what there is not": (
        "clauses/home/x.yaml",
        "clauses:\n  - {id: a.b, title: A, kind: duty, audience: [staff], text: A., when: {phaze: primary}}\n", "when",
    ),
    "a condition over an answer that there is not": (
        "clauses/home/x.yaml",
        "clauses:\n  - {id: a.b, title: A, kind: duty, audience: [staff], text: A., when: {phase: [infant]}}\n", "when",
    ),
    "an audience that there is not": (
        "clauses/home/x.yaml",
        "clauses:\n  - {id: a.b, title: A, kind: duty, audience: [stuff], text: A.}\n", "audience",
    ),
    "an outline without sections": ("clauses/policies/x.yaml", "id: x\ntitle: X\nsubject: X\n", "sections"),
    "a library of no nation": (
        "clauses/home/library.yaml",
        "id: home\ntitle: H\npublisher: P\nversion: 1\nreleased: 2026-01-01\nlicence: L\nnation: uk\nlanguage: en-GB\n",
        "nation",
    ),
    "a question of no type": (
        "clauses/vocabulary.yaml",
        "school:\n  name: {type: txt, label: A, question: A, help: A, knows: clerk}\npeople:\nchoices:\npolicy:\n",
        "type",
    ),
}  # fmt: skip


@pytest.mark.parametrize("which", ["the library and the specimens", "the small project", "two unions' libraries"])
def test_every_good_file_is_accepted(tmp_path: Path, which: str) -> None:
    unions = two_unions(tmp_path / "unions")
    worlds = {
        "the library and the specimens": DiskWorld(ROOT),
        "the small project": lay_out(tmp_path / "p"),
        "two unions' libraries": unions,
    }
    world = worlds[which]
    project = project_of(world)
    files = by_schema(world)
    # Policygen's own libraries have no vocabulary besides the common one.
    every = {name for name, kind in SCHEMAS.items() if kind.model is not None}
    assert which != "the library and the specimens" or set(files) | set(by_schema(unions)) == every
    for name, names in files.items():
        found = run_check_jsonschema(schema_of(name, project), [world.root / file for file in names], tmp_path)
        assert found == {}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_and_its_place_named(tmp_path: Path, case: str) -> None:
    file, text, says = BAD[case]
    schema = schema_of(str(schema_name(file)), project_of(lay_out(tmp_path / "p")))
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    assert says in run_check_jsonschema(schema, [path], tmp_path)[path]


def test_answers_that_are_left_open_refused_or_vacant_are_accepted(tmp_path: Path) -> None:
    text = school(
        school="\n  name: 1066\n  boarding: no\n  telephone: 01632960101\n  pupils: 120",
        people="\n  headteacher:\n  chair: vacant\n  safeguarding_lead: {name: Jo, telephone: 999}\n  online_lead:",
        choices="\n  phones:\n  answer_within: none\n  routes: any adult\n  motto: No",
        policies="\n  online:\n  phones: {review_on: 3 December 2026, version: 1.0, meeting_on: }",
        tailoring="",
    )
    schema = schema_of("school", project_of(lay_out(tmp_path / "p")))
    path = tmp_path / "good.yaml"
    path.write_text(text, encoding="utf-8")
    assert run_check_jsonschema(schema, [path], tmp_path) == {}
