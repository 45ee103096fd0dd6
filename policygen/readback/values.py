"""What became of the values in an edited paragraph: still there, edited, or gone with the words around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from policygen.readback.pairing import Sure
from policygen.readback.passages import Passage, Range
from policygen.readback.tokens import Token, opcodes, tokens_of

State = Literal["stands", "edited", "gone"]
_LONGEST = 12  # words that a person types in place of a value; more are a sentence of their own


@dataclass(frozen=True, slots=True)
class ValueSpot:
    """One value of the paragraph as it was built: its key, its words, and its place in the edited paragraph.

    `sure` is how sure it is that the place is right.
    """

    key: str
    before: str
    state: State
    after: str = ""
    start: int = -1
    end: int = -1
    sure: Sure = "certain"


def value_spots(old: Passage, new: Passage, keys: tuple[str, ...]) -> tuple[ValueSpot, ...]:
    """Return what became of each value of a paragraph, in the order in which they were; `keys` are theirs."""
    if old.text == new.text:
        return tuple(
            ValueSpot(key, old.text[one.start : one.end], "stands", old.text[one.start : one.end], one.start, one.end)
            for one, key in zip(old.values, keys, strict=True)
        )
    aligned = _Aligned.of(old.text, new.text)
    marked = {one.name: one for one in new.values}
    found = []
    for value, key in zip(old.values, keys, strict=True):
        words = old.text[value.start : value.end]
        inside = marked.get(value.name)
        spot = _marked(key, words, inside, new) if inside is not None else None
        found.append(spot or _by_words(key, words, value, aligned))
    return tuple(_apart(found))


def _marked(key: str, words: str, inside: Range, new: Passage) -> ValueSpot | None:
    """Return a value by its bookmark; None for one that another program has moved to where the value is not."""
    text = new.text[inside.start : inside.end]
    wanted, held = [one.key for one in tokens_of(words)], tokens_of(text)
    if not held:
        return None
    for n in range(len(held) - len(wanted) + 1):
        if [one.key for one in held[n : n + len(wanted)]] == wanted:
            # Word puts what is typed right before a bookmarked word into the bookmark.
            start, end = inside.start + held[n].start, inside.start + held[n + len(wanted) - 1].end
            sure: Sure = "certain" if len(held) == len(wanted) else "likely"
            return ValueSpot(key, words, "stands", new.text[start:end], start, end, sure)
    if len(held) > max(_LONGEST, 2 * len(wanted)):
        return None
    return ValueSpot(key, words, "edited", text.strip(), inside.start + held[0].start, inside.start + held[-1].end)


@dataclass(frozen=True, slots=True)
class _Aligned:
    """Both paragraphs as words, and for each word of the first its partner in the second."""

    before: list[Token]
    after: list[Token]
    partner: dict[int, int]
    text: str

    @classmethod
    def of(cls, old: str, new: str) -> _Aligned:
        before, after = tokens_of(old), tokens_of(new)
        changes = opcodes([one.key for one in before], [one.key for one in after])
        partner = {a + n: c + n for how, a, b, c, _ in changes if how == "equal" for n in range(b - a)}
        return cls(before, after, partner, new)


def _by_words(key: str, words: str, value: Range, aligned: _Aligned) -> ValueSpot:
    """Return a value by the words around it."""
    before, after, partner, text = aligned.before, aligned.after, aligned.partner, aligned.text
    own = [n for n, one in enumerate(before) if one.start >= value.start and one.end <= value.end]
    if not own:
        return ValueSpot(key, words, "gone", sure="unsure")
    first, last = own[0], own[-1]
    there = [partner.get(n) for n in own]
    if there[0] is not None and there == list(range(there[0], there[0] + len(own))):
        start, end = after[there[0]].start, after[there[0] + len(own) - 1].end
        return ValueSpot(key, words, "stands", text[start:end], start, end, "certain")
    left = partner.get(first - 1, -1) if first else -1
    right = partner.get(last + 1, len(after)) if last + 1 < len(before) else len(after)
    held = (first == 0 or first - 1 in partner) and (last + 1 == len(before) or last + 1 in partner)
    if not held or right - left <= 1 or right - left - 1 > max(_LONGEST, 2 * len(own)):
        return ValueSpot(key, words, "gone", sure="certain" if held and right - left <= 1 else "unsure")
    start, end = after[left + 1].start, after[right - 1].end
    return ValueSpot(key, words, "edited", text[start:end], start, end, "likely")


def _apart(spots: list[ValueSpot]) -> Iterator[ValueSpot]:
    """Yield the values; one whose place overlaps that of the one before is not to be found."""
    at = -1
    for one in spots:
        if one.state != "gone" and one.start < at:
            yield ValueSpot(one.key, one.before, "gone", sure="unsure")
            continue
        at = max(at, one.end)
        yield one
