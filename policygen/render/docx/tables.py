"""Tables: repeated header rows, rows that do not split, fixed widths and the words a screen reader is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policygen.document.model import Row, Signatory, SignatureBlock, Table
from policygen.document.plain import words_of
from policygen.document.revisions import DATED, NAMED, ROLE, SIGNED, caption_id, cell_id
from policygen.look.units import POINTS_PER_MM
from policygen.render.cell_lines import BULLET_WIDTH, bulleted_lines
from policygen.render.columns import TWIPS, is_turned, widths_in_twips
from policygen.render.docx.frame import Frame
from policygen.render.docx.inline import open_run
from policygen.render.docx.kept import Copier
from policygen.render.docx.properties import PLAIN, ParagraphForm, RunForm, Tab, keep_with_next, write_paragraph
from policygen.render.docx.xml import Element, append, eighths, mm_twips, qualified, safe, twips
from policygen.render.page_breaks import is_signed_together, table_breaks


def write_table(
    frame: Frame,
    parent: Element,
    table: Table,
    left: int = 0,
    lang: str = "",
    *,
    cover: bool = False,
    whole: bool = False,
) -> None:
    """Append a caption and a w:tbl; `left` is the indent in twips of the text around it. Rule: ECMA-376 17.4.

    A table of the `cover` has its rows closer; one that is to be `whole` is kept on one page, however long.
    """
    if not table.caption:
        separate(parent, frame.owed() or 0)
    form = RunForm(lang=lang) if lang else PLAIN
    caption = words_of(table.caption)
    if table.caption:
        with frame.paragraph(parent, "Caption", ParagraphForm(before=frame.owed(), left=left or None)) as made:
            frame.inline.write(made, table.caption, caption_id(table), form)
    frame.gap = 0.0
    turned = not left and is_turned(table, frame.tokens, frame.face)
    tokens = frame.tokens.turned if turned else frame.tokens
    widths = widths_in_twips(table, mm_twips(tokens.page.text_width) - left, tokens, frame.face)
    heads = " · ".join(words_of(cell.children) for row in table.header for cell in row.cells)
    firsts = (
        ""
        if table.header or not table.row_headers
        else " · ".join(words_of(row.cells[0].children) for row in table.rows if row.cells)
    )
    written_in = any(row.height for row in table.rows)
    made = _open(parent, "PolicyGrid" if written_in else "PolicyTable", widths, left)
    properties = made[0]
    if cover:
        margins = append(properties, "tblCellMar")
        for side in ("top", "bottom"):
            append(margins, side, w=twips(frame.tokens.table.cover_cell), type="dxa")
    look = {"firstRow": bool(table.header), "firstColumn": table.row_headers}
    value = 0x0020 * look["firstRow"] + 0x0080 * look["firstColumn"] + 0x0200 + 0x0400
    append(
        properties,
        "tblLook",
        val=f"{value:04X}",
        firstRow=int(look["firstRow"]),
        lastRow=0,
        firstColumn=int(look["firstColumn"]),
        lastColumn=0,
        noHBand=1,
        noVBand=1,
    )
    # Without a caption no description either: pandoc, and what is built on it, prints it as the table's caption. What
    # the columns are is said by the header row, which is marked as one.
    _describe(properties, caption, (heads or firsts) if caption else "")
    for row in table.header:
        _row(frame, made, row, widths, form, "PolicyTableHeading", "PolicyTableHeading", header=True)
    first = "PolicyTableRowHeading" if table.row_headers and not written_in else "PolicyTableText"
    breaks = table_breaks(table, tokens)
    for row in table.rows:
        _row(frame, made, row, widths, form, first, "PolicyTableText", split=row.id in breaks.within)
    lines = list(made.iterchildren(qualified("tr")))
    # Word parts no rows whose paragraphs are kept with the next; the last row holds on to nothing.
    top = len(table.header)
    bound = (*lines[: top + 1], *lines[-3:-1]) if breaks.bound else lines[:top]
    for line in lines[:-1] if whole or breaks.whole else bound:
        for paragraph in line.iter(qualified("p")):
            keep_with_next(paragraph)
    frame.gap = frame.tokens.table.after


def add_signatures(frame: Frame, body: Element, block: SignatureBlock, copier: Copier) -> None:
    """Append the ruled blocks to sign, on the page of what is before them; what the copier has is copied."""
    copier.expand(body, 1)
    bind_before(body)
    separate(body, frame.gap)
    frame.gap = 0.0

    def write(apart: Frame, parent: Element) -> None:
        with apart.marking(block.id):
            _write_signatures(apart, parent, block)

    if not copier.add(body, block, ("signatures", frame.document.words, frame.colours), write):
        _write_signatures(frame, body, block)


def _write_signatures(frame: Frame, parent: Element, block: SignatureBlock) -> None:
    """Append the ruled blocks to sign: role, a line, then Signed, Name and Date under it. Never parted over pages."""
    tokens = frame.tokens
    date, gap = mm_twips(tokens.signature.date_width), mm_twips(tokens.signature.gap)
    widths = [mm_twips(tokens.page.text_width) - date - gap, gap, date]
    made = _open(parent, "PolicySignatures", widths, 0)
    append(made[0], "tblLook", val="0600", firstRow=0, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1)
    whole = is_signed_together(block, tokens)
    for place, signatory in enumerate(block.signatories):
        last = place == len(block.signatories) - 1
        # The last of many is not alone on a page.
        bind = (whole or place == len(block.signatories) - 2) and not last
        with frame.revising(signatory.id):
            _signatory(frame, made, signatory, widths, bind, last)
    frame.gap = tokens.signature.after


def _signatory(
    frame: Frame, table: Element, signatory: Signatory, widths: Sequence[int], bind: bool, last: bool
) -> None:
    tokens, words, style = frame.tokens, frame.document.words, frame.tokens.type.body
    above = _open_row(table, tokens.signature.line_above + style.size * style.line)
    frame.tracker.row(above[0], frame.revision)
    # Over all columns, and the room to sign in is the paragraph's: a long role would take it from the row.
    room = ParagraphForm(after=tokens.signature.line_above)
    with frame.paragraph(_cell(above, sum(widths), span=len(widths)), "PolicySignatory", room) as paragraph:
        frame.inline.words(paragraph, signatory.role, f"{signatory.id}/{ROLE}")
    below = _open_row(table)
    frame.tracker.row(below[0], frame.revision)
    after = None if last else tokens.signature.after
    signed = _cell(below, widths[0], frame.colours.ink)
    with frame.paragraph(signed, "PolicySignatureLabel", ParagraphForm(keep_next=True)) as paragraph:
        frame.inline.words(paragraph, words.signed, f"{signatory.id}/{SIGNED}")
    form = ParagraphForm(keep_next=bind, after=after)
    if not signatory.name:
        line = Tab(widths[0], "right", "underscore")
        form = replace(form, before=tokens.signature.name_above, tabs=(line,))
    with frame.paragraph(signed, "PolicySignatureLabel", form) as paragraph:
        frame.inline.words(paragraph, f"{words.name} ", f"{signatory.id}/{NAMED}")
        if not signatory.name:
            append(open_run(paragraph, RunForm()), "tab")
        frame.inline.write(paragraph, signatory.name, signatory.id, RunForm(colour=frame.colours.ink))
    with frame.paragraph(_cell(below, widths[1]), "PolicySignatureLabel", ParagraphForm(keep_next=bind)):
        pass
    dated = _cell(below, widths[2], frame.colours.ink)
    with frame.paragraph(dated, "PolicySignatureLabel", ParagraphForm(keep_next=bind)) as paragraph:
        frame.inline.words(paragraph, words.date, f"{signatory.id}/{DATED}")


def bind_before(parent: Element) -> None:
    """Keep the last thing in `parent`, a paragraph or a table's last row, with what will follow."""
    if len(parent) == 0:
        return
    last = parent[-1]
    if last.tag == qualified("p"):
        keep_with_next(last)
    elif last.tag == qualified("tbl"):
        for paragraph in last[-1].iter(qualified("p")):
            keep_with_next(paragraph)


def separate(parent: Element, points: float) -> None:
    """Put the smallest paragraph between two tables, which Word would otherwise make one, and `points` of space."""
    if len(parent) and parent[-1].tag == qualified("tbl"):
        properties = append(append(parent, "p"), "pPr")
        append(properties, "pStyle", val="PolicySpacer")
        if points:
            write_paragraph(properties, ParagraphForm(before=points))


def _open(parent: Element, style: str, widths: Sequence[int], left: int) -> Element:
    table = append(parent, "tbl")
    properties = append(table, "tblPr")
    append(properties, "tblStyle", val=style)
    append(properties, "tblW", w=sum(widths), type="dxa")
    if left:
        append(properties, "tblInd", w=left, type="dxa")
    append(properties, "tblLayout", type="fixed")
    grid = append(table, "tblGrid")
    for width in widths:
        append(grid, "gridCol", w=width)
    return table


def _describe(properties: Element, caption: str, description: str) -> None:
    if caption:
        append(properties, "tblCaption", val=safe(caption))
    if description:
        append(properties, "tblDescription", val=safe(description))


def _open_row(table: Element, points: float = 0, header: bool = False, split: bool = False) -> Element:
    row = append(table, "tr")
    properties = append(row, "trPr")
    if not split:
        append(properties, "cantSplit")
    if points:
        append(properties, "trHeight", val=twips(points), hRule="atLeast")
    if header:
        append(properties, "tblHeader")
    return row


def _cell(row: Element, width: int, rule: str = "", span: int = 1) -> Element:
    cell = append(row, "tc")
    properties = append(cell, "tcPr")
    append(properties, "tcW", w=width, type="dxa")
    if span > 1:
        append(properties, "gridSpan", val=span)
    if rule:
        append(append(properties, "tcBorders"), "top", val="single", sz=eighths(0.6), space=0, color=rule)
    return cell


def _row(
    frame: Frame,
    table: Element,
    row: Row,
    widths: Sequence[int],
    form: RunForm,
    first: str,
    others: str,
    header: bool = False,
    split: bool = False,
) -> None:
    opened = _open_row(table, row.height * frame.tokens.form.row * POINTS_PER_MM, header, split)
    with frame.revising(row.id):
        frame.tracker.row(opened[0], frame.revision)
        for place, (cell, width) in enumerate(zip(row.cells, widths, strict=True)):
            holder, changed = _cell(opened, width), cell_id(row, place) in frame.tracker.revisions.words
            if header:
                append(holder[0], "vAlign", val="bottom")
            lines = () if changed else bulleted_lines(cell)
            hang = round(frame.tokens.type.table.size * BULLET_WIDTH * TWIPS) if lines else None
            for line in lines or (cell.children,):
                written = ParagraphForm(left=hang, hanging=hang)
                with frame.paragraph(holder, others if place else first, written) as made:
                    frame.inline.write(made, line, cell_id(row, place), form)
