"""Every lint rule leaves its good examples alone and finds its bad ones, at the very words."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import codes
from policygen.diagnostics.model import Diagnostic, Span
from policygen.lint import rules
from policygen.lint.model import RULES, rule
from policygen.lint.run import UNUSED, lint, lint_rules
from tests.support.cli import run
from tests.support.projects import lay_out, shown

from .examples import Example, examples

rules.register_rules()
EXAMPLES = examples()


def findings(example: Example, folder: Path) -> list[Diagnostic]:
    """What the rule finds in the files of the example; the rest of the small project is another matter."""
    compiler, diagnostics = Compiler.load(lay_out(folder, example.files))
    assert compiler is not None
    return [one for one in lint(compiler, diagnostics, [example.rule]) if one.span and one.span.file in example.files]


def words_under(span: Span | None, files: dict[str, str]) -> str:
    """The words that the caret stands under, on the span's first line."""
    assert span is not None
    line = files[span.file].split("\n")[span.line - 1]
    return line[span.column - 1 : span.end_column - 1 if span.end_line == span.line else len(line)]


@pytest.mark.parametrize("example", [one for one in EXAMPLES if one.good], ids=str)
def test_a_good_example_is_left_alone(example: Example, tmp_path: Path) -> None:
    assert findings(example, tmp_path) == []


@pytest.mark.parametrize("example", [one for one in EXAMPLES if not one.good], ids=str)
def test_a_bad_example_is_found_at_its_words(example: Example, tmp_path: Path) -> None:
    found = findings(example, tmp_path)
    assert found
    assert all(one.hint for one in found)
    assert all(example.rule in one.message for one in found)
    if example.under:
        under = sorted(words_under(one.span, example.files) for one in found)
        assert under == sorted(example.under), shown(found)
    assert any(example.says in one.message for one in found), shown(found)


def test_every_rule_has_good_and_bad_examples() -> None:
    for name in lint_rules():
        kinds = {example.good for example in EXAMPLES if example.rule == name}
        assert kinds == {True, False}, name
    assert {example.rule for example in EXAMPLES} == set(lint_rules())


def test_every_rule_can_be_explained_and_says_in_a_line_what_it_looks_for() -> None:
    assert {one.code for one in RULES.values()} | {"PG622"} == {code for code in codes() if code.startswith("PG6")}
    assert all(one.find.__doc__ for one in RULES.values())


def test_a_rule_is_registered_once() -> None:
    with pytest.raises(ValueError, match="is already registered"):
        rule("long-sentence", "PG699")(RULES["gendered"].find)


ALLOWED = "    allow: {gendered: a name of a book}\n"


def test_a_clause_may_break_a_rule_when_it_says_why(tmp_path: Path) -> None:
    text = (
        "clauses:\n  - id: example.one\n    title: E\n    kind: information\n    audience: [staff]\n"
        "    text: He said so in order to.\n"
    )
    lay_out(tmp_path / "without", {"clauses/home/example.yaml": text})
    lay_out(tmp_path / "with", {"clauses/home/example.yaml": text + ALLOWED})
    options = ("--rule", "gendered", "--rule", "plain-english", "--output-format", "concise")
    assert run(tmp_path / "without", "lint", *options).out.count("\n") == 2
    assert run(tmp_path / "with", "lint", *options).out == (
        "clauses/home/example.yaml:6:22: warning PG607 “in order to” is not plain English (plain-english)\n"
    )


def test_an_allowance_is_only_judged_unused_by_a_run_of_every_rule(tmp_path: Path) -> None:
    text = (
        "clauses:\n  - id: example.one\n    title: E\n    kind: information\n    audience: [staff]\n"
        "    text: They said so.\n" + ALLOWED
    )
    lay_out(tmp_path, {"clauses/home/example.yaml": text})
    assert UNUSED in run(tmp_path, "lint").out
    assert run(tmp_path, "lint", "--rule", "gendered", "--strict").code == 0


def test_the_status_is_1_for_errors_and_with_strict_for_warnings(tmp_path: Path) -> None:
    lay_out(tmp_path / "clean")
    assert run(tmp_path / "clean", "lint", "--rule", "placeholder").code == 0
    assert run(tmp_path / "clean", "lint", "--rule", "unused-variable").code == 0
    assert run(tmp_path / "clean", "lint", "--rule", "unused-variable", "--strict").code == 1
    text = "clauses: [{id: a.b, title: T, kind: information, audience: [staff], text: The head is ____.}]\n"
    lay_out(tmp_path / "gap", {"clauses/home/example.yaml": text})
    assert run(tmp_path / "gap", "lint", "--rule", "placeholder").code == 1


def test_a_rule_that_is_not_there_is_a_usage_error_with_the_nearest(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, "lint", "--rule", "long-sentense")
    assert ran.code == 2
    assert "Did you mean `long-sentence`?" in ran.err


def test_a_clause_that_a_trusts_file_takes_in_stands_in_a_policy(tmp_path: Path) -> None:
    taken = "specimen: true\ntailoring:\n- {add: {after: telling.who}, clause: home:trips, because: We do}\n"
    clauses = {
        "clauses/home/trips.yaml": "clauses:\n- {id: trips, title: Trips, kind: duty, audience: [staff], text: Stay.}\n"
    }

    def homeless(folder: Path, files: dict[str, str]) -> list[str]:
        compiler, diagnostics = Compiler.load(lay_out(folder, files))
        assert compiler is not None
        return [found.message for found in lint(compiler, diagnostics, ["homeless"])]

    assert homeless(tmp_path / "1", clauses) == ["`home:trips` is not in any policy (homeless)"]
    assert homeless(tmp_path / "2", clauses | {"schools/trusts/elm.yaml": taken}) == []


OWN = """extends: authorities/westshire.yaml
specimen: true
school: {name: Hilltop School, phase: [primary]}
people:
  headteacher: {name: Ann Reed, title: Principal}
  chair: Jo Bell
choices: {phones: handed_in}
policies:
  online: {}
  phones: {meeting_on: 2026-12-03, version: "1"}
tailoring:
  - replace: phones.handed-in
    title: In order to return phones
    text: Staff should hand phones back on a daily basis.
    because: So.
  - add: {after: phones.handed-in}
    id: own.lost
    title: Lost phones
    text: Children must tell us, and the head tells his deputy. Details are [TBC] at www.hilltop.example.
    because: So.
  - add: {after: phones.handed-in}
    id: own.found
    title: Found phones
    kind: advice
    text: Children must tell us.
    because: So.
"""


OWN_FINDINGS = [
    "schools/hilltop.yaml:13:12: warning PG607",
    "schools/hilltop.yaml:14:17: warning PG610",
    "schools/hilltop.yaml:14:41: warning PG607",
    "schools/hilltop.yaml:19:53: warning PG608",
    "schools/hilltop.yaml:19:77: warning PG601",
    "schools/hilltop.yaml:19:86: warning PG604",
    "schools/hilltop.yaml:25:20: warning PG610",
    "schools/trusts/elm.yaml:3:32: warning PG607",
]


def test_the_rules_on_words_find_warnings_in_the_text_of_schools_and_trusts(tmp_path: Path) -> None:
    trust = "specimen: true\ntailoring:\n- {replace: telling.who, text: Utilise the log., because: We do}\n"
    lay_out(tmp_path, {"schools/hilltop.yaml": OWN, "schools/trusts/elm.yaml": trust})
    options = ("--output-format", "concise")
    ran = run(tmp_path, "lint", *options)
    found = [line for line in ran.out.splitlines() if line.startswith("schools/")]
    assert [" ".join(line.split()[:3]) for line in found] == OWN_FINDINGS
    assert run(tmp_path, "lint", "--rule", "plain-english", *options).code == 0
    assert run(tmp_path, "lint", "--rule", "plain-english", "--strict", *options).code == 1


def test_a_school_may_type_a_year_or_a_number_which_no_other_text_repeats(tmp_path: Path) -> None:
    own = OWN.replace("Children must tell us, and", "Ring 01632 960123 from 2027, and")
    lay_out(tmp_path, {"schools/hilltop.yaml": own})
    assert "PG603" not in run(tmp_path, "lint").out


def test_a_build_warns_of_the_schools_own_words_and_no_others(tmp_path: Path) -> None:
    trust = "specimen: true\ntailoring:\n- {replace: telling.who, text: Utilise the log., because: We do}\n"
    lay_out(tmp_path, {"schools/hilltop.yaml": OWN, "schools/trusts/elm.yaml": trust})
    ran = run(tmp_path, "build", "hilltop", "--format", "md", "--output-format", "concise")
    assert ran.code == 0
    assert "schools/hilltop.yaml:13:12: warning PG607 “In order to” is not plain English" in ran.err
    assert "schools/trusts/elm.yaml" not in ran.err


def test_check_reports_the_words_that_a_school_wrote_itself(tmp_path: Path) -> None:
    school = """extends: authorities/westshire.yaml
specimen: true
school: {name: Hilltop School, phase: primary}
people: {headteacher: Ann Reed, chair: Jo Bell}
choices: {phones: handed_in}
policies: {online: {}, phones: {}}
tailoring:
  - {replace: basics.words, because: We do it so, text: "Tell [insert name] at the the office , see section 4.2. Then
      {{ school.board }} agrees."}
"""
    lay_out(tmp_path, {"schools/hilltop.yaml": school})
    ran = run(tmp_path, "check", "--output-format", "concise")
    assert ran.code == 0
    assert sorted(line.split(": warning ")[1][:5] for line in ran.out.splitlines() if ": warning " in line) == [
        "PG601", "PG623", "PG624", "PG625", "PG627",
    ]  # fmt: skip
