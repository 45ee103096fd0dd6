"""Document and Layout -> a native DOCX: styles, Word's own numbers, fields, bookmarks and content controls."""

from __future__ import annotations

from collections.abc import Sequence

from docx.opc.constants import RELATIONSHIP_TYPE as RT

from policygen.document.layout import Layout
from policygen.document.model import Document, Inline, Section
from policygen.document.overlays import Annotations, Companions, Enclosure, Overlay, Placeholders, overlay_of
from policygen.document.revisions import NO_REVISIONS, Revisions
from policygen.look.contrast import readable
from policygen.look.look import Look
from policygen.render.carried import cut_json
from policygen.render.contents import fit_contents
from policygen.render.docx import furniture, parts
from policygen.render.docx.body import BodyWriter
from policygen.render.docx.carrying import CARRIED_RELATIONSHIPS, CARRIED_TYPES, carrying_parts, enclosing_parts
from policygen.render.docx.comments import Comments
from policygen.render.docx.controls import Store
from policygen.render.docx.frame import Frame, every_section
from policygen.render.docx.front import write_contents, write_cover
from policygen.render.docx.inline import InlineWriter
from policygen.render.docx.kept import Copier, KeptBlocks
from policygen.render.docx.numbering import Numbering, appendix_words
from policygen.render.docx.package import (
    COMMENTS_TYPE,
    DOCUMENT_RELATIONSHIPS,
    content_types,
    relationships,
    static_parts,
)
from policygen.render.docx.pictures import Pictures
from policygen.render.docx.repeatable import Numbers, zipped
from policygen.render.docx.revising import Tracker
from policygen.render.docx.roles import palette
from policygen.render.docx.store import STORE_RELATIONSHIPS, STORE_TYPES, store_parts
from policygen.render.docx.words import block_words
from policygen.render.docx.written import with_copies
from policygen.render.docx.xml import append, document_root, serialised
from policygen.render.engine import engine_of
from policygen.render.margins import fit_margins, footer_lines

__all__ = ["KeptBlocks", "write_docx"]


def write_docx(
    document: Document,
    layout: Layout,
    look: Look,
    overlays: Sequence[Overlay] = (),
    kept: KeptBlocks | None = None,
) -> bytes:
    """The document as a DOCX (ECMA-376 Transitional) whose contents list shows the layout's pages.

    Annotations make it a reviewer's copy, with a comment at the heading of each clause that has one.
    Placeholders make it a model copy: a guide before the first page, and values that are typed once.
    Revisions make it a redline: all that changed is tracked, under the name of the one who changed it.
    The board's copy of a policy carries its Document, and with Companions the copies for other readers. Another file
    keeps an Enclosure.
    The same arguments give the same bytes, with blocks `kept` from other documents or without. Raises ValueError for a
    cross-reference to no section, a section that the layout has no page for, or a picture that is not there as PNG or
    JPEG.
    """
    annotations, placeholders = overlay_of(overlays, Annotations), overlay_of(overlays, Placeholders)
    revisions = overlay_of(overlays, Revisions)
    tokens = fit_contents(fit_margins(look.tokens.for_kind(document.kind), document, look.face), document, look.face)
    house = tokens.colours.house
    if document.colour:
        house = readable(readable(document.colour, tokens.colours.paper), tokens.colours.tint)
    colours = palette(tokens, house)
    sections = tuple(every_section(document.sections))
    words = _appendix_words(sections, revisions or NO_REVISIONS)
    numbers = Numbers()
    store = Store(placeholders) if placeholders else None
    tracker = Tracker(numbers, document.metadata.created, revisions or NO_REVISIONS)
    frame = Frame(
        document=document,
        layout=layout,
        tokens=tokens,
        colours=colours,
        numbers=numbers,
        inline=InlineWriter(
            numbers, {section.id: bool(section.number) for section in sections}, tokens, tracker, store
        ),
        numbering=Numbering(tokens, words),
        pictures=Pictures(document.assets, numbers, look.face, engine_of(layout).name),
        face=look.face,
        comments=Comments(annotations, document.metadata.created, numbers),
        tracker=tracker,
        placeholders=placeholders,
    )
    made = document_root()
    body = append(made, "body")
    languages = {clause.id: clause.language for clause in document.clauses if clause.language != document.language}
    companions = overlay_of(overlays, Companions)
    editions = companions.editions if companions else {}
    carries = document.kind == "policy" and document.edition == "board" and not (
        placeholders or annotations or revisions
    )  # fmt: skip
    copier = Copier(frame, kept, cut_json(document, editions) if carries and kept else None)
    writer = BodyWriter(frame, body, words, languages, copier)
    if placeholders:
        writer.guide(placeholders.guide_title, placeholders.guide)
    write_cover(frame, body, copier)
    if document.kind == "policy":
        write_contents(frame, body, copier)
    writer.sections(document.sections)
    writer.close()
    media = dict(frame.pictures.media.values())
    more = {"word/comments.xml": frame.comments.part()} if frame.comments else {}
    relations = {"rIdComments": (RT.COMMENTS, "comments.xml")} if frame.comments else {}
    types = COMMENTS_TYPE if frame.comments else {}
    static = static_parts(tokens, colours, document.language)
    lines = footer_lines(tokens, document, look.face)
    header: tuple[Inline, ...] = ()
    status: tuple[Inline, ...] = ()
    if store and placeholders:
        more |= store_parts(store, static["word/styles.xml"])
        relations |= STORE_RELATIONSHIPS
        types = {**types, **STORE_TYPES}
        header, status = placeholders.header, placeholders.status
    if carries:
        more |= carrying_parts(document, editions)
        relations |= CARRIED_RELATIONSHIPS
        types = {**types, **CARRIED_TYPES}
    elif enclosure := overlay_of(overlays, Enclosure):
        more |= enclosing_parts(enclosure)
        relations |= CARRIED_RELATIONSHIPS
        types = {**types, **CARRIED_TYPES}
    pictures = {code: (RT.IMAGE, name.removeprefix("word/")) for code, (name, _) in frame.pictures.media.items()}
    return zipped(
        {
            **static,
            **media,
            **more,
            "[Content_Types].xml": content_types(bool(media), types),
            "customXml/item1.xml": parts.block_map(
                document,
                frame.marks,
                frame.inline.values,
                block_words(body, frame.words, [one.ends for one in frame.copied]),
            ),
            "customXml/itemProps1.xml": parts.block_map_properties(document),
            "docProps/app.xml": parts.extended(document, layout.pages),
            "docProps/core.xml": parts.core(document),
            "word/_rels/document.xml.rels": relationships(
                {**DOCUMENT_RELATIONSHIPS, **relations, **pictures}, frame.inline.links
            ),
            "word/document.xml": with_copies(serialised(made), frame.copied),
            "word/footerDefault.xml": furniture.footer(
                document, layout.pages, False, frame.inline, lines, status, after_guide=placeholders is not None
            ),
            "word/footerFirst.xml": furniture.footer(document, layout.pages, True, frame.inline, ()),
            "word/headerDefault.xml": furniture.header(document, tokens, colours, False, frame.inline, header),
            "word/headerFirst.xml": furniture.header(document, tokens, colours, True, frame.inline),
            "word/numbering.xml": copier.numbering(),
        },
        kept,
    )


def _appendix_words(sections: tuple[Section, ...], revisions: Revisions) -> str:
    appendices = (section for section in sections if section.kind == "appendix" and section.level == 1)
    numbers = (section.number or revisions.numbers.get(section.id, "") for section in appendices)
    return next((appendix_words(number) for number in numbers if number), "")
