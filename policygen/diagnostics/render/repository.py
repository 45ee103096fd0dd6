"""Where a code host finds the files of a project: its paths start at the root of the repository."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from policygen.diagnostics.model import Diagnostic, Span


@dataclass(frozen=True, slots=True)
class Repository:
    """`folder` is the project's folder from the repository's root: "", or a path that ends with `/`.

    `outside` are files that findings point to but that are not in the project, such as those of the packaged library.
    A finding without a place in the project is shown at the settings file of the school that it is about, in `schools`
    by id, and otherwise at `stand_in`.
    """

    folder: str = ""
    outside: Collection[str] = ()
    stand_in: str = ""
    schools: Mapping[str, str] = field(default_factory=dict)

    def located(self, diagnostic: Diagnostic, *, everywhere: bool) -> Diagnostic:
        """Return a finding as a code host shows it: paths from the repository's root, and its trace in the message.

        With `everywhere`, a finding without a place in the repository gets one, if the project has any file.
        """
        span, parts = diagnostic.span, [diagnostic.message]
        if span is not None and span.file in self.outside:
            parts.append(str(span))
            span = None
        if span is None and everywhere:
            named = [self.schools[one] for one in named_schools(diagnostic.trace) if one in self.schools]
            file = next(iter(named), self.stand_in)
            span = Span(file, 1, 1) if file else None
        context = [" > ".join(diagnostic.trace)] if diagnostic.trace else []
        related = (one for one in diagnostic.related if one.span.file not in self.outside)
        return replace(
            diagnostic,
            message="\n".join([*parts, *context]),
            span=self._moved(span) if span is not None else None,
            related=tuple(replace(one, span=self._moved(one.span)) for one in related),
        )

    def _moved(self, span: Span) -> Span:
        return Span(f"{self.folder}{span.file}", span.line, span.column, span.end_line, span.end_column)


def named_schools(trace: Iterable[str]) -> list[str]:
    """Return the schools that a trace names, in order: `hilltop` in `e-safety and forms for hilltop; …`."""
    return [name for part in trace for one in part.split("; ") for _, of, name in [one.rpartition(" for ")] if of]
