"""The cover and the contents list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from policygen.check.pictures import LOGO_HEIGHT, LOGO_WIDTH
from policygen.document.model import (
    Blank,
    Emphasis,
    Inline,
    LineBreak,
    Link,
    Reference,
    Section,
    Strong,
    Table,
    Text,
    Value,
)
from policygen.document.plain import words_of
from policygen.document.revisions import CONTENTS, STATUS, RevisedWords, notice_id
from policygen.look.tokens import Style
from policygen.look.units import POINTS_PER_MM
from policygen.render.covers import CONTENTS_ABOVE, NOTICE_ABOVE, TABLE_ABOVE, is_spilling
from policygen.render.docx import fields
from policygen.render.docx.frame import Frame
from policygen.render.docx.inline import open_run, text_run
from policygen.render.docx.kept import Copier
from policygen.render.docx.properties import PLAIN, UNNUMBERED, Border, ParagraphForm, Tab
from policygen.render.docx.repeatable import bookmark_name
from policygen.render.docx.roles import BOLD_WIDTH, HEADINGS, WIDE_NUMBER_GAP, Palette
from policygen.render.docx.stencils import shape_of
from policygen.render.docx.tables import separate, write_table
from policygen.render.docx.xml import Element, append, eighths, mm_twips, twips

_FIELD = r'TOC \o "1-2" \h \z \u'
WIDE_NUMBER = 6  # characters; a longer number ('Appendix A') does not fit the number column


def write_cover(frame: Frame, body: Element, copier: Copier) -> None:
    """Append the cover: logo, school, title, status, tables and notices. Raises ValueError for a missing logo.

    What the copier has is copied.
    """
    cover, document = frame.document.cover, frame.document
    sheet = document.kind == "sheet"
    page = frame.tokens.page
    room = 0.0 if sheet else (page.logo if cover.logo else page.cover) * POINTS_PER_MM
    if cover.logo:
        asset = frame.pictures.asset(cover.logo)
        width = min(LOGO_WIDTH, LOGO_HEIGHT / frame.pictures.ratio(asset))
        with frame.paragraph(body, "PolicyLogo") as paragraph:
            frame.pictures.show(open_run(paragraph, PLAIN), asset, asset.alternative, width, "policygen:cover.logo")
        room -= width * frame.pictures.ratio(asset) * POINTS_PER_MM
    with frame.paragraph(body, "PolicySchool", ParagraphForm(before=max(0.0, room))) as paragraph:
        frame.inline.write(paragraph, cover.school, "policygen:cover.school")
    if sheet:
        rule = under_title(frame.colours)
        form = ParagraphForm(numbering=UNNUMBERED, borders=(rule,), before=2.0, left=0, hanging=0)
        with frame.paragraph(body, HEADINGS[0], form) as paragraph:
            frame.inline.write(paragraph, cover.title, "policygen:cover.title")
        return
    with frame.paragraph(body, "Title") as paragraph:
        frame.inline.write(paragraph, cover.title, "policygen:cover.title")
    with frame.paragraph(
        body, "Subtitle", ParagraphForm(after=0.0 if document.notices else TABLE_ABOVE[0])
    ) as paragraph:
        status = frame.placeholders.status if frame.placeholders else (Text(text=cover.status),)
        frame.inline.write(paragraph, status, STATUS)
    for place, notice in enumerate(document.notices):
        # Notices share one box: the first keeps its distance from the status, the others from one another.
        last = place == len(document.notices) - 1
        form = ParagraphForm(before=NOTICE_ABOVE if place else None, after=TABLE_ABOVE[0] if last else None)
        with frame.revising(notice_id(place)), frame.paragraph(body, "PolicyNotice", form) as paragraph:
            frame.inline.words(paragraph, notice, notice_id(place))
    for place, table in enumerate(cover.tables):
        if place:
            frame.gap = TABLE_ABOVE[1]
        if not table.caption:
            separate(body, frame.owed() or 0)  # a copy is of the table alone
        whole = place > 0 and _spills(frame)

        def write(apart: Frame, parent: Element, table: Table = table, whole: bool = whole) -> None:
            with apart.marking(table.id):
                write_table(apart, parent, table, -mm_twips(page.front), cover=True, whole=whole)

        def shape(table: Table = table) -> object:
            return shape_of(frame, table, left=-mm_twips(page.front))

        if not copier.add(body, table, ("cover", whole), write, shape=shape):
            write(frame, body)
    frame.gap = 0.0
    separate(body, 0)


def under_title(colours: Palette) -> Border:
    """The rule under the title of a sheet."""
    return Border("bottom", eighths(2), colours.house, 6)


def write_contents(frame: Frame, body: Element, copier: Copier) -> None:
    """Append the contents: a TOC field (ECMA-376 17.16.5.68) whose entries show the Layout's pages.

    Raises ValueError for a section that the layout has no page for.
    """
    form = ParagraphForm(before=CONTENTS_ABOVE) if _spills(frame) else ParagraphForm(new_page=True)
    with frame.paragraph(body, "TOCHeading", form) as paragraph:
        frame.inline.words(paragraph, frame.document.words.contents, CONTENTS)
    entries = [entry for section in frame.document.sections for entry in (section, *section.sections)]
    # An entry that can go takes the field's ends with it, so there they have lines of their own.
    opens = not entries or frame.tracker.of(entries[0].id) is None
    closes = not entries or frame.tracker.of(entries[-1].id) is None
    if not opens:
        with frame.paragraph(body, "PolicySpacer") as paragraph:
            fields.begin(paragraph, _FIELD)
    groups: dict[int, tuple[Section, ...]] = {}
    at = 0
    for top in frame.document.sections:
        groups[max(at, 1)] = (top, *top.sections)[0 if at else 1 :]
        at += 1 + len(top.sections)
    added = 0
    for place, section in enumerate(entries):
        # Where a page or a title differs, only the entries of its section are written anew.
        inner = groups.get(place, ())[: len(entries) - 1 - place]
        pages = tuple(frame.layout.page_of.get(one.id) for one in inner)
        if inner and copier.add(body, copier.headings(inner), ("contents", pages), _entries_alone(inner)):
            added = place + len(inner)
        if place < added:
            continue
        level = 1 if section.level == 1 else 2
        form = _entry_form(frame, section, level)
        page = frame.layout.page_of.get(section.id)
        key = ("contents", section.id, section.number, level, page, form)
        if 0 < place < len(entries) - 1 and copier.add(body, section.title, key, _entry_alone(section, level, form)):
            continue
        with frame.revising(section.id), frame.paragraph(body, f"TOC{level}", form) as paragraph:
            if place == 0 and opens:
                fields.begin(paragraph, _FIELD)
            _entry(frame, paragraph, section)
            if place == len(entries) - 1 and closes:
                fields.end(paragraph)
    if not closes:
        with frame.paragraph(body, "PolicySpacer") as paragraph:
            fields.end(paragraph)


def _entries_alone(sections: Sequence[Section]) -> Callable[[Frame, Element], None]:
    def write(frame: Frame, body: Element) -> None:
        for section in sections:
            level = 1 if section.level == 1 else 2
            _entry_alone(section, level, _entry_form(frame, section, level))(frame, body)

    return write


def _entry_alone(section: Section, level: int, form: ParagraphForm) -> Callable[[Frame, Element], None]:
    def write(frame: Frame, body: Element) -> None:
        with frame.paragraph(body, f"TOC{level}", form) as paragraph:
            _entry(frame, paragraph, section)

    return write


def _spills(frame: Frame) -> bool:
    return is_spilling(frame.document, frame.tokens, frame.face)


def _entry(frame: Frame, paragraph: Element, section: Section) -> None:
    page = frame.layout.page_of.get(section.id)
    if page is None:
        raise ValueError(f"the layout does not say on which page {section.id!r} starts")
    name = bookmark_name(section.id)
    link = append(paragraph, "hyperlink", anchor=name, history=1)
    frame.inline.number(link, section.id, section.number)
    titles = frame.tracker.revisions.words.get(section.id) or (RevisedWords(children=section.title),)
    for piece in titles:
        words = replace(piece, children=_without_links(piece.children))
        frame.inline.pieces(link, (words,), f"policygen:contents/{section.id}", copied=True)
    append(open_run(link, PLAIN), "tab")
    fields.field(link, rf"PAGEREF {name} \h", lambda result: text_run(result, str(page)))


def _without_links(children: Iterable[Inline]) -> tuple[Inline, ...]:
    """The text of a title for a link to it: hyperlinks cannot nest, and one blank or control is enough."""
    flat: list[Inline] = []
    for child in children:
        if isinstance(child, Link):
            flat.extend(_without_links(child.children))
        elif isinstance(child, Blank | Reference) or (isinstance(child, Value) and not child.lang):
            flat.append(Text(text=words_of((child,))))
        elif isinstance(child, LineBreak):
            flat.append(Text(text=" "))
        elif isinstance(child, Emphasis | Strong):
            flat.append(replace(child, children=_without_links(child.children)))
        else:
            flat.append(child)
    return tuple(flat)


def _entry_form(frame: Frame, section: Section, level: int) -> ParagraphForm:
    """An entry without a number, or with a wide one, has its own tab stops, as Word sets them when it updates."""
    page = frame.tokens.page
    right = Tab(mm_twips(page.text_width), "right")
    hanging, front = mm_twips(page.number_column), mm_twips(page.front)
    column = hanging - front
    if not section.number:
        return ParagraphForm(left=-front, hanging=0, tabs=(right,))
    if len(section.number) > WIDE_NUMBER:
        style: Style = frame.tokens.type.contents1 if level == 1 else frame.tokens.type.contents2
        stop = mm_twips(WIDE_NUMBER_GAP) + twips(len(section.number) * BOLD_WIDTH * style.size) - front
        return ParagraphForm(left=column, hanging=hanging, tabs=(Tab(column, "clear"), Tab(stop), right))
    return ParagraphForm()
