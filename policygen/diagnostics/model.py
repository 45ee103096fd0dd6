"""What every stage says when something is wrong: a Diagnostic, with the place it is about.

Stages collect diagnostics in a `Diagnostics` and go on, so that one run reports every mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class _Place(NamedTuple):
    file: str
    line: int
    column: int
    end_line: int
    end_column: int


class Span(_Place):
    """A place in a text file: `file` relative to the project with `/`, lines and columns from 1, columns in characters.

    The end is exclusive; a span of one point has equal start and end. A tuple, because reading makes one a scalar.
    """

    __slots__ = ()

    def __new__(cls, file: str, line: int, column: int, end_line: int = 0, end_column: int = 0) -> Span:
        if not end_line:
            end_line, end_column = line, column
        return super().__new__(cls, file, line, column, end_line, end_column)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that helps to understand the first: "first set here"."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `code` is stable and explained by `policygen explain CODE`; `message` stands alone, in words.

    `hint` says what to do; `trace` names what led here, outermost first (school, policy, clause).
    """

    code: str
    message: str
    span: Span | None = None
    severity: Severity = Severity.ERROR
    hint: str = ""
    related: tuple[Related, ...] = ()
    trace: tuple[str, ...] = ()


@dataclass(slots=True)
class Diagnostics:
    """Collects findings in the order they were made; an equal finding is kept once."""

    found: dict[Diagnostic, None] = field(default_factory=dict)

    def add(self, diagnostic: Diagnostic) -> None:
        self.found.setdefault(diagnostic)

    def error(
        self, code: str, message: str, span: Span | None = None, *, hint: str = "", related: Iterable[Related] = ()
    ) -> None:
        self.add(Diagnostic(code, message, span, Severity.ERROR, hint, tuple(related)))

    def warning(
        self, code: str, message: str, span: Span | None = None, *, hint: str = "", related: Iterable[Related] = ()
    ) -> None:
        self.add(Diagnostic(code, message, span, Severity.WARNING, hint, tuple(related)))

    def extend(self, others: Iterable[Diagnostic]) -> None:
        for diagnostic in others:
            self.add(diagnostic)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    @property
    def errors(self) -> int:
        return sum(diagnostic.severity is Severity.ERROR for diagnostic in self.found)
