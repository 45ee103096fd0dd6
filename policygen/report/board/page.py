"""One page for the board: what changes for whom, people and dates, whom to consult, what to decide; then an annex."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from policygen.assemble.wording import Wording
from policygen.compare.report import comparison_sheet, comparison_table, summary_of_differences
from policygen.document.model import Blank, Cell, Document, Inline, LineBreak, Paragraph, Row, Section, Table, Text
from policygen.document.plain import words_of
from policygen.render.cell_lines import BULLET
from policygen.report.board.particulars import consultation_lines, decisions, people_and_dates
from policygen.report.board.sentences import gap_after, sentence_inline
from policygen.report.board.told import EVERYONE, OTHERS, READERS, PolicyChanges, ToldChange

_ID = "policygen:board"
_WIDTHS = (0.19, 0.81)
_MEETING = tuple(f"policygen:cover.dates/{name}" for name in ("approving_body", "meeting_on"))
# Of one section the page has so many sentences, of so many words each.
_SENTENCES = {"changed": 3, "added": 2, "removed": 1}
_WORDS = 45
_OTHERS = 4
_Row = tuple[str, Sequence[tuple[Inline, ...]]]  # its heading, and its lines


def board_page(
    changes: PolicyChanges, told: Sequence[ToldChange], *, most: int | None = None, annex: bool = True
) -> Document:
    """Return the sheet: the page with at most so many changes, those that bind somebody first, and the annex."""
    old, new, wording = changes.old, changes.new, changes.wording
    listed = tuple(one for one in changes.differences if one.kind != "renumbered")
    title = wording("board.title", title=words_of(new.cover.title))
    said = list(_lead(changes))
    blocks: list[Paragraph | Table] = [
        Paragraph(id=f"{_ID}/{n}", children=(Text(text=words),)) for n, words in enumerate(said, 1)
    ]
    if listed:
        rows = list(_rows(changes, told, shown_first(told, most)))
        blocks.append(table_of_lines(f"{_ID}/table", _WIDTHS, rows))
    sections = [Section(id=_ID, level=1, number="", title=(), blocks=tuple(blocks))]
    if listed and annex:
        key = Paragraph(id=f"{_ID}-annex/1", children=(Text(text=wording("compare.key")),))
        table = comparison_table(old, new, listed, wording)
        heading = (Text(text=wording("board.annex")),)
        sections.append(
            Section(id=f"{_ID}-annex", level=1, number="", title=heading, blocks=(key, table), new_page=True)
        )
    return comparison_sheet(new, "board", title, new.cover.status, tuple(sections), wording)


def shown_first(told: Sequence[ToldChange], most: int | None) -> frozenset[int]:
    """Return the places of the changes that are shown where there is room for `most`."""
    ranked = sorted(range(len(told)), key=lambda n: told[n].weight)
    return frozenset(ranked if most is None else ranked[:most])


def table_of_lines(name: str, widths: tuple[float, ...], rows: Iterable[_Row]) -> Table:
    """Return a table with a heading and lines of words in each row; two lines or more have bullets."""
    return Table(
        id=name,
        widths=widths,
        rows=tuple(
            Row(id=f"{name}/row-{n}", cells=(Cell(children=(Text(text=heading),)), Cell(children=_bulleted(lines))))
            for n, (heading, lines) in enumerate(rows, 1)
        ),
        row_headers=True,
    )


def _bulleted(lines: Sequence[tuple[Inline, ...]]) -> tuple[Inline, ...]:
    mark = (Text(text=BULLET),) if len(lines) > 1 else ()
    found: list[Inline] = []
    for line in lines:
        found += [*((LineBreak(),) if found else ()), *mark, *line]
    return tuple(found)


def _lead(changes: PolicyChanges) -> Iterator[str]:
    """Yield who decides and when, what is compared, and how much changes."""
    differences, old, new, wording = changes.differences, changes.old, changes.new, changes.wording
    rows = {row.id: row.cells[1].children for table in new.cover.tables for row in table.rows}
    body, day = ("" if _is_open(rows.get(one, ())) else words_of(rows.get(one, ())) for one in _MEETING)
    if new.state != "adopted" and body:
        yield wording("board.for_meeting" if day else "board.for_body", body=body, day=day)
    summary = summary_of_differences(differences, wording)
    said = [wording("compare.summary", changes=summary) if summary else wording("compare.same")]
    if old.cover.status != new.cover.status:
        said.insert(0, wording("compare.compared", before=old.cover.status, after=new.cover.status))
    if any(one.kind in ("changed", "details") for one in differences):
        said.append(wording("board.key"))
    yield " ".join(said)


def _is_open(children: tuple[Inline, ...]) -> bool:
    return any(isinstance(child, Blank) for child in children)


def _rows(changes: PolicyChanges, told: Sequence[ToldChange], shown: frozenset[int]) -> Iterator[_Row]:
    wording = changes.wording
    everyone = any(one.readers[0] == EVERYONE for one in told)
    for reader in (*READERS, OTHERS):
        lines = list(_lines_for(reader, told, shown, wording))
        if not lines and reader not in (EVERYONE, OTHERS):
            lines = [(Text(text=wording("board.as_everyone" if everyone else "board.nothing")),)]
        if lines:
            yield wording(f"board.readers.{reader}"), lines
    yield from people_row(changes)
    asked = list(consultation_lines(changes))
    if asked:
        yield wording("board.consulting"), asked
    decide = list(decisions(changes, told))
    if decide:
        yield wording("board.decide"), decide


def people_row(changes: PolicyChanges) -> Iterator[_Row]:
    """Yield the row on people and dates; none if none changed."""
    people = people_and_dates(changes)
    if people:
        yield changes.wording("board.people"), [people]


def _lines_for(
    reader: str, told: Sequence[ToldChange], shown: frozenset[int], wording: Wording
) -> Iterator[tuple[Inline, ...]]:
    """Yield the changes listed under a reader, how many more there are, and which listed above are the reader's too."""
    own = [n for n, one in enumerate(told) if one.readers[0] == reader]
    yield from (_item(told[n], wording) for n in own if n in shown)
    hidden = len(set(own) - shown)
    if hidden:
        one, many = wording.parts("board.more")
        yield (Text(text=(one if hidden == 1 else many).replace("{count}", str(hidden))),)
    above = dict.fromkeys(one.number for one in told if reader in one.readers[1:])
    if above and reader != OTHERS:
        yield (Text(text=wording("board.also", sections=wording.joined(tuple(above), "and"))),)


def named_with_others(one: ToldChange, wording: Wording) -> str:
    """Return a section's number and title, with the others in which the same words changed, or their number."""
    if not one.also:
        return one.section
    if len(one.also) > _OTHERS:
        return wording("board.with_many", section=one.section, count=str(len(one.also)))
    return wording("board.with_others", section=one.section, others=wording.joined(one.also, "and"))


def _item(one: ToldChange, wording: Wording) -> tuple[Inline, ...]:
    section = wording(f"board.item.{one.how}", section=named_with_others(one, wording))
    found: list[Inline] = [Text(text=f"{section}:")]
    shown = one.sentences[: _SENTENCES[one.how]]
    for sentence in shown:
        gap = gap_after(words_of(found)) if one.how == "added" else " "
        found += [Text(text=gap), *sentence_inline(sentence, wording, _WORDS, whole=one.how != "changed")]
    if len(one.sentences) > len(shown):
        found.append(Text(text=f" {wording('board.more_of_it')}" if one.how == "changed" else " …"))
    return tuple(found)
