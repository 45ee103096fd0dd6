"""An upgrade for a terminal and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from policygen.check.files import COMMON
from policygen.compare.words import marked_difference, word_diff
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic
from policygen.upgrade.entries import ClauseWords
from policygen.upgrade.library_changes import ClauseMove, LibraryMove
from policygen.upgrade.plan import FileUpgrade, UpgradePlan
from policygen.upgrade.renames import Unclear
from policygen.upgrade.tailoring import TailoringStep

VERSION = 1
AROUND = 6  # words around a collision that a terminal shows


def upgrade_lines(plan: UpgradePlan) -> Iterator[str]:
    """Yield what the libraries changed, then what it means for each settings file."""
    if not plan.moves:
        yield say("upgrade.no_moves" if plan.is_locked else "upgrade.no_lock")
    for move in plan.moves:
        yield from _library(move)
    for one in plan.files:
        if lines := list(_file(one)):
            yield ""
            yield say("upgrade.file", name=one.name, file=one.file)
            yield from (f"  {line}" for line in lines)
    if plan.waiting:
        yield ""
        yield say("upgrade.waiting", names=plan.waiting)


def upgrade_summary(plan: UpgradePlan) -> str:
    """Return one line: how many files change, and what is left to a person."""
    ready = [one for one in plan.files if one.changes_settings and one.is_ready]
    left = [one.name for one in plan.files if not one.is_ready]
    if left:
        return say("upgrade.summary_left", names=left)
    if not plan.written:
        return say("upgrade.summary_nothing")
    return say("upgrade.summary", count=len(ready))


def upgrade_json(plan: UpgradePlan, findings: Sequence[Diagnostic] = ()) -> str:
    """Return an upgrade for a program, with `findings` on a Word file; keys are stable and always present."""
    data = {
        "version": VERSION,
        "ready": plan.is_ready,
        "libraries": [_library_data(move) for move in plan.moves],
        "files": [_file_data(one) for one in plan.files],
        "waiting": list(plan.waiting),
        "writes": sorted(plan.written),
        "word": [
            {"code": one.code, "severity": one.severity.value, "message": one.message, "hint": one.hint}
            for one in findings
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _library(move: LibraryMove) -> Iterator[str]:
    if move.before == move.after:
        key = "upgrade.common" if move.library == COMMON else "upgrade.library_same"
    else:
        key = "upgrade.library_gone" if not move.after else "upgrade.library" if move.before else "upgrade.library_new"
    yield say(key, library=move.library, before=move.before, after=move.after)
    for clause in move.clauses:
        yield f"  {_clause(clause)}"
        if clause.diff:
            yield f"    {marked_difference(clause.diff)}"
        elif clause.reworded:
            yield f"    {say('upgrade.words_not_kept')}"


def _clause(move: ClauseMove) -> str:
    if move.what == "removed" and move.heirs:
        key = "upgrade.clause_split" if len(move.heirs) > 1 else "upgrade.clause_joined"
        return say(key, clause=move.clause, heirs=move.heirs)
    title = say("upgrade.title", title=move.title) if move.title else ""
    key = "upgrade.clause_part" if move.what == "added" and move.formerly else f"upgrade.clause_{move.what}"
    return say(key, clause=move.clause, title=title, formerly=move.formerly).strip()


def _file(one: FileUpgrade) -> Iterator[str]:
    for finding in one.unreadable:
        yield say("upgrade.unreadable", place=str(finding.span or one.file), message=finding.message)
    for rename in dict.fromkeys((r.kind, r.before, r.after) for r in one.renames if r.before != r.after):
        yield say(f"upgrade.renamed_{rename[0]}", before=rename[1], after=rename[2])
    for unclear in one.unclear:
        yield _unclear(unclear)
    for step in one.steps:
        yield from _step(step)
    for lost in one.lost:
        key = "upgrade.lost_split" if lost.heirs else "upgrade.lost"
        yield say(key, place=str(lost.span), clause=lost.name, heirs=lost.heirs)
    for question in one.questions:
        yield say(
            "upgrade.new_question" if question.is_new else "upgrade.question", key=question.key, label=question.label
        )
    if one.cannot_edit:
        yield one.cannot_edit
    for finding in one.mistakes:
        yield say("upgrade.mistake", place=str(finding.span or one.file), message=finding.message)


def _unclear(unclear: Unclear) -> str:
    return say(f"upgrade.unclear_{unclear.why}", name=unclear.name, heirs=unclear.heirs)


def _step(step: TailoringStep) -> Iterator[str]:
    if step.outcome == "same" and not step.formerly and step.after is None:
        return
    if step.formerly and step.why not in ("joined", "split"):
        yield say("upgrade.renamed_clause", before=step.formerly, after=step.clause)
    if step.outcome == "same":
        return
    key = f"upgrade.step_{step.outcome}" + ("_omit" if step.omits else "")
    if step.why == "joined" and step.outcome in ("collides", "removed"):
        key = f"{key}_joined"
    yield say(key, clause=step.clause, formerly=step.formerly)
    if step.outcome == "collides":
        yield f"  {say(f'upgrade.why_{step.why}', clause=step.clause, heirs=step.heirs)}"
        yield from (f"  {line}" for line in _sides(step))
        yield f"  {say(_way_out(step), clause=step.heirs[0] if step.heirs else step.clause, old=step.clause)}"
        return
    for side, words in (("ours", step.ours), ("theirs", step.theirs)):
        if step.after is not None and words is not None:
            # An entry without a title of its own keeps the library's.
            before = words if step.after.title else replace(words, title="")
            if _joined(before).split() != _joined(step.after).split():
                difference = marked_difference(word_diff(_joined(before), _joined(step.after)), 4)
                yield f"  {say(f'upgrade.against_{side}', difference=difference)}"


def _way_out(step: TailoringStep) -> str:
    if step.omits:
        return "upgrade.settle_omit"
    return {"gone": "upgrade.settle_gone", "split": "upgrade.settle_split"}.get(step.why, "upgrade.settle")


def _sides(step: TailoringStep) -> Iterator[str]:
    """Yield base, theirs and ours of a collision: of each place, or of the clause as a whole."""
    if step.collisions:
        for before, collision, after in step.collisions:
            yield say("upgrade.place", before=_last_words(before), after=_first_words(after))
            yield say("upgrade.base", words=_shown(collision.base))
            yield say("upgrade.theirs", words=_shown(collision.theirs))
            yield say("upgrade.ours", words=_shown(collision.ours))
        return
    if step.base is not None and step.theirs is not None:
        yield say(
            "upgrade.base_to_theirs", difference=marked_difference(word_diff(_joined(step.base), _joined(step.theirs)))
        )
    else:
        if step.base is None and step.why == "gone":
            yield say("upgrade.base_unknown")
        for key, words in (("base", step.base), ("theirs", step.theirs)):
            if words is not None:
                yield say(f"upgrade.{key}", words=_shown(_joined(words)))
    if step.ours is not None:
        yield say("upgrade.ours", words=_shown(_joined(step.ours)))


def _joined(words: ClauseWords) -> str:
    return f"{words.title}\n{words.text}".strip()


def _last_words(text: str) -> str:
    words = text.split()
    return " ".join(["…", *words[-AROUND:]] if len(words) > AROUND else words)


def _first_words(text: str) -> str:
    words = text.split()
    return " ".join([*words[:AROUND], "…"] if len(words) > AROUND else words)


def _shown(text: str) -> str:
    """Return words on one line; a side that has none says so."""
    return " ".join(text.split()) or say("upgrade.nothing")


def _library_data(move: LibraryMove) -> dict[str, Any]:
    clauses = [
        {
            "what": clause.what, "clause": clause.clause, "title": clause.title, "formerly": clause.formerly,
            "heirs": list(clause.heirs), "reworded": clause.reworded, "difference": marked_difference(clause.diff),
        }
        for clause in move.clauses
    ]  # fmt: skip
    return {"library": move.library, "before": move.before, "after": move.after, "clauses": clauses}


def _file_data(one: FileUpgrade) -> dict[str, Any]:
    return {
        "name": one.name,
        "file": one.file,
        "ready": one.is_ready,
        "renames": [{"kind": r.kind, "before": r.before, "after": r.after} for r in one.renames if r.before != r.after],
        "unclear": [{"why": u.why, "name": u.name, "heirs": list(u.heirs)} for u in one.unclear],
        "tailoring": [_step_data(step) for step in one.steps],
        "lost": [{"name": lost.name, "place": str(lost.span), "heirs": list(lost.heirs)} for lost in one.lost],
        "questions": [{"key": q.key, "label": q.label, "new": q.is_new} for q in one.questions],
        "mistakes": [str(finding.message) for finding in (*one.unreadable, *one.mistakes)],
        "cannot_edit": one.cannot_edit,
    }


def _step_data(step: TailoringStep) -> dict[str, Any]:
    sides = {"base": step.base, "theirs": step.theirs, "ours": step.ours, "after": step.after}
    return {
        "clause": step.clause,
        "formerly": step.formerly,
        "omits": step.omits,
        "outcome": step.outcome,
        "why": step.why,
        **{side: {"title": w.title, "text": w.text} if w else None for side, w in sides.items()},
        "collisions": [{"base": c.base, "theirs": c.theirs, "ours": c.ours} for _, c, _ in step.collisions],
    }
