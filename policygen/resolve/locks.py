"""Locks: answers and clauses of a file that no file below it can change.

A lock fixes what its own file says. `choices.phone_stance` locks that answer, `people.data_protection_officer` all that
the file says about the role, `people` all roles in it, and `all` everything in it; any other name is a clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from policygen.check.project import Project
from policygen.check.tailoring import added_name, clauses_called, known_clause
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.answers import Answer
from policygen.model.settings import Add, AddSection, Omit, Replace, Settings, Take
from policygen.model.written import Written
from policygen.resolve.heirs import heirs

GROUPS = ("school", "people", "choices", "policies")
# Settings that belong to no group.
ALONE = ("colour", "logo")


@dataclass(frozen=True, slots=True)
class StatedValue:
    """One thing that a file says, by its key. `parts` are the words of the answer, several for a list."""

    key: str
    parts: tuple[str, ...]
    span: Span

    @property
    def said(self) -> str:
        return ", ".join(self.parts)


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock in a file: `answers` are what the file gives under that name, `clauses` are full names."""

    file: str
    span: Span
    answers: tuple[StatedValue, ...]
    clauses: tuple[str, ...]


def locks_over(project: Project, chain: Sequence[Settings], diagnostics: Diagnostics | None = None) -> list[Lock]:
    """Return the locks of every file in a chain that has files below it; mistakes in them go to `diagnostics`."""
    found = Diagnostics() if diagnostics is None else diagnostics
    return [lock for n in range(1, len(chain)) for lock in _locks(project, chain[n], chain[n + 1 :], found)]


def check_locks(project: Project, chain: Sequence[Settings], diagnostics: Diagnostics) -> None:
    """Report each answer and each tailoring that a file further up the chain has locked.

    `chain` is the school's file followed by those it extends. An equal answer is allowed.
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
    """Return the keys of other questions whose answer the answer to `key` would replace."""
    stem, _, name = key.rpartition(".")
    return (f"{stem}.review_after",) if name == "review_on" else ()


def given_by(settings: Settings) -> Iterator[StatedValue]:
    """Yield what a file says, key by key, without answers that are empty or cannot be read."""
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
        clauses = [
            _tailored(project, settings, above, entry)
            for entry in settings.model.tailoring
            if not isinstance(entry, AddSection)
        ]
        yield Lock(settings.file, span, given, tuple(clauses))
        return
    for written in settings.model.locked:
        name = _under_todays_name(project, written, diagnostics)
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


def _under_todays_name(project: Project, name: Written, diagnostics: Diagnostics) -> Written:
    """Return the name of a question or role that was renamed as it is now, reported as a former one."""
    head, _, rest = name.text.partition(".")
    if head == "policies":
        policy, key = _policy_and_key(project, rest)
        before, key, after = f"policies.{policy}.", key, ""
        group = "policy"
    else:
        key, dot, field = rest.partition(".")
        before, after, group = f"{head}.", dot + field, head
    found = heirs(project, f"{group}.{key}") if key else ()
    kind = "role" if head == "people" else "question"
    if len(found) > 1:
        names = [one.partition(".")[2] for one in found]
        diagnostics.report("PG287.role" if kind == "role" else "PG287.question", name.span, name=key, names=names)
    if len(found) != 1:
        return name
    heir = found[0].partition(".")[2]
    diagnostics.report("PG286.role" if kind == "role" else "PG286.question", name.span, name=key, heir=heir)
    return Written(f"{before}{heir}{after}", name.scalar)


def _policy_and_key(project: Project, rest: str) -> tuple[str, str]:
    policy = next((id_ for id_ in project.outlines if rest.startswith(f"{id_}.")), "")
    return policy, rest[len(policy) + 1 :] if policy else ""


def _tailored(
    project: Project, settings: Settings, above: Sequence[Settings], entry: Omit | Replace | Take | Add
) -> str:
    match entry:
        case Add():
            return added_name(settings, entry)
        case Omit(omit=name) | Replace(replace=name) | Take(clause=name):
            return next(iter(clauses_called(project, name.text, above)), name.text)


def _nothing_to_lock(project: Project, name: Written, head: str, rest: str, diagnostics: Diagnostics) -> None:
    """Report a lock on an unknown question, or on one that the file does not answer."""
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
        guess = did_you_mean(word, known) or say("suggest.no_name")
        diagnostics.report("PG201.locked", name.span, group=head, key=word, guess=guess)
        return
    diagnostics.report("PG314", name.span, name=name.text)


def _policy_names(project: Project, rest: str) -> tuple[list[str], str]:
    """Return the known names for the first unknown word of `rest`, and that word."""
    policy = next((id_ for id_ in project.outlines if rest == id_ or rest.startswith(f"{id_}.")), None)
    if policy is None:
        return list(project.outlines), rest.rpartition(".")[0] or rest
    return list(project.vocabulary.groups["policy"]), rest[len(policy) + 1 :]


def _not_there(project: Project, name: Written, files: Sequence[Settings], diagnostics: Diagnostics) -> None:
    """Report a name that is not a clause; the name of a question or role needs its group."""
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
    diagnostics.report("PG201.group", name.span, group=group, key=name.text)


def _answers(below: Settings, lock: Lock, diagnostics: Diagnostics) -> None:
    for given in given_by(below):
        locked = next((one for one in lock.answers if _contrary(given, one)), None)
        if locked is None:
            continue
        diagnostics.report(
            "PG315",
            given.span,
            key=given.key,
            file=lock.file,
            locked=locked.said,
            given=given.said,
            related={"answered": locked.span, "locked": lock.span},
        )


def _contrary(given: StatedValue, locked: StatedValue) -> bool:
    """Return whether two things that files say contradict each other; the order of a list makes no difference.

    Keys can differ: a role that nobody holds (`none`, `vacant`) contradicts the name of its holder, and the date of a
    review contradicts the time between reviews, because the date is printed.
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
        if isinstance(entry, Omit):
            name, code = entry.omit, "PG316.omit"
        else:
            name, code = entry.replace, "PG316.replace"
        if not set(clauses_called(project, name.text, above)) & set(lock.clauses):
            continue
        diagnostics.report(code, name.span, name=name.text, file=lock.file, related={"locked": lock.span})
