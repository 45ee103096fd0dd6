"""The questions that a school answers for its policies: which ones, in what order, and which are needed.

A question is *needed* if one of the chosen policies cannot be built for approval without its answer: something in the
policy uses it, and it has no default, no wording for when it is unanswered and no role to fall back on.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from policygen.ask.required import OF_A_POLICY, keys_used
from policygen.check.answers import type_answer
from policygen.check.conditions import Answer as Tested
from policygen.check.conditions import evaluate, keys_of
from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.document.typography import typeset
from policygen.model.answers import Typed
from policygen.model.conditions import Condition
from policygen.model.vocabulary import Question

PERSON = "person"
AFTER_ADOPTION = "people_updated_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewQuestion:
    """One question. `key` is `group.name`; `policies` are those that use its answer, `needed` those that require it.

    `type` is its type in the vocabulary, or `person` for a role; `default` applies while it is unanswered. `signs` says
    whether the person signs a policy, and so appears under the school's own title for the post; `decides`, whether a
    condition depends on the answer; `prints_email`, whether the library prints the post's e-mail address, and
    `prints_telephone` its number. `contact`, `in_sentence` and `figures` come from the vocabulary, `warning` is what
    readers miss without an answer, and `often` are the keys of questions that often have the same answer. `posts` are
    the titles of all posts, in small letters, none of which is a person's name.
    """

    key: str
    type: str
    label: str
    question: str
    help: str
    knows: str
    values: Mapping[str, str] = field(default_factory=dict)
    default: Typed | None = None
    asked: Condition | None = None
    policies: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    optional: bool = False
    falls_back: str = ""
    signs: bool = False
    decides: bool = False
    prints_email: bool = False
    prints_telephone: bool = False
    contact: bool = False
    in_sentence: bool = False
    figures: int | None = None
    first_where: Condition | None = None
    warning: str = ""
    often: tuple[str, ...] = ()
    posts: frozenset[str] = frozenset()

    @property
    def group(self) -> str:
        return self.key.partition(".")[0]

    @property
    def name(self) -> str:
        return self.key.partition(".")[2]

    @property
    def closed(self) -> bool:
        return self.type in ("one_of", "many_of", "yes_no")

    @property
    def first(self) -> bool:
        """Whether it is asked before the rest: a needed question, one whose answer readers miss, or a fact about the
        school that clauses depend on.

        Such a fact has a default, but the default is wrong for some schools. Unless they are asked, they get the wrong
        policy.
        """
        return bool(self.needed or self.warning) or (self.group == "school" and self.decides)

    def is_first(self, answers: Mapping[str, Tested]) -> bool:
        """Return whether a school with these answers is asked it before the rest."""
        here = self.needed or self.first_where is None or evaluate(self.first_where, answers.get).holds
        return self.first and bool(here)

    @property
    def choices(self) -> Mapping[str, str]:
        """Each answer of a closed question with its meaning."""
        if self.type == "yes_no":
            return {"yes": say("ask.choose_yes"), "no": say("ask.choose_no")}
        return self.values

    @property
    def default_words(self) -> str:
        """Return the default as a person would say it, or "" if there is none."""
        if self.default is None:
            return ""
        if isinstance(self.default, bool):
            return say("ask.yes" if self.default else "ask.no")
        parts = self.default if isinstance(self.default, tuple) else (self.default,)
        return "; ".join(self.values.get(str(part), str(part)) for part in parts)

    def is_asked(self, answers: Mapping[str, Tested]) -> bool:
        """Return whether the question applies, given `answers` (by name, as conditions test them)."""
        return self.asked is None or evaluate(self.asked, answers.get).holds


@dataclass(frozen=True, slots=True)
class Topic:
    """A few questions on one subject."""

    title: str
    items: tuple[InterviewQuestion, ...]


@dataclass(frozen=True, slots=True)
class Interview:
    """All questions of the chosen policies, topic by topic."""

    topics: tuple[Topic, ...]

    @property
    def items(self) -> tuple[InterviewQuestion, ...]:
        return tuple(item for topic in self.topics for item in topic.items)

    def item(self, key: str) -> InterviewQuestion | None:
        return next((item for item in self.items if item.key == key), None)


@dataclass(frozen=True, slots=True)
class KnownInterviews:
    """The interviews of one library that were asked for last: they depend on it and nothing that a visitor wrote.

    Threads may share it. `most` is how many are kept.
    """

    most: int = 64
    _kept: OrderedDict[Hashable, Interview] = field(default_factory=OrderedDict)

    def of(self, project: Project, policies: Sequence[str], adopted: Sequence[str], terms: Hashable) -> Interview:
        """Return what `interview` does; `terms` are the words that the project's vocabulary was put into."""
        key = (terms, tuple(policies), tuple(adopted))
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = interview(project, policies, adopted)
            while len(self._kept) > self.most:
                self._kept.pop(next(iter(self._kept), key), None)
        return found


def interview(project: Project, policies: Sequence[str] = (), adopted: Sequence[str] = ()) -> Interview:
    """Return the questions that `policies` use, in the vocabulary's order; by default those of all policies.

    Those of `adopted`, which a board has adopted before, have a question more: when people last changed.
    Raises KeyError for a policy that the project does not have.
    """
    chosen = {name: project.outlines[name] for name in policies or project.outlines}
    used = {name: keys_used(project, outline) for name, outline in chosen.items()}
    used |= {name: used[name] | {f"policy.{AFTER_ADOPTION}"} for name in adopted if chosen[name].kind == "policy"}
    items = {item.key: item for item in _items(project, used) if item.policies}
    topics = []
    for topic in project.vocabulary.topics:
        found = tuple(items.pop(key.text) for key in topic.questions if key.text in items)
        topics.append(Topic(typeset(topic.title.text), found))
    return Interview((*(topic for topic in topics if topic.items), *_rest(items)))


def _rest(items: Mapping[str, InterviewQuestion]) -> tuple[Topic, ...]:
    """Questions that are in none of the vocabulary's topics are asked at the end."""
    return (Topic(say("ask.further_topic"), tuple(items.values())),) if items else ()


def _items(project: Project, used: Mapping[str, frozenset[str]]) -> list[InterviewQuestion]:
    found = []
    deciding = set(_deciding(project))
    for group in ("school", "choices", "policy"):
        for name, question in project.vocabulary.groups[group].items():
            if group != "policy" or name in (*OF_A_POLICY, AFTER_ADOPTION):
                found.append(_item(project, f"{group}.{name}", question, used, decides=name in deciding))
    roles = project.vocabulary.people
    signing = {role.text for outline in project.outlines.values() for role in outline.signatories}
    posts = frozenset(role.label.text.casefold() for role in roles.values())
    written = {use.path[1:3] for clause in project.clauses.values() for use in clause.uses if use.path[0] == "people"}
    return found + [
        replace(
            _person(project, name, posts, used, signs=name in signing),
            prints_email=role.public_contact or (name, "email") in written,
            prints_telephone=(name, "telephone") in written,
        )
        for name, role in roles.items()
    ]


def _deciding(project: Project) -> Iterator[str]:
    """Yield the keys that conditions of clauses, questions and posts test."""
    vocabulary = project.vocabulary
    nodes = [question.asked for questions in vocabulary.groups.values() for question in questions.values()]
    for role in vocabulary.people.values():
        nodes += [role.asked, *(title.when for title in role.titles)]
    conditions = [project.reader.read(node) for node in nodes if node is not None]
    for condition in (*conditions, *(clause.condition for clause in project.clauses.values())):
        if condition is not None:
            yield from keys_of(condition)


def _usually(project: Project, question: Question) -> str:
    """Return what stands in for an answer to a question without one default for all schools."""
    if question.falls_back is None:
        return say("ask.usual_here") if question.usual else ""
    group, _, name = question.falls_back.text.partition(".")
    return project.vocabulary.groups[group][name].label.text


def _item(
    project: Project, key: str, question: Question, used: Mapping[str, frozenset[str]], *, decides: bool
) -> InterviewQuestion:
    policies = tuple(policy for policy, keys in used.items() if key in keys)
    default = (
        type_answer(key, question.default, question, Diagnostics()).value if question.default is not None else None
    )
    return InterviewQuestion(
        key=key,
        type=question.type,
        label=typeset(question.label.text),
        question=typeset(question.question.text),
        help=typeset(question.help.text),
        knows=question.knows,
        values={value: typeset(words.text) for value, words in question.values.items()},
        default=default,
        asked=project.reader.read(question.asked) if question.asked is not None else None,
        policies=policies,
        needed=policies if not question.has_default and not question.optional else (),
        falls_back=_usually(project, question),
        optional=question.optional,
        decides=decides and question.closed,
        contact=question.contact,
        in_sentence=question.in_sentence,
        figures=question.figures,
        first_where=project.reader.read(question.first_where) if question.first_where is not None else None,
        warning=typeset(question.warn_unanswered.text) if question.warn_unanswered is not None else "",
        often=tuple(one.text for one in question.often),
    )


def _person(
    project: Project, name: str, posts: frozenset[str], used: Mapping[str, frozenset[str]], *, signs: bool
) -> InterviewQuestion:
    roles = project.vocabulary.people
    key, role = f"people.{name}", roles[name]
    policies = tuple(policy for policy, keys in used.items() if key in keys)
    return InterviewQuestion(
        key=key,
        type=PERSON,
        label=typeset(role.label.text),
        question=typeset(role.question.text),
        help=typeset(role.help.text),
        knows=role.knows,
        asked=project.reader.read(role.asked) if role.asked is not None else None,
        policies=policies,
        needed=policies if role.falls_back is None else (),
        falls_back=roles[role.falls_back.text].label.text if role.falls_back is not None else "",
        signs=signs,
        often=tuple(f"people.{one.text}" for one in role.often),
        posts=posts,
    )
