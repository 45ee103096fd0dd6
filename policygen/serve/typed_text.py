"""What a visitor typed or pasted, without the characters that nobody can see: text from a PDF often has them."""

from __future__ import annotations

import re

from policygen.source.characters import EITHER

# CR LF and CR as browsers send them; NEL, LINE and PARAGRAPH SEPARATOR, vertical tab and form feed as copies have them.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


def typed_lines(typed: object) -> str:
    """Return a text of several lines: each line end as LF, and without invisible characters."""
    return EITHER.sub("", _LINE_ENDS.sub("\n", str(typed))).strip()


def typed_line(typed: object) -> str:
    """Return a text of one line: a line end is a space in it, and invisible characters are removed."""
    return typed_lines(typed).replace("\n", " ")
