"""Suggest the known name nearest to an unknown one, for hints such as "Did you mean `x`?"."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from policygen.diagnostics.codes import say


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the name in `known` that `word` most likely means; None where none is near."""
    candidates = {name.lower().replace("-", "_"): name for name in known}
    found = get_close_matches(word.lower().replace("-", "_"), candidates, n=1, cutoff=0.6)
    return candidates[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint: "Did you mean `x`?", or the possible words if there are only a few."""
    known = sorted(known)
    guess = nearest(word, known)
    if guess:
        return say("suggest.did_you_mean", guess=guess)
    return say("suggest.known_here", names=", ".join(known)) if known and len(known) <= 16 else ""


def did_you_mean_one_of(word: str, known: Iterable[str]) -> str:
    """Return a hint for a fixed word: the nearest one, and all of them, because the nearest may mean something else."""
    known = tuple(known)
    guess = nearest(word, known)
    others = say("suggest.known_here", names=", ".join(known)) if len(known) <= 16 else ""
    return f"{say('suggest.did_you_mean', guess=guess)} {others}".strip() if guess else others
