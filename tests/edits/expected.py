"""What a reader of an edited file has to find, and the file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Expected:
    """One finding: `what` happened to one of `blocks`, with the words of both sides.

    There are two blocks if they changed places, and either may be found to have moved. An added paragraph is found
    behind the block that it follows. `value` is the settings key of a value that was edited; `kept` are the keys of the
    values that are still in the block, in order. A `comment` is about `about`.
    """

    what: str
    blocks: tuple[str, ...]
    before: str = ""
    after: str = ""
    value: str = ""
    kept: tuple[str, ...] = ()
    author: str = ""
    date: str = ""
    comment: str = ""
    about: str = ""


@dataclass(frozen=True)
class Edit:
    """An edited file, and the only thing that was edited in it."""

    kind: str
    data: bytes
    expected: Expected
