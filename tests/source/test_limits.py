"""Files made to hurt are refused quickly."""

from __future__ import annotations

import time

import pytest

from policygen.diagnostics.model import Diagnostics
from policygen.source.reading import read_source

SIZE = 990_000
HOSTILE = {
    "brackets": "[" * SIZE,
    "braces": "{" * SIZE,
    "dashes": "- " * (SIZE // 2),
    "questions": "? " * (SIZE // 2),
    "spaces": "a: b\nx" + " " * (SIZE - 20) + "+: c: d\n",
    "spaces after a colon": "a:" + " " * (SIZE - 20) + "@x",
    "tabs": "\t" * SIZE,
    "quotes": '"' * SIZE,
    "control characters": "\x01" * SIZE,
    "bomb": "a: &a [x,x]\n" + "".join(f"k{i}: &k{i} [{','.join(['*a'] * 9)}]\n" for i in range(40)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_answered_in_seconds(text: str) -> None:
    diagnostics = Diagnostics()
    start = time.process_time()
    read_source("x.yaml", text.encode(), diagnostics)
    assert time.process_time() - start < 3
    assert 0 < len(diagnostics) <= 42


def test_three_hundred_clauses_are_read_in_a_second() -> None:
    line = "      Staff do not reply to online abuse or pay it back in kind. They tell the head as soon as they can.\n"
    clause = (
        "  - id: c.{0}\n    title: Title {0}\n    audience: [staff]\n    text: |\n" + line * 10 + "    meets: [a/{0}]\n"
    )
    data = ("clauses:\n" + "".join(clause.format(number) for number in range(300))).encode()
    assert len(data) > 322_000
    diagnostics = Diagnostics()
    seconds = []
    for _ in range(3):
        start = time.process_time()
        assert read_source("x.yaml", data, diagnostics) is not None
        seconds.append(time.process_time() - start)
    assert min(seconds) < 1
    assert not len(diagnostics)
