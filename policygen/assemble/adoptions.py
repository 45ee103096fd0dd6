"""What a policy prints about its adoptions: the status and dates on its cover, the approval, the version table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policygen.document.model import Signatory


@dataclass(frozen=True, slots=True)
class Adoption:
    """One adoption. `change` describes what it changed; `file` is the record's name in the project."""

    on: date
    minute: str
    version: str
    change: str
    file: str


@dataclass(frozen=True, slots=True)
class GroupAdoption:
    """A group's adoption of the words that its schools have in common. `body` is the group's name.

    `own` are the clauses that the school added or reworded, which that adoption does not cover. `left_out` says that
    the school left out others.
    """

    body: str
    on: date
    minute: str
    file: str
    own: tuple[str, ...] = ()
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Adoptions:
    """A policy's adoptions, oldest first. `holds` is true if its wording is still that of the last one.

    `people_updated` is set if people or contacts have changed since then; `since` describes other changes.
    `signatories` are those of the last meeting. `common` is what a trust or council adopted of it, if that still holds.
    """

    past: tuple[Adoption, ...] = ()
    holds: bool = False
    people_updated: date | None = None
    since: str = ""
    signatories: tuple[Signatory, ...] = ()
    common: GroupAdoption | None = None

    @property
    def current(self) -> Adoption | None:
        """The adoption in force; None for a draft or a policy for approval."""
        return self.past[-1] if self.holds else None


NONE = Adoptions()
