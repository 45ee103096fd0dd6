"""The styles part: document defaults, the roles of `roles`, and the two table styles (ECMA-376 17.7)."""

from __future__ import annotations

from policygen.look.tokens import Tokens
from policygen.render.docx.properties import RunForm, write_paragraph, write_run
from policygen.render.docx.roles import Palette, WordStyle, roles
from policygen.render.docx.xml import Element, append, eighths, half_points, qualified, twips

# Half-points; word processors kern no type unless told to, the PDF kerns all of it, and lines would end elsewhere.
KERNED_FROM = 2
LATENT_STYLES = 376  # how many built-in styles Word 2019 knows; none of them is shown unless used


def write_styles(styles: Element, tokens: Tokens, colours: Palette, language: str) -> None:
    """Replace everything in the w:styles element by a policy's styles, `language` (BCP 47) as the default."""
    for child in list(styles):
        styles.remove(child)
    _defaults(styles, tokens, colours, language)
    append(
        styles,
        "latentStyles",
        defLockedState=0,
        defUIPriority=99,
        defSemiHidden=1,
        defUnhideWhenUsed=1,
        defQFormat=0,
        count=LATENT_STYLES,
    )
    _fixed(styles, "character", "DefaultParagraphFont", "Default Paragraph Font")
    nothing = _fixed(styles, "table", "TableNormal", "Normal Table")
    margins = append(append(nothing, "tblPr"), "tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        append(margins, side, w=0, type="dxa")
    _fixed(styles, "numbering", "NoList", "No List")
    for role in roles(tokens, colours):
        _style(styles, role)
    _policy_table(styles, tokens, colours)
    _policy_table(styles, tokens, colours, grid=True)
    _signature_table(styles)


def _defaults(styles: Element, tokens: Tokens, colours: Palette, language: str) -> None:
    defaults = append(styles, "docDefaults")
    run = append(append(defaults, "rPrDefault"), "rPr")
    face, size = tokens.faces.docx, half_points(tokens.type.body.size)
    append(run, "rFonts", ascii=face, hAnsi=face, eastAsia=face, cs=face)
    append(run, "color", val=colours.ink)
    append(run, "kern", val=KERNED_FROM)
    append(run, "sz", val=size)
    append(run, "szCs", val=size)
    append(run, "lang", val=language, eastAsia=language, bidi="ar-SA")
    paragraph = append(append(defaults, "pPrDefault"), "pPr")
    append(paragraph, "widowControl")
    append(paragraph, "suppressAutoHyphens")


def _fixed(styles: Element, kind: str, style_id: str, name: str) -> Element:
    style = append(styles, "style", type=kind, default=1, styleId=style_id)
    append(style, "name", val=name)
    append(style, "uiPriority", val=99)
    append(style, "semiHidden")
    append(style, "unhideWhenUsed")
    return style


def _style(styles: Element, role: WordStyle) -> None:
    style = append(styles, "style", type=role.kind)
    if role.id == "Normal":
        style.set(_DEFAULT, "1")
    if role.id.startswith("Policy"):
        style.set(_CUSTOM, "1")
    style.set(_ID, role.id)
    append(style, "name", val=role.name)
    if role.based_on:
        append(style, "basedOn", val=role.based_on)
    if role.following:
        append(style, "next", val=role.following)
    append(style, "uiPriority", val=role.priority)
    if role.quick:
        append(style, "qFormat")
    if role.kind == "paragraph":
        write_paragraph(append(style, "pPr"), role.paragraph)
    if role.run != RunForm():
        write_run(append(style, "rPr"), role.run)


def _table_style(styles: Element, style_id: str, name: str) -> Element:
    style = append(styles, "style", type="table", customStyle=1, styleId=style_id)
    append(style, "name", val=name)
    append(style, "basedOn", val="TableNormal")
    append(style, "uiPriority", val=59)
    append(style, "qFormat")
    return style


def _policy_table(styles: Element, tokens: Tokens, colours: Palette, grid: bool = False) -> None:
    """The style of tables to read; a `grid` is one to write in, whose boxes show."""
    table = tokens.table
    style = _table_style(styles, *(("PolicyGrid", "Policy Grid") if grid else ("PolicyTable", "Policy Table")))
    properties = append(style, "tblPr")
    append(properties, "tblInd", w=0, type="dxa")
    borders = append(properties, "tblBorders")
    strong: dict[str, str | int] = {
        "val": "single",
        "sz": eighths(table.header_rule),
        "space": 0,
        "color": colours.house,
    }
    light: dict[str, str | int] = {
        "val": "single",
        "sz": eighths(table.row_rule),
        "space": 0,
        "color": colours.hairline,
    }
    box = light | {"color": colours.rule} if grid else light
    append(borders, "top", **box)
    if grid:
        append(borders, "left", **box)
    append(borders, "bottom", **(box if grid else strong))
    if grid:
        append(borders, "right", **box)
    append(borders, "insideH", **box)
    if grid:
        append(borders, "insideV", **box)
    margins = append(properties, "tblCellMar")
    sides = {"top": table.cell_above, "left": table.cell_side, "bottom": table.cell_below, "right": table.cell_side}
    for side, points in sides.items():
        append(margins, side, w=twips(points), type="dxa")
    first_row = append(style, "tblStylePr", type="firstRow")
    cell = append(first_row, "tcPr")
    edges = append(cell, "tcBorders")
    if not grid:
        append(edges, "top", val="nil")
    append(edges, "bottom", **strong)
    append(cell, "shd", val="clear", color="auto", fill=colours.tint)
    if not grid:
        first_column = append(style, "tblStylePr", type="firstCol")
        write_run(append(first_column, "rPr"), RunForm(bold=True))


def _signature_table(styles: Element) -> None:
    style = _table_style(styles, "PolicySignatures", "Policy Signatures")
    properties = append(style, "tblPr")
    append(properties, "tblInd", w=0, type="dxa")
    margins = append(properties, "tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        append(margins, side, w=0, type="dxa")


_ID, _DEFAULT, _CUSTOM = qualified("styleId"), qualified("default"), qualified("customStyle")
