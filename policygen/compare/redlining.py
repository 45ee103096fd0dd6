"""A redline: the new Document with what is gone at its old place, and the Revisions that say what changed.

Sections belong together by their ids, everything in them by its words. A section that moved is deleted and inserted, as
is a part that cannot be changed piece by piece: a table with other columns, a list with another kind of marker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from policygen.compare.align import longest_rise, renamed_sections
from policygen.compare.authors import Authors
from policygen.compare.pairing import Candidate, in_pairs
from policygen.compare.revised_blocks import (
    GONE,
    RevisedBlocks,
    fixed_labels,
    has_figure,
    pictures_of_both,
    table_kind,
)
from policygen.document.fingerprint import fingerprint_parts
from policygen.document.model import Asset, Cover, Document, Section, Table, Text
from policygen.document.revisions import (
    CONTENTS,
    FOOTER,
    HEADER,
    NOTICES,
    STATUS,
    HeardMarks,
    Revision,
    Revisions,
    notice_id,
)
from policygen.document.walk import walk


def redlined(old: Document, new: Document, heard: HeardMarks) -> tuple[Document, Revisions]:
    """Return the Document of a redline, and its Revisions; both Documents are policies, or both sheets.

    Without what was deleted it has exactly the words of `new`, without what was inserted those of `old`. The date of
    each change is the time at which `new` was created.
    """
    return _Redline(old, new).made(heard)


class _Redline:
    def __init__(self, old: Document, new: Document) -> None:
        self._old, self._new = old, new
        before, after = fingerprint_parts(old), fingerprint_parts(new)
        self._names = renamed_sections(before, after)
        self._partners: dict[str, Section] = {}
        self._pair(old.sections, new.sections)
        there = {partner.id: name for name, partner in self._partners.items()}
        sections = (part for part in walk(*old.sections) if isinstance(part, Section))
        self._merged = RevisedBlocks(
            Authors(old, new),
            new.metadata.created,
            {section.id: there.get(section.id, GONE + section.id) for section in sections},
            pictures_of_both(old.assets, new.assets),
            fixed_labels(
                (old.words.signed, f"{old.words.name} ", old.words.date),
                (new.words.signed, f"{new.words.name} ", new.words.date),
            ),
        )

    def made(self, heard: HeardMarks) -> tuple[Document, Revisions]:
        old, new, merged = self._old, self._new, self._merged
        cover, notices = self._cover(old.cover, new.cover), self._notices(old.notices, new.notices)
        merged.compare_text(HEADER, old.header, new.header)
        merged.compare_text(NOTICES, " · ".join(old.notices), " · ".join(new.notices))
        merged.compare_text(FOOTER, f"{old.cover.status}\t", f"{new.cover.status}\t")
        merged.compare_text(CONTENTS, old.words.contents, new.words.contents)
        sections = self._sections(old.sections, new.sections)
        known = {record.id for record in new.clauses}
        document = replace(
            new,
            cover=cover,
            notices=notices,
            sections=sections,
            clauses=(*new.clauses, *(record for record in old.clauses if record.id not in known)),
            assets=(*new.assets, *self._pictures(sections)),
        )
        return document, Revisions(blocks=merged.blocks, words=merged.words, numbers=merged.numbers, heard=heard)

    # --- cover -------------------------------------------------------------------------------------------------------

    def _cover(self, old: Cover, new: Cover) -> Cover:
        merged = self._merged
        merged.compare("policygen:cover.school", old.school, new.school)
        merged.compare("policygen:cover.title", old.title, new.title)
        merged.compare_text(STATUS, old.status, new.status)
        tables: list[Table] = []
        pairs = in_pairs([_table(table) for table in old.tables], [_table(table) for table in new.tables])
        for before, after in pairs:
            if before is not None and after is not None:
                tables.append(merged.table(before, after))
            elif after is not None:
                tables.append(merged.insert(after))
            elif before is not None:
                tables.append(merged.delete(before))
        return replace(new, tables=tuple(tables))

    def _notices(self, old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
        merged, found = self._merged, []
        pairs = in_pairs([_notice(notice) for notice in old], [_notice(notice) for notice in new])
        for place, (before, after) in enumerate(pairs):
            if before is not None and after is not None:
                merged.compare(notice_id(place), (before,), (after,))
            else:
                merged.blocks[notice_id(place)] = Revision(
                    how="inserted" if before is None else "deleted", author=merged.authors.school, date=merged.date
                )
            found.append((after or before or Text(text="")).text)
        return tuple(found)

    # --- sections ----------------------------------------------------------------------------------------------------

    def _pair(self, old: Sequence[Section], new: Sequence[Section]) -> None:
        """Find the sections that are still in the same place, those in a section below it too."""
        earlier = {self._names.get(section.id, section.id): section for section in old}
        order = {name: place for place, name in enumerate(earlier)}
        still = [section for section in new if section.id in earlier and _fit(earlier[section.id], section)]
        stayed = longest_rise([section.id for section in still], order)
        for section in still:
            if section.id in stayed:
                partner = earlier[section.id]
                self._partners[section.id] = partner
                self._pair(partner.sections, section.sections)

    def _sections(self, old: Sequence[Section], new: Sequence[Section], clause: str = "") -> tuple[Section, ...]:
        found: list[Section] = []
        inserted: list[Section] = []
        left = list(old)
        for section in new:
            partner = self._partners.get(section.id)
            if partner is None:
                inserted.append(self._whole(section, clause, gone=False))
                continue
            place = next(n for n, one in enumerate(left) if one is partner)
            found += [self._whole(one, clause, gone=True) for one in left[:place]]
            left = left[place + 1 :]
            found += [*inserted, self._between(partner, section, clause)]
            inserted = []
        return (*found, *(self._whole(one, clause, gone=True) for one in left), *inserted)

    def _between(self, old: Section, new: Section, clause: str) -> Section:
        merged, here = self._merged, new.clause or clause
        merged.clause = here
        merged.compare(new.id, old.title, new.title)
        if old.number != new.number:
            merged.numbers[new.id] = old.number
        blocks = merged.merge(old.blocks, new.blocks)
        return replace(new, blocks=blocks, sections=self._sections(old.sections, new.sections, here))

    def _whole(self, section: Section, clause: str, *, gone: bool) -> Section:
        """Mark a section that is gone or new; a clause in it may have another author."""
        merged, here = self._merged, section.clause or clause
        merged.clause = here
        change = merged.delete if gone else merged.insert
        own = change(replace(section, sections=()))
        return replace(own, sections=tuple(self._whole(inner, here, gone=gone) for inner in section.sections))

    def _pictures(self, sections: Sequence[Section]) -> list[Asset]:
        """Return the pictures of figures that are gone."""
        renamed = ((asset, self._merged.asset(asset.id)) for asset in self._old.assets)
        return [
            replace(asset, id=name)
            for asset, name in renamed
            if name.startswith(GONE) and has_figure(chain(sections), name)
        ]


def _fit(old: Section, new: Section) -> bool:
    """Return whether two sections with one id can be one section that changed."""
    return (old.level, old.kind, bool(old.title)) == (new.level, new.kind, bool(new.title))


def _table(table: Table) -> Candidate[Table]:
    return Candidate(table, table_kind(table), table.id, (table.id,))


def _notice(notice: str) -> Candidate[Text]:
    return Candidate(Text(text=notice), (), "", tuple(notice.split()))
