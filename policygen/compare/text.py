"""The comparison for a terminal and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policygen.assemble.wording import Wording
from policygen.compare.align import Compared, Difference, RedlinePiece, redline
from policygen.compare.reasons import reason_of, requirements_of
from policygen.compare.report import counts, line_changes, part_name, section_name, summary_of_differences, why
from policygen.diagnostics.codes import say
from policygen.document.fingerprint import COVER
from policygen.document.lines import Line
from policygen.document.plain import words_of

VERSION = 1
_MARKS = {"kept": ("", "", ""), "removed": ("[-", "-]", "31"), "added": ("{+", "+}", "32")}


def comparison_lines(
    old: Compared, new: Compared, differences: tuple[Difference, ...], wording: Wording, *, color: bool = False
) -> Iterator[str]:
    """Yield the comparison as lines, with removed text in [-…-] and added text in {+…+}."""
    yield _shown(f"{words_of(new.document.cover.title)}, {words_of(new.document.cover.school)}")
    yield _shown(say("compare.before", status=old.document.cover.status, file=str(old.file)))
    yield _shown(say("compare.after", status=new.document.cover.status, file=str(new.file)))
    for difference in differences:
        if difference.kind == "renumbered":
            continue
        yield ""
        yield _painted(_shown(f"{section_name(difference, wording)}: {_said(difference)}"), "1", color)
        for change in line_changes(difference):
            yield f"  {redline_text(pieces_of(change.before, change.after), color=color)}"
        yield _shown(say("compare.reason", reason=why(difference, old.document, new.document, wording)))
        meets = requirements_of(difference, old.document, new.document)
        if meets:
            yield _shown(say("compare.source", names=", ".join(meets)))
    yield ""
    yield f"{summary_of_differences(differences, wording) or wording('compare.same').rstrip('.')}{_aside(differences)}."


def as_data(old: Compared, new: Compared, differences: tuple[Difference, ...], wording: Wording) -> dict[str, Any]:
    """Return the comparison as data for JSON."""
    return {
        "version": VERSION,
        "old": _source(old),
        "new": _source(new),
        "summary": summary_of_differences(differences, wording),
        "counts": counts(differences),
        "differences": [_one(difference, old, new, wording) for difference in differences],
    }


def pieces_of(before: Line | None, after: Line | None) -> tuple[RedlinePiece, ...]:
    """Return the redline of a line that was changed, added or removed."""
    if before is None or after is None:
        how, line = ("added", after) if before is None else ("removed", before)
        return (RedlinePiece("added" if how == "added" else "removed", line.text if line else ""),)
    return redline(before.text, after.text)


def redline_text(pieces: tuple[RedlinePiece, ...], *, color: bool = False) -> str:
    """Return a redline as text: [-removed-] {+added+}."""
    return "".join(
        _painted(f"{opened}{_shown(piece.text)}{closed}", paint, color)
        for piece in pieces
        for opened, closed, paint in (_MARKS[piece.how],)
    )


def _shown(text: str) -> str:
    """Return text for one line of a terminal, without the control characters that a file may contain."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)


def _painted(text: str, paint: str, color: bool) -> str:
    return f"\x1b[{paint}m{text}\x1b[0m" if color and paint else text


def _said(difference: Difference) -> str:
    if difference.kind == "details":
        return say("compare.details")
    kind = say(f"compare.{difference.kind}")
    return say("compare.and_moved", kind=kind) if difference.moved and difference.kind != "moved" else kind


def _aside(differences: tuple[Difference, ...]) -> str:
    """Return the changes that the summary does not count, because the version table counts changes of wording only."""
    found = counts(differences)
    said = "".join(
        say(f"compare.only_{kind}", count=found[kind]) for kind in ("details", "renumbered") if found.get(kind, 0)
    )
    cover = any(one.kind == "details" and one.part.id == COVER for one in differences)
    return said + (say("compare.cover") if cover else "")


def _source(compared: Compared) -> dict[str, str]:
    document = compared.document
    return {
        "file": str(compared.file),
        "school": document.school,
        "policy": document.policy,
        "title": document.metadata.title,
        "state": document.state,
        "status": document.cover.status,
    }


def _one(difference: Difference, old: Compared, new: Compared, wording: Wording) -> dict[str, Any]:
    before, after = difference.before, difference.after
    reason = reason_of(difference, old.document, new.document)
    return {
        "id": difference.part.id,
        "kind": difference.kind,
        "moved": difference.moved,
        "before": {"number": before.number, "title": part_name(before, wording)} if before else None,
        "after": {"number": after.number, "title": part_name(after, wording)} if after else None,
        "lines": [
            {
                "before": change.before.text if change.before else None,
                "after": change.after.text if change.after else None,
                "redline": redline_text(pieces_of(change.before, change.after)),
            }
            for change in line_changes(difference)
        ],
        "why": reason.why,
        "reason": why(difference, old.document, new.document, wording),
        "source": list(requirements_of(difference, old.document, new.document)),
    }
