"""What all edits and comments of a file come to, in the order of the file, each with the reason that the file gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic
from policygen.document.plain import words_of
from policygen.model.settings import Add
from policygen.readback.answers import answer_proposals
from policygen.readback.changes import BlockChange, SideBySide
from policygen.readback.clauses import ClauseEdits, ClauseProposals
from policygen.readback.model import Proposal, WordComment
from policygen.readback.moves import moved_together
from policygen.readback.original import inlines_of
from policygen.readback.sources import planned_clause
from policygen.readback.trial import Trial
from policygen.source.characters import EITHER

_CLAUSE_LEVEL = 2
_LONGEST_REASON = 400
# What a meeting fills in, which `policygen adopt` records.
_FILLED_IN = ("policygen:approval", "policygen:history", "policygen:signatory.", "policygen:cover.dates/approved_on")


@dataclass(frozen=True, slots=True)
class Editor:
    """Who saved a file last, and when, as the file says; empty if it does not."""

    name: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class _NewClause:
    """A heading that was typed and what is below it, behind the clause `after`; `section` if one was typed above it."""

    after: str
    heading: BlockChange
    below: list[BlockChange]
    section: str


@dataclass(slots=True)
class _Sorted:
    """The changes of a file by what they are about."""

    by_clause: dict[str, list[BlockChange]] = field(default_factory=dict)
    added: list[_NewClause] = field(default_factory=list)
    fixed: list[BlockChange] = field(default_factory=list)
    below_section: list[tuple[BlockChange, str]] = field(default_factory=list)


def proposals(trial: Trial, sides: SideBySide, comments: Sequence[WordComment], editor: Editor) -> tuple[Proposal, ...]:
    """Return what a file's changes and comments come to, each with its number, from 1."""
    sorted_ = _sorted(sides)
    clauses = ClauseProposals(trial, sides)
    found: list[Proposal] = []
    for group in moved_together(sorted_.by_clause, sides):
        rest = [ClauseEdits.of(clause, edits, sides) for clause, edits in group.items()]
        refusal = next(filter(None, (_moved_whole(edits, sides) for edits in group.values())), None)
        found.append(refusal or (clauses.propose_move(rest) if len(rest) > 1 else clauses.propose(rest[0])))
    found = [_as_printed(one, trial, sides) for one in found]
    names = [one.name for plan in trial.school.plans.values() for one in plan.clauses]
    written: dict[str, str] = {}  # the school's own clause that a clause typed below it goes behind
    for new in sorted_.added:
        made = clauses.add(written.get(new.after, new.after), new.heading, new.below, names)
        own = _own_clause(made, trial)
        if own:
            written[new.after] = own
            made = replace(made, entries=(), refusal=Diagnostic.of("PG824.done", clause=own))
        names += (str(value) for entry in made.entries for key, value in entry.fields if key == "id")
        found.append(_in_section(made, new.section))
    found += (_fixed(edit) for edit in sorted_.fixed)
    found += (_without_heading(edit, section) for edit, section in sorted_.below_section)
    found += answer_proposals(trial, sides.changes)
    found.sort(key=lambda one: min((edit.new if edit.new >= 0 else edit.old for edit in one.edits), default=0))
    reasoned = [_with_reason(one, comments, editor, trial) for one in found]
    return tuple(replace(one, number=n) for n, one in enumerate((*reasoned, *map(remark_of, comments)), 1))


def _sorted(sides: SideBySide) -> _Sorted:
    found = _Sorted()
    last: BlockChange | None = None
    open_heading: list[BlockChange] | None = None
    section = ""  # one that was typed above, with nothing of the built file since
    for change in sides.changes:
        in_a_row = last is not None and change.what == last.what == "added" and change.new == last.new + 1
        last = change
        if not in_a_row:
            open_heading, section = None, ""
        if change.what == "added" and change.level == 1:
            open_heading, section = None, " ".join(change.after.split())
        if change.what == "added" and change.level == _CLAUSE_LEVEL and change.clause:
            open_heading = []
            found.added.append(_NewClause(change.clause, change, open_heading, section))
        elif open_heading is not None and change.what == "added" and change.level != 1:
            open_heading.append(change)
        elif section and change.what == "added" and change.level != 1:
            found.below_section.append((change, section))
        elif change.what == "value":
            found.by_clause.setdefault(change.clause, []).append(change)
        elif not change.clause or (change.what == "added" and change.level in (1, _CLAUSE_LEVEL)):
            found.fixed.append(change)
        else:
            found.by_clause.setdefault(change.clause, []).append(change)
    return found


def _moved_whole(edits: Sequence[BlockChange], sides: SideBySide) -> Proposal | None:
    """Return a refusal if a clause was moved as a whole, or a part to where no clause is."""
    clauses = {line.id: line.clause for line in sides.original.lines}
    headings = [edit for edit in edits if edit.moved and edit.is_title]
    outside = [edit for edit in edits if edit.what == "moved" and not edit.cells and not clauses.get(edit.follows, "")]
    if not headings and not outside:
        return None
    clause = edits[0].clause
    wording = "PG825.moved" if headings else "PG825.moved_outside"
    return Proposal(0, "none", clause, edits=tuple(edits), refusal=Diagnostic.of(wording, clause=clause))


def _as_printed(one: Proposal, trial: Trial, sides: SideBySide) -> Proposal:
    """Return a proposal for a clause with the title that the file prints; done if a deleted clause is not there now."""
    titles = inlines_of(sides.original.document)
    named = replace(one, title=words_of(titles.get(one.target, ()))) if one.kind in ("replace", "omit", "move") else one
    lines = {n for n, line in enumerate(sides.original.lines) if line.clause == one.target}
    is_deleted = lines and lines <= {edit.old for edit in one.edits if edit.what == "removed"}
    if is_deleted and planned_clause(trial.school, trial.policy, one.target) is None:
        return replace(named, kind="omit", refusal=Diagnostic.of("PG824.omitted", clause=one.target))
    return named


def _own_clause(one: Proposal, trial: Trial) -> str:
    """Return the id of the clause with the words of a new one that the school's file has, taken before, or ""."""
    fields = {key: value for entry in one.entries for key, value in entry.fields}
    words = (fields.get("title"), str(fields.get("text", "")).strip())
    for entry in trial.school.settled.chain[0].model.tailoring:
        if isinstance(entry, Add) and words == (entry.title.text, entry.text.text.strip()):
            return entry.id.text
    return ""


def _in_section(one: Proposal, section: str) -> Proposal:
    """Return a new clause; to be looked at if a section that cannot be taken was typed above it."""
    if not section or one.refusal is not None:
        return one
    return replace(one, caution=Diagnostic.of("PG845", title=one.title, section=section, clause=one.target))


def _fixed(edit: BlockChange) -> Proposal:
    return _not_taken(edit, _wording_of(edit))


def _without_heading(edit: BlockChange, section: str) -> Proposal:
    return _not_taken(edit, "below_section", section)


def _wording_of(edit: BlockChange) -> str:
    if edit.block.startswith("policygen:section.") or edit.level == 1:
        return "section"
    return "approval" if (edit.block or edit.follows).startswith(_FILLED_IN) else "words"


def _not_taken(edit: BlockChange, wording: str, section: str = "") -> Proposal:
    words = edit.before or edit.after
    shown = words if len(words) <= 60 else f"{words[:60]} …"
    return Proposal(
        0, "none", edit.block or edit.follows, "", edit.before, edit.after, sure=edit.sure, edits=(edit,),
        refusal=Diagnostic.of(f"PG821.{wording}", words=shown, section=section),
    )  # fmt: skip


def remark_of(comment: WordComment) -> Proposal:
    """Return a comment as a remark to settle."""
    return Proposal(0, "remark", comment.clause or comment.block, "", comment.about, comment.text)


def _with_reason(one: Proposal, comments: Sequence[WordComment], editor: Editor, trial: Trial) -> Proposal:
    if not one.needs_reason:
        return one
    blocks = {edit.block or edit.follows for edit in one.edits}
    beside = (_line(comment.text) for comment in comments if comment.block in blocks)
    because = next((text for text in beside if text), "")
    if not because:
        made = [(edit.author, edit.date) for edit in one.edits if edit.author] or [(editor.name, editor.on)]
        because = _edited_by(*made[-1], trial)
    return replace(one, because=because)


def _edited_by(name: str, when: str, trial: Trial) -> str:
    name = _line(name)
    day = _day(when)
    if not name:
        return ""
    wording = trial.school.assembler.wording
    return (
        say("readback.edited_on", author=name, date=wording.date(day)) if day else say("readback.edited", author=name)
    )


def _day(when: str) -> date | None:
    try:
        return date.fromisoformat(when[:10])
    except ValueError:
        return None


def _line(text: str) -> str:
    """Return a text as a reason on one line, or "" if it cannot be one: it is printed in the board's copy."""
    line = " ".join(text.split())
    return line if line and len(line) <= _LONGEST_REASON and not EITHER.search(line) else ""


def numbered(found: Sequence[Proposal], wanted: Sequence[int]) -> Iterator[Proposal]:
    """Yield the proposals with these numbers. Raises KeyError for a number that none has."""
    by_number = {one.number: one for one in found}
    yield from (by_number[number] for number in wanted)
