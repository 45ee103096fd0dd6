"""Locks: what a file settles for every file that extends it, so that none of them may answer or word it otherwise.

A lock holds what its own file says. `choices.phone_stance` locks that answer, `people.data_protection_officer` all that
the file says of the role, `people` all roles that it names, `all` everything in it; any other name is a clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from policygen.check.project import Project
from policygen.check.tailoring import added_name, clauses_called, known_clause
from policygen.diagnostics.model import Diagnostics, Related, Span
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.answers import Answer
from policygen.model.settings import Add, Omit, Replace, Settings, Take
from policygen.model.written import Written

GROUPS = ("school", "people", "choices", "policies")
# Settings that stand alone.
ALONE = ("colour", "logo")


@dataclass(frozen=True, slots=True)
class StatedValue:
    """One thing that a file says, by its key. `parts` are the words of the answer, several where it is a list."""

    key: str
    parts: tuple[str, ...]
    span: Span

    @property
    def said(self) -> str:
        return ", ".join(self.parts)


@dataclass(frozen=True, slots=True)
class Lock:
    """Where a file locks something: `answers` are what it gives under that name, `clauses` full names."""

    file: str
    span: Span
    answers: tuple[StatedValue, ...]
    clauses: tuple[str, ...]


def locks_over(project: Project, chain: Sequence[Settings], diagnostics: Diagnostics | None = None) -> list[Lock]:
    """Return the locks of every file of a chain that has files below it; mistakes in them go into `diagnostics`."""
    found = Diagnostics() if diagnostics is None else diagnostics
    return [lock for n in range(1, len(chain)) for lock in _locks(project, chain[n], chain[n + 1 :], found)]


def check_locks(project: Project, chain: Sequence[Settings], diagnostics: Diagnostics) -> None:
    """Report each answer and each tailoring of a file that a file above it has locked.

    `chain` holds the school's file first, then those it extends. An equal answer is no contradiction.
    """
    for n, settings in enumerate(chain):
        locks = list(_locks(project, settings, chain[n + 1 :], diagnostics))
        for m, below in enumerate(chain[:n]):
            for lock in locks:
                _answers(below, lock, diagnostics)
                _clauses(project, below, chain[m + 1 :], lock, diagnostics)


def locked_by(locks: Sequence[Lock], key: str) -> Lock | None:
    """Return the lock on an answer (`choices.phone_stance`) or on a clause (`union:purpose.why`), if there is one."""
    keys = {key, *instead_of(key)}
    return next(
        (lock for lock in locks if key in lock.clauses or any(given.key in keys for given in lock.answers)), None
    )


def instead_of(key: str) -> tuple[str, ...]:
    """Return the keys whose answer the answer to `key` would stand in for, though it is another question."""
    stem, _, name = key.rpartition(".")
    return (f"{stem}.review_after",) if name == "review_on" else ()


def given_by(settings: Settings) -> Iterator[StatedValue]:
    """Yield what a file says, key by key; what is empty or does not read says nothing."""
    for group in ("school", "choices"):
        yield from _given(f"{group}.", settings.groups[group].values())
    for role, person in settings.people.items():
        if person.state in ("vacant", "none"):
            yield StatedValue(f"people.{role}", (person.state,), person.span)
        yield from _given(f"people.{role}.", person.fields.values())
    for policy, answers in settings.policies.items():
        yield from _given(f"policies.{policy}.", answers.values())
    colour, logo = settings.model.colour, settings.model.logo
    if colour is not None:
        yield StatedValue("colour", (colour.text,), colour.span)
    if logo is not None:
        yield StatedValue("logo", (logo.file.text,), logo.file.span)


def _given(prefix: str, answers: Iterable[Answer]) -> Iterator[StatedValue]:
    for answer in answers:
        if answer.state in ("answered", "none"):
            yield StatedValue(f"{prefix}{answer.key}", _parts(answer), answer.span)


def _parts(answer: Answer) -> tuple[str, ...]:
    match answer.value:
        case None:
            return ("none",)
        case bool(value):
            return ("yes" if value else "no",)
        case tuple(values):
            return values
        case value:
            return (str(value),)


def _locks(project: Project, settings: Settings, above: Sequence[Settings], diagnostics: Diagnostics) -> Iterator[Lock]:
    given = tuple(given_by(settings))
    if settings.model.locked == "all":
        key = settings.node.get("locked")
        span = key.span if key is not None else settings.span_of("locked")
        clauses = [_tailored(project, settings, above, entry) for entry in settings.model.tailoring]
        yield Lock(settings.file, span, given, tuple(clauses))
        return
    for name in settings.model.locked:
        head, _, rest = name.text.partition(".")
        here = tuple(one for one in given if one.key == name.text or one.key.startswith(f"{name.text}."))
        if here:
            yield Lock(settings.file, name.span, here, ())
        elif clauses_called(project, name.text, (settings, *above)):
            full = known_clause(project, name, (settings, *above), diagnostics)
            yield Lock(settings.file, name.span, (), (full,) if full else ())
        elif head in GROUPS or head in ALONE:
            _nothing_to_lock(project, name, head, rest, diagnostics)
        else:
            _not_there(project, name, (settings, *above), diagnostics)


def _tailored(
    project: Project, settings: Settings, above: Sequence[Settings], entry: Omit | Replace | Take | Add
) -> str:
    match entry:
        case Add():
            return added_name(settings, entry)
        case Omit(omit=name) | Replace(replace=name) | Take(clause=name):
            return next(iter(clauses_called(project, name.text, above)), name.text)


def _nothing_to_lock(project: Project, name: Written, head: str, rest: str, diagnostics: Diagnostics) -> None:
    """Report a lock on a question that is not there, or that the file does not answer."""
    vocabulary = project.vocabulary
    if head in ("school", "choices"):
        known, word = list(vocabulary.groups[head]), rest
    elif head == "people":
        known, word = list(vocabulary.people), rest.partition(".")[0]
    elif head == "policies":
        known, word = _policy_names(project, rest)
    else:
        known, word = [head], head
    if word and word not in known:
        diagnostics.error("PG201", f"`{head}` has no `{word}`", name.span, hint=did_you_mean(word, known))
        return
    diagnostics.error(
        "PG314",
        f"`{name.text}` is locked, but this file says nothing there",
        name.span,
        hint=f"Give the answer in this file, or take `{name.text}` out of `locked`.",
    )


def _policy_names(project: Project, rest: str) -> tuple[list[str], str]:
    """Return what could stand in the place of the first word of `rest` that nobody knows, and that word."""
    policy = next((id_ for id_ in project.outlines if rest == id_ or rest.startswith(f"{id_}.")), None)
    if policy is None:
        return list(project.outlines), rest.rpartition(".")[0] or rest
    return list(project.vocabulary.groups["policy"]), rest[len(policy) + 1 :]


def _not_there(project: Project, name: Written, files: Sequence[Settings], diagnostics: Diagnostics) -> None:
    """Report a name that is no clause; one of a question or role lacks its group."""
    vocabulary = project.vocabulary
    groups = {
        "people": vocabulary.people,
        "choices": vocabulary.groups["choices"],
        "school": vocabulary.groups["school"],
    }
    group = next((group for group, keys in groups.items() if name.text in keys), None)
    if group is None:
        known_clause(project, name, files, diagnostics)
        return
    diagnostics.error(
        "PG201",
        f"`{name.text}` needs its group in front of it here",
        name.span,
        hint=f"Write `{group}.{name.text}`.",
    )


def _answers(below: Settings, lock: Lock, diagnostics: Diagnostics) -> None:
    for given in given_by(below):
        locked = next((one for one in lock.answers if _contrary(given, one)), None)
        if locked is None:
            continue
        diagnostics.error(
            "PG315",
            f"`{given.key}` is locked: {lock.file} says “{locked.said}”, and here it is “{given.said}”",
            given.span,
            hint="Take the line out here, or ask whoever keeps that file to unlock it.",
            related=(Related(locked.span, "answered here"), Related(lock.span, "locked here")),
        )


def _contrary(given: StatedValue, locked: StatedValue) -> bool:
    """Tell whether two things that files say exclude each other; the order of a list makes no difference.

    A role that nobody holds (`none`, `vacant`) and the name of its holder do, though their keys differ; so do the date
    of a review and the time between reviews, of which the date is printed.
    """
    if given.key == locked.key:
        return sorted(given.parts) != sorted(locked.parts)
    if locked.key in instead_of(given.key):
        return True
    return f"{given.key}.name" == locked.key or given.key.startswith(f"{locked.key}.")


def _clauses(
    project: Project, below: Settings, above: Sequence[Settings], lock: Lock, diagnostics: Diagnostics
) -> None:
    for entry in below.model.tailoring:
        if not isinstance(entry, Omit | Replace):
            continue
        name, what = (entry.omit, "left out") if isinstance(entry, Omit) else (entry.replace, "reworded")
        if not set(clauses_called(project, name.text, above)) & set(lock.clauses):
            continue
        diagnostics.error(
            "PG316",
            f"`{name.text}` is locked by {lock.file}: it may not be {what} here",
            name.span,
            hint="Take the entry out. A school can add a clause of its own beside it.",
            related=(Related(lock.span, "locked here"),),
        )
