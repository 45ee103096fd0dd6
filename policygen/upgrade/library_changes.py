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

    `diff` is the difference of its words, if those of before are known: of a clause made of several, from all of them.
    A clause that was split has several `heirs`, and each of these was added, `formerly` part of it. One that became
    part of another has that one as its heir.
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
    came_from: dict[str, list[str]] = {}
    split_from: dict[str, str] = {}
    gone = []
    for name in sorted(before.keys() - after.keys()):
        full = f"{library}:{name}"
        found = heirs(project, full)
        if len(found) == 1:
            came_from.setdefault(found[0], []).append(full)
        if len(found) != 1 or len(came_from[found[0]]) > 1 or found[0].partition(":")[2] in before:
            gone.append(ClauseMove("removed", full, _title(old, full), heirs=found))
        if len(found) > 1:
            split_from |= dict.fromkeys(found, full)
    for name in sorted(after):
        full = f"{library}:{name}"
        clause = project.clauses[full]
        title = clause.entry.title.text
        sources = [*([full] if name in before else []), *came_from.get(full, [])] or [split_from.get(full, "")]
        digests = {one: before.get(one.partition(":")[2], "") for one in sources}
        if name not in before and (full in split_from or not all(digests.values())):
            part_of = split_from.get(full, "")
            yield ClauseMove("added", full, title, part_of, diff=_difference(clause, digests, old, kept))
            continue
        reworded = len(sources) > 1 or not same_digest(digests[sources[0]], clause.digest)
        diff = _difference(clause, digests, old, kept) if reworded else ()
        if full not in sources:
            yield ClauseMove("renamed", full, title, sources[0], reworded=reworded, diff=diff)
        elif reworded:
            yield ClauseMove("reworded", full, title, reworded=True, diff=diff)
    yield from gone


def _difference(
    clause: Clause, digests: MappingType[str, str], old: Project | None, kept: MappingType[str, ClauseWords]
) -> tuple[ChangedWords, ...]:
    """Return what a clause has otherwise than the clauses it came from, by their digests; () if not all are known."""
    before = []
    for name, digest in digests.items():
        was = old.clauses.get(name) if old is not None else None
        if was is not None and same_digest(was.digest, digest):
            before.append(_words(was))
        elif (words := kept.get(digest[:CLAUSE_DIGITS])) is not None:
            before.append(f"{words.title}\n{words.text}")
        else:
            return ()
    return tuple(word_diff("\n".join(before), _words(clause)))


def _words(clause: Clause) -> str:
    return f"{clause.entry.title.text}\n{clause.entry.text.text}"


def _title(old: Project | None, name: str) -> str:
    clause = old.clauses.get(name) if old is not None else None
    return clause.entry.title.text if clause is not None else ""
