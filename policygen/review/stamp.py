"""Put a review, or a verdict on what a clause claims, into the clause's file: one clause at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from policygen.check.non_answers import is_no_answer
from policygen.check.shape import decode_node
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Refused
from policygen.model.checked import Clause, Requirement, claim_digest, review_digest
from policygen.model.library import ClauseEntry, Verdict
from policygen.review.editing import entries_of, flow, replace_node, rewritten, set_keys
from policygen.source.editing import CannotEdit, Replacement
from policygen.source.nodes import Mapping, Node, Scalar, Sequence, Source, as_written
from policygen.source.reading import read_source
from policygen.world.disk import DiskWorld
from policygen.world.protocol import PACKAGED
from policygen.world.writing import write_whole

# A stamp that is new goes after these, where people look for it.
_BEFORE = ("id", "title", "kind", "audience", "text", "when", "form", "meets", "cites", "duties")


class CannotReview(Refused):
    """A review cannot be recorded; the message says why."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file with clauses as it is on the disk now, and the place of one of them in its list."""

    data: bytes
    source: Source
    node: Node
    item: Mapping
    number: int
    entry: ClauseEntry


def stamp_review(world: DiskWorld, clause: Clause, by: str, on: date) -> str:
    """Record that somebody reviewed a clause in its present words, and return the name of the file.

    Raises CannotReview; CannotEdit, OSError, OutsideTheProject, and then nothing was written.
    """
    file = _file_of(world, clause)
    values = (("on", str(on)), ("by", _name(by)), ("digest", review_digest(file.entry)))
    edits, written = _nested(file.source, file.item, "reviewed", values)
    return _write(world, clause, file, edits, {"reviewed": written})


def stamp_verdict(
    world: DiskWorld, clause: Clause, requirement: Requirement, verdict: Verdict, by: str, on: date
) -> str:
    """Record somebody's verdict on what a clause does for a requirement, and return the name of the file.

    Raises CannotReview; CannotEdit, OSError, OutsideTheProject, and then nothing was written.
    """
    file = _file_of(world, clause)
    listed = file.item.get("meets")
    items = listed.items if isinstance(listed, Sequence) else ()
    found = [(number, one) for number, one in enumerate(items) if _named(one) == requirement.name]
    if not found:
        raise CannotReview(say("review.not_claimed", clause=clause.name, requirement=requirement.name))
    number, claim = found[0]
    when = claim.get("when") if isinstance(claim, Mapping) else None
    digest = claim_digest(file.entry, requirement.entry.summary.text, verdict, when)
    values = (("on", str(on)), ("by", _name(by)), ("digest", digest))
    meets: list[object] = list(_listed(as_written(listed)))
    if isinstance(claim, Mapping):
        edits, judged = _nested(file.source, claim, "judged", values)
        changed = {**_object(as_written(claim)), "judged": judged}
        if verdict != "met" or claim.get("status") is not None:
            edits += set_keys(file.source, claim, (("status", verdict),))
            changed["status"] = verdict
    else:
        status = (("status", verdict),) if verdict != "met" else ()
        text = flow((("id", requirement.name), *status, ("judged", flow(values))))
        edits = [replace_node(file.source, claim, text)]
        changed = {"id": requirement.name, **dict(status), "judged": dict(values)}
    meets[number] = changed
    return _write(world, clause, file, edits, {"meets": meets})


def _file_of(world: DiskWorld, clause: Clause) -> _File:
    name = clause.source.name
    if name.startswith(PACKAGED):
        raise CannotReview(say("review.packaged", clause=clause.name, library=clause.library.title.text))
    data = world.read(name)
    found = read_source(name, data, Diagnostics())
    for number, item in enumerate(entries_of(found[1], "clauses")) if found is not None else ():
        written = item.get("id")
        if found is not None and isinstance(written, Scalar) and written.text == clause.entry.id.text:
            entry = decode_node(item, ClauseEntry, Diagnostics(), "entry")
            if entry is not None and review_digest(entry) == review_digest(clause.entry):
                return _File(data, found[0], found[1], item, number, entry)
    raise CannotReview(say("review.changed_meanwhile", clause=clause.name, file=name))


def _name(by: str) -> str:
    name = " ".join(by.split())
    if not name or is_no_answer(name):
        raise CannotReview(say("review.no_name", name=by))
    return name


def _nested(
    source: Source, mapping: Mapping, key: str, values: tuple[tuple[str, str], ...]
) -> tuple[list[Replacement], dict[str, str]]:
    """Return the edits that set a mapping under a key, whether or not it is there, and what it then holds."""
    there = mapping.get(key)
    if isinstance(there, Mapping):
        return set_keys(source, there, values), {**_object(as_written(there)), **dict(values)}
    return set_keys(source, mapping, ((key, flow(values)),), _BEFORE), dict(values)


def _write(world: DiskWorld, clause: Clause, file: _File, edits: list[Replacement], changed: dict[str, object]) -> str:
    expected = _object(as_written(file.node))
    clauses = list(_listed(expected["clauses"]))
    clauses[file.number] = {**_object(clauses[file.number]), **changed}
    made = rewritten(file.source, file.data, edits, {**expected, "clauses": clauses})
    path = world.root / clause.source.name
    if world.leads_out(clause.source.name):
        raise CannotEdit(say("review.changes_when_read", file=clause.source.name))
    write_whole(path, made)
    return clause.source.name


def _named(node: Node) -> str:
    found = node.get("id") if isinstance(node, Mapping) else node
    return found.text if isinstance(found, Scalar) else ""


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
