"""Which blocks and which words of two texts are the same: pairs of positions, in rising order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from policygen.compare.most_alike import most_alike
from policygen.merge.parts import Block, Word

Pairs = list[tuple[int, int]]

_ALIKE = 0.5  # the share of words that two blocks must have in common to be one block, reworded
_SAME_TAG = 0.6  # a tag on a line of its own is the same tag with another condition


def align_blocks(before: Sequence[Block], after: Sequence[Block]) -> Pairs:
    """Return the pairs of blocks that are the same or were reworded, such that together they are most alike."""
    return most_alike([[_alike(one, other) for other in after] for one in before], len(after))


def align_words(before: Sequence[Word], after: Sequence[Word]) -> Pairs:
    """Return the pairs of equal words. Words that are equal by chance within a rewritten passage are no pair."""
    matcher = SequenceMatcher(None, [w.key for w in before], [w.key for w in after], autojunk=False)
    runs = [(run.a, run.b, run.size) for run in matcher.get_matching_blocks()]
    found = True
    while found:
        found = False
        for n, (a, b, size) in enumerate(runs[:-1]):
            start_a, start_b, past = runs[n - 1] if n else (0, 0, 0)
            ahead = max(a - start_a - past, b - start_b - past)
            behind = max(runs[n + 1][0] - a, runs[n + 1][1] - b) - size
            in_row = any(word.text == "|" for word in before[a : a + size])
            if size <= min(ahead, behind) and not in_row:
                del runs[n]
                found = True
                break
    return [(a + n, b + n) for a, b, size in runs for n in range(size)]


def _alike(one: Block, other: Block) -> float:
    """Return how alike two blocks are, from 0 (another block) to 1; 2 for equal ones, worth two that were reworded."""
    if one.kind != other.kind:
        return 0.0
    if one.keys == other.keys:
        return 2.0
    if one.kind == "tags":
        same = [word.keyword for word in one.words] == [word.keyword for word in other.words]
        return _SAME_TAG if same else 0.0
    # Every row has borders, so they say nothing.
    before, after = ([word.key for word in block.words if word.text != "|"] for block in (one, other))
    counted = Counter(before)
    counted.subtract(after)
    share = 1 - sum(abs(number) for number in counted.values()) / max(len(before) + len(after), 1)
    return share if share >= _ALIKE else 0.0
