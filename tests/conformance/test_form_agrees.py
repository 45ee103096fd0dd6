"""The form's script says what policygen says: conditions, readers of answers, and the bytes of the file."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from policygen.ask.required import qualified_condition
from policygen.ask.yaml_text import GivenAnswer, answer_lines
from policygen.check import non_answers
from policygen.check.answers import LONGEST_LINE
from policygen.check.conditions import Answer, evaluate, keys_of
from policygen.check.non_answers import Post, check_name, is_no_answer, name_problem, phrase_problem
from policygen.check.project import Project
from policygen.check.scalars import UnreadableValue, read_date, read_email, read_number, read_telephone, read_web
from policygen.check.schools import load_settings
from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Diagnostics, Span
from policygen.model.conditions import All, AnyOf, AtLeast, Condition, Has, Is, Named, Not
from policygen.model.settings import Settings
from policygen.model.vocabulary import Question
from policygen.source.characters import check_characters
from policygen.web.form.data import condition_data, form_of
from policygen.web.form.page import page_of
from policygen.world.protocol import World
from tests.support.filled_form import visit
from tests.support.form import EVERYTHING
from tests.support.projects import lay_out, load

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.conformance


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
            named = {qualified_condition(compiler.project, key): listed(answer) for key, answer in answers.items()}
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
             "tab\there", "\u200b", "a\x0bb", "TBC", "n/a", "Na", "[name]", "Ann Reed.", "Reed Ltd.", "01632 960123",
             "a@b.test", "www.b.test", "?", "\u00ad", "\u0301", "2026-11-28"],
    "telephone": ["01204 332555", "(01204) 332-555", "+44 1204 332555", "999", "111", "116123", "1", "12",
                  "0120433255 ext. 4", "0120433255x4", "01204", "012043325555", "abc", "0044 1204 332555",
                  "00000 000000", "01204 332555 x", "01204 332555 extra", "0800 11x1", "TBC"],
    "email": ["a@b.test", "a@b", "a b@c.test", "a@b..test", "a@-b.test", "ü@b.test", "a@b.test.", "a@b.t1",
              "<a@b.test>",
              "a@@b.test", "a.b+c@d-e.test"],
    "web": ["b.test", "https://b.test", "http://b.test/x?y#z", "ftp://b.test", "https://b", "https://b.test:80/ü",
            "https://b.test:123456", "b.test/a b", "https://-b.test", "HTTPS://b.test", "//b.test",
            "www.b", "https://www.b/", "www.b.test"],
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
        return written if "\n" not in written and len(written) <= LONGEST_LINE and not phrase_problem(written) else None
    try:
        readers[kind](written)
    except UnreadableValue:
        return None
    return str(readers[kind](written)) if kind == "web" else written


NAMES = [
    name
    for kind in ("people", "schools", "oddities")
    for name in (Path(__file__).parents[1] / f"data/names/{kind}.txt").read_text(encoding="utf-8").splitlines()
]
WORDS = ["XXX", "n/a", "N.A.", "NA", "Na", "to be confirmed soon", "Jo (as above)", "Jo / TBC", "tbc osei", "____",
         "Xxx Lee", "Insert the name here", "[School name] Academy", "<name>", "(name)", "—", "\u3000", "the board.",
         "A. B.", "PhD.", "a@b.test", "Jo a@b.test", "www.b.test", "01632 960123", "12345"]  # fmt: skip


def test_no_answers_names_and_details_are_told_apart_as_in_python(
    browser: Browser, project: tuple[World, Path]
) -> None:
    _, file = project
    page = visit(browser, file).page
    script = """texts => texts.map((text) => [Answers.isBlank(text), Answers.isNoAnswer(text),
      Answers.detail(text, true), Answers.detail(text, false), Answers.withoutFullStop(text)])"""
    texts = NAMES + WORDS
    expected = [
        [
            non_answers.is_blank(text),
            non_answers.is_no_answer(text),
            non_answers.detail_of(text),
            non_answers.detail_in(text).replace("figures", ""),
            non_answers.without_full_stop(text),
        ]
        for text in texts
    ]
    assert page.evaluate(script, texts) == expected


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
        except UnreadableValue:
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


def test_the_title_of_a_post_is_no_name_for_the_page_either(browser: Browser, project: tuple[World, Path]) -> None:
    world, file = project
    page = visit(browser, file).page
    titles = sorted(role.label.text.casefold() for role in load(world).project.vocabulary.people.values())
    post = Post("role", frozenset((titles[0], "principal")), frozenset((*titles, "verger")))
    script = """([words, label]) => {
      const where = {part: "name", own: [label, "Principal"], also: ["Verger"]};
      try { Validate.read("text", words, true, where); return ""; } catch (problem) { return problem.words; }
    }"""
    for title in (titles[0].capitalize(), titles[1], "principal", "Verger"):
        for words in ("Ann Reed", title, f"the {title}", f"Ann Reed ({title})", f"{title} – Ann Reed", f"Ann {title}"):
            wording = ""
            try:
                check_name(words, "name", post)
            except UnreadableValue as error:
                wording = error.wording.replace("PG238.person", "name")
            assert page.evaluate(script, [words, titles[0]]) == wording, words


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
    # Words that are no answer do not get as far as the file.
    for hard in (words for words in HARD if not name_problem(words)):
        # A name that is the title of the post, too, is a mistake.
        title = f"{hard[:198].rstrip()} b"
        written = page.evaluate(WRITE, {
            "school.name": {"state": "answered", "value": hard},
            "people.headteacher": {"state": "answered", "value": {"name": hard, "title": title}},
            "choices.routes": {"state": "answered", "value": [hard, "b"]},
        })  # fmt: skip
        settings = read_back(project, written)
        assert settings.groups["school"]["name"].value == hard, written
        assert settings.people["headteacher"].fields["name"].value == hard, written
        assert settings.people["headteacher"].fields["title"].value == title, written
        assert settings.groups["choices"]["routes"].value == (hard, "b"), written
    for lines in (words for words in LINES if not is_no_answer(words)):
        written = page.evaluate(WRITE, {"school.address": {"state": "answered", "value": lines}})
        assert read_back(project, written).groups["school"]["address"].value == lines, written


def test_an_answer_is_written_byte_for_byte_as_python_writes_it(browser: Browser, project: tuple[World, Path]) -> None:
    _, file = project
    page = visit(browser, file).page
    cases: list[tuple[str, object, GivenAnswer]] = []
    for hard in HARD:
        cases += [("text", hard, GivenAnswer(hard)), ("list", [hard, "b"], GivenAnswer((hard, "b")))]
        cases.append(("person", {"name": hard, "post": hard}, GivenAnswer({"name": hard, "post": hard})))
    cases += [("lines", lines, GivenAnswer(lines)) for lines in LINES]
    cases += [("yes_no", yes, GivenAnswer(yes)) for yes in (True, False)]
    cases += [("one_of", "none", GivenAnswer("none")), ("duration", "24 hours", GivenAnswer("24 hours"))]
    cases += [("date", "2026-12-03", GivenAnswer("2026-12-03")), ("many_of", ["a", "no"], GivenAnswer(("a", "no")))]
    several = ({"name": "Ann Reed", "post": "yes"}, {"name": "Sam: Okoro", "email": "sam@quayside.example"})
    cases += [
        (
            "person",
            {"title": "Co-heads", "holders": list(several)},
            GivenAnswer({"title": "Co-heads", "holders": several}),
        )
    ]
    script = """cases => cases.map(([type, value, state]) => {
      State.now = {...State.fresh(), answers: {"school.key": {state, value}}};
      return Yaml.entry({key: "school.key", type}, "  ");
    })"""
    found = page.evaluate(script, [[kind, value, "answered"] for kind, value, _ in cases])
    assert found == [answer_lines("key", given, kind) for kind, _, given in cases]
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
