"""A short policy, made for these tests, in each format that is read."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from docx import Document
from docx.oxml import parse_xml

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MARKDOWN = """# Reporting

Pupils tell a teacher
the same day.

Staff should:

- keep the evidence;
- never reply.

| Who | Does what |
| --- | --- |
| Head | Rings the *police* |
"""
HTML = """<html><head><title>x</title><style>p {}</style></head><body><nav>Home</nav>
<h1>Reporting</h1><p>Pupils tell a teacher<br>the same day.</p><p>Staff should:<ul><li>keep the evidence;
<li><p>never <b>reply</b>.</p></ul><div hidden>Secret</div>
<table><tr><th>Who<th>Does what<tr><td>Head<td>Rings the police</table><script>alert(1)</script></body></html>"""
TEXT = """REPORTING

Pupils tell a teacher
the same day.

Staff should:

• keep the
  evidence;
• never reply.
\f
The head rings the
police.
"""


def word_file() -> bytes:
    """Return a Word file with a tracked change, a content control, hidden words, a table and a list of contents."""
    made = Document()
    made.add_paragraph("Reporting 1").style = made.styles.add_style("toc 1", 1)
    made.add_heading("Reporting", 1)
    paragraph = made.add_paragraph("Pupils tell a teacher ")
    for part in (
        f'<w:ins {_W} w:id="1" w:author="A"><w:r><w:t xml:space="preserve">the same </w:t></w:r></w:ins>',
        f'<w:del {_W} w:id="2" w:author="A"><w:r><w:delText>next </w:delText></w:r></w:del>',
        f"<w:r {_W}><w:rPr><w:vanish/></w:rPr><w:t>Secret</w:t></w:r>",
        f"<w:r {_W}><w:t>day.</w:t></w:r>",
    ):
        paragraph._p.append(parse_xml(part))
    made.add_paragraph("Staff should:")
    made.add_paragraph("keep the evidence;", style="List Bullet")
    control = f"<w:sdt {_W}><w:sdtContent><w:p><w:r><w:t>- never reply.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    made.element.body.insert(len(made.element.body) - 1, parse_xml(control))
    table = made.add_table(2, 2)
    for cell, words in zip(table._cells, ("Who", "Does what", "Head", "Rings the police"), strict=True):
        cell.text = words
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def pdf_file(pages: Sequence[Sequence[tuple[str, float, float]]]) -> bytes:
    """Return a PDF of lines, each with its height on the page and the size of its letters, in points."""
    made = pikepdf.new()
    font = made.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for lines in pages:
        page = made.add_blank_page(page_size=(595, 842))
        shown = "".join(f"BT /F {size} Tf 1 0 0 1 72 {height} Tm ({words}) Tj ET\n" for words, height, size in lines)
        page.Contents = made.make_stream(shown.encode("latin-1"))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()
