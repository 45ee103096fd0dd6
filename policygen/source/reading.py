"""Read bytes into a tree of nodes with exact places, and report every mistake in the file."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic, Diagnostics, Span
from policygen.source.characters import check_characters
from policygen.source.encoding import decode_source
from policygen.source.nodes import Node, Source
from policygen.source.scan import Scan, scan
from policygen.source.suspicious import suspicious_values

__all__ = ["LimitedDiagnostics", "capped", "misnamed", "read_source", "shown"]

ROUNDS = 12
MOST_OF_A_KIND = 20
KEPT = 1000
# Findings that a wrong guess at an indentation cannot cause.
_LEXICAL = {"PG120", "PG121", "PG122", "PG123", "PG125", "PG126", "PG128", "PG129", "PG131", "PG132", "PG133"}
# After one of these the tree does not have the intended shape, and every later finding would mislead.
_SHAPE = {"PG121", "PG124", "PG125", "PG127", "PG128", "PG129", "PG133"}


class LimitedDiagnostics(Diagnostics):
    """Findings, with at most `KEPT` of each code, because a file full of mistakes would take too long otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()

    def add(self, diagnostic: Diagnostic) -> None:
        if self.counts[diagnostic.code] < KEPT and diagnostic not in self.found:
            self.counts[diagnostic.code] += 1
            super().add(diagnostic)


def read_source(name: str, data: bytes, diagnostics: Diagnostics) -> tuple[Source, Node] | None:
    """Return the source and the tree of one YAML file; `name` is its path relative to the project, with `/`.

    Adds every mistake found (codes PG1xx). Returns None if the tree cannot be trusted. A tree may come with errors (a
    duplicate key, a lost comment), which lets later stages report theirs too. Never raises.
    """
    found = LimitedDiagnostics()
    try:
        return _read(name, data, found)
    finally:
        diagnostics.extend(capped(found))


def shown(name: str, data: bytes) -> Source:
    """Return the text of a file that could not be read, as far as it can be shown, because messages quote it."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return Source(name, text, "")


def _read(name: str, data: bytes, diagnostics: Diagnostics) -> tuple[Source, Node] | None:
    text = decode_source(name, data, diagnostics)
    if text is None:
        return None
    source = Source(name, text, hashlib.sha256(text.encode("utf-8")).hexdigest())
    lines = check_characters(name, text, diagnostics).split("\n")
    result = _first_round(source, lines, diagnostics)
    if not result.usable or any(diagnostic.code in _SHAPE for diagnostic in diagnostics):
        return None
    if result.root is None:
        diagnostics.report("PG113", Span(name, 1, 1))
        return None
    return source, result.root


def _first_round(source: Source, lines: list[str], diagnostics: Diagnostics) -> Scan:
    """Return the scan of the file as it is; after a failure, scan repaired copies to find the mistakes further down."""
    first = result = _scan(source, lines, diagnostics, frozenset(), guessed=False)
    if first.failure is None:
        return first
    # Imported late, because its patterns take longer to compile than most files take to read.
    from policygen.source.syntax_errors import explain_syntax_error, syntax_errors_in_lines

    repaired: dict[int, str] = {}
    guessed = False
    for attempt in range(ROUNDS):
        if result.failure is None:
            break
        scalars = [scalar for scalar, _ in result.scalars]
        faults = syntax_errors_in_lines(source.name, lines, scalars) if attempt == 0 else []
        mark = result.failure.problem_mark or result.failure.context_mark
        if mark is None or mark.line not in {row for fault in faults for row in fault.repair}:
            faults.append(explain_syntax_error(source.name, lines, result.failure, scalars))
        # `*x y` was already reported as a copy; a second finding would add nothing.
        shorthand = {_start(diagnostic) for diagnostic in diagnostics if diagnostic.code in ("PG108", "PG110")}
        repairs: dict[int, str] = {}
        for fault in faults:
            if guessed and fault.diagnostic.code not in _LEXICAL:
                continue
            repairs |= fault.repair
            if fault.diagnostic.code != "PG125" or _start(fault.diagnostic) not in shorthand:
                diagnostics.add(fault.diagnostic)
        if not repairs or repaired.keys() & repairs.keys():
            break
        guessed = guessed or any(fault.guess for fault in faults)
        repaired |= repairs
        lines = [repairs.get(number, line) for number, line in enumerate(lines)]
        result = _scan(source, lines, diagnostics, frozenset(repaired), guessed=guessed)
    return first


def _start(diagnostic: Diagnostic) -> tuple[int, int]:
    return (diagnostic.span.line, diagnostic.span.column) if diagnostic.span else (0, 0)


def _scan(
    source: Source, lines: list[str], diagnostics: Diagnostics, repaired: frozenset[int], *, guessed: bool
) -> Scan:
    """Scan and look for suspicious values, leaving out those on a repaired line or after a guessed indentation."""
    found = LimitedDiagnostics()
    result = scan(source.name, lines, found)
    found.extend(suspicious_values(source, lines, result.scalars))
    for diagnostic in found:
        line = diagnostic.span.line - 1 if diagnostic.span else -1
        if line not in repaired and (not guessed or diagnostic.code in _LEXICAL):
            diagnostics.add(diagnostic)
    return result


def capped(found: LimitedDiagnostics) -> Iterator[Diagnostic]:
    """Yield at most `MOST_OF_A_KIND` findings of each code; the last one says how many more were found."""
    shown: Counter[str] = Counter()
    for diagnostic in found:
        code = diagnostic.code
        shown[code] += 1
        more = found.counts[code] - MOST_OF_A_KIND
        if shown[code] == MOST_OF_A_KIND and more > 0:
            if found.counts[code] < KEPT:
                message = say("reading.more_like_this", message=diagnostic.message, count=more)
            else:
                message = say("reading.many_like_this", message=diagnostic.message)
            yield replace(diagnostic, message=message)
        elif shown[code] <= MOST_OF_A_KIND:
            yield diagnostic


def misnamed(name: str) -> Diagnostic | None:
    """Return PG100 for a name that was meant to end in `.yaml` and does not; None for every other name."""
    folder, slash, last = name.rpartition("/")
    match = re.fullmatch(
        r"(?P<stem>.+?)\.ya?ml(?:\.ya?ml|\.txt|\.docx?|\.odt|\.rtf|\.html?|[. ~]|\s)*", last, re.IGNORECASE
    )
    if match is None or last == f"{match['stem']}.yaml":
        return None
    wanted = f"{folder}{slash}{match['stem']}.yaml"
    return Diagnostic.of("PG100", Span(name, 1, 1), name=last, wanted=wanted)
