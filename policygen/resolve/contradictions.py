"""Report a school's answers that do not fit together, with what the vocabulary says usually holds.

Such an answer is a warning: a few schools are unlike the others of their kind, and know it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policygen.check.conditions import Answer as Tested
from policygen.check.conditions import compared_in, evaluate
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics, Span
from policygen.model.vocabulary import ContradictionEntry
from policygen.resolve.settled import Person, Setting, Settled, holders_of

_GIVEN = ("school", "inherited")


def report_contradictions(project: Project, settled: Settled, diagnostics: Diagnostics) -> None:
    """Report each contradiction of the vocabulary that the answers of `settled` are an example of, at the answer."""
    for entry in project.vocabulary.contradictions:
        condition = project.reader.read(entry.when) if entry.when is not None else None
        if condition is not None and not evaluate(condition, settled.tested).holds:
            continue
        group, _, key = entry.about.text.partition(".")
        if group == "people":
            _of_person(entry, settled, key, diagnostics)
        else:
            for setting in _settings(settled, group, key):
                _of_setting(entry, settled, setting, diagnostics)


def does_not_fit(project: Project, settled: Settled, key: str, value: str) -> bool:
    """Return whether this would be an answer to a question that is not about people, and contradict the others.

    While an answer that a condition compares is missing, nobody knows, and the answer fits.
    """
    name = key.partition(".")[2]

    def tested(other: str) -> Tested:
        return value if other == name else settled.tested(other)

    for entry in project.vocabulary.contradictions:
        condition = project.reader.read(entry.when) if entry.when is not None else None
        if entry.about.text != key or entry.same_as is not None:
            continue
        known = condition is None or all(tested(one) is not None for one in compared_in(condition))
        holds = condition is None or evaluate(condition, tested).holds
        if known and holds and (not entry.says or _says(entry, value)):
            return True
    return False


def cannot_hold_both(project: Project, settled: Settled, one: str, other: str) -> bool:
    """Return whether the vocabulary says that one person does not usually hold both posts in this school."""
    both = {f"people.{one}", f"people.{other}"}
    for entry in project.vocabulary.contradictions:
        if entry.same_as is not None and {entry.about.text, entry.same_as.text} == both:
            condition = project.reader.read(entry.when) if entry.when is not None else None
            if condition is None or evaluate(condition, settled.tested).holds:
                return True
    return False


def _settings(settled: Settled, group: str, key: str) -> Iterator[Setting]:
    """Yield the answers to a question that the school or its trust has given: one, or one for each policy."""
    if group == "policy":
        found = [answers[key] for answers in settled.policies.values() if key in answers]
    else:
        found = [settled.settings[f"{group}.{key}"]]
    yield from dict.fromkeys(
        setting for setting in found if setting.how in _GIVEN and isinstance(setting.value, str | tuple)
    )


def _of_setting(entry: ContradictionEntry, settled: Settled, setting: Setting, diagnostics: Diagnostics) -> None:
    text = ", ".join(setting.value) if isinstance(setting.value, tuple) else str(setting.value)
    alone = not entry.says and entry.same_as is None
    other = settled.settings.get(entry.same_as.text) if entry.same_as is not None else None
    if alone or _says(entry, text) or (other is not None and str(other.value).casefold() == text.casefold()):
        diagnostics.report("PG355.answer", setting.span, text=text, because=entry.because.text)


def _of_person(entry: ContradictionEntry, settled: Settled, role: str, diagnostics: Diagnostics) -> None:
    person = settled.people[role]
    title = person.title
    if title.how in _GIVEN and _says(entry, str(title.value)):
        diagnostics.report("PG355.answer", title.span, text=str(title.value), because=entry.because.text)
    other = settled.people.get(entry.same_as.text.rpartition(".")[2]) if entry.same_as is not None else None
    # A post that this school has not filled is held by the holder of another, who has an entry of their own.
    if other is None or "none" in (person.state, other.state) or other.held_by != other.role:
        return
    both = holders_of(person) & holders_of(other)
    if both and person.held_by != other.held_by:
        name = next(name for name in _names(person) if name.casefold() in both)
        diagnostics.report("PG355.holder", _span(person), text=name, because=entry.because.text)


def _says(entry: ContradictionEntry, text: str) -> bool:
    return any(re.search(rf"\b{re.escape(word.text)}\b", text, re.IGNORECASE) for word in entry.says)


def _names(person: Person) -> Iterator[str]:
    value = person.fields["name"].value
    yield from (" ".join(str(name).split()) for name in (value if isinstance(value, tuple) else (value,)))


def _span(person: Person) -> Span:
    return person.fields["name"].span
