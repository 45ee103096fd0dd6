"""Block ids become HTML ids that are safe in a link and never meet."""

from __future__ import annotations

import re

import pytest

from policygen.render.link_targets import anchor

HARD = [
    "union:a/1",
    "union:a-1",
    "union/a:1",
    "union-a-1",
    "Union:a/1",
    "union:a/1 ",
    "",
    "/",
    "1",
    "é",
    "e\u0301",
    "policygen:section.one",
    "x" * 200,
    "x" * 201,
    "a--0123456789ab",
]


@pytest.mark.parametrize("block_id", HARD)
def test_an_anchor_is_made_of_letters_digits_hyphens_and_underscores(block_id: str) -> None:
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,79}", anchor(block_id))


def test_no_two_ids_meet() -> None:
    assert len({anchor(block_id) for block_id in HARD}) == len(HARD)


def test_an_anchor_is_not_another_ids_anchor() -> None:
    made = anchor("union:a/1")
    assert anchor(made) != made


def test_a_safe_id_stays_as_it_is() -> None:
    assert anchor("staff-phones_2") == "staff-phones_2"


def test_an_anchor_can_be_read() -> None:
    assert anchor("union:responding.do-not-reply/2").startswith("union-responding-do-not-reply-2--")
