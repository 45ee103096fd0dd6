"""A school's answers, given one at a time: each is checked and saved before the next, or changes nothing.

This is the same for a terminal and for a page in a browser; the settings file itself records the progress.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from policygen.ask.interview import PERSON, InterviewQuestion
from policygen.ask.reading import NotAnAnswer, read_answer, read_post, read_post_contact
from policygen.ask.unfinished import Unfinished
from policygen.ask.yaml_text import GivenAnswer, with_answer
from policygen.check.answers import HOLDERS
from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.resolve.heirs import former_names
from policygen.resolve.people import title_by_kind
from policygen.resolve.settled import Person
from policygen.source.editing import CannotEdit
from policygen.source.nodes import Mapping, Node
from policygen.world.disk import on_disk
from policygen.world.memory import DraftWorld
from policygen.world.writing import write_whole


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one school, as they are in its settings file now; the file may be edited between two calls.

    The project is a folder, or a DraftWorld with the file in memory, which `read` may know already. Each method raises
    Refused if the file can no longer be read.
    """

    project: Project
    file: str
    read: Callable[[Project, str], Unfinished | None] = Unfinished.load

    def missing(self) -> tuple[InterviewQuestion, ...]:
        """Return the unanswered questions whose answers a policy for approval needs, in the order of asking."""
        return tuple(self.now().missing())

    def unasked(self) -> tuple[InterviewQuestion, ...]:
        """Return what to ask first: the missing ones, and facts that clauses depend on."""
        return tuple(self.now().unasked())

    def further(self) -> tuple[InterviewQuestion, ...]:
        """Return the unanswered questions for which the policies have standard wording."""
        return tuple(self.now().further())

    def answer(self, key: str) -> str:
        """Return the answer to a question as text, or "" if there is none. Raises KeyError for an unknown question."""
        now = self.now()
        return now.answer(_item(now, key)) or ""

    def give(
        self,
        key: str,
        typed: str,
        *,
        post: str | None = None,
        email: str | None = None,
        telephone: str | None = None,
    ) -> str:
        """Save an answer; return why it cannot be used, or "". An answer that cannot be used changes nothing.

        `typed` is what a person types: words, a number or several from a closed list, `none`, `vacant`; lines and the
        entries of a list are separated by line ends. `post` goes with a person's name: the title of the post for people
        who sign, another post for others; `email` and `telephone` reach one person's post. For each, `none` removes it,
        and None leaves it unchanged. Raises KeyError for a question that the school's policies do not have; OSError.
        """
        before = self.now()
        item = _item(before, key)
        whole = self.project.world.read(self.file)
        try:
            given = read_answer(item, typed)
            if item.type == PERSON and given.state == "answered":
                given = _with_post(item, _same_person(item, given, before), post, before)
                given = _with_contact(_with_contact(given, "email", email), "telephone", telephone)
            self._keep(item, given, before)
        except (NotAnAnswer, CannotEdit) as error:
            self._write(whole)
            return f"{error}. {getattr(error, 'hint', '')}".strip()
        known = {(error.code, error.message) for error in before.diagnostics}
        errors = [d for d in self.now().diagnostics if d.severity == "error" and (d.code, d.message) not in known]
        if not errors:
            return ""
        self._write(whole)
        return f"{errors[0].message}. {errors[0].hint}".strip()

    def now(self) -> Unfinished:
        """Return the settings as they are now, with every question of the school's policies."""
        found = self.read(self.project, self.file)
        if found is None:
            raise CannotEdit(say("ask.unreadable", file=self.file))
        return found

    def _keep(self, item: InterviewQuestion, given: GivenAnswer, now: Unfinished) -> None:
        """Save the answer in the file; what the meeting needs to know goes under each policy."""
        text = self.project.world.read(self.file).decode("utf-8")
        if item.group == "policy":
            for policy in now.policies(item):
                # Where the trust has answered for a policy, its answer stays.
                if now.settled.policies[policy][item.name].how != "inherited":
                    text = with_answer(text, _place_of(now, item, "policies", policy), given, item.type)
        else:
            text = with_answer(text, _place_of(now, item, item.group), given, item.type)
        self._write(text.encode())

    def _write(self, data: bytes) -> None:
        """Keep the settings file, in memory or on disk."""
        world = self.project.world
        if isinstance(world, DraftWorld):
            world.write(self.file, data)
        else:
            write_whole(on_disk(world).path(self.file), data)


def _place_of(now: Unfinished, item: InterviewQuestion, *groups: str) -> tuple[str, ...]:
    """Return the path of an answer in the file, under a former key if the file has that: both would contradict."""
    node: Node | None = now.settled.chain[0].node
    for group in groups:
        node = node.get(group) if isinstance(node, Mapping) else None
    former = (name.partition(".")[2] for name in former_names(now.project, item.key))
    keys = (item.name, *former) if isinstance(node, Mapping) else ()
    found = (key for key in keys if isinstance(node, Mapping) and node.key(key) is not None)
    return (*groups, next(found, item.name))


def post_of(item: InterviewQuestion, now: Unfinished) -> str:
    """Return what the school's file says of a person's post, else the usual title for people who sign."""
    field = now.settled.people[item.name].fields.get(post_field(item))
    own = str(field.value) if field is not None and field.how == "school" and field.value else ""
    return own or usual_title(item, now)


def post_field(item: InterviewQuestion) -> str:
    """Return the field that goes with a person's name: for people who sign, the title of the post they sign under."""
    return "title" if item.signs else "post"


def email_of(item: InterviewQuestion, now: Unfinished) -> str:
    """Return the e-mail address that the school's file gives for a person, or ""."""
    return own_field_of(item, now, "email")


def own_field_of(item: InterviewQuestion, now: Unfinished, name: str) -> str:
    """Return what the school's file says of a person beside the name, such as `telephone`, or ""."""
    field = now.settled.people[item.name].fields.get(name)
    return field.value if field is not None and field.how == "school" and isinstance(field.value, str) else ""


def usual_title(item: InterviewQuestion, now: Unfinished) -> str:
    """Return the title that a school of this kind prints unless it has its own; "" for people who sign nothing."""
    role = now.project.vocabulary.people[item.name]
    return title_by_kind(now.project, role, now.settled).text if item.signs else ""


def holds_together(item: InterviewQuestion, now: Unfinished) -> bool:
    """Return whether several people hold the post."""
    person = now.settled.people[item.name]
    return person.held_by == item.name and bool(person.holders)


def _item(now: Unfinished, key: str) -> InterviewQuestion:
    item = now.interview.item(key)
    if item is None:
        raise KeyError(key)
    return item


def _with_post(item: InterviewQuestion, given: GivenAnswer, post: str | None, before: Unfinished) -> GivenAnswer:
    assert isinstance(given.value, dict)  # noqa: S101 - read_answer makes a person's fields
    if post is None:
        return given
    if post in ("", "none", usual_title(item, before)):
        return GivenAnswer({**given.value, post_field(item): ""})
    said = {post_field(item): read_post(post, post_field(item))}
    if HOLDERS in given.value:
        return GivenAnswer({**said, HOLDERS: given.value[HOLDERS]})
    return GivenAnswer({**given.value, **said})


def _with_contact(given: GivenAnswer, field: Literal["email", "telephone"], text: str | None) -> GivenAnswer:
    assert isinstance(given.value, dict)  # noqa: S101 - read_answer makes a person's fields
    if text is None or HOLDERS in given.value:
        return given
    return GivenAnswer({**given.value, field: "" if text in ("", "none") else read_post_contact(text, field)})


def _same_person(item: InterviewQuestion, given: GivenAnswer, before: Unfinished) -> GivenAnswer:
    """Return a person with what the school's file already says about them; a new name starts empty."""
    assert isinstance(given.value, dict)  # noqa: S101 - read_answer makes a person's fields
    person = before.settled.people[item.name]
    own = {
        name: str(field.value)
        for name, field in person.fields.items()
        if field.how == "school" and field.value and not isinstance(field.value, tuple)
    }
    if person.held_by != item.name:
        return given
    if HOLDERS in given.value:
        return _same_holders(given, person, own.get("title", ""))
    return GivenAnswer(own) if own.get("name") == given.value["name"] else given


def _same_holders(given: GivenAnswer, person: Person, title: str) -> GivenAnswer:
    """Return several people, each with what the school's file already says; the title stays with the same people."""
    assert isinstance(given.value, dict)  # noqa: S101 - read_answer makes a person's fields
    known = {
        str(fields["name"].value): {
            name: str(field.value)
            for name, field in fields.items()
            if name != "title" and field.how == "school" and isinstance(field.value, str)
        }
        for fields in person.each
    }
    names = [one["name"] for one in given.value[HOLDERS]]
    kept = {"title": title} if set(names) == set(known) and title else {}
    return GivenAnswer({**kept, HOLDERS: tuple(known.get(name) or {"name": name} for name in names)})
