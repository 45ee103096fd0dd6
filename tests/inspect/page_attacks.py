"""Ways to have a page show something beside its words, or its words elsewhere or otherwise, each a change of a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, String

from policygen.inspect.pdf_words import read_pdf
from tests.inspect.pdf_attacks import PAGE, Change, content, edited, instruction, moved


def mirrored_text(pdf: pikepdf.Pdf) -> None:
    """Have each line run from right to left, as in a mirror, where it was."""
    content(pdf, lambda data: b"q\n-1 0 0 1 595.28 0 cm\n" + data + b"\nQ")


def text_upside_down(pdf: pikepdf.Pdf) -> None:
    content(pdf, lambda data: b"q\n1 0 0 -1 0 841.89 cm\n" + data + b"\nQ")


def small_text(pdf: pikepdf.Pdf) -> None:
    """Set what a page says in letters of half the size, which few people read."""

    def edit(instructions: list[Any]) -> list[Any]:
        return [instruction("Tf", each.operands[0], 8) if str(each.operator) == "Tf" else each for each in instructions]

    edited(pdf, edit)


def drawn(pdf: pikepdf.Pdf, drawing: bytes, page: int = PAGE) -> None:
    """Paint something beside the words, marked as policygen marks its lines."""
    over = b"\nQ /Artifact BMC q 0 0 0 RG 1 w " + drawing + b" Q EMC"
    content(pdf, lambda data: b"q\n" + data + over, page)


def line_through_words(pdf: pikepdf.Pdf) -> None:
    left, base = words_at(pdf)
    drawn(pdf, b"%.2f %.2f m %.2f %.2f l S" % (left - 3, base + 4, left + 400, base + 4))


def words_at(pdf: pikepdf.Pdf) -> tuple[float, float]:
    """Where the longest words of the page begin."""
    words = read_pdf(pdf).pages[PAGE].words
    longest = max(words, key=lambda one: one.right - one.left)
    return longest.left, longest.base


def letters_of_short_lines(pdf: pikepdf.Pdf) -> None:
    drawn(pdf, b"100 90 m 100 110 l S 100 110 m 112 90 l S 112 90 m 112 110 l S")


def letters_of_level_lines(pdf: pikepdf.Pdf) -> None:
    drawn(pdf, b" ".join(b"100 %d m 112 %d l S" % (place, place) for place in range(90, 110, 2)))


def letters_of_upright_lines(pdf: pikepdf.Pdf) -> None:
    drawn(pdf, b"100 90 m 100 110 l S 110 90 m 110 110 l S")


def letters_of_small_boxes(pdf: pikepdf.Pdf) -> None:
    drawn(pdf, b"0 0 0 rg 100 90 4 4 re f 104 94 4 4 re f 108 98 4 4 re f")


def letters_of_frames(pdf: pikepdf.Pdf) -> None:
    drawn(pdf, b" ".join(b"%d 90 10 10 re %d 89 12 12 re f*" % (place, place - 1) for place in range(100, 200, 12)))


def letters_of_dashes(pdf: pikepdf.Pdf) -> None:
    drawn(pdf, b"[4 8 2 6] 0 d 60 90 m 530 90 l S")


def letters_of_clipped_lines(pdf: pikepdf.Pdf) -> None:
    drawn(pdf, b"100 80 m 105 95 l 110 80 l 115 95 l W n 60 90 m 530 90 l S")


def thick_line(pdf: pikepdf.Pdf) -> None:
    drawn(pdf, b"20 w 60 90 m 530 90 l S")


def lines_to_write_on(pdf: pikepdf.Pdf) -> None:
    drawn(pdf, b" ".join(b"100 %d m 150 %d l S" % (place, place) for place in range(60, 120, 3)))


def words_underlined_that_are_no_link(pdf: pikepdf.Pdf) -> None:
    left, base = words_at(pdf)
    drawn(pdf, b"%.2f %.2f m %.2f %.2f l S" % (left, base - 1.5, left + 30, base - 1.5))


def at_the_edge(pdf: pikepdf.Pdf, edit: Callable[[list[Any]], list[Any]]) -> None:
    """Change the instructions of the last of the words at the edge of the page: its number."""

    def edited_part(instructions: list[Any]) -> list[Any]:
        begins = [
            n for n, each in enumerate(instructions)
            if str(each.operator) == "BDC" and "/Type" in each.operands[1]
            and any(str(one.operator) == "TJ" for one in instructions[n : n + 8])
        ]  # fmt: skip
        start = begins[-1]
        end = next(n for n in range(start, len(instructions)) if str(instructions[n].operator) == "EMC")
        return [*instructions[:start], *edit(instructions[start : end + 1]), *instructions[end + 1 :]]

    edited(pdf, edited_part)


def page_number_gone(pdf: pikepdf.Pdf) -> None:
    at_the_edge(pdf, lambda _: [])


def page_number_twice(pdf: pikepdf.Pdf) -> None:
    at_the_edge(pdf, lambda part: [*part, *[moved_part(each) for each in part]])


def moved_part(each: Any) -> Any:
    return moved(each, -200, 0) if str(each.operator) == "Tm" else each


def page_number_among_the_text(pdf: pikepdf.Pdf) -> None:
    at_the_edge(pdf, lambda part: [moved(each, 0, -250) if str(each.operator) == "Tm" else each for each in part])


def page_of_another_number(pdf: pikepdf.Pdf) -> None:
    """Have two pages change places in all but their contents: each has the other's number."""
    first, second = pdf.pages[PAGE - 1], pdf.pages[PAGE]
    first.obj.Contents, second.obj.Contents = second.obj.Contents, first.obj.Contents
    first.obj.Resources, second.obj.Resources = second.obj.Resources, first.obj.Resources


def element(pdf: pikepdf.Pdf, role: str, kind: str = "") -> Any:
    return next(
        one
        for one in pdf.objects
        if isinstance(one, Dictionary)
        and one.get("/Type") == "/StructElem"
        and role == one.S
        and (not kind or kind in one)
    )


def paragraph_read_out_otherwise(pdf: pikepdf.Pdf) -> None:
    element(pdf, "/P").Alt = String("Pupils may reply to bullies")


def heading_with_an_expansion(pdf: pikepdf.Pdf) -> None:
    element(pdf, "/H2").E = String("Not in force")


def heading_with_a_title(pdf: pikepdf.Pdf) -> None:
    element(pdf, "/H2").T = String("Not in force")


def words_of_a_mark_read_out_otherwise(pdf: pikepdf.Pdf) -> None:
    def edit(instructions: list[Any]) -> list[Any]:
        place = next(n for n, each in enumerate(instructions) if "/MCID" in str(each.operands[1:]))
        held = Dictionary({**dict(instructions[place].operands[1]), "/Alt": String("Not in force")})
        other = instruction("BDC", instructions[place].operands[0], held)
        return [*instructions[:place], other, *instructions[place + 1 :]]

    edited(pdf, edit)


def gap_of_another_label(pdf: pikepdf.Pdf) -> None:
    element(pdf, "/Form", "/A").A.Desc = String("Agreed by all")


def field_of_another_label(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields[0].TU = String("Accepted without a vote")


def link_of_another_description(pdf: pikepdf.Pdf) -> None:
    link = next(a for page in pdf.pages for a in page.get("/Annots", []) if a.Subtype == "/Link")
    link.Contents = String("Not in force")


def properties_of_another_title(pdf: pikepdf.Pdf) -> None:
    data = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(data.replace(b'<rdf:li xml:lang="x-default">', b'<rdf:li xml:lang="x-default">Withdrawn: '))


def property_of_another_author(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Author"] = String("The Department for Education")


def roles_by_another_name(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.RoleMap = Dictionary(Clause=Name.P)


def cell_moved(pdf: pikepdf.Pdf, right: float, down: float) -> None:
    """Move the words of the first cell of the last row of a table on the page."""
    cells = [one for one in read_pdf(pdf).pieces if one.cell and one.cell.column == 1 and one.page == PAGE + 1]
    mcid = cells[-1].marks[0][1]

    def edit(instructions: list[Any]) -> list[Any]:
        here = False
        for place, each in enumerate(instructions):
            if str(each.operator) == "BDC":
                here = each.operands[1].get("/MCID") == mcid
            if here and str(each.operator) == "Tm":
                instructions[place] = moved(each, right, down)
        return instructions

    edited(pdf, edit)


def cell_moved_to_another_column(pdf: pikepdf.Pdf) -> None:
    cell_moved(pdf, 40, 0)


def cell_moved_to_another_row(pdf: pikepdf.Pdf) -> None:
    cell_moved(pdf, 0, 12)


# Each with what verify says of it.
PAGE_ATTACKS: dict[Change, str] = {
    cell_moved_to_another_column: "is not in its place in the table",
    cell_moved_to_another_row: "is not in its place in the table",
    page_number_gone: "is missing from the edge of the page",
    page_number_twice: "at the edge of the page",
    page_number_among_the_text: "should be at the edge of the page but is somewhere else",
    page_of_another_number: "is missing from the edge of the page",
    paragraph_read_out_otherwise: "something that policygen does not write (Alt)",
    heading_with_an_expansion: "something that policygen does not write (E)",
    heading_with_a_title: "something that policygen does not write (T)",
    words_of_a_mark_read_out_otherwise: "something that policygen does not write (Alt)",
    gap_of_another_label: "the label of a field says “Agreed by all”",
    field_of_another_label: "the label of a field says “Accepted without a vote”",
    link_of_another_description: "is described as “Not in force”",
    properties_of_another_title: "“Withdrawn: ",
    property_of_another_author: "“The Department for Education” in the properties of the file",
    roles_by_another_name: "something that policygen does not write (RoleMap)",
    line_through_words: "page 3: a line through the words",
    letters_of_short_lines: "page 3: a drawing outside a picture",
    letters_of_level_lines: "page 3: a drawing outside a picture",
    letters_of_upright_lines: "page 3: a drawing outside a picture",
    letters_of_small_boxes: "page 3: a drawing outside a picture",
    letters_of_frames: "page 3: a drawing outside a picture",
    letters_of_dashes: "in a way that policygen never uses (d)",
    letters_of_clipped_lines: "page 3: a drawing outside a picture",
    thick_line: "page 3: a drawing outside a picture",
    lines_to_write_on: "more lines to write on, or boxes to tick, than the document data has",
    words_underlined_that_are_no_link: "page 3: a drawing outside a picture",
    mirrored_text: "in letters that are turned",
    text_upside_down: "in letters that are turned",
    small_text: "in letters of 6.0 points",
}
