"""Replacements in the text of a YAML file, and the proof that it then holds what it should."""

from __future__ import annotations

import pytest

from policygen.source.editing import (
    CannotEdit,
    Replacement,
    end_of,
    end_of_line,
    is_flow,
    prove,
    read_without_mistakes,
    start_of,
    start_of_line,
    with_replacements,
)
from policygen.source.nodes import as_written
from policygen.source.writing import encoded, flow_scalar, scalar

from .reading import tree, value

TEXT = "a: {b: one}\nc:\n  - two\n"


def test_replacements_are_made_wherever_they_stand_in_the_list() -> None:
    source, _ = tree(TEXT)
    made = [Replacement(7, 10, "first"), Replacement(19, 22, "second"), Replacement(0, 1, "key")]
    assert with_replacements(source, made) == "key: {b: first}\nc:\n  - second\n"


def test_what_is_put_in_at_one_place_keeps_its_order() -> None:
    source, _ = tree("a:\n")
    made = [Replacement(2, 2, " z"), Replacement(2, 2, "\nb: y"), Replacement(2, 2, "\na2: x")]
    assert with_replacements(source, made) == "a: z\nb: y\na2: x\n"


def test_a_place_before_what_is_removed_is_still_there() -> None:
    source, _ = tree(TEXT)
    assert with_replacements(source, [Replacement(14, 22, ""), Replacement(14, 14, " []")]) == "a: {b: one}\nc: []\n"


def test_a_node_is_found_in_the_text() -> None:
    source, node = value("k: 'it''s'  # why")
    start, end = start_of(source.text, node.span), end_of(source.text, node.span)
    assert source.text[start:end] == "'it''s'"
    assert (start_of_line(source.text, start), end_of_line(source.text, end)) == (0, len(source.text))


@pytest.mark.parametrize(("written", "expected"), [("{a: b}", True), ("[a]", True), ("\n  a: b\n", False)])
def test_brackets_are_told_from_a_block(written: str, expected: bool) -> None:
    source, node = tree(f"k: {written}")
    assert not is_flow(source.text, node)
    assert is_flow(source.text, node.get("k")) == expected


@pytest.mark.parametrize(
    ("words", "alone", "in_flow"),
    [
        ("Jo, and Al", "Jo, and Al", '"Jo, and Al"'),
        ("a [b]", "a [b]", '"a [b]"'),
        ('say "a, b"', '"say \\"a, b\\""', '"say \\"a, b\\""'),
        ("yes", '"yes"', '"yes"'),
        ("plain", "plain", "plain"),
    ],
)
def test_words_that_brackets_would_cut_are_quoted_there(words: str, alone: str, in_flow: str) -> None:
    assert (scalar(words), flow_scalar(words)) == (alone, in_flow)
    assert as_written(tree(f"- {{k: {in_flow}}}\n")[1]) == [{"k": words}]


@pytest.mark.parametrize("before", [b"a: 1\n", b"a: 1\r\n", b"\xef\xbb\xbfa: 1\n", b"\xef\xbb\xbfa: 1\r\n"])
def test_a_file_read_and_written_is_the_same_bytes(before: bytes) -> None:
    source, _ = read_without_mistakes("a.yaml", before, "")
    assert encoded(source.text, before) == before


def test_a_proof_holds_for_what_is_expected_and_nothing_else() -> None:
    data = b"a: {b: 'one'}\r\n"
    prove("a.yaml", data, {"a": {"b": "one"}}, "no")
    with pytest.raises(CannotEdit, match=r"^no$"):
        prove("a.yaml", data, {"a": {"b": "one", "c": "two"}}, "no")


def test_a_file_with_mistakes_is_refused_in_the_words_for_it() -> None:
    twice = b"a: b\na: b\n"
    with pytest.raises(CannotEdit, match=r"^no$"):
        prove("a.yaml", twice, {"a": "b"}, "no")
