"""Sections and blocks: which paragraphs, in which styles, with which numbers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import assert_never

from policygen.document.model import (
    Blank,
    Block,
    DefinitionList,
    Figure,
    Form,
    List,
    ListItem,
    PageBreak,
    Paragraph,
    Section,
    SignatureBlock,
    Table,
)
from policygen.render.columns import is_turned
from policygen.render.described import is_described, steps_of
from policygen.render.docx.forms import write_form
from policygen.render.docx.frame import Frame
from policygen.render.docx.front import under_title
from policygen.render.docx.furniture import end_of_guide, end_of_section, section_properties
from policygen.render.docx.inline import open_run, text_run
from policygen.render.docx.kept import Copier, is_block_alone, is_copied_whole, is_section_alone
from policygen.render.docx.numbering import BULLET, HeadingCounter
from policygen.render.docx.places import WIDOWS, BlockPlace, is_long
from policygen.render.docx.properties import (
    PLAIN,
    UNNUMBERED,
    ParagraphForm,
    RunForm,
    is_kept_with_next,
    keep_together,
    keep_with_next,
    set_after,
)
from policygen.render.docx.roles import (
    APPENDIX_NUMBERING,
    BODY_NUMBERING,
    BULLET_NUMBERING,
    BULLETS,
    CONTINUED,
    HEADINGS,
    NUMBERS,
    list_hanging,
    list_indent,
)
from policygen.render.docx.stencils import shape_of
from policygen.render.docx.tables import add_signatures, bind_before, separate, write_table
from policygen.render.docx.xml import Element, append, mm_twips, qualified
from policygen.render.page_breaks import LED_TO, held_items, leads


class BodyWriter:
    """Writes a document's sections to the body.

    `appendix` are the words before an appendix's letter; `languages` maps clause ids to a language other than its own;
    what the `copier` has is copied.
    """

    def __init__(
        self,
        frame: Frame,
        body: Element,
        appendix: str,
        languages: dict[str, str],
        copier: Copier | None = None,
    ) -> None:
        self._frame = frame
        self._copier = copier or Copier(frame, None)
        self._body = body
        self._counter = HeadingCounter(appendix)
        self._former = HeadingCounter(appendix)
        self._languages = languages
        # A sheet goes on under its title; a policy's body begins a page.
        self._first = frame.document.kind == "policy"
        self._restart = frame.placeholders is not None
        self._begun = False
        self._side: Element | None = None

    def guide(self, title: str, blocks: tuple[Block, ...]) -> None:
        """Write a guide before everything else, as a separate section that the contents do not list."""
        with self._frame.paragraph(self._body, "TOCHeading") as paragraph:
            text_run(paragraph, title)
        self.blocks(self._body, blocks, BlockPlace())
        end_of_guide(self._body, self._frame.tokens)
        self._frame.gap = 0.0

    def sections(
        self, sections: tuple[Section, ...], clause: str = "", below: bool = False, appendix: bool = False
    ) -> None:
        """Write `sections`; `below` means that a heading without blocks is directly above them.

        A section in an appendix is numbered as part of it, even if its kind differs.
        """
        for place, section in enumerate(sections):
            self._frame.clause = section.clause or clause
            lang = self._languages.get(self._frame.clause, "")
            inside = appendix or section.kind == "appendix"
            if self._add_section(section, clause, below and place == 0, inside, lang):
                continue
            if section.kind == "back" and not section.new_page and place and sections[place - 1].kind != "back":
                # A few lines, where nobody signs: they take the end of the text before them to their page.
                self._copier.expand(self._body, 1)
                bind_before(self._body)
            if section.title:
                self._heading(section, lang, below and place == 0, inside)
            self.blocks(self._body, section.blocks, BlockPlace(lang=lang))
            self.sections(section.sections, section.clause or clause, not section.blocks, inside)

    def _add_section(self, section: Section, clause: str, below: bool, appendix: bool, lang: str) -> bool:
        """Add a copy of a section that was written before; False if it cannot be one, or has others in it."""
        frame, counted = self._frame, self._counter.state
        if self._first or not is_copied_whole(frame, section):
            return False

        def write(apart: Frame, body: Element) -> None:
            writer = BodyWriter(apart, body, "", self._languages)
            writer._counter, writer._former, writer._first = HeadingCounter(*counted), HeadingCounter(*counted), False
            writer.sections((section,), clause, below, appendix)

        place = ("section", below, appendix, lang, *counted)
        checks = partial(is_section_alone, frame, section), partial(shape_of, frame, section)
        if not self._copier.add(self._body, section, place, write, *checks):
            return False
        self._counted(section, min(section.level, len(HEADINGS)), appendix)
        return True

    def _heading(self, section: Section, lang: str, below: bool, appendix: bool) -> None:
        if section.new_page:
            self._ends_page()
        self._frame.gap = 0.0
        level = min(section.level, len(HEADINGS))
        # Other programs know a heading only by Word's own styles, so appendices and headings without a number have them
        # too. What differs from the style's number is said in the paragraph.
        counted, was_counted = self._counted(section, level, appendix)
        literal = "" if counted else section.number
        before = 0.0 if below or self._first or section.new_page else None
        plain = ParagraphForm(new_page=section.new_page or self._first, before=before)
        form = self._numbered(plain, level, appendix, counted, literal)
        if self._frame.document.kind == "sheet" and level == 1 and section.new_page:
            # A further page of a sheet is handed out by itself, and has a title like the first.
            form = replace(form, borders=(under_title(self._frame.colours),))
        # The first that stays begins the page where those before it go.
        self._first = self._first and self._frame.tracker.of(section.id) is not None
        run = RunForm(lang=lang) if lang else PLAIN

        def write(frame: Frame, body: Element) -> None:
            with frame.marking(section.id), frame.paragraph(body, HEADINGS[level - 1], form) as paragraph:
                frame.inline.number(paragraph, section.id, section.number, auto=counted, was_auto=was_counted)
                with frame.comments.around(paragraph, section.clause):
                    frame.inline.write(paragraph, section.title, section.id, run)
                if counted != was_counted:
                    was = "" if was_counted else frame.tracker.revisions.numbers.get(section.id, section.number)
                    earlier = self._numbered(plain, level, appendix, was_counted, was)
                    frame.tracker.form(paragraph[0], HEADINGS[level - 1], earlier)

        place = (section.id, section.number, level, counted, form, lang)
        noted = self._frame.comments.has(section.clause)
        if noted or not self._copier.add(self._body, section.title, place, write):
            write(self._frame, self._body)

    def _counted(self, section: Section, level: int, appendix: bool) -> tuple[bool, bool]:
        """Return whether Word counts to a heading's number by itself, with all changes accepted and with all rejected.

        A heading that has only been deleted or inserted has the same answer twice.
        """
        tracker = self._frame.tracker
        revision = tracker.of(section.id)
        was = tracker.revisions.numbers.get(section.id, section.number)
        counted = was_counted = False
        if revision is None or revision.how == "inserted":
            counted = bool(section.number) and self._counter.agrees(section.number, level, appendix)
        if revision is None or revision.how == "deleted":
            was_counted = bool(was) and self._former.agrees(was, level, appendix)
        if revision is not None:
            return counted or was_counted, counted or was_counted
        return counted, was_counted

    def _numbered(self, form: ParagraphForm, level: int, appendix: bool, counted: bool, literal: str) -> ParagraphForm:
        if counted:
            return replace(form, numbering=(APPENDIX_NUMBERING if appendix else BODY_NUMBERING, level - 1))
        hanging = mm_twips(self._frame.tokens.page.number_column) if literal else 0
        return replace(form, numbering=UNNUMBERED, left=0, hanging=hanging)

    def blocks(self, parent: Element, blocks: tuple[Block, ...], place: BlockPlace) -> None:
        """Write blocks one below the other."""
        for number, block in enumerate(blocks):
            after = blocks[number + 1 :]
            if parent is not self._body or not self._add_kept(block, place, after):
                with self._frame.marking(block.id):
                    self._block(parent, block, place, after)

    def _add_kept(self, block: Block, place: BlockPlace, after: tuple[Block, ...]) -> bool:
        """Add a copy of a block that was written before, perhaps for another school; False if it cannot be one."""
        frame = self._frame
        if isinstance(block, Table) and len(self._body) and self._body[-1].tag == qualified("tbl"):
            return False
        # What comes after decides only on what is kept together.
        held = shape_of(frame, block, after) if isinstance(block, Paragraph | List) else None

        def write(apart: Frame, body: Element) -> None:
            with apart.marking(block.id):
                BodyWriter(apart, body, "", {})._block(body, block, place, after)

        checks = partial(is_block_alone, frame, block), partial(shape_of, frame, block, after, place.left)
        return self._copier.add(self._body, block, (place, held), write, *checks)

    def _block(self, parent: Element, block: Block, place: BlockPlace, after: tuple[Block, ...]) -> None:
        frame = self._frame
        match block:
            case Paragraph():
                self._paragraph(parent, block, place, leads(block, after[0].type if after else "", frame.tokens.lists))
            case List():
                self._list(parent, block, place, held_items(block, after, frame.tokens.lists))
            case Table() if parent is self._body and not place.left and is_turned(block, frame.tokens, frame.face):
                self._turned(block, place)
            case Table():
                write_table(frame, parent, block, place.left, place.lang)
            case DefinitionList():
                self._definitions(parent, block, place)
            case Form():
                self._copier.expand(parent, 1)
                write_form(frame, parent, block)
            case SignatureBlock():
                add_signatures(frame, parent, block, self._copier)
            case Figure() if is_described(block, frame.document.assets, frame.tokens):
                self._described(parent, block, place)
            case Figure():
                asset = frame.pictures.asset(block.asset)
                form = ParagraphForm(before=frame.owed(), left=place.left or None)
                with frame.paragraph(parent, "PolicyFigure", form) as paragraph:
                    run = open_run(paragraph, PLAIN)
                    frame.pictures.show(run, asset, block.alternative, block.width, block.id)
            case PageBreak():
                frame.gap = 0.0
                with frame.paragraph(parent, "PolicyPageBreak") as paragraph:
                    append(append(paragraph, "r"), "br", type="page")
            case _:
                assert_never(block)

    def _described(self, parent: Element, figure: Figure, place: BlockPlace) -> None:
        """Write what a figure shows in words: a paragraph, and a list of the rest."""
        lead, *steps = steps_of(figure)
        form = ParagraphForm(before=self._frame.owed(), left=place.left or None, keep_next=bool(steps))
        with self._frame.paragraph(parent, "BodyText", form) as paragraph:
            text_run(paragraph, lead)
        depth = max(place.depth + 1, 0)
        indents = (list_indent(self._frame.tokens, depth) + place.base, list_hanging(self._frame.tokens, depth))
        for step in steps:
            form = ParagraphForm(numbering=(BULLET_NUMBERING, depth), left=indents[0], hanging=indents[1])
            with self._frame.paragraph(parent, BULLETS[min(depth, len(BULLETS) - 1)], form) as paragraph:
                text_run(paragraph, step)
        if steps:
            set_after(parent[-1], self._frame.tokens.type.body.after)

    def _turned(self, table: Table, place: BlockPlace) -> None:
        """Write a table on a page on its side, a separate section, which a further such table goes on in."""
        frame, body = self._frame, self._body
        self._copier.expand(body)
        start = len(body)
        while start and is_kept_with_next(body[start - 1]):
            start -= 1
        if self._side is not None and start and body[start - 1] is self._side:
            body.remove(self._side)
        else:
            end_of_section(body, frame.tokens, **self._ends_section())
            # The heading, and what leads to the table, go with it.
            body.insert(start, body[-1])
        write_table(frame, body, table, lang=place.lang)
        frame.gap = 0.0
        end_of_section(body, frame.tokens.turned, **self._ends_section())
        self._side = body[-1]

    def _ends_page(self) -> None:
        """Bind the last lines before a new page, where they are few, to those before them."""
        tokens = self._frame.tokens
        if tokens.page.closing <= WIDOWS or len(self._body) < 2:
            return
        self._copier.expand(self._body, 2)
        before, last = self._body[-2], self._body[-1]
        if last.tag != qualified("p") or is_long(last, tokens):
            return
        keep_together(last)
        if before.tag == qualified("p") and not is_long(before, tokens):
            keep_with_next(before)
            keep_together(before)

    def _ends_section(self) -> dict[str, bool]:
        """Return how the section that ends here begins: the first has a separate first page, and may count from 1."""
        first, self._begun = not self._begun, True
        return {"first": first and self._frame.document.kind == "policy", "restart": first and self._restart}

    def _paragraph(self, parent: Element, block: Paragraph, place: BlockPlace, kept: bool) -> None:
        style, left = "BodyText", None
        if place.depth >= 0:
            style = CONTINUED[min(place.depth, len(CONTINUED) - 1)]
            left = place.left if place.base or place.depth >= len(CONTINUED) else None
        elif place.left:
            style = "PolicyDefinition"
            left = place.left if place.left != mm_twips(self._frame.tokens.lists.definition_indent) else None
        elif any(isinstance(child, Blank) and child.kind == "meeting" for child in block.children):
            style = "PolicyPenText"
        # Three lines at most, which widow control keeps together anyway: LibreOffice moves a longer paragraph whole
        # when it is kept with the next, where Word and the PDF part it.
        form = ParagraphForm(keep_next=kept, before=self._frame.owed(), left=left)
        self._words(parent, block, style, form, place)

    def _words(self, parent: Element, block: Paragraph, style: str, form: ParagraphForm, place: BlockPlace) -> None:
        lang = block.lang or place.lang
        with self._frame.paragraph(parent, style, form) as paragraph:
            self._frame.inline.write(paragraph, block.children, block.id, RunForm(lang=lang) if lang else PLAIN)

    def _list(self, parent: Element, block: List, place: BlockPlace, held: frozenset[str]) -> None:
        depth = place.depth + 1
        markers, earlier = self._markers(block)
        bullets = not block.ordered and {*markers, *earlier} <= {BULLET}
        number = BULLET_NUMBERING if bullets else self._frame.numbering.ordered(markers, depth, earlier)
        indent = place.base + list_indent(self._frame.tokens, depth)
        for item in block.items:
            with self._frame.marking(item.id):
                self._item(parent, item, number, bullets, replace(place, depth=depth, left=indent), item.id in held)
        if depth == 0 and not place.base and block.items:
            self._end_list(parent)

    def _end_list(self, parent: Element) -> None:
        """Give the last paragraph of a list, or of definitions, the space of running text after it."""
        self._copier.expand(parent, 1)
        if len(parent) and parent[-1].tag == qualified("p"):
            set_after(parent[-1], self._frame.tokens.type.body.after)

    def _markers(self, block: List) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return a list's markers with all changes accepted, and with all rejected; if one has none, the other's."""
        tracker = self._frame.tracker
        now, was = [], []
        for item in block.items:
            revision = tracker.of(item.id)
            if revision is None or revision.how == "inserted":
                now.append(item.marker)
            if revision is None or revision.how == "deleted":
                was.append(tracker.revisions.numbers.get(item.id, item.marker))
        return tuple(now or was), tuple(was or now)

    def _item(
        self, parent: Element, item: ListItem, number: int | None, bullets: bool, place: BlockPlace, held: bool
    ) -> None:
        styles = BULLETS if bullets else NUMBERS
        style = styles[min(place.depth, len(styles) - 1)]
        form = ParagraphForm(before=self._frame.owed())
        if number is None or place.base:
            form = replace(form, left=place.left, hanging=list_hanging(self._frame.tokens, place.depth))
        # In the paragraph too, where the style has it already: AbiWord looks nowhere else.
        form = replace(form, numbering=UNNUMBERED if number is None else (number, place.depth))
        first = item.blocks[0] if item.blocks else None
        rest = item.blocks[1:] if isinstance(first, Paragraph) else item.blocks
        form = replace(form, keep_next=held or (bool(rest) and rest[0].type in LED_TO))
        with (
            self._frame.marking(first.id if isinstance(first, Paragraph) else item.id),
            self._frame.paragraph(parent, style, form) as paragraph,
        ):
            if number is None:
                self._frame.inline.number(paragraph, item.id, item.marker)
            if isinstance(first, Paragraph):
                lang = first.lang or place.lang
                run = RunForm(lang=lang) if lang else PLAIN
                self._frame.inline.write(paragraph, first.children, first.id, run)
        self.blocks(parent, rest, place)

    def _definitions(self, parent: Element, block: DefinitionList, place: BlockPlace) -> None:
        run = RunForm(lang=place.lang) if place.lang else PLAIN
        inner = place.left + mm_twips(self._frame.tokens.lists.definition_indent)
        for entry in block.entries:
            form = ParagraphForm(before=self._frame.owed(), left=place.left or None)
            with self._frame.marking(entry.id), self._frame.paragraph(parent, "PolicyTerm", form) as paragraph:
                self._frame.inline.write(paragraph, entry.term, entry.id, run)
            self.blocks(parent, entry.blocks, replace(place, depth=-1, base=inner, left=inner))
        if not place.base:
            self._end_list(parent)

    def close(self) -> None:
        """End the body with the properties of its last section; a table is not the last thing in it."""
        tokens = self._frame.tokens
        self._ends_page()
        if self._side is not None and self._side is self._body[-1]:
            # No upright page follows.
            self._body.remove(self._side)
            tokens = tokens.turned
        separate(self._body, 0)
        section_properties(self._body, tokens, **self._ends_section())
