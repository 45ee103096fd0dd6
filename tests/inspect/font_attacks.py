"""Ways to make the fonts of a PDF show something other than the words that are read from it.

Each is a change of an open file, as in pdf_attacks.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent
from fontTools.ttLib.tables.ttProgram import Program
from pikepdf import Array, Dictionary, Name, String

from policygen.inspect.pdf_fonts import Font
from tests.inspect.pdf_attacks import PAGE, Change, edited, instruction

LOOK = Path(__file__).parents[2] / "templates/fonts/LiberationSans-Regular.ttf"


def main_font(pdf: pikepdf.Pdf) -> Any:
    fonts = pdf.pages[PAGE].Resources.Font
    return next(font for name, font in fonts.items() if str(font.BaseFont).endswith("Liberation-Sans"))


def description(pdf: pikepdf.Pdf) -> Any:
    return main_font(pdf).DescendantFonts[0].FontDescriptor


def codes(pdf: pikepdf.Pdf) -> dict[str, int]:
    return {words: code for code, words in Font(main_font(pdf)).characters.items()}


def with_program(pdf: pikepdf.Pdf, edit: Callable[[TTFont], None]) -> None:
    """Put a font with `edit` of it in the place of the page's main font."""
    with TTFont(io.BytesIO(description(pdf).FontFile2.read_bytes())) as font:
        edit(font)
        made = io.BytesIO()
        font.save(made)
    description(pdf).FontFile2.write(made.getvalue())


def glyph_of(pdf: pikepdf.Pdf, font: TTFont, letter: str) -> str:
    return str(font.getGlyphOrder()[codes(pdf)[letter]])


def text_of(each: Any) -> bytes:
    return b"".join(bytes(part) for part in each.operands[0] if isinstance(part, String))


def with_letter_of_another_font(pdf: pikepdf.Pdf, drawn: str, read: str, instead_of: str = "") -> Any:
    """Show `drawn`, once, in a second font whose map says that it is `read`: for a letter, or before all letters.

    Return that font.
    """
    fonts = pdf.pages[PAGE].Resources.Font
    name = next(key for key, font in fonts.items() if font.objgen == main_font(pdf).objgen)
    known = codes(pdf)
    shown = known[drawn].to_bytes(2, "big")
    liar = pdf.make_indirect(Dictionary(main_font(pdf)))
    liar.ToUnicode = pdf.make_stream(b"1 beginbfchar\n<%04x> <%04x>\nendbfchar" % (known[drawn], ord(read)))
    fonts["/Liar"] = liar

    def edit(instructions: list[Any]) -> list[Any]:
        found: list[Any] = []
        size: Any = 0
        lied = False
        for each in instructions:
            if str(each.operator) == "Tf":
                size = each.operands[1] if each.operands[0] == name else 0
            text = text_of(each) if size and not lied and str(each.operator) == "TJ" else b""
            pairs = [text[place : place + 2] for place in range(0, len(text), 2)]
            wanted = known[instead_of].to_bytes(2, "big") if instead_of else (pairs or [b""])[0]
            if not text or wanted not in pairs:
                found.append(each)
                continue
            place = 2 * pairs.index(wanted)
            lied = True
            found += [
                instruction("TJ", Array([String(text[:place])])), instruction("Tf", Name("/Liar"), size),
                instruction("TJ", Array([String(shown)])), instruction("Tf", Name(name), size),
                instruction("TJ", Array([String(text[place + 2 * bool(instead_of) :])])),
            ]  # fmt: skip
        assert lied
        return found

    edited(pdf, edit)
    return liar


def type_three_letters(pdf: pikepdf.Pdf) -> None:
    """Use a font whose letters are drawings: they say one thing and look like another."""
    fonts = pdf.pages[PAGE].Resources.Font
    name = next(iter(fonts.keys()))
    old = fonts[name]
    glyph = pdf.make_stream(b"1000 0 0 0 750 750 d1 0 0 750 750 re f")
    fonts[name] = pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 750, 750], FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
            CharProcs=Dictionary(a=glyph), Encoding=Dictionary(Type=Name.Encoding, Differences=[0, Name.a]),
            FirstChar=0, LastChar=0, Widths=[1000], ToUnicode=old.ToUnicode, BaseFont=old.BaseFont,
        )
    )  # fmt: skip


def letters_of_other_shapes(pdf: pikepdf.Pdf) -> None:
    """Draw an o where an e is read, everywhere."""

    def edit(font: TTFont) -> None:
        font["glyf"][glyph_of(pdf, font, "e")] = font["glyf"][glyph_of(pdf, font, "o")]

    with_program(pdf, edit)


def font_of_another_name(pdf: pikepdf.Pdf) -> None:
    main_font(pdf).BaseFont = Name("/AAAAAA+Other-Sans")


def letters_all_of_another_shape(pdf: pikepdf.Pdf) -> None:
    def edit(font: TTFont) -> None:
        for name in font.getGlyphOrder():
            glyph = font["glyf"][name]
            if glyph.numberOfContours > 0:
                glyph.coordinates.translate((0, 1))

    with_program(pdf, edit)


def letters_moved_aside(pdf: pikepdf.Pdf) -> None:
    def edit(font: TTFont) -> None:
        name = glyph_of(pdf, font, "e")
        width, bearing = font["hmtx"].metrics[name]
        font["hmtx"].metrics[name] = width, bearing - 900

    with_program(pdf, edit)


def letters_of_half_their_size(pdf: pikepdf.Pdf) -> None:
    def edit(font: TTFont) -> None:
        font["head"].unitsPerEm *= 2

    with_program(pdf, edit)


def letters_that_are_read_otherwise(pdf: pikepdf.Pdf) -> None:
    with_letter_of_another_font(pdf, "o", "e", instead_of="e")


def hyphen_that_is_read_as_a_soft_one(pdf: pikepdf.Pdf) -> None:
    """The look's own font has the drawing of a hyphen for the soft one, which programs that know it do not show."""
    code = codes(pdf)["o"]
    liar = with_letter_of_another_font(pdf, "o", "\u00ad")
    below = Dictionary(liar.DescendantFonts[0])
    described = below.FontDescriptor = Dictionary(below.FontDescriptor)
    described.FontFile2 = pdf.make_stream(described.FontFile2.read_bytes())
    liar.DescendantFonts = Array([below])
    with TTFont(LOOK) as look, TTFont(io.BytesIO(described.FontFile2.read_bytes())) as font:
        soft, name, below_it = look.getBestCmap()[0xAD], font.getGlyphOrder()[code], font.getGlyphOrder()[1]
        hyphen, part = look["glyf"][soft], look["glyf"][soft].components[0]
        font["glyf"][name], font["glyf"][below_it] = hyphen, look["glyf"][part.glyphName]
        font["hmtx"].metrics[below_it] = look["hmtx"].metrics[part.glyphName]
        part.glyphName = below_it
        for each in (name, below_it):
            font["glyf"][each].removeHinting()
        font["hmtx"].metrics[name] = width, _ = look["hmtx"].metrics[soft]
        below.W = Array([code, Array([width * 1000 / look["head"].unitsPerEm])])
        made = io.BytesIO()
        font.save(made)
    described.FontFile2.write(made.getvalue())


def letter_that_is_read_as_a_mark_of_direction(pdf: pikepdf.Pdf) -> None:
    with_letter_of_another_font(pdf, "o", "\u200e")


def letters_of_no_width(pdf: pikepdf.Pdf) -> None:
    main_font(pdf).DescendantFonts[0].W = Array([0, Array([0] * 100)])


def letters_by_another_map(pdf: pikepdf.Pdf) -> None:
    main_font(pdf).DescendantFonts[0].CIDToGIDMap = pdf.make_stream(bytes(2000))


def letters_by_another_encoding(pdf: pikepdf.Pdf) -> None:
    main_font(pdf).Encoding = Name("/Identity-V")


def codes_cut_in_two(pdf: pikepdf.Pdf) -> None:
    """Programs differ in what they show for a string that ends within a code."""

    def edit(instructions: list[Any]) -> list[Any]:
        place = next(n for n, each in enumerate(instructions) if str(each.operator) == "TJ")
        text = text_of(instructions[place])
        instructions[place] = instruction("TJ", Array([String(text[:3]), String(text[3:])]))
        return instructions

    edited(pdf, edit)


def second_font_file(pdf: pikepdf.Pdf) -> None:
    description(pdf).FontFile = pdf.make_stream(b"%!PS-AdobeFont-1.0: Other", Length1=25, Length2=0, Length3=0)


def font_file_of_another_kind(pdf: pikepdf.Pdf) -> None:
    described = description(pdf)
    described.FontFile3 = described.FontFile2
    del described.FontFile2


def font_packed_for_the_web(pdf: pikepdf.Pdf) -> None:
    def edit(font: TTFont) -> None:
        font.flavor = "woff"

    with_program(pdf, edit)


def programs_of_a_font(pdf: pikepdf.Pdf) -> None:
    def edit(font: TTFont) -> None:
        for tag in ("fpgm", "prep"):
            font[tag] = newTable(tag)
            font[tag].program = Program()
            font[tag].program.fromBytecode(b"\x4f")

    with_program(pdf, edit)


def program_of_a_letter(pdf: pikepdf.Pdf) -> None:
    def edit(font: TTFont) -> None:
        font["glyf"][glyph_of(pdf, font, "e")].program.fromBytecode(b"\x4f")

    with_program(pdf, edit)


def table_that_is_there_twice(pdf: pikepdf.Pdf) -> None:
    """Put an empty table of glyphs before the one there is."""
    data = bytes(description(pdf).FontFile2.read_bytes())
    (many,) = struct.unpack_from(">H", data, 4)
    entries = [bytearray(data[12 + 16 * number : 28 + 16 * number]) for number in range(many)]
    for entry in entries:
        entry[8:12] = struct.pack(">I", struct.unpack(">I", entry[8:12])[0] + 16)
    place = next(number for number, entry in enumerate(entries) if entry[:4] == b"glyf")
    entries.insert(place, bytearray(b"glyf" + struct.pack(">III", 0, 12, 0)))
    header = data[:4] + struct.pack(">H", many + 1) + data[6:12]
    description(pdf).FontFile2.write(header + b"".join(entries) + data[12 + 16 * many :])


def composed(*names: str) -> Glyph:
    glyph = Glyph()
    glyph.numberOfContours = -1
    glyph.components = []
    for name in names:
        part = GlyphComponent()
        part.glyphName, part.x, part.y, part.flags = name, 0, 0, 0x2
        glyph.components.append(part)
    return glyph


def with_glyphs(pdf: pikepdf.Pdf, edit: Callable[[Any, list[str]], None]) -> None:
    """Edit the glyphs of the main font, given its table and the names of its letters e, o, a and n."""

    def whole(font: TTFont) -> None:
        font.recalcBBoxes = False
        table = font["glyf"]
        edit(table, [glyph_of(pdf, font, letter) for letter in "eoan"])
        for glyph in table.glyphs.values():
            for side in ("xMin", "yMin", "xMax", "yMax"):
                setattr(glyph, side, getattr(glyph, side, 0))

    with_program(pdf, whole)


def letters_that_are_composed_of_themselves(pdf: pikepdf.Pdf) -> None:
    def edit(table: Any, names: list[str]) -> None:
        table[names[0]], table[names[1]] = composed(names[1]), composed(names[0])

    with_glyphs(pdf, edit)


def letters_that_are_composed_of_a_million(pdf: pikepdf.Pdf) -> None:
    def edit(table: Any, names: list[str]) -> None:
        for name, below in pairwise(names):
            table[name] = composed(*[below] * 100)

    with_glyphs(pdf, edit)


FONT_ATTACKS: dict[Change, str] = {
    type_three_letters: "cannot be read",
    letters_of_other_shapes: "the font Liberation-Sans shows something other than these letters: e",
    font_of_another_name: "so the shapes of the letters were not compared: Other-Sans",
    letters_all_of_another_shape: "the font Liberation-Sans shows something other than these letters",
    letters_moved_aside: "the font Liberation-Sans shows something other than these letters: e",
    letters_of_half_their_size: "the font Liberation-Sans shows something other than these letters",
    letters_that_are_read_otherwise: "the font Liberation-Sans shows something other than these letters: e",
    hyphen_that_is_read_as_a_soft_one: "the font Liberation-Sans shows something other than these letters: U+00AD",
    letter_that_is_read_as_a_mark_of_direction: "shows something other than these letters: U+200E",
    letters_of_no_width: "the font Liberation-Sans shows something other than these letters",
    letters_by_another_map: "the letters of the font Liberation-Sans cannot be read",
    letters_by_another_encoding: "the letters of the font Liberation-Sans cannot be read",
    codes_cut_in_two: "ends partway through a letter",
    second_font_file: "has a part that policygen does not write (FontFile)",
    font_file_of_another_kind: "the letters of the font Liberation-Sans cannot be read",
    font_packed_for_the_web: "the letters of the font Liberation-Sans cannot be read",
    programs_of_a_font: "has a part that policygen does not write (fpgm)",
    program_of_a_letter: "has a part that policygen does not write (glyph",
    table_that_is_there_twice: "has a part that policygen does not write (glyf)",
    letters_that_are_composed_of_themselves: "the letters of the font Liberation-Sans cannot be read",
    letters_that_are_composed_of_a_million: "the letters of the font Liberation-Sans cannot be read",
}
