"""Which parts of two rows belong together: pairs of positions, in rising order, that are most alike in all."""

from __future__ import annotations

from collections.abc import Sequence


def most_alike(alike: Sequence[Sequence[float]], columns: int) -> list[tuple[int, int]]:
    """Return the pairs (row, column) in rising order whose likenesses add up to most.

    `alike` has, for each part of the first row, how alike it is to each of the `columns` parts of the second; 0 means
    that the two are no pair.
    """
    rows = len(alike)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for n in reversed(range(rows)):
        for m in reversed(range(columns)):
            together = alike[n][m] + best[n + 1][m + 1] if alike[n][m] else 0.0
            best[n][m] = max(together, best[n + 1][m], best[n][m + 1])
    pairs = []
    n = m = 0
    while n < rows and m < columns:
        if alike[n][m] and best[n][m] == alike[n][m] + best[n + 1][m + 1]:
            pairs.append((n, m))
            n, m = n + 1, m + 1
        elif best[n][m] == best[n + 1][m]:
            n += 1
        else:
            m += 1
    return pairs
