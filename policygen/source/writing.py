"""Words as YAML scalars, and a file's text as the bytes that it had before.

How a value is written, so that another program can write the same bytes: words stand plain when they begin with a
letter, a figure, "(" or "£", hold no quotation mark, backslash, ": " or " #" (a tab counts as a blank), end in neither
":" nor a blank, and are neither a word of YAML's or policygen's own (yes, none, vacant …) nor a number; otherwise in
double quotes, where a backslash stands before a backslash and a quotation mark.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

WIDTH = 120  # of a line; a longer one is broken where its value allows it
_GUESSED = re.compile(r"(?:none|vacant|null|true|false|yes|no|on|off|y|n|~)|[\d.+-][\d.,_:e+-]*", re.IGNORECASE)
_ENDS_IN_FLOW = frozenset(",[]{}")


def scalar(text: str) -> str:
    """Return words as a YAML scalar on one line."""
    first = text[:1]
    begins = first in ("(", "£") or unicodedata.category(first or " ")[0] in "LN"
    plain = begins and not re.search(r"[\n\"\\]|:[ \t]|:$|[ \t]#|\s$", text) and not _GUESSED.fullmatch(text)
    if plain:
        return text
    escaped = re.sub(r"([\\\"])", r"\\\1", text).replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def flow_scalar(text: str) -> str:
    """Return words as a YAML scalar in a list or mapping on one line, where a comma or a bracket would end them."""
    written = scalar(text)
    # What `scalar` leaves plain has no quotation mark or backslash in it.
    return written if written.startswith('"') or not _ENDS_IN_FLOW & set(text) else f'"{written}"'


def encoded(text: str, before: bytes) -> bytes:
    """Return a text as bytes with the line ends and the byte order mark that the file had."""
    text = text.replace("\n", "\r\n") if b"\r\n" in before else text
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    return mark + text.encode()
