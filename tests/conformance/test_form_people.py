"""Several people in one post, added by keyboard in the form: written as `check` takes them, and read back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from policygen.world.protocol import World
from tests.support.filled_form import begin, visit
from tests.support.form import Keyboard
from tests.support.projects import load

from .test_form_agrees import read_back
from .test_form_reads import READ

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.conformance

SEVERAL = {
    "title": "Co-headteachers",
    "holders": [
        {"name": "Ann Reed", "email": "ann@quayside.example"},
        {"name": "Sam Okoro", "post": "Mondays: mornings"},
    ],
}


def to_the_head(browser: Browser, file: Path) -> Keyboard:
    keyboard = visit(browser, file)
    begin(keyboard, "e-safety")
    keyboard.page.evaluate("Pages.go('people-headteacher')")
    keyboard.page.wait_for_selector("#page-people-headteacher", state="visible")
    return keyboard


def press(keyboard: Keyboard, button: str) -> None:
    keyboard.reach(button)
    keyboard.press("Enter")


def test_another_person_is_added_by_keyboard_and_the_file_is_read_with_nothing_to_report(
    browser: Browser, project: tuple[World, Path]
) -> None:
    world, file = project
    keyboard = to_the_head(browser, file)
    page = keyboard.page
    keyboard.fill("people-headteacher-name", "Ann Reed")
    keyboard.fill("people-headteacher-title", "Co-headteachers")
    keyboard.fill("people-headteacher-email", "ann@quayside.example")
    press(keyboard, "people-headteacher-another")
    assert keyboard.focused == "people-headteacher-2-name"
    press(keyboard, "people-headteacher-another")
    assert keyboard.focused == "people-headteacher-3-name"
    keyboard.kinds.clear()
    keyboard.look()
    keyboard.fill("people-headteacher-3-post", "Mondays: mornings")
    keyboard.send()
    assert "enter the name" in page.inner_text("#people-headteacher-3-name-error")
    assert page.get_attribute("#people-headteacher-3-name", "aria-invalid") == "true"
    assert "people-headteacher-3-name-error" in str(
        page.get_attribute("#people-headteacher-3-name", "aria-describedby")
    )
    keyboard.fill("people-headteacher-3-name", "Sam Okoro")
    # The second was left empty and is taken away.
    page.locator("#people-headteacher-others button").first.focus()
    keyboard.press("Enter")
    assert keyboard.focused == "people-headteacher-another"
    assert page.input_value("#people-headteacher-2-name") == "Sam Okoro"
    keyboard.send()
    assert page.evaluate("State.answer('people.headteacher')") == {"state": "answered", "value": SEVERAL}
    written = page.evaluate("Yaml.write()")
    settings = read_back(load(world).project, written)
    assert [one["name"].value for one in settings.people["headteacher"].holders] == ["Ann Reed", "Sam Okoro"]
    found = page.evaluate(READ, written)
    assert found["left"] == []
    assert found["now"]["answers"]["people.headteacher"] == {"state": "answered", "value": SEVERAL}
    assert found["again"] == written
    page.evaluate("Pages.go('people-headteacher')")
    page.wait_for_selector("#page-people-headteacher", state="visible")
    assert page.input_value("#people-headteacher-title") == "Co-headteachers"
    assert page.input_value("#people-headteacher-2-post") == "Mondays: mornings"
    assert keyboard.axe == []


def test_what_was_kept_of_several_people_is_checked_for_each(browser: Browser, project: tuple[World, Path]) -> None:
    page = visit(browser, project[1]).page
    assert page.evaluate("value => Kept.isPerson(value)", SEVERAL)
    ann = {"name": "Ann Reed"}
    for wrong in (
        {"holders": [ann]}, {"holders": ann}, {"holders": [ann, {"post": "Mondays"}]}, {"holders": [ann, "Sam Okoro"]},
        {"holders": [ann, {"name": "Sam Okoro", "title": "Head"}]}, {"name": "Ann Reed", "holders": [ann, ann]},
        {"holders": [ann, {"name": "TBC"}]}, {"holders": [ann, {"name": "Sam Okoro", "email": "nowhere"}]},
    ):  # fmt: skip
        assert not page.evaluate("value => Kept.isPerson(value)", wrong), wrong


def test_the_usual_title_of_this_kind_of_school_is_named(browser: Browser, project: tuple[World, Path]) -> None:
    page = visit(browser, project[1]).page
    script = """trust => {
      State.now = {...State.fresh(), policies: ["e-safety"], parent: "", answers: {
        "school.type": {state: "answered", value: "academy"}, "school.in_trust": {state: "answered", value: trust}}};
      Fields.fill(Page.items["people.chair"]);
      return document.getElementById("people-chair-title-hint").textContent;
    }"""
    assert "Chair of trustees" in page.evaluate(script, True)
    assert "Chair of governors" in page.evaluate(script, False)
