"""The changes of a policy as they are told: for whom each is, in which sentences, none of them twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from policygen.assemble.wording import Wording
from policygen.compare.align import Difference
from policygen.compare.reasons import records_of
from policygen.compare.report import part_name
from policygen.document.fingerprint import COVER
from policygen.document.model import Document
from policygen.report.board.sentences import ChangedSentence, changed_sentences, changed_words

EVERYONE, OTHERS = "everyone", "others"
# The readers under whom a change is listed, in this order, each with the audiences of clauses that it stands for.
# Clauses for nobody in this table are listed last, under OTHERS.
READERS = {
    EVERYONE: ("everyone",),
    "pupils": ("pupils",),
    "staff": ("staff", "headteacher", "lead", "it"),
    "parents": ("parents",),
    "governors": ("governors",),
}
# What binds somebody is told first where there is no room for all (ClauseRecord.kind).
_WEIGHT = {"prohibition": 0, "duty": 0, "expectation": 1, "advice": 2, "definition": 2}
_LEAST = 3


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One section's change. `readers` are those whom it concerns, the first is the one under whom it is listed.

    `section` has the number and the title, `number` only that, or the title of a section without one. `clause` is empty
    for what is in no clause. `also` are the numbers of sections in which the same words changed in the same way. Where
    there is no room for all, those of a lower `weight` come first.
    """

    how: Literal["changed", "added", "removed"]
    section: str
    number: str
    readers: tuple[str, ...]
    sentences: tuple[ChangedSentence, ...]
    weight: int
    clause: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyChanges:
    """Two copies of a policy, how they differ, and the fixed words in which that is told."""

    old: Document
    new: Document
    differences: tuple[Difference, ...]
    wording: Wording

    def concerning(self, reader: str) -> tuple[Difference, ...]:
        """Return what a reader has to read: the audience of the clause names the reader or everyone; all for ""."""
        return tuple(
            one
            for one in self.differences
            if not reader or {reader, *READERS[EVERYONE]} & set(_audience(one, self.old, self.new))
        )

    def told(self, reader: str = "") -> tuple[ToldChange, ...]:
        """Return the changes of words in the order of the new policy; the cover, numbers and mere moves are none.

        Given a reader, they are those that concern the reader.
        """
        found: list[ToldChange] = []
        seen: dict[tuple[tuple[str, str], ...], int] = {}
        for difference in self.concerning(reader):
            told = _told(difference, self.old, self.new, self.wording)
            if told is None:
                continue
            own = [sentence for sentence in told.sentences if sentence.how != "changed" or sentence.key not in seen]
            for sentence in told.sentences:
                place = seen.get(sentence.key) if sentence.how == "changed" else None
                if place is not None:
                    found[place] = _with(found[place], told)
            if own:
                seen |= {sentence.key: len(found) for sentence in own if sentence.how == "changed"}
                found.append(replace(told, sentences=tuple(own)))
        return tuple(found)


def _told(difference: Difference, old: Document, new: Document, wording: Wording) -> ToldChange | None:
    how = difference.kind
    if how not in ("changed", "added", "removed") or difference.part.id == COVER:
        return None
    sentences = changed_sentences(difference)
    if not sentences and difference.before is not None and difference.after is not None and difference.retitled:
        sentences = (changed_words(difference.before.title.text, difference.after.title.text),)
    if not sentences:
        return None
    before, after = records_of(difference, old, new)
    record = after or before
    kind = record.kind if record else ""
    section = part_name(difference.part, wording)
    number = difference.part.number or section
    if how == "removed" and difference.part.number:
        number = wording("board.old_number", number=number)
    return ToldChange(
        how, section, number, _readers(_audience(difference, old, new)), sentences,
        0 if how != "changed" and kind in _WEIGHT else _WEIGHT.get(kind, _LEAST), record.id if record else "",
    )  # fmt: skip


def _audience(difference: Difference, old: Document, new: Document) -> tuple[str, ...]:
    if difference.part.id == COVER:
        return READERS[EVERYONE]
    before, after = records_of(difference, old, new)
    record = after or before
    return record.audience if record else ()


def _readers(audience: tuple[str, ...]) -> tuple[str, ...]:
    found = [reader for reader, stands in READERS.items() if set(stands) & set(audience)]
    return tuple(found) or (OTHERS,)


def _with(told: ToldChange, same: ToldChange) -> ToldChange:
    """Return a change that is also that of another section, which may concern more readers."""
    readers = (*told.readers, *(one for one in same.readers if one not in told.readers))
    if same.number in (told.number, *told.also):
        return replace(told, readers=readers)
    return replace(told, readers=readers, also=(*told.also, same.number))
