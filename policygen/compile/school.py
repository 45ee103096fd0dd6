"""One school, settled and planned, and each of its policies once it is compiled."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from policygen.assemble.adoptions import NONE, Adoptions
from policygen.assemble.assemble import Assembler
from policygen.assemble.placeholders import MissingAnswer
from policygen.assemble.sheets import sheets_of
from policygen.assemble.wording import Wording
from policygen.check.pictures import Picture
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics
from policygen.document.model import Document
from policygen.document.typography import typographic
from policygen.resolve.settled import Settled
from policygen.resolve.tailoring import Plan
from policygen.world.digest import fingerprint_of


@dataclass(slots=True)
class School:
    """One school, settled and planned: what its policies will hold. `diagnostics` are this school's own.

    It is a session: `project` is the library as this school sees it, with the school's own texts in it, and what was
    compiled once is kept in it. All of that goes when the school does. Two threads cannot share one.
    """

    id: str
    settled: Settled
    plans: dict[str, Plan]
    logo: Picture | None
    diagnostics: Diagnostics
    project: Project
    assembler: Assembler
    compiled: dict[tuple[str, bool], Compiled] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 (hex) over the settings files that its answers come from, its own first, and over its logo."""
        files = (part for settings in self.settled.chain for part in (settings.file, settings.source.digest))
        return fingerprint_of(*files, self.logo.data if self.logo else "")


@dataclass(frozen=True)
class Compiled:
    """One policy assembled. `missing` are the answers it lacks; without them it can only be a draft.

    `assembled` has its words as they were written, `document` as they are printed. `adoptions` is what the policy
    prints about its adoptions; `printed` is what is known of its blocks for that (`Prose.for_session`).
    """

    policy: str
    assembled: Document
    missing: tuple[MissingAnswer, ...]
    diagnostics: Diagnostics
    project: Project
    wording: Wording
    adoptions: Adoptions = NONE
    printed: MutableMapping[int, tuple[Any, Any]] = field(default_factory=dict, repr=False)

    @cached_property
    def document(self) -> Document:
        """The policy as it is printed. Whoever only wants the findings does not wait for the typography."""
        return typographic(self.assembled, self.printed)

    @property
    def sheets(self) -> dict[str, Document]:
        """Its agreements and forms as separate Documents, by file name."""
        return sheets_of(self.project, self.policy, self.document, self.wording)
