"""Phrases of the catalogue, filled with facts: `{name}`, `{count:1 mistake|# mistakes}`, `{names:and}`.

A fact is put in as it is: braces inside it are never read again, so what a person wrote cannot become a placeholder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Fact = str | int | float | Sequence[str]

# One brace and a name. Jinja's own {{ value }} and {% tag %}, which messages quote, are left alone.
PLACEHOLDER = re.compile(r"(?<!\{)\{([a-z_][a-z0-9_]*)(?::([^{}]*))?\}(?!\})")


def filled(phrase: str, facts: Mapping[str, Fact]) -> str:
    """Return `phrase` with each placeholder replaced by its fact. Raises KeyError for one that is not given."""
    return PLACEHOLDER.sub(lambda found: _shown(facts[found[1]], found[2] or ""), phrase)


def placeholders(phrase: str) -> frozenset[str]:
    """Return the names of the facts that a phrase needs."""
    return frozenset(found[1] for found in PLACEHOLDER.finditer(phrase))


def _shown(fact: Fact, form: str) -> str:
    if isinstance(fact, int | float):
        # `1 mistake|# mistakes`: the first for exactly one, `#` stands for the number.
        one, parted, many = form.partition("|")
        return (one if fact == 1 else many).replace("#", f"{fact:,}") if parted else str(fact)
    if isinstance(fact, str):
        return fact
    return listed(fact, form or "and")


def listed(items: Sequence[str], word: str = "and") -> str:
    """Return "a, b and c"."""
    return f"{', '.join(items[:-1])} {word} {items[-1]}" if len(items) > 1 else "".join(items)
