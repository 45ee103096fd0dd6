"""The parts of a policy that give its status (dates, approval, version table), and making an adopted copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policygen.assemble.adoptions import Adoption
from policygen.assemble.redaction import published
from policygen.assemble.wording import Wording, fixed_words
from policygen.document.model import (
    Blank,
    Block,
    Cell,
    Document,
    Inline,
    LineBreak,
    Origin,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
    Value,
)
from policygen.document.typography import typographic
from policygen.model.answers import Duration

APPROVAL, HISTORY = "policygen:approval", "policygen:history"
# What a trust or council adopted of a policy that awaits the approval of the school's own board.
COMMON = f"{APPROVAL}/common"
DATES = "policygen:cover.dates"
# Room for a pen, in millimetres: a date and a minute reference in a sentence, and in the narrow cells of a table.
DATE_ROOM, MINUTE_ROOM = 48.0, 36.0
_NARROW_DATE, _NARROW_MINUTE = 28.0, 20.0
# What stands between the approval and the version table.
_CONSULTATION = "policygen:consultation"


def as_adopted(
    document: Document, past: Sequence[Adoption], review_after: Duration | None, wording: Wording
) -> Document:
    """Return a copy of a policy, in any edition, as the last of `past` adopted it: not a word of its clauses changes.

    `past` are the policy's adoptions, oldest first. A next review that no date was set for is counted from the last
    one by `review_after`.
    """
    last = past[-1]
    status = wording("state.adopted", date=wording.date(last.on))
    if document.edition == "staff":
        status = wording("edition.staff_copy", status=status)
    tables = tuple(_dates(table, last, review_after, wording) if table.id == DATES else table
                   for table in document.cover.tables)  # fmt: skip
    sections = [section for section in document.sections if section.id != HISTORY]
    body = _approving_body(document)
    if document.edition != "board" and all(section.id != APPROVAL for section in sections):
        following = (n for n, one in enumerate(sections) if one.id == _CONSULTATION or one.kind == "appendix")
        sections.insert(next(following, len(sections)), approval_section((), wording, new_page=False))
    for n, section in enumerate(sections):
        if section.id == APPROVAL:
            sections[n] = replace(section, blocks=_approval(section, document, last, body, wording))
    after = max((n for n, section in enumerate(sections) if section.id in (APPROVAL, _CONSULTATION)), default=-1)
    rows = [history_row(one, version(one), wording, _text(one.change)) for one in past]
    sections.insert(after + 1, history_section(rows, wording))
    made = replace(
        document,
        state="adopted",
        words=fixed_words(wording, "adopted"),
        cover=replace(document.cover, status=status, tables=tables),
        sections=tuple(sections),
    )
    return typographic(published(made) if document.edition == "web" else made)


def recorded(adoption: Adoption, key: str, words: str) -> Value:
    """Return what an adoption record gives, with the record as its origin."""
    return Value(text=words, origin=Origin(key=f"adoption.{key}", file=adoption.file, line=1))


def version(adoption: Adoption) -> Value:
    """Return the version that was adopted."""
    return recorded(adoption, "version", adoption.version)


def adopted_on(adoption: Adoption | None, label: str, wording: Wording, room: float = DATE_ROOM) -> Inline:
    """Return the date of an adoption, or a ruled line for it."""
    if adoption is None:
        return Blank(label=label, key="adoption.on", kind="meeting", width=room)
    return recorded(adoption, "on", wording.date(adoption.on))


def minute_of(adoption: Adoption | None, label: str, room: float = MINUTE_ROOM) -> Inline:
    """Return the minute of an adoption, or a ruled line for it."""
    if adoption is None:
        return Blank(label=label, key="adoption.minute", kind="meeting", width=room)
    return recorded(adoption, "minute", adoption.minute)


def statement(body: Inline, adoption: Adoption | None, wording: Wording) -> Paragraph:
    """Return the approval statement; what only the meeting can give is a ruled line.

    The ruled lines are on a line of their own: one that does not fit where it falls would leave the line half empty.
    """
    said = [Text(text=part) for part in wording.parts("approval.statement")]
    date = adopted_on(adoption, wording("approval.date"), wording)
    minute = minute_of(adoption, wording("approval.minute"))
    before_date: tuple[Inline, ...] = (said[1],)
    if isinstance(date, Blank):
        before_date = (LineBreak(), replace(said[1], text=said[1].text.lstrip()))
    return Paragraph(id=f"{APPROVAL}/1", children=(said[0], body, *before_date, date, said[2], minute, said[3]))


def approval_section(blocks: tuple[Block, ...], wording: Wording, *, new_page: bool) -> Section:
    """Return the section on a policy's approval."""
    title = _text(wording("approval.title"))
    return Section(id=APPROVAL, level=1, number="", title=title, blocks=blocks, kind="back", new_page=new_page)


def signed_copy(wording: Wording) -> Paragraph:
    """Return what a copy for others than the board says of the signed one."""
    return Paragraph(id=f"{APPROVAL}/2", children=_text(wording("edition.signed.adopted")))


def history_row(adoption: Adoption | None, number: Inline, wording: Wording, said: tuple[Inline, ...]) -> Row:
    """Return a row of the version table: of an adoption, or with ruled lines for the meeting to come."""
    row_id = f"{HISTORY}/1/{adoption.on}" if adoption is not None else f"{HISTORY}/1/row-2"
    date = adopted_on(adoption, wording("history.date"), wording, _NARROW_DATE)
    minute = minute_of(adoption, wording("history.minute"), _NARROW_MINUTE)
    return row(row_id, [(number,), (date,), (minute,), said])


def history_section(rows: Sequence[Row], wording: Wording) -> Section:
    """Return the version table."""
    header = [_text(wording(f"history.{key}")) for key in ("version", "date", "minute", "change")]
    table = Table(
        id=f"{HISTORY}/1",
        widths=(0.14, 0.23, 0.17, 0.46),
        header=(row(f"{HISTORY}/1/row-1", header),),
        rows=tuple(rows),
    )
    title = _text(wording("history.title"))
    return Section(id=HISTORY, level=1, number="", title=title, blocks=(table,), kind="back")


def row(row_id: str, cells: Sequence[tuple[Inline, ...]]) -> Row:
    """Return a row of a table."""
    return Row(id=row_id, cells=tuple(Cell(children=children) for children in cells))


def _text(words: str) -> tuple[Inline, ...]:
    return (Text(text=words),) if words else ()


def _approving_body(document: Document) -> Inline:
    rows = {found.id: found for table in document.cover.tables for found in table.rows}
    return rows[f"{DATES}/approving_body"].cells[1].children[0]


def _approval(
    section: Section, document: Document, adoption: Adoption, body: Inline, wording: Wording
) -> tuple[Block, ...]:
    said = statement(body, adoption, wording)
    if document.edition != "board":
        return (said, signed_copy(wording))
    return (said, *(block for block in section.blocks if block.id not in (said.id, COMMON)))


def _dates(table: Table, adoption: Adoption, review_after: Duration | None, wording: Wording) -> Table:
    """Return the cover's dates with those of the meeting, in the order in which a build prints them."""
    cells = {one.id.removeprefix(f"{DATES}/"): one.cells[1].children for one in table.rows}
    made: dict[str, tuple[Inline, ...]] = {}
    if adoption.version:
        made["version"] = (version(adoption),)
    elif "version" in cells:
        made["version"] = cells["version"]
    made["approving_body"] = cells["approving_body"]
    made["approved_on"] = (adopted_on(adoption, wording("cover.approved_on"), wording),)
    made["minute"] = (recorded(adoption, "minute", adoption.minute),)
    effective, review = cells["effective_on"], cells["review_on"]
    set_by_school = "policy.effective_on" in _keys(effective)
    made["effective_on"] = effective if set_by_school else (recorded(adoption, "on", wording.date(adoption.on)),)
    made["review_on"] = _review(review, adoption, review_after, wording)
    rows = tuple(row(f"{DATES}/{key}", [_text(wording(f"cover.{key}")), cell]) for key, cell in made.items())
    others = tuple(one for one in table.rows if not one.id.startswith(f"{DATES}/"))
    return replace(table, rows=(*rows, *others))


def _review(
    printed: tuple[Inline, ...], adoption: Adoption, review_after: Duration | None, wording: Wording
) -> tuple[Inline, ...]:
    due = review_after.after(adoption.on) if review_after is not None else None
    counted = next((one for one in printed if isinstance(one, Value) and one.origin.key == "policy.review_after"), None)
    if counted is None or due is None:
        return printed
    return (Value(text=wording.date(due), origin=counted.origin),)


def _keys(children: Sequence[Inline]) -> set[str]:
    return {child.origin.key for child in children if isinstance(child, Value)}
