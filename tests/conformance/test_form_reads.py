"""The form reads back the settings file that it wrote: every answer comes back, and what it cannot read is said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from policygen.diagnostics.model import Diagnostics
from policygen.web.form.data import form_of
from policygen.web.form.page import page_of
from policygen.world.protocol import World
from tests.support.filled_form import visit
from tests.support.form import EVERYTHING, Keyboard
from tests.support.projects import lay_out, load
from tests.support.unions import two_unions

from .test_form_agrees import HARD, LINES, WRITE, read_back
from .test_form_kept import FIT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.conformance

READ = """text => {
  try { const { now, left } = Reading.read(text); State.now = now; return {now, left, again: Yaml.write()}; }
  catch (fault) { if (!fault.words) throw fault; return fault; }
}"""
HEAD = "# A school's settings\nspecimen: true\n"


def read_by_keyboard(keyboard: Keyboard, file: Path, until: str) -> None:
    keyboard.page.set_input_files("#read-file", file)
    keyboard.reach("read-file")
    keyboard.press("Tab", "Enter")
    keyboard.page.wait_for_selector(until, state="visible")
    keyboard.look()


def test_the_file_of_last_year_is_read_by_keyboard_and_one_answer_changed(
    browser: Browser, project: tuple[World, Path], tmp_path: Path
) -> None:
    _, file = project
    keyboard = visit(browser, file)
    page = keyboard.page
    written = page.evaluate(WRITE, FIT).replace("school:\n", "school:\n  # The office rang.\n  gone: words\n")
    last_year = tmp_path / "quayside.yaml"
    last_year.write_text(written, encoding="utf-8")
    page.reload()
    read_by_keyboard(keyboard, last_year, "#page-check")
    assert keyboard.focused == "h1"
    said = page.inner_text("#read")
    assert "answers were read from quayside.yaml" in said
    assert "gone (line" in said
    link = page.locator('a[href="#/school-telephone/change"]')
    link.focus()
    keyboard.press("Enter")
    keyboard.look()
    assert page.input_value("#school-telephone") == "01632 960555"
    assert not page.locator("#read").is_visible()
    keyboard.answer("01632 960777")
    assert keyboard.here == "check"
    again = page.evaluate("Yaml.write()")
    wanted = written.replace("  # The office rang.\n  gone: words\n", "").replace("960555", "960777")
    assert again == wanted
    assert page.evaluate("State.now.file") == "quayside"
    assert page.evaluate("localStorage.length") == 0
    assert keyboard.axe == []


def test_a_file_that_cannot_be_read_is_said_at_the_field_and_changes_nothing(
    browser: Browser, project: tuple[World, Path], tmp_path: Path
) -> None:
    _, file = project
    keyboard = visit(browser, file)
    page = keyboard.page
    keyboard.reach("read-file")
    keyboard.press("Tab", "Enter")
    assert "Choose the settings file first" in page.inner_text("#problems")
    wrong = tmp_path / "wrong.yaml"
    for content, said in (
        (b"\xff\xfe\x00", "not plain text"),
        (
            f"{HEAD}tailoring:\n  - omit: this\n".encode(),
            "Line 3 of the file: this page asks nothing about “tailoring”",
        ),
        (b"school: {name: Quayside}\n", "Line 1 of the file is not in the form that this page writes"),
        (b"school:\n  name: Quayside\n", "remove ?specimen from the page’s address"),
    ):
        wrong.write_bytes(content)
        read_by_keyboard(keyboard, wrong, f"#problems:has-text('{said[:20]}')")
        assert said in page.inner_text("#problems")
        assert said in page.inner_text("#read-file-error")
        assert keyboard.here == "start"
        assert page.evaluate("Object.keys(State.now.answers).length") == 0
        page.reload()
    real = visit(browser, file, specimen=False).page
    assert real.evaluate(READ, "specimen: true\nschool:\n  name: Quayside\n") == {"words": "read_specimen"}
    assert keyboard.axe == []


def test_a_colour_and_a_logo_are_asked_written_and_read_back(browser: Browser, project: tuple[World, Path]) -> None:
    world, file = project
    keyboard = visit(browser, file)
    page = keyboard.page
    page.evaluate(WRITE, FIT)
    page.evaluate("() => { State.now.part = 'all'; Pages.go('appearance-colour') }")
    page.wait_for_selector("#appearance-colour", state="visible")
    keyboard.answer("blue")
    assert "enter # and six digits" in page.inner_text("#problems")
    keyboard.answer("1F3a5f")
    assert keyboard.here == "appearance-logo"
    keyboard.fill("appearance-logo", "pictures/logo.png")
    keyboard.send()
    assert "enter only the name of the file" in page.inner_text("#problems")
    keyboard.fill("appearance-logo", "badge 2.png")
    keyboard.send()
    assert "Enter both, or leave both empty" in page.inner_text("#problems")
    keyboard.fill("appearance-alternative", "The badge: a gull")
    keyboard.send()
    written = page.evaluate("Yaml.write()")
    assert written.endswith(
        '\ncolour: "#1F3a5f"\n\nlogo:\n  file: schools/badge 2.png\n  alternative: "The badge: a gull"\n'
    )
    again = page.evaluate(READ, written)
    assert again["left"] == []
    assert again["again"] == written
    read = read_back(load(world).project, written).model
    assert read.colour is not None
    assert read.logo is not None
    assert (read.colour.text, read.logo.file.text) == ("#1F3a5f", "schools/badge 2.png")
    assert page.evaluate(READ, f"{HEAD}logo:\n  file: clauses/a.png\n")["left"] == [{"label": "Logo", "line": 4}]
    assert keyboard.axe == []


def test_every_file_that_the_page_writes_is_read_back_to_the_same_file(browser: Browser, tmp_path: Path) -> None:
    world = lay_out(tmp_path, EVERYTHING)
    file = tmp_path / "form.html"
    file.write_text(page_of(form_of(load(world).project, Diagnostics()), world), encoding="utf-8", newline="\n")
    page = visit(browser, file).page
    for hard in HARD:
        text = page.evaluate("text => `key: ${Yaml.scalar(text)}\\n`", hard)
        read = "text => Reading.mapping({lines: text.split('\\n'), at: 0}, 0).map.get('key').words"
        assert page.evaluate(read, text) == hard
        assert page.evaluate(read, f"{text.rstrip()}  # a remark\n") == hard
    for lines in LINES:
        written = page.evaluate(WRITE, {"school.address": {"state": "answered", "value": lines}})
        if page.evaluate("lines => Kept.reads('lines', lines, lines, {})", lines):
            assert page.evaluate(READ, written)["again"] == written
    answers: dict[str, Any] = {
        "school.name": {"state": "answered", "value": "Quay: a school"},
        "school.boarding": {"state": "answered", "value": True},
        "school.pupils": {"state": "answered", "value": "0210"},
        "school.phase": {"state": "answered", "value": ["primary"]},
        "people.headteacher": {"state": "vacant"},
        "choices.answer_within": {"state": "answered", "value": "1 working day"},
        "choices.routes": {"state": "answered", "value": ["the office", "yes"]},
        "policy.meeting_on": {"state": "answered", "value": "2026-12-03"},
    }
    answers = {key: value for key, value in answers.items() if page.evaluate("key => key in Page.items", key)}
    written = page.evaluate(WRITE, answers)
    found = page.evaluate(READ, written)
    assert found["left"] == []
    assert found["again"] == written
    given = {key: one for key, one in found["now"]["answers"].items() if one["state"] != "skipped"}
    assert given == answers
    windows = page.evaluate(READ, "\ufeff" + written.replace("\n", "\r\n"))
    assert windows["again"] == written


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("school: {name: Quayside}", 3), ("school:\n  name: 'Quayside'", 4), ("school:\n  name: &a Quay", 4),
        ("school:\n  name: !!str Quay", 4), ("school:\n  name: >\n    Quay", 4), ("school:\n  name: Quay\n    side", 5),
        ("school:\n  phase: [primary]", 4), ("school:\n\tname: Quay", 4), ("school:\n  name: a: b", 4), ("---", 3),
        ("school:\n  <<: *a", 4), ("school:\n  phase:\n  - primary", 5), ('school:\n  name: "Quay', 4),
        ('school:\n  name: "\\x41"', 4), ("school:\n    name: Quay", 4), ("- school", 3), ("school: words", 3),
        ("school:\n  phase:\n    - a\n   - b", 6), ("? school", 3), ("policies:\n  - e-safety", 3),
    ],
)  # fmt: skip
def test_yaml_that_the_page_does_not_write_is_refused_with_its_line(
    browser: Browser, project: tuple[World, Path], text: str, line: int
) -> None:
    page = visit(browser, project[1]).page
    assert page.evaluate(READ, HEAD + text + "\n") == {"words": "read_line", "line": line}
    page.context.close()


def test_what_fits_no_question_is_left_and_said(browser: Browser, project: tuple[World, Path]) -> None:
    page = visit(browser, project[1]).page
    text = (
        f"{HEAD}extends: trusts/gone.yaml\nschool:\n  name: TBC\n  type: castle\n  telephone: soon\n  toString: words\n"
        "people:\n  headteacher: none\n  chair:\n    name: Ann Reed\n    email: nowhere\n"
        "policies:\n  e-safety:\n    meeting_on: 2026-12-03\n  cyberbullying:\n    meeting_on: 2026-12-04\n  gone: {}\n"
    )
    found = page.evaluate(READ, text)
    assert found == {"words": "read_line", "line": 8}
    found = page.evaluate(READ, text.replace("  toString: words\n", "  __proto__: words\n"))
    assert [one["line"] for one in found["left"]] == [3, 5, 6, 7, 8, 10, 11, 16, 19]
    assert found["now"]["answers"] == {}
    assert set(found["now"]["policies"]) == {"e-safety", "cyberbullying"}
    assert found["now"]["parent"] is None
    twice = page.evaluate(READ, f"{HEAD}school:\n  name: A\n  name: B\n")
    assert twice == {"words": "read_twice", "line": 5, "key": "name"}


def test_answers_to_a_librarys_questions_are_written_and_read_back(browser: Browser, tmp_path: Path) -> None:
    world = two_unions(tmp_path / "project")
    page_file = tmp_path / "form.html"
    page_file.write_text(page_of(form_of(load(world).project, Diagnostics()), world), encoding="utf-8")
    keyboard = visit(browser, page_file)
    text = (
        f"{HEAD}school:\n  phase:\n    - secondary\n  second-union:dinner_hall: the mess deck\n"
        "people:\n  second-union:meals_lead:\n    name: Nora Kettle\n"
        "choices:\n  second-union:dinner_phones: away\n  third-union:dinner_phones: yes\n"
        "policies:\n  e-safety: {}\n  meals: {}\n"
    )
    found = keyboard.page.evaluate(READ, text)
    assert found["left"] == []
    answers = found["now"]["answers"]
    assert answers["school.second-union:dinner_hall"]["value"] == "the mess deck"
    assert answers["people.second-union:meals_lead"]["value"]["name"] == "Nora Kettle"
    assert answers["choices.second-union:dinner_phones"]["value"] == "away"
    assert answers["choices.third-union:dinner_phones"]["value"] is True
    assert "  second-union:dinner_hall: the mess deck\n" in found["again"]
    keyboard.page.evaluate("() => { State.now.part = 'all'; Pages.go('school-second-union--dinner-hall') }")
    keyboard.page.wait_for_selector("#page-school-second-union--dinner-hall", state="visible")
