"""Suggest the known name nearest to an unknown one, for hints such as "Did you mean `x`?"."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

from policygen.diagnostics.codes import say

# How alike two names must be if they begin with different letters.
_SURE = 0.75


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the name in `known` that `word` most likely means; None where none is near."""
    known = tuple(known)
    # A library's own name has the library's before it, which is easily left out.
    prefixed = [name for name in known if ":" in name and name.rpartition(":")[2] == word]
    if len(prefixed) == 1 and ":" not in word:
        return prefixed[0]
    candidates = {name.lower().replace("-", "_"): name for name in known}
    meant = word.lower().replace("-", "_")
    found = get_close_matches(meant, candidates, n=1, cutoff=0.6)
    if not found:
        return None
    # A slip seldom changes the first letter: `email_hours` is not `staff_phones`, though half of their letters agree.
    near = found[0][:1] == meant[:1] or SequenceMatcher(None, found[0], meant).ratio() >= _SURE
    return candidates[found[0]] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint: "Did you mean `x`?", or the possible words if there are only a few; otherwise ""."""
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
