"""One digest of several things, for the fingerprints of libraries, looks and settings."""

from __future__ import annotations

import hashlib


def fingerprint_of(*parts: str | bytes) -> str:
    """Return the SHA-256 (hex) over the digests of the parts, so that no two lists of parts read as one."""
    data = (part.encode() if isinstance(part, str) else part for part in parts)
    return hashlib.sha256(b"".join(hashlib.sha256(one).digest() for one in data)).hexdigest()
