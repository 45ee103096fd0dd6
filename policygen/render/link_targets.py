"""What links lead to: a block, by an id that HTML takes, or what a reader's device can dial, write to or open."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import quote

from policygen.document.model import Value

_SAFE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,79}")
_HASHED = re.compile(r".*--[0-9a-f]{12}")
_UNSAFE_RUN = re.compile(r"[^A-Za-z0-9_]+")
_NUMBER = re.compile(r"\+?[0-9][0-9 ]*")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_WEB = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+([/?#]\S*)?")

_KEPT = 4096  # ids that schools have alike, of some hundred bytes each


@lru_cache(maxsize=_KEPT)
def anchor(block_id: str) -> str:
    """`block_id` itself when it is safe, else its readable part, `--` and twelve hex digits of its SHA-256.

    Two ids meet only if 48 bits of SHA-256 do: a safe id that looks hashed is hashed too. At most 80 characters.
    """
    if _SAFE.fullmatch(block_id) and not _HASHED.fullmatch(block_id):
        return block_id
    digest = hashlib.sha256(block_id.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    readable = _UNSAFE_RUN.sub("-", block_id).strip("-")[:60].rstrip("-")
    if not readable or not readable[0].isalpha():
        readable = f"b-{readable}".rstrip("-")
    return f"{readable}--{digest}"


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
