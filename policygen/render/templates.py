"""The templates of a Look, ready to render: each in the sandbox, with the tools that templates of documents may use."""

from __future__ import annotations

from functools import lru_cache
from typing import NoReturn

from jinja2 import Template

from policygen.document.model import Block, Inline, Table
from policygen.document.plain import words_of
from policygen.document.revisions import Revisions
from policygen.look.fonts import Face
from policygen.look.look import Look, Medium
from policygen.look.sandbox import LookEnvironment
from policygen.look.texts import TemplateText
from policygen.look.tokens import Tokens
from policygen.render.cell_lines import BULLET_WIDTH, bulleted_lines
from policygen.render.columns import column_shares, is_roomy, is_turned
from policygen.render.described import is_described, steps_of
from policygen.render.link_targets import address, anchor
from policygen.render.page_breaks import TableBreaks, held_items, is_signed_together, is_whole, leads, table_breaks
from policygen.render.unbroken import pieces


def template_of(look: Look, medium: Medium, name: str) -> Template:
    """Return a template of a look; what it renders is autoescaped. Raises TemplateRefused."""
    texts = look.pdf if medium == "pdf" else look.web
    return _environment(texts, look.tokens, look.face).get_template(name)


# By the texts and not by the look's fingerprint, which leaves out the names that messages give to templates.
@lru_cache(maxsize=8)
def _environment(texts: tuple[tuple[str, TemplateText], ...], tokens: Tokens, face: Face) -> LookEnvironment:
    return LookEnvironment(
        dict(texts),
        filters={
            "anchor": anchor,
            "address": address,
            "words": words_of,
            "css_string": css_string,
            "unknown": _unknown,
            "whole": lambda block: is_whole(block, tokens),
            "breaks": lambda table, kind: _breaks(table, tokens, tokens.for_kind(kind), face),
            "widths": lambda table, kind: column_shares(table, tokens.for_kind(kind), face),
            "steps": steps_of,
            "pieces": pieces,
            "bulleted": bulleted_lines,
            "roomy": lambda table, kind: is_roomy(table, tokens.for_kind(kind), face),
            "held": lambda block, after: held_items(block, after, tokens.lists),
        },
        tests={
            "turned": lambda table, kind: is_turned(table, tokens.for_kind(kind), face),
            "persons_name": lambda key: key.startswith("people.") and key.endswith(".name"),
            "leading": lambda block, following: leads(block, following, tokens.lists),
            "signed_together": lambda block: is_signed_together(block, tokens),
            "described": lambda figure, document: is_described(figure, document.assets, tokens),
            "holding_digits": lambda text: any(c.isdigit() for c in text),
        },
        methods=(Revisions.pieces, Revisions.text_pieces, Revisions.touches),
        values={"tokens": tokens, "bullet_width": BULLET_WIDTH},
        keep_trailing_newline=True,
    )


def _breaks(table: Table, tokens: Tokens, of_kind: Tokens, face: Face) -> TableBreaks:
    """Where a table may break on the page that it is on: one on its side has less height."""
    return table_breaks(table, tokens.turned if is_turned(table, of_kind, face) else tokens)


def _unknown(part: Block | Inline) -> NoReturn:
    """Refuse a kind of block or inline content that a template has no words for: it would be left out in silence."""
    raise AssertionError(f"the page templates do not know the kind {type(part).__name__}")


def css_string(text: str) -> str:
    """`text` as a CSS string; all but ASCII letters and digits are numeric escapes (CSS Syntax 3, 4.3.7)."""
    return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text) + '"'
