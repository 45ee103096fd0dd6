"""The content of the form: pages of questions, policies to choose, and answers of trusts and councils."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# A condition as data: ["is", key, [values]], ["has", key], ["at_least", key, number], ["all", [parts]],
# ["any", [parts]], ["not", part].
ConditionData = list[Any]
# A value as conditions test it: words, yes or no, a number, several words, or None for no answer.
Tested = str | bool | int | list[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy to choose."""

    id: str
    title: str
    subject: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """The file of a trust or council: the questions that it answers, and public closed answers for conditions.

    `parts` are what it says of people whom it does not name (`people.chair.title`), and `locked` those of them that a
    school may not change. `policies` are those that each of its schools has, with the keys of the vocabulary's `policy`
    group that it answers for each. One that is a specimen, with invented addresses, is only for specimens.
    """

    file: str
    name: str
    specimen: bool
    answered: tuple[str, ...]
    answers: dict[str, Tested]
    parts: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    policies: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormQuestion:
    """One question. `key` is `group.key`; `policies` use its answer, `needed` cannot be finished without it.

    `titles` are those that a post usually has, each with the kinds of school in which it does, the first that holds;
    elsewhere it is the label.
    """

    key: str
    type: str
    label: str
    question: str
    help: str
    values: dict[str, str] = field(default_factory=dict)
    default: Tested = None
    asked: ConditionData | None = None
    policies: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    falls_back: str = ""
    may_be_none: bool = False
    contact: bool = False
    in_sentence: bool = False
    figures: int | None = None
    titles: tuple[tuple[ConditionData, str], ...] = ()

    @property
    def id(self) -> str:
        # In a style sheet's selector a colon means something else.
        return self.key.replace(".", "-").replace("_", "-").replace(":", "--")

    @property
    def group(self) -> str:
        return self.key.partition(".")[0]

    @property
    def closed(self) -> bool:
        return self.type in ("one_of", "many_of", "yes_no")

    def choices(self, words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Return each value of a closed question with its label; `words` has the labels of yes and no."""
        return (
            tuple((value, words[value]) for value in ("yes", "no"))
            if self.type == "yes_no"
            else tuple(self.values.items())
        )

    def data(self) -> dict[str, Any]:
        """Return what the script needs of it, as JSON."""
        return {
            "key": self.key,
            "id": self.id,
            "type": self.type,
            "label": self.label,
            "question": self.question,
            "values": self.values,
            "default": self.default,
            "asked": self.asked,
            "closed": self.closed,
            "policies": list(self.policies),
            "needed": list(self.needed),
            "falls_back": self.falls_back,
            "may_be_none": self.may_be_none,
            "contact": self.contact,
            "in_sentence": self.in_sentence,
            "figures": self.figures,
            "titles": [list(title) for title in self.titles],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """One thing to answer: a question, or a few that belong together."""

    id: str
    topic: str
    heading: str
    items: tuple[FormQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSchool:
    """The one school that a form is for: its id, its name, who asks, and how many questions are open.

    `file` is its own settings file, which answers everything else; `further` questions have standard wording.
    """

    id: str
    name: str
    asked_by: str
    file: str
    specimen: bool
    needed: int
    further: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WebForm:
    """All of it. `needed_least` and `needed_most` count the needed questions over every choice of policies.

    A form for one school, `asked`, has its policies, and as its only parent the school's settings so far.
    """

    policies: tuple[Policy, ...]
    parents: tuple[Parent, ...]
    topics: tuple[str, ...]
    pages: tuple[FormPage, ...]
    needed_least: int
    needed_most: int
    asked: AskedSchool | None = None

    def at_hand(self, group: str) -> list[str]:
        """Return the labels of the needed questions of a group."""
        return [item.label for page in self.pages for item in page.items if item.group == group and item.needed]
