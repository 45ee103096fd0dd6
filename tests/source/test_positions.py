"""Every character of every scalar is found in the file again."""

from __future__ import annotations

import random

import pytest
import yaml

from policygen.diagnostics.model import Diagnostics, Span
from policygen.source.nodes import Scalar
from policygen.source.positions import place
from policygen.source.reading import read_source

from .reading import scalars, tree, value

TEXTS = {
    "plain over lines": "a: plain words\n   go on\n\n   here  twice\n",
    "single with escapes": "a: 'it''s a\n  folded   \n\n\n  text'' x'\n",
    "double with escapes": 'a: "tab\\t uni\\u00e9 \\\n    cont  \\\n\n   x\\n  \n  y \\" z"\n',
    "literal": "a: |\n    one\n      two\n\n    é three 😀 x\n\n\n",
    "literal with an indentation indicator": "a: |2-\n    one\n   two\n\n",
    "folded with deeper lines": "a: >\n  folded\n  line\n\n  para\n    more\n    indented\n\n\n  back\n  x\n\n",
    "folded, blank lines first, kept last": "a: >+  # c\n\n\n  x\n\n\n",
    "nested": "- - a: |+\n\n      x\n\n    b: >-\n      q\n      r\n",
    "empty": "a: |\n\n\nb: ''\nc: \"\"\nd:\n",
    "folded with a tab": "a: >\n   x\n  \n   \t y\n   z\n",
    "flow": "a: [one two, 'it''s', \"x\\ny\", {b: c\n  d}]\n",
}


def check(text: str) -> int:
    """Whether each character stands where `place` says; how many were checked."""
    result = read_source("x.yaml", text.encode(), Diagnostics())
    if result is None:
        return 0
    source, node = result
    lines = [f"{line}\n" for line in source.text.split("\n")]
    count = 0
    for scalar in scalars(node):
        before = (0, 0)
        for offset, character in enumerate(scalar.text):
            span = place(source, scalar, offset, 1)
            written = lines[span.line - 1][span.column - 1]
            folded = character in " \n" and written in " \t\n"
            escaped = scalar.style == "double" and written == "\\"
            assert written == character or folded or escaped, (text, scalar, offset)
            assert (span.line, span.column) >= before, (text, scalar, offset)
            before = (span.line, span.column)
            count += 1
    return count


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_every_character_is_found_in_each_style(text: str) -> None:
    tree(text)
    check(text)


def test_every_character_is_found_in_texts_written_by_chance() -> None:
    chance = random.Random(7)  # noqa: S311
    letters = ["a", "é", "😀", " ", "  ", "\n", "x y", "'", '"', "\\", ":", "#", "\t", "b"]
    checked = 0
    for _ in range(150):
        words = "".join(chance.choice(letters) for _ in range(chance.randint(1, 25)))
        for style in (None, "'", '"', "|", ">"):
            checked += check(
                yaml.dump(
                    {"k": [{"z": words}]},
                    default_style=style,
                    allow_unicode=chance.random() < 0.5,
                    width=chance.choice([5, 10, 80]),
                    indent=chance.choice([2, 4]),
                )
            )
    assert checked > 5000


def test_every_character_is_found_in_blocks_written_by_chance() -> None:
    chance = random.Random(8)  # noqa: S311
    checked = 0
    for _ in range(200):
        lines = [
            " " * chance.choice([0, 2, 2, 2, 3, 5]) + "".join(chance.choice(["a", "é", " ", "b c"]) for _ in range(4))
            for _ in range(chance.randint(1, 7))
        ]
        body = "\n".join(lines)
        for head in ("|\n", ">\n", "|-\n", ">-\n", "|+\n", ">+\n"):
            checked += check(f"k: {head}{body}\n")
        checked += check(f"k: '{body}'\n") + check(f'k: "{body}"\n') + check(f"k: {body.strip()}\n")
    assert checked > 5000


def spot(text: str, part: str) -> tuple[int, int, int, int]:
    source, scalar = value(text)
    span = place(source, scalar, scalar.text.index(part), len(part))
    return span.line, span.column, span.end_line, span.end_column


def test_a_hole_in_a_block_is_placed() -> None:
    assert spot("text: |\n  They tell\n  the {{ head }} soon.\n", "{{ head }}") == (3, 7, 3, 17)


def test_a_word_in_a_folded_text_is_placed() -> None:
    assert spot("text: >\n  one\n  two\n\n  three\n", "three") == (5, 3, 5, 8)


def test_words_on_both_sides_of_a_fold_span_two_lines() -> None:
    assert spot("text: one\n  two\n", "one two") == (1, 7, 2, 6)


def test_an_escape_is_as_wide_as_it_is_written() -> None:
    assert spot('text: "a\\u00e9b"\n', "é") == (1, 9, 1, 15)
    assert spot("text: 'a''b'\n", "'") == (1, 9, 1, 11)


def test_the_end_of_a_text_is_a_point_after_its_last_character() -> None:
    source, scalar = value("text: one\n")
    assert place(source, scalar, 3) == place(source, scalar, 99) == Span("x.yaml", 1, 10)


def test_an_empty_value_is_placed_at_itself() -> None:
    source, scalar = value("text:\nx: y\n")
    assert place(source, scalar, 0, 1) == Span("x.yaml", 1, 6)


def test_a_scalar_from_elsewhere_gives_its_own_span() -> None:
    source, scalar = value("text: one\n")
    other = Scalar("something else", scalar.span)
    assert place(source, other, 3, 2) == scalar.span
    assert place(source, Scalar("x", Span("x.yaml", 99, 1)), 0) == Span("x.yaml", 99, 1)
