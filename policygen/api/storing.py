"""The store as a person sees it: where it is, how large, and whether it is undamaged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from policygen.diagnostics.codes import say
from policygen.store.contents import StoreSize, clear_store, store_size, verify_store
from policygen.store.place import MEGABYTE, store_folder, store_limit

VERSION = 1


@dataclass(frozen=True, slots=True)
class StoreContents:
    """A store: its folder, and its largest size in bytes."""

    folder: Path
    limit: int

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> StoreContents:
        """Return the store that the environment names, or that of the user."""
        return cls(store_folder(environment), store_limit(environment))

    @property
    def size(self) -> StoreSize:
        """How many objects it has, and their bytes."""
        return store_size(self.folder)

    def lines(self) -> tuple[str, ...]:
        """Return its folder and its size in words."""
        size = self.size
        return (
            say("store.folder", folder=str(self.folder)),
            say("store.size", count=size.objects, size=self.shown(size.own), limit=self.shown(self.limit)),
            *((say("store.shared", size=self.shown(size.shared)),) if size.shared else ()),
        )

    def json(self) -> str:
        """Return the same for a program, in bytes; keys are stable and always present."""
        size = self.size
        found = {"objects": size.objects, "bytes": size.own, "shared": size.shared, "limit": self.limit}
        return json.dumps({"version": VERSION, "folder": str(self.folder), **found}, indent=1)

    def clear(self) -> StoreSize:
        """Delete everything in it, and return how much that was. Raises OSError."""
        return clear_store(self.folder)

    def verify(self) -> tuple[int, tuple[str, ...]]:
        """Check every object; return how many there are, and those that were damaged, which are deleted."""
        return verify_store(self.folder)

    @staticmethod
    def shown(size: int) -> str:
        """Return a number of bytes in megabytes, in words."""
        return say("store.megabytes", number=f"{size / MEGABYTE:,.1f}".removesuffix(".0"))
