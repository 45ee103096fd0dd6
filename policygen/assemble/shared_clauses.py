"""Clauses of one copy of a policy that the school's other copies have too, because they read the same answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from policygen.assemble.abbreviations import Abbreviations
from policygen.assemble.placeholders import Hole, PlaceholderGroup
from policygen.check.claims import met_at
from policygen.check.files import origin_of
from policygen.diagnostics.model import Diagnostics
from policygen.document.model import ClauseRecord, Section
from policygen.model.checked import Clause
from policygen.resolve.settled import Settled
from policygen.resolve.tailoring import Planned

ReadAt = tuple[str, str, str]
"""Where something is read: a group of answers, a name in it, and what of that is read; "" and a policy, for its title.

Of a post a text can read a field, by its name, what it prints (`OWN`), or what it is compared by (`TESTED`). All of it
is read otherwise.
"""

ALL, OWN, TESTED = "", ".", "?"


class Reads:
    """What of the answers is read while a clause is assembled, by its place; nothing is noted in between."""

    def __init__(self) -> None:
        self.found: dict[ReadAt, Any] | None = None

    def note(self, place: ReadAt, value: Any) -> None:
        """Note what was read."""
        if self.found is not None:
            self.found[place] = value


class WatchedGroup(dict[str, Any]):
    """A group of answers by name that notes which of them are read."""

    def __init__(self, group: str, answers: Mapping[str, Any], reads: Reads) -> None:
        super().__init__(answers)
        self._group, self._reads = group, reads

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        self._reads.note((self._group, name, ALL), value)
        return value

    def part(self, name: str, part: str) -> Any:
        """Return a part of a post, and note that no more of it is read; None if it is no post or has no such part.

        For `TESTED` it is the post, of which nothing may be printed.
        """
        value = self.at(name, part)
        if value is not None:
            self._reads.note((self._group, name, part), value)
        return value

    def at(self, name: str, part: str) -> Any:
        """Return what is at a place, as `part` does; it is not noted."""
        found = self.get(name)
        if part == ALL:
            return found
        if not isinstance(found, PlaceholderGroup):
            return None
        return found.own if part == OWN else found if part == TESTED else found.children.get(part)


@dataclass(frozen=True, slots=True)
class _Kept:
    section: Section
    reads: Mapping[ReadAt, Any]
    before: frozenset[str]
    after: frozenset[str]


@dataclass(slots=True)
class SharedClauses:
    """The clauses and records of one school's Documents, by what they are made from, which is kept with them.

    A clause is kept if it was assembled without a finding and prints no answer that is missing.
    """

    _sections: dict[tuple[object, ...], _Kept] = field(default_factory=dict)
    _records: dict[tuple[object, ...], ClauseRecord] = field(default_factory=dict)
    _sources: dict[int, object] = field(default_factory=dict)

    def key(self, *sources: object) -> tuple[object, ...]:
        """Return a key of things that are the same only if they are these very objects, and of texts."""
        self._sources.update((id(one), one) for one in sources if not isinstance(one, str))
        return tuple(one if isinstance(one, str) else id(one) for one in sources)

    def record(
        self,
        key: tuple[object, ...],
        planned: Planned,
        settled: Settled,
        groups: Callable[[Clause], tuple[str, ...]],
        language: str,
    ) -> ClauseRecord:
        """Return the record of a clause that is made from what `key` says.

        `groups` gives whom a library's clause wants consulted; `language` is that of a clause which the school wrote.
        """
        meets = met_at(planned.clause, settled.tested) if planned.clause and planned.change == "as-published" else ()
        found = self._records.get((*key, id(planned), meets))
        if found is not None:
            return found
        entry, library = (planned.clause.entry, planned.clause.library) if planned.clause else (None, None)
        record = ClauseRecord(
            id=planned.name,
            library=library.id.text if library else settled.id,
            version=library.version.text if library else "",
            digest=planned.digest,
            kind=planned.kind,
            title=planned.title.text,
            audience=planned.audience,
            meets=meets,
            cites=tuple(cited.text for cited in entry.cites) if entry else (),
            file=origin_of(planned.source.name),
            line=planned.text.span.line,
            language=library.language.text if library else language,
            change=planned.change,
            consult=groups(planned.clause) if planned.clause else (),
        )
        self._records[*key, id(planned), meets] = record
        return record

    def section(
        self,
        key: tuple[object, ...],
        make: Callable[[], Section],
        *,
        now: Callable[[ReadAt], Any],
        reads: Reads,
        abbreviations: Abbreviations,
        lacking: Mapping[str, object],
        diagnostics: Diagnostics,
    ) -> Section:
        """Return the clause with this key if it would be the same again; `make` is asked otherwise.

        `now` gives what is read at a place in this copy. `abbreviations`, `lacking` (answers) and `diagnostics` are
        those of the Document so far, and `make` may add to them.
        """
        before = frozenset(abbreviations.defined)
        kept = self._sections.get(key)
        if (
            kept
            and kept.before == before
            and all(_same(place[2], now(place), value) for place, value in kept.reads.items())
        ):
            abbreviations.defined.update(kept.after)
            return kept.section
        so_far = (len(lacking), len(diagnostics))
        found: dict[ReadAt, Any] = {}
        reads.found = found
        try:
            section = make()
        finally:
            reads.found = None
        lacks = any(_is_lacked(one, lacking) for one in found.values())
        if kept is None and not lacks and so_far == (len(lacking), len(diagnostics)):
            self._sections[key] = _Kept(section, found, before, frozenset(abbreviations.defined))
        return section


def _same(part: str, one: Any, other: Any) -> bool:
    """Return whether two answers print and compare the same, as far as this `part` of them is read."""
    if one is other:
        return True
    if isinstance(one, PlaceholderGroup) and isinstance(other, PlaceholderGroup):
        # A post can be part of a list, and then anything of it may be printed.
        return part == TESTED and _tested(one) == _tested(other)
    if isinstance(one, Hole) and isinstance(other, Hole):
        return _parts(one, part) == _parts(other, part) and one.wording is other.wording
    return isinstance(one, str) and one == other


def _is_lacked(answer: Any, lacking: Mapping[str, object]) -> bool:
    """Return whether an answer is missing and may be printed; one that only a condition asks for is not `lacking`."""
    missing = answer.missing if isinstance(answer, Hole) else None
    return missing is not None and (missing.withheld or missing.key in lacking)


def _parts(hole: Hole, part: str) -> tuple[object, ...]:
    # What a post prints does not depend on who holds it.
    return hole.text, None if part == OWN else hole.raw, hole.origin, hole.missing, hole.lang


def _tested(post: PlaceholderGroup) -> tuple[object, ...]:
    return post.own.raw if post.own else None, post.holders, post.vacant
