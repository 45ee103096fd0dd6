"""A Word file with collisions read back: what is settled, and what is not and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policygen.check.project import Project
from policygen.collisions.layers import layered, muddled
from policygen.collisions.to_settle import Sides, WordCollision, collisions_to_settle
from policygen.collisions.typed import says_the_same, typed_source
from policygen.collisions.word_file import COLLISIONS, END, clause_heading_of, facts_of, section_of, wording_of
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic, Diagnostics, RefusedFile
from policygen.document.typography import folded
from policygen.inspect.docx_parts import NotReadable, Package, open_package
from policygen.readback.passages import Passage, passages_of
from policygen.readback.sources import tags_in
from policygen.render.docx.carrying import enclosed_in
from policygen.render.docx.repeatable import bookmark_name
from policygen.render.docx.xml import W
from policygen.upgrade.plan import UpgradePlan
from policygen.upgrade.tailoring import Settlement

_ZIP = b"PK\x03\x04"
_COMMENT = f"{{{W}}}comment"
# Collisions, paragraphs, and characters in all of them; and the same of one wording: a long clause has two thousand.
_MOST_ENTRIES, _MOST_PASSAGES, _MOST_CHARACTERS = 1_000, 20_000, 2_000_000
_MOST_LINES, _LONGEST = 300, 20_000
_KEPT = ("name", "clause", "title", "digest")
_SHOWN = 80  # characters of words that a finding shows


class NoCollisions(RefusedFile):
    """The file cannot be read as one with collisions, and `finding` says why; the message is for a person."""


@dataclass(frozen=True, slots=True)
class SettledInWord:
    """What a Word file settles: by school or group and then by clause; and what there is to say of the rest."""

    by_file: Mapping[str, Mapping[str, Settlement]]
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the file keeps of a collision."""

    name: str
    clause: str
    title: str
    digest: str


def settled_in_word(name: str, data: bytes, project: Project, plan: UpgradePlan) -> SettledInWord:
    """Read a file, which messages call `name`, for the collisions of a plan. Raises NoCollisions."""
    package = _opened(name, data)
    entries = _entries(name, package)
    passages = passages_of(package.body)
    size = sum(len(one.text) for one in passages)
    if len(passages) > _MOST_PASSAGES or size > _MOST_CHARACTERS or len(entries) > _MOST_ENTRIES:
        raise NoCollisions(Diagnostic.of("PG835.long", file=name))
    known = {(one.name, one.clause): one for one in collisions_to_settle(project, plan)}
    steps = {(one.name, full): step for one in plan.files for step in one.steps for full in step.names}
    chosen = {one.name for one in plan.files}
    places = _Places(passages, [one.title for one in entries])
    found = Diagnostics()
    by_file: dict[str, dict[str, Settlement]] = {}
    for number, entry in enumerate(entries, 1):
        if entry.name not in chosen:
            continue
        one = known.get((entry.name, entry.clause))
        if one is None:
            step = steps.get((entry.name, entry.clause))
            # One that was settled on the command line is no news.
            if step is None or step.outcome != "settled":
                found.report("PG839.gone", name=entry.name, clause=entry.clause)
        elif one.digest != entry.digest:
            found.report("PG839.changed", name=entry.name, clause=entry.clause)
        else:
            settlement = _settlement(one, places.parts_of(number, has_heading=one.heading is not None), found)
            if settlement is not None:
                by_file.setdefault(one.name, {})[one.clause] = settlement
    comments = sum(1 for part in package.parts.get("comments", ()) for _ in part.iter(_COMMENT))
    if comments:
        found.report("PG836.comments", count=comments)
    return SettledInWord(by_file, tuple(found))


def _opened(name: str, data: bytes) -> Package:
    if not data.startswith(_ZIP):
        raise NoCollisions(Diagnostic.of("PG835.other", file=name))
    try:
        package = open_package(data)
    except NotReadable as error:
        raise NoCollisions(Diagnostic.of("PG835.damaged", file=name, reason=str(error).rstrip("."))) from error
    if package.entities:
        raise NoCollisions(Diagnostic.of("PG835.entities", file=name))
    return package


def _entries(name: str, package: Package) -> list[_Entry]:
    text = enclosed_in(package.own, COLLISIONS)
    if text is None:
        raise NoCollisions(Diagnostic.of("PG835.no_data", file=name))
    try:
        data: Any = json.loads(text)
        return [_Entry(*(str(one[key]) for key in _KEPT)) for one in data["collisions"]]
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise NoCollisions(Diagnostic.of("PG835.no_data", file=name)) from error


@dataclass(frozen=True, slots=True)
class _Parts:
    """The paragraphs of a collision: what is said about it, its heading if it has one, and its wording.

    `after` are the fixed headings below them. `torn` says that words run into a fixed heading, or one into them.
    """

    about: tuple[Passage, ...]
    heading: tuple[Passage, ...] | None
    wording: tuple[Passage, ...] | None
    after: tuple[Passage, ...]
    torn: bool


class _Places:
    """Where the fixed headings of a file are: by their bookmarks, or where a program lost these, by their words."""

    def __init__(self, passages: Sequence[Passage], titles: Sequence[str]) -> None:
        self._passages = passages
        self._words = [_plain(one.words) for one in passages]
        self._marks = {mark: n for n, one in enumerate(passages) for mark in one.marks}
        self._expected = {END: _plain(say("collisions.end"))}
        self._expected |= {section_of(n): _plain(title) for n, title in enumerate(titles, 1)}
        self._found: dict[str, int] = {}
        for name in self._expected:
            self._find(name, 0, len(passages))
        for n in range(1, len(titles) + 1):
            start = self._found.get(section_of(n))
            until = self._next(start) if start is not None else 0
            for name, key in ((clause_heading_of(n), "heading"), (wording_of(n), "wording")):
                self._expected[name] = _plain(say(f"collisions.{key}"))
                self._find(name, (start or 0) + 1, until)

    def _find(self, name: str, start: int, until: int) -> None:
        same = (n for n in range(start, until) if self._words[n] == self._expected[name])
        at = self._marks.get(bookmark_name(name), next(same, None))
        if at is not None:
            self._found[name] = at

    def _next(self, at: int) -> int:
        return min((n for n in self._found.values() if n > at), default=len(self._passages))

    def parts_of(self, number: int, *, has_heading: bool) -> _Parts:
        """Return the parts of a collision by its number in the file, from 1."""
        about = self._below(section_of(number)) or ()
        wording = self._below(wording_of(number))
        heading = self._below(clause_heading_of(number)) if has_heading else ()
        names = [section_of(number), wording_of(number), *([clause_heading_of(number)] if has_heading else [])]
        ends = {self._next(self._found[name]) for name in names if name in self._found}
        known = {at: self._expected[name] for name, at in self._found.items()}
        fixed = {*known.values()}
        torn = any(known.get(at, self._words[at]) != self._words[at] for at in ends if at < len(self._passages))
        words = (*(heading or ()), *(wording or ()))
        torn |= any(one.cell is not None or _plain(one.words) in fixed for one in words)
        after = tuple(self._passages[at] for at in sorted(ends) if at < len(self._passages))
        return _Parts(about, heading, wording, after, torn)

    def _below(self, name: str) -> tuple[Passage, ...] | None:
        at = self._found.get(name)
        if at is None or self._words[at] != self._expected[name]:
            return None
        return tuple(self._passages[at + 1 : self._next(at)])


def _settlement(one: WordCollision, parts: _Parts, found: Diagnostics) -> Settlement | None:
    """Return how a collision is settled; None if it is not, which is reported."""
    if parts.wording is None or parts.heading is None:
        found.report("PG836.lost", name=one.name, clause=one.clause)
        return None
    if parts.torn:
        found.report("PG836.torn", name=one.name, clause=one.clause)
        return None
    said = {_plain(words) for label, fact in facts_of(one) for words in (say(f"collisions.{label}"), fact)}
    for passage in parts.about:
        if _plain(passage.words) not in said:
            found.report("PG836.outside", name=one.name, clause=one.clause, words=_short(passage.words))
    authors = tuple(dict.fromkeys(_authors_left((*parts.heading, *parts.wording, *parts.after))))
    if authors:
        found.report("PG837", name=one.name, clause=one.clause, authors=authors)
        return None
    if len(parts.wording) > _MOST_LINES or sum(len(one.text) for one in (*parts.heading, *parts.wording)) > _LONGEST:
        found.report("PG836.long", name=one.name, clause=one.clause)
        return None
    lines = [_line(passage) for passage in parts.wording if passage.words]
    title = " ".join(passage.words for passage in parts.heading if passage.words)
    text = typed_source(lines, (one.text.ours, one.text.theirs, one.text.base))
    if one.omits:
        if not lines or says_the_same(text, one.text.theirs):
            return Settlement("theirs" if lines else "ours")
        found.report("PG838.omitted", name=one.name, clause=one.clause)
        return None
    if not lines or (one.heading is not None and not title):
        found.report("PG838.empty", name=one.name, clause=one.clause)
        return None
    both = tuple(_muddled(one.text, text)) + (tuple(_muddled(one.heading, title)) if one.heading is not None else ())
    for words in both:
        found.report("PG838.both", name=one.name, clause=one.clause, words=_short(words))
    if both:
        return None
    lost = tuple(tag for tag in _placeholders(one.text.theirs) if tag not in _placeholders(text))
    lost = tuple(tag for tag in lost if tag in _placeholders(one.text.ours))
    if lost:
        found.report("PG846", name=one.name, clause=one.clause, placeholders=lost)
    return Settlement("words", text, title)


def _placeholders(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(tag[0].split()) for tag in tags_in(text)))


def _authors_left(passages: Sequence[Passage]) -> Iterator[str]:
    """Yield who made the tracked changes that are left."""
    for passage in passages:
        yield from (change.author or say("collisions.nobody") for change in passage.tracked if change.words.strip())
        if passage.mark_tracked and not passage.tracked:
            yield say("collisions.nobody")


def _line(passage: Passage) -> str:
    """Return a paragraph; one that a program has made an item of a list has its mark again."""
    return f"- {passage.text.lstrip()}" if passage.item else passage.text


def _muddled(sides: Sides, text: str) -> Iterator[str]:
    """Yield words of before with the school's behind them, which are in the text and on no side."""
    here, *known = (" ".join(each.split()) for each in (text, sides.base, sides.theirs, sides.ours))
    for words in muddled(layered(sides.base, sides.theirs, sides.ours)):
        if words in here and not any(words in side for side in known):
            yield words


def _plain(words: str) -> str:
    """Return words in the form in which they are compared."""
    return folded(" ".join(words.split()))


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}…"
