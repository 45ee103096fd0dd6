"""Times as PDF writes them."""

from __future__ import annotations


def pdf_date(created: str) -> str:
    """Return an ISO 8601 UTC time, such as `Metadata.created`, as a PDF date (ISO 32000-1 7.9.4)."""
    return "D:" + "".join(character for character in created if character.isdigit()) + "Z"
