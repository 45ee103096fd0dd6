"""One change of a library since its last release, and how much it asks of schools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# It can stop a build or needs an answer; it changes what is printed; nothing of it is printed.
Weight = Literal["breaking", "minor", "patch"]
WEIGHTS: tuple[Weight, ...] = ("breaking", "minor", "patch")


@dataclass(frozen=True, slots=True)
class ReleaseChange:
    """A change in plain words, with the policies and the kinds of school (by title) whose pages it changes."""

    weight: Weight
    said: str
    policies: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    every_kind: bool = False


def weight_of(changes: tuple[ReleaseChange, ...]) -> Weight:
    """Return the weight of a whole release: that of its heaviest change."""
    return min((change.weight for change in changes), key=WEIGHTS.index, default="patch")
