"""What a person does at the keyboard to make an edit, so that a word processor can be told to do the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Action = Literal["type", "paragraph", "remove", "move", "comment", "add_row", "delete_row"]


@dataclass(frozen=True)
class Place:
    """A paragraph: by a bookmark in it, or by the first bookmark of its table, its row, column and number there."""

    mark: str
    row: int = -1
    column: int = -1
    number: int = 0


@dataclass(frozen=True)
class Step:
    """One thing that is done at a place.

    `type` replaces the characters from `start` to `end` (what fields print is not counted) with `text`; `paragraph`
    adds one behind the place; `move` puts it behind `to`; `comment` is about the characters from `start` to `end`;
    `add_row` adds a row of `cells` behind the place's.
    """

    action: Action
    place: Place
    start: int = 0
    end: int = 0
    text: str = ""
    to: Place | None = None
    cells: tuple[str, ...] = ()
    tracked: bool = False
