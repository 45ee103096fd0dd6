"""The form's page: made from the vocabulary, complete in itself, and the same each time."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics
from policygen.document.typography import typeset
from policygen.web.form.data import form_of
from policygen.web.form.page import page_of
from policygen.world.disk import DiskWorld
from policygen.world.protocol import World
from tests.support.cli import run
from tests.support.form import EVERYTHING
from tests.support.projects import SMALL, lay_out, load, shown

ROOT = Path(__file__).resolve().parents[3]
VOCABULARY = (SMALL / "clauses" / "vocabulary.yaml").read_text()
HARD = """</script><img src=x onerror=alert(1)>&"'{{ 7 * 7 }}<!--"""


def page(world: World) -> str:
    diagnostics = Diagnostics()
    made = page_of(form_of(load(world).project, diagnostics), world)
    assert not list(diagnostics), shown(diagnostics)
    return made


def data_of(text: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_every_question_of_the_vocabulary_that_a_policy_uses_is_asked_once(tmp_path: Path) -> None:
    world = lay_out(tmp_path, EVERYTHING)
    project: Project = load(world).project
    text = page(world)
    wanted = {f"{group}.{key}" for group in ("school", "choices") for key in project.vocabulary.groups[group]}
    wanted |= {f"people.{role}" for role in project.vocabulary.people}
    found = data_of(text)
    assert wanted <= set(found["items"])
    for key in wanted:
        assert text.count(f'data-key="{key}"') == 1
        assert found["items"][key]["question"] in text


def test_the_page_is_the_same_each_time(tmp_path: Path) -> None:
    assert page(lay_out(tmp_path / "a")) == page(lay_out(tmp_path / "b"))


def test_the_page_names_nothing_that_a_browser_would_fetch(tmp_path: Path) -> None:
    text = page(lay_out(tmp_path))
    assert not re.search(r"""\b(?:src|href|action|srcset)\s*=\s*["'](?!#)""", text)
    assert not re.search(r"url\(|@import|\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket", text)


def test_no_choice_in_a_list_is_empty(tmp_path: Path) -> None:
    choices = re.findall(r"<option[^>]*>(.*?)</option>", page(lay_out(tmp_path, EVERYTHING)))
    assert choices
    assert all(choices)


def test_the_policy_allows_the_pages_own_script_and_style_alone(tmp_path: Path) -> None:
    text = page(lay_out(tmp_path))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert policy is not None
    assert script is not None
    assert style is not None
    digests = [base64.b64encode(hashlib.sha256(part[1].encode()).digest()).decode() for part in (script, style)]
    assert policy[1] == (
        f"default-src 'none'; script-src 'sha256-{digests[0]}'; style-src 'sha256-{digests[1]}'; base-uri 'none'; "
        "form-action 'none'"
    )


def test_words_of_the_vocabulary_cannot_become_markup(tmp_path: Path) -> None:
    hard = VOCABULARY.replace("question: What is the school called?", f"question: {json.dumps(HARD)}")
    hard = hard.replace("handed_in: Handed in", f"handed_in: {json.dumps(HARD)}")
    assert hard.count("onerror") == 2
    text = page(lay_out(tmp_path, {"clauses/vocabulary.yaml": hard}))
    assert "<img" not in text
    assert text.lower().count("</script>") == 2
    assert data_of(text)["items"]["school.name"]["question"] == typeset(HARD)
    assert data_of(text)["items"]["choices.phones"]["values"]["handed_in"] == typeset(HARD)


def test_a_council_is_offered_with_what_it_answers_but_not_with_what_it_says(tmp_path: Path) -> None:
    text = page(lay_out(tmp_path))
    (parent,) = data_of(text)["parents"]
    assert parent["file"] == "authorities/westshire.yaml"
    assert set(parent["answered"]) == {"school.nation", "people.safeguarding_lead", "choices.motto"}
    assert parent["specimen"] is True
    assert "Sam Okoro" not in text
    assert "Onwards" not in text


def test_a_public_choice_of_a_council_is_known_to_conditions(tmp_path: Path) -> None:
    public = VOCABULARY.replace(
        "values: {england: England, wales: Wales}", "public: yes\n    values: {england: E, wales: W}"
    )
    text = page(lay_out(tmp_path, {"clauses/vocabulary.yaml": public}))
    assert data_of(text)["parents"][0]["answers"] == {"school.nation": "england"}


def test_only_a_post_that_another_stands_in_for_can_be_one_the_school_does_not_have(tmp_path: Path) -> None:
    # As PG353 has it: the policies tell people to go to whoever holds the others.
    text = page(lay_out(tmp_path))
    assert 'id="people-online-lead-none"' in text
    assert 'id="people-chair-none"' not in text
    items = data_of(text)["items"]
    assert items["people.online_lead"]["may_be_none"]
    assert not items["people.chair"]["may_be_none"]


def test_the_command_writes_the_page_and_says_where(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, "form")
    assert (ran.code, ran.out) == (0, "build/form.html\n")
    assert "policygen build" in ran.err
    assert (tmp_path / "build" / "form.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(("out", "code"), [("page.html", 0), ("page.docx", 2)])
def test_the_page_goes_where_it_is_told_and_is_a_web_page(tmp_path: Path, out: str, code: int) -> None:
    lay_out(tmp_path)
    assert run(tmp_path, "form", "--out", out).code == code
    assert (tmp_path / out).exists() == (code == 0)


def test_a_library_with_a_mistake_makes_no_form(tmp_path: Path) -> None:
    broken = VOCABULARY.replace("young: {phase: primary}", "young: {phase: tertiary}")
    lay_out(tmp_path, {"clauses/vocabulary.yaml": broken})
    ran = run(tmp_path, "form")
    assert ran.code == 1
    assert "PG234" in ran.err
    assert "not created" in ran.err
    assert not (tmp_path / "build").exists()


def test_the_colour_the_logo_and_when_people_changed_are_asked_like_the_rest(tmp_path: Path) -> None:
    text = page(DiskWorld(tmp_path, ROOT, {}))
    found = data_of(text)
    for key, kind in (
        ("appearance.colour", "colour"), ("appearance.logo", "picture"), ("appearance.alternative", "text"),
        ("policy.people_updated_on", "date"),
    ):  # fmt: skip
        assert found["items"][key]["type"] == kind
        assert not found["items"][key]["needed"]
        assert text.count(f'data-key="{key}"') == 1
        assert any(key in each["keys"] and each["topic"] in found["topics"] for each in found["pages"])
    assert "in the same folder as the settings file" in text


def test_a_colour_and_a_logo_that_the_trust_gives_are_not_asked_again(tmp_path: Path) -> None:
    above = (SMALL / "schools" / "authorities" / "westshire.yaml").read_text()
    text = page(lay_out(tmp_path, {"schools/authorities/westshire.yaml": f"{above}\ncolour: '#1f3a5f'\n"}))
    (parent,) = data_of(text)["parents"]
    assert [key for key in parent["answered"] if key.startswith("appearance.")] == ["appearance.colour"]
