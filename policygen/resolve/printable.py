"""Find the answers of a school that contain a character its font cannot print, before anything is drawn."""

from __future__ import annotations

import unicodedata

from policygen.diagnostics.model import Diagnostics
from policygen.resolve.settle import Settled, words_given
from policygen.world.protocol import World

# Every face for English has these, and reading a face takes time: Latin letters, punctuation, the euro.
_COMMON = frozenset(map(chr, range(0x250))) | frozenset("–—‘’“”†‡•…‰′″‹›€™")


def check_printable(world: World, settled: Settled, diagnostics: Diagnostics) -> None:
    """Report each of a school's answers with a character that the look's font does not have (PG323).

    A font that cannot be found is not this school's mistake, and is reported when pages are drawn.
    """
    rare = [(text, span, found) for text, span in words_given(settled) if (found := _rare(text))]
    if not rare:
        return
    from policygen.look.fonts import FaceMissing, find_face
    from policygen.look.tokens import TokensError, load_tokens

    try:
        face = find_face(load_tokens(world).faces.pdf, world)
    except (FaceMissing, TokensError, OSError):
        return
    for text, span, found in rare:
        lacking = [character for character in found if ord(character) not in face.characters]
        if lacking:
            one = lacking[0]
            name = unicodedata.name(one, f"U+{ord(one):04X}").lower()
            diagnostics.report("PG323", span, text=text, face=face.family, character=one, name=name)


def _rare(text: str) -> str:
    # Joiners and direction marks (category Cf) leave no mark on paper.
    rare = (c for c in text if c not in _COMMON and not c.isspace() and unicodedata.category(c) != "Cf")
    return "".join(dict.fromkeys(rare))
