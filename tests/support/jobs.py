"""Jobs for worker processes: they import nothing of policygen, so that a process starts fast."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path


def prepare() -> None:
    pass


def squares(_: None, numbers: Sequence[int], kills: str) -> Iterator[int | None]:
    """Yield the squares; each number in `kills` ends its process, the number of times that it is there."""
    for number in numbers:
        yield None
        name = Path(kills, str(number))
        if name.exists() and (left := int(name.read_text())):
            name.write_text(str(left - 1))
            os.kill(os.getpid(), signal.SIGKILL)
        yield number * number


def hungry(_: None, numbers: Sequence[int]) -> Iterator[int]:
    for number in numbers:
        held = b"x" * (200 << 20) if number == 1 else b""
        time.sleep(60 if number < 3 else 0)
        yield number + len(held)


def refuses(_: None, numbers: Sequence[int]) -> Iterator[int]:
    raise LookupError(f"no {numbers[0]}")
    yield 0
