"""What is kept for a short while, and not for long: at most so many values, forgotten if nobody asks for them."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


@dataclass(slots=True)
class ShortMemory(Generic[Kept]):
    """At most `most` values by their keys, those that were asked for last, each for `seconds`. Threads share it."""

    most: int
    seconds: float = 900.0
    clock: Callable[[], float] = time.monotonic
    _kept: OrderedDict[Hashable, tuple[float, Kept]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, key: Hashable) -> Kept | None:
        """Return a value and have it no longer, or None."""
        with self._lock:
            return self._taken(key)

    def find(self, key: Hashable) -> Kept | None:
        """Return a value, which stays here for another while, or None."""
        with self._lock:
            found = self._taken(key)
            if found is not None:
                self._kept[key] = (self.clock(), found)
        return found

    def keep(self, key: Hashable, value: Kept) -> None:
        """Keep a value; the one asked for longest ago may go, and all that are too old."""
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (self.clock(), value)
        self.forget()

    def forget(self) -> None:
        """Forget what is too old or too much."""
        with self._lock:
            oldest = self.clock() - self.seconds
            while self._kept and (len(self._kept) > self.most or next(iter(self._kept.values()))[0] < oldest):
                self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)

    def _taken(self, key: Hashable) -> Kept | None:
        at, found = self._kept.pop(key, (0.0, None))
        return found if self.clock() - at <= self.seconds else None
