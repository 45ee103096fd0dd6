"""What every page carries: header, footer with page numbers, and the watermark of a draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

from policygen.document.model import Document, Inline, Text
from policygen.document.revisions import FOOTER, HEADER, NOTICES
from policygen.look.tokens import Tokens
from policygen.render.docx import fields
from policygen.render.docx.inline import InlineWriter, text_run
from policygen.render.docx.roles import Palette
from policygen.render.docx.xml import Element, append, mm_twips, plain, qualified, root, safe, serialised

WATERMARK_HEIGHT = 118  # pt
WATERMARK_WIDTH = 0.74  # of its height, for each character: bold Arial capitals
WORD_ART = "m@7,l@8,m@5,21600l@6,21600e"
FORMULAS = (
    "sum #0 0 10800",
    "prod #0 2 1",
    "sum 21600 0 @1",
    "sum 0 0 @2",
    "sum 21600 0 @3",
    "if @0 @3 0",
    "if @0 21600 @1",
    "if @0 0 @2",
    "if @0 @4 21600",
    "mid @5 @6",
    "mid @8 @5",
    "mid @7 @8",
    "mid @6 @7",
    "sum @6 0 @5",
)
# CSS shares a line's leading between above and below, a word processor puts it above: its lines stand half a point
# lower, which at the foot of a page decides where a paragraph breaks.
HALF_POINT = 10  # twips
PLACEHOLDER = re.compile(r"(\{pages?\})")
NUMBER_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
# Where a guide stands before the policy, the pages of the policy's own section are what is counted.
AFTER_GUIDE = {"{page}": "PAGE", "{pages}": "SECTIONPAGES"}


def header(
    document: Document,
    tokens: Tokens,
    colours: Palette,
    first: bool,
    inline: InlineWriter,
    words: tuple[Inline, ...] = (),
) -> bytes:
    """The header part: running header and notices; on the cover (`first`) only the watermark.

    `words` are the running words where values in them are bound.
    """
    made = root("hdr", "v", "o", "w10")
    paragraph = _paragraph(made, "Header")
    if not first:
        inline.write(paragraph, words or (Text(text=document.header),), HEADER, copied=True)
    if document.words.watermark and tokens.marks.watermark == "across":
        _watermark(paragraph, document.words.watermark, colours.watermark, "first" if first else "default")
    if not first and document.notices:
        inline.words(_paragraph(made, "Header"), " · ".join(document.notices), NOTICES)
    return serialised(made)


def footer(
    document: Document,
    pages: int,
    first: bool,
    inline: InlineWriter,
    lines: Sequence[str],
    status: tuple[Inline, ...] = (),
    after_guide: bool = False,
) -> bytes:
    """The footer part: the status, then words.page with fields for page and pages; the cover's is empty.

    `lines` are the status, broken where the page number needs the room beside it; `status` replaces them if it is a
    bound value.
    """
    made = root("ftr")
    codes = AFTER_GUIDE if after_guide else NUMBER_FIELDS
    paragraph = _paragraph(made, "Footer")
    if not first:
        if status:
            inline.write(paragraph, status, "policygen:footer", copied=True)
            text_run(paragraph, "\t")
        else:
            inline.words(paragraph, " \n".join(lines) + "\t", FOOTER)
        cached = {"{page}": "2", "{pages}": str(pages)}
        for piece in PLACEHOLDER.split(document.words.page):
            if piece in codes:
                shown = cached[piece]
                fields.begin(paragraph, codes[piece])
                text_run(paragraph, shown)
                fields.end(paragraph)
            else:
                text_run(paragraph, piece)
    return serialised(made)


def section_properties(body: Element, tokens: Tokens, first: bool, restart: bool = False) -> None:
    """Append the w:sectPr: the sheet, the margins, and perhaps a separate `first` page (ECMA-376 17.6.17, 17.10.6).

    With `restart` its pages count from 1.
    """
    section = append(body, "sectPr")
    for kind in ("default", "first"):
        for name in ("header", "footer"):
            reference = append(section, f"{name}Reference", type=kind)
            reference.set(qualified("r:id"), f"rId{name.title()}{kind.title()}")
    _sheet(section, tokens, restart)
    if first:
        append(section, "titlePg")


def end_of_guide(body: Element, tokens: Tokens) -> None:
    """Append the end of a separate section without header or footer, for pages that are removed later."""
    _sheet(append(_end(body), "sectPr"), tokens, restart=False)


def end_of_section(body: Element, tokens: Tokens, first: bool, restart: bool = False) -> None:
    """Append the end of a section of the policy's own pages, which have the measures of `tokens`."""
    section_properties(_end(body), tokens, first, restart)


def _end(body: Element) -> Element:
    properties = append(append(body, "p"), "pPr")
    append(properties, "pStyle", val="PolicySpacer")
    return properties


def _sheet(section: Element, tokens: Tokens, restart: bool) -> None:
    page = tokens.page
    size = append(section, "pgSz", w=mm_twips(page.width), h=mm_twips(page.height))
    if page.width > page.height:
        size.set(qualified("orient"), "landscape")
    append(
        section,
        "pgMar",
        top=mm_twips(page.top),
        right=mm_twips(page.right),
        bottom=mm_twips(page.bottom) - HALF_POINT,
        left=mm_twips(page.left),
        header=mm_twips(page.header),
        footer=mm_twips(page.footer),
        gutter=0,
    )
    if restart:
        append(section, "pgNumType", start=1)
    append(section, "cols", space=708)


def _paragraph(parent: Element, style: str) -> Element:
    paragraph = append(parent, "p")
    append(append(paragraph, "pPr"), "pStyle", val=style)
    return paragraph


def _watermark(paragraph: Element, words: str, colour: str, place: str) -> None:
    """Word's own kind of watermark, which its Design tab can take away: WordArt in VML (ECMA-376-4, 19.1)."""
    code = sha256(f"{place}:{words}".encode()).hexdigest()[:8]
    run = append(paragraph, "r")
    append(append(run, "rPr"), "noProof")
    picture = append(run, "pict")
    kind = plain(picture, "v:shapetype", id="_x0000_t136", coordsize="21600,21600", adj="10800", path=WORD_ART)
    kind.set(qualified("o:spt"), "136")
    formulas = plain(kind, "v:formulas")
    for formula in FORMULAS:
        plain(formulas, "v:f", eqn=formula)
    path = plain(kind, "v:path", textpathok="t")
    path.set(qualified("o:connecttype"), "custom")
    path.set(qualified("o:connectlocs"), "@9,0;@10,10800;@11,21600;@12,10800")
    path.set(qualified("o:connectangles"), "270,180,90,0")
    plain(kind, "v:textpath", on="t", fitshape="t")
    plain(plain(kind, "v:handles"), "v:h", position="#0,bottomRight", xrange="6629,14971")
    plain(kind, "o:lock").attrib.update({_EXTENT: "edit", "text": "t", "shapetype": "t"})
    width = round(WATERMARK_HEIGHT * WATERMARK_WIDTH * len(words))
    style = (
        f"position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{WATERMARK_HEIGHT}pt;rotation:306;"
        "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:page;"
        "mso-position-vertical:center;mso-position-vertical-relative:page"
    )
    shape = plain(
        picture,
        "v:shape",
        id=f"PowerPlusWaterMarkObject{int(code, 16)}",
        type="#_x0000_t136",
        style=style,
        fillcolor=f"#{colour.lower()}",
        stroked="f",
        alt=safe(words),
    )
    shape.set(qualified("o:spid"), f"_x0000_s{1025 if place == 'first' else 1026}")
    shape.set(qualified("o:allowincell"), "f")
    plain(shape, "v:textpath", style='font-family:"Arial";font-size:1pt;font-weight:bold', string=safe(words))
    plain(shape, "w10:wrap", anchorx="page", anchory="page")


_EXTENT = qualified("v:ext")
