"""A process of the comparison: it makes documents when it is told to. It uses nothing outside the standard library.

It reads `prepare FIRST COUNT` and answers `prepared`; then reads `go`, makes the documents, and answers `done` with
their number and the length of the last in bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

# Told the number of the first document and how many; returns what makes them, each by its place.
Prepare = Callable[[int, int], Sequence[Callable[[], bytes]]]


def serve(prepare: Prepare) -> None:
    """Serve until the input ends."""
    waiting: Sequence[Callable[[], Any]] = ()
    for line in sys.stdin:
        match line.split():
            case ["prepare", first, count]:
                waiting = prepare(int(first), int(count))
                print("prepared", flush=True)
            case ["go"]:
                last = b""
                for make in waiting:
                    last = make()
                print("done", len(waiting), len(last), flush=True)
