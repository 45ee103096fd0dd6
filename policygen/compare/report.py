"""The comparison in a few words, and as a Document for the board: a table of section, before, after and reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from policygen.assemble.consultation import consulted, still_to_discuss
from policygen.assemble.wording import Wording
from policygen.compare.align import Difference, Kind, LineChange, redline
from policygen.compare.reasons import groups_to_ask, reason_of, requirements_of
from policygen.document.fingerprint import COVER, Part
from policygen.document.model import (
    LONGEST_PROPERTY,
    Cell,
    Document,
    Emphasis,
    Inline,
    LineBreak,
    Paragraph,
    Row,
    Section,
    Strong,
    Table,
    Text,
)
from policygen.document.plain import words_of
from policygen.document.typography import typographic

_ID = "policygen:compare"
_WIDTHS = (0.19, 0.29, 0.29, 0.23)
# Characters: lines of a section that was added or removed are put into one row up to here, for rows do not split.
_ROW = 900
# What counts as a change of the words, in the order in which it is said.
COUNTED: tuple[Kind, ...] = ("changed", "added", "removed", "moved")


def report(old: Document, new: Document, differences: tuple[Difference, ...], wording: Wording) -> Document:
    """Return the sheet. A section that only has another number, for others came or went, is not in its table."""
    listed = tuple(one for one in differences if one.kind != "renumbered")
    title = wording("compare.title", title=words_of(new.cover.title))
    summary = summary_of_differences(differences, wording)
    said = [wording("compare.compared", before=old.cover.status, after=new.cover.status)]
    if summary:
        said.append(wording("compare.summary", changes=summary))
    said.append(wording("compare.key" if listed else "compare.same"))
    blocks: list[Paragraph | Table] = [
        Paragraph(id=f"{_ID}/{n}", children=(Text(text=words),)) for n, words in enumerate(said, 1)
    ]
    if listed:
        blocks.append(comparison_table(old, new, listed, wording))
    section = Section(id=_ID, level=1, number="", title=(), blocks=tuple(blocks))
    # The footer prints the status, and what is on this page nobody adopted.
    return comparison_sheet(new, "compare", title, said[0], (section,), wording)


def comparison_sheet(
    new: Document, name: str, title: str, status: str, sections: tuple[Section, ...], wording: Wording
) -> Document:
    """Return a sheet about a policy in its look; `name` tells it from the policy's other sheets."""
    author = new.metadata.author
    return typographic(
        replace(
            new,
            policy=f"{new.policy}/{name}",
            kind="sheet",
            metadata=replace(new.metadata, title=f"{title} – {author}"[:LONGEST_PROPERTY], subject=title),
            words=replace(new.words, watermark=""),
            header=wording("header", school=author, title=title),
            cover=replace(new.cover, title=(Text(text=title),), status=status, tables=(), logo=""),
            sections=sections,
            clauses=(),
            assets=(),
        )
    )


def section_name(difference: Difference, wording: Wording) -> str:
    """Return a section's number and title, with the number that it had where that was another."""
    name = part_name(difference.part, wording)
    before, after = difference.before, difference.after
    if before is not None and after is not None and before.number != after.number:
        return wording("compare.was", section=name, number=before.number or part_name(before, wording))
    return name


def part_name(part: Part, wording: Wording) -> str:
    """Return a part's number and title; the cover is called so."""
    return wording("compare.cover") if part.id == COVER else f"{part.number} {part.title.text}".strip()


def line_changes(difference: Difference) -> tuple[LineChange, ...]:
    """Return the lines that differ, the title first where that does."""
    before, after = difference.before, difference.after
    if before is not None and after is not None and before.title.shown != after.title.shown:
        return (LineChange(before.title, after.title), *difference.lines)
    return difference.lines


def why(difference: Difference, old: Document, new: Document, wording: Wording) -> str:
    """Return the reason as it is printed."""
    reason = reason_of(difference, old, new)
    return wording(f"compare.reason.{reason.why}", library=reason.library, before=reason.before, after=reason.after)


def comparison_table(old: Document, new: Document, differences: tuple[Difference, ...], wording: Wording) -> Table:
    """Return the table of sections, before, after and reason; a reason says whom to consult."""
    rows: list[Row] = []
    for difference in differences:
        name = section_name(difference, wording)
        reason: tuple[Inline, ...] = (Text(text=why(difference, old, new, wording)),)
        source: tuple[Inline, ...] = ()
        meets = requirements_of(difference, old, new)
        if meets:
            source = (LineBreak(), Text(text=wording("compare.source", requirements=_listed(meets, wording))))
        discuss = still_to_discuss(groups_to_ask(difference, old, new), consulted(new), wording)
        if discuss:
            source += (LineBreak(), Text(text=discuss))
        for before, after in _cells(difference, wording):
            rows.append(_row(len(rows) + 2, (Text(text=name),), before, after, (*reason, *source)))
            source = ()
    head = ((Text(text=wording(f"compare.{key}")),) for key in ("section", "before", "after", "why"))
    return Table(
        id=f"{_ID}/table", widths=_WIDTHS, rows=tuple(rows), header=(_row(1, *head),), row_headers=True,
        caption=(Text(text=wording("compare.caption")),),
    )  # fmt: skip


def _listed(requirements: tuple[str, ...], wording: Wording) -> str:
    """Return requirements by their sources: "nut-2014: roles-1, roles-4; kcsie: claims-1"."""
    found: dict[str, list[str]] = {}
    for requirement in requirements:
        source, _, name = requirement.rpartition("/")
        found.setdefault(source, []).append(name)
    comma = wording("list.comma")
    return "; ".join(
        f"{source}: {comma.join(names)}" if source else comma.join(names) for source, names in found.items()
    )


def _row(number: int, *cells: tuple[Inline, ...]) -> Row:
    return Row(id=f"{_ID}/table/row-{number}", cells=tuple(Cell(children=children) for children in cells))


def _cells(difference: Difference, wording: Wording) -> Iterator[tuple[tuple[Inline, ...], tuple[Inline, ...]]]:
    """Yield the words before and after, a pair a row of the table."""
    nothing = (Text(text=wording("compare.nothing")),)
    before, after = difference.before, difference.after
    if before is None or after is None:
        lines = [line.text for change in difference.lines if (line := change.before or change.after) is not None]
        for text in _gathered(lines):
            yield (nothing, text) if before is None else (text, nothing)
        return
    changes = line_changes(difference)
    if difference.moved or not changes:
        yield (Text(text=part_name(before, wording)),), (Text(text=part_name(after, wording)),)
    for change in changes:
        if change.before is None or change.after is None:
            whole = change.before or change.after
            marked = _marked((("removed" if change.after is None else "added", whole.text if whole else ""),))
            yield (nothing, marked) if change.before is None else (marked, nothing)
        else:
            pieces = redline(change.before.text, change.after.text)
            yield (
                _marked((piece.how, piece.text) for piece in pieces if piece.how != "added"),
                _marked((piece.how, piece.text) for piece in pieces if piece.how != "removed"),
            )


def _marked(pieces: Iterable[tuple[str, str]]) -> tuple[Inline, ...]:
    made: list[Inline] = []
    for how, text in pieces:
        word = Text(text=text)
        made.append(word if how == "kept" else (Emphasis if how == "removed" else Strong)(children=(word,)))
    return tuple(made)


def _gathered(lines: list[str]) -> Iterator[tuple[Inline, ...]]:
    """Yield the lines as cells of at most some hundred characters, or of one line that is longer."""
    held: list[Inline] = []
    length = 0
    for line in lines:
        if held and length + len(line) > _ROW:
            yield tuple(held)
            held, length = [], 0
        held += [*([LineBreak()] if held else []), Text(text=line)]
        length += len(line)
    if held:
        yield tuple(held)


def counts(differences: Iterable[Difference]) -> dict[Kind, int]:
    """Return how many sections there are of each kind of difference; the cover is none of them."""
    found: dict[Kind, int] = {}
    for difference in differences:
        if difference.part.id != COVER:
            found[difference.kind] = found.get(difference.kind, 0) + 1
    return found


def summary_of_differences(differences: Iterable[Difference], wording: Wording) -> str:
    """Return a summary of the counts; "" where only people, contacts, dates and numbers differ."""
    differences = tuple(differences)
    found = counts(differences)
    said: list[str] = []
    for kind in COUNTED:
        count = found.get(kind, 0)
        if count and said:
            said.append(wording(f"history.more.{kind}", count=str(count)))
        elif count:
            one, many = wording.parts(f"history.changes.{kind}")
            said.append((one if count == 1 else many).replace("{count}", str(count)))
    if any(one.part.id == COVER and one.kind == "changed" for one in differences):
        said.append(wording("history.cover"))
    return wording("list.comma").join(said)
