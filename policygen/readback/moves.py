"""Paragraphs that were moved from one clause into another: what is removed here and added there belongs together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from policygen.readback.changes import BlockChange, SideBySide

Group = dict[str, list[BlockChange]]


def moved_together(by_clause: Mapping[str, Sequence[BlockChange]], sides: SideBySide) -> Iterator[Group]:
    """Yield the edits of each clause by its name, without those of values only; joined by what was moved between them.

    In a group of several clauses, what was moved is removed from the one and added to the other.
    """
    clauses = {line.id: line.clause for line in sides.original.lines}
    follows = {edit.block: edit.follows for edits in by_clause.values() for edit in edits if edit.moved}
    ordered: list[tuple[str, BlockChange]] = []
    together: dict[str, set[str]] = {}
    order = {id(change): n for n, change in enumerate(sides.changes)}
    every = (edit for edits in by_clause.values() for edit in edits if edit.what != "value")
    for edit in sorted(every, key=lambda one: order[id(one)]):
        place = _place(edit, follows)
        to = clauses.get(place, "")
        if edit.what != "moved" or edit.cells or edit.is_title or not to or to == edit.clause:
            ordered.append((edit.clause, edit))
            together.setdefault(edit.clause, {edit.clause})
            continue
        ordered.append((edit.clause, replace(edit, what="removed")))
        ordered.append((to, replace(edit, what="added", clause=to, follows=place, is_title=False)))
        joined = together.get(edit.clause, {edit.clause}) | together.get(to, {to})
        together.update(dict.fromkeys(joined, joined))
    shown: set[str] = set()
    for clause in dict.fromkeys(clause for clause, _ in ordered):
        if clause not in shown:
            shown |= together[clause]
            yield _group(together[clause], ordered)


def _group(clauses: set[str], ordered: Sequence[tuple[str, BlockChange]]) -> Group:
    found: Group = {}
    for clause, edit in ordered:
        if clause in clauses:
            found.setdefault(clause, []).append(edit)
    return found


def _place(edit: BlockChange, follows: Mapping[str, str]) -> str:
    """Return the block that an edit is behind: of several that were moved to one place, the one before the first."""
    place, seen = edit.follows, {edit.block}
    while place in follows and place not in seen:
        seen.add(place)
        place = follows[place]
    return place
