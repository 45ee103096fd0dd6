"""Turn settled answers into the names a clause can use: school, people, choices, policy, contacts, references."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as MappingType
from dataclasses import replace
from typing import Any

from policygen.assemble.placeholders import Hole, MissingAnswer, PlaceholderGroup
from policygen.assemble.shared_clauses import Reads, WatchedGroup
from policygen.assemble.wording import Wording
from policygen.check.files import origin_of
from policygen.check.names import CONTACT_FIELDS, PERSON_FIELDS, REFERENCE_FIELDS
from policygen.check.project import Project
from policygen.document.model import Edition, Origin
from policygen.resolve.settled import Person, Setting, Settled, holders_of
from policygen.resolve.visibility import for_edition


def hole_of(project: Project, setting: Setting, wording: Wording) -> Hole:
    """Return one setting as a hole; an unanswered one carries what is missing."""
    if setting.value is not None and setting.how not in ("open", "withheld"):
        return Hole(_printed(project, setting, wording), setting.value, setting.origin, wording=wording)
    group, _, key = setting.key.partition(".")
    question = project.vocabulary.groups.get(group, {}).get(key)
    label = question.label.text if question else setting.key
    words = question.question.text if question else ""
    missing = MissingAnswer(setting.key, label, words, setting.span, setting.how == "withheld")
    return Hole("", setting.value, setting.origin, missing, wording)


def _printed(project: Project, setting: Setting, wording: Wording) -> str:
    """A value of a closed list prints as its meaning in the vocabulary, not as its key."""
    group, _, key = setting.key.partition(".")
    question = project.vocabulary.groups.get(group, {}).get(key)
    assert setting.value is not None  # noqa: S101
    if question is not None and question.values and question.closed:
        values = setting.value if isinstance(setting.value, tuple) else (setting.value,)
        return wording.joined(tuple(question.values[str(value)].text for value in values), "and")
    if question is not None and question.type == "web":
        return shown_address(str(setting.value))
    return wording.value(setting.value)


def shown_address(address: str) -> str:
    """Return a web address as people read it: without its scheme and a last slash."""
    return address.removeprefix("https://").removeprefix("http://").rstrip("/")


def library_scope(project: Project) -> dict[str, Any]:
    """Return the values that clauses can name and that are the same for every school: contacts and references."""
    return {
        "contacts": PlaceholderGroup(
            {name: _entry(entry, "contacts", name, "name", CONTACT_FIELDS) for name, entry in project.contacts.items()}
        ),
        "references": PlaceholderGroup(
            {name: _entry(e, "references", name, "short", REFERENCE_FIELDS) for name, e in project.references.items()}
        ),
    }


class KnownValues:
    """What answers and people of one school became, by their identity: most are the same in all of its Documents."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[object, Any]] = {}
        self._editions: dict[tuple[int, Edition], tuple[Settled, Settled]] = {}
        self._groups: dict[int, tuple[Settled, dict[str, dict[str, Any]]]] = {}

    def of(self, source: Any, make: Callable[[Project, Any, Wording], Any], project: Project, wording: Wording) -> Any:
        """Return what an answer or a person became; `make` is asked the first time."""
        found = self._found.get(id(source))
        if found is None:
            found = self._found[id(source)] = (source, make(project, source, wording))
        return found[1]

    def for_edition(self, project: Project, settled: Settled, edition: Edition) -> Settled:
        """Return what the readers of an edition can see of a school's answers (`resolve.visibility`)."""
        found = self._editions.get((id(settled), edition))
        if found is None:
            found = self._editions[id(settled), edition] = settled, for_edition(project, settled, edition)
        return found[1]

    def groups(self, project: Project, settled: Settled, wording: Wording) -> MappingType[str, MappingType[str, Any]]:
        """Return answers and people by group and name, as the clauses of every policy can name them."""
        found = self._groups.get(id(settled))
        if found is None:
            made: dict[str, dict[str, Any]] = {"school": {}, "choices": {}}
            for key, setting in settled.settings.items():
                group, _, name = key.partition(".")
                made[group][name] = self.of(setting, hole_of, project, wording)
            made["people"] = {
                role: self.of(person, person_branch, project, wording) for role, person in settled.people.items()
            }
            found = self._groups[id(settled)] = settled, made
        return found[1]


def scope_of(
    project: Project,
    settled: Settled,
    policy: MappingType[str, Setting],
    wording: Wording,
    shared: MappingType[str, Any],
    known: KnownValues | None = None,
    reads: Reads | None = None,
) -> dict[str, Any]:
    """Return the values that the clauses of one policy of one school can name; `shared` is `library_scope`.

    `known` are those of the school's other Documents. `reads` notes what is read of the school's answers.
    """
    known, reads = known or KnownValues(), reads or Reads()
    groups = {
        **known.groups(project, settled, wording),
        "policy": {
            name: _compared(project, settled, hole_of(project, setting, wording)) for name, setting in policy.items()
        },
    }
    watched = {name: PlaceholderGroup(WatchedGroup(name, answers, reads)) for name, answers in groups.items()}
    return {**watched, **shared}


def _compared(project: Project, settled: Settled, hole: Hole) -> Hole:
    """Return a policy's answer as conditions see it: words that mean the answer it falls back on are equal to that.

    "The full governing board" is the governing board, and not a body that it has asked to approve a policy.
    """
    question = project.vocabulary.groups["policy"].get(hole.origin.key.partition(".")[2])
    if question is None or question.falls_back is None or not isinstance(hole.raw, str):
        return hole
    base = settled.settings.get(question.falls_back.text)
    other = base.value if base is not None else None
    beside = {word.text.casefold() for word in question.beside}
    one, same = ([word for word in str(text).casefold().split() if word not in beside] for text in (hole.raw, other))
    return replace(hole, raw=other) if one == same else hole


def person_branch(project: Project, person: Person, wording: Wording) -> PlaceholderGroup:
    """Return a role: it prints as the title the school uses ("the headteacher"), its fields as they were written.

    If the name is withheld, the post is printed instead.
    """
    children: dict[str, Hole] = {}
    if person.cover is not None:
        cover = person_branch(project, person.cover, wording)
        title = Hole(str(person.title.value), person.title.value, person.title.origin, wording=wording)
        return PlaceholderGroup({**cover.children, "title": title}, cover.own, cover.holders, vacant=True)
    is_vacant = person.state == "vacant"
    post = (wording.acting if is_vacant else wording.role)(str(person.title.value))
    for name in PERSON_FIELDS:
        setting = person.title if name == "title" else person.fields[name]
        if name == "name" and setting.how == "withheld":
            children[name] = Hole(post, setting.value, setting.origin, wording=wording)
        elif name == "name" and is_vacant:
            children[name] = Hole(post, None, setting.origin, wording=wording)
        elif setting.value is None or setting.how in ("open", "withheld"):
            role = project.vocabulary.people[person.role]
            label, key = role.label.text, f"people.{person.held_by}"
            if name != "name" and person.fields["name"].value is not None:
                label, key = f"{label} ({name})", f"{key}.{name}"
            elif setting.how == "open":
                label = wording("model.name", role=post)
            missing = MissingAnswer(key, label, role.question.text, setting.span, setting.how == "withheld")
            children[name] = Hole("", setting.value, setting.origin, missing, wording)
        else:
            text = setting.value
            if isinstance(text, tuple):
                text = wording.joined(text, "and" if name == "name" else "or")
            children[name] = Hole(str(text), setting.value, setting.origin, wording=wording)
    # Conditions ask whether somebody holds the post, so the raw value is the name.
    own = Hole(post, person.fields["name"].value, person.title.origin, wording=wording)
    return PlaceholderGroup(children, own, _holders(person), is_vacant)


def _holders(person: Person) -> frozenset[str]:
    """Return who holds a post, by name as it is compared; without a name, the post that covers the role."""
    return holders_of(person) or frozenset((f"people.{person.held_by}",))


def _entry(entry: object, group: str, name: str, own: str, fields: tuple[str, ...]) -> PlaceholderGroup:
    children = {}
    for field in fields:
        written = getattr(entry, field)
        key = f"{group}.{name}.{field}"
        origin = Origin(key=key)
        if written:
            origin = Origin(key=key, file=origin_of(written.span.file), line=written.span.line)
        text = written.text if written else ""
        children[field] = Hole(shown_address(text) if field == "web" else text, text or None, origin)
    return PlaceholderGroup(children, children[own])
