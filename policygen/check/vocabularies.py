"""Read the common vocabulary and each library's own, and add them up to one.

The keys of the common vocabulary stay as they are; a library's get its name before them, so that two libraries can ask
the same thing in their own way. Answers and named conditions that a library adds to the common ones have no prefix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from typing import TypeVar

from policygen.check.duties import check_school_year
from policygen.check.files import Files, home_of, kind_of
from policygen.check.homes import condition_in_full, question_in_full, role_in_full
from policygen.check.shape import report_same_names
from policygen.check.vocabulary import (
    check_falling_back,
    check_named_questions,
    check_readers,
    check_terms,
    check_topics,
)
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.checked import OwnNames, Vocabulary
from policygen.model.heirs import Value
from policygen.model.vocabulary import (
    AddedValues,
    ContradictionEntry,
    LibraryVocabularyFile,
    Question,
    Role,
    SchoolTerm,
    TermEntry,
    TopicEntry,
    VocabularyFile,
)
from policygen.model.written import Written
from policygen.source.nodes import Entry, Mapping, Node, Scalar, Sequence
from policygen.world.protocol import PACKAGED

# Every cover and approval prints these, whatever else a vocabulary asks.
_FRAME = (
    ("school", "name"), ("policy", "approving_body"), ("policy", "version"), ("policy", "meeting_on"),
    ("policy", "effective_on"), ("policy", "review_on"), ("policy", "review_after"),
    ("policy", "people_updated_on"),
)  # fmt: skip
T = TypeVar("T")
_KEY = re.compile(r"[a-z][a-z0-9_]*")
# What a project with a vocabulary of its own has beside it, because then no packaged file is read.
_BASE = frozenset(("policy", "contacts", "references", "models"))


@dataclass(slots=True)
class _Sum:
    """The vocabularies read so far, added up."""

    groups: dict[str, dict[str, Question]] = field(default_factory=lambda: {"school": {}, "choices": {}, "policy": {}})
    people: dict[str, Role] = field(default_factory=dict)
    conditions: dict[str, Node] = field(default_factory=dict)
    topics: list[TopicEntry] = field(default_factory=list)
    named_by: list[Written] = field(default_factory=list)
    audiences: dict[str, Written] = field(default_factory=dict)
    consulted: dict[str, Written] = field(default_factory=dict)
    terms: list[TermEntry] = field(default_factory=list)
    contradictions: list[ContradictionEntry] = field(default_factory=list)
    school_year: list[SchoolTerm] = field(default_factory=list)
    own: dict[str, OwnNames] = field(default_factory=dict)

    def add_common(self, model: VocabularyFile) -> None:
        for group in self.groups:
            self.groups[group].update(getattr(model, group))
        self.people.update(model.people)
        self.conditions.update(model.conditions)
        self.topics += model.topics
        self.named_by += model.groups_named_by
        self.audiences.update(model.audiences)
        self.consulted.update(model.consulted_groups)
        self.terms += model.terms
        self.contradictions += model.contradictions
        self.school_year += model.school_year


def read_vocabulary(files: Files, names: list[str], *, to_print: bool) -> Vocabulary | None:
    """Return the vocabulary of a project; report a missing or unusable one, and return None.

    Without `to_print` it may lack what every cover prints, as one older than this policygen can.
    """
    found = [name for name in names if kind_of(name) == "vocabulary"]
    if not found:
        if not files.unread:  # Else it was found under another name.
            files.diagnostics.report("PG208")
        return None
    if to_print and _is_unplugged(names, found):
        files.diagnostics.report("PG279", Span(found[0], 1, 1))
        return None
    whole = _Sum()
    for name in found:
        typed = files.typed(name, VocabularyFile, "vocabulary")
        if typed is None:
            return None
        whole.add_common(typed[2])
    libraries: dict[str, LibraryVocabularyFile] = {}
    for name in sorted((name for name in names if kind_of(name) == "additions"), key=home_of):
        own = files.typed(name, LibraryVocabularyFile, "vocabulary")
        if own is not None:
            libraries[home_of(name)] = own[2]
    _add_libraries(whole, libraries, files)
    return _checked(whole, files, found[0], to_print=to_print)


def _is_unplugged(names: Iterable[str], vocabularies: list[str]) -> bool:
    """Tell whether a project's own `clauses/vocabulary.yaml` keeps the packaged files out and nothing replaces them."""
    return not any(name.startswith(PACKAGED) for name in vocabularies) and not any(
        kind_of(name) in _BASE and not home_of(name) for name in names
    )


def _checked(whole: _Sum, files: Files, first: str, *, to_print: bool) -> Vocabulary | None:
    diagnostics, unread = files.diagnostics, files.unread
    check_terms(whole.terms, whole.groups, diagnostics, unread)
    check_school_year(whole.school_year, diagnostics)
    missing = [f"{group}.{key}" for group, key in _FRAME if to_print and key not in whole.groups[group]]
    for name in missing:
        if name.partition(".")[2] not in unread:
            diagnostics.report("PG202.question", Span(first, 1, 1), key=name)
    check_topics(whole.topics, whole.named_by, {**whole.groups, "people": whole.people}, diagnostics, unread)
    check_readers(whole.groups, whole.people, diagnostics)
    _check_posts(whole, diagnostics)
    check_falling_back(whole.people, diagnostics)
    sound = check_named_questions(whole.groups, whole.people, whole.contradictions, diagnostics, unread)
    if missing:
        return None
    return Vocabulary(
        whole.groups, whole.people, whole.conditions, tuple(whole.topics), tuple(key.text for key in whole.named_by),
        whole.audiences, tuple(whole.terms), sound, whole.consulted, tuple(whole.school_year), whole.own,
    )  # fmt: skip


def _check_posts(whole: _Sum, diagnostics: Diagnostics) -> None:
    """Report posts of one library, or of one and the common vocabulary, that have one title.

    Two libraries that know nothing of each other may both bring a post with the same title.
    """
    common = [role.label for key, role in whole.people.items() if ":" not in key]
    report_same_names("PG206.post", common, diagnostics)
    titles = {label.text.casefold(): label for label in common}
    for library in whole.own:
        own = [role.label for key, role in whole.people.items() if key.startswith(f"{library}:")]
        beside = [titles[label.text.casefold()] for label in own if label.text.casefold() in titles]
        report_same_names("PG206.post", [*beside, *own], diagnostics)


# --- what libraries add ----------------------------------------------------------------------------------------------


def _add_libraries(whole: _Sum, libraries: MappingType[str, LibraryVocabularyFile], files: Files) -> None:
    """Add each library's vocabulary to the common one; report what is there already or leads nowhere."""
    common = {
        **{
            f"{group}.{key}": question.label
            for group in ("school", "choices")
            for key, question in whole.groups[group].items()
        },
        **{f"people.{key}": role.label for key, role in whole.people.items()},
    }
    words = {**{f"audiences.{key}": word for key, word in whole.audiences.items()},
             **{f"consulted_groups.{key}": word for key, word in whole.consulted.items()}}  # fmt: skip
    nodes = dict(whole.conditions)
    firsts: dict[tuple[str, str], Value] = {}
    for library, model in libraries.items():
        sound = _without_clashes(model, common, words, nodes, files)
        whole.own[library] = _own_names(library, sound)
        _add_library(whole, whole.own[library], sound)
    for model in libraries.values():
        for entry in model.extends:
            _add_values(whole, entry, firsts, files)


def _own_names(library: str, model: LibraryVocabularyFile) -> OwnNames:
    keys = {group: frozenset(getattr(model, group)) for group in ("school", "people", "choices", "conditions")}
    return OwnNames(library, keys)


def _without_clashes(
    model: LibraryVocabularyFile,
    common: MappingType[str, Written],
    words: MappingType[str, Written],
    conditions: MappingType[str, Node],
    files: Files,
) -> LibraryVocabularyFile:
    """Report keys that the common vocabulary has, because at home they could mean either, and keys that are no key.

    Return the vocabulary without them.
    """
    diagnostics = files.diagnostics
    before = len(diagnostics)
    dropped: dict[str, set[str]] = {}
    for name, span in _placed(model):
        group, _, key = name.partition(".")
        if not _KEY.fullmatch(key):
            diagnostics.report("PG275.form", span, key=key)
        elif group in ("audiences", "consulted_groups"):
            if name in words:
                diagnostics.report("PG275.word", span, name=key, related={"first": words[name].span})
        elif group != "people" and key in conditions:
            diagnostics.report("PG275.condition", span, name=key, related={"first": conditions[key].span})
        elif (first := _first_called(key, group, common)) is not None:
            diagnostics.report("PG275.question", span, name=first, related={"first": common[first].span})
        if len(diagnostics) > before:
            before = len(diagnostics)
            dropped.setdefault(group, set()).add(key)
            files.unread.add(key)

    def kept(group: str, entries: MappingType[str, T]) -> dict[str, T]:
        return {key: entry for key, entry in entries.items() if key not in dropped.get(group, ())}

    return replace(
        model,
        school=kept("school", model.school),
        people=kept("people", model.people),
        choices=kept("choices", model.choices),
        conditions=kept("conditions", model.conditions),
        audiences=kept("audiences", model.audiences),
        consulted_groups=kept("consulted_groups", model.consulted_groups),
    )


def _first_called(key: str, group: str, common: MappingType[str, Written]) -> str | None:
    """Return the common question or post with this key. In a condition, school and choices are not told apart."""
    groups = ("people",) if group == "people" else ("school", "choices")
    return next((name for other in groups if (name := f"{other}.{key}") in common), None)


def _placed(model: LibraryVocabularyFile) -> Iterator[tuple[str, Span]]:
    """Yield each key that a library brings, with its group, and its place."""
    for group in ("school", "choices", "people"):
        entries: MappingType[str, Question | Role] = getattr(model, group)
        yield from ((f"{group}.{key}", entry.label.span) for key, entry in entries.items())
    yield from ((f"conditions.{key}", node.span) for key, node in model.conditions.items())
    yield from ((f"audiences.{key}", word.span) for key, word in model.audiences.items())
    yield from ((f"consulted_groups.{key}", word.span) for key, word in model.consulted_groups.items())


def _add_library(whole: _Sum, own: OwnNames, model: LibraryVocabularyFile) -> None:
    def named(key: str) -> str:
        return f"{own.library}:{key}"

    for group in ("school", "choices"):
        questions: MappingType[str, Question] = getattr(model, group)
        whole.groups[group].update((named(key), _question(question, own)) for key, question in questions.items())
    whole.people.update((named(key), _role(role, own)) for key, role in model.people.items())
    whole.conditions.update((named(key), condition_in_full(node, own)) for key, node in model.conditions.items())
    whole.audiences |= {key: word for key, word in model.audiences.items() if key not in whole.audiences}
    whole.consulted |= {key: word for key, word in model.consulted_groups.items() if key not in whole.consulted}
    for topic in model.topics:
        _add_topic(whole, replace(topic, questions=tuple(question_in_full(name, own) for name in topic.questions)))
    whole.terms += (replace(term, asked=question_in_full(term.asked, own)) for term in model.terms)
    whole.contradictions += (_contradiction(entry, own) for entry in model.contradictions)


def _add_topic(whole: _Sum, topic: TopicEntry) -> None:
    """Add a topic; the questions of one whose title exists in another file are asked at the end of that one."""
    for n, other in enumerate(whole.topics):
        same = other.title.text.casefold() == topic.title.text.casefold()
        if same and other.title.span.file != topic.title.span.file:
            whole.topics[n] = replace(other, questions=(*other.questions, *topic.questions))
            return
    whole.topics.append(topic)


def _question(question: Question, own: OwnNames) -> Question:
    return replace(
        question,
        usual=tuple(
            entry if entry.when is None else replace(entry, when=condition_in_full(entry.when, own))
            for entry in question.usual
        ),
        asked=None if question.asked is None else condition_in_full(question.asked, own),
        first_where=None if question.first_where is None else condition_in_full(question.first_where, own),
        falls_back=None if question.falls_back is None else question_in_full(question.falls_back, own),
        often=tuple(question_in_full(name, own) for name in question.often),
    )


def _role(role: Role, own: OwnNames) -> Role:
    return replace(
        role,
        falls_back=None if role.falls_back is None else role_in_full(role.falls_back, own),
        covered_by=tuple(role_in_full(name, own) for name in role.covered_by),
        often=tuple(role_in_full(name, own) for name in role.often),
        asked=None if role.asked is None else condition_in_full(role.asked, own),
        titles=tuple(replace(title, when=condition_in_full(title.when, own)) for title in role.titles),
    )


def _contradiction(entry: ContradictionEntry, own: OwnNames) -> ContradictionEntry:
    return replace(
        entry,
        about=question_in_full(entry.about, own),
        when=None if entry.when is None else condition_in_full(entry.when, own),
        same_as=None if entry.same_as is None else question_in_full(entry.same_as, own),
    )


def _add_values(whole: _Sum, entry: AddedValues, firsts: dict[tuple[str, str], Value], files: Files) -> None:
    """Add a library's answers to a common question, and to the named conditions that it says hold for them.

    Two libraries can add the same answer if they mean the same by it. An answer that the question refuses is allowed
    once a library brings what its schools need.
    """
    diagnostics, name = files.diagnostics, entry.question.text
    group, _, key = name.partition(".")
    question = whole.groups.get(group, {}).get(key)
    if question is None:
        known = [f"{one}.{each}" for one in ("school", "choices") for each in whole.groups[one]]
        if key not in files.unread:
            guess = did_you_mean(name, known) or say("suggest.no_name")
            diagnostics.report("PG351", entry.question.span, key=name, guess=guess)
        return
    if ":" in key or question.type not in ("one_of", "many_of"):
        wording = "PG276.own" if ":" in key else "PG276.type"
        diagnostics.report(wording, entry.question.span, key=name, type=question.type)
        return
    if any(term.asked.text == name for term in whole.terms):
        diagnostics.report("PG276.term", entry.question.span, key=name)
        return
    added: dict[str, Value] = {}
    for value, words in entry.values.items():
        first = question.values.get(value)
        if first is None:
            added[value] = firsts[name, value] = words
        elif (name, value) not in firsts or first.text.casefold() != words.text.casefold():
            diagnostics.report("PG276.value", words.span, key=name, value=value, related={"first": first.span})
            return
    refuses = {value: because for value, because in question.refuses.items() if value not in added}
    whole.groups[group][key] = replace(question, values={**question.values, **added}, refuses=refuses)
    for condition in entry.conditions:
        if condition.text in whole.conditions:
            whole.conditions[condition.text] = _holding_for(whole.conditions[condition.text], key, entry)
        elif condition.text not in files.unread:
            guess = did_you_mean(condition.text, [each for each in whole.conditions if ":" not in each])
            diagnostics.report(
                "PG233.condition", condition.span, name=condition.text, guess=guess or say("suggest.no_name")
            )


def _holding_for(node: Node, key: str, entry: AddedValues) -> Node:
    """Return a condition that holds for the added answers too."""
    values = tuple(Scalar(value, words.span) for value, words in entry.values.items())
    span = entry.span
    test = Mapping((Entry(Scalar(key, span), Sequence(values, span)),), span)
    return Mapping((Entry(Scalar("any", node.span), Sequence((node, test), node.span)),), node.span)
