"""The words that differ between two lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# A word with what is joined to it (O'Neill, re-read, 3.2, a@b.example), a run of blanks, or a sign.
_TOKEN = re.compile(r"\w+(?:[’'.@/:-]\w+)*|\s+|[^\w\s]")
# Below this a redline is harder to read than the two lines.
READABLE = 0.3


@dataclass(frozen=True, slots=True)
class RedlinePiece:
    """A run of words that was kept, taken out or put in."""

    how: Literal["kept", "removed", "added"]
    text: str


def redline(before: str, after: str) -> tuple[RedlinePiece, ...]:
    """Return the pieces that make `before` out of those kept and removed, and `after` out of those kept and added."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if before and after and matcher.ratio() < READABLE:
        return (RedlinePiece("removed", before), RedlinePiece("added", after))
    found: list[RedlinePiece] = []
    removed = added = ""
    for tag, start, end, first, last in matcher.get_opcodes():
        kept = "".join(old[start:end]) if tag == "equal" else ""
        if tag == "equal" and not (kept.isspace() and (removed or added) and end < len(old)):
            found += [*_changed(removed, added), RedlinePiece("kept", kept)]
            removed = added = ""
        else:
            removed += "".join(old[start:end])
            added += "".join(new[first:last])
    return (*found, *_changed(removed, added))


def _changed(removed: str, added: str) -> list[RedlinePiece]:
    return [
        *([RedlinePiece("removed", removed)] if removed else []),
        *([RedlinePiece("added", added)] if added else []),
    ]
