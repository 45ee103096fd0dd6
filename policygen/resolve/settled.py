"""What settling gives: an answer for each question and the holders of each post, with where they come from."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from typing import Literal

from policygen.check.conditions import Answer as Tested
from policygen.check.project import Project
from policygen.diagnostics.model import Span
from policygen.document.model import Origin
from policygen.model.answers import Answer, Typed
from policygen.model.settings import Settings

# `open` is an answer that the person who completes a model copy fills in; its value is a stand-in. `withheld` is one
# that the readers of an edition must not see; any value is for conditions only and is never printed.
How = Literal["school", "inherited", "default", "none", "unanswered", "mistaken", "open", "withheld"]

PersonState = Literal["answered", "vacant", "none", "unanswered"]


@dataclass(frozen=True, slots=True)
class Setting:
    """The settled answer to one question. `value` is None if there is none; `span` is where it is or should be set."""

    key: str
    value: Typed | None
    how: How
    origin: Origin
    span: Span


@dataclass(frozen=True, slots=True)
class Person:
    """The holder of a role: the fields by name, the school's title for it, and the role that covers it (`held_by`).

    If several people hold the post together, `holders` has the fields of each; `name` in `fields` is then all their
    names, and `email` and `telephone` are what they have given of them. While a post is vacant, `cover` is the
    post that takes over.
    """

    role: str
    title: Setting
    fields: MappingType[str, Setting]
    state: PersonState
    held_by: str
    span: Span
    holders: tuple[MappingType[str, Setting], ...] = ()
    cover: Person | None = None

    @property
    def each(self) -> tuple[MappingType[str, Setting], ...]:
        """The fields of each person who holds the post: of one, or of several."""
        return self.holders or (self.fields,)


def holders_of(person: Person) -> frozenset[str]:
    """Return the names of the holders of a post as they are compared: in small letters, with single spaces."""
    value = person.fields["name"].value
    names = value if isinstance(value, tuple) else (value,)
    return frozenset(" ".join(name.split()).casefold() for name in names if isinstance(name, str))


@dataclass(slots=True)
class Settled:
    """Everything settled for one school: answers by `group.key`, people by role, policies and their settings."""

    id: str
    chain: tuple[Settings, ...]
    settings: dict[str, Setting]
    people: dict[str, Person]
    policies: dict[str, dict[str, Setting]]
    conditions: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        return self.chain[0].file

    @property
    def specimen(self) -> bool:
        return self.chain[0].model.specimen

    @property
    def complete(self) -> bool:
        """Whether every file that the school extends was read: an unread one may answer what seems unanswered."""
        return self.chain[-1].model.extends is None

    def unread_policies(self, project: Project) -> list[str]:
        """Return the policies that the school names and whose files have mistakes, which were reported."""
        named = dict.fromkeys(policy for file in self.chain for policy in file.model.policies)
        return [policy for policy in named if policy not in project.outlines and policy in project.unread]

    def mistaken_policies(self, project: Project) -> list[str]:
        """Return the policies that the school names and whose files have mistakes, read or not."""
        named = dict.fromkeys(policy for file in self.chain for policy in file.model.policies)
        return [policy for policy in named if policy in project.unread]

    def mistaken(self, policy: str, key: str) -> bool:
        """Return whether the answer to `key` (as in `Missing.key`) was given but cannot be read, which was reported."""
        group, _, rest = key.partition(".")
        if group == "people":
            role, _, field = rest.partition(".")
            found = self.people[role].fields.get(field or "name") if role in self.people else None
        else:
            found = self.policies[policy].get(rest) if group == "policy" else self.settings.get(key)
        return found is not None and found.how == "mistaken"

    def tested(self, key: str) -> Tested:
        """Return the answer a condition tests: of the school's facts or choices, by key."""
        setting = self.settings.get(f"school.{key}") or self.settings.get(f"choices.{key}")
        value = setting.value if setting else None
        return value if isinstance(value, bool | str | int | tuple) or value is None else str(value)


def nearest_answer(key: str, found: list[tuple[Settings, Answer | None]], otherwise: Span) -> Setting:
    """Return the first of the answers in `found`, the school's own file first; an empty one is passed over.

    If there is none, the setting is `unanswered`, at the first empty answer or at `otherwise`.
    """
    empty: Span | None = None
    for n, (file, answer) in enumerate(found):
        if answer is None:
            continue
        if answer.state == "empty":
            empty = empty or answer.span
            continue
        origin = Origin(key=key, file=file.file, line=answer.span.line)
        how: How = "inherited" if n else "school"
        if answer.state in ("none", "mistaken"):
            how = answer.state
        return Setting(key, answer.value, how, origin, answer.span)
    span = empty or otherwise
    return Setting(key, None, "unanswered", Origin(key=key), span)
