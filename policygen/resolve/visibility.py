"""Withhold from an edition the answers that its readers must not see."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as MappingType
from dataclasses import replace

from policygen.check.project import Project
from policygen.document.model import Edition, Origin
from policygen.model.answers import Typed
from policygen.model.vocabulary import Question, Role
from policygen.resolve.settled import Person, Setting, Settled

# These are public for the holder of a public post; contact details only if the vocabulary says so.
_SAID_OF = ("name", "title", "post")


def for_edition(project: Project, settled: Settled, edition: Edition) -> Settled:
    """Return the answers that the readers of an edition can see; the others are `withheld`.

    The board sees them all. Editions contain the same clauses, so plan a policy with all the answers.
    """
    if edition == "board":
        return settled
    vocabulary = project.vocabulary
    known = _known(project, settled.people.values())
    people = {
        role: _person(person, vocabulary.people[person.held_by], known) if edition == "web" else person
        for role, person in settled.people.items()
    }
    return replace(
        settled,
        settings={
            key: _answer(setting, _question(vocabulary.groups, key), edition)
            for key, setting in settled.settings.items()
        },
        people={
            role: replace(person, cover=people[person.cover.role])
            if person.cover is not None and person.cover is not people[person.cover.role]
            else person
            for role, person in people.items()
        },
        policies={
            policy: {
                key: _answer(setting, vocabulary.groups["policy"][key], edition) for key, setting in answers.items()
            }
            for policy, answers in settled.policies.items()
        },
    )


def _question(groups: MappingType[str, MappingType[str, Question]], key: str) -> Question:
    group, _, name = key.partition(".")
    return groups[group][name]


def _answer(setting: Setting, question: Question, edition: Edition) -> Setting:
    withheld = not question.public if edition == "web" else question.board_only
    if not withheld or setting.value is None:
        return setting
    # Comparisons in a text decide which words the school adopted, and those are the same in every edition.
    return _withheld(setting, keep=question.closed)


def _known(project: Project, people: Iterable[Person]) -> dict[str, str]:
    """Return what replaces each name in comparisons: itself if it is public, or else a post that its holder has."""
    known: dict[str, str] = {}
    for person in people:
        for name in (str(one["name"].value) for one in person.each):
            if project.vocabulary.people[person.held_by].public:
                known[name] = name
            else:
                known.setdefault(name, person.held_by)
    return known


def _person(person: Person, role: Role, known: MappingType[str, str]) -> Person:
    """Withhold what is not public about the holder of a post; the post's title is always public."""
    fields = dict(person.fields)
    for name, setting in fields.items():
        if role.public and (name in _SAID_OF or role.public_contact):
            continue
        if name == "name":
            # Texts compare who holds two posts, and test whether anyone does.
            fields[name] = replace(_withheld(setting), value=_standing_in(setting.value, known))
        elif name != "title":
            fields[name] = _withheld(setting)
    holders = person.holders if role.public else ()
    if holders == person.holders and all(fields[name] is setting for name, setting in person.fields.items()):
        return person
    return replace(person, fields=fields, holders=holders)


def _standing_in(value: Typed | None, known: MappingType[str, str]) -> Typed | None:
    if value is None:
        return None
    return tuple(known[name] for name in value) if isinstance(value, tuple) else known[str(value)]


def _withheld(setting: Setting, *, keep: bool = False) -> Setting:
    return replace(setting, value=setting.value if keep else None, how="withheld", origin=Origin(key=setting.key))
