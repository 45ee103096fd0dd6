"""Cells of the tables that reports write for spreadsheets."""

from __future__ import annotations

# The characters that begin a formula in a spreadsheet, in their full width too (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def formula_safe(text: str) -> str:
    """Return a cell on one line that no spreadsheet takes for a formula: an apostrophe goes before what begins one."""
    text = " ".join(text.split()) if "\n" in text else text
    return f"'{text}" if text.startswith(_FORMULA) else text


def exact_cell(text: str) -> str:
    """Return a cell from which `read_cell` reads exactly this text, and that no spreadsheet takes for a formula.

    An apostrophe goes before a formula, before a number that would lose its leading zero, and before an apostrophe.
    """
    return f"'{text}" if _begins_marked(text) or text.startswith("'") else text


def read_cell(cell: str) -> str:
    """Return the text of a cell that `exact_cell` wrote, or that somebody typed."""
    inner = cell[1:]
    return inner if cell.startswith("'") and (_begins_marked(inner) or inner.startswith("'")) else cell


def is_formula(cell: str) -> bool:
    """Return whether a spreadsheet takes a cell for a formula."""
    return cell.startswith(_FORMULA)


def _begins_marked(text: str) -> bool:
    return is_formula(text) or (len(text) > 1 and text[0] == "0" and text.isdecimal())
