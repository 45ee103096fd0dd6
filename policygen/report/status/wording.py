"""The words of a status, in every format: what a policy's state is, and what waits for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from policygen.diagnostics.codes import say
from policygen.report.status.model import LibraryEdition, PolicyState, PolicyStatus, PublishedCopy, Unconfirmed


def state_in_words(state: PolicyState) -> str:
    """Return what a state is called."""
    return say(f"status.state_{state.replace('-', '_')}")


def libraries_in_words(libraries: Iterable[LibraryEdition]) -> list[str]:
    """Return the versions of libraries, and the version now if it is another; those of equal versions together."""
    together: dict[tuple[str, str], list[str]] = {}
    for one in libraries:
        key = (one.adopted, one.now) if one.moved else ("", one.now or one.adopted)
        together.setdefault(key, []).append(one.library)
    return [_libraries(names, adopted, now) for (adopted, now), names in together.items()]


def _libraries(names: list[str], adopted: str, now: str) -> str:
    if not adopted:
        return say("status.library", names=names, version=now)
    if not now:
        return say("status.library_gone", names=names, adopted=adopted)
    return say("status.library_moved", names=names, adopted=adopted, now=now)


def tasks_of(one: PolicyStatus) -> Iterator[str]:
    """Yield what waits for a person, the most urgent first."""
    if one.state == "draft":
        yield say("status.task_draft", count=one.errors)
    if one.state == "changed":
        yield say("status.task_changed")
    if one.overdue:
        yield say("status.task_overdue", date=str(one.review_on))
    if one.old_words:
        yield say("status.task_old_words", names=one.old_words)
    if one.word is not None:
        if one.word.fault:
            yield say("status.task_fault", file=one.word.file, reason=one.word.fault)
        if one.word.edits:
            yield say("status.task_edits", count=one.word.edits, file=one.word.file)
        if one.word.remarks:
            yield say("status.task_remarks", count=one.word.remarks, file=one.word.file)
    if one.confirmed is not None and one.confirmed.waiting:
        yield say("status.task_unconfirmed", count=len(one.confirmed.waiting))
    yield from (copy_in_words(copy) for copy in one.published if copy.state != "current")


def copy_in_words(copy: PublishedCopy) -> str:
    """Return what a published copy is."""
    match copy.state:
        case "current":
            return say("status.copy_current", file=copy.file)
        case "older":
            return say("status.task_copy_older", file=copy.file, date=str(copy.edition))
        case "different":
            return say("status.task_copy_different", file=copy.file, because=copy.because)
        case "missing":
            return (
                say("status.task_copy_missing_file", file=copy.file) if copy.file else say("status.task_copy_missing")
            )
        case _:
            assert_never(copy.state)


def waiting_in_words(person: Unconfirmed) -> str:
    """Return what somebody who has not confirmed the words in force confirmed instead."""
    return (
        say("status.waiting_other", version=person.version) if person.version else say("status.waiting_never")
    )  # fmt: skip
