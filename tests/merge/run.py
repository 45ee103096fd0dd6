"""Merge many random texts and print the figures: `python -m tests.merge.run [NUMBER [FIRST SEED]]`.

Ends with status 1 if the judge complains about a merge; each is named by its seed.
"""

from __future__ import annotations

import sys
from collections import Counter

from policygen.merge.three_way import merge
from tests.merge.cases import Case, random_cases
from tests.merge.oracle import Shown, complaints


def judged(case: Case) -> tuple[list[str], int]:
    """Return what is wrong with the merge of a case, and the number of its collisions."""
    merged = merge(case.base, case.theirs, case.ours)
    pieces = [
        piece if isinstance(piece, str) else Shown(piece.base, piece.theirs, piece.ours) for piece in merged.pieces
    ]
    return list(complaints(case, pieces)), len(merged.collisions)


def main(number: int = 20_000, first: int = 0) -> int:
    counted: Counter[str] = Counter()
    for case in random_cases(first, number):
        wrong, collisions = judged(case)
        counted["edits"] += len(case.theirs_edits) + len(case.ours_edits)
        counted["pairs of edits that collide"] += len(case.against)
        counted["merges without a collision"] += not collisions
        counted["collisions shown"] += collisions
        counted["complaints"] += len(wrong)
        for complaint in wrong:
            print(f"seed {case.seed}: {complaint}")
    print(f"{number:,} merges, seeds {first} to {first + number - 1}:")
    for what, how_many in counted.items():
        print(f"  {how_many:>7,} {what}")
    return 1 if counted["complaints"] else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
