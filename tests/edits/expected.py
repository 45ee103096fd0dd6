"""What a reader of an edited file has to find, and the file."""

from __future__ import annotations

from dataclasses import dataclass

from .steps import Step


@dataclass(frozen=True)
class Expected:
    """One finding: `what` happened to one of `blocks`, with the words of both sides.

    There are two blocks if they changed places, and either may be found to have moved. An added paragraph is found
    behind the block that it follows. `value` is the settings key of a value that was edited; `kept` are the keys of the
    values that are still in the block, in order. What has moved is behind the block `follows`, if that is said. A
    `comment` is about `about`. The words of a table's row have a bar between its cells.
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
    follows: str = ""
    about: str = ""


@dataclass(frozen=True)
class Edit:
    """An edited file, the only thing that was edited in it, and what was done for that."""

    kind: str
    data: bytes
    expected: Expected
    step: Step
