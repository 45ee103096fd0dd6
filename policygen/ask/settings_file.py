"""A new school's settings file: every question as a comment above its key, which is empty if an answer is needed.

A brief file has only what is known and what has to be answered or decided; `policygen init` asks the rest.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from policygen.ask.conditions import condition_in_words
from policygen.ask.interview import PERSON, Interview, InterviewQuestion
from policygen.ask.yaml_text import GivenAnswer, answer_lines
from policygen.check.conditions import Answer as Tested
from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.schema import modeline

WIDTH = 100
GROUPS = ("school", "people", "choices")
_TESTED = (bool, str, int, tuple)  # what conditions can test


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSchool:
    """What is known before the first question: `file` is the settings file, `extends` the file it extends (or "").

    `known` are answers by key, such as `school.urn`. Of the file above, `asked_above` are the questions that it asks
    for all its schools, which a brief file does not repeat, and `answered_above` its answers.
    """

    file: str
    name: str
    policies: tuple[str, ...]
    extends: str = ""
    nation: str = ""
    known: Mapping[str, GivenAnswer] = field(default_factory=dict)
    asked_above: frozenset[str] = frozenset()
    answered_above: Mapping[str, GivenAnswer] = field(default_factory=dict)
    brief: bool = False

    @property
    def answers(self) -> Mapping[str, GivenAnswer]:
        """The known answers with the name and the nation."""
        said = {"school.name": self.name, "school.nation": self.nation}
        return {**{key: GivenAnswer(text) for key, text in said.items() if text}, **self.known}


def new_settings(project: Project, school: NewSchool, asked: Interview) -> str:
    """Return the file's text. A question that needs no answer is a comment; without its # it is the key."""
    return NewSettings(project, asked).of(school)


class NewSettings:
    """Writes the settings files of many schools that have the same questions; their comments are made once."""

    def __init__(self, project: Project, asked: Interview) -> None:
        self._project, self._asked = project, asked
        self._items = {group: tuple(item for item in asked.items if item.group == group) for group in GROUPS}
        self._first = {group: tuple(item for item in items if item.first) for group, items in self._items.items()}
        self._by_key = {item.key: item for item in asked.items}
        self._defaults = {item.name: item.default for item in asked.items if isinstance(item.default, _TESTED)}
        self._unasked = {
            group: {
                f"{group}.{name}": question.type
                for name, question in project.vocabulary.groups.get(group, {}).items()
                if f"{group}.{name}" not in self._by_key
            }
            for group in GROUPS
        }
        self._comments = {item.key: _comment(item) for item in asked.items if item.group != "policy"}
        self._open = {
            key: (*comment, _open_line(self._by_key[key], needed=bool(self._by_key[key].needed)))
            for key, comment in self._comments.items()
        }
        # Conditions test the answers to these, and of the others whether there is one.
        self._closed = frozenset(item.name for item in asked.items if item.closed or item.type == "number")
        self._applies: dict[tuple[tuple[str, Tested], ...], frozenset[str]] = {}
        mentions = [line for item in asked.items if item.group == "policy" for line in _mention(item)]
        self._of_policies = ["", say("settings_file.policies"), *mentions]

    def of(self, school: NewSchool) -> str:
        """Return the text of a new school's file."""
        # The name stands in a comment, which a line end would end.
        name = " ".join(school.name.split()) or say("settings_file.a_school")
        head = say("settings_file.head_brief" if school.brief else "settings_file.head", name=name)
        lines = [modeline(school.file), *head.split("\n")]
        if school.extends:
            lines += ["", say("settings_file.extends", file=school.extends), f"extends: {school.extends}"]
        applying = self._applying({**school.answered_above, **school.answers})
        lines_of = self._brief_group if school.brief else self._group
        for group in GROUPS:
            lines += ["", f"{group}:", *lines_of(school, group, applying)]
        lines += ["", say("settings_file.policies_brief")] if school.brief else self._of_policies
        lines += ["policies:", *(f"  {one}: {{}}" for one in school.policies if one in self._project.outlines)]
        return "\n".join((*lines, ""))

    def of_group(self, file: str, name: str, known: Mapping[str, GivenAnswer], asks: Collection[str]) -> str:
        """Return the text of a new file for a trust or council: the answers it gives, and those of `asks` as open."""
        words = " ".join(name.split())
        lines = [modeline(file), *say("settings_file.head_group", name=words).split("\n")]
        for group in GROUPS:
            items = self._items[group]
            mine: list[str] = []
            for item in items:
                if item.key in known:
                    # A name that another program wrote is worth a look: its question says how it should be.
                    mine += [*([] if item.closed else self._comments[item.key]), *_answer_of(item, known)]
            for item in items:
                if item.key in asks and item.key not in known:
                    mine += [*([""] if mine else []), *self._open[item.key]]
            lines += ["", f"{group}:", *mine] if mine else []
        return "\n".join((*lines, ""))

    def applies(self, key: str, answers: Mapping[str, GivenAnswer]) -> bool:
        """Return whether a question applies to a school with these answers."""
        return key not in self._by_key or key in self._applying(answers)

    def _applying(self, answers: Mapping[str, GivenAnswer]) -> frozenset[str]:
        """Return the keys of the questions that apply. Schools with the same answers to closed ones have the same."""
        tested = self._tested(answers)
        key = tuple((name, value if name in self._closed else None) for name, value in sorted(tested.items()))
        if key not in self._applies:
            self._applies[key] = frozenset(item.key for item in self._by_key.values() if item.is_asked(tested))
        return self._applies[key]

    def _tested(self, answers: Mapping[str, GivenAnswer]) -> Mapping[str, Tested]:
        """The answers by name, as conditions test them."""
        given = ((self._by_key[key].name, one.value) for key, one in answers.items() if key in self._by_key)
        return {**self._defaults, **{name: value for name, value in given if isinstance(value, _TESTED)}}

    def _group(self, school: NewSchool, group: str, applying: frozenset[str]) -> list[str]:
        """Return the lines of a group with a comment above every question."""
        answers, lines = school.answers, list[str]()
        for item in self._items[group]:
            lines += [*([""] if lines else []), *self._comments[item.key]]
            if item.key in answers and item.key in applying:
                lines += _answer_of(item, answers)
            else:
                here = item.asked is None and item.key not in school.asked_above
                lines.append(_open_line(item, needed=here and bool(item.needed)))
        return [*lines, *self._further(group, answers)]

    def _brief_group(self, school: NewSchool, group: str, applying: frozenset[str]) -> list[str]:
        """Return the lines of a group with what is known and, below it, the open questions that apply."""
        answers = school.answers
        known = [item for item in self._items[group] if item.key in answers and item.key in applying]
        lines = [line for item in known for line in _answer_of(item, answers)]
        lines += self._further(group, answers)
        for item in self._first[group]:
            if item.key not in answers and item.key not in school.asked_above and item.key in applying:
                lines += [*([""] if lines else []), *self._open[item.key]]
        return lines

    def _further(self, group: str, answers: Mapping[str, GivenAnswer]) -> Iterator[str]:
        """Yield the lines of answers to questions that none of the school's policies asks."""
        for key, kind in self._unasked[group].items():
            if key in answers:
                yield from answer_lines(key.partition(".")[2], answers[key], kind)


def _answer_of(item: InterviewQuestion, answers: Mapping[str, GivenAnswer]) -> list[str]:
    return answer_lines(item.name, answers[item.key], item.type)


def _open_line(item: InterviewQuestion, *, needed: bool) -> str:
    return f"  {item.name}:{say('settings_file.needed')}" if needed else f"  # {item.name}:"


def _comment(item: InterviewQuestion) -> list[str]:
    words = [item.question, item.help]
    if item.asked is not None:
        key = "settings_file.only_where_needed" if item.needed else "settings_file.only_where"
        words.append(say(key, condition=condition_in_words(item.asked)))
    if item.closed:
        words.append(say("settings_file.one_of", values=", ".join(item.choices)))
    elif item.type == PERSON and item.needed:
        words.append(say("settings_file.person"))
    if item.default_words or item.falls_back:
        words.append(say("settings_file.unanswered", words=item.default_words or item.falls_back))
    return textwrap.wrap(
        " ".join(words), WIDTH, initial_indent="  # ", subsequent_indent="  # ", break_on_hyphens=False
    )


def _mention(item: InterviewQuestion) -> list[str]:
    words = f"{item.name}: {item.question}"
    if item.default_words:
        words += f" {say('settings_file.unanswered', words=item.default_words)}"
    return textwrap.wrap(words, WIDTH, initial_indent="#   ", subsequent_indent="#     ", break_on_hyphens=False)
