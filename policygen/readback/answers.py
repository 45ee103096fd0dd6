"""Edits inside a value as answers to change: the answer is found in the settings file, and tried out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from policygen.check.scalars import UnreadableValue, read_date
from policygen.diagnostics.model import Diagnostic
from policygen.document.model import Document, Value
from policygen.document.typography import folded
from policygen.document.walk import walk
from policygen.model.settings import Settings
from policygen.readback.changes import BlockChange
from policygen.readback.model import Proposal
from policygen.readback.original import inlines_of
from policygen.readback.pairing import SURENESS
from policygen.readback.tokens import word_keys
from policygen.readback.trial import Trial
from policygen.readback.values import ValueSpot
from policygen.resolve.locks import locked_by, locks_over
from policygen.source.nodes import Mapping, Node, Scalar
from policygen.source.nodes import Sequence as SequenceNode
from policygen.upgrade.editing import Change, Path

_GROUPS = ("school", "people", "choices", "policy")
_ARTICLE = "the "

Edited = tuple[BlockChange, ValueSpot]


def answer_proposals(trial: Trial, changes: Sequence[BlockChange]) -> Iterator[Proposal]:
    """Yield a proposal for each value that was edited, with every place where it was."""
    places: dict[tuple[str, str], list[Edited]] = {}
    for change in changes:
        for spot in change.edited:
            places.setdefault((spot.key, folded(spot.before).casefold()), []).append((change, spot))
    for (key, _), found in places.items():
        yield _proposal(trial, key, found)


def _proposal(trial: Trial, key: str, found: list[Edited]) -> Proposal:
    spots = [spot for _, spot in found]
    sure = max((each.sure for place in found for each in place), key=SURENESS.__getitem__)
    edits = tuple(dict.fromkeys(change for change, _ in found))
    plain = Proposal(0, "answer", key, "", spots[0].before, spots[0].after, sure=sure, edits=edits)
    if key.partition(".")[0] not in _GROUPS:
        return replace(plain, refusal=Diagnostic.of("PG826.register", key=key, words=spots[0].after))
    if len({folded(spot.after).casefold() for spot in spots}) > 1:
        return replace(
            plain,
            refusal=Diagnostic.of("PG826.several", key=key, words=list(dict.fromkeys(spot.after for spot in spots))),
        )
    today = trial.compiler.compile(trial.school, trial.policy, draft=True, records=()).document
    if _prints(today, found):
        return replace(plain, refusal=Diagnostic.of("PG824.answered", key=key, words=spots[0].after))
    settled = trial.school.settled
    name = f"policies.{trial.policy}.{key.partition('.')[2]}" if key.startswith("policy.") else key
    lock = locked_by(locks_over(trial.compiler.project, settled.chain), name)
    if lock is not None:
        return replace(plain, refusal=Diagnostic.of("PG822.answer", key=key, file=lock.file))
    for change in _candidates(settled.chain[0].node, name, spots[0]):
        document, mistakes = trial.document_with((change,), ())
        if document is not None and not mistakes and _prints(document, found):
            return replace(plain, changes=(change,))
    return replace(plain, refusal=_left_to_a_person(settled.chain, key, name, spots[0]))


def _left_to_a_person(chain: Sequence[Settings], key: str, name: str, spot: ValueSpot) -> Diagnostic:
    """Return why an answer is not changed: it is in the file of a trust or council, in no file, or it is not clear."""
    own, *above = chain
    path = _parts(name)[: 3 if name.startswith("policies.") else 2]
    if _at(own.node, path) is not None:
        return Diagnostic.of("PG826.by_hand", key=key, before=spot.before, after=spot.after)
    for each in above:
        if _at(each.node, path) is not None:
            return Diagnostic.of("PG826.above", key=key, after=spot.after, file=each.file, own=own.file)
    return Diagnostic.of("PG826.standard", key=key, after=spot.after, file=own.file)


def _candidates(root: Mapping, name: str, spot: ValueSpot) -> Iterator[Change]:
    """Yield the changes that may make a file print the edited words: the answer itself, or what it is printed from."""
    parts = _parts(name)
    for depth in range(len(parts), 1, -1):
        node = _at(root, parts[:depth])
        if node is None:
            continue
        for written, to in _forms(spot.before, spot.after):
            found = [path for path, scalar in _scalars(node, parts[:depth]) if _same(scalar.text, written)]
            if len(found) == 1:
                yield Change(found[0], "value", to)
        return


def _parts(name: str) -> tuple[str, ...]:
    """Return the keys of an answer in a settings file; what a policy has is below its name."""
    return tuple(name.split(".", 2)) if name.startswith("policies.") else tuple(name.split("."))


def _forms(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield how an answer may be written that prints as `before`, with what it then becomes."""
    yield before, after
    for one, other in ((before, after), (_lowered(before), _lowered(after))):
        if one.startswith(_ARTICLE):
            bare, new = one.removeprefix(_ARTICLE), other.removeprefix(_ARTICLE)
            yield bare[:1].upper() + bare[1:], new[:1].upper() + new[1:]
        yield one[:1].upper() + one[1:], other[:1].upper() + other[1:]
        yield one, other
    old, new_date = _date(before), _date(after)
    if old is not None and new_date is not None:
        yield str(old), str(new_date)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _date(text: str) -> date | None:
    try:
        return read_date(text)
    except UnreadableValue:
        return None


def _same(one: str, other: str) -> bool:
    return " ".join(folded(one).split()) == " ".join(folded(other).split())


def _at(root: Node, path: Sequence[str]) -> Node | None:
    node: Node | None = root
    for part in path:
        node = node.get(part) if isinstance(node, Mapping) else None
    return node


def _scalars(node: Node, path: Path) -> Iterator[tuple[Path, Scalar]]:
    match node:
        case Scalar():
            yield path, node
        case Mapping():
            for entry in node.entries:
                yield from _scalars(entry.value, (*path, entry.key.text))
        case SequenceNode():
            for number, item in enumerate(node.items):
                yield from _scalars(item, (*path, number))


def _prints(document: Document, found: Sequence[Edited]) -> bool:
    """Tell whether a Document prints the edited values, each at its place."""
    inlines = inlines_of(document)
    for change, spot in found:
        place = sum(one.key == spot.key for one in change.values[: change.values.index(spot)])
        values = [part for part in walk(*inlines.get(change.block, ())) if isinstance(part, Value)]
        same = [one.text for one in values if one.origin.key == spot.key]
        if place >= len(same) or word_keys(same[place]) != word_keys(spot.after):
            return False
    return True
