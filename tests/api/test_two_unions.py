"""Two unions' libraries beside the packaged one, from the first question to the finished files."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

import policygen
from policygen.ask.settings_file import NewSchool
from policygen.ask.starting import start_school
from policygen.branches.walk import branches, school_of
from policygen.check.schools import load_settings
from policygen.diagnostics.model import Diagnostics
from policygen.render.docx.controls import Store
from policygen.render.docx.store import store_parts
from policygen.schema import schema_of
from policygen.word_copies.copy import model_copy, model_school
from policygen.word_copies.kinds import Target, base_of
from policygen.world.disk import DiskWorld
from tests.schema.editors import run_check_jsonschema
from tests.support.projects import load, shown
from tests.support.unions import edit, two_unions

KEYS = {
    "school.second-union:dinner_hall",
    "people.second-union:meals_lead",
    "choices.second-union:dinner_phones",
    "choices.second-union:dinner_length",
    "choices.third-union:dinner_phones",
}


@pytest.fixture
def world(tmp_path: Path) -> DiskWorld:
    return two_unions(tmp_path)


def test_a_new_school_is_asked_what_its_libraries_ask(world: DiskWorld) -> None:
    project = load(world).project
    start_school(project, NewSchool(file="schools/cutter.yaml", name="Cutter School", policies=("e-safety", "meals")))
    library = policygen.load(world)
    answers = library.interviews.answers("cutter")
    given = {
        "school.type": "sea_school",
        "school.phase": "secondary",
        "choices.second-union:dinner_phones": "away",
        "choices.second-union:dinner_length": "45 minutes",
        "school.second-union:dinner_hall": "the mess deck",
        "people.second-union:meals_lead": "Nora Kettle",
        "choices.third-union:dinner_phones": "no",
    }
    refused = {key: said for key, typed in given.items() if (said := answers.give(key, typed))}
    assert list(refused) == ["choices.second-union:dinner_length"]  # Minutes are no duration.
    assert "second-union" in (world.root / "schools/cutter.yaml").read_text(encoding="utf-8")
    found = load_settings(project, "schools/cutter.yaml", Diagnostics())
    assert found is not None
    assert found.groups["school"]["type"].value == "sea_school"
    assert found.groups["choices"]["second-union:dinner_phones"].value == "away"
    assert found.groups["choices"]["third-union:dinner_phones"].value is False
    assert found.people["second-union:meals_lead"].fields["name"].value == "Nora Kettle"
    asked = {item.key for item in answers.now().interview.items}
    assert asked >= KEYS


def test_the_pages_of_questions_have_them_under_the_topics_that_the_libraries_name(world: DiskWorld) -> None:
    topics = {
        topic.title: [item.key for item in topic.items]
        for topic in policygen.load(world).interviews.answers("saltmarsh").now().interview.topics
    }
    assert topics["Phones and devices"][-1] == "choices.second-union:dinner_phones"
    assert topics["Meals"] == [
        "school.second-union:dinner_hall",
        "people.second-union:meals_lead",
        "choices.second-union:dinner_length",
    ]


def test_the_form_asks_them_each_on_a_page_that_a_style_sheet_can_name(world: DiskWorld) -> None:
    page = policygen.load(world).form_page()
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    items = json.loads(found[1])["items"]
    assert set(items) >= KEYS
    assert all(re.fullmatch(r"[a-z0-9-]+", item["id"]) for item in items.values())
    assert len({item["id"] for item in items.values()}) == len(items)
    asked = items["choices.second-union:dinner_phones"]["asked"]
    assert asked == ["is", "school.phase", ["primary", "secondary"]]


def test_editors_know_the_names_of_every_library(world: DiskWorld, tmp_path: Path) -> None:
    project = load(world).project
    files = {
        "school": ["schools/saltmarsh.yaml"],
        "library-vocabulary": ["clauses/second-union/vocabulary.yaml", "clauses/third-union/vocabulary.yaml"],
        "clauses": ["clauses/second-union/meals.yaml", "clauses/third-union/meals.yaml"],
        "policy": ["clauses/second-union/policies/meals.yaml", "clauses/second-union/policies/e-safety.yaml"],
        "contacts": ["clauses/second-union/contacts.yaml"],
        "models": ["clauses/second-union/models.yaml"],
    }
    for name, listed in files.items():
        assert run_check_jsonschema(schema_of(name, project), [world.root / file for file in listed], tmp_path) == {}
    edit(world, "clauses/second-union/policies/e-safety.yaml", "insert:", "inserts:")
    path = world.root / "clauses/second-union/policies/e-safety.yaml"
    assert "insert" in run_check_jsonschema(schema_of("policy", project), [path], tmp_path)[path]


def test_freshness_says_which_contact_is_corrected_by_whom_and_why(world: DiskWorld) -> None:
    found = policygen.load(world).freshness(date(2026, 11, 29))
    said = "\n".join(found.lines())
    assert "Corrected by a library (1)" in said
    words = "Childline in policygen:contacts.yaml is corrected in second-union:contacts.yaml: The hours were missing."
    assert f"clauses/second-union/contacts.yaml:2:9: {words}" in said
    # It is no reason to refuse a build.
    corrected = next(one for one in found.findings if one.kind == "corrected")
    assert not corrected.stale
    assert "saltmarsh" in corrected.touched.schools
    assert not any("Childline" in line or "childline" in line for line in found.summary())


def test_duties_of_a_librarys_clauses_fall_to_its_own_posts(world: DiskWorld) -> None:
    said = policygen.load(world).open("saltmarsh").duties(2026).text()
    assert "Ship’s cook (Nora Kettle): look at the rule on phones in the mess deck" in said


def test_why_names_the_answers_with_their_library(world: DiskWorld) -> None:
    (found,) = policygen.load(world).open("saltmarsh").why("second-union:meals.phones")
    said = "\n".join(found.lines())
    assert "“3 hours” is choices.second-union:dinner_length, from schools/saltmarsh.yaml" in said
    assert "phones away at dinner (eats together (phase is secondary) and second-union:dinner_phones is away)" in said


def test_every_way_in_which_answers_change_a_librarys_policy_can_be_printed(world: DiskWorld) -> None:
    compiler = load(world)
    tried = list(branches(compiler.project, "meals"))
    away = {branch.answers.get("choices.second-union:dinner_phones") for branch in tried}
    assert away >= {"allowed", "away"}
    for branch in tried:
        school, found = school_of(compiler, branch)
        assert school is not None
        assert not found.errors, shown(found)
        made = compiler.compile(school, "meals")
        assert not made.diagnostics.errors, shown(made.diagnostics)


def test_model_copies_of_a_librarys_policy_ask_for_its_answers_by_name(world: DiskWorld) -> None:
    compiler = load(world)
    base = base_of(compiler.project, Target(kind="sea-school"), Diagnostics())
    assert base is not None
    model = model_school(compiler, base, Diagnostics())
    copy = model_copy(compiler, model, "meals")
    words = {value.key: value.words for value in copy.placeholders.values}
    assert words["school.second-union:dinner_hall"] == "the mess"
    store = store_parts(Store(copy.placeholders), b"")["customXml/item2.xml"]
    assert b"<school.second-union.dinner_hall>the mess</school.second-union.dinner_hall>" in store


def test_a_policy_of_a_library_is_built_in_every_format(world: DiskWorld) -> None:
    session = policygen.load(world).open("saltmarsh")
    assert not session.diagnostics
    made = session.compile("meals")
    assert not made.diagnostics
    files = session.render(made.document, ("docx", "pdf", "html", "md", "json"))
    assert set(files) == {"docx", "pdf", "html", "md", "json"}
    assert "Pupils eat in the mess deck." in files["md"].decode()
    assert files == session.render(session.compile("meals").document, ("docx", "pdf", "html", "md", "json"))
