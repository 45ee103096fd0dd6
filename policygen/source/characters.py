"""Characters that no policy may hold, found before the text is parsed."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

from policygen.diagnostics.model import Diagnostics, Span

MOST = 1000

# XML 1.0 2.2 allows none of C0 but tab and newline, no surrogate, no U+FFFE/FFFF. DEL, C1 (with U+0085, which YAML 1.1
# takes for a line end) and U+2028/2029 would make lines differ from what an editor counts. U+FEFF is a stray mark.
REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_DIRECTION = "\u202a-\u202e\u2066-\u2069"
_HIDDEN = re.compile(f"[{_DIRECTION}\u200b\u2060]")
_EITHER = re.compile(f"{REFUSED.pattern}|{_HIDDEN.pattern}")

_NAMES = {
    0x00: "a null character",
    0x07: "a bell character",
    0x0B: "a vertical tab",
    0x0C: "a page break character",
    0x1B: "an escape character",
    0x7F: "a delete character",
    0x85: "a “next line” character",
    0x2028: "a hidden line break",
    0x2029: "a hidden paragraph break",
    0xFEFF: "a stray byte order mark",
}


def name_of(character: str) -> str:
    """A character in words, with its number: 'a vertical tab (U+000B)'."""
    number = ord(character)
    words = _NAMES.get(number)
    if words is None and 0xD800 <= number <= 0xDFFF:
        words = "half of a character"
    if words is None and (number < 0x20 or 0x7F <= number < 0xA0):
        words = "a control character"
    if words is None:
        words = unicodedata.name(character, "a character that does not exist").lower()
    return f"{words} (U+{number:04X})"


def check_characters(name: str, text: str, diagnostics: Diagnostics) -> str:
    """`text` with every refused character replaced by U+FFFD, so that reading can go on and columns stay right.

    Adds PG105 for each refused character and the warning PG106 for each hidden one, such as a bidirectional override.
    """
    if not _EITHER.search(text):
        return text
    for match in islice(REFUSED.finditer(text), MOST):
        diagnostics.error(
            "PG105",
            f"{name_of(match[0])} stands here, which cannot be printed",
            _span(name, text, match.start()),
            hint="Delete it. It cannot be seen in most editors: delete and retype the words around it.",
        )
    for match in islice(_HIDDEN.finditer(text), MOST):
        diagnostics.warning(
            "PG106",
            f"a hidden character stands here: {name_of(match[0])}",
            _span(name, text, match.start()),
            hint="It can make the text look other than it is. Delete and retype the words around it.",
        )
    return REFUSED.sub("\ufffd", text)


def _span(name: str, text: str, offset: int) -> Span:
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return Span(name, line, column, line, column + 1)
