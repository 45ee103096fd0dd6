"""Clauses as HTML, kept for a while: most of a preview is what it was at the answer before.

A fragment is found only by all that it is made of, so whoever finds one has its words already. What was not asked for
during `seconds` is forgotten.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock

from markupsafe import Markup


@dataclass(slots=True)
class Fragments:
    """At most `most` fragments, those that were asked for last. Threads share it."""

    most: int = 2_000
    seconds: float = 900.0
    clock: Callable[[], float] = time.monotonic
    _kept: OrderedDict[Hashable, tuple[float, Markup]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def find(self, key: Hashable) -> Markup | None:
        """Return the fragment that was made of this, if it is still kept."""
        with self._lock:
            found = self._kept.pop(key, None)
            if found is None or self.clock() - found[0] > self.seconds:
                return None
            self._kept[key] = (self.clock(), found[1])
            return found[1]

    def keep(self, key: Hashable, html: Markup) -> None:
        """Keep a fragment; the one asked for longest ago may go, and all that are too old."""
        with self._lock:
            self._kept[key] = (self.clock(), html)
        self.forget()

    def forget(self) -> None:
        """Forget what is too old or too much."""
        with self._lock:
            oldest = self.clock() - self.seconds
            while self._kept and (len(self._kept) > self.most or next(iter(self._kept.values()))[0] < oldest):
                self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)
