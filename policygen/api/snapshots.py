"""A draft as it is at one moment, and those of a short while ago, so that an answer does not begin from nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from policygen.api.session import Session
from policygen.api.short_memory import ShortMemory
from policygen.ask.interview import KnownInterviews
from policygen.ask.unfinished import Unfinished
from policygen.compile.compiler import Compiler
from policygen.resolve.settled_file import SettledFile, settled_file
from policygen.world.memory import DraftWorld


class DraftSnapshot:
    """A draft with its files as they are at one moment: its questions, and its policies to look at.

    What was worked out stays with it. One person's: two threads must not share it.
    """

    def __init__(
        self, compiler: Compiler, school: str, files: Mapping[str, bytes], interviews: KnownInterviews
    ) -> None:
        """`compiler` is the draft's, whose files may change afterwards."""
        self.school, self.files = school, dict(files)
        self._interviews = interviews
        world = DraftWorld(compiler.project.world, dict(files))
        self._compiler = replace(compiler, project=replace(compiler.project.for_session(), world=world))

    @cached_property
    def now(self) -> Unfinished | None:
        """The answers, with every question of the policies; None if the settings cannot be read."""
        return Unfinished.of(self._settled, self._interviews)

    @cached_property
    def session(self) -> Session:
        """The school. Nothing must be written through it: that would not reach the draft."""
        return Session(self._compiler, self.school, self._settled)

    @cached_property
    def _settled(self) -> SettledFile:
        return settled_file(self._compiler.project, self._compiler.files[self.school])


@dataclass(slots=True)
class RecentDrafts(ShortMemory[DraftSnapshot]):
    """Snapshots of drafts of one library, each with at most `largest` bytes of files.

    One is found only by all of the files that it was made from, so whoever finds it has its words already. Threads
    share this, but never a snapshot: what is taken is there no longer.
    """

    most: int = 64
    largest: int = 300_000

    def take_of(self, school: str, files: Mapping[str, bytes]) -> DraftSnapshot | None:
        """Return the snapshot of these files and have it no longer, or None."""
        return self.take(_key(school, files))

    def put_back(self, snapshot: DraftSnapshot) -> None:
        """Keep a snapshot for a while, unless its files are large."""
        if sum(map(len, snapshot.files.values())) <= self.largest:
            self.keep(_key(snapshot.school, snapshot.files), snapshot)


def _key(school: str, files: Mapping[str, bytes]) -> tuple[object, ...]:
    return (school, *sorted(files.items()))
