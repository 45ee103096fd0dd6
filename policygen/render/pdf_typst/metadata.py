"""The properties of a file, in its Info dictionary and as XMP, which also says what the file conforms to."""

from __future__ import annotations

import re
from importlib.metadata import version
from xml.sax.saxutils import escape

from policygen import __version__
from policygen.document.model import Document
from policygen.render.pdf.dates import pdf_date
from policygen.render.pdf.pdfua import PDFUA_DESCRIBED
from policygen.render.pdf_typst.objects import NotAsExpected, PdfObjects, pdf_string, stream

_PRODUCER = f"Typst {version('typst')}"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<pdf:Keywords>{keywords}</pdf:Keywords>
<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{created}</xmp:CreateDate>
<xmp:ModifyDate>{created}</xmp:ModifyDate>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
{described}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def describe(pdf: PdfObjects, document: Document) -> None:
    """Set a file's properties from the Document alone; Typst was told none, so that it can use its work again."""
    told = document.metadata
    facts = {
        "title": told.title,
        "author": told.author,
        "subject": told.subject,
        "keywords": ", ".join(told.keywords),
        "creator": f"policygen {__version__}",
        "producer": _PRODUCER,
    }
    entries = b"".join(b"/%b%b" % (name.title().encode(), pdf_string(words)) for name, words in facts.items() if words)
    date = pdf_string(pdf_date(told.created))
    pdf.bodies[pdf.info] = b"<<%b/CreationDate%b/ModDate%b>>" % (entries, date, date)
    # XML 1.0 holds no control characters; `check` has refused them, and Typst would draw nothing for one.
    xmp = _XMP.format(
        described=PDFUA_DESCRIBED,
        created=escape(told.created),
        **{name: escape(words) for name, words in facts.items()},
    )
    number = pdf.reference(pdf.bodies[pdf.root], b"Metadata")
    pdf.bodies[number] = stream(b"/Type/Metadata/Subtype/XML", xmp.encode())


_TOLD = re.compile(rb"(/StructParent \d+)/Contents.*>>", re.DOTALL)
_LEADS = re.compile(rb"/(?:Dest|URI)(\((?:\\.|[^\\()])*\)|<[0-9A-F]*>)", re.DOTALL)


def describe_links(pdf: PdfObjects) -> None:
    """Describe each link by where it leads (ISO 14289-1 7.18.5), as WeasyPrint does; Typst has words of its own."""
    for number, body in pdf.bodies.items():
        if body.startswith(b"<</Type/Annot/Subtype/Link"):
            leads = _LEADS.search(body)
            told = _TOLD.search(body)
            if leads is None or told is None:
                raise NotAsExpected("Link")
            pdf.bodies[number] = body[: told.end(1)] + b"/Contents" + leads[1] + b">>"
