"""Telephone numbers, e-mail addresses and websites on a web page: what a reader's device can dial, write to or open."""

from __future__ import annotations

import re
from urllib.parse import quote

from policygen.document.model import Value

_NUMBER = re.compile(r"\+?[0-9][0-9 ]*")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_WEB = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+([/?#]\S*)?")


def address(value: Value) -> str:
    """Return the address that a value stands for (RFC 3966 `tel:`, RFC 6068 `mailto:`, `https:`); "" for other words.

    The question says what a value is, its words whether it can be one: "after 6 pm: 01632 960101" is none.
    """
    text, kind = value.text, value.origin.key.rpartition(".")[2]
    if kind == "telephone" and _NUMBER.fullmatch(text):
        return "tel:" + text.replace(" ", "")
    if kind.endswith("email") and _EMAIL.fullmatch(text):
        return "mailto:" + quote(text, safe="@")
    if kind in ("web", "website") and _WEB.fullmatch(text):
        return "https://" + quote(text, safe="/?#=&%+,;:@!$'()*~")
    return ""
