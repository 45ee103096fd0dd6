"""Impact as text for a reviewer, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

from policygen.compare.words import marked_difference
from policygen.diagnostics.codes import say
from policygen.report.impact.model import ClauseChange, Impact, OtherChange, What
from policygen.report.usage import Touched, names_up_to

VERSION = 2
NAMED = 12


def impact_lines(impact: Impact, compared: str) -> Iterator[str]:
    """Yield the report: each clause that changed with the policies and schools affected, other changes, and totals.

    `compared` says what was compared, for the last line.
    """
    for change in impact.clauses:
        yield from _clause(change)
    for other in impact.others:
        yield from _other(other)
    counts = Counter(change.what for change in impact.clauses)
    clauses = [say(f"impact.count_{what}", count=count) for what, count in sorted(counts.items())]
    yield say(
        "impact.total",
        since=compared,
        clauses=", ".join(clauses) or say("impact.no_clauses"),
        others=len(impact.others),
        touched=_touched(impact.touched),
    )


def impact_json(impact: Impact, old: str, new: str, commit: str) -> str:
    """Return the impact for a program; keys are stable and always present."""
    document = {
        "version": VERSION,
        "since": old if commit else "",
        "commit": commit,
        "old": "" if commit else old,
        "new": new,
        "clauses": [asdict(change) for change in impact.clauses],
        "others": [asdict(change) for change in impact.others],
        "touched": asdict(impact.touched),
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _clause(change: ClauseChange) -> Iterator[str]:
    renamed = _renamed(change.formerly)
    if change.shared_with:
        renamed += say("impact.shared", names=change.shared_with)
    parts = f": {', '.join(change.parts)}" if change.parts else ""
    heading = say("impact.clause", what=_what(change.what), clause=change.clause, title=change.title)
    yield f"{heading}{renamed}{parts}"
    if change.what == "changed" and change.before == change.after:
        yield f"  {say('impact.same_words')}"
    elif change.what == "changed":
        yield f"  {marked_difference(change.diff)}"
    else:
        yield f"  {' '.join((change.after or change.before).split())}"
    yield f"  {_touched(change.touched)}"
    if change.tailored:
        yield f"  {say('impact.tailored', schools=names_up_to(change.tailored, NAMED))}"
    yield ""


def _other(change: OtherChange) -> Iterator[str]:
    yield f"{_what(change.what)} {change.kind} {change.name}{_renamed(change.formerly)}"
    for detail in change.details:
        yield f"  {detail}"
    yield f"  {_touched(change.touched)}"
    yield ""


def _renamed(formerly: tuple[str, ...]) -> str:
    return say("impact.formerly", names=formerly) if formerly else ""


def _touched(touched: Touched) -> str:
    schools = say("usage.schools", count=len(touched.schools))
    policies = ", ".join(touched.policies) or say("usage.no_policy")
    return f"{policies}; {schools}" + (f": {names_up_to(touched.schools, NAMED)}" if touched.schools else "")


def _what(what: What) -> str:
    return say(f"impact.{what}")
