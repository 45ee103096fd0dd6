"""What was read, for a terminal and for a program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from policygen.compare.words import marked_difference, word_diff
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic
from policygen.readback.changes import BlockChange
from policygen.readback.model import Proposal, WordComment, WordReading
from policygen.readback.passages import TrackedChange

VERSION = 1
_PLACES = {
    "cover": "cover", "section.": "section", "approval": "approval", "signatory.": "approval", "history": "history",
    "header": "edges", "footer": "edges",
}  # fmt: skip
_MOST_KEPT = 6  # placeholders that a terminal names
_AROUND = 6  # words around each change that a terminal shows


def reading_lines(reading: WordReading) -> Iterator[str]:
    """Yield the proposals of a file, each with its number, its words, its reason, and what is in its way."""
    yield say("readback.file", file=reading.file, policy=reading.policy, settings=reading.settings)
    if not reading.has_bookmarks:
        yield say("readback.no_bookmarks")
    if reading.is_unchanged:
        yield say("readback.unchanged")
    for one in reading.proposals:
        yield ""
        yield from proposal_lines(one, reading.comments)


def proposals_summary(found: Sequence[Proposal]) -> str:
    """Return one line: how many proposals can be written, and how many need a person."""
    return say(
        "readback.summary",
        taken=sum(one.is_taken for one in found),
        asked=sum(one.can_be_written and not one.is_taken for one in found),
        refused=sum(one.refusal is not None and not one.is_done for one in found),
        remarks=sum(one.kind == "remark" for one in found),
    )


def proposal_lines(one: Proposal, comments: Sequence[WordComment]) -> Iterator[str]:
    """Yield a proposal for a terminal; `comments` are those of its file."""
    state = "taken" if one.is_taken else "asked"
    if one.refusal is not None:
        state = "done" if one.is_done else "refused"
    state = "remark" if one.kind == "remark" else state
    target = place_of_edit(one) if one.kind in ("none", "remark") else one.target
    head = say(
        f"readback.kind_{one.kind}",
        target=target, before=one.before, after=one.after, title=one.title, others=one.others,
    )  # fmt: skip
    yield say("readback.head", number=one.number, what=head, state=say(f"readback.state_{state}"))
    if one.kind == "remark":
        comment = next(each for each in comments if each.text == one.after and each.about == one.before)
        yield from (f"     {line}" for line in _comment(comment))
        return
    yield from (f"     {line}" for edit in one.edits for line in _edit(edit))
    if one.kind in ("replace", "move") and one.kept:
        kept = list(dict.fromkeys(one.kept))
        names, more = ", ".join(kept[:_MOST_KEPT]), len(kept) - _MOST_KEPT
        yield "     " + say("readback.kept" if more <= 0 else "readback.kept_more", placeholders=names, more=more)
    if one.sure != "certain":
        yield "     " + say(f"readback.sure_{one.sure}")
    if one.needs_reason and one.refusal is None:
        yield "     " + say("readback.because" if one.because else "readback.no_reason", because=one.because)
    for finding in (one.refusal, one.caution):
        if finding is not None:
            if finding.span is not None:
                yield "     " + say("readback.mistake")
            words = say("readback.finding", code=finding.code, message=finding.message, hint=finding.hint)
            yield f"     {words}".rstrip()


def place_of_edit(one: Proposal) -> str:
    """Return where something was edited that is no clause, in words; the clause's name for what is in one."""
    is_section = any(edit.level == 1 for edit in one.edits)
    if one.target and not is_section and not one.target.startswith("policygen:"):
        return one.target
    known = "section." if is_section else one.target.removeprefix("policygen:")
    name = next((name for start, name in _PLACES.items() if known.startswith(start)), "elsewhere")
    return say(f"readback.place_{name}")


def _edit(edit: BlockChange) -> Iterator[str]:
    match edit.what:
        case "changed" | "value":
            words = marked_difference(word_diff(edit.before, edit.after), _AROUND)
        case "added":
            words = edit.after
        case _:
            words = _short(edit.before)
    yield say(f"readback.edit_{edit.what}", words=words)
    for change in edit.tracked:
        yield say(
            f"readback.tracked_{change.kind}",
            words=_short(change.words.strip()),
            author=change.author,
            date=change.date,
        )


def _comment(comment: WordComment) -> Iterator[str]:
    yield say("readback.comment_about", author=comment.author, date=comment.date[:10], about=_short(comment.about))
    yield from comment.text.split("\n")


def _short(words: str) -> str:
    return words if len(words) <= 90 else f"{words[:90]} …"


def reading_json(reading: WordReading) -> str:
    """Return what was read for a program; keys are stable and always present."""
    data = {
        "version": VERSION,
        "file": reading.file,
        "school": reading.school,
        "policy": reading.policy,
        "settings": reading.settings,
        "bookmarks": reading.has_bookmarks,
        "changes": [change_data(one) for one in reading.changes],
        "comments": [comment_data(one) for one in reading.comments],
        "proposals": [proposal_data(one) for one in reading.proposals],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def change_data(edit: BlockChange) -> dict[str, Any]:
    """Return what changed in a paragraph for a program."""
    return {
        "what": edit.what,
        "block": edit.block,
        "clause": edit.clause,
        "follows": edit.follows,
        "before": edit.before,
        "after": edit.after,
        "moved": edit.moved,
        "fixed": edit.is_fixed,
        "sure": edit.sure,
        "values": [
            {"key": one.key, "before": one.before, "after": one.after, "state": one.state, "sure": one.sure}
            for one in edit.values
        ],
        "tracked": [_tracked(one) for one in edit.tracked],
    }


def _tracked(change: TrackedChange) -> dict[str, str]:
    return {"kind": change.kind, "words": change.words, "author": change.author, "date": change.date}


def comment_data(one: WordComment) -> dict[str, str]:
    """Return a comment for a program."""
    return {
        "block": one.block, "clause": one.clause, "about": one.about, "text": one.text, "author": one.author,
        "date": one.date,
    }  # fmt: skip


def proposal_data(one: Proposal) -> dict[str, Any]:
    """Return a proposal for a program."""
    return {
        "number": one.number,
        "kind": one.kind,
        "target": one.target,
        "others": list(one.others),
        "before": one.before,
        "after": one.after,
        "kept": list(one.kept),
        "because": one.because,
        "needs_reason": one.needs_reason,
        "sure": one.sure,
        "can_be_written": one.can_be_written,
        "taken": one.is_taken,
        "blocks": [edit.block or edit.follows for edit in one.edits],
        "refusal": _finding(one.refusal),
        "caution": _finding(one.caution),
    }


def _finding(finding: Diagnostic | None) -> dict[str, str] | None:
    if finding is None:
        return None
    return {"code": finding.code, "message": finding.message, "hint": finding.hint}
