"""Which sections of two Documents belong together, by id, and which of their lines and words differ."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

from policygen.document.fingerprint import COVER, Part, fingerprint_parts
from policygen.document.lines import Line
from policygen.document.model import Document
from policygen.document.typography import folded

# `details`: only people, contacts or the cover's dates differ; `renumbered`: only numbers do.
Kind = Literal["changed", "added", "removed", "moved", "details", "renumbered"]
# Lines with less in common than this are one taken out and another put in.
ALIKE = 0.35
# A word with what is joined to it (O'Neill, re-read, 3.2, a@b.example), a run of blanks, or a sign.
WORD_OR_SIGN = re.compile(r"\w+(?:[’'.@/:-]\w+)*|\s+|[^\w\s]")
# Below this a redline is harder to read than the two lines.
READABLE = 0.3


@dataclass(frozen=True, slots=True)
class Compared:
    """A Document, and the file it came from; `is_edited` if the file was edited in Word after it was built."""

    file: Path
    document: Document
    is_edited: bool = False


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line before and after; None where there is no such line."""

    before: Line | None
    after: Line | None


@dataclass(frozen=True, slots=True)
class Difference:
    """How one part differs. `moved` can be true of a changed part as well."""

    kind: Kind
    before: Part | None
    after: Part | None
    lines: tuple[LineChange, ...] = ()
    moved: bool = False

    @property
    def part(self) -> Part:
        """The part as it is now, or as it was where it is gone."""
        found = self.after or self.before
        assert found is not None  # noqa: S101
        return found

    @property
    def retitled(self) -> bool:
        return self.before is not None and self.after is not None and self.before.title.same != self.after.title.same


def compare_documents(old: Document, new: Document) -> tuple[Difference, ...]:
    """Return the differences in the order of `new`; a removed part follows the part it followed in `old`."""
    reckoned = old.state == new.state
    before, after = list(fingerprint_parts(old, reckoned=reckoned)), list(fingerprint_parts(new, reckoned=reckoned))
    names = renamed_sections(before, after)
    partners = {names.get(part.id, part.id): part for part in before}
    there = {part.id for part in after}
    moved = _moved(partners, after)
    found: list[Difference] = []
    for part in after:
        partner = partners.get(part.id)
        difference = _added(part) if partner is None else _between(partner, part, part.id in moved)
        if difference is not None:
            found.append(difference)
        if partner is not None:
            found += _removed(before, names, there, partner.id)
    return tuple(found)


def renamed_sections(before: Sequence[Part], after: Sequence[Part]) -> dict[str, str]:
    """Return old id → new id of sections that kept every word and title under another id."""
    old, new = {part.id for part in before}, {part.id for part in after}
    gone = {part.same: part.id for part in before if part.id not in new and part.lines}
    return {gone[part.same]: part.id for part in after if part.id not in old and part.lines and part.same in gone}


def _removed(before: Sequence[Part], names: dict[str, str], there: set[str], behind: str) -> list[Difference]:
    """Return the parts that are gone and stood right behind the part of this old id (the cover is always first)."""
    start = next(n for n, part in enumerate(before, 1) if part.id == behind)
    gone = []
    for part in before[start:]:
        if names.get(part.id, part.id) in there:
            break
        # A heading goes and comes with the clauses under it.
        if part.lines:
            gone.append(Difference("removed", part, None, tuple(LineChange(line, None) for line in part.lines)))
    return gone


def _added(part: Part) -> Difference | None:
    if not part.lines:
        return None
    return Difference("added", None, part, tuple(LineChange(None, line) for line in part.lines))


def _between(before: Part, after: Part, moved: bool) -> Difference | None:
    lines = _line_changes(before.lines, after.lines)
    kind: Kind
    if before.same != after.same:
        kind = "changed"
    elif before.shown != after.shown:
        kind = "details"
    elif moved:
        kind = "moved"
    elif before.words != after.words:
        kind = "renumbered"
    else:
        return None
    return Difference(kind, before, after, lines, moved)


def _moved(partners: dict[str, Part], after: Iterable[Part]) -> set[str]:
    """Return the ids of parts that stand under another section than before, or changed places with their neighbours."""
    order = {name: n for n, name in enumerate(partners)}
    names = {part.id: name for name, part in partners.items()}
    moved: set[str] = set()
    stayed: dict[str, list[str]] = {}
    for part in after:
        partner = partners.get(part.id)
        if partner is None:
            continue
        if names.get(partner.parent, partner.parent) != part.parent:
            moved.add(part.id)
        else:
            stayed.setdefault(part.parent, []).append(part.id)
    for siblings in stayed.values():
        moved |= set(siblings) - longest_rise(siblings, order)
    return moved - {COVER}


def longest_rise(names: Sequence[str], order: dict[str, int]) -> set[str]:
    """Return the most names whose order rises: the ones that stayed, while the others moved among them."""
    ends: list[int] = []
    tails: list[str] = []
    behind: dict[str, str] = {}
    for name in names:
        at = bisect_left(ends, order[name])
        ends[at:] = [order[name], *ends[at + 1 :]]
        tails[at:] = [name, *tails[at + 1 :]]
        behind[name] = tails[at - 1] if at else ""
    kept: set[str] = set()
    name = tails[-1] if tails else ""
    while name:
        kept.add(name)
        name = behind[name]
    return kept


def _line_changes(before: Sequence[Line], after: Sequence[Line]) -> tuple[LineChange, ...]:
    matcher = SequenceMatcher(None, [line.same for line in before], [line.same for line in after], autojunk=False)
    found: list[LineChange] = []
    for tag, start, end, first, last in matcher.get_opcodes():
        old, new = before[start:end], after[first:last]
        if tag == "equal":
            found += [LineChange(a, b) for a, b in zip(old, new, strict=True) if a.shown != b.shown]
        else:
            found += _paired(old, new)
    return tuple(found)


def _paired(old: Sequence[Line], new: Sequence[Line]) -> list[LineChange]:
    """Pair lines that were put in each other's place: in order, each with the most like it of those that are left."""
    if len(old) == len(new) == 1:
        return [LineChange(old[0], new[0])]
    found: list[LineChange] = []
    at = 0
    for line in old:
        likeness = [(_likeness(line, other), -n) for n, other in enumerate(new) if n >= at]
        best, place = max(likeness, default=(0.0, 0))
        if best < ALIKE:
            found.append(LineChange(line, None))
            continue
        found += [LineChange(None, other) for other in new[at:-place]]
        found.append(LineChange(line, new[-place]))
        at = 1 - place
    return [*found, *(LineChange(None, other) for other in new[at:])]


def _likeness(one: Line, other: Line) -> float:
    return SequenceMatcher(None, one.same.split(), other.same.split(), autojunk=False).ratio()


@dataclass(frozen=True, slots=True)
class RedlinePiece:
    """A run of words that was kept, taken out or put in."""

    how: Literal["kept", "removed", "added"]
    text: str


def redline(before: str, after: str) -> tuple[RedlinePiece, ...]:
    """Return the pieces that make `before` out of those kept and removed, and `after` out of those kept and added.

    A word that has only another form of quote is kept, and stands as in `after`.
    """
    old, new = WORD_OR_SIGN.findall(before), WORD_OR_SIGN.findall(after)
    matcher = SequenceMatcher(None, [*map(folded, old)], [*map(folded, new)], autojunk=False)
    if before and after and matcher.ratio() < READABLE:
        return (RedlinePiece("removed", before), RedlinePiece("added", after))
    found: list[RedlinePiece] = []
    removed = added = ""
    for tag, start, end, first, last in matcher.get_opcodes():
        kept = "".join(new[first:last]) if tag == "equal" else ""
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
