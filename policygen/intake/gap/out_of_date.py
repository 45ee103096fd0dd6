"""What a school's policy says that is out of date: dead names, old editions, and law that is no longer in force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from policygen.intake.gap.passages import PolicyPassage
from policygen.model.registers import ReferenceEntry
from policygen.report.freshness.dead_names import DeadNames

_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d{2}(?!\d)")
# The year of an edition beside a title: "… in education 2016", "… (DfE, September 2016)", "DfE (2016), ‘Keeping …".
_AFTER = re.compile(rf"\W{{0,4}}(?:\((?:\w+\W{{1,2}}){{0,3}})?({_YEAR.pattern})")
_BEFORE = re.compile(rf"({_YEAR.pattern})\W{{1,5}}$")
_INITIALS = 5  # letters, from which the initials of a title are its abbreviation, such as KCSIE
_LETTERS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class OldName:
    """A dead name in a passage, as it is written there."""

    passage: PolicyPassage
    words: str
    since: str
    instead: str


@dataclass(frozen=True, slots=True)
class OldReference:
    """Law or guidance in a passage that is out of date. `how` says which of the facts are given.

    `edition`: it is of `year`, and the library knows that of `edition`; `ended`: it was in force until `until`;
    `superseded`: by `heir` as well.
    """

    passage: PolicyPassage
    how: Literal["edition", "ended", "superseded"]
    words: str
    reference: str
    year: str = ""
    edition: str = ""
    until: str = ""
    heir: str = ""


def old_names(passages: Iterable[PolicyPassage], names: DeadNames) -> Iterator[OldName]:
    """Yield each dead name of each passage once, in the order of the policy."""
    for passage in passages:
        met = {one.words: one for one in names.find(passage.text)}
        for words, one in met.items():
            yield OldName(passage, words, one.name.since.text, one.name.instead.text)


def old_references(
    passages: Iterable[PolicyPassage], references: Iterable[ReferenceEntry], today: date
) -> Iterator[OldReference]:
    """Yield what each passage names that is out of date, by its title, short title or initials.

    Where several entries have one title, they are its editions, and the newest in force on `today` counts.
    """
    known = _Titles(tuple(references), today)
    for passage in passages:
        yield from known.old_in(passage)


class _Titles:
    def __init__(self, references: tuple[ReferenceEntry, ...], today: date) -> None:
        self._by_id = {one.id.text: one for one in references}
        self._today = today
        self._of_title: dict[str, list[ReferenceEntry]] = {}
        for one in references:
            if one.in_force_from is None or one.in_force_from <= today:
                for title in _titles(one):
                    self._of_title.setdefault(_folded(title), []).append(one)
        # Titles that end with a year, as an Act's does: it is no edition of what stands before it.
        self._dated = tuple(one for one in self._of_title if _YEAR.search(one[-4:]))
        titles = sorted(self._of_title, key=len, reverse=True)
        words = "|".join(map(re.escape, titles))
        self._pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)") if titles else None

    def old_in(self, passage: PolicyPassage) -> Iterator[OldReference]:
        text = _folded(passage.text)
        seen: set[str] = set()
        for match in self._pattern.finditer(text) if self._pattern else ():
            entries = self._of_title[match[0]]
            newest = max(entries, key=lambda one: _edition(one) or "")
            if newest.id.text in seen:
                continue
            found = self._old(passage, newest, text, match)
            if found is not None:
                seen.add(newest.id.text)
                yield found

    def _old(
        self, passage: PolicyPassage, newest: ReferenceEntry, text: str, match: re.Match[str]
    ) -> OldReference | None:
        words = passage.text[match.start() : match.end()] if len(text) == len(passage.text) else match[0]
        until = newest.in_force_to
        if until is not None and until < self._today:
            heir = self._by_id.get(newest.superseded_by.text) if newest.superseded_by else None
            same = heir is not None and _folded(heir.title.text) == _folded(newest.title.text)
            if heir is not None and not same:
                return OldReference(
                    passage, "superseded", words, newest.id.text, until=until.isoformat(), heir=heir.title.text
                )
            if heir is None:
                return OldReference(passage, "ended", words, newest.id.text, until=until.isoformat())
        edition = _edition(newest)
        year = self._year_beside(text, match.start(), match.end())
        if newest.kind != "law" and edition and year and year < edition:
            return OldReference(
                passage,
                "edition",
                words,
                newest.id.text,
                year=year,
                edition=newest.edition.text if newest.edition else "",
            )
        return None

    def _year_beside(self, text: str, start: int, end: int) -> str:
        """Return the year that stands beside a title, with little between; "" if none does or it is another title's."""
        found = _AFTER.match(text, end) or _BEFORE.search(text, max(0, start - 12), start)
        return found[1] if found and not text[: found.end(1)].endswith(self._dated) else ""


def _titles(entry: ReferenceEntry) -> set[str]:
    full = entry.title.text
    found = {full, full.partition(":")[0], entry.short.text}
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z]+", full.partition(":")[0])).upper()
    if len(initials) >= _INITIALS:
        found.add(initials)
    # A title of one word, or the common part of a short form, is met in texts that mean something else.
    return {one for one in found if one == initials or len(one.split()) > 2}


def _folded(text: str) -> str:
    return text.translate(_LETTERS).lower()


def _edition(entry: ReferenceEntry) -> str:
    found = _YEAR.search(entry.edition.text) if entry.edition else None
    return found[0] if found else ""
