"""The style of every role that text can have in a policy: a table of identifiers, names, forms and parents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from policygen.look.tokens import Style, Tokens
from policygen.render.docx.properties import PLAIN, UNCHANGED, Border, ParagraphForm, RunForm, Tab
from policygen.render.docx.xml import eighths, mm_twips

HEADINGS = ("Heading1", "Heading2", "Heading3")
BULLETS = ("ListBullet", "ListBullet2", "ListBullet3")
NUMBERS = ("ListNumber", "ListNumber2", "ListNumber3")
CONTINUED = ("ListContinue", "ListContinue2", "ListContinue3")

BODY_NUMBERING, APPENDIX_NUMBERING, BULLET_NUMBERING = 1, 2, 3
BOLD_WIDTH = 0.56  # ems, an average character of "Appendix A" in bold Arial
WIDE_NUMBER_GAP = 3.0  # mm between such a number and the title
SIGNED_WIDTH = 84.0  # mm of a form's line to sign on
TICK_FACE = "Segoe UI Symbol"
UNDERSCORE_THICKNESS = 0.073  # of Arial's underscore, in ems
FONT_LINE = 1.15  # height of a line of Arial, in ems
PEN_LINES = 2.2  # line height, in ems, of a paragraph with a gap that a pen fills


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours as six upper-case hex digits; `house` is the school's own when it has one."""

    house: str
    ink: str
    muted: str
    rule: str
    hairline: str
    tint: str
    watermark: str
    answer: str

    def named(self, name: str) -> str:
        """The colour a token Style names; paper is never written on."""
        return {"house": self.house, "ink": self.ink, "muted": self.muted}[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordStyle:
    """One paragraph or character style: `id` is what w:pStyle says, `name` what a person sees."""

    id: str
    name: str
    kind: str = "paragraph"
    based_on: str = ""
    following: str = ""
    paragraph: ParagraphForm = UNCHANGED
    run: RunForm = PLAIN
    quick: bool = True
    priority: int = 1


def palette(tokens: Tokens, house: str) -> Palette:
    """The tokens' colours with `house` (`#rrggbb`) in the place of the house colour."""
    colours = tokens.colours
    names = ("ink", "muted", "rule", "hairline", "tint", "watermark")
    plain = {name: getattr(colours, name)[1:].upper() for name in names}
    return Palette(house=house[1:].upper(), answer=tokens.blank.answer_tint[1:].upper(), **plain)


def roles(tokens: Tokens, colours: Palette) -> Iterator[WordStyle]:
    """Every style, parents before children."""
    yield WordStyle(id="Normal", name="Normal", paragraph=_form(tokens.type.body), priority=0)
    yield WordStyle(id="BodyText", name="Body Text", based_on="Normal")
    yield from _headings(tokens, colours)
    yield from _cover(tokens, colours)
    yield from _contents(tokens, colours)
    yield from _lists(tokens)
    yield from _tables(tokens, colours)
    yield from _forms(tokens, colours)
    yield from _furniture(tokens, colours)
    yield from _characters(tokens, colours)


def _form(style: Style, **more: object) -> ParagraphForm:
    base = ParagraphForm(before=style.before, after=style.after, line=style.size * style.line)
    return replace(base, **more)  # type: ignore[arg-type]


def _run(style: Style, colours: Palette, size: float = 0) -> RunForm:
    return RunForm(
        bold=True if style.weight == "bold" else None,
        colour=colours.named(style.colour),
        size=size or style.size,
    )


def _headings(tokens: Tokens, colours: Palette) -> Iterator[WordStyle]:
    styles = (tokens.type.heading1, tokens.type.heading2, tokens.type.heading3)
    for level, (style, role_id) in enumerate(zip(styles, HEADINGS, strict=True)):
        numbering = (BODY_NUMBERING, level)
        form = _form(style, keep_next=True, keep_lines=True, numbering=numbering, outline=level)
        run = _run(style, colours)
        yield WordStyle(
            id=role_id, name=f"heading {level + 1}", based_on="Normal", following="BodyText", paragraph=form, run=run
        )


def _cover(tokens: Tokens, colours: Palette) -> Iterator[WordStyle]:
    kinds = tokens.type
    left = -mm_twips(tokens.page.front) or None
    yield WordStyle(
        id="PolicySchool",
        name="Policy School",
        based_on="Normal",
        following="Title",
        paragraph=_form(kinds.cover_school, keep_next=True, align="left", left=left),
        run=_run(kinds.cover_school, colours),
    )
    yield WordStyle(
        id="Title",
        name="Title",
        based_on="Normal",
        following="Subtitle",
        paragraph=_form(kinds.cover_title, keep_lines=True, align="left", left=left),
        run=_run(kinds.cover_title, colours),
    )
    yield WordStyle(
        id="Subtitle",
        name="Subtitle",
        based_on="Normal",
        following="BodyText",
        paragraph=_form(
            kinds.cover_status, before=18, borders=(Border("top", eighths(2), colours.house, 10),), left=left
        ),
        run=_run(kinds.cover_status, colours),
    )
    yield WordStyle(
        id="PolicyLogo", name="Policy Logo", based_on="Normal", paragraph=ParagraphForm(before=0, after=0, left=left)
    )
    box = tuple(Border(edge, eighths(0.6), colours.rule, 6) for edge in ("top", "left", "bottom", "right"))
    inset = mm_twips(2.5)
    notice = _form(kinds.label, before=14, left=inset + (left or 0), right=inset, borders=box)
    yield WordStyle(
        id="PolicyNotice",
        name="Policy Notice",
        based_on="Normal",
        paragraph=notice,
        run=RunForm(colour=colours.ink, size=kinds.label.size),
    )


def _contents(tokens: Tokens, colours: Palette) -> Iterator[WordStyle]:
    kinds = tokens.type
    yield WordStyle(
        id="TOCHeading",
        name="TOC Heading",
        based_on="Normal",
        following="BodyText",
        paragraph=_form(kinds.contents_title, keep_next=True, left=-mm_twips(tokens.page.front) or None),
        run=_run(kinds.contents_title, colours),
        priority=39,
    )
    right = Tab(mm_twips(tokens.page.text_width), "right")
    indent = mm_twips(tokens.page.number_column)
    for level, style in enumerate((kinds.contents1, kinds.contents2), 1):
        form = _form(style, left=indent - mm_twips(tokens.page.front), hanging=indent, tabs=(right,))
        form = replace(form, keep_next=level == 1)
        run = _run(style, colours)
        yield WordStyle(
            id=f"TOC{level}", name=f"toc {level}", based_on="Normal", paragraph=form, run=run, quick=False, priority=39
        )


def _lists(tokens: Tokens) -> Iterator[WordStyle]:
    style = tokens.type.list_item
    for depth in range(3):
        indent = list_indent(tokens, depth)
        suffix = f" {depth + 1}" if depth else ""
        form = _form(style)
        bulleted = replace(form, numbering=(BULLET_NUMBERING, depth))
        yield WordStyle(id=BULLETS[depth], name=f"List Bullet{suffix}", based_on="BodyText", paragraph=bulleted)
        yield WordStyle(id=NUMBERS[depth], name=f"List Number{suffix}", based_on="BodyText", paragraph=form)
        continued = replace(form, left=indent)
        yield WordStyle(id=CONTINUED[depth], name=f"List Continue{suffix}", based_on="BodyText", paragraph=continued)
    term = tokens.type.term
    yield WordStyle(
        id="PolicyTerm",
        name="Policy Term",
        based_on="BodyText",
        following="PolicyDefinition",
        paragraph=_form(term, keep_next=True, keep_lines=True),
        run=RunForm(bold=True),
    )
    yield WordStyle(
        id="PolicyDefinition",
        name="Policy Definition",
        based_on="BodyText",
        paragraph=ParagraphForm(left=mm_twips(tokens.lists.definition_indent), after=style.after),
    )


def list_indent(tokens: Tokens, depth: int) -> int:
    """Twips from the text's edge to the words of a list at `depth`, 0 for the outermost."""
    return mm_twips(tokens.lists.indent + depth * tokens.lists.inner_indent)


def list_hanging(tokens: Tokens, depth: int) -> int:
    """Twips that the marker of a list at `depth` hangs before its words."""
    return mm_twips(tokens.lists.inner_indent if depth else tokens.lists.indent)


def _tables(tokens: Tokens, colours: Palette) -> Iterator[WordStyle]:
    kinds = tokens.type
    yield WordStyle(
        id="PolicyTableText",
        name="Policy Table Text",
        based_on="Normal",
        paragraph=_form(kinds.table, align="left"),
        run=RunForm(size=kinds.table.size),
    )
    yield WordStyle(
        id="PolicyTableHeading",
        name="Policy Table Heading",
        based_on="PolicyTableText",
        paragraph=ParagraphForm(keep_next=True),
        run=_run(kinds.table_header, colours),
    )
    yield WordStyle(
        id="PolicyTableRowHeading",
        name="Policy Table Row Heading",
        based_on="PolicyTableText",
        run=RunForm(bold=True),
    )
    yield WordStyle(
        id="Caption",
        name="caption",
        based_on="Normal",
        following="BodyText",
        paragraph=_form(kinds.caption, keep_next=True, keep_lines=True),
        run=_run(kinds.caption, colours),
        priority=35,
    )
    # A table needs a paragraph after it before another table or the end: as small as Word lets one be.
    spacer = ParagraphForm(before=0, after=0, line=1, exact=True)
    yield WordStyle(id="PolicySpacer", name="Policy Spacer", based_on="Normal", paragraph=spacer, run=RunForm(size=1))
    yield WordStyle(id="PolicyPageBreak", name="Policy Page Break", based_on="PolicySpacer")
    figure = ParagraphForm(before=tokens.table.before, after=tokens.table.after, keep_lines=True)
    yield WordStyle(id="PolicyFigure", name="Policy Figure", based_on="Normal", paragraph=figure)


def _forms(tokens: Tokens, colours: Palette) -> Iterator[WordStyle]:
    label, form, page = tokens.type.label, tokens.form, tokens.page
    yield WordStyle(
        id="PolicyFormLabel",
        name="Policy Form Label",
        based_on="Normal",
        following="PolicyFormLine",
        paragraph=_form(label, keep_next=True, after=0),
        run=RunForm(colour=colours.ink, size=label.size),
    )
    lines = {
        "PolicyFormLine": ("Policy Form Line", page.text_width, form.line_height),
        "PolicyFormDate": ("Policy Form Date", form.date_width, form.line_height),
        "PolicyFormSignature": ("Policy Form Signature", SIGNED_WIDTH, tokens.signature.line_above),
    }
    for role_id, (name, width, height) in lines.items():
        stop = (Tab(mm_twips(width), "left", "underscore"),)
        size = form.rule / UNDERSCORE_THICKNESS
        # Space before, not line height: LibreOffice gives a line that holds only a tab no height but its font's.
        paragraph = ParagraphForm(keep_lines=True, before=height - size * FONT_LINE, after=0, line=1, tabs=stop)
        run = RunForm(no_proof=True, colour=colours.rule, size=size)
        yield WordStyle(id=role_id, name=name, based_on="Normal", paragraph=paragraph, run=run)
    inset = mm_twips(7)
    tick = ParagraphForm(keep_lines=True, after=form.field_after, left=inset, hanging=inset)
    yield WordStyle(id="PolicyFormTick", name="Policy Form Tick", based_on="Normal", paragraph=tick)
    yield WordStyle(
        id="PolicySignatory",
        name="Policy Signatory",
        based_on="Normal",
        paragraph=ParagraphForm(keep_next=True, before=0, after=0),
        run=RunForm(bold=True),
    )
    yield WordStyle(
        id="PolicySignatureLabel",
        name="Policy Signature Label",
        based_on="Normal",
        paragraph=_form(label, before=2, after=0),
        run=_run(label, colours),
    )
    pens = ParagraphForm(line=tokens.type.body.size * PEN_LINES, after=tokens.type.body.after * 2, keep_lines=True)
    yield WordStyle(id="PolicyPenText", name="Policy Pen Text", based_on="BodyText", paragraph=pens)


def _furniture(tokens: Tokens, colours: Palette) -> Iterator[WordStyle]:
    running = tokens.type.running
    tabs = (Tab(mm_twips(tokens.page.text_width), "right"),)
    form = _form(running, tabs=tabs, left=-mm_twips(tokens.page.number_column), align="left")
    for role_id in ("Header", "Footer"):
        yield WordStyle(
            id=role_id,
            name=role_id.lower(),
            based_on="Normal",
            paragraph=form,
            run=_run(running, colours),
            quick=False,
            priority=99,
        )


def emphasis_form(tokens: Tokens) -> RunForm:
    """Return how words that are emphasised look."""
    return RunForm(italic=True) if tokens.marks.emphasis == "italic" else RunForm(bold=True)


def _characters(tokens: Tokens, colours: Palette) -> Iterator[WordStyle]:
    def character(role_id: str, name: str, run: RunForm, priority: int = 20) -> WordStyle:
        return WordStyle(
            id=role_id, name=name, kind="character", based_on="DefaultParagraphFont", run=run, priority=priority
        )

    yield character("Strong", "Strong", RunForm(bold=True))
    yield character("Emphasis", "Emphasis", emphasis_form(tokens))
    underlined = RunForm(underline="single", underline_colour=colours.rule)
    underlined = underlined if tokens.marks.links == "underline" else PLAIN
    yield character("Hyperlink", "Hyperlink", underlined, 99)
    gap = RunForm(colour=colours.ink, border=colours.rule, shade=colours.answer)
    yield character("PlaceholderText", "Placeholder Text", gap, 99)
    # What Word calls them: only a reviewer's copy has comments, and its author may add more.
    label = tokens.type.running
    yield WordStyle(
        id="CommentText",
        name="annotation text",
        based_on="Normal",
        paragraph=_form(label),
        run=_run(label, colours),
        quick=False,
        priority=99,
    )
    yield character("CommentReference", "annotation reference", RunForm(size=8), 99)
    yield character("PolicyBlank", "Policy Blank", RunForm(no_proof=True))
    tick = RunForm(face=TICK_FACE, size=tokens.form.tick_box + 3, no_proof=True)
    yield character("PolicyTickBox", "Policy Tick Box", tick)
