"""Whether a reading found an edit: at its block, with its words and its values, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .expected import Edit


def faults(edit: Edit, found: dict[str, Any]) -> list[str]:
    """Return what is wrong with a reading, as `policygen read --json` gives it; nothing for one that is right."""
    wanted = edit.expected
    if wanted.what == "comment":
        return [*_false(found["changes"]), *_comment(edit, found["comments"])]
    changes = found["changes"]
    if not changes:
        return ["missed"]
    if len(changes) > 1:
        return _false(changes)
    (one,) = changes
    place = one["follows"] if one["what"] == "added" else one["block"]
    wrong = []
    if one["what"] != wanted.what:
        wrong.append(f"is {one['what']}, not {wanted.what}")
    if place not in wanted.blocks:
        wrong.append(f"at {place}, not {wanted.blocks}")
    if wanted.follows and one["follows"] != wanted.follows:
        wrong.append(f"behind {one['follows']}, not {wanted.follows}")
    swapped = len(wanted.blocks) > 1 and place != wanted.blocks[0]
    if not swapped and (one["before"], one["after"]) != (wanted.before, wanted.after):
        wrong.append(f"words: {one['before']!r} → {one['after']!r}")
    states = {
        state: [each["key"] for each in one["values"] if each["state"] == state] for state in ("stands", "edited")
    }
    if wanted.kept and tuple(states["stands"]) != wanted.kept:
        wrong.append(f"kept {states['stands']}, not {wanted.kept}")
    if wanted.value and states["edited"] != [wanted.value]:
        wrong.append(f"edited {states['edited']}, not {wanted.value}")
    if wanted.author and wanted.what != "removed":
        tracked = {(each["author"], _date(each["date"], wanted.date)) for each in one["tracked"]}
        wrong += [] if tracked == {(wanted.author, wanted.date)} else [f"tracked: {tracked}"]
    return wrong


def _date(date: str, wanted: str) -> str:
    """Return a date as it is compared: of one that the clock gave it is only known that it is one."""
    return "" if not wanted and datetime.fromisoformat(date) else date


def _false(changes: list[dict[str, Any]]) -> list[str]:
    return [f"false: {one['what']} {one['block'] or one['follows']}" for one in changes]


def _comment(edit: Edit, comments: list[dict[str, Any]]) -> list[str]:
    wanted = edit.expected
    found = [
        (one["block"], one["about"], one["text"], one["author"], _date(one["date"], wanted.date)) for one in comments
    ]
    right = (wanted.blocks[0], wanted.about, wanted.comment, wanted.author, wanted.date)
    return [] if found == [right] else [f"comments: {found}, not {right}"]
