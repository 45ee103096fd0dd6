"""The form in a browser: filled in by keyboard from the start to a file that builds, and equal to Python throughout."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from policygen.ask.uses import qualified
from policygen.ask.yaml_text import Given, lines_of
from policygen.check.answers import LONGEST_LINE
from policygen.check.conditions import (
    All,
    Answer,
    AnyOf,
    AtLeast,
    Condition,
    Has,
    Is,
    Named,
    Not,
    evaluate,
    keys_of,
)
from policygen.check.models import Question
from policygen.check.project import Project
from policygen.check.scalars import Unreadable, read_date, read_email, read_number, read_telephone, read_web
from policygen.check.schools import Settings, load_settings
from policygen.compile import Compiler
from policygen.diagnostics.model import Diagnostics, Span
from policygen.form.data import condition_data, form_of
from policygen.form.page import page_of
from policygen.read.characters import check_characters
from policygen.world import World
from tests.support.form import EVERYTHING, Keyboard
from tests.support.projects import lay_out, load

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.conformance

ROOT = Path(__file__).resolve().parents[2]
TRUST = """\
specimen: true
school:
  nation: england
  type: academy
  in_trust: yes
  trust: The Harnsey Learning Trust
people:
  data_protection_officer: {name: Marguerite Okonkwo-Bell, email: privacy@harnsey.example}
choices:
  filtering_product: Secret Sieve
"""


def made(folder: Path) -> tuple[World, Path]:
    """A project in `folder` with the packaged library and a trust, and its form."""
    (folder / "schools" / "trusts").mkdir(parents=True)
    (folder / "schools" / "trusts" / "harnsey.yaml").write_text(TRUST)
    world = World(folder, ROOT, {})
    compiler, diagnostics = Compiler.load(world)
    assert compiler is not None
    assert not diagnostics.errors
    file = folder / "form.html"
    file.write_text(page_of(form_of(compiler.project, diagnostics), world), encoding="utf-8", newline="\n")
    return world, file


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    return made(tmp_path_factory.mktemp("project"))


def visit(browser: Browser, file: Path, width: int = 1280, *, specimen: bool = True) -> Keyboard:
    page = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True).new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page's script fails: {error}"))
    page.on("request", lambda asked: None if asked.url.startswith(("file:", "blob:")) else pytest.fail(asked.url))
    keyboard = Keyboard(page)
    keyboard.open(file, specimen=specimen)
    return keyboard


def begin(keyboard: Keyboard, *policies: str, parent: str = "none", keep: str = "no") -> None:
    keyboard.choose(f"keep-{keep}")
    keyboard.send("first")
    for policy in policies:
        keyboard.choose(f"policies-{policy}")
    keyboard.send("first")
    keyboard.choose(f"parent-{parent}")
    keyboard.send("first")


def answer_all(keyboard: Keyboard, answers: dict[str, object], until: str = "more") -> list[str]:
    asked = []
    while keyboard.here != until:
        asked.append(keyboard.here)
        keyboard.answer(answers.get(keyboard.here))
        assert not keyboard.page.locator("#problems").is_visible(), keyboard.page.locator("#problems").inner_text()
        assert keyboard.focused == "h1"
    return asked


def download(keyboard: Keyboard, world: World) -> Path:
    with keyboard.page.expect_download() as waiting:
        keyboard.send("first")
    to = world.root / "schools" / waiting.value.suggested_filename
    shutil.copyfile(waiting.value.path(), to)
    return to


def problems(world: World, file: Path) -> list[str]:
    """What building the school of this settings file finds wrong in it and in each of its policies."""
    compiler, diagnostics = Compiler.load(world)
    assert compiler is not None
    school = compiler.school(file.stem, diagnostics)
    assert school is not None
    for policy in school.plans:
        compiled = compiler.compile(school, policy)
        diagnostics.extend(compiled.diagnostics)
        assert compiled.document.state == "for-approval"
    return [f"{found.span}: {found.message}" for found in diagnostics]


def test_a_primary_school_is_filled_in_by_keyboard_and_its_file_builds(
    browser: Browser, project: tuple[World, Path]
) -> None:
    world, file = project
    keyboard = visit(browser, file)
    page = keyboard.page
    begin(keyboard, "e-safety", "guidance-parents")

    # Nothing given: the summary has the focus, says what to do, and leads to the field; the title says so too.
    assert keyboard.here == "school-name"
    keyboard.send()
    assert keyboard.here == "school-name"
    assert keyboard.focused == "problems"
    assert page.title().startswith("Error: ")
    keyboard.press("Tab", "Enter")
    assert keyboard.focused == "school-name"
    assert page.get_attribute("#school-name", "aria-invalid") == "true"
    assert "school-name-error" in str(page.get_attribute("#school-name", "aria-describedby"))
    keyboard.answer('Quayside "St Mary\'s": <b>NO</b> #1')
    assert not page.locator("#problems").is_visible()

    answers: dict[str, object] = {
        "school-nation": "england",
        "school-phase": ["early_years", "primary"],
        "school-type": "community",
        "people-online-safety-governor": "vacant",
        "school-address": "The Old Ropeworks\nTallow Street: No 3\n\nHarnsey",
    }
    asked = answer_all(keyboard, answers)
    assert len(asked) + 1 <= 20
    assert keyboard.page.locator("#progress").is_hidden()

    keyboard.choose("more-check")
    keyboard.send("first")
    assert keyboard.here == "check"
    assert not page.locator("#check-gaps").is_visible()
    assert "<b>NO</b>" in page.locator("#check-list").inner_text()

    # The browser's back button, and forward again.
    page.go_back()
    assert keyboard.here == "more"
    page.go_forward()
    assert keyboard.here == "check"

    # A change comes back to the list.
    link = page.locator('a[href="#/school-name/change"]')
    link.focus()
    keyboard.press("Enter")
    keyboard.look()
    assert page.input_value("#school-name").startswith("Quayside")
    keyboard.answer("Quayside Primary School")
    assert keyboard.here == "check"
    assert "Quayside Primary School" in page.locator("#check-list").inner_text()

    keyboard.send("first")
    assert keyboard.here == "download"
    assert page.input_value("#file") == "quayside-primary-school"
    settings = download(keyboard, world)
    assert settings.name == "quayside-primary-school.yaml"
    assert problems(world, settings) == []
    assert keyboard.axe == []

    command = [sys.executable, "-m", "policygen", "build", settings.stem, "--format", "md", "--project", world.root]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    assert list((world.root / "build" / settings.stem).glob("*.md"))


def test_an_academy_that_says_it_is_in_a_trust_is_asked_which(browser: Browser, project: tuple[World, Path]) -> None:
    world, file = project
    keyboard = visit(browser, file)
    begin(keyboard, "cyberbullying")
    answers: dict[str, object] = {
        "school-name": "Southgate Academy",
        "school-nation": "england",
        "school-phase": ["secondary"],
        "school-type": "academy",
        "school-in-trust": "yes",
        "school-trust": "The Southgate Trust",
    }
    asked = answer_all(keyboard, answers)
    assert set(answers) <= set(asked)
    assert len(asked) <= 20

    # No longer an academy: no trust is asked for, none is written. An academy again: its answer is still there.
    for kind, there in (("community", False), ("academy", True)):
        keyboard.page.goto(f"{keyboard.page.url.split('#')[0]}#/school-type/change")
        keyboard.answer(kind)
        assert keyboard.here == "check"
        assert ("The Southgate Trust" in keyboard.page.locator("#check-list").inner_text()) == there
        assert ("Southgate Trust" in keyboard.page.evaluate("Yaml.write()")) == there
    keyboard.send("first")
    assert problems(world, download(keyboard, world)) == []


def test_an_academy_is_not_asked_what_its_trust_answers_and_its_file_builds(
    browser: Browser, project: tuple[World, Path]
) -> None:
    world, file = project
    keyboard = visit(browser, file, width=320)
    begin(keyboard, "acceptable-use", parent="1")
    answers: dict[str, object] = {"school-name": "Northgate Academy", "school-phase": ["secondary", "sixth_form"]}
    asked = answer_all(keyboard, answers)
    assert not {"school-nation", "school-type", "school-trust", "people-data-protection-officer"} & set(asked)

    # The other questions too, each left as it is by its second button.
    keyboard.choose("more-all")
    keyboard.send("first")
    others = 0
    while keyboard.here != "check":
        assert keyboard.page.evaluate("document.documentElement.scrollWidth") <= 320
        keyboard.send("skip")
        others += 1
    assert others > 5
    assert "The Harnsey Learning Trust" in keyboard.page.locator("#check-list").inner_text()
    keyboard.send("first")
    settings = download(keyboard, world)
    assert "extends: trusts/harnsey.yaml" in settings.read_text()
    assert problems(world, settings) == []
    assert keyboard.axe == []
    assert "Marguerite" not in file.read_text(encoding="utf-8")
    assert "Secret Sieve" not in file.read_text(encoding="utf-8")


def test_answers_are_kept_over_a_reload_only_with_consent(browser: Browser, project: tuple[World, Path]) -> None:
    _, file = project
    keyboard = visit(browser, file)
    page = keyboard.page
    begin(keyboard, "e-safety", keep="yes")
    keyboard.answer("Quayside Primary School")
    there = keyboard.here
    page.reload()
    assert keyboard.here == there
    page.goto("about:blank")
    page.goto(f"{file.as_uri()}?specimen")
    assert keyboard.here == "start"
    assert "Quayside Primary School" in page.locator("#resume").inner_text()
    keyboard.look()
    keyboard.reach("resume-go")
    keyboard.press("Enter")
    page.wait_for_function("name => Pages.here().name === name", arg=there)
    keyboard.reach("forget")
    keyboard.press("Enter")
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    assert keyboard.here == "start"
    assert not page.locator("#resume").is_visible()
    begin(keyboard, "e-safety", keep="no")
    keyboard.answer("Quayside Primary School")
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    assert keyboard.here == "start"
    assert not page.locator("#resume").is_visible()
    assert keyboard.axe == []


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


def test_without_javascript_the_page_says_what_to_do_instead(browser: Browser, project: tuple[World, Path]) -> None:
    _, file = project
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(file.as_uri())
    assert page.get_by_text("policygen questions").is_visible()
    assert not page.locator("main > section").first.is_visible()


def test_conditions_come_out_in_the_browser_as_in_python(browser: Browser, project: tuple[World, Path]) -> None:
    world, file = project
    compiler, _ = Compiler.load(world)
    assert compiler is not None
    conditions = [c.condition for c in compiler.project.clauses.values() if c.condition is not None]
    conditions += hard_conditions()
    random = Random(5)  # noqa: S311
    cases, expected = [], []
    for condition in conditions:
        keys = sorted(keys_of(condition))
        for _ in range(6):
            answers = {key: any_answer(random, compiler.project.vocabulary.axes.get(key)) for key in keys}
            named = {qualified(compiler.project, key): listed(answer) for key, answer in answers.items()}
            cases.append([condition_data(compiler.project, condition), named])
            expected.append(evaluate(condition, answers.__getitem__).holds)
    page = visit(browser, file).page
    found = page.evaluate("cases => cases.map(([c, a]) => Conditions.holds(c, (key) => a[key]))", cases)
    assert found == expected
    assert len(set(expected)) == 2


def any_answer(random: Random, question: Question | None) -> Answer:
    """Some answer that this question could have had, or none."""
    if question is None:
        return random.choice([None, 0, 2, 3])
    values = list(question.values)
    match question.type:
        case "yes_no":
            return random.choice([None, True, False])
        case "one_of":
            return random.choice([None, *values])
        case "many_of":
            return random.choice([None, (), tuple(random.sample(values, random.randint(1, len(values))))])
        case _:
            return random.choice([None, "words", ""])


def listed(answer: Answer) -> object:
    return list(answer) if isinstance(answer, tuple) else answer


def hard_conditions() -> list[Condition]:
    """Conditions that the library has none of: every word of the language, one in another."""
    span = Span("", 1, 1)
    has, number = Has("designated_officer", span), AtLeast("events", 2, span)
    primary, boarding = Is("phase", ("primary", "middle"), span), Is("boarding", (True,), span)
    return [has, number, Not(has), Not(Not(number)), All((primary, boarding, Not(has))), AnyOf((boarding, number)),
            Named("a", AnyOf((All((primary, has)), Not(AnyOf((boarding, number))))))]  # fmt: skip


TYPED = {
    "text": ["NO", " two  words ", "a" * 200, "a" * 201, "é" * 200, "😀" * 200, "two\nlines",
             "tab\there", "\u200b", "a\x0bb"],
    "telephone": ["01204 332555", "(01204) 332-555", "+44 1204 332555", "999", "111", "116123", "1", "12",
                  "0120433255 ext. 4", "0120433255x4", "01204", "012043325555", "abc", "0044 1204 332555"],
    "email": ["a@b.test", "a@b", "a b@c.test", "a@b..test", "a@-b.test", "ü@b.test", "a@b.test.", "a@b.t1",
              "<a@b.test>",
              "a@@b.test", "a.b+c@d-e.test"],
    "web": ["b.test", "https://b.test", "http://b.test/x?y#z", "ftp://b.test", "https://b", "https://b.test:80/ü",
            "https://b.test:123456", "b.test/a b", "https://-b.test", "HTTPS://b.test", "//b.test"],
    "number": ["5", "0", "05", "5.0", "-1", "1000000000", "five", "999999999"],
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(TYPED))
def test_what_is_typed_is_taken_or_refused_as_in_python(
    browser: Browser, project: tuple[World, Path], kind: str
) -> None:
    _, file = project
    page = visit(browser, file).page
    script = """([kind, texts]) => texts.map((text) => {
      try { return String(Validate.read(kind, text, false)); } catch (problem) { return null; }
    })"""
    assert page.evaluate(script, [kind, TYPED[kind]]) == [in_python(kind, text) for text in TYPED[kind]]


def in_python(kind: str, text: str) -> str | None:
    """The answer as the settings file's reader types it from a quoted value; None where it is refused."""
    if check_characters("", text, found := Diagnostics()) != text or list(found):
        return None
    readers = {"telephone": read_telephone, "email": read_email, "web": read_web, "number": read_number}
    written = text.strip()
    if kind == "text":
        return written if "\n" not in written and len(written) <= LONGEST_LINE else None
    try:
        readers[kind](written)
    except Unreadable:
        return None
    return str(readers[kind](written)) if kind == "web" else written


def test_a_date_is_taken_when_the_calendar_has_it(browser: Browser, project: tuple[World, Path]) -> None:
    _, file = project
    page = visit(browser, file).page
    days = [
        (d, m, y)
        for y in (1900, 2000, 2026, 2027, 2028, 2100, 2101)
        for m in (0, 1, 2, 4, 12, 13)
        for d in (0, 1, 28, 29, 30, 31, 32)
    ]
    script = (
        """days => days.map((day) => { try { return Validate.date(...day.map(String)); } catch { return null; } })"""
    )
    expected = []
    for day, month, year in days:
        try:
            expected.append(read_date(f"{year:04}-{month}-{day}").isoformat())
        except Unreadable:
            expected.append(None)
    assert page.evaluate(script, days) == expected
    assert page.evaluate("Validate.date('3', 'dec', '2026')") == "2026-12-03"


@pytest.mark.parametrize(
    ("words", "specimen"),
    [("office@hill.example", True), ("01632 960555", True), ("office@hill.test", False), ("01204 332555", False)],
)
def test_invented_contacts_are_for_specimens_only_and_real_ones_for_schools(
    browser: Browser, project: tuple[World, Path], words: str, specimen: bool
) -> None:
    _, file = project
    page = visit(browser, file).page
    script = (
        "([text, specimen]) => { try { Validate.reachable(text, specimen); return true; } catch { return false; } }"
    )
    assert page.evaluate(script, [words, specimen])
    assert not page.evaluate(script, [words, not specimen])


HARD = [
    "NO", "yes", "none", "vacant", "null", "~", "01204 332555", "0x1F", "1e3", "14/26", "2026-12-03", "12:30:45",
    "1_000",
    "colon: space", "a:b", "ends in a colon:", "a # hash", "# hash", "a#b", "- dash", "-dash", "? what", "[a, b]",
    "{a: b}",
    "a, b", "*star", "&and", "!tag", "|", ">", "%percent", "@at", "`tick`", "'single'", 'a "double" b',
    '"', "\\", "a\\nb",
    "it's", "St Mary’s", "Ysgol Siân", "школа", "学校", "😀 face", "£5", "(brackets)", "=", "<<", "---", "...", "--- a",
    "a\u00a0b", "{{ jinja }}", "</script><b>", "a" * 200,
]  # fmt: skip
WRITE = """answers => {
  State.now = {...State.fresh(), policies: Page.policies.map((policy) => policy.id), answers};
  return Yaml.write();
}"""
LINES = ["one", "one\ntwo", "one\n\ntwo", "- one\n# two", "one: two\nthree", "one\n  two", "none", "no\nyes"]


def test_the_file_that_the_page_writes_reads_back_to_what_was_typed(browser: Browser, tmp_path: Path) -> None:
    world = lay_out(tmp_path, EVERYTHING)
    project = load(world).project
    file = tmp_path / "form.html"
    file.write_text(page_of(form_of(project, Diagnostics()), world), encoding="utf-8", newline="\n")
    page = visit(browser, file).page
    for hard in HARD:
        written = page.evaluate(WRITE, {
            "school.name": {"state": "answered", "value": hard},
            "people.headteacher": {"state": "answered", "value": {"name": hard, "title": hard}},
            "choices.routes": {"state": "answered", "value": [hard, "b"]},
        })  # fmt: skip
        settings = read_back(project, written)
        assert settings.groups["school"]["name"].value == hard, written
        assert settings.people["headteacher"].fields["name"].value == hard, written
        assert settings.people["headteacher"].fields["title"].value == hard, written
        assert settings.groups["choices"]["routes"].value == (hard, "b"), written
    for lines in LINES:
        written = page.evaluate(WRITE, {"school.address": {"state": "answered", "value": lines}})
        assert read_back(project, written).groups["school"]["address"].value == lines, written


def test_an_answer_is_written_byte_for_byte_as_python_writes_it(browser: Browser, project: tuple[World, Path]) -> None:
    _, file = project
    page = visit(browser, file).page
    cases: list[tuple[str, object, Given]] = []
    for hard in HARD:
        cases += [("text", hard, Given(hard)), ("list", [hard, "b"], Given((hard, "b")))]
        cases.append(("person", {"name": hard, "post": hard}, Given({"name": hard, "post": hard})))
    cases += [("lines", lines, Given(lines)) for lines in LINES]
    cases += [("yes_no", yes, Given(yes)) for yes in (True, False)]
    cases += [("one_of", "none", Given("none")), ("duration", "24 hours", Given("24 hours"))]
    cases += [("date", "2026-12-03", Given("2026-12-03")), ("many_of", ["a", "no"], Given(("a", "no")))]
    script = """cases => cases.map(([type, value, state]) => {
      State.now = {...State.fresh(), answers: {"school.key": {state, value}}};
      return Yaml.entry({key: "school.key", type}, "  ");
    })"""
    found = page.evaluate(script, [[kind, value, "answered"] for kind, value, _ in cases])
    assert found == [lines_of("key", given, kind) for kind, _, given in cases]
    states = [("text", "", "none"), ("person", {}, "vacant"), ("person", {}, "none")]
    assert page.evaluate(script, states) == [["  key: none"], ["  key: vacant"], ["  key: none"]]


def read_back(project: Project, written: str) -> Settings:
    """The settings file of these words, read with nothing to report."""
    file = project.world.root / "schools" / "read-back.yaml"
    file.write_text(written, encoding="utf-8", newline="\n")
    diagnostics = Diagnostics()
    settings = load_settings(project, "schools/read-back.yaml", diagnostics)
    file.unlink()
    assert settings is not None
    assert [str(found.message) for found in diagnostics] == [], written
    return settings
