"""Judges a merge by the edits that went into it: none is lost, nothing is invented, every collision is shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import jinja2

from tests.merge.cases import Case, Edit
from tests.merge.model import SMALL, same_words, without_stops

_PART = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|(?:(?!\{[{%])\S)+", re.DOTALL)
_MARKS = re.compile(r"[-*|]|#+|\d+\.")


@dataclass(frozen=True)
class Shown:
    """A collision as a person sees it."""

    base: str
    theirs: str
    ours: str


def complaints(case: Case, pieces: Sequence[str | Shown]) -> Iterator[str]:
    """Yield what is wrong with a merge: its text and its collisions in order."""
    collisions = [piece for piece in pieces if isinstance(piece, Shown)]
    plain = [word for piece in pieces if isinstance(piece, str) for word in words_in(piece)]
    yield from _whole_tags(case, plain, collisions)
    if not collisions:
        text = "".join(piece for piece in pieces if isinstance(piece, str))
        if case.against:
            yield "a collision is not shown"
        elif case.expected is not None and same_words(text) != same_words(case.expected):
            yield f"the text is not what both sides made of it: {text!r} instead of {case.expected!r}"
    elif case.must_be_clean:
        yield f"a collision where there is none: {collisions}"
    for theirs, ours in case.against:
        if not any(_told(case, theirs, c.base, c.theirs) and _told(case, ours, c.base, c.ours) for c in collisions):
            yield f"a collision is not shown with both sides' words: {theirs} {ours}"
    yield from _edits(case, plain, collisions)
    yield from _origins(case, plain, collisions)
    yield from _counts(case, plain, collisions)
    for take in ("theirs", "ours"):
        text = "".join(piece if isinstance(piece, str) else getattr(piece, take) for piece in pieces)
        if collisions and len(collisions) > 1 and "{%" in text:
            # Two collisions are settled one by one, so both must keep their tags in pairs.
            for collision in collisions:
                if not _balanced(getattr(collision, take)) and _balanced(case.base):
                    yield f"a collision cuts a condition in two: {getattr(collision, take)!r}"
        try:
            jinja2.Environment(autoescape=True).parse(text)
        except jinja2.TemplateSyntaxError as error:
            yield f"with {take} at each collision it is no template: {error}: {text!r}"
        yield from _conditions(case, text)


def words_in(text: str) -> list[str]:
    """Return the words, stops and whole tags of a text, without the marks of lists, tables and headings."""
    found: list[str] = []
    for part in _PART.findall(text):
        word = " ".join(part.split())
        if not _MARKS.fullmatch(word):
            bare = without_stops(word)
            found += [bare, word[len(bare) :]] if bare != word else [word]
    return found


def _told(case: Case, edit: Edit, base: str, side: str) -> bool:
    """Return whether a collision shows an edit: its words on its side, and what it took away in the base only."""
    before, after = {*words_in(base)}, {*words_in(side)}
    return edit.brings <= after and case.removed(edit) <= before and not case.removed(edit) & after


def _edits(case: Case, plain: Sequence[str], collisions: Sequence[Shown]) -> Iterator[str]:
    outside = {*plain}
    for side, edits in (("theirs", case.theirs_edits), ("ours", case.ours_edits)):
        shown = {word for c in collisions for word in words_in(getattr(c, side))}
        for edit in edits:
            if not edit.brings <= outside | shown:
                yield f"an edit of {side} is lost: {edit}"
            if case.removed(edit) & outside:
                yield f"what {side} removed is still there: {case.removed(edit) & outside}"


def _origins(case: Case, plain: Sequence[str], collisions: Sequence[Shown]) -> Iterator[str]:
    known = {*words_in(case.theirs), *words_in(case.ours)}
    if invented := [word for word in plain if word not in known]:
        yield f"words in neither side: {invented}"
    for collision in collisions:
        for side in ("base", "theirs", "ours"):
            if not _within(words_in(getattr(collision, side)), words_in(getattr(case, side))):
                yield f"a collision shows words that {side} has not: {getattr(collision, side)!r}"


def _within(part: list[str], whole: list[str]) -> bool:
    return any(whole[n : n + len(part)] == part for n in range(len(whole) - len(part) + 1))


def _counts(case: Case, plain: Sequence[str], collisions: Sequence[Shown]) -> Iterator[str]:
    """Each word is there as often as the base has it, with what either side added and without what either removed."""
    outside = {
        side: Counter(words_in(getattr(case, side)))
        - Counter(word for c in collisions for word in words_in(getattr(c, side)))
        for side in ("base", "theirs", "ours")
    }
    if case.same:
        return  # What both did alike counts once, and need not lie outside of the collisions.
    wanted = outside["theirs"] + outside["ours"]
    wanted.subtract(outside["base"])
    found = Counter(plain)
    wrong = {word: (found[word], wanted[word]) for word in {*wanted, *found} if found[word] != wanted[word]}
    if wrong:
        yield f"words are there too often or too seldom (found, wanted): {wrong}"


def _whole_tags(case: Case, plain: Sequence[str], collisions: Sequence[Shown]) -> Iterator[str]:
    tags = {word for text in (case.base, case.theirs, case.ours) for word in words_in(text) if word.startswith("{")}
    texts = [*plain, *(w for c in collisions for side in (c.base, c.theirs, c.ours) for w in words_in(side))]
    for word in texts:
        if ("{{" in word or "{%" in word or "}}" in word or "%}" in word) and word not in tags:
            yield f"a tag is cut or invented: {word!r}"


def _conditions(case: Case, text: str) -> Iterator[str]:
    """A condition has over the base's words what it has in a side, as far as they are there."""
    there = {word for word in words_in(text) if word[0].isalpha()} & case.once - {*SMALL}
    merged = _governed(text)
    sides = [_governed(side) for side in (case.theirs, case.ours)]
    if merged is None or None in sides:
        return
    for tag, words in merged.items():
        if words_in(case.base).count(tag) > 1:
            continue
        if not any(side is not None and tag in side and side[tag] & there == words & there for side in sides):
            yield f"a condition is over other words: {tag}: {sorted(words & there)}"


def _balanced(text: str) -> bool:
    depth = 0
    for tag in re.findall(r"\{%-?\s*(if|endif)\b", text):
        depth += 1 if tag == "if" else -1
        if depth < 0:
            return False
    return depth == 0


def _governed(text: str) -> dict[str, set[str]] | None:
    """Return the words between each `if` that is there once and its `endif`; None if they are not in pairs."""
    found: dict[str, set[str]] = {}
    counted = Counter(words_in(text))
    stack: list[str] = []
    for word in words_in(text):
        if word.startswith("{% if"):
            stack.append(word)
            found.setdefault(word, set())
        elif word.startswith("{% endif"):
            if not stack:
                return None
            stack.pop()
        else:
            for tag in stack:
                found[tag].add(word)
    return {tag: words for tag, words in found.items() if counted[tag] == 1} if not stack else None
