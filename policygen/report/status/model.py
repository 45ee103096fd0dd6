"""What `status` reports of schools: one entry for each policy that a board approves, and what else was read for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from policygen.diagnostics.model import Diagnostic

# `changed` is a policy that the board adopted, with other words now than those that it adopted.
PolicyState = Literal["adopted", "changed", "for-approval", "draft"]
CopyState = Literal["current", "older", "different", "missing"]


@dataclass(frozen=True, slots=True)
class LibraryEdition:
    """A clause library that a policy has clauses of: its version when the policy was adopted ("" if it was not), and
    the version now ("" if the project no longer has the library).
    """

    library: str
    adopted: str
    now: str

    @property
    def moved(self) -> bool:
        """Whether the library has another version now than when the policy was adopted."""
        return bool(self.adopted) and self.adopted != self.now


@dataclass(frozen=True, slots=True)
class UnreadWord:
    """A Word file in the out folder that a person changed: how many of its edits the settings do not have, and its
    comments. `fault` says why it cannot be read back.
    """

    file: str
    edits: int = 0
    remarks: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A person who has not confirmed the words in force; `version` is what they confirmed last, as it was typed."""

    name: str
    email: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmedWords:
    """How many people have confirmed the words of a policy that are in force, and who has not."""

    confirmed: int
    waiting: tuple[Unconfirmed, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedCopy:
    """A published copy compared with the adoption records.

    `edition` is the date of the adoption whose words it has; `because` says what is wrong with one that is different.
    """

    file: str
    state: CopyState
    edition: date | None = None
    version: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyStatus:
    """One policy of one school.

    `errors` are the mistakes and missing answers of one that can only be built as a draft. `adopted_on`, `minute` and
    `version` are of the last adoption; `common_on` and `common_by` of a trust's or council's adoption of the common
    words. `old_words` are the clauses whose tailoring was made against words that have changed since.
    """

    school: str
    name: str
    policy: str
    title: str
    state: PolicyState
    errors: int = 0
    adopted_on: date | None = None
    minute: str = ""
    version: str = ""
    common_on: date | None = None
    common_by: str = ""
    libraries: tuple[LibraryEdition, ...] = ()
    review_on: date | None = None
    overdue: bool = False
    old_words: tuple[str, ...] = ()
    word: UnreadWord | None = None
    confirmed: ConfirmedWords | None = None
    published: tuple[PublishedCopy, ...] = ()


@dataclass(frozen=True, slots=True)
class EstateStatus:
    """The status of some schools on a day, in the order of their ids.

    `unreadable` are schools whose settings cannot be used; `diagnostics` are about the lists that were given.
    `was_confirmed` and `was_published` say whether such a list was given.
    """

    as_of: date
    policies: tuple[PolicyStatus, ...]
    unreadable: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    was_confirmed: bool = False
    was_published: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def schools(self) -> tuple[str, ...]:
        """The ids of the schools that have a policy here, in order."""
        return tuple(dict.fromkeys(one.school for one in self.policies))

    def in_state(self, state: PolicyState) -> int:
        """Return how many policies are in a state."""
        return sum(one.state == state for one in self.policies)


def by_school(policies: Iterable[PolicyStatus]) -> dict[str, list[PolicyStatus]]:
    """Return the policies of each school, in order."""
    found: dict[str, list[PolicyStatus]] = {}
    for one in policies:
        found.setdefault(one.school, []).append(one)
    return found
