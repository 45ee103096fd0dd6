"""Which words a line does not break: telephone numbers, addresses, sections, words with a short part at a hyphen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

LONGEST = 36  # characters of an e-mail address that fit on a line of a list in large print
LONGEST_WORD = 18  # characters of a word with a hyphen that is kept whole; a longer one would leave a hole in its line
# A number of several groups as Ofcom's numbering plan writes them: 01632 960102, +44 1632 960102, 0800 1111, 116 123.
_TELEPHONE = r"(?<![\w.,])(?:\+\d{1,3} \d{2,4}|\(0\d{2,4}\)|0\d{2,4}|116)(?: \d{3,6}){1,3}(?![\w ]?\d)"
_EMAIL = r"(?<![\w.@-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
# co-headteacher, e-mail, grown-up, anti-bullying, opt-in: at most four letters before or after the hyphen.
_HYPHEN = r"(?<![\w@./-])(?:[^\W\d_]{1,4}-[^\W\d_]+|[^\W\d_]+-[^\W\d_]{1,4})(?![\w@-])"
# e-mail, x-ray: one letter before the hyphen, which looks lost at the end of a line even in a table.
_LETTER = r"(?<![\w@./-])[^\W\d_]-[^\W\d_]+(?![\w@-])"
# The number of a section of an appendix: Pango 1.50 parts "G.1" after the stop.
_NUMBER = r"(?<!\w)[A-Z]\.\d+(?:\.\d+)*"
# "section 4.2", as a part of another policy or of an Act is named; one of the same document is a Reference.
_SECTION = r"(?<!\w)[Ss]ection (?:\d+[A-Z]*(?:\.\d+)*|[A-Z]\.\d+)(?![\w-])"
_UNBROKEN = re.compile(
    f"(?P<telephone>{_TELEPHONE})|(?P<email>{_EMAIL})|(?P<letter>{_LETTER})|(?P<word>{_SECTION}|{_HYPHEN}|{_NUMBER})"
)
_MAY_HAVE = re.compile(r"\d \d|[@-]|[A-Z]\.\d|ection \d")
_NO_BREAK_SPACE = "\u00a0"

Kind = Literal["", "telephone", "email", "letter", "word"]
_KINDS: tuple[Kind, ...] = ("telephone", "email", "letter", "word")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; one with a `kind` is kept on one line."""

    text: str
    kind: Kind = ""


def pieces(text: str) -> tuple[Piece, ...]:
    """Return the parts of `text` in order: together they are `text`."""
    if not _MAY_HAVE.search(text):
        return (Piece(text),)
    found: list[Piece] = []
    done = 0
    for match in _UNBROKEN.finditer(text):
        kind: Kind = next(kind for kind in _KINDS if match[kind])
        if len(match[0]) > (LONGEST_WORD if kind in ("letter", "word") else LONGEST):
            continue
        if match.start() > done:
            found.append(Piece(text[done : match.start()]))
        found.append(Piece(match[0], kind))
        done = match.end()
    if done < len(text) or not found:
        found.append(Piece(text[done:]))
    return tuple(found)


def with_no_break_spaces(text: str) -> str:
    """Return `text` with no-break spaces in its telephone numbers, for a format that knows no other way.

    Hyphens stay: there is a character that is a no-break hyphen, but an address with it in is another address.
    """
    return "".join(held(piece.text) if piece.kind == "telephone" else piece.text for piece in pieces(text))


def with_sections_held(text: str) -> str:
    """Return `text` with no-break spaces in its telephone numbers, and between "section" and a number."""
    return "".join(held(piece.text) if piece.kind in ("telephone", "word") else piece.text for piece in pieces(text))


def held(words: str) -> str:
    """Return `words` with no-break spaces."""
    return words.replace(" ", _NO_BREAK_SPACE)
