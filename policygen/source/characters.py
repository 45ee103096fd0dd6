"""Find the characters that no policy may contain, before the text is parsed."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span

MOST = 1000

# XML 1.0 2.2 allows none of C0 but tab and newline, no surrogate, no U+FFFE/FFFF. DEL, C1 (with U+0085, which YAML 1.1
# takes for a line end) and U+2028/2029 would make lines differ from what an editor counts. U+FEFF is a stray mark.
REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_DIRECTION = "\u202a-\u202e\u2066-\u2069"
HIDDEN = re.compile(f"[{_DIRECTION}\u200b\u2060]")
EITHER = re.compile(f"{REFUSED.pattern}|{HIDDEN.pattern}")

# Characters that have a name of their own in sentences.yaml.
_NAMED = frozenset("\x00\x07\x0b\x0c\x1b\x7f\x85\u2028\u2029\ufeff")


def name_of(character: str) -> str:
    """Return a character's name with its number: 'a vertical tab (U+000B)'."""
    number = f"{ord(character):04X}"
    return say("character.named", name=_words_for(character, number), number=number)


def _words_for(character: str, number: str) -> str:
    if character in _NAMED:
        return say(f"character.{number}")
    match unicodedata.category(character):
        case "Cs":
            return say("character.half")
        case "Cc":
            return say("character.control")
        case "Cn":
            return say("character.unassigned")
        case _:
            return unicodedata.name(character, "").lower() or say("character.unassigned")


def check_characters(name: str, text: str, diagnostics: Diagnostics) -> str:
    """Return `text` with each refused character replaced by U+FFFD, so that the columns after it stay right.

    Adds PG105 for each refused character and the warning PG106 for each hidden one, such as a bidirectional override.
    """
    if not EITHER.search(text):
        return text
    for match in islice(REFUSED.finditer(text), MOST):
        diagnostics.report("PG105.written", _span(name, text, match.start()), character=name_of(match[0]))
    for match in islice(HIDDEN.finditer(text), MOST):
        diagnostics.report("PG106", _span(name, text, match.start()), character=name_of(match[0]))
    return REFUSED.sub("\ufffd", text)


def _span(name: str, text: str, offset: int) -> Span:
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return Span(name, line, column, line, column + 1)
