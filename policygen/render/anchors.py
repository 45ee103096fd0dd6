"""Block ids as HTML ids and link targets: letters, digits, `-` and `_`, and never two ids alike."""

from __future__ import annotations

import hashlib
import re

_SAFE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,79}")
_HASHED = re.compile(r".*--[0-9a-f]{12}")
_UNSAFE_RUN = re.compile(r"[^A-Za-z0-9_]+")


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
