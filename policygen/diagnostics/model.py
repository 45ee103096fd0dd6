"""Findings: a Diagnostic says what is wrong, and where.

Stages collect diagnostics in a `Diagnostics` and continue, so one run reports every mistake.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from policygen.diagnostics.codes import Code, codes, explain_code, phrase_of
from policygen.diagnostics.phrases import Fact, filled


class Refused(Exception):
    """The request cannot be carried out; the message tells the user why."""

    @property
    def hint(self) -> str:
        """What to do about it, or "" if the message already says that."""
        return ""


class Severity(StrEnum):
    """How serious a finding is: an error stops a build; a warning or a note does not."""

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

    The end is exclusive, and an empty span has the same start and end. It is a tuple because each scalar needs one.
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
    """One finding. `code` is stable and explained by `policygen explain CODE`; `message` makes sense on its own.

    `hint` says what to do; `trace` gives the context, outermost first (school, policy, clause).
    """

    code: str
    message: str
    span: Span | None = None
    severity: Severity = Severity.ERROR
    hint: str = ""
    related: tuple[Related, ...] = ()
    trace: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        code: str,
        span: Span | None = None,
        severity: Severity | None = None,
        *,
        related: Mapping[str, Span] | None = None,
        trace: tuple[str, ...] = (),
        **facts: Fact,
    ) -> Diagnostic:
        """Return a finding with the wording that codes.yaml has for `code`, filled with the facts.

        `code` may name one of several wordings: "PG207.outside". The default severity is the code's. `related`
        gives the place of each label. Raises KeyError if the catalogue has no such wording, or a fact that the wording
        needs is missing: an error in policygen, which a test finds.
        """
        phrase = phrase_of(code)
        return cls(
            code.partition(".")[0],
            filled(phrase.message, facts),
            span,
            severity or Severity(phrase.severity),
            filled(phrase.hint, facts).strip(),
            tuple(Related(place, filled(phrase.labels[label], facts)) for label, place in (related or {}).items()),
            trace,
        )

    @staticmethod
    def codes() -> Mapping[str, Code]:
        """Return every code with its title, explanation, example and what to do."""
        return codes()

    @staticmethod
    def explain(code: str) -> str:
        """Return the explanation of a code as plain text; for an unknown code, list similar ones."""
        return explain_code(code)

    def within(self, names: Collection[str]) -> bool:
        """Return whether it is about a place in one of these files or folders of the project."""
        file = self.span.file if self.span else ""
        return bool(file) and any(file == name or file.startswith(f"{name}/") for name in names)


class RefusedFile(Refused):
    """A file that a person gave cannot be read, and `finding` says why; the message is the finding's."""

    def __init__(self, finding: Diagnostic) -> None:
        super().__init__(finding.message)
        self.finding = finding

    @property
    def hint(self) -> str:
        return self.finding.hint


@dataclass(slots=True)
class Diagnostics:
    """Collects findings in the order they were made; an equal finding is kept once."""

    found: dict[Diagnostic, None] = field(default_factory=dict)

    def add(self, diagnostic: Diagnostic) -> None:
        self.found.setdefault(diagnostic)

    def report(
        self,
        code: str,
        span: Span | None = None,
        severity: Severity | None = None,
        *,
        related: Mapping[str, Span] | None = None,
        **facts: Fact,
    ) -> None:
        """Add a finding with wording from the catalogue: see `Diagnostic.of`."""
        self.add(Diagnostic.of(code, span, severity, related=related, trace=(), **facts))

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
