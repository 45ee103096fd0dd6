"""A text may hold what the Document has a block for; anything else is a finding at its place.

The cases are in tests/data/bad (`clause-markdown-…`, `tailoring-markdown-…`); here is what no case can show.
"""

from __future__ import annotations

import pytest

from policygen.check.markdown.found import VALUE
from policygen.check.markdown.readings import lost_line_ends, readings
from policygen.check.markdown.report import check_line_ends, check_markdown
from policygen.check.markdown.suspect import is_suspect
from policygen.diagnostics.model import Diagnostics
from policygen.model.written import Written
from policygen.source.nodes import Mapping, Scalar
from policygen.source.reading import read_source

TABLE = "| Who | When |\n|---|---|\n"


def found(text: str) -> list[str]:
    """The findings in a body, as `line:column code message`, counted in the text."""
    lines = "".join(f"  {line}\n" for line in text.split("\n"))
    diagnostics = Diagnostics()
    read = read_source("a.yaml", f"text: |\n{lines}".encode(), diagnostics)
    assert read is not None
    source, node = read
    assert isinstance(node, Mapping)
    scalar = node.get("text")
    assert isinstance(scalar, Scalar)
    written = Written(scalar.text, scalar)
    check_markdown(source, written, diagnostics, is_body=True)
    check_line_ends(source, written, diagnostics)
    return [f"{one.span.line - 1}:{one.span.column - 2} {one.code}" for one in diagnostics if one.span]


@pytest.mark.parametrize(
    "text",
    [
        "A paragraph with *one* and **two**, [words](https://a_b.org/c_d) and [](#clause.id).",
        "5 * 3 and 5*3, first_name, a_b@example.org, AT\\&T, AT&T, \\* and \\_.",
        "See section\n(a) of it, and in Year\n7. Then more.",
        "Phones\n– and tablets – are away.",
        "1. one\n\n   still one\n2. two\n   - three\n     1. four",
        "Term\n: meaning\n\nOther\n: meaning\n: another",
        f"{TABLE}| a | |\n| b \\| c | d |",
        f"{TABLE}{{% for x in choices.y %}}\n| {{{{ x }}}} | d |\n{{% endfor %}}\n\nAfter it.",
        "{% if a %}\n1. one\n{% endif %}\n2. two",
        "{% if a %}1. one\n{% endif %}\n2. two",
        "{% if a %}\n- one\n{% else %}\n- two\n{% endif %}\n- three",
        "{{ a }} **{{ b }}**, *{{ c }}*",
        "A gap: ____",
        "a | b",
    ],
)
def test_what_a_policy_can_print_has_no_finding(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n- b `c`", ["2:5 PG247"]),
        (f"- a\n\n  {TABLE.replace(chr(10), chr(10) + '  ')}| <b>c</b> | d |", ["5:5 PG247"]),
        ("{{ school.name }} and {{ people.head }} **x", ["1:41 PG247"]),
        (
            "{% if a %}\nb\n{% elif c %}\n{% if d %}\n> e\n{% endif %}\n{% else %}\n# f\n{% endif %}",
            ["5:1 PG247", "8:1 PG247"],
        ),
        ("1. a\n2. b\n\nThen\n\n3. c", ["6:1 PG247"]),
        ("Who | When\nStaff | Daily", ["1:1 PG248"]),
        (f"{TABLE}Line", ["3:1 PG248"]),
        ("a<br>b and c</p>", ["1:2 PG247"]),
        ("**a** `b` *c", ["1:7 PG247", "1:11 PG247"]),
        ("a __b and _c", ["1:3 PG247", "1:11 PG247"]),
        ("two{% if a %} three{% endif %}\nfour", ["1:20 PG249"]),
    ],
)  # fmt: skip
def test_the_place_is_where_it_was_written(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_a_table_whose_rows_all_depend_on_answers_is_not_one_of_a_head_only() -> None:
    assert found(f"{TABLE}{{% if a %}}\n| b | c |\n{{% endif %}}\n") == []
    assert found(TABLE) == ["1:1 PG248"]


def test_a_text_is_read_until_each_branch_was_in_a_reading() -> None:
    text = "a{% if x %}b{% elif y %}c{% else %}d{% endif %}{% if z %}e{% endif %}"
    assert [each.text for each in readings(text)] == ["abe", "ac", "ade"]


def test_a_reading_loses_the_blanks_and_line_ends_that_a_filled_text_loses() -> None:
    text = "a\n  {% if x %}\nb\n  {%+ endif %}\nc {{- y }} d {#- e -#} f"
    assert [each.text for each in readings(text)] == [f"a\nb\n  c{VALUE} df", f"a\nc{VALUE} df"]
    reading = next(readings(text))
    assert all(text[reading.offset(at)] == sign for at, sign in enumerate(reading.text) if sign != VALUE)


def test_a_line_end_that_is_kept_is_not_lost() -> None:
    assert [each.joins_words for each in lost_line_ends("a{% if x %}b{% endif %}\nc")] == [True]
    assert list(lost_line_ends("a{% if x %}b{% endif +%}\nc")) == []
    assert list(lost_line_ends("  {% if x %}\nb\n{% endif %}{% if y %}\nc\n{% endif %}\nd")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Words, {{ a | sentence }} and\n{% if b_c and d < 3 %}\n- [](#e.f)\n{% endif %}",
        "1. one\n2. two\n\n1. three",
        "**One\ntwo** and *three*.",
        f"{TABLE}| a | b |",
        "Term\n: meaning",
    ],
)
def test_most_texts_are_not_parsed(text: str) -> None:
    assert not is_suspect(text)
