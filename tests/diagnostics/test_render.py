"""The five formats of findings."""

from __future__ import annotations

import json
from dataclasses import replace
from textwrap import dedent

import pytest

from policygen.diagnostics.model import Diagnostic, Related, Severity, Span
from policygen.diagnostics.render import FORMATS, render_diagnostics

SOURCES = {"schools/x.yaml": "name: A\nnation: england\nnation: wales\n", "a.yaml": "\tkey: 漢字é\u0301 x\n"}
TWICE = Diagnostic(
    "PG111",
    "“nation” is set twice",
    Span("schools/x.yaml", 3, 1, 3, 7),
    hint="Keep one of the two.",
    related=(Related(Span("schools/x.yaml", 2, 1, 2, 7), "first set here"),),
    trace=("Allhallows", "e-safety"),
)
PLACELESS = Diagnostic("PG901", "something of ours failed")
WARNING = Diagnostic("PG106", "100% hidden,\nhere: now", Span("a.yaml", 1, 8, 1, 9), Severity.WARNING)


def test_full_shows_the_line_the_caret_and_the_help() -> None:
    assert render_diagnostics([TWICE], "full", SOURCES) == dedent("""\
        error[PG111]: “nation” is set twice
         --> schools/x.yaml:3:1
          |
        3 | nation: wales
          | ^^^^^^
         ::: schools/x.yaml:2:1
          |
        2 | nation: england
          | ------ first set here
          |
          help: Keep one of the two.
          in: Allhallows > e-safety

        1 error in 1 file
        """)


def of(*traces: str) -> list[Diagnostic]:
    return [replace(PLACELESS, trace=(trace,)) for trace in traces]


@pytest.mark.parametrize("name", ["full", "concise", "github"])
def test_what_several_policies_have_is_said_once(name: str) -> None:
    found = of("e-safety for quayside", "forms for quayside", "e-safety for hilltop")
    assert render_diagnostics(found, name, {}).count("something of ours failed") == 1
    assert render_diagnostics(found, "json", {}).count("something of ours failed") == 3


@pytest.mark.parametrize(
    ("traces", "said"),
    [
        (("a for x",), "a for x"),
        (("a for x", "b for x", "c for x"), "a, b and c for x"),
        (("a for x", "b for x", "a for y"), "a and b for x; a for y"),
        (("The library", "a for x"), "The library; a for x"),
    ],
)
def test_full_names_the_policies_together(traces: tuple[str, ...], said: str) -> None:
    lines = render_diagnostics(of(*traces), "full", {}).splitlines()
    assert lines[1].strip() == f"in: {said}"
    assert lines[-1] == "1 error"


def test_full_counts_what_was_found() -> None:
    shown = render_diagnostics([TWICE, PLACELESS, WARNING], "full", SOURCES)
    assert shown.splitlines()[-1] == "2 errors, 1 warning in 2 files"
    assert render_diagnostics([PLACELESS], "full", {}) == "error[PG901]: something of ours failed\n\n1 error\n"
    assert render_diagnostics([], "full", {}) == ""


@pytest.mark.parametrize(
    ("column", "end", "marks"), [(7, 8, "          ^^"), (8, 9, "            ^^"), (12, 13, "                ^")]
)
def test_full_puts_the_caret_under_tabs_and_wide_characters(column: int, end: int, marks: str) -> None:
    found = Diagnostic("PG105", "x", Span("a.yaml", 1, column, 1, end))
    lines = render_diagnostics([found], "full", SOURCES).splitlines()
    assert lines[3] == "1 |     key: 漢字é\u0301 x"
    assert lines[4] == f"  | {marks[1:]}"


def test_full_cuts_a_long_line_round_the_caret() -> None:
    source = {"l.yaml": "a" * 500 + "HERE" + "b" * 500}
    lines = render_diagnostics([Diagnostic("PG105", "x", Span("l.yaml", 1, 501, 1, 505))], "full", source).splitlines()
    assert len(lines[3]) < 110
    start = lines[4].index("^")
    assert lines[3][start : start + 4] == "HERE"
    assert lines[4].count("^") == 4
    assert lines[3].startswith("1 | …")
    assert lines[3].endswith("…")


def test_full_marks_to_the_end_of_the_line_when_the_span_goes_on() -> None:
    lines = render_diagnostics(
        [Diagnostic("PG124", "x", Span("schools/x.yaml", 1, 7, 3, 2))], "full", SOURCES
    ).splitlines()
    assert lines[4] == "  |       ^"


@pytest.mark.parametrize("span", [Span("schools/x.yaml", 99, 1), Span("gone.yaml", 1, 1)])
def test_full_says_the_place_when_there_is_no_line_to_show(span: Span) -> None:
    assert render_diagnostics([Diagnostic("PG105", "x", span)], "full", SOURCES).splitlines()[1].endswith(f"--> {span}")


def test_full_shows_a_point_at_the_end_of_a_line() -> None:
    lines = render_diagnostics([Diagnostic("PG105", "x", Span("schools/x.yaml", 1, 8))], "full", SOURCES).splitlines()
    assert lines[4] == "  |        ^"


def test_full_does_not_pass_control_characters_to_the_terminal() -> None:
    found = Diagnostic("PG105", "x", Span("e.yaml", 1, 2, 1, 3))
    assert "\x1b" not in render_diagnostics([found], "full", {"e.yaml": "a\x1b[31mb\n"})


def test_colour_is_used_only_when_asked_for() -> None:
    assert "\x1b[1;31m" in render_diagnostics([TWICE], "full", SOURCES, color=True)
    for output_format in FORMATS:
        assert "\x1b" not in render_diagnostics([TWICE, WARNING], output_format, SOURCES)


def test_concise_is_a_line_for_each_finding() -> None:
    assert render_diagnostics([TWICE, PLACELESS, WARNING], "concise", SOURCES) == (
        "error PG901 something of ours failed\n"
        "a.yaml:1:8: warning PG106 100% hidden, here: now\n"
        "schools/x.yaml:3:1: error PG111 “nation” is set twice\n"
    )


def test_findings_are_sorted_by_place() -> None:
    places = [("b", 1, 1), ("a", 10, 1), ("a", 2, 5), ("a", 2, 1)]
    shown = render_diagnostics([Diagnostic("PG105", "x", Span(*place)) for place in places], "concise", {})
    assert [line.split(": ")[0] for line in shown.splitlines()] == ["a:2:1", "a:2:5", "a:10:1", "b:1:1"]


def test_json_is_one_document_with_stable_keys() -> None:
    document = json.loads(render_diagnostics([TWICE, PLACELESS], "json", SOURCES))
    assert document["summary"] == {"errors": 2, "warnings": 0, "notes": 0}
    assert document["diagnostics"][0]["place"] is None
    assert document["diagnostics"][1] == {
        "code": "PG111",
        "severity": "error",
        "message": "“nation” is set twice",
        "hint": "Keep one of the two.",
        "place": {"file": "schools/x.yaml", "line": 3, "column": 1, "end_line": 3, "end_column": 7},
        "related": [
            {
                "message": "first set here",
                "place": {"file": "schools/x.yaml", "line": 2, "column": 1, "end_line": 2, "end_column": 7},
            }
        ],
        "trace": ["Allhallows", "e-safety"],
    }


def test_github_annotations_are_escaped() -> None:
    odd = Diagnostic("PG106", "100% hidden,\nhere: now", Span("a,b:c.yaml", 1, 8, 1, 9), Severity.WARNING)
    assert render_diagnostics([odd], "github", {}) == (
        "::warning file=a%2Cb%3Ac.yaml,line=1,col=8,endLine=1,endColumn=8,title=PG106::100%25 hidden,%0Ahere: now\n"
    )
    assert render_diagnostics([PLACELESS], "github", {}) == "::error title=PG901::something of ours failed\n"


def test_sarif_has_rules_results_and_places() -> None:
    document = json.loads(render_diagnostics([TWICE, PLACELESS, WARNING], "sarif", SOURCES))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["PG106", "PG111", "PG901"]
    assert run["tool"]["driver"]["rules"][1]["shortDescription"]["text"] == "A setting that is set twice"
    assert [result["level"] for result in run["results"]] == ["error", "warning", "error"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    located = run["results"][2]
    assert located["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
    assert located["relatedLocations"][0]["message"]["text"] == "first set here"


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="full, concise, json, github, sarif"):
        render_diagnostics([], "xml", {})


def test_full_says_the_same_mistake_once_and_names_the_other_places() -> None:
    places = [Span(f"{name}.yaml", 2, 3) for name in "abc"]
    found = [Diagnostic("PG251", "unknown reference `kcsei`", place, hint="Did you mean `kcsie`?") for place in places]
    shown = render_diagnostics(found, "full", {})
    assert shown.count("kcsei") == 1
    assert "also: b.yaml:2:3, c.yaml:2:3" in shown
    assert shown.splitlines()[-1] == "3 errors in 3 files"
    assert render_diagnostics(found, "concise", {}).count("kcsei") == 3
