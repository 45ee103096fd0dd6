"""The words of a clause when it was last reviewed, found in git by their digest."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from policygen.check.shape import decode_node
from policygen.diagnostics.model import Diagnostics
from policygen.model.checked import DIGITS, review_digest
from policygen.model.library import ClauseEntry
from policygen.review.editing import entries_of
from policygen.source.nodes import Scalar
from policygen.source.reading import read_source
from policygen.world.git import contents, history


@dataclass(frozen=True, slots=True)
class PastClause:
    """A clause as it was at a commit of this day."""

    entry: ClauseEntry
    commit: str
    day: date


def clauses_in(name: str, data: bytes, only: Collection[str] = ()) -> Iterator[ClauseEntry]:
    """Yield the clauses of a file, or those with the ids `only`; those that cannot be read today are left out."""
    unheard = Diagnostics()
    found = read_source(name, data, unheard)
    for item in entries_of(found[1], "clauses") if found is not None else ():
        written = item.get("id")
        if not only or (isinstance(written, Scalar) and written.text in only):
            entry = decode_node(item, ClauseEntry, unheard, "entry")
            if entry is not None:
                yield entry


def clause_with(root: Path, library: str, names: Collection[str], digest: str = "") -> PastClause | None:
    """Return the clause that had one of these ids in the words that have this digest, or None if no commit has them.

    The newest commit comes first; without a digest, any words will do. Raises GitRefused, also where there is no
    repository.
    """
    versions = [one for one in history(root, f"clauses/{library}") if one.name.endswith(".yaml")][::-1]
    for version, data in zip(versions, contents(root, versions), strict=True):
        if any(name.encode() in data for name in names):
            for entry in clauses_in(version.name, data, names):
                if not digest or review_digest(entry) == digest[:DIGITS]:
                    return PastClause(entry, version.commit, version.day)
    return None
