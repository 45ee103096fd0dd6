"""The summary of a build: how many policies were built, where they are, and what was not built and why."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from policygen.build.manifest import sheets_left
from policygen.build.results import NotMade, SchoolResult
from policygen.diagnostics.codes import say


def build_summary(results: list[SchoolResult], shown: Callable[[Path], str] = str) -> str:
    """Return the last line of a build: how many policies were built, and where to look for each that was not.

    `shown` turns a path into text.
    """
    made = sum(len(result.made.keys() - {entry.policy for entry in result.not_made}) for result in results)
    failed = sum(len(result.not_made) for result in results)
    if not failed:
        return say("build.done", made=made, total=made, where=_where(results, shown))
    failures = "; ".join(part for result in results for part in _failed(result))
    return say("build.done_but", made=made, total=made + failed, where=_where(results, shown), failures=failures)


def stopped_summary(results: list[SchoolResult], total: int, shown: Callable[[Path], str] = str) -> str:
    """Return what to say of a build of `total` schools that was stopped after these results."""
    made = sum(bool(result.made) for result in results)
    if not made:
        return say("build.stopped_early")
    return say("build.stopped", made=made, total=total, where=_where(results, shown))


def left_summary(out: Path, schools: Collection[str], shown: Callable[[Path], str] = str) -> str:
    """Return what to say of the sheets of these schools that a build without sheets left as they are; "" if of none."""
    left = list(sheets_left(out, schools))
    return say("build.sheets_left", count=len(left), where=_within(left, shown)) if left else ""


def _where(results: list[SchoolResult], shown: Callable[[Path], str]) -> str:
    """Return where the files of results are; "" if there are none."""
    return _within(
        (path for result in results for paths in (*result.made.values(), result.beside) for path in paths), shown
    )


def _within(paths: Iterable[Path], shown: Callable[[Path], str]) -> str:
    """Return " in build/allhallows/": the nearest folder that has all files in it; "" if there are no files."""
    files = list(paths)
    if not files:
        return ""
    folder = shown(Path(os.path.commonpath([file.parent for file in files])))
    return say("build.where", folder=folder.rstrip("/"))


def _failed(result: SchoolResult) -> list[str]:
    """Return what was not built for a school: in one phrase if that is every policy, for the same reason."""
    entries = result.not_made
    if not result.made and len(entries) > 2 and len({_reason(entry) for entry in entries}) == 1:
        return [_not_built(say("build.all_of", school=result.school), entries[0])]
    reasons: dict[tuple[int, int, tuple[int, ...], bool], list[NotMade]] = {}
    for entry in entries:
        reasons.setdefault(_reason(entry), []).append(entry)
    return [_not_built(_named(result.school, same), same[0], several=len(same) > 1) for same in reasons.values()]


def _named(school: str, entries: list[NotMade]) -> str:
    """Return the policies by name, or the school if its settings are so wrong that its policies are not known."""
    policies = [entry.policy for entry in entries if entry.policy]
    return say("build.one_of", policies=policies, school=school) if policies else school


def _reason(entry: NotMade) -> tuple[int, int, tuple[int, ...], bool]:
    return (0, 0, (), True) if entry.unwritten else (entry.errors, entry.missing, entry.lines, False)


def _not_built(what: str, entry: NotMade, *, several: bool = False) -> str:
    """Return `what` was not built, with the reason; `several` if each of several policies has it."""
    if entry.unwritten:
        count = say("build.unwritten")
    elif entry.missing and entry.missing == entry.errors:
        count = say("build.answers_each" if several else "build.answers", count=entry.missing)
    else:
        count = say("build.mistakes_each" if several else "build.mistakes", count=entry.errors)
    if not entry.lines:
        return say("build.failure", what=what, count=count)
    lines = [str(line) for line in entry.lines]
    return say("build.failure_lines", what=what, count=count, number=len(lines), lines=lines)
