"""What page.typ measures by: the design tokens as plain numbers, in the units that it takes them in."""

from __future__ import annotations

from dataclasses import fields, replace

from policygen.look.contrast import veil
from policygen.look.fonts import CUTS, Face, rise_and_fall
from policygen.look.tokens import Style, Tokens

# Two blanks of Liberation Sans or Arial, in ems: what WeasyPrint has between an item's marker and its words.
_MARKER_GAP = 0.556
_PEN = 14.0  # points of room above the rule of a gap, as in templates/common/pen.css.j2


def measures(tag: str, tokens: Tokens, face: Face) -> dict[str, object]:
    """Return the measures of a page: of the sheet in millimetres, of type and rules in points.

    `tag` is that of the document's language (BCP 47).
    """
    page, form, blank, signature = tokens.page, tokens.form, tokens.blank, tokens.signature
    over = veil(tokens.colours.watermark, tokens.colours.paper)
    language, _, region = tag.partition("-")
    colours = {one.name: getattr(tokens.colours, one.name) for one in fields(tokens.colours)}
    styles: dict[str, Style] = {one.name: getattr(tokens.type, one.name) for one in fields(tokens.type)}
    styles["sheet_school"] = replace(tokens.type.cover_school, size=tokens.type.body.size)
    styles["name"] = replace(tokens.type.label, line=tokens.type.body.line)
    reach = rise_and_fall(face.fonts[CUTS.index("Regular")])
    return {
        "family": face.family,
        "language": language,
        "region": region or None,
        "width": page.width,
        "height": page.height,
        "top": page.top,
        "bottom": page.bottom,
        "left": page.left,
        "right": page.right,
        "header": page.header,
        "footer": page.footer,
        "number-column": page.number_column,
        "text-width": page.text_width,
        "styles": {name: _style(style, *reach) for name, style in styles.items()},
        "colours": {**colours, "answer": blank.answer_tint, "veil": over},
        "underlined": tokens.marks.links == "underline",
        "marker-gap": tokens.type.body.size * _MARKER_GAP,
        "pen": _PEN + blank.rule,
        "pen-rule": blank.rule,
        "answer-rule": blank.answer_rule,
        "tick": form.tick_box,
        "tick-rule": form.tick_rule,
        "form-rule": form.rule,
        "row-rule": tokens.table.row_rule,
        "header-rule": tokens.table.header_rule,
        "cell-side": tokens.table.cell_side,
        "signed-width": page.text_width - signature.date_width - signature.gap - 0.2,
        "signature-gap": signature.gap,
        "signature-date": signature.date_width,
        "line-above": signature.line_above,
        "name-above": signature.name_above,
    }


def _style(style: Style, rise: float, fall: float) -> dict[str, object]:
    """A role's type. A line is as high as CSS has it: what it has beside the font's own height is half above it."""
    beside = (style.line - rise - fall) / 2
    return {
        "size": style.size,
        "weight": "bold" if style.weight == "bold" else "regular",
        "top": round((beside + rise) * style.size, 3),
        "bottom": -round((beside + fall) * style.size, 3),
    }
