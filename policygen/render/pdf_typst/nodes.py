"""A Document as data for page.typ: one flat flow of blocks, each with its spaces, and the elements that they stand in.

The rules are those of templates/common/paper.css.j2 and templates/pdf/policy.css.j2. Spaces are in points. Of two
spaces that meet the larger one counts, as in CSS.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, assert_never

from policygen.document.model import (
    Block,
    DefinitionList,
    Document,
    Figure,
    Form,
    List,
    PageBreak,
    Paragraph,
    Section,
    Signatory,
    SignatureBlock,
    Table,
)
from policygen.look.fonts import Face
from policygen.look.tokens import Style, Tokens
from policygen.look.units import POINTS_PER_MM
from policygen.render.covers import CONTENTS_ABOVE, TABLE_ABOVE, is_spilling
from policygen.render.described import is_described, steps_of
from policygen.render.html.shared import PlacedLogo
from policygen.render.link_targets import anchor
from policygen.render.page_breaks import held_items, is_signed_together, is_whole, leads
from policygen.render.pdf_typst.flow import Node, flow_block, kept_block, last_block, with_turned_pages
from policygen.render.pdf_typst.tables import table_node
from policygen.render.pdf_typst.words import in_one_line, said, said_text, tag_safe

_FIGURE = (8.0, 12.0)  # points above and below a figure and a form, as in the style sheet
_SIGNATURES = 8.0
_SIGNATURE_FIELD = 84.0  # mm
_NUMBERING = {"a": "LowerAlpha", "i": "LowerRoman", "A": "UpperAlpha", "I": "UpperRoman", "1": "Decimal"}


class PageNodes:
    """The nodes of one document. `colour` is the school's own or the house's, `tokens` those of this document."""

    def __init__(self, document: Document, tokens: Tokens, base: Tokens, face: Face, colour: str) -> None:
        self._document, self._tokens, self._base, self._face = document, tokens, base, face
        self._colour = colour
        self._emphasis = "i" if tokens.marks.emphasis == "italic" else "b"
        self._assets = {asset.id: asset for asset in document.assets}

    def nodes(self, logo: PlacedLogo | None, files: dict[str, str]) -> list[Node]:
        """Return what is on the pages, in order. `files` are the names of pictures, by their ids."""
        self._files = files
        document = self._document
        sheet = document.kind == "sheet"
        made = self._sheet_title(logo) if sheet else [*self._cover(logo), *self._contents(document)]
        self._sections(document.sections, made)
        if sheet:
            first = next((one for one in made if one["kind"] == "heading" and one["level"] == 2), None)
            if first is not None:
                first["above"] = 0.0
        return with_turned_pages(made)

    # --- before the text ----------------------------------------------------------------------------------------------

    def _cover(self, logo: PlacedLogo | None) -> list[Node]:
        document, kinds, page = self._document, self._tokens.type, self._tokens.page
        left = -page.front * POINTS_PER_MM
        top = (page.logo if logo else page.cover) * POINTS_PER_MM
        made: list[Node] = []
        if logo:
            made.append({**self._logo(logo, left), "strip": top})
        else:
            made.append({"kind": "space", "height": top})
        made.append(self._words(document.cover.school, "cover_school", kinds.cover_school, left))
        made.append(self._words(document.cover.title, "cover_title", kinds.cover_title, left, fill=self._colour))
        status = self._plain(document.cover.status, "cover_status", kinds.cover_status, left)
        status["above"] = 0.0
        made.append(
            flow_block(
                "ruled", left, 18.0, status["below"],
                side="top", rule=2.0, colour=self._colour, room=10.0, nodes=[{**status, "left": 0.0}],
            )
        )  # fmt: skip
        for place, notice in enumerate(document.notices):
            node = self._plain(notice, "label", kinds.label, left)
            made.append({**node, "above": 6.0 if place else 14.0, "boxed": True, "fill": "ink"})
        for place, table in enumerate(document.cover.tables):
            made += self._table(table, left, above=TABLE_ABOVE[min(place, 1)], below=0.0, cover=True)
        return made

    def _logo(self, logo: PlacedLogo, left: float) -> Node:
        return {
            **flow_block("picture", left, 0.0, 0.0),
            "file": self._files[self._document.cover.logo],
            "width": logo.width,
            "alt": logo.alternative,
            "strip": 0.0,
        }

    def _contents(self, document: Document) -> list[Node]:
        kinds, left = self._tokens.type, -self._tokens.page.front * POINTS_PER_MM
        title = self._heading(1, "policygen-contents", said_text(document.words.contents), "contents_title")
        title |= {"left": left, "above": 0.0, "below": kinds.contents_title.after}
        entries: list[Node] = []
        for section in document.sections:
            entries.append(self._entry(section, "contents1", kinds.contents1, left))
            if section.sections:
                entries[-1]["sticky"] = True
                inner = [self._entry(one, "contents2", kinds.contents2, left) for one in section.sections]
                entries.append({"kind": "element", "tag": "TOC", "nodes": inner})
        spilling = is_spilling(document, self._tokens, self._face)
        before: list[Node] = [{"kind": "new-page"}]
        if spilling:
            title["above"], before = CONTENTS_ABOVE, []
        return [*before, title, {"kind": "element", "tag": "TOC", "nodes": entries}, {"kind": "new-page"}]

    def _entry(self, section: Section, name: str, style: Style, left: float) -> Node:
        page = self._tokens.page
        room = (page.number_column if section.number else 0.0) * POINTS_PER_MM
        return {
            **flow_block("entry", left + (page.number_column * POINTS_PER_MM), style.before, style.after),
            "style": name,
            "anchor": anchor(section.id),
            "number": section.number,
            "wide": len(section.number) > 6,
            "words": self._said(section.title, bare=True),
            "room": room,
        }

    def _sheet_title(self, logo: PlacedLogo | None) -> list[Node]:
        document, kinds = self._document, self._tokens.type
        inner: list[Node] = []
        if logo:
            inner.append({**self._logo(logo, 0.0), "below": 6.0})
        school = self._words(document.cover.school, "cover_school", kinds.cover_school, 0.0)
        inner.append({**school, "style": "sheet_school", "above": 0.0, "below": 0.0})
        title = self._heading(1, "policygen-title", self._said(document.cover.title), "heading1")
        inner.append({**title, "above": 2.0, "below": 0.0, "sticky": False})
        for place, table in enumerate(document.cover.tables):
            inner += self._table(table, 0.0, above=TABLE_ABOVE[min(place, 1)], below=0.0, cover=True)
        return [
            flow_block("ruled", 0.0, 0.0, 14.0, side="bottom", rule=2.0, colour=self._colour, room=6.0, nodes=inner)
        ]  # fmt: skip

    # --- sections ----------------------------------------------------------------------------------------------------

    def _sections(self, sections: Sequence[Section], made: list[Node]) -> None:
        before = ""
        for section in sections:
            # The approval, where nobody signs, takes the end of the text before it to its page.
            closing = section.kind == "back" and not section.new_page and before not in ("", "back")
            if closing and made and "sticky" in made[-1]:
                made[-1]["sticky"] = True
            before = section.kind
            self._section(section, made)

    def _section(self, section: Section, made: list[Node]) -> None:
        sheet = self._document.kind == "sheet"
        if section.new_page:
            made.append({"kind": "new-page"})
        if section.title:
            style: Style = getattr(self._tokens.type, f"heading{section.level}")
            node = self._heading(
                section.level, anchor(section.id), self._said(section.title, bare=True), f"heading{section.level}"
            )
            node |= {"id": section.id, "number": section.number, "wide": len(section.number) > 6, "below": style.after}
            follows = made[-1]["kind"] == "heading" and made[-1]["level"] == section.level - 1 if made else False
            node["above"] = 0.0 if follows or section.new_page else style.before
            if sheet and section.new_page and section.level == 1:
                node |= {"ruled": True, "below": 14.0}
            made.append(node)
        else:
            made.append({"kind": "anchor", "anchor": anchor(section.id), "id": section.id})
        made += self._blocks(section.blocks, 0.0)
        self._sections(section.sections, made)

    def _heading(self, level: int, name: str, words: Sequence[Any], style: str) -> Node:
        found: Style = getattr(self._tokens.type, style)
        return {
            **flow_block("heading", 0.0, found.before, found.after, sticky=True),
            "level": level,
            "anchor": name,
            "words": words,
            "number": "",
            "wide": False,
            "ruled": False,
            "style": style,
            "fill": self._colour if found.colour == "house" else found.colour,
        }

    # --- blocks ------------------------------------------------------------------------------------------------------

    def _blocks(self, blocks: Sequence[Block], left: float, style: str = "body") -> list[Node]:
        made: list[Node] = []
        place = 0
        while place < len(blocks):
            block, after = blocks[place], blocks[place + 1 :]
            following = after[0] if after else None
            if isinstance(block, Paragraph) and isinstance(following, SignatureBlock | Form):
                inner = [self._paragraph(block, left, style, following.type)]
                if isinstance(following, SignatureBlock):
                    together = is_signed_together(following, self._base)
                    inner[0]["sticky"] = True
                    inner += self._signatures(following, left)
                else:
                    together = is_whole(following, self._base)
                    inner += self._form(following, left)
                made += [kept_block(inner)] if together else inner
                place += 2
                continue
            made += self._block(block, left, style, after)
            place += 1
        return made

    def _block(self, block: Block, left: float, style: str, after: Sequence[Block]) -> list[Node]:
        match block:
            case Paragraph():
                return [self._paragraph(block, left, style, after[0].type if after else "")]
            case List():
                return self._list(block, left, after, inside=style != "body")
            case Table():
                around = self._tokens.table
                return self._table(block, left, above=around.before, below=around.after)
            case DefinitionList():
                return self._definitions(block, left)
            case Form():
                return [kept_block(self._form(block, left))] if is_whole(block, self._base) else self._form(block, left)
            case SignatureBlock():
                return self._signatures(block, left)
            case Figure():
                return self._figure(block, left)
            case PageBreak():
                return [{"kind": "new-page", "id": block.id}]
            case _:
                assert_never(block)

    def _paragraph(self, block: Paragraph, left: float, style: str, following: str) -> Node:
        found: Style = getattr(self._tokens.type, style)
        node = self._words(block.children, style, found, left)
        node["id"], node["lang"], node["sticky"] = (
            block.id,
            block.lang or "",
            leads(block, following, self._tokens.lists),
        )
        return node

    def _list(self, block: List, left: float, after: Sequence[Block], *, inside: bool) -> list[Node]:
        lists, body = self._tokens.lists, self._tokens.type.body
        indent = (lists.inner_indent if inside else lists.indent) * POINTS_PER_MM
        held = held_items(block, after, lists)
        items: list[Node] = []
        for item in block.items:
            inner = self._blocks(item.blocks, left + indent, "list_item")
            if not inner or inner[0]["kind"] != "paragraph":
                inner.insert(0, self._words((), "list_item", self._tokens.type.list_item, left + indent))
            inner[0] |= {"marker": item.marker, "hang": indent}
            if item.id in held:
                last_block(inner)["sticky"] = True
            items.append({"kind": "element", "tag": "LI", "id": item.id, "nodes": inner})
        if items and not inside:
            last = last_block(items)
            last["below"] = max(last["below"], body.after)
        first = block.items[0].marker.strip("(). ")[:1] if block.items else ""
        return [{"kind": "element", "tag": f"L:{_NUMBERING.get(first, 'Disc')}", "id": block.id, "nodes": items}]

    def _definitions(self, block: DefinitionList, left: float) -> list[Node]:
        kinds = self._tokens.type
        indent = self._tokens.lists.definition_indent * POINTS_PER_MM
        entries: list[Node] = []
        for entry in block.entries:
            term = self._words(entry.term, "term", kinds.term, left)
            inner: list[Node] = [
                {"kind": "element", "tag": "Lbl", "nodes": [{**term, "sticky": True}]},
                {"kind": "element", "tag": "LBody", "nodes": self._blocks(entry.blocks, left + indent, "list_item")},
            ]
            entries.append({"kind": "element", "tag": "LI", "id": entry.id, "nodes": inner})
        if entries:
            last = last_block(entries)
            last["below"] = max(last["below"], kinds.body.after)
        return [{"kind": "element", "tag": "L:None", "id": block.id, "nodes": entries}]

    def _table(self, table: Table, left: float, above: float, below: float, *, cover: bool = False) -> list[Node]:
        made: list[Node] = []
        if table.caption:
            style = self._tokens.type.caption
            caption = self._words(table.caption, "caption", style, left)
            caption |= {"above": above + style.before, "sticky": True}
            made.append({"kind": "element", "tag": "Caption", "nodes": [caption]})
            above = style.after
        node = table_node(table, self._document.kind, self._base, self._face, self._emphasis, cover=cover)
        made.append({**flow_block("table", left, above, below), **node, "id": table.id, "house": self._colour})
        return made

    def _figure(self, block: Figure, left: float) -> list[Node]:
        above, below = _FIGURE
        if not is_described(block, self._document.assets, self._base):
            picture = flow_block("picture", left, above, below)
            file, alternative = self._files[block.asset], in_one_line(block.alternative)
            return [{**picture, "id": block.id, "file": file, "width": block.width, "alt": alternative, "strip": 0.0}]
        kinds, indent = self._tokens.type, self._tokens.lists.indent * POINTS_PER_MM
        first, *others = steps_of(block)
        inner = [{**self._plain(first, "body", kinds.body, left), "above": above, "sticky": bool(others)}]
        for other in others:
            step = self._plain(other, "list_item", kinds.list_item, left + indent)
            inner.append({**step, "above": kinds.list_item.after, "below": 0.0, "marker": "•", "hang": indent})
        inner[-1]["below"] = below
        return [{"kind": "element", "tag": f"figure:{tag_safe(block.alternative)}", "id": block.id, "nodes": inner}]

    def _form(self, block: Form, left: float) -> list[Node]:
        made: list[Node] = [{"kind": "id", "id": block.id}]
        form = self._tokens.form
        for field in block.fields:
            name = tag_safe(field.label)
            if field.kind == "tick":
                style = self._tokens.type.body
                indent = 7 * POINTS_PER_MM
                tick = self._plain(field.label, "body", style, left + indent)
                tick |= {
                    "words": [["tick", name], *tick["words"]],
                    "below": form.field_after,
                    "hang": indent,
                    "id": field.id,
                }
                made.append(tick)
                continue
            width = {"date": form.date_width, "signature": _SIGNATURE_FIELD}.get(field.kind, 0.0)
            height = self._tokens.signature.line_above if field.kind == "signature" else form.line_height
            lines = field.lines if field.kind == "text" else 1
            node = flow_block("field", left, 0.0, form.field_after)
            label = {"id": field.id, "label": said_text(field.label), "field": name}
            made.append({**node, **label, "lines": lines, "width": width, "height": height})
        if len(made) > 1:
            made[1]["above"], made[-1]["below"] = _FIGURE[0], max(_FIGURE[1], made[-1]["below"])
        return made

    def _signatures(self, block: SignatureBlock, left: float) -> list[Node]:
        made = [self._signatory(one, left) for one in block.signatories]
        for node in made[-2:-1]:
            node["sticky"] = True
        if made:
            made[0]["above"] = _SIGNATURES + self._tokens.type.body.after
        return [{"kind": "id", "id": block.id}, *made]

    def _signatory(self, signatory: Signatory, left: float) -> Node:
        words = self._document.words
        return {
            **flow_block("signatory", left, 0.0, self._tokens.signature.after),
            "id": signatory.id,
            "anchor": anchor(signatory.id),
            "role": in_one_line(signatory.role),
            "signed": in_one_line(words.signed),
            "named": in_one_line(words.name),
            "dated": in_one_line(words.date),
            "name": self._said(signatory.name),
            "open": not signatory.name,
            "room": self._tokens.signature.line_above + self._tokens.form.rule,
        }

    # --- words -------------------------------------------------------------------------------------------------------

    def _said(self, children: Iterable[Any], *, bare: bool = False) -> tuple[Any, ...]:
        return said(tuple(children), "text", self._emphasis, bare)

    def _words(self, children: Sequence[Any], style: str, found: Style, left: float, fill: str = "") -> Node:
        return {
            "kind": "paragraph",
            "left": round(left, 3),
            "above": found.before,
            "below": found.after,
            "sticky": False,
            "style": style,
            "fill": fill or (self._colour if found.colour == "house" else found.colour),
            "words": self._said(children),
            "marker": "",
            "hang": 0.0,
            "lang": "",
            "boxed": False,
        }

    def _plain(self, text: str, style: str, found: Style, left: float) -> Node:
        return {**self._words((), style, found, left), "words": said_text(text)}
