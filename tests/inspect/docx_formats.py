"""Ways to make a DOCX look other than it was built, by formatting that policygen never writes."""

from __future__ import annotations

import re
from functools import partial

from tests.inspect.docx_attacks import (
    BODY,
    KIND,
    RELS,
    TOP,
    WORDS,
    Change,
    Parts,
    before_the_end,
    field,
    leads_to,
    paragraph_with,
    put,
    run_with,
)

STYLES, SETTINGS, NUMBERS = "word/styles.xml", "word/settings.xml", "word/numbering.xml"
_WORD_2010 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def run(properties: str) -> Change:
    return partial(_run, properties)


def _run(properties: str, parts: Parts) -> None:
    run_with(parts, properties)


def paragraph(properties: str) -> Change:
    return partial(_paragraph, properties)


def _paragraph(properties: str, parts: Parts) -> None:
    paragraph_with(parts, properties)


def put_in(name: str, old: str, new: str) -> Change:
    return partial(_put_in, name, old, new)


def _put_in(name: str, old: str, new: str, parts: Parts) -> None:
    put(parts, name, old, new)


def code(words: str) -> Change:
    return partial(_code, words)


def _code(words: str, parts: Parts) -> None:
    field(parts, words)


def table(properties: str, cell: str = "", width: int = 4000, own: str = "") -> Change:
    return partial(_table, properties, cell, width, own)


def _table(properties: str, cell: str, width: int, own: str, parts: Parts) -> None:
    if own:
        style(parts, "table", "X", own)
        properties = f'<w:tblStyle w:val="X"/>{properties}'
    before_the_end(
        parts,
        f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid><w:gridCol w:w='{width}'/></w:tblGrid><w:tr><w:tc>"
        f"<w:tcPr><w:tcW w:w='{width}' w:type='dxa'/>{cell}</w:tcPr><w:p><w:r><w:t>twelve words</w:t></w:r></w:p>"
        "</w:tc></w:tr></w:tbl><w:p/>",
    )


def style(parts: Parts, kind: str, name: str, inside: str) -> None:
    made = f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{inside}</w:style></w:styles>'
    put(parts, STYLES, "</w:styles>", made)


def hidden_by_one_style_and_not_by_another(parts: Parts) -> None:
    """Switch on what a paragraph's style says, which a character style that says no does not undo (17.7.3)."""
    hides = parts[STYLES].index(b"</w:style>", parts[STYLES].index(b'w:styleId="BodyText"'))
    parts[STYLES] = parts[STYLES][:hides] + b"<w:rPr><w:vanish/></w:rPr>" + parts[STYLES][hides:]
    style(parts, "character", "X", '<w:rPr><w:vanish w:val="0"/></w:rPr>')
    run_with(parts, '<w:rStyle w:val="X"/>')


def struck_by_a_style(parts: Parts) -> None:
    style(parts, "character", "X", "<w:rPr><w:strike/></w:rPr>")
    run_with(parts, '<w:rStyle w:val="X"/>')


def white_at_the_second_time(parts: Parts) -> None:
    run_with(parts, '<w:color w:val="000000"/><w:color w:val="FFFFFF"/>')


def properties_twice(parts: Parts) -> None:
    run_with(parts, "<w:b/></w:rPr><w:rPr><w:vanish/>")


def words_in_the_code_of_a_field(parts: Parts) -> None:
    begin, end = ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    place = parts[BODY].rindex(b"<w:r>", 0, parts[BODY].index(WORDS))
    after = parts[BODY].index(b"</w:r>", place) + len(b"</w:r>")
    inside = parts[BODY][place:after].decode()
    made = f"{begin}<w:r><w:instrText>PAGE</w:instrText></w:r>{inside}{end}"
    parts[BODY] = parts[BODY][:place] + made.encode() + parts[BODY][after:]


def words_outside_of_a_run(parts: Parts) -> None:
    place = parts[BODY].rindex(b"<w:r>", 0, parts[BODY].index(WORDS))
    after = parts[BODY].index(b"</w:r>", place) + len(b"</w:r>")
    inside = parts[BODY][place + len(b"<w:r>") : after - len(b"</w:r>")]
    parts[BODY] = parts[BODY][:place] + inside + parts[BODY][after:]


def numbers_of_a_list_hidden(parts: Parts) -> None:
    parts[NUMBERS] = parts[NUMBERS].replace(b"<w:rPr>", b"<w:rPr><w:vanish/>", 1)


def list_off_the_page(parts: Parts) -> None:
    parts[NUMBERS] = re.sub(rb'<w:ind w:left="0"', b'<w:ind w:left="7900"', parts[NUMBERS], count=1)


def pages_of_a_hand_s_width(parts: Parts) -> None:
    parts[BODY] = re.sub(rb'<w:pgSz w:w="\d+"', b'<w:pgSz w:w="3000"', parts[BODY])


def pages_in_columns(parts: Parts) -> None:
    put(parts, BODY, '<w:cols w:space="708"', '<w:cols w:num="40" w:space="708"')


def style_twice(parts: Parts) -> None:
    style(parts, "paragraph", "bodytext", "")


# --- parts, fields, edges and pictures -------------------------------------------------------------------------------


def body_in_other_letters(parts: Parts) -> None:
    """Lead to another body by a name in which letters have another case; the ordinary one is left as it was."""
    parts["Word/Other.XML"] = parts[BODY].replace(WORDS, b" does not keep its pupils safe online")
    parts["Word/_rels/Other.XML.rels"] = (
        parts[RELS].replace(b'Target="', b'Target="/word/').replace(b"/word/http", b"http")
    )
    put(parts, TOP, 'Target="word/document.xml"', 'Target="word/other.xml"')


def styles_in_other_letters(parts: Parts) -> None:
    hidden = "<w:rPrDefault><w:rPr><w:vanish/>"
    parts["Word/Other.xml"] = parts[STYLES].replace(b"<w:rPrDefault><w:rPr>", hidden.encode(), 1)
    put(parts, RELS, 'Target="styles.xml"', 'Target="OTHER.xml"')


def name_in_other_spelling(parts: Parts) -> None:
    parts["word/doc%75ment.xml"] = parts[BODY]


def relation_to_nothing(parts: Parts) -> None:
    leads_to(parts, "header", "absent.xml")


def header_emptied(parts: Parts) -> None:
    parts["word/headerDefault.xml"] = re.sub(rb"<w:t[ >].*?</w:t>", b"", parts["word/headerDefault.xml"])


def footer_of_the_cover_everywhere(parts: Parts) -> None:
    put(parts, BODY, 'r:id="rIdFooterDefault"', 'r:id="rIdFooterFirst"')


def pages_without_a_header(parts: Parts) -> None:
    """Put a section without headers and footers before the policy's own."""
    section = re.search(rb"<w:sectPr.*?</w:sectPr>", parts[BODY])
    assert section is not None
    bare = re.sub(rb"<w:(header|footer)Reference[^>]*>", b"", section[0]).replace(b"<w:titlePg/>", b"")
    place = parts[BODY].rindex(b"</w:pPr>", 0, parts[BODY].index(WORDS))
    parts[BODY] = parts[BODY][:place] + bare + parts[BODY][place:]


def header_of_every_second_page(parts: Parts) -> None:
    put(parts, SETTINGS, "<w:defaultTabStop", "<w:evenAndOddHeaders/><w:defaultTabStop")


_PICTURE = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="9000000" cy="9000000"/></wp:inline></w:drawing></w:r>'
)


def picture_put_in(parts: Parts) -> None:
    before_the_end(parts, f"<w:p>{_PICTURE}</w:p>")


def picture_in_the_header(parts: Parts) -> None:
    put(parts, "word/headerDefault.xml", "</w:p>", f"{_PICTURE}</w:p>")


_LOOK = "that policygen does not write"
_PAGE = "PAGE \\# \"'Phones are allowed'\""
FORMATS: dict[str, tuple[Change, str]] = {
    "strike": (run("<w:strike/>"), f"safe online.” has formatting {_LOOK} (strike)"),
    "two lines through": (run("<w:dstrike/>"), f"{_LOOK} (dstrike)"),
    "embossed": (run("<w:emboss/>"), f"{_LOOK} (emboss)"),
    "engraved": (run("<w:imprint/>"), f"{_LOOK} (imprint)"),
    "outlines": (run("<w:outline/>"), f"{_LOOK} (outline)"),
    "highlighted": (run('<w:highlight w:val="black"/>'), f"{_LOOK} (highlight)"),
    "solid shade": (run('<w:shd w:val="solid" w:color="000000" w:fill="FFFFFF"/>'), f"{_LOOK} (shd)"),
    "shade of the theme": (run('<w:shd w:val="clear" w:fill="FFFFFF" w:themeFill="text1"/>'), f"{_LOOK} (shd)"),
    "dark shade": (run('<w:shd w:val="clear" w:color="auto" w:fill="A0A0A0"/>'), f"{_LOOK} (shd)"),
    "colour of the theme": (run('<w:color w:val="000000" w:themeColor="accent6"/>'), f"{_LOOK} (color)"),
    "pale": (run('<w:color w:val="B8B8B8"/>'), "is the same colour as the page"),
    "white by the second colour": (white_at_the_second_time, f"{_LOOK} (color)"),
    "see-through": (
        run(f'<w14:textFill {_WORD_2010}><w14:noFill/></w14:textFill>'), f"{_LOOK} (textFill)",
    ),
    "glow": (run(f'<w14:glow {_WORD_2010} w14:rad="900000"/>'), f"{_LOOK} (glow)"),
    "by two styles": (hidden_by_one_style_and_not_by_another, "“keeps its pupils safe online.” is hidden"),
    "struck by a style": (struck_by_a_style, f"{_LOOK} (strike)"),
    "properties twice": (properties_twice, f"{_LOOK} (rPr)"),
    "hidden on the web": (run("<w:webHidden/>"), "is hidden"),
    "tiny complex script": (run('<w:cs/><w:szCs w:val="1"/>'), "in tiny letters"),
    "fitted": (run('<w:fitText w:val="20"/>'), f"{_LOOK} (fitText)"),
    "narrow": (run('<w:w w:val="45"/>'), f"{_LOOK} (w)"),
    "closer": (run('<w:spacing w:val="-35"/>'), f"{_LOOK} (spacing)"),
    "far apart": (run('<w:spacing w:val="9000"/>'), f"{_LOOK} (spacing)"),
    "raised": (run('<w:position w:val="50"/>'), f"{_LOOK} (position)"),
    "units": (run('<w:sz w:val="0.1pt"/>'), f"{_LOOK} (sz)"),
    "other font": (run('<w:rFonts w:ascii="Bookshelf Dingbats" w:hAnsi="Arial"/>'), f"{_LOOK} (rFonts)"),
    "from right to left": (run("<w:rtl/>"), f"{_LOOK} (rtl)"),
    "tracked formatting": (run('<w:rPrChange w:id="1" w:author="x"><w:rPr/></w:rPrChange>'), "tracked changes"),
    "lines of no height": (paragraph('<w:spacing w:line="2" w:lineRule="auto"/>'), "is cut off"),
    "half lines": (paragraph('<w:spacing w:line="120" w:lineRule="exact"/>'), "is cut off"),
    "both indents": (paragraph('<w:ind w:left="7000" w:right="1900"/>'), "has been moved out of place"),
    "left of the page": (paragraph('<w:ind w:left="-5000"/>'), "has been moved out of place"),
    "letters downwards": (paragraph('<w:textDirection w:val="tbRl"/>'), f"{_LOOK} (textDirection)"),
    "mark of a paragraph": (paragraph("<w:rPr><w:specVanish/></w:rPr>"), f"{_LOOK} (specVanish)"),
    "deleted mark": (paragraph('<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>'), "tracked changes"),
    "table off the page": (table('<w:tblInd w:w="20000" w:type="dxa"/>'), f"a table with formatting {_LOOK} (tblInd)"),
    "table beside the page": (table("", width=11_000), "a table that is wider than the page"),
    "columns from right to left": (table("<w:bidiVisual/>"), f"{_LOOK} (bidiVisual)"),
    "column of no width": (table("", width=30), "“twelve words” is cut off"),
    "cell with wide margins": (
        table("", '<w:tcMar><w:left w:w="4000" w:type="dxa"/></w:tcMar>'), f"{_LOOK} (tcMar)",
    ),
    "cell with a dark shade": (
        table("", '<w:shd w:val="clear" w:color="auto" w:fill="A0A0A0"/>'),
        f"“twelve words” has formatting {_LOOK} (shd)",
    ),
    "table's style that is dark": (
        table("", own='<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="1A1A1A"/></w:tcPr>'),
        "a table style that hides words",
    ),
    "table's style that strikes": (
        table("", own="<w:rPr><w:strike/></w:rPr>"),
        f"a table with formatting {_LOOK} (strike)",
    ),
    "list without numbers": (numbers_of_a_list_hidden, f"a list with formatting {_LOOK} (vanish)"),
    "list off the page": (list_off_the_page, f"a list with formatting {_LOOK} (ind)"),
    "narrow pages": (pages_of_a_hand_s_width, f"pages with a setting {_LOOK} (pgSz)"),
    "columns": (pages_in_columns, f"pages with a setting {_LOOK} (cols)"),
    "style twice": (style_twice, "two styles with the name bodytext"),
    "words in a field's code": (words_in_the_code_of_a_field, "is hidden"),
    "words outside of a run": (words_outside_of_a_run, f"something {_LOOK} (t)"),
    "words in a page number": (code(_PAGE), "a field that fetches, computes or runs something (PAGE \\#"),
    "words of another place": (code("REF _pg_cover"), "computes or runs something (REF _pg_cover)"),
    "contents of other entries": (code('TOC \\f x \\t "Phones,1"'), "computes or runs something (TOC \\f"),
    "link of a field": (code('HYPERLINK \\l "x" \\o "tip"'), "computes or runs something (HYPERLINK"),
    "body in other letters": (body_in_other_letters, "1 of 48 blocks differs from the document data."),
    "styles in other letters": (styles_in_other_letters, "is hidden"),
    "name in another spelling": (name_in_other_spelling, "word/doc%75ment.xml is in the file twice"),
    "relation to nothing": (relation_to_nothing, "a part that is not in the file (header: word/absent.xml)"),
    "header emptied": (header_emptied, "is missing from a header or footer"),
    "footer emptied": (footer_of_the_cover_everywhere, "is missing from a header or footer"),
    "pages without a header": (pages_without_a_header, "is missing from a header or footer"),
    "other even pages": (header_of_every_second_page, "different headers and footers on every second page"),
    "picture": (picture_put_in, ": a picture was added"),
    "picture in the header": (picture_in_the_header, "a picture in a header or footer"),
}  # fmt: skip


# --- not attacks -----------------------------------------------------------------------------------------------------


def label(parts: Parts) -> None:
    """Label the file as Microsoft 365 does (MS-OFFCRYPTO 2.6)."""
    parts["docMetadata/LabelInfo.xml"] = (
        b'<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"/>'
    )
    put(
        parts,
        TOP,
        "</Relationships>",
        '<Relationship Id="rIdL" Type="http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels" '
        'Target="docMetadata/LabelInfo.xml"/></Relationships>',
    )
    parts["customXml/item9.xml"] = (
        b'<p:properties xmlns:p="http://schemas.microsoft.com/office/2006/metadata/properties"/>'
    )
    leads_to(parts, "customXml", "../customXml/item9.xml")


def thumbnail(parts: Parts) -> None:
    parts["docProps/thumbnail.emf"] = b"\x01\x00\x00\x00"
    kind = KIND.replace("officeDocument/2006/relationships", "package/2006/relationships/metadata")
    put(
        parts,
        TOP,
        "</Relationships>",
        f'<Relationship Id="rIdT" Type="{kind}/thumbnail" Target="docProps/thumbnail.emf"/></Relationships>',
    )


def saved_by_word(parts: Parts) -> None:
    """Add what Word adds to a file that was opened, read and saved."""
    parts[BODY] = parts[BODY].replace(b"<w:p>", b'<w:p w:rsidR="00A1" w:rsidRDefault="00A1">')
    parts[BODY] = parts[BODY].replace(b"<w:cols ", b'<w:docGrid w:linePitch="360"/><w:cols ')
    run_with(
        parts,
        f'<w:noProof/><w:kern w:val="2"/><w:lang w:val="en-US" w:eastAsia="en-GB"/>'
        f'<w14:ligatures {_WORD_2010} w14:val="standardContextual"/>',
    )
    place = parts[BODY].rindex(b"<w:r>", 0, parts[BODY].index(WORDS))
    marks = b'<w:proofErr w:type="spellStart"/><w:r><w:lastRenderedPageBreak/></w:r><w:proofErr w:type="spellEnd"/>'
    parts[BODY] = parts[BODY][:place] + marks + parts[BODY][place:]
    theme = b'<w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi" w:cstheme="minorBidi"/>'
    toc = parts[STYLES].index(b'w:styleId="TOC1"')
    ends = parts[STYLES].index(b"<w:rPr>", toc) + len(b"<w:rPr>")
    parts[STYLES] = parts[STYLES][:ends] + theme + parts[STYLES][ends:]
    parts[SETTINGS] = parts[SETTINGS].replace(b"<w:compat>", b'<w:proofState w:spelling="clean"/><w:compat>')
    parts["word/webSettings.xml"] = b"<x/>"
    leads_to(parts, "webSettings", "webSettings.xml")


HONEST = (dict.copy, label, thumbnail, saved_by_word)
