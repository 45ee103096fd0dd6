"""What is found about a file: what holds, what does not, and what cannot be checked, each as a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["holds", "fails", "unknown"]
# What has to be known before a file counts as good: letters of unknown shapes can be any letters.
_NEEDED = frozenset(("letters",))


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
    def objections(self) -> list[FileFinding]:
        """Return why the file must be neither signed nor adopted: what failed, then what is not known and has to be."""
        failed = [finding for finding in self.findings if finding.kind == "fails"]
        return failed + [one for one in self.findings if one.kind == "unknown" and one.code in _NEEDED]

    @property
    def good(self) -> bool:
        """Return whether there are no objections; False too for a file where nothing could be checked."""
        return any(finding.kind == "holds" for finding in self.findings) and not self.objections

    def codes(self) -> list[str]:
        """Return `kind:code` of each finding."""
        return [f"{finding.kind}:{finding.code}" for finding in self.findings]


def first_names(names: list[str], most: int = 12) -> tuple[str, ...]:
    """Return the first names, and how many more there are."""
    return (*names[:most], *([f"and {len(names) - most} more"] if len(names) > most else []))
