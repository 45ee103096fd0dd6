"""Read `policygen.lock`, compare it with the libraries that are installed, and write it anew.

A project without the file is not held to anything. The project's own libraries are never in it: they are under its
control already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from policygen import __version__
from policygen.check.files import COMMON, report_unreadable
from policygen.check.project import Project
from policygen.check.shape import decode_node, report_twice
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span
from policygen.model.lock import CLAUSE_DIGITS, LockedLibrary, LockFile, Pin, PinChange, same_digest
from policygen.source.reading import read_source
from policygen.world.digest import fingerprint_of
from policygen.world.protocol import LOCK, PACKAGED, OutsideTheProject, World

# A README or another file that policygen does not read may be in one copy of a library and not in another.
_READ = (".yaml", ".svg", ".png", ".jpg", ".jpeg")


@dataclass(frozen=True, slots=True)
class LibraryLock:
    """A project's lock as it was read: the pins by library, and the place of each in the file."""

    pins: Mapping[str, Pin]
    places: Mapping[str, Span]


def read_lock(world: World, diagnostics: Diagnostics) -> LibraryLock | None:
    """Return a project's lock; None if it has none, or after reporting why it cannot be used."""
    if not world.exists(LOCK) and not world.leads_out(LOCK):
        return None
    try:
        data = world.read(LOCK)
    except (OSError, OutsideTheProject) as error:
        report_unreadable(LOCK, error, diagnostics)
        return None
    before = diagnostics.errors
    found = read_source(LOCK, data, diagnostics)
    made = decode_node(found[1], LockFile, diagnostics, "lock") if found is not None else None
    if made is None:
        return None
    entries: dict[str, LockedLibrary] = {}
    for entry in made.libraries:
        if entry.id.text in entries:
            report_twice("PG206.entry", entries[entry.id.text].id, entry.id, diagnostics)
        entries.setdefault(entry.id.text, entry)
    if diagnostics.errors > before:
        return None
    return LibraryLock(
        {key: one.pin for key, one in entries.items()}, {key: one.id.span for key, one in entries.items()}
    )


def pins_of(project: Project) -> dict[str, Pin]:
    """Return the packaged and installed libraries that a project uses now, by id and in order of id.

    The entry `policygen` is for what no library has to itself: the vocabulary, the outlines, contacts and references.
    """
    files: dict[str, list[str]] = {}
    for name in project.world.packaged_names("clauses"):
        if name.lower().endswith(_READ):
            files.setdefault(owning_library(name), []).append(name)
    clauses: dict[str, dict[str, str]] = {}
    for clause in project.clauses.values():
        # A project can add clauses of its own to a packaged library.
        if clause.source.name.startswith(PACKAGED):
            library, _, name = clause.name.partition(":")
            clauses.setdefault(library, {})[name] = clause.digest[:CLAUSE_DIGITS]
    pins = {}
    for library in sorted(files):
        known = project.libraries.get(library)
        if known is None and library != COMMON:
            continue
        version = __version__ if known is None else known.version.text
        digest = _digest(project.world, files[library])
        pins[library] = Pin(library, version, digest, dict(sorted(clauses.get(library, {}).items())))
    return pins


def changes_since(lock: Mapping[str, Pin], now: Mapping[str, Pin]) -> tuple[PinChange, ...]:
    """Return each library that differs between a lock and what is installed, in order of id."""
    found = []
    for library in sorted({*lock, *now}):
        before, after = lock.get(library), now.get(library)
        same = before is not None and after is not None and same_digest(before.digest, after.digest)
        if not same or (before and after and before.version != after.version):
            found.append(PinChange(before, after))
    return tuple(found)


def check_lock(project: Project, diagnostics: Diagnostics) -> None:
    """Report each library that differs from the lock, at its place there."""
    lock = read_lock(project.world, diagnostics)
    if lock is None:
        return
    for change in changes_since(lock.pins, pins_of(project)):
        if f"{change.id}:" in project.unread:
            continue  # What is wrong with it was reported.
        place = lock.places.get(change.id) or Span(LOCK, 1, 1)
        version = change.after.version if change.after else change.before.version if change.before else ""
        locked = change.before.version if change.before else ""
        code = _wording(change, is_own=change.id in project.libraries)
        diagnostics.report(code, place, library=change.id, version=version, locked=locked)


def encode_lock(pins: Iterable[Pin]) -> bytes:
    """Return the lock of these libraries as a file: the same bytes for the same pins, whatever their order."""
    return "".join(f"{line}\n" for line in _lines(sorted(pins, key=lambda pin: pin.id))).encode()


def owning_library(name: str) -> str:
    """Return the library that a file under clauses/ belongs to, or `policygen` for what belongs to none alone."""
    parts = PurePosixPath(name.removeprefix(PACKAGED)).parts
    return parts[1] if len(parts) > 2 and parts[1] != "policies" else COMMON


def _lines(pins: Iterable[Pin]) -> Iterator[str]:
    yield say("lock.head")
    yield "libraries:"
    for pin in pins:
        # In quotes, because other programs would read a version as a number, and a digest of figures too.
        yield f"  - id: {pin.id}"
        yield f'    version: "{pin.version}"'
        yield f'    digest: "{pin.digest}"'
        if pin.clauses:
            yield "    clauses:"
            yield from (f'      {name}: "{digest}"' for name, digest in sorted(pin.clauses.items()))


def _wording(change: PinChange, *, is_own: bool) -> str:
    """Return the wording for a change; `is_own` if the project has the library itself."""
    if change.before is None:
        return "PG284.unpinned"
    if change.after is None:
        return "PG284.own" if is_own else "PG284.missing"
    return "PG284.version" if change.before.version != change.after.version else "PG284.contents"


def _digest(world: World, names: Iterable[str]) -> str:
    """Return the SHA-256 of files: their names in their library, and their bytes."""
    parts: list[str | bytes] = []
    for name in names:
        try:
            data = world.read(name)
        except (OSError, OutsideTheProject):
            continue  # Reading the library reports it.
        parts += [name.removeprefix(f"{PACKAGED}clauses/"), data]
    return fingerprint_of(*parts)
