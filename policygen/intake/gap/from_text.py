"""Plain text to passages: where lines are wrapped, blank lines and bullets part them; otherwise each line is one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from policygen.intake.gap.passages import BULLET, PolicyPassage, looks_like_heading

_WRAPPED_AT = 110  # characters; a file with longer lines was not wrapped by a program
_FEW = 0.02  # of the lines, such as addresses
_LIST = 3  # short lines in a row that are more likely items than headings
_ENDS = (".", ":", ";", "!", "?", "”", "’")


def passages_of_text(text: str) -> Iterator[PolicyPassage]:
    """Yield the passages of a plain text; a form feed begins a page, if there is one."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    wrapped = _is_wrapped(lines)
    found = join_parted(_parts(lines, wrapped=wrapped)) if wrapped else _parts(lines, wrapped=False)
    paged = "\f" in text
    for one in without_false_headings(found):
        yield one if paged else replace(one, page=0)


def _parts(lines: list[str], *, wrapped: bool) -> Iterator[PolicyPassage]:
    held: list[str] = []
    start, page, first_page = 0, 1, 1
    for number, line in enumerate([*lines, ""], 1):
        page += line.count("\f")
        words = line.replace("\f", " ")
        if held and (not wrapped or not words.strip() or BULLET.match(words)):
            yield _passage(held, start, first_page)
            held = []
        if words.strip():
            if not held:
                start, first_page = number, page
            held.append(words)


def _is_wrapped(lines: list[str]) -> bool:
    filled = [line for line in lines if line.strip()]
    long = sum(len(line) > _WRAPPED_AT for line in filled)
    return len(filled) < len(lines) - 1 and long <= _FEW * len(filled)


def _passage(lines: list[str], line: int, page: int) -> PolicyPassage:
    words = " ".join(lines)
    heading = len(lines) == 1 and looks_like_heading(words)
    bullet = BULLET.match(words)
    if bullet and not (heading and words.strip()[0].isdigit()):
        return PolicyPassage(words[bullet.end() :], "item", page, line)
    return PolicyPassage(words, "heading" if heading else "paragraph", page, line)


def join_parted(passages: Iterable[PolicyPassage]) -> Iterator[PolicyPassage]:
    """Join what a page or a blank line parted: a sentence that does not end, and goes on in lower case."""
    held: PolicyPassage | None = None
    for one in passages:
        if held is None:
            held = one
        elif one.role == "paragraph" and one.text.lstrip()[:1].islower() and _goes_on(held):
            held = replace(held, text=f"{held.text} {one.text}")
        else:
            yield held
            held = one
    if held is not None:
        yield held


def _goes_on(passage: PolicyPassage) -> bool:
    return passage.role != "heading" and not passage.text.rstrip().endswith(_ENDS)


def without_false_headings(passages: Iterable[PolicyPassage]) -> Iterator[PolicyPassage]:
    """Yield passages of a text without marks: short lines in a row, or after a colon, are the items of a list."""
    colon = False
    for heading, group in groupby(passages, key=lambda one: one.role == "heading"):
        run = list(group)
        items = heading and (colon or len(run) >= _LIST)
        yield from (replace(one, role="item") if items else one for one in run)
        colon = run[-1].text.rstrip().endswith((":", ":-"))
