"""The Look as a value: tokens, face and the texts of the templates, read once and used for every document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from policygen.look.fonts import Face, find_face
from policygen.look.texts import TemplateText, template_texts
from policygen.look.tokens import Tokens, load_tokens
from policygen.world.digest import fingerprint_of
from policygen.world.protocol import World

Medium = Literal["pdf", "web"]
MEDIA: tuple[Medium, ...] = ("pdf", "web")


@dataclass(frozen=True, kw_only=True, eq=False)
class Look:
    """How documents look. It pickles, and two looks are equal if their fingerprints are.

    `pdf` and `web` are the templates of each medium by name, those of templates/common among them.
    """

    tokens: Tokens
    face: Face
    pdf: tuple[tuple[str, TemplateText], ...]
    web: tuple[tuple[str, TemplateText], ...]

    @classmethod
    def load(cls, world: World, *, large_print: bool = False) -> Look:
        """Read the look of a World (tokens.yaml, common/, pdf/, web/, fonts/), or its look for large print.

        The two differ by the tokens of large-print.yaml alone.
        Raises TokensError, FaceMissing, TemplateRefused, or OSError for a file that is not there.
        """
        tokens = load_tokens(world, large_print=large_print)
        pdf, web = (tuple(sorted(template_texts(world, (name, "common")).items())) for name in MEDIA)
        return cls(tokens=tokens, face=find_face(tokens.faces.pdf, world), pdf=pdf, web=web)

    def templates(self, medium: Medium) -> dict[str, TemplateText]:
        """Return the templates of a medium by name."""
        return dict(self.pdf if medium == "pdf" else self.web)

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 (hex) over the names and texts of everything in it.

        The place of a template is left out: the same look has the same fingerprint in a checkout and outside one.
        """
        texts = (
            part for name, text in (*self.pdf, ("", None), *self.web) for part in (name, text.text if text else "")
        )
        return fingerprint_of(repr(self.tokens), self.face.fingerprint, *texts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Look) and other.fingerprint == self.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)
