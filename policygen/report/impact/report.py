"""Impact as words for a reviewer, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

from policygen.report.impact.model import ClauseChange, Impact, OtherChange
from policygen.report.impact.words import marked_difference
from policygen.report.usage import Touched

VERSION = 1
NAMED = 12


def impact_lines(impact: Impact, ref: str) -> Iterator[str]:
    """Yield the report: what changed and where it reaches, clause by clause, then the rest, then the sum."""
    for change in impact.clauses:
        yield from _clause(change)
    for other in impact.others:
        yield from _other(other)
    counts = Counter(change.what for change in impact.clauses)
    said = ", ".join(f"{count} {what}" for what, count in sorted(counts.items())) or "none changed"
    yield f"Since {ref}: clauses {said}; {len(impact.others)} other changes; {_touched(impact.touched)}."


def impact_json(impact: Impact, ref: str, commit: str) -> str:
    """Return the impact for a program; keys are stable and always present."""
    document = {
        "version": VERSION,
        "since": ref,
        "commit": commit,
        "clauses": [asdict(change) for change in impact.clauses],
        "others": [asdict(change) for change in impact.others],
        "touched": asdict(impact.touched),
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _clause(change: ClauseChange) -> Iterator[str]:
    renamed = f", formerly {change.formerly}" if change.formerly else ""
    parts = f": {', '.join(change.parts)}" if change.parts else ""
    yield f"{change.what} {change.clause} “{change.title}”{renamed}{parts}"
    if change.what == "changed" and change.before == change.after:
        yield "  the words are the same"
    elif change.what == "changed":
        yield f"  {marked_difference(change.diff)}"
    else:
        yield f"  {' '.join((change.after or change.before).split())}"
    yield f"  {_touched(change.touched)}"
    yield ""


def _other(change: OtherChange) -> Iterator[str]:
    yield f"{change.what} {change.kind} {change.name}"
    for detail in change.details:
        yield f"  {detail}"
    yield f"  {_touched(change.touched)}"
    yield ""


def _touched(touched: Touched) -> str:
    count = len(touched.schools)
    named = ", ".join(touched.schools[:NAMED]) + (f" and {count - NAMED} more" if count > NAMED else "")
    policies = ", ".join(touched.policies) or "no policy"
    return f"{policies}; {count} school{'' if count == 1 else 's'}{': ' if count else ''}{named}"
