"""Check what a vocabulary means as a whole.

Its conditions: circles, contradictions and answers that none covers. Its entries: who may read an answer and what it
can be. Its topics: every question in them exists and is asked only once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from collections.abc import Mapping as MappingType

from policygen.check.conditions import ConditionReader, keys_of
from policygen.check.proofs import No, Prover
from policygen.check.shape import Thing, report_same_names, report_twice
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.checked import Vocabulary
from policygen.model.conditions import AnyOf, Condition, Is, Named
from policygen.model.heirs import label_of
from policygen.model.vocabulary import ContradictionEntry, Question, Role, TermEntry, TopicEntry
from policygen.model.written import Written
from policygen.source.nodes import Node, Scalar

# How many times as many answers must be covered as not, before an answer without a condition is reported.
_COVERED = 3


def check_conditions(vocabulary: Vocabulary, reader: ConditionReader, diagnostics: Diagnostics) -> None:
    """Check each `asked:` and each named condition of a vocabulary."""
    asked = {
        key: (question.asked, condition)
        for group in vocabulary.groups.values()
        for key, question in group.items()
        if question.asked is not None and (condition := reader.read(question.asked)) is not None
    }
    if _report_circles(asked, diagnostics):
        return
    prover = Prover(vocabulary.axes, reader.read)
    for node, condition in asked.values():
        check_possible(prover, condition, node, diagnostics)
    for node in _other_conditions(vocabulary):
        if (condition := reader.read(node)) is not None:
            check_possible(prover, condition, node, diagnostics)
    for name, node in vocabulary.conditions.items():
        if name in vocabulary.axes:
            diagnostics.report("PG206.condition", node.span, name=name)
        named = reader.named(name)
        if named is not None and not prover.possible(prover.formula(named)):
            diagnostics.report("PG262.never", node.span)
    _report_uncovered(vocabulary, reader, diagnostics)


def _other_conditions(vocabulary: Vocabulary) -> Iterator[Node]:
    """Yield the conditions of usual answers, of what is asked first, of posts and titles, and of contradictions."""
    for questions in vocabulary.groups.values():
        for question in questions.values():
            yield from (entry.when for entry in question.usual if entry.when is not None)
            if question.first_where is not None:
                yield question.first_where
    for role in vocabulary.people.values():
        yield from (node for node in (role.asked, *(title.when for title in role.titles)) if node is not None)
    yield from (entry.when for entry in vocabulary.contradictions if entry.when is not None)


def check_named_questions(
    groups: MappingType[str, MappingType[str, Question]],
    people: MappingType[str, Role],
    contradictions: Sequence[ContradictionEntry],
    diagnostics: Diagnostics,
    unread: Collection[str] = (),
) -> tuple[ContradictionEntry, ...]:
    """Return the contradictions that can be looked for; report questions that they or a `falls_back` name in vain.

    A question can fall back only on one that does not fall back itself, so that no circle arises. Posts are compared
    with posts: `people.chair` is about its holder.
    """
    asked = {f"{group}.{key}": question for group, questions in groups.items() for key, question in questions.items()}
    known = [*asked, *(f"people.{role}" for role in people)]
    for key, question in asked.items():
        for often in (one for one in question.often if one.text not in asked):
            diagnostics.report("PG351", often.span, key=often.text, guess=did_you_mean(often.text, list(asked)))
        name = question.falls_back
        if question.usual and (question.default is not None or name is not None):
            diagnostics.report("PG362.two_defaults", question.label.span, key=key.rpartition(".")[2], name="usual")
        if name is None:
            continue
        others = [other for other, each in asked.items() if each.falls_back is None and other != key]
        if name.text not in others and name.text.rpartition(".")[2] not in unread:
            diagnostics.report("PG351", name.span, key=name.text, guess=did_you_mean(name.text, others))
        elif question.default is not None:
            diagnostics.report("PG362.two_defaults", name.span, key=key.rpartition(".")[2], name=name.text)
    sound = []
    for entry in contradictions:
        lost = [name for name in (entry.about, entry.same_as) if name is not None and name.text not in known]
        for name in (name for name in lost if name.text.rpartition(".")[2] not in unread):
            diagnostics.report("PG351", name.span, key=name.text, guess=did_you_mean(name.text, known))
        if not entry.says and entry.same_as is None and entry.when is None:
            diagnostics.report("PG362.contradiction", entry.span)
        elif not lost:
            sound.append(entry)
    return tuple(sound)


def check_falling_back(people: MappingType[str, Role], diagnostics: Diagnostics) -> None:
    """Report roles that fall back to themselves, alone or in a circle: nobody would take over."""
    done: set[str] = set()
    for name, role in people.items():
        passed = [name]
        following = role.falls_back
        while following is not None and following.text in people and following.text not in passed:
            passed.append(following.text)
            following = people[following.text].falls_back
        if role.falls_back is None or following is None or following.text != name or name in done:
            continue
        done.update(passed)
        wording = "PG264.falls_back" if len(passed) == 1 else "PG264.falls_back_circle"
        diagnostics.report(wording, role.falls_back.span, name=name, names=passed)


def check_possible(prover: Prover, condition: Condition, node: Node, diagnostics: Diagnostics) -> None:
    """Report a condition that no answers of a school meet, or that all do."""
    if isinstance(condition, Named):
        # A named condition that never holds is reported where it is defined.
        return
    formula = prover.formula(condition)
    if not prover.possible(formula):
        diagnostics.report("PG262.never", node.span)
    elif not prover.possible(No(formula)):
        diagnostics.report("PG262.always", node.span)


def _report_circles(asked: MappingType[str, tuple[Node, Condition]], diagnostics: Diagnostics) -> bool:
    """Report each question whose `asked:` depends on its own answer; return whether there is one."""
    depends = {key: keys_of(condition) & asked.keys() for key, (_, condition) in asked.items()}
    reported: set[str] = set()
    for key, (node, _) in asked.items():
        if key in depends[key]:
            diagnostics.report("PG264.asked", node.span, name=key)
            reported.add(key)
            continue
        through = [other for other in _reached(key, depends) if key in _reached(other, depends)]
        if through and not reported & {key, *through}:
            diagnostics.report("PG264.asked_circle", node.span, name=key, names=sorted({*through} - {key}))
            reported |= {key, *through}
    return bool(reported)


def _reached(key: str, depends: MappingType[str, frozenset[str]]) -> set[str]:
    """Return the questions that a question's `asked:` depends on, directly or through others."""
    found: set[str] = set()
    waiting = list(depends.get(key, ()))
    while waiting:
        other = waiting.pop()
        if other not in found:
            found.add(other)
            waiting += depends.get(other, ())
    return found


def _report_uncovered(vocabulary: Vocabulary, reader: ConditionReader, diagnostics: Diagnostics) -> None:
    """Report answers that are in no named condition, where several conditions divide all others between them."""
    for key, question in vocabulary.axes.items():
        if question.type not in ("one_of", "many_of"):
            continue
        dividing = dict(_dividing(key, vocabulary, reader))
        covered = {value for values in dividing.values() for value in values}
        missing = [value for value in question.values if value not in covered]
        if len(dividing) > 1 and missing and len(covered) >= _COVERED * len(missing):
            for value in missing:
                span = question.values[value].span
                diagnostics.report("PG263", span, key=key, value=value, names=list(dividing))


def _dividing(key: str, vocabulary: Vocabulary, reader: ConditionReader) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the named conditions on one question alone that contain no other's answers, with their own.

    Of two that overlap, the one with more answers is yielded: the other divides them by something else.
    """
    found: dict[str, frozenset[str]] = {}
    for name in vocabulary.conditions:
        condition = reader.named(name)
        if condition is not None and keys_of(condition) == {key} and (values := _values(condition)):
            found[name] = values
    largest = {name: values for name, values in found.items() if not any(values < other for other in found.values())}
    taken: frozenset[str] = frozenset()
    for name, values in sorted(largest.items(), key=lambda one: -len(one[1])):
        if taken.isdisjoint(values):
            taken |= values
            yield name, values


def _values(condition: Condition) -> frozenset[str]:
    """Return the answers that a condition lists; none for one that does more than list them."""
    match condition:
        case Is(values=values):
            return frozenset(value for value in values if isinstance(value, str))
        case AnyOf(parts):
            return frozenset().union(*map(_values, parts))
        case Named(part=part):
            return _values(part)
        case _:
            return frozenset()


def check_readers(
    groups: MappingType[str, MappingType[str, Question]], people: MappingType[str, Role], diagnostics: Diagnostics
) -> None:
    """Report each entry that contradicts itself about who may read its answer, or about what its answer can be."""
    for questions in groups.values():
        for key, question in questions.items():
            if question.public and question.board_only:
                diagnostics.report("PG361.question", question.label.span, key=key)
            if question.values and question.type not in ("one_of", "many_of"):
                diagnostics.report("PG362.needless", question.label.span, key=key, type=question.type)
            if not question.values and not diagnostics.errors and question.type in ("one_of", "many_of"):
                diagnostics.report("PG362.absent", question.label.span, key=key, type=question.type)
            _check_marks(key, question, diagnostics)
            report_same_names("PG206.meaning", map(label_of, question.values.values()), diagnostics)
    for key, role in people.items():
        if role.public_contact and not role.public:
            diagnostics.report("PG361.person", role.label.span, key=key)


def _check_marks(key: str, question: Question, diagnostics: Diagnostics) -> None:
    """Report what only an answer in words can have, and a default that says nothing."""
    for mark, given in (("figures", question.figures is not None), ("in_sentence", question.in_sentence)):
        if given and question.type != "text":
            diagnostics.report("PG362.mark", question.label.span, key=key, type=question.type, mark=mark)
    if isinstance(question.default, Scalar) and question.default.empty:
        diagnostics.report("PG202.empty", question.default.span, thing=str(Thing("key", "default")))


def check_topics(
    topics: Sequence[TopicEntry],
    named_by: Sequence[Written],
    groups: MappingType[str, MappingType[str, object]],
    diagnostics: Diagnostics,
    unread: Collection[str] = (),
) -> None:
    """Report a topic's question that is not in `groups` (by group and key), and one that is in two topics.

    Each key of `named_by` must be a question about the school. `unread` are keys of questions with mistakes.
    """
    report_same_names("PG206.topic", (topic.title for topic in topics), diagnostics)
    facts = list(groups["school"])
    for key in named_by:
        if key.text not in facts and key.text not in unread:
            guess = did_you_mean(key.text, facts) or say("suggest.no_name")
            diagnostics.report("PG351", key.span, key=f"school.{key.text}", guess=guess)
    known = [f"{group}.{key}" for group, questions in groups.items() for key in questions]
    asked: dict[str, Written] = {}
    for key in (key for topic in topics for key in topic.questions):
        if key.text not in known:
            if key.text.rpartition(".")[2] not in unread:
                guess = did_you_mean(key.text, known) or say("suggest.no_name")
                diagnostics.report("PG351", key.span, key=key.text, guess=guess)
        elif key.text in asked:
            diagnostics.report("PG352", key.span, key=key.text, related={"first": asked[key.text].span})
        asked.setdefault(key.text, key)


def check_terms(
    terms: Sequence[TermEntry],
    groups: MappingType[str, MappingType[str, Question]],
    diagnostics: Diagnostics,
    unread: Collection[str] = (),
) -> None:
    """Report terms that no question decides, forms without a word for an answer, and words that are given twice."""
    known = [f"{group}.{key}" for group in ("school", "choices") for key, question in groups[group].items()
             if question.type == "one_of"]  # fmt: skip
    mistaken = bool(diagnostics.errors)
    firsts: dict[str, MappingType[str, Written]] = {}
    for entry in terms:
        group, _, key = entry.asked.text.partition(".")
        if entry.asked.text not in known:
            if key not in unread:
                guess = did_you_mean(entry.asked.text, known)
                diagnostics.report("PG363.question", entry.asked.span, key=entry.asked.text, guess=guess)
            continue
        values = groups[group][key].values
        if entry.written.text not in values:
            guess = did_you_mean(entry.written.text, values)
            diagnostics.report("PG363.answer", entry.written.span, key=key, value=entry.written.text, guess=guess)
            continue
        for row in entry.words:
            _check_form(row, key, values, entry, mistaken, firsts, diagnostics)
        for kept in entry.exceptions:
            words = [row[entry.written.text].text for row in entry.words if entry.written.text in row]
            if not any(f" {word} " in f" {kept.text} " for word in words):
                diagnostics.report("PG363.exception", kept.span, text=kept.text, words=words)


def _check_form(
    row: MappingType[str, Written],
    key: str,
    values: Collection[str],
    entry: TermEntry,
    unread: bool,
    firsts: dict[str, MappingType[str, Written]],
    diagnostics: Diagnostics,
) -> None:
    """Report what one form of a term lacks, and a form that replaces the same word as one of `firsts` by another.

    Two vocabularies can have the same form, because their libraries are written alike. With `unread`, a word that is
    missing may be one that was reported.
    """
    place = next((word.span for word in row.values()), entry.asked.span)
    for value in row:
        if value not in values:
            guess = did_you_mean(value, values)
            diagnostics.report("PG363.answer", row[value].span, key=key, value=value, guess=guess)
    missing = [value for value in values if value not in row]
    if missing and not unread:
        diagnostics.report("PG363.form", place, key=key, values=missing, count=len(missing))
    written = row.get(entry.written.text)
    if written is not None:
        first = firsts.setdefault(written.text.casefold(), row)
        if {value: word.text for value, word in first.items()} != {value: word.text for value, word in row.items()}:
            report_twice("PG206.term", next(iter(first.values())), written, diagnostics)
