"""Why a section differs, as far as two Documents tell: by the record that each keeps of its clauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from policygen.compare.align import Difference
from policygen.document.fingerprint import COVER
from policygen.document.model import ClauseRecord, Document

Why = Literal[
    "details", "answer", "answers_chose", "answers_dropped", "added", "withdrawn", "replaced", "restored", "own",
    "library", "library_new", "library_gone", "reworded", "outline", "moved", "edition",
    "untold",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """`why` is a key of `compare.reason` in templates/words; the others are put into its words."""

    why: Why
    library: str = ""
    before: str = ""
    after: str = ""


def reason_of(difference: Difference, old: Document, new: Document) -> Reason:
    """Return why a part differs. Copies for different readers differ on purpose; those for the web do not say why."""
    if old.edition != new.edition:
        return Reason("edition")
    before, after = records_of(difference, old, new)
    if difference.kind == "details":
        return Reason("details")
    if difference.kind in ("moved", "renumbered"):
        return Reason("moved")
    if new.edition == "web":
        return Reason("untold")
    if before is None and after is None:
        if difference.part.id == COVER:
            return Reason("answer")
        # What a school calls its pupils is in a heading too.
        return Reason("answers_chose" if difference.retitled else "outline")
    if before is None and after is not None:
        return Reason("added") if after.change == "added" else _versions(after, old, new, "answers_chose")
    if after is None and before is not None:
        return Reason("withdrawn") if before.change == "added" else _versions(before, old, new, "answers_dropped")
    assert before is not None  # noqa: S101
    assert after is not None  # noqa: S101
    return _changed(before, after)


def requirements_of(difference: Difference, old: Document, new: Document) -> tuple[str, ...]:
    """Return the requirements that the clause meets, as it is now, or met before where nothing is said of now."""
    before, after = records_of(difference, old, new)
    if after is not None and (after.meets or after.change == "as-published"):
        return after.meets
    return before.meets if before is not None else ()


def groups_to_ask(difference: Difference, old: Document, new: Document) -> tuple[str, ...]:
    """Return the groups to consult on a clause of which words changed, or that was added or taken out.

    Copies for different readers differ on purpose, and documents from before clauses named groups name none.
    """
    if difference.kind not in ("changed", "added", "removed") or old.edition != new.edition:
        return ()
    before, after = records_of(difference, old, new)
    return tuple(dict.fromkeys(group for record in (after, before) if record is not None for group in record.consult))


def _changed(before: ClauseRecord, after: ClauseRecord) -> Reason:
    if before.digest == after.digest:
        return Reason("answer")
    if after.change != before.change:
        return Reason("restored" if after.change == "as-published" else "replaced")
    if after.change != "as-published":
        return Reason("own")
    if before.version == after.version:
        return Reason("reworded", after.library, before.version, after.version)
    return Reason("library", after.library, before.version, after.version)


def _versions(clause: ClauseRecord, old: Document, new: Document, otherwise: Why) -> Reason:
    """Return that the clause's library changed, or, where it did not, `otherwise`: the school's own doing."""
    before, after = (
        next((record.version for record in document.clauses if record.library == clause.library), "")
        for document in (old, new)
    )
    if before == after:
        return Reason(otherwise)
    if not before or not after:
        return Reason("library_gone" if before else "library_new", clause.library, before, after)
    return Reason("library", clause.library, before, after)


def records_of(difference: Difference, old: Document, new: Document) -> tuple[ClauseRecord | None, ClauseRecord | None]:
    """Return the clause's record before and after; a heading within a clause comes and goes while the clause stays."""
    part = difference.part
    if part.clause and part.clause != part.id:
        return _record(old, part.clause), _record(new, part.clause)
    return (
        _record(old, difference.before.clause if difference.before else ""),
        _record(new, difference.after.clause if difference.after else ""),
    )


def _record(document: Document, clause: str) -> ClauseRecord | None:
    return next((record for record in document.clauses if clause and record.id == clause), None)
