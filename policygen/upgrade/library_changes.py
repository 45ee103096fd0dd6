"""What the libraries changed since a project was last moved to them: clauses added, removed, renamed and reworded."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from typing import Literal

from policygen.check.locking import pins_of
from policygen.check.project import Project
from policygen.compare.words import ChangedWords, word_diff
from policygen.model.checked import Clause
from policygen.model.lock import CLAUSE_DIGITS, Pin, same_digest
from policygen.resolve.heirs import heirs
from policygen.upgrade.entries import ClauseWords

What = Literal["added", "removed", "renamed", "reworded"]


@dataclass(frozen=True, slots=True)
class ClauseMove:
    """One clause that a library changed, by its full name today, or the former one if it was removed.

    `diff` is the difference of its words, if those of before are known. A clause that was split has several `heirs`.
    """

    what: What
    clause: str
    title: str = ""
    formerly: str = ""
    heirs: tuple[str, ...] = ()
    reworded: bool = False
    diff: tuple[ChangedWords, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryMove:
    """One library in two versions; without the one that it was not there in."""

    library: str
    before: str
    after: str
    clauses: tuple[ClauseMove, ...]


def library_moves(
    project: Project, locked: MappingType[str, Pin] | None, old: Project | None, kept: MappingType[str, ClauseWords]
) -> tuple[LibraryMove, ...]:
    """Return each library that differs from the lock, or without a lock from the `old` project, in order of id.

    `kept` are old words of clauses by the first 12 digits of their digest.
    """
    if locked is None and old is None:
        return ()
    before, after = _pins(old), _pins(project)
    if locked is not None:
        # The lock knows the packaged libraries better; it does not know those of the project.
        installed = pins_of(project)
        known = {*locked, *installed}
        before = {**{key: pin for key, pin in before.items() if key not in known}, **locked}
        own = {key: pin for key, pin in after.items() if key not in known and old is not None}
        after = {**own, **installed}
    found = []
    for library in sorted({*before, *after}):
        was, now = before.get(library), after.get(library)
        if was is not None and now is not None and was.digest and same_digest(was.digest, now.digest):
            continue
        clauses = tuple(_clauses(project, library, was, now, old, kept))
        if clauses or (was.version if was else "") != (now.version if now else "") or (was and was.digest):
            found.append(LibraryMove(library, was.version if was else "", now.version if now else "", clauses))
    return tuple(found)


def _pins(project: Project | None) -> dict[str, Pin]:
    """Return all libraries of a project as pins without a digest: it was made by no lock."""
    found: dict[str, dict[str, str]] = {}
    for name, clause in project.clauses.items() if project is not None else ():
        library, _, bare = name.partition(":")
        found.setdefault(library, {})[bare] = clause.digest[:CLAUSE_DIGITS]
    libraries = project.libraries if project is not None else {}
    return {key: Pin(key, one.version.text, "", found.get(key, {})) for key, one in libraries.items()}


def _clauses(
    project: Project,
    library: str,
    was: Pin | None,
    now: Pin | None,
    old: Project | None,
    kept: MappingType[str, ClauseWords],
) -> Iterator[ClauseMove]:
    before, after = (pin.clauses if pin is not None else {} for pin in (was, now))
    came_from: dict[str, str] = {}
    gone = []
    for name in sorted(before.keys() - after.keys()):
        full = f"{library}:{name}"
        found = heirs(project, full)
        if len(found) == 1 and found[0] not in came_from:
            came_from[found[0]] = full
        else:
            gone.append(ClauseMove("removed", full, _title(old, full), heirs=found))
    for name in sorted(after):
        full = f"{library}:{name}"
        clause = project.clauses[full]
        former = came_from.get(full, "")
        digest = before.get(former.partition(":")[2] if former else name)
        if digest is None:
            yield ClauseMove("added", full, clause.entry.title.text)
            continue
        reworded = not same_digest(digest, clause.digest)
        if former or reworded:
            words = _words_before(digest, old, former or full, kept) if reworded else None
            diff = word_diff(f"{words.title}\n{words.text}", _words(clause)) if words is not None else ()
            title = clause.entry.title.text
            yield ClauseMove("renamed" if former else "reworded", full, title, former, reworded=reworded, diff=diff)
    yield from gone


def _words_before(
    digest: str, old: Project | None, name: str, kept: MappingType[str, ClauseWords]
) -> ClauseWords | None:
    clause = old.clauses.get(name) if old is not None else None
    if clause is not None and same_digest(clause.digest, digest):
        return ClauseWords(clause.entry.title.text, clause.entry.text.text)
    return kept.get(digest[:CLAUSE_DIGITS])


def _words(clause: Clause) -> str:
    return f"{clause.entry.title.text}\n{clause.entry.text.text}"


def _title(old: Project | None, name: str) -> str:
    clause = old.clauses.get(name) if old is not None else None
    return clause.entry.title.text if clause is not None else ""
