"""Paragraph and run properties in the order that the schema asks for (ECMA-376 17.3.1.26 and 17.3.2.28)."""

from __future__ import annotations

from dataclasses import dataclass

from policygen.render.docx.xml import Element, append, half_points, qualified, toggle, twips


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab stop at `position` twips; `leader` is '' or 'underscore'."""

    position: int
    kind: str = "left"
    leader: str = ""


@dataclass(frozen=True, slots=True)
class Border:
    """One edge of a paragraph: `size` in eighths of a point, `space` in points, `colour` as six hex digits."""

    edge: str
    size: int
    colour: str
    space: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphForm:
    """The properties of a paragraph: spaces in points, indents in twips, `line` in points (0: inherit).

    `numbering` is (numId, ilvl); numId 0 takes an inherited number away (ECMA-376 17.9.18).
    """

    keep_next: bool = False
    keep_lines: bool = False
    new_page: bool = False
    numbering: tuple[int, int] | None = None
    borders: tuple[Border, ...] = ()
    tabs: tuple[Tab, ...] = ()
    before: float | None = None
    after: float | None = None
    line: float = 0
    exact: bool = False
    left: int | None = None
    right: int | None = None
    hanging: int | None = None
    align: str = ""
    outline: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunForm:
    """The properties of a run; `size` in points, `colour` and `shade` as six hex digits, `lang` a BCP 47 tag."""

    style: str = ""
    face: str = ""
    bold: bool | None = None
    italic: bool | None = None
    no_proof: bool = False
    colour: str = ""
    size: float = 0
    underline: str = ""
    underline_colour: str = ""
    border: str = ""
    shade: str = ""
    lang: str = ""


PLAIN = RunForm()
UNNUMBERED = (0, 0)  # a paragraph without the number of its style
UNCHANGED = ParagraphForm()
RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ks", "ku", "prs", "ps", "sd", "ug", "ur", "yi"})
EAST_ASIAN = frozenset({"ja", "ko", "zh", "yue"})


def write_paragraph(properties: Element, form: ParagraphForm) -> None:
    """Append what `form` says to a w:pPr that holds at most its w:pStyle."""
    toggle(properties, "keepNext", form.keep_next)
    toggle(properties, "keepLines", form.keep_lines)
    toggle(properties, "pageBreakBefore", form.new_page)
    if form.numbering is not None:
        number = append(properties, "numPr")
        append(number, "ilvl", val=form.numbering[1])
        append(number, "numId", val=form.numbering[0])
    if form.borders:
        edges = append(properties, "pBdr")
        for border in form.borders:
            append(edges, border.edge, val="single", sz=border.size, space=border.space, color=border.colour)
    if form.tabs:
        stops = append(properties, "tabs")
        for tab in form.tabs:
            stop = append(stops, "tab", val=tab.kind)
            if tab.leader:
                stop.set(_LEADER, tab.leader)
            stop.set(_POSITION, str(tab.position))
    _spacing(properties, form)
    indents = {"left": form.left, "right": form.right, "hanging": form.hanging}
    if any(value is not None for value in indents.values()):
        append(properties, "ind", **{key: value for key, value in indents.items() if value is not None})
    if form.align:
        append(properties, "jc", val=form.align)
    if form.outline is not None:
        append(properties, "outlineLvl", val=form.outline)


def _spacing(properties: Element, form: ParagraphForm) -> None:
    spacing: dict[str, str | int] = {}
    if form.before is not None:
        spacing["before"] = twips(form.before)
    if form.after is not None:
        spacing["after"] = twips(form.after)
    if form.line:
        spacing["line"] = twips(form.line)
        spacing["lineRule"] = "exact" if form.exact else "atLeast"
    if spacing:
        append(properties, "spacing", **spacing)


def write_run(properties: Element, form: RunForm) -> None:
    """Append what `form` says to an empty w:rPr. Bold and italic are also set for complex scripts."""
    if form.style:
        append(properties, "rStyle", val=form.style)
    if form.face:
        append(properties, "rFonts", ascii=form.face, hAnsi=form.face, eastAsia=form.face, cs=form.face)
    for names, on in ((("b", "bCs"), form.bold), (("i", "iCs"), form.italic)):
        if on is not None:
            for name in names:
                append(properties, name, **({} if on else {"val": "0"}))
    toggle(properties, "noProof", form.no_proof)
    if form.colour:
        append(properties, "color", val=form.colour)
    if form.size:
        append(properties, "sz", val=half_points(form.size))
        append(properties, "szCs", val=half_points(form.size))
    if form.underline:
        colour = {"color": form.underline_colour} if form.underline_colour else {}
        append(properties, "u", val=form.underline, **colour)
    if form.border:
        append(properties, "bdr", val="single", sz=4, space=0, color=form.border)
    if form.shade:
        append(properties, "shd", val="clear", color="auto", fill=form.shade)
    if form.lang:
        _language(properties, form.lang)


def _language(properties: Element, tag: str) -> None:
    primary = tag.partition("-")[0].lower()
    if primary in RIGHT_TO_LEFT:
        append(properties, "rtl")
        append(properties, "lang", bidi=tag)
    elif primary in EAST_ASIAN:
        append(properties, "lang", eastAsia=tag)
    else:
        append(properties, "lang", val=tag)


def keep_with_next(paragraph: Element) -> None:
    """Bind a w:p that is already written to what follows it."""
    _keep(paragraph, "keepNext", ("pStyle",))


def keep_together(paragraph: Element) -> None:
    """Have all lines of a w:p that is already written on one page."""
    _keep(paragraph, "keepLines", ("pStyle", "keepNext"))


def _keep(paragraph: Element, name: str, after: tuple[str, ...]) -> None:
    properties = paragraph.find(qualified("pPr"))
    if properties is not None and properties.find(qualified(name)) is None:
        append(properties, name)
        place = sum(properties.find(qualified(before)) is not None for before in after)
        properties.insert(place, properties[-1])


def is_kept_with_next(paragraph: Element) -> bool:
    """Tell whether a w:p is bound to what follows it, by itself or as a heading."""
    style = paragraph.find(f"{qualified('pPr')}/{qualified('pStyle')}")
    heading = style is not None and style.get(qualified("val"), "").startswith("Heading")
    return heading or paragraph.find(f"{qualified('pPr')}/{qualified('keepNext')}") is not None


def set_after(paragraph: Element, points: float) -> None:
    """Set the space after a w:p that is already written."""
    properties = paragraph.find(qualified("pPr"))
    if properties is None:
        return
    spacing = properties.find(qualified("spacing"))
    if spacing is None:
        spacing = append(properties, "spacing")
        later = [child for child in properties if child.tag in _AFTER_SPACING]
        if later:
            later[0].addprevious(spacing)
    spacing.set(qualified("after"), str(twips(points)))


_AFTER_SPACING = frozenset(qualified(name) for name in ("ind", "jc", "outlineLvl", "rPr", "pPrChange"))
_LEADER, _POSITION = qualified("leader"), qualified("pos")
