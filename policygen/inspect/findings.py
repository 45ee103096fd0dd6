"""What is found about a file: what holds, what does not, and what cannot be checked, each as a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["holds", "fails", "unknown"]


@dataclass(frozen=True, slots=True)
class FileFinding:
    """One thing that was looked at. `code` is stable, for programs; `details` name the places, worst first."""

    kind: Kind
    code: str
    words: str
    details: tuple[str, ...] = ()


@dataclass(slots=True)
class Verification:
    """The findings on one file, in the order in which they were made."""

    file: str
    findings: list[FileFinding] = field(default_factory=list)

    def holds(self, code: str, words: str, *details: str) -> None:
        self.findings.append(FileFinding("holds", code, words, details))

    def fails(self, code: str, words: str, *details: str) -> None:
        self.findings.append(FileFinding("fails", code, words, details))

    def unknown(self, code: str, words: str, *details: str) -> None:
        self.findings.append(FileFinding("unknown", code, words, details))

    @property
    def good(self) -> bool:
        """Return whether every check passed; False too for a file where nothing could be checked."""
        kinds = {finding.kind for finding in self.findings}
        return "holds" in kinds and "fails" not in kinds

    def codes(self) -> list[str]:
        """Return `kind:code` of each finding."""
        return [f"{finding.kind}:{finding.code}" for finding in self.findings]


def first_names(names: list[str], most: int = 12) -> tuple[str, ...]:
    """Return the first names, and how many more there are."""
    return (*names[:most], *([f"and {len(names) - most} more"] if len(names) > most else []))
