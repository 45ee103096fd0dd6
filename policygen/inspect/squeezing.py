"""Words made comparable: without white space, and with what a page cannot show in one way brought to one form."""

from __future__ import annotations

import re
import unicodedata

# White space, the lines and boxes that a pen fills, and characters that say how others break, join or run and that no
# page shows (Unicode Default_Ignorable_Code_Point, as far as check lets them pass).
_UNSEEN = re.compile(
    r"[\s_☐\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
)
_DIGITS = re.compile(r"\d")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")


def squeezed(words: str) -> str:
    """Return `words` without white space and unseen characters, composed (NFC).

    A page paints words from right to left in the order in which they are seen (Unicode Standard Annex 9), line by
    line, and a document holds them as they are read. Letters that stand together with them, between two letters from
    left to right, are therefore brought into one order.
    """
    found = unicodedata.normalize("NFC", _UNSEEN.sub("", words))
    if not _RIGHT_TO_LEFT.search(found):
        return found
    parts: list[str] = []
    stretch: list[str] = []
    for character in found:
        if unicodedata.bidirectional(character) == "L":
            parts += [*_in_one_order(stretch), character]
            stretch = []
        else:
            stretch.append(character)
    return "".join([*parts, *_in_one_order(stretch)])


def without_digits(words: str) -> str:
    """Return words squeezed and without numbers, such as those of pages."""
    return _DIGITS.sub("", squeezed(words))


def _in_one_order(stretch: list[str]) -> list[str]:
    return sorted(stretch) if any(map(_RIGHT_TO_LEFT.match, stretch)) else stretch


def reads_from_right(words: str) -> bool:
    """Tell whether some of the words are written from right to left."""
    return _RIGHT_TO_LEFT.search(words) is not None


def marks_only(words: str) -> bool:
    """Tell whether words are nothing but marks that stand over or under a letter, or nothing at all."""
    return all(unicodedata.category(character) == "Mn" for character in squeezed(words))
