"""What a person types, read as the answer to a question; the same readers as `policygen check` say what is wrong."""

from __future__ import annotations

import re

from policygen.check.answers import LONGEST_LINE, type_text
from policygen.check.scalars import Unreadable
from policygen.diagnostics.model import Diagnostics
from policygen.read.characters import check_characters

from .interview import PERSON, Item
from .yaml_text import Given


class NotAnAnswer(ValueError):
    """What was typed is no answer; `hint` says what to type instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def read_answer(item: Item, typed: str) -> Given:
    """Return what `typed` says. `lines` arrive with their line ends, entries of a list with semicolons between.

    A choice may be given by its number. Raises NotAnAnswer.
    """
    text = typed.strip()
    found = Diagnostics()
    check_characters("answer", text, found)
    for slip in found:
        raise NotAnAnswer(slip.message, slip.hint)
    if text == "none" and not item.closed:
        if item.needed:
            otherwise = "Name whoever does the work, or type vacant." if item.type == PERSON else ""
            raise NotAnAnswer("the policies cannot do without this answer", otherwise or "Enter leaves it for later.")
        return Given(state="none")
    if text == "vacant" and item.type == PERSON:
        return Given(state="vacant")
    if item.closed:
        return _chosen(item, text)
    if item.type == "list":
        entries = tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))
        return Given(tuple(str(_typed(entry, "text")) for entry in entries))
    if item.type == PERSON:
        return Given({"name": str(_typed(text, "text"))})
    return Given(_typed(text, item.type))


def _chosen(item: Item, text: str) -> Given:
    words = list(item.choices)
    if item.type == "many_of":
        parts = [part for part in re.split(r"[\s,;]+", text) if part]
        return Given(tuple(dict.fromkeys(_one(part, words) for part in parts)))
    if item.type == "yes_no" and text.lower() in ("y", "n"):
        text = "yes" if text.lower() == "y" else "no"
    one = _one(text, words)
    return Given(one == "yes") if item.type == "yes_no" else Given(one)


def _one(text: str, words: list[str]) -> str:
    if text.isdecimal() and 1 <= int(text) <= len(words):
        return words[int(text) - 1]
    plain = text.lower().replace(" ", "_").replace("-", "_")
    if plain not in words:
        raise NotAnAnswer(f"“{text}” is not one of the answers", f"Type its number, from 1 to {len(words)}.")
    return plain


def _typed(text: str, kind: str) -> str:
    """Return the words where they read as `kind`."""
    if kind in ("text", "lines") and any(len(line) > LONGEST_LINE for line in text.split("\n")):
        raise NotAnAnswer(f"a line has at most {LONGEST_LINE} characters", "Shorten it.")
    try:
        type_text(text, kind)
    except Unreadable as error:
        raise NotAnAnswer(error.message, error.hint) from error
    return text
