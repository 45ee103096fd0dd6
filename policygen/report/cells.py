"""Cells of the tables that reports write for spreadsheets."""

from __future__ import annotations

# The characters that begin a formula in a spreadsheet, in their full width too (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def formula_safe(text: str) -> str:
    """Return a cell on one line that no spreadsheet takes for a formula: an apostrophe goes before what begins one."""
    text = " ".join(text.split()) if "\n" in text else text
    return f"'{text}" if text.startswith(_FORMULA) else text
