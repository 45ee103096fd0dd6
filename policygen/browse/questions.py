"""The questions of the vocabulary with the clauses that depend on their answers, as the pages of a site show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policygen.browse.addresses import SiteAddresses, dotted
from policygen.browse.in_words import ConditionWords, condition_words, full_question, on_one_line
from policygen.browse.sources import Titled, titled_clause
from policygen.check.conditions import keys_of
from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.document.typography import typeset
from policygen.model.vocabulary import Question, Role

# The group of the posts.
_PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class SiteQuestion:
    """A question or a post: `deciding` are the clauses that a school has or has not by its answer.

    `printing` are those whose words depend on it or have it in them. `terms` are the words that every clause changes
    with it: what the libraries say, and what is printed for each other answer.
    """

    name: str
    anchor: str
    label: str
    question: str
    help: str
    answers: tuple[str, ...]
    asked: ConditionWords | None
    terms: tuple[tuple[str, tuple[str, ...]], ...]
    deciding: tuple[Titled, ...]
    printing: tuple[Titled, ...]


@dataclass(frozen=True, slots=True)
class SiteTopic:
    """Questions that are asked together."""

    anchor: str
    title: str
    questions: tuple[SiteQuestion, ...]


def site_topics(project: Project, addresses: SiteAddresses, titles: Mapping[str, str]) -> tuple[SiteTopic, ...]:
    """Return all questions by topic, in the order of asking; those of no topic come last."""
    deciding: dict[str, list[Titled]] = {}
    printing: dict[str, list[Titled]] = {}
    for name in addresses.clauses:
        clause, titled = project.clauses[name], titled_clause(project, addresses, titles, name)
        keys = keys_of(clause.condition) if clause.condition is not None else ()
        for full in sorted({full_question(project, key) for key in keys}):
            deciding.setdefault(full, []).append(titled)
        for full in sorted({".".join(use.path[:2]) for use in clause.uses}):
            printing.setdefault(full, []).append(titled)

    def shown(name: str) -> SiteQuestion:
        return _question(project, addresses, name, tuple(deciding.get(name, ())), tuple(printing.get(name, ())))

    topics, seen = [], set()
    for number, topic in enumerate(project.vocabulary.topics, 1):
        names = [one.text for one in topic.questions if one.text in addresses.questions and one.text not in seen]
        seen |= set(names)
        if names:
            topics.append(SiteTopic(f"_topic-{number}", on_one_line(topic.title), tuple(map(shown, names))))
    left = [name for name in _every(project) if name not in seen]
    if left:
        topics.append(SiteTopic("_topic-others", say("browse.other_questions"), tuple(map(shown, left))))
    return tuple(topics)


def _every(project: Project) -> Iterator[str]:
    vocabulary = project.vocabulary
    yield from (f"{group}.{key}" for group, found in vocabulary.groups.items() for key in found)
    yield from (f"{_PEOPLE}.{key}" for key in vocabulary.people)


def _question(
    project: Project,
    addresses: SiteAddresses,
    name: str,
    deciding: tuple[Titled, ...],
    printing: tuple[Titled, ...],
) -> SiteQuestion:
    group, _, key = name.partition(".")
    vocabulary = project.vocabulary
    entry: Question | Role = vocabulary.people[key] if group == _PEOPLE else vocabulary.groups[group][key]
    answers: tuple[str, ...] = ()
    if isinstance(entry, Question):
        yes_no = (say("review.paper_yes"), say("review.paper_no"))
        answers = yes_no if entry.type == "yes_no" else tuple(typeset(one.text) for one in entry.values.values())
    asked = project.reader.read(entry.asked) if entry.asked is not None else None
    return SiteQuestion(
        name=name,
        anchor=dotted(name),
        label=on_one_line(entry.label),
        question=on_one_line(entry.question),
        help=on_one_line(entry.help),
        answers=answers,
        asked=condition_words(project, addresses, asked) if asked is not None else None,
        terms=tuple(_terms(project, name)),
        deciding=deciding,
        printing=printing,
    )


def _terms(project: Project, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for entry in project.vocabulary.terms:
        if entry.asked.text != name:
            continue
        for forms in entry.words:
            written = forms[entry.written.text].text
            others = (form.text for answer, form in forms.items() if answer != entry.written.text)
            yield written, tuple(one for one in dict.fromkeys(others) if one != written)
