"""Keys of one entry are set in a YAML file, and everything else in it stays as it is."""

from __future__ import annotations

import pytest

from policygen.diagnostics.model import Diagnostics
from policygen.review.editing import encoded, entries_of, flow, replace_node, set_keys, with_replacements
from policygen.source.nodes import Mapping, Sequence
from policygen.source.reading import read_source

STAMP = (("on", "2026-11-29"), ("by", "Jo, and Al"), ("digest", "288153e40154"))
WRITTEN = '{on: 2026-11-29, by: "Jo, and Al", digest: "288153e40154"}'


def with_stamp(text: str) -> str:
    found = read_source("a.yaml", text.encode(), Diagnostics())
    assert found is not None
    source, node = found
    item = next(entries_of(node, "clauses"))
    there = item.get("reviewed")
    edits = (
        set_keys(source, there, STAMP)
        if isinstance(there, Mapping)
        else set_keys(source, item, (("reviewed", flow(STAMP)),), ("id", "text", "cites"))
    )
    return with_replacements(source, edits)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "clauses:\n  - id: a  # x\n    reviewed: {on: 2026-01-01, by: me}  # y\n    note: z\n",
            "clauses:\n  - id: a  # x\n"
            '    reviewed: {on: 2026-11-29, by: "Jo, and Al", digest: "288153e40154"}  # y\n    note: z\n',
        ),
        (
            "clauses:\n  - id: a\n    reviewed:\n      by: me  # who\n      on: 2026-01-01\n\n  # of b\n  - id: b\n",
            'clauses:\n  - id: a\n    reviewed:\n      by: "Jo, and Al"  # who\n      on: 2026-11-29\n'
            '      digest: "288153e40154"\n\n  # of b\n  - id: b\n',
        ),
        (
            "clauses:\n  - id: a\n    text: |\n      One\n\n      # two\n    cites: [b]  # law\n    note: z\n",
            "clauses:\n  - id: a\n    text: |\n      One\n\n      # two\n    cites: [b]  # law\n"
            f"    reviewed: {WRITTEN}\n    note: z\n",
        ),
        (
            "clauses:\n  - id: a\n    text: |\n      One\n\n      # two\n\n  # of b\n  - id: b\n",
            "clauses:\n  - id: a\n    text: |\n      One\n\n      # two\n"
            f"    reviewed: {WRITTEN}\n\n  # of b\n  - id: b\n",
        ),
        ("clauses:\n  - {id: a, text: b}\n", f"clauses:\n  - {{id: a, text: b, reviewed: {WRITTEN}}}\n"),
        ("clauses:\n  - id: a\n    reviewed:\n", f"clauses:\n  - id: a\n    reviewed: {WRITTEN}\n"),
    ],
)
def test_a_stamp_is_set_and_nothing_else_changes(before: str, after: str) -> None:
    assert with_stamp(before) == after


def test_an_entry_of_a_list_is_replaced_and_a_long_line_is_broken() -> None:
    before = "clauses:\n  - id: a\n    meets: [x/one, x/two, x/three]  # all\n"
    found = read_source("a.yaml", before.encode(), Diagnostics())
    assert found is not None
    listed = next(entries_of(found[1], "clauses")).get("meets")
    assert isinstance(listed, Sequence)
    short = with_replacements(found[0], [replace_node(found[0], listed.items[1], "{id: x/two}")])
    assert short == before.replace("x/two", "{id: x/two}")
    text = flow((("id", "x/two"), ("judged", flow((*STAMP, ("note", "n" * 40))))))
    long = with_replacements(found[0], [replace_node(found[0], listed.items[1], text)])
    assert long == f"clauses:\n  - id: a\n    meets: [x/one,\n            {text},\n            x/three]  # all\n"


def test_line_ends_and_the_mark_at_the_beginning_stay() -> None:
    assert encoded("a\nb\n", b"\xef\xbb\xbfa\r\n") == b"\xef\xbb\xbfa\r\nb\r\n"
