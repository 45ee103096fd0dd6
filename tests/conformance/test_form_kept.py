"""What a browser keeps of the form, with consent only, and what of it comes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from policygen.diagnostics.model import Diagnostics
from policygen.web.form.data import form_of
from policygen.web.form.page import page_of
from policygen.world.protocol import World
from tests.support.filled_form import begin, visit
from tests.support.form import EVERYTHING
from tests.support.projects import lay_out, load

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.conformance


KEPT = "name => localStorage.getItem(name)"


def returned(page: Page, address: str) -> None:
    """Go away from the form and open an address of it, as somebody does who comes back later.

    The page may come to another process of the browser, which on a busy machine can ask for what is kept before it has
    arrived there. It is then opened again: it has written nothing.
    """
    name = page.evaluate("State.name()")
    kept = page.evaluate(KEPT, name)
    page.goto("about:blank")
    for _ in range(60):
        page.goto(address)
        if page.evaluate(KEPT, name) == kept:
            return
        page.wait_for_timeout(500)
        page.goto("about:blank")
    pytest.fail("what was kept is not there any more")


def reloaded(page: Page) -> None:
    returned(page, page.url)


def test_answers_are_kept_over_a_reload_only_with_consent(browser: Browser, project: tuple[World, Path]) -> None:
    _, file = project
    keyboard = visit(browser, file)
    page = keyboard.page
    begin(keyboard, "e-safety", keep="yes")
    keyboard.answer("Quayside Primary School")
    there = keyboard.here
    reloaded(page)
    assert keyboard.here == there
    returned(page, f"{file.as_uri()}?specimen")
    assert keyboard.here == "start"
    assert "Quayside Primary School" in page.locator("#resume").inner_text()
    keyboard.look()
    keyboard.reach("resume-go")
    keyboard.press("Enter")
    page.wait_for_function("name => Pages.here().name === name", arg=there)
    keyboard.reach("forget")
    keyboard.press("Enter")
    assert page.evaluate("localStorage.length") == 0
    reloaded(page)
    assert keyboard.here == "start"
    assert not page.locator("#resume").is_visible()
    begin(keyboard, "e-safety", keep="no")
    keyboard.answer("Quayside Primary School")
    assert page.evaluate("localStorage.length") == 0
    reloaded(page)
    assert keyboard.here == "start"
    assert not page.locator("#resume").is_visible()
    assert keyboard.axe == []


# What may stand under the form's name in a browser: nothing that a question takes, each for its own reason.
UNFIT: list[tuple[str, object]] = [
    ("no.such", {"state": "answered", "value": "words"}),
    ("__proto__", {"state": "answered", "value": "words"}),
    ("school.name", "words"),
    ("school.name", None),
    ("school.name", {"state": "guessed", "value": "words"}),
    ("school.name", {"state": "answered"}),
    ("school.name", {"state": "answered", "value": ["a", "list"]}),
    ("school.name", {"state": "answered", "value": 5}),
    ("school.name", {"state": "answered", "value": ""}),
    ("school.name", {"state": "answered", "value": "two\nlines"}),
    ("school.name", {"state": "vacant"}),
    ("school.name", {"state": "none"}),
    ("school.telephone", {"state": "answered", "value": "soon"}),
    ("school.nation", {"state": "answered", "value": "toString"}),
    ("school.nation", {"state": "answered", "value": ["england"]}),
    ("school.phase", {"state": "answered", "value": "primary"}),
    ("school.phase", {"state": "answered", "value": []}),
    ("school.phase", {"state": "answered", "value": ["primary", "atlantis"]}),
    ("school.in_trust", {"state": "answered", "value": "yes"}),
    ("people.headteacher", {"state": "answered", "value": "Ann Reed"}),
    ("people.headteacher", {"state": "answered", "value": {"title": "Head"}}),
    ("people.headteacher", {"state": "answered", "value": {"name": ["Ann Reed"]}}),
    ("people.headteacher", {"state": "answered", "value": {"name": "Ann Reed", "email": "nowhere"}}),
    ("people.headteacher", {"state": "answered", "value": {"name": "Ann Reed", "toString": "x"}}),
    ("people.headteacher", {"state": "none"}),
    ("choices.pupil_report_routes", {"state": "answered", "value": "the office"}),
    ("choices.pupil_report_routes", {"state": "answered", "value": ["the office", 5]}),
    ("choices.incident_retention", {"state": "answered", "value": ["3 weeks"]}),
    ("policy.meeting_on", {"state": "answered", "value": "2026-02-30"}),
    ("policy.meeting_on", {"state": "answered", "value": {"day": 1}}),
    ("policy.review_after", {"state": "answered", "value": "soon"}),
]
FIT: dict[str, object] = {
    "school.name": {"state": "answered", "value": "Quayside Primary School"},
    "school.telephone": {"state": "answered", "value": "01632 960555"},
    "school.nation": {"state": "answered", "value": "england"},
    "school.phase": {"state": "answered", "value": ["early_years", "primary"]},
    "school.boarding": {"state": "answered", "value": False},
    "people.headteacher": {"state": "answered", "value": {"name": "Ann Reed", "email": "ann@quayside.example"}},
    "people.chair": {"state": "vacant"},
    "people.online_safety_lead": {"state": "none"},
    "choices.pupil_report_routes": {"state": "answered", "value": ["the office", "the worry box"]},
    "choices.reporting_time": {"state": "answered", "value": "24 hours"},
    "policy.meeting_on": {"state": "answered", "value": "2026-12-03"},
    "policy.review_after": {"state": "answered", "value": "1 year"},
    "policy.consulted": {"state": "skipped"},
}
# Come back to the form with this under its name, each time as if it had been closed.
COME_BACK = "kept => { localStorage.setItem(State.name(), JSON.stringify(kept)); State.start(); return State.saved; }"


def test_what_was_kept_and_fits_no_question_is_dropped_and_the_rest_comes_back(
    browser: Browser, project: tuple[World, Path]
) -> None:
    _, file = project
    page = visit(browser, file).page
    whole = {"policies": ["e-safety"], "parent": "", "part": "all", "file": "quayside", "keep": True, "at": "#/check"}
    assert page.evaluate(COME_BACK, {**whole, "answers": FIT}) == {**whole, "answers": FIT}
    for key, answer in UNFIT:
        left = page.evaluate(COME_BACK, {**whole, "answers": {**FIT, key: answer}})["answers"]
        assert left == {one: answer for one, answer in FIT.items() if one != key}, (key, answer)
    for wrong in ([], "words", 5, True):
        assert page.evaluate(COME_BACK, wrong) is None
        for key in whole:
            kept = page.evaluate(COME_BACK, {**whole, key: wrong, "answers": wrong})
            assert kept["answers"] == {}
            assert (kept["policies"], kept["keep"]) == ([] if key == "policies" else ["e-safety"], True)
            assert page.evaluate("State.now = State.saved, Yaml.write()").startswith("# yaml-language-server")
    assert page.evaluate(COME_BACK, {**whole, "at": "javascript:alert(1)"})["at"] == ""
    assert page.evaluate(COME_BACK, {**whole, "policies": ["e-safety", "gone", 5]})["policies"] == ["e-safety"]


def test_what_was_kept_is_checked_by_the_type_that_its_question_has_now(browser: Browser, tmp_path: Path) -> None:
    world = lay_out(tmp_path, EVERYTHING)
    file = tmp_path / "form.html"
    file.write_text(page_of(form_of(load(world).project, Diagnostics()), world), encoding="utf-8", newline="\n")
    page = visit(browser, file).page
    fit = {
        "school.address": "1 Quay Lane\n\nHarnsey",
        "school.website": "https://www.quayside.example",
        "school.pupils": "0210",
        "choices.answer_within": "1 working day",
        "choices.routes": ["the office"],
    }
    for values, wanted in ((fit, list(fit)), (dict.fromkeys(fit, " "), []), (dict.fromkeys(fit, 5), [])):
        answers = {key: {"state": "answered", "value": value} for key, value in values.items()}
        assert list(page.evaluate(COME_BACK, {"answers": answers})["answers"]) == wanted


def test_a_trust_that_the_page_does_not_know_is_asked_for_again(browser: Browser, project: tuple[World, Path]) -> None:
    _, file = project
    keyboard = visit(browser, file)
    page = keyboard.page
    kept = {"policies": ["e-safety"], "parent": "trusts/gone.yaml", "answers": FIT, "at": "#/check", "keep": True}
    page.evaluate("kept => localStorage.setItem(State.name(), JSON.stringify(kept))", kept)
    reloaded(page)
    assert keyboard.here == "start"
    keyboard.reach("resume-go")
    keyboard.press("Enter")
    page.wait_for_selector("#page-parent", state="visible")
    assert page.locator("[name=parent]:checked").count() == 0
    assert "extends" not in page.evaluate("Yaml.write()")


def test_what_an_invented_school_answered_is_not_offered_to_a_real_one_nor_the_reverse(
    browser: Browser, project: tuple[World, Path]
) -> None:
    _, file = project
    keyboard = visit(browser, file)
    page = keyboard.page
    begin(keyboard, "e-safety", keep="yes")
    keyboard.answer("Quayside Primary School")
    for mode, wanted in (("", False), ("?specimen", True)):
        returned(page, f"{file.as_uri()}{mode}")
        assert page.locator("#resume").is_visible() == wanted, mode
    returned(page, file.as_uri())
    # In the real form no trust that is invented is offered, and none is asked for.
    keyboard.choose("keep-yes")
    keyboard.send("first")
    keyboard.choose("policies-e-safety")
    keyboard.send("first")
    keyboard.answer("Hill School")
    returned(page, f"{file.as_uri()}?specimen")
    assert "Quayside Primary School" in page.locator("#resume").inner_text()


def test_a_browser_that_refuses_to_keep_anything_still_runs_the_form(
    browser: Browser, project: tuple[World, Path]
) -> None:
    _, file = project
    page = browser.new_context().new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page's script fails: {error}"))
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused'); }})")
    page.goto(file.as_uri())
    assert page.locator("#keep-cannot").is_visible()
    assert not page.locator("#keep-field").is_visible()
    page.click("#form-start button")
    assert page.locator("#page-policies").is_visible()
