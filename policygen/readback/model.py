"""What a read file comes to: proposals for the settings, remarks to settle, and what the school may not change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from policygen.diagnostics.model import Diagnostic, RefusedFile, Severity
from policygen.readback.changes import BlockChange
from policygen.readback.pairing import Sure
from policygen.upgrade.editing import Change

Kind = Literal["replace", "omit", "add", "move", "answer", "remark", "none"]


class NotReadBack(RefusedFile):
    """The file cannot be read back, and `finding` says why; the message is for a person."""


@dataclass(frozen=True, slots=True)
class WordComment:
    """A comment: its words, who made it and when, and the words in which block of which clause it is about."""

    text: str
    author: str
    date: str
    block: str
    clause: str
    about: str


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry for `tailoring:` in a settings file: its keys in order, each with words, or with keys and words."""

    fields: tuple[tuple[str, str | tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What edits of one clause, or of one value, come to in the settings.

    `target` is a clause's full name or a settings key, `before` and `after` are its words (for a clause, as its source
    has them). `kept` are the placeholders that are still in them. `refusal` says why the school may not make it, or
    why a person has to; `caution` what to look at before it is taken. `needs_reason` tells that it takes a reason;
    `because` is the one that the file gives. `changes` and `entries` are what it writes. `others` are the clauses that
    it changes besides, because something was moved between them and the target.
    """

    number: int
    kind: Kind
    target: str
    title: str = ""
    before: str = ""
    after: str = ""
    kept: tuple[str, ...] = ()
    because: str = ""
    needs_reason: bool = False
    sure: Sure = "certain"
    refusal: Diagnostic | None = None
    caution: Diagnostic | None = None
    edits: tuple[BlockChange, ...] = ()
    changes: tuple[Change, ...] = ()
    entries: tuple[NewEntry, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def can_be_written(self) -> bool:
        return self.refusal is None and bool(self.changes or self.entries)

    @property
    def is_done(self) -> bool:
        """Whether the settings have it already."""
        return self.refusal is not None and self.refusal.severity is Severity.NOTE

    @property
    def is_taken(self) -> bool:
        """Whether it is written unless a person chooses: it is sure enough, and nothing is to be looked at."""
        return self.can_be_written and self.caution is None and self.sure != "unsure"


@dataclass(frozen=True, slots=True)
class WordReading:
    """An edited file, read: what changed, what was said in comments, and what is proposed for which school's settings.

    `has_bookmarks` tells whether the file still has the bookmarks that it was built with.
    """

    file: str
    school: str
    policy: str
    settings: str
    has_bookmarks: bool
    changes: tuple[BlockChange, ...]
    comments: tuple[WordComment, ...]
    proposals: tuple[Proposal, ...]

    @property
    def is_unchanged(self) -> bool:
        return not (self.changes or self.comments)
