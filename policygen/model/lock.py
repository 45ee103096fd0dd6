"""What `policygen.lock` holds: the version and contents of each packaged and installed library that a project uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from policygen.diagnostics.model import Span
from policygen.model.library import Digest
from policygen.model.written import About, Pattern, Written

# How many hex digits of a clause's digest are kept: enough to see a change, and a line stays short.
CLAUSE_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class LockedLibrary:
    """A library in the lock, as it is written there."""

    id: Annotated[
        Written,
        Pattern(r"[a-z][a-z0-9-]*", "name"),
        About("The library; policygen stands for the vocabulary, outlines, contacts and references of all libraries."),
    ]
    version: Annotated[Written, About("Its version when it was pinned.")]
    digest: Annotated[Digest, About("The SHA-256 of its files.")]
    clauses: Annotated[
        dict[str, Digest], About("Its clauses by id, each with the first 12 digits of the digest of its words.")
    ] = field(default_factory=dict)
    span: Span

    @property
    def pin(self) -> Pin:
        """The entry as values."""
        clauses = {name: digest.text for name, digest in self.clauses.items()}
        return Pin(self.id.text, self.version.text, self.digest.text, clauses)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class LockFile:
    """The libraries that a project was last built with. `policygen upgrade --write` moves it to those installed."""

    libraries: Annotated[tuple[LockedLibrary, ...], About("The packaged and installed libraries, in order of id.")]


@dataclass(frozen=True, slots=True)
class Pin:
    """A library as it was at one time: its version, the SHA-256 of its files, and the digest of each clause by id."""

    id: str
    version: str
    digest: str
    clauses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PinChange:
    """What differs between a library in the lock (`before`) and as it is installed (`after`).

    `before` is None for a library that is not in the lock, `after` for one that is not installed.
    """

    before: Pin | None
    after: Pin | None

    @property
    def id(self) -> str:
        pin = self.after or self.before
        return pin.id if pin is not None else ""

    @property
    def added(self) -> tuple[str, ...]:
        """The ids of the clauses that only the installed library has, in order."""
        return tuple(sorted(_clauses(self.after).keys() - _clauses(self.before).keys()))

    @property
    def removed(self) -> tuple[str, ...]:
        """The ids of the clauses that only the locked library has, in order."""
        return tuple(sorted(_clauses(self.before).keys() - _clauses(self.after).keys()))

    @property
    def reworded(self) -> tuple[str, ...]:
        """The ids of the clauses whose title or text differs, in order."""
        before, after = _clauses(self.before), _clauses(self.after)
        return tuple(
            sorted(name for name in before.keys() & after.keys() if not same_digest(before[name], after[name]))
        )


def same_digest(one: str, other: str) -> bool:
    """Return whether two digests agree in as many digits as both have."""
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def _clauses(pin: Pin | None) -> Mapping[str, str]:
    return pin.clauses if pin is not None else {}
