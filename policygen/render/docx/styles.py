"""The styles part: document defaults, the roles of `roles`, and the two table styles (ECMA-376 17.7)."""

from __future__ import annotations

from policygen.look.tokens import Tokens
from policygen.render.docx.properties import RunForm, write_paragraph, write_run
from policygen.render.docx.roles import Palette, Role, roles
from policygen.render.docx.xml import Element, eighths, half_points, put, qualified, twips

LATENT_STYLES = 376  # how many built-in styles Word 2019 knows; none of them is shown unless used


def write_styles(styles: Element, tokens: Tokens, colours: Palette, language: str) -> None:
    """Replace everything in the w:styles element by a policy's styles, `language` (BCP 47) as the default."""
    for child in list(styles):
        styles.remove(child)
    _defaults(styles, tokens, colours, language)
    put(
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
    margins = put(put(nothing, "tblPr"), "tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        put(margins, side, w=0, type="dxa")
    _fixed(styles, "numbering", "NoList", "No List")
    for role in roles(tokens, colours):
        _style(styles, role)
    _policy_table(styles, tokens, colours)
    _policy_table(styles, tokens, colours, grid=True)
    _signature_table(styles)


def _defaults(styles: Element, tokens: Tokens, colours: Palette, language: str) -> None:
    defaults = put(styles, "docDefaults")
    run = put(put(defaults, "rPrDefault"), "rPr")
    face, size = tokens.faces.docx, half_points(tokens.type.body.size)
    put(run, "rFonts", ascii=face, hAnsi=face, eastAsia=face, cs=face)
    put(run, "color", val=colours.ink)
    put(run, "sz", val=size)
    put(run, "szCs", val=size)
    put(run, "lang", val=language, eastAsia=language, bidi="ar-SA")
    paragraph = put(put(defaults, "pPrDefault"), "pPr")
    put(paragraph, "widowControl")
    put(paragraph, "suppressAutoHyphens")


def _fixed(styles: Element, kind: str, style_id: str, name: str) -> Element:
    style = put(styles, "style", type=kind, default=1, styleId=style_id)
    put(style, "name", val=name)
    put(style, "uiPriority", val=99)
    put(style, "semiHidden")
    put(style, "unhideWhenUsed")
    return style


def _style(styles: Element, role: Role) -> None:
    style = put(styles, "style", type=role.kind)
    if role.id == "Normal":
        style.set(_DEFAULT, "1")
    if role.id.startswith("Policy"):
        style.set(_CUSTOM, "1")
    style.set(_ID, role.id)
    put(style, "name", val=role.name)
    if role.based_on:
        put(style, "basedOn", val=role.based_on)
    if role.following:
        put(style, "next", val=role.following)
    put(style, "uiPriority", val=role.priority)
    if role.quick:
        put(style, "qFormat")
    if role.kind == "paragraph":
        write_paragraph(put(style, "pPr"), role.paragraph)
    if role.run != RunForm():
        write_run(put(style, "rPr"), role.run)


def _table_style(styles: Element, style_id: str, name: str) -> Element:
    style = put(styles, "style", type="table", customStyle=1, styleId=style_id)
    put(style, "name", val=name)
    put(style, "basedOn", val="TableNormal")
    put(style, "uiPriority", val=59)
    put(style, "qFormat")
    return style


def _policy_table(styles: Element, tokens: Tokens, colours: Palette, grid: bool = False) -> None:
    """The style of tables to read; a `grid` is one to write in, whose boxes show."""
    table = tokens.table
    style = _table_style(styles, *(("PolicyGrid", "Policy Grid") if grid else ("PolicyTable", "Policy Table")))
    properties = put(style, "tblPr")
    put(properties, "tblInd", w=0, type="dxa")
    borders = put(properties, "tblBorders")
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
    put(borders, "top", **box)
    if grid:
        put(borders, "left", **box)
    put(borders, "bottom", **(box if grid else strong))
    if grid:
        put(borders, "right", **box)
    put(borders, "insideH", **box)
    if grid:
        put(borders, "insideV", **box)
    margins = put(properties, "tblCellMar")
    sides = {"top": table.cell_above, "left": table.cell_side, "bottom": table.cell_below, "right": table.cell_side}
    for side, points in sides.items():
        put(margins, side, w=twips(points), type="dxa")
    first_row = put(style, "tblStylePr", type="firstRow")
    cell = put(first_row, "tcPr")
    edges = put(cell, "tcBorders")
    if not grid:
        put(edges, "top", val="nil")
    put(edges, "bottom", **strong)
    put(cell, "shd", val="clear", color="auto", fill=colours.tint)
    if not grid:
        first_column = put(style, "tblStylePr", type="firstCol")
        write_run(put(first_column, "rPr"), RunForm(bold=True))


def _signature_table(styles: Element) -> None:
    style = _table_style(styles, "PolicySignatures", "Policy Signatures")
    properties = put(style, "tblPr")
    put(properties, "tblInd", w=0, type="dxa")
    margins = put(properties, "tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        put(margins, side, w=0, type="dxa")


_ID, _DEFAULT, _CUSTOM = qualified("styleId"), qualified("default"), qualified("customStyle")
