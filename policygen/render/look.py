"""The Look: tokens, page templates and the face, loaded once and used for every document."""

from __future__ import annotations

from dataclasses import dataclass

from policygen.document.plain import words_of
from policygen.look.fonts import Face, find_face
from policygen.look.sandbox import LookEnvironment, template_texts
from policygen.look.tokens import Tokens, load_tokens
from policygen.render.keep_with_next import held_items
from policygen.render.link_targets import address, anchor
from policygen.world.protocol import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How documents look: `pages` renders the templates in templates/pdf, `web` those in templates/web.

    Both also see templates/common, and everything is autoescaped.
    """

    tokens: Tokens
    pages: LookEnvironment
    web: LookEnvironment
    face: Face

    @classmethod
    def load(cls, world: World) -> Look:
        """Read the look of a World (tokens.yaml, common/, pdf/, web/, fonts/).

        Raises TokensError, FaceMissing, or OSError for a file that is not there.
        """
        tokens = load_tokens(world)
        pages, web = (_environment(world, name, tokens) for name in ("pdf", "web"))
        return cls(
            tokens=tokens,
            pages=pages,
            web=web,
            face=find_face(tokens.faces.pdf, world),
        )


def _environment(world: World, name: str, tokens: Tokens) -> LookEnvironment:
    return LookEnvironment(
        template_texts(world, (name, "common")),
        filters={
            "anchor": anchor,
            # On paper there is nothing to press.
            "address": address if name == "web" else lambda value: "",  # noqa: ARG005
            "words": words_of,
            "css_string": css_string,
            "held": lambda block, after: held_items(block, after, tokens.lists),
        },
        tests={
            "persons_name": lambda key: key.startswith("people.") and key.endswith(".name"),
            "holding_digits": lambda text: any(c.isdigit() for c in text),
        },
        values={"tokens": tokens},
        keep_trailing_newline=True,
    )


def css_string(text: str) -> str:
    """`text` as a CSS string; all but ASCII letters and digits are numeric escapes (CSS Syntax 3, 4.3.7)."""
    return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text) + '"'
