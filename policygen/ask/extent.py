"""How many questions a school is asked before its policies can be made, while the answers that decide this are open."""

from __future__ import annotations

from itertools import islice, product

from policygen.ask.interview import InterviewQuestion
from policygen.ask.unfinished import Unfinished

_MOST_KINDS = 400  # of schools that are tried


def fewest_and_most(now: Unfinished) -> tuple[int, int]:
    """Return how many of the first questions there can be, answered ones among them, for every kind of school.

    A kind is an answer to each needed fact with a closed list that has none yet, such as the type of school. Other
    facts count as their default.
    """
    items = [item for item in now.interview.items if item.first and not now.from_above(item) and not now.locked(item)]
    tested = dict(now.tested)
    open_facts = [item for item in items if _decides_the_kind(item) and tested.get(item.name) is None]
    counts = [
        sum(item.is_asked(school) and item.is_first(school) for item in items)
        for kind in islice(product(*(_answers(item) for item in open_facts)), _MOST_KINDS)
        for school in ({**tested, **dict(kind)},)
    ]
    return min(counts), max(counts)


def _decides_the_kind(item: InterviewQuestion) -> bool:
    return item.group == "school" and bool(item.needed) and item.type in ("one_of", "many_of") and item.asked is None


def _answers(item: InterviewQuestion) -> list[tuple[str, str | tuple[str, ...]]]:
    """Return each answer to a question by its name, of several that can be chosen one at a time."""
    return [(item.name, (value,) if item.type == "many_of" else value) for value in item.choices]
