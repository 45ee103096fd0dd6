"""The Look: tokens, page templates and the face, loaded once and used for every document."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from policygen.document.plain import words_of
from policygen.write.anchors import anchor
from policygen.write.faces import Face, find_face
from policygen.write.tokens import Tokens, load_tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How documents look: `pages` renders the templates in templates/pdf, everything autoescaped."""

    tokens: Tokens
    pages: Environment
    face: Face

    @classmethod
    def load(cls, templates: Path) -> Look:
        """Read the folder `templates` (tokens.yaml, pdf/).

        Raises TokensError, FaceMissing, or OSError for a file that is not there.
        """
        tokens = load_tokens(templates / "tokens.yaml")
        pages = Environment(
            loader=FileSystemLoader(templates / "pdf"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        pages.globals["tokens"] = tokens
        pages.filters["anchor"] = anchor
        pages.filters["words"] = words_of
        pages.filters["css_string"] = css_string
        pages.tests["persons_name"] = lambda key: key.startswith("people.") and key.endswith(".name")
        pages.tests["holding_digits"] = lambda text: any(c.isdigit() for c in text)
        return cls(tokens=tokens, pages=pages, face=find_face(tokens.faces.pdf, templates / "fonts"))


def css_string(text: str) -> str:
    """`text` as a CSS string; all but ASCII letters and digits are numeric escapes (CSS Syntax 3, 4.3.7)."""
    return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text) + '"'
