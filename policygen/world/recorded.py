"""A project folder that notes what it was asked and what it answered, so that a later run knows if anything differs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from policygen.world.disk import DiskWorld
from policygen.world.installed import InstalledLibrary

T = TypeVar("T")
Question = tuple[str, str, bool]
Trace = list[tuple[str, str, bool, str]]
"""Each question (the method's name, its argument, whether deep) with the digest of the answer, in the order asked."""


@dataclass(frozen=True)
class RecordedWorld(DiskWorld):
    """A DiskWorld whose `trace` has everything that was read from it: files, names, the look and the date."""

    answers: dict[Question, str] = field(default_factory=dict)

    @classmethod
    def over(cls, world: DiskWorld) -> RecordedWorld:
        """Return the same folder, with nothing asked yet."""
        return cls(world.root, world.packaged, world.environment, world.python_path)

    @property
    def trace(self) -> Trace:
        """What was asked so far, and digests of the answers."""
        return [(*question, answer) for question, answer in self.answers.items()]

    @property
    def is_checkout(self) -> bool:
        return self._noted("is_checkout", lambda: super(RecordedWorld, self).is_checkout)

    @cached_property
    def installed(self) -> tuple[InstalledLibrary, ...]:
        return self._noted("installed", lambda: super(RecordedWorld, self).installed)

    def today(self) -> date:
        return self._noted("today", super().today)

    @property
    def source_date(self) -> datetime | None:
        return self._noted("source_date", lambda: super(RecordedWorld, self).source_date)

    def read(self, name: str) -> bytes:
        return self._noted("read", lambda: super(RecordedWorld, self).read(name), name)

    def exists(self, name: str) -> bool:
        return self._noted("exists", lambda: super(RecordedWorld, self).exists(name), name)

    def leads_out(self, name: str) -> bool:
        return self._noted("leads_out", lambda: super(RecordedWorld, self).leads_out(name), name)

    def names(self, folder: str, *, deep: bool = True) -> Iterator[str]:
        found = self._noted("names", lambda: list(super(RecordedWorld, self).names(folder, deep=deep)), folder, deep)
        return iter(found)

    def names_beside(self, folder: str) -> Iterator[str]:
        return iter(self._noted("names_beside", lambda: list(super(RecordedWorld, self).names_beside(folder)), folder))

    def packaged_names(self, folder: str) -> Iterator[str]:
        found = self._noted("packaged_names", lambda: list(super(RecordedWorld, self).packaged_names(folder)), folder)
        return iter(found)

    def look_names(self, folder: str = "") -> Iterator[str]:
        return iter(self._noted("look_names", lambda: list(super(RecordedWorld, self).look_names(folder)), folder))

    def look_file(self, name: str) -> str:
        return self._noted("look_file", lambda: super(RecordedWorld, self).look_file(name), name)

    def look(self, name: str) -> bytes:
        return self._noted("look", lambda: super(RecordedWorld, self).look(name), name)

    @property
    def look_leads_out(self) -> bool:
        return self._noted("look_leads_out", lambda: super(RecordedWorld, self).look_leads_out)

    def _noted(self, what: str, ask: Callable[[], T], name: str = "", deep: bool = True) -> T:
        try:
            answer = ask()
        except Exception as error:
            self.answers.setdefault((what, name, deep), _digest(error))
            raise
        self.answers.setdefault((what, name, deep), _digest(answer))
        return answer


def answers_as_before(world: DiskWorld, trace: Iterable[Any]) -> bool:
    """Return whether a folder still gives every answer of a trace, which may come from a damaged file."""
    try:
        return all(_answer(world, what, name, deep) == digest for what, name, deep, digest in trace)
    except (TypeError, ValueError, AttributeError, LookupError):
        return False


def _answer(world: DiskWorld, what: str, name: str, deep: bool) -> str:
    try:
        match what:
            case "is_checkout" | "source_date" | "look_leads_out" | "installed":
                return _digest(getattr(world, what))
            case "today":
                return _digest(world.today())
            case "names":
                return _digest(list(world.names(name, deep=deep)))
            case "read" | "exists" | "leads_out" | "look_file" | "look":
                return _digest(getattr(world, what)(name))
            case "names_beside" | "packaged_names" | "look_names":
                return _digest(list(getattr(world, what)(name)))
            case _:
                raise LookupError(what)
    except LookupError:
        raise
    except Exception as error:
        return _digest(error)


def _digest(answer: object) -> str:
    if isinstance(answer, bytes):
        return hashlib.sha256(answer).hexdigest()
    if isinstance(answer, Exception):
        # Without its address in memory; the number of the system's error is what differs.
        answer = (type(answer).__name__, getattr(answer, "errno", 0), str(answer))
    return hashlib.sha256(repr(answer).encode("utf-8", "surrogateescape")).hexdigest()
