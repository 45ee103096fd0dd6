"""A release in plain words: for the terminal, and as an entry of the library's CHANGELOG.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policygen.diagnostics.codes import say
from policygen.report.release.model import WEIGHTS, ReleaseChange


def change_lines(changes: Sequence[ReleaseChange], heading: str = "", bullet: str = "- ") -> Iterator[str]:
    """Yield the changes under a heading for each weight, the heaviest first."""
    for weight in WEIGHTS:
        listed = [change for change in changes if change.weight == weight]
        if not listed:
            continue
        yield ""
        yield heading + say(f"release.{weight}")
        if heading:
            yield ""
        yield from (f"{bullet}{_sentence(change)}" for change in listed)


def changelog_entry(version: str, date: str, changes: Sequence[ReleaseChange], *, is_first: bool) -> str:
    """Return the entry of one version as Markdown, with a line end; `is_first` if the changelog has no other."""
    nothing = say("release.changelog_first" if is_first else "release.changelog_nothing")
    lines = [say("release.changelog_head", version=version, date=date)]
    lines += change_lines(changes, "### ") if changes else ["", nothing]
    return "\n".join(lines) + "\n"


def with_entry(changelog: str, title: str, entry: str) -> str:
    """Return a changelog with a new entry before the others; an entry of the same version is replaced."""
    head, entries = _parts(changelog or say("release.changelog_title", title=title) + "\n")
    same = entry.partition("\n")[0].partition(" (")[0]
    kept = [one for one in entries if one.partition("\n")[0].partition(" (")[0] != same]
    return "\n".join(part.strip("\n") + "\n" for part in (head, entry, *kept))


def _parts(changelog: str) -> tuple[str, list[str]]:
    head, *rest = changelog.split("\n## ")
    return head, [f"## {one}" for one in rest]


def _sentence(change: ReleaseChange) -> str:
    words = [change.said if change.said.endswith((".", "?")) else f"{change.said}."]
    if change.policies:
        words.append(say("release.policies", names=change.policies))
    if change.every_kind:
        words.append(say("release.every_kind"))
    elif change.kinds:
        words.append(say("release.kinds", names=change.kinds))
    return " ".join(words)
