"""The tree keeps every scalar as it was written, and where."""

from __future__ import annotations

import pytest

from policygen.diagnostics.model import Diagnostics
from policygen.source.nodes import Mapping, Scalar, Sequence
from policygen.source.reading import misnamed, read_source

from .reading import place_of, scalars, tree, value


@pytest.mark.parametrize("written", ["NO", "01204 332555", "14/26", "1:30", "~", "0x10", "2026-02-30", "=", "1_000"])
def test_a_plain_value_is_the_characters_that_were_written(written: str) -> None:
    _, scalar = value(f"k: {written}\n")
    assert (scalar.text, scalar.style) == (written, "plain")


@pytest.mark.parametrize(
    ("written", "text", "style"),
    [
        ("'it''s'", "it's", "single"),
        ('"a\\tb"', "a\tb", "double"),
        ("|\n  a\n  b\n", "a\nb\n", "literal"),
        (">-\n  a\n  b\n", "a b", "folded"),
        ("''", "", "single"),
    ],
)
def test_each_style_is_unquoted_and_named(written: str, text: str, style: str) -> None:
    _, scalar = value(f"k: {written}\n")
    assert (scalar.text, scalar.style) == (text, style)


def test_a_key_with_nothing_after_it_is_empty_and_quotes_are_not() -> None:
    _, node = tree('a:\nb: ""\n')
    assert [scalar.empty for scalar in scalars(node)] == [False, True, False, False]


def test_spans_are_in_characters_from_one() -> None:
    _, node = tree("schöl:\n  - name: 😀 Ŵyn\n    x: [a, b]\n")
    assert isinstance(node, Mapping)
    assert place_of(node) == (1, 1, 3, 14)
    items = node.get("schöl")
    assert isinstance(items, Sequence)
    assert place_of(items) == (2, 3, 3, 14)
    first = items.items[0]
    assert isinstance(first, Mapping)
    assert place_of(first) == (2, 5, 3, 14)
    assert [place_of(entry.value) for entry in first.entries] == [(2, 11, 2, 16), (3, 8, 3, 14)]


def test_a_block_begins_at_its_sign_and_ends_with_its_last_words() -> None:
    _, node = tree("a: |  # note\n  one\n  two\n\n\nb:\n  c: >-\n    x\n  d: y\n")
    blocks = [scalar for scalar in scalars(node) if scalar.style in ("literal", "folded")]
    assert [place_of(block) for block in blocks] == [(1, 4, 3, 6), (7, 6, 8, 6)]


def test_the_digest_is_that_of_the_text_with_line_feeds() -> None:
    unix = read_source("x", b"a: 1\nb: 2\n", Diagnostics())
    windows = read_source("x", b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", Diagnostics())
    assert unix is not None
    assert windows is not None
    assert unix[0].digest == windows[0].digest
    assert windows[0].text == "a: 1\nb: 2\n"


def test_a_file_with_a_duplicate_key_still_gives_a_tree_with_the_first() -> None:
    result = read_source("x", b"a: 1\na: 2\nb: 3\n", diagnostics := Diagnostics())
    assert diagnostics.errors == 1
    assert result is not None
    assert isinstance(result[1], Mapping)
    assert [(entry.key.text, getattr(entry.value, "text", "")) for entry in result[1].entries] == [
        ("a", "1"),
        ("b", "3"),
    ]


def test_a_duplicate_key_shows_where_it_was_first_set() -> None:
    read_source("x", b"a: 1\nb: 2\na: 3\n", diagnostics := Diagnostics())
    (found,) = diagnostics
    assert [(str(related.span), related.message) for related in found.related] == [("x:1:1", "first set here")]


def test_the_same_key_in_two_groups_is_no_duplicate() -> None:
    found = read_source("x", b"a: {x: 1}\nb: {x: 2}\nc: [{x: 3}, {x: 4}]\n", diagnostics := Diagnostics())
    assert list(diagnostics) == []
    assert found is not None
    assert [scalar.text for scalar in scalars(found[1])] == ["a", "x", "1", "b", "x", "2", "c", "x", "3", "x", "4"]


def test_hundreds_of_equal_mistakes_are_counted_not_listed() -> None:
    read_source("x", b"a:\n" + b"  - FGB #14\n" * 300, diagnostics := Diagnostics())
    assert len(diagnostics) == 20
    assert list(diagnostics)[-1].message.endswith("(and 280 more like it in the file)")


def test_sixty_four_levels_are_read_and_one_more_is_not() -> None:
    assert read_source("x", b"[" * 64 + b"]" * 64, Diagnostics()) is not None
    assert read_source("x", b"[" * 65 + b"]" * 65, Diagnostics()) is None


def test_a_single_word_is_a_tree() -> None:
    _, node = tree("hello")
    assert isinstance(node, Scalar)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("schools/x.yaml.txt", "schools/x.yaml"),
        ("schools/x.yml.txt", "schools/x.yaml"),
        ("x.yaml.docx", "x.yaml"),
        ("a/X.YAML", "a/X.yaml"),
        ("x.yml", "x.yaml"),
        ("x.yaml.yaml", "x.yaml"),
        ("x.yaml~", "x.yaml"),
        ("x.yaml ", "x.yaml"),
        ("St Mary.Yaml.TXT", "St Mary.yaml"),
    ],
)
def test_a_misnamed_file_is_told_its_name(name: str, wanted: str) -> None:
    found = misnamed(name)
    assert found is not None
    assert f"Rename it to {wanted}." in found.hint


@pytest.mark.parametrize(
    "name", ["x.yaml", "a.b/x.y.yaml", "README.md", "notes.txt", "yaml.txt", ".yaml", "a.yaml/x.txt"]
)
def test_other_names_pass(name: str) -> None:
    assert misnamed(name) is None
