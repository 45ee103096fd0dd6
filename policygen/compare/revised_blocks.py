"""Blocks before and after as one row of blocks, with what changed in each: the part of a redline below the sections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar, assert_never

from policygen.compare.authors import Authors
from policygen.compare.pairing import Candidate, in_pairs
from policygen.compare.revised_words import ChangedLeaves, revised_words
from policygen.document.lines import Known, printed_lines, row_line
from policygen.document.model import (
    Asset,
    Block,
    Definition,
    DefinitionList,
    Figure,
    Form,
    FormField,
    Inline,
    List,
    ListItem,
    PageBreak,
    Paragraph,
    Reference,
    Row,
    Signatory,
    SignatureBlock,
    Table,
    Text,
    Value,
)
from policygen.document.plain import words_of
from policygen.document.revisions import (
    DATED,
    NAMED,
    ROLE,
    SIGNED,
    RevisedWords,
    Revision,
    caption_id,
    cell_id,
    part_ids,
)
from policygen.document.transform import mapped
from policygen.document.walk import TreePart, walk

GONE = "policygen:deleted/"
_NOTHING_KNOWN = Known({}, {})
_BULLET = "•"
T = TypeVar("T", bound=TreePart)


@dataclass(slots=True)
class RevisedBlocks:
    """Merges blocks, and gathers what changed: `blocks`, `words` and `numbers` are as in Revisions.

    `targets` are the ids that the sections before have now, `clause` is the clause being merged; `kept_assets` are the
    pictures that both Documents have, and those of deleted figures get other ids.
    """

    authors: Authors
    date: str
    targets: dict[str, str]
    kept_assets: frozenset[str]
    labels: tuple[tuple[str, str, str], ...] = ()
    clause: str = ""
    blocks: dict[str, Revision] = field(default_factory=dict)
    words: dict[str, tuple[RevisedWords, ...]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    # --- words -------------------------------------------------------------------------------------------------------

    def compare(self, part_id: str, before: Sequence[Inline], after: Sequence[Inline]) -> None:
        """Keep what changed of a part's words."""
        found = revised_words(before, after, self.targets, self._author, self.date)
        if found:
            self.words[part_id] = found

    def compare_text(self, part_id: str, before: str, after: str) -> None:
        """Keep what changed of plain words."""
        if before != after:
            self.compare(part_id, (Text(text=before),), (Text(text=after),))

    def _author(self, change: ChangedLeaves) -> str:
        """Return who made a change: who gave the value that alone changed, or else who changed the clause."""
        before, after = (
            [leaf for leaf in side if not (isinstance(leaf, Text) and leaf.text.isspace())]
            for side in (change.before, change.after)
        )
        leaves = (*before, *after)
        if before and after and all(isinstance(leaf, Reference) for leaf in leaves):
            return self.authors.renumbering
        values = [leaf for leaf in leaves if isinstance(leaf, Value)]
        if before and after and len(values) == len(leaves) and len({value.origin.key for value in values}) == 1:
            return self.authors.of_value(values[0].origin, values[-1].origin)
        return self.authors.of_clause(self.clause)

    # --- whole parts -------------------------------------------------------------------------------------------------

    def insert(self, part: T) -> T:
        """Mark a part, and all parts in it, as inserted."""
        return self._mark(part, "inserted")

    def delete(self, part: T) -> T:
        """Return a part that is gone under ids that no other part has, marked as deleted."""
        return self._mark(self.renamed(part), "deleted")

    def renamed(self, part: T) -> T:
        """Return a part that is gone under ids that no other part has."""
        found: T = mapped(part, self._renamed)
        return found

    def _renamed(self, node: Any) -> Any:
        if isinstance(node, Reference):
            return replace(node, target=self.targets.get(node.target, node.target))
        if isinstance(node, Figure):
            return replace(node, id=GONE + node.id, asset=self.asset(node.asset))
        return replace(node, id=GONE + node.id) if getattr(node, "id", "") else node

    def asset(self, name: str) -> str:
        """Return the id that a picture of the Document before has beside those of the one after."""
        return name if name in self.kept_assets else GONE + name

    def _mark(self, part: T, how: Literal["inserted", "deleted"]) -> T:
        revision = Revision(how=how, author=self.authors.of_clause(self.clause), date=self.date)
        self.blocks.update((one, revision) for one in part_ids(part))
        return part

    # --- parts in pairs ----------------------------------------------------------------------------------------------

    def merge(self, before: Iterable[Block], after: Iterable[Block]) -> tuple[Block, ...]:
        """Return the blocks of both, what is gone before what took its place."""
        pairs = in_pairs([_entry(block, self.asset) for block in before], [_entry(block) for block in after])
        found: list[Block] = []
        for old, new in pairs:
            if old is not None and new is not None:
                found.append(self._block(old, new))
            else:
                found += [self.delete(old)] if old is not None else [self.insert(new)] if new is not None else []
        return tuple(found)

    def _one(self, old: T | None, new: T | None, merged: Callable[[T, T], T]) -> T:
        if old is None:
            assert new is not None  # noqa: S101
            return self.insert(new)
        if new is None:
            return self.delete(old)
        return merged(old, new)

    def _block(self, old: Block, new: Block) -> Block:
        match new:
            case Paragraph():
                assert isinstance(old, Paragraph)  # noqa: S101
                self.compare(new.id, old.children, new.children)
                return new
            case List():
                assert isinstance(old, List)  # noqa: S101
                pairs = in_pairs([_item(item) for item in old.items], [_item(item) for item in new.items])
                return replace(new, items=tuple(self._one(*pair, self._list_item) for pair in pairs))
            case Table():
                assert isinstance(old, Table)  # noqa: S101
                return self.table(old, new)
            case DefinitionList():
                assert isinstance(old, DefinitionList)  # noqa: S101
                terms = in_pairs([_term(one) for one in old.entries], [_term(one) for one in new.entries])
                return replace(new, entries=tuple(self._one(*pair, self._definition) for pair in terms))
            case Form():
                assert isinstance(old, Form)  # noqa: S101
                fields = in_pairs([_field(one) for one in old.fields], [_field(one) for one in new.fields])
                return replace(new, fields=tuple(self._one(*pair, self._form_field) for pair in fields))
            case SignatureBlock():
                assert isinstance(old, SignatureBlock)  # noqa: S101
                signing = in_pairs([_signs(one) for one in old.signatories], [_signs(one) for one in new.signatories])
                return replace(new, signatories=tuple(self._one(*pair, self._signatory) for pair in signing))
            case Figure() | PageBreak():
                return new
            case _:
                assert_never(new)

    def table(self, old: Table, new: Table) -> Table:
        """Return a table with the rows of both; both have as many columns and header rows."""
        self.compare(caption_id(new), old.caption, new.caption)
        for one, other in zip(old.header, new.header, strict=True):
            self._row(one, other)
        pairs = in_pairs([_row(row) for row in old.rows], [_row(row) for row in new.rows])
        return replace(new, rows=tuple(self._one(*pair, self._row) for pair in pairs))

    def _row(self, old: Row, new: Row) -> Row:
        for place, (one, other) in enumerate(zip(old.cells, new.cells, strict=True)):
            self.compare(cell_id(new, place), one.children, other.children)
        return new

    def _list_item(self, old: ListItem, new: ListItem) -> ListItem:
        if old.marker != new.marker:
            self.numbers[new.id] = old.marker
        first, other = old.blocks[:1], new.blocks[:1]
        if isinstance(first[0] if first else None, Paragraph):
            # The marker is in the first paragraph, so that paragraph stays, whatever becomes of its words.
            led = tuple(self._block(one, two) for one, two in zip(first, other, strict=True))
            return replace(new, blocks=(*led, *self.merge(old.blocks[1:], new.blocks[1:])))
        return replace(new, blocks=self.merge(old.blocks, new.blocks))

    def _definition(self, old: Definition, new: Definition) -> Definition:
        self.compare(new.id, old.term, new.term)
        return replace(new, blocks=self.merge(old.blocks, new.blocks))

    def _form_field(self, old: FormField, new: FormField) -> FormField:
        self.compare_text(new.id, old.label, new.label)
        return new

    def _signatory(self, old: Signatory, new: Signatory) -> Signatory:
        self.compare_text(f"{new.id}/{ROLE}", old.role, new.role)
        self.compare(new.id, old.name, new.name)
        for name, before, after in self.labels:
            self.compare_text(f"{new.id}/{name}", before, after)
        return new


def fixed_labels(before: tuple[str, str, str], after: tuple[str, str, str]) -> tuple[tuple[str, str, str], ...]:
    """Return (part, words before, words after) of what stands beside each signature: signed, name and date."""
    return tuple(zip((SIGNED, NAMED, DATED), before, after, strict=True))


# --- what must agree for two parts to be one that changed ------------------------------------------------------------


def _entry(block: Block, asset: Callable[[str], str] = str) -> Candidate[Block]:
    kind: tuple[object, ...] = (block.type,)
    match block:
        case Paragraph():
            kind += (block.lang,)
        case List():
            kind += (block.ordered, _manner(block.items[0].marker) if block.items else "")
        case Table():
            kind += table_kind(block)
        case Figure():
            kind += (asset(block.asset), block.alternative, block.width)
        case DefinitionList() | Form() | SignatureBlock() | PageBreak():
            pass
        case _:
            assert_never(block)
    return Candidate(block, kind, block.id, _words((block,)))


def _words(blocks: Iterable[Block]) -> tuple[str, ...]:
    lines = (line.text for block in blocks for line in printed_lines(block, _NOTHING_KNOWN))
    return tuple(word for line in lines for word in line.split())


def table_kind(table: Table) -> tuple[object, ...]:
    """Return what two tables must have in common to be one table of which rows changed."""
    cells = {len(row.cells) for row in (*table.header, *table.rows)}
    return (len(table.widths), len(table.header), table.row_headers, bool(table.caption), cells == {len(table.widths)})


def _manner(marker: str) -> str:
    """Return how a list begins to count; a list that begins to count elsewhere is another one."""
    return marker if any(map(str.isalnum, marker)) else _BULLET


def _item(item: ListItem) -> Candidate[ListItem]:
    led = item.blocks[0].type if item.blocks else ""
    bullet = item.marker if not any(map(str.isalnum, item.marker)) else ""
    return Candidate(item, (led, bullet), item.id, _words(item.blocks))


def _row(row: Row) -> Candidate[Row]:
    return Candidate(row, (len(row.cells),), row.id, tuple(row_line(row, " ").text.split()))


def _term(entry: Definition) -> Candidate[Definition]:
    return Candidate(entry, (), entry.id, (*words_of(entry.term).split(), *_words(entry.blocks)))


def _field(one: FormField) -> Candidate[FormField]:
    return Candidate(one, (one.kind, one.lines), one.id, tuple(one.label.split()))


def _signs(one: Signatory) -> Candidate[Signatory]:
    return Candidate(one, (bool(one.name),), one.id, tuple(f"{one.role} {words_of(one.name)}".split()))


def pictures_of_both(before: Iterable[Asset], after: Iterable[Asset]) -> frozenset[str]:
    """Return the ids of the pictures that are the same in both."""
    known = {asset.id: asset.data for asset in after}
    return frozenset(asset.id for asset in before if known.get(asset.id) == asset.data)


def has_figure(parts: Iterable[TreePart], asset: str) -> bool:
    """Tell whether any figure in these parts shows a picture."""
    return any(isinstance(part, Figure) and part.asset == asset for part in walk(*parts))
