"""Edits of a clause as an entry of the settings, tried out before it is proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic
from policygen.document.model import Inline
from policygen.document.plain import words_of
from policygen.model.settings import Add, Replace
from policygen.readback.changes import BlockChange, SideBySide
from policygen.readback.model import NewEntry, Proposal
from policygen.readback.original import inlines_of
from policygen.readback.own_entries import entries_of_own, law_asking_for, new_clause_id, text_for_file
from policygen.readback.pairing import SURENESS, Sure
from policygen.readback.printed_words import Words, masked_lines, words_after, words_of_lines
from policygen.readback.rewording import crosses_condition, reworded_text, reworded_title
from policygen.readback.sources import TracedSource, planned_clause, source_of, tags_in
from policygen.readback.tokens import word_keys
from policygen.readback.trial import Trial
from policygen.readback.typed_words import CannotReword, typed, typed_paragraph
from policygen.readback.whole_lines import answer_listed, lines_of_block
from policygen.resolve.locks import locked_by, locks_over
from policygen.resolve.tailoring import Planned
from policygen.upgrade.editing import Change


@dataclass(frozen=True, slots=True)
class ClauseEdits:
    """The edits of one clause, in the order of the file, and the edited paragraphs as they were typed.

    A paragraph that was moved into another clause is removed here and added there, both times marked as moved.
    Literal numbers at their beginning, which are no words of a clause, are left out of `texts` and of `edits`.
    """

    clause: str
    edits: tuple[BlockChange, ...]
    texts: tuple[str, ...]

    @classmethod
    def of(cls, clause: str, edits: Sequence[BlockChange], sides: SideBySide) -> ClauseEdits:
        """Return edits of a clause without the numbers at their beginning."""
        inlines = inlines_of(sides.original.document)
        plain = [_without_number(edit, sides, inlines.get(edit.block, ())) for edit in edits]
        return cls(clause, tuple(one for one, _ in plain), tuple(text for _, text in plain))

    @property
    def sure(self) -> Sure:
        return max((edit.sure for edit in self.edits), key=SURENESS.__getitem__, default="certain")


def _without_number(edit: BlockChange, sides: SideBySide, children: Sequence[Inline]) -> tuple[BlockChange, str]:
    if edit.new < 0:
        return edit, ""
    text = "" if edit.cells else sides.passages[edit.new].text
    if edit.old < 0 or edit.cells:
        return edit, text
    built, words = sides.original.passages[edit.old].text, words_of(children)
    number = built[: len(built) - len(words)] if built.endswith(words) else ""
    if not number or not text.startswith(number):
        return edit, text
    by = len(number)
    values = tuple(
        replace(one, start=one.start - by, end=one.end - by) if one.state != "gone" else one for one in edit.values
    )
    return replace(edit, values=values), text[by:]


@dataclass(frozen=True, slots=True)
class _Part:
    """What the edits of one clause come to, and the words that it then has to print."""

    made: Proposal
    wanted: Words = ()

    @property
    def is_open(self) -> bool:
        return self.made.refusal is None


class ClauseProposals:
    """Makes proposals for the clauses of one policy of a school."""

    def __init__(self, trial: Trial, sides: SideBySide) -> None:
        self._trial, self._sides = trial, sides
        compiler, school = trial.compiler, trial.school
        self._locks = locks_over(compiler.project, school.settled.chain)
        self._today = compiler.compile(school, trial.policy, draft=True, records=()).document

    def propose(self, found: ClauseEdits) -> Proposal:
        """Return what the edits of a clause come to; its number is not given yet."""
        part = self._part(found, {})
        return self._tried(part.made, {part.made.target: part.wanted}) if part.is_open else part.made

    def propose_move(self, group: Sequence[ClauseEdits]) -> Proposal:
        """Return what the edits of clauses come to between which something was moved: they are made together."""
        arrived: dict[int, str] = {}
        for found in group:
            arrived.update(self._leaving(found))
        parts = [self._part(found, arrived) for found in group]
        every = tuple(edit for part in parts for edit in part.made.edits)
        first = next(part for part in parts if any(map(_leaves, part.made.edits)))
        made = replace(
            first.made,
            kind="move",
            others=tuple(part.made.target for part in parts if part is not first),
            sure=max((part.made.sure for part in parts), key=SURENESS.__getitem__),
            edits=tuple(replace(one, what="moved") if _leaves(one) else one for one in every if not _arrives(one)),
            kept=tuple(name for part in parts for name in part.made.kept),
            refusal=next((part.made.refusal for part in parts if part.made.refusal), None),
            caution=next((part.made.caution for part in parts if part.made.caution), None),
            needs_reason=any(part.made.needs_reason for part in parts),
            changes=tuple(change for part in parts for change in part.made.changes),
            entries=tuple(entry for part in parts for entry in part.made.entries),
        )
        wanted = {part.made.target: part.wanted for part in parts}
        return made if made.refusal is not None else self._tried(made, wanted)

    def _leaving(self, found: ClauseEdits) -> Mapping[int, str]:
        """Return the sources of the paragraphs that were moved out of a clause, by their number in the edited file."""
        planned = planned_clause(self._trial.school, self._trial.policy, found.clause)
        if planned is None or not any(map(_leaves, found.edits)):
            return {}
        source = source_of(self._trial.compiler, self._trial.school, self._trial.policy, planned)
        if source is None:
            return {}
        try:
            return {edit.new: lines_of_block(source, edit.block) for edit in found.edits if _leaves(edit)}
        except CannotReword:
            return {}

    def _part(self, found: ClauseEdits, arrived: Mapping[int, str]) -> _Part:
        """Return what the edits of one clause come to, not yet tried."""
        trial = self._trial
        planned = planned_clause(trial.school, trial.policy, found.clause)
        plain = Proposal(0, "replace", found.clause, edits=found.edits, sure=found.sure)
        if planned is None:
            return _Part(_refused(plain, "PG824.gone"))
        plain = replace(plain, title=planned.title.text, before=planned.text.text)
        if self._is_all_gone(found):
            plain = replace(plain, kind="omit")
        lock = locked_by(self._locks, found.clause)
        if lock is not None:
            return _Part(replace(plain, refusal=Diagnostic.of("PG822.clause", clause=found.clause, file=lock.file)))
        law = law_asking_for(trial.compiler.project, planned)
        if law and plain.kind == "omit":
            return _Part(replace(plain, refusal=Diagnostic.of("PG823.omit", clause=found.clause, law=law)))
        built = masked_lines(self._sides.original.document, found.clause)
        if built != masked_lines(self._today, found.clause):
            return _Part(_refused(plain, "PG824.done" if self._is_done(found, built) else "PG824.changed"))
        if plain.kind == "omit":
            return _Part(self._omitted(plain, planned))
        part = self._reworded(plain, planned, found, arrived)
        if law and part.is_open:
            caution = Diagnostic.of("PG823.reworded", clause=found.clause, law=law)
            return replace(part, made=replace(part.made, caution=caution))
        return part

    def add(self, after: str, heading: BlockChange, below: Sequence[BlockChange], names: Sequence[str]) -> Proposal:
        """Return the clause that a new heading and what was typed below it come to."""
        words = " ".join(heading.after.split())
        sure = max((edit.sure for edit in (heading, *below)), key=SURENESS.__getitem__)
        plain = Proposal(0, "add", after, title=words, edits=(heading, *below), sure=sure, needs_reason=True)
        if not below:
            return replace(plain, refusal=Diagnostic.of("PG825.empty", title=words))
        if any(edit.cells for edit in below):
            return replace(plain, refusal=Diagnostic.of("PG825.table", clause=words))
        try:
            title = typed(words)
            text = _typed_blocks(below)
        except CannotReword:
            return replace(plain, refusal=Diagnostic.of("PG825.heading", title=words))
        id_ = new_clause_id(words, names)
        place = (("after", after),)
        entry = NewEntry(
            (("add", place), ("id", id_), ("title", title), ("text", text_for_file(text)), ("because", ""))
        )
        made = replace(plain, after=text, entries=(entry,))
        name = f"{self._trial.school.settled.chain[0].id}:{id_}"
        wanted = (word_keys(words), *(word_keys(one.after) for one in below))
        return self._tried(made, {name: wanted})

    def _is_all_gone(self, found: ClauseEdits) -> bool:
        """Tell whether nothing is left of a clause, its heading included."""
        lines = ((n, line) for n, line in enumerate(self._sides.original.lines) if line.clause == found.clause)
        numbers = {edit.old for edit in found.edits}
        rows = {edit.block for edit in found.edits if edit.cells}
        return all(edit.what == "removed" for edit in found.edits) and all(
            n in numbers or line.id.rpartition("/")[0] in rows for n, line in lines
        )

    def _is_done(self, found: ClauseEdits, built: Mapping[str, tuple[str, ...]]) -> bool:
        """Tell whether a clause has the edited words already, because they were taken before."""
        try:
            wanted = words_after(found.edits, found.texts, built)
            return wanted == words_of_lines(masked_lines(self._today, found.clause))
        except CannotReword:
            return False

    def _own_entry(self, name: str) -> tuple[int, Add | Replace] | None:
        """Return the entry of the school's own file that adds or rewords a clause, with its number."""
        number, entry = entries_of_own(self._trial.compiler.project, self._trial.school).get(name, (-1, None))
        return (number, entry) if isinstance(entry, Add | Replace) else None

    def _omitted(self, plain: Proposal, planned: Planned) -> Proposal:
        own = self._own_entry(planned.name)
        changes = (Change(("tailoring", own[0]), "remove"),) if own is not None else ()
        if own is not None and isinstance(own[1], Add):
            return replace(plain, changes=changes)
        entry = NewEntry((("omit", planned.name), ("because", "")))
        return replace(plain, changes=changes, entries=(entry,), needs_reason=True)

    def _reworded(self, plain: Proposal, planned: Planned, found: ClauseEdits, arrived: Mapping[int, str]) -> _Part:
        trial = self._trial
        if any(edit.is_fixed for edit in found.edits):
            return _Part(_refused(plain, "PG825.form"))
        source = source_of(trial.compiler, trial.school, trial.policy, planned)
        if source is None:
            return _Part(_refused(plain, "PG825.place"))
        answer = next(filter(None, (answer_listed(source, edit) for edit in found.edits)), "")
        if answer:
            return _Part(replace(plain, refusal=Diagnostic.of("PG829", clause=planned.name, answer=answer)))
        try:
            title, text = _new_words(source, found, arrived)
            wanted = words_after(found.edits, found.texts, masked_lines(self._today, planned.name))
        except CannotReword as error:
            return _Part(_refused(plain, f"PG825.{error.wording}"))
        if not text.strip():
            return _Part(_refused(plain, "PG825.nothing_left"))
        crossing = any(map(partial(crosses_condition, source), found.edits, found.texts))
        caution = Diagnostic.of("PG828", clause=planned.name) if crossing else None
        made = replace(plain, after=text, kept=placeholders_in(text), caution=caution)
        own = self._own_entry(planned.name)
        if own is not None:
            changes = _changes(own[0], own[1], title, text, planned)
            return _Part(_refused(plain, "PG825.place") if changes is None else replace(made, changes=changes), wanted)
        fields: list[tuple[str, str]] = [("replace", planned.name)]
        if title != source.title:
            fields.append(("title", title))
        entry = NewEntry((*fields, ("text", text), ("because", "")))
        return _Part(replace(made, entries=(entry,), needs_reason=True), wanted)

    def _tried(self, made: Proposal, wanted: Mapping[str, Words]) -> Proposal:
        """Return a proposal if the settings with it have no new mistake and print the edited words, else refuse it.

        `wanted` are the words of each clause.
        """
        entries = tuple(with_reason(one, say("readback.trial_reason")) for one in made.entries)
        document, mistakes = self._trial.document_with(made.changes, entries)
        if mistakes:
            return replace(made, refusal=mistakes[0])
        for name, words in wanted.items():
            lines = masked_lines(document, name) if document is not None else {}
            if document is None or words_of_lines(lines) != words:
                return replace(made, refusal=Diagnostic.of("PG825.place", clause=name))
        return made


def _leaves(edit: BlockChange) -> bool:
    return edit.moved and edit.what == "removed"


def _arrives(edit: BlockChange) -> bool:
    return edit.moved and edit.what == "added"


def _refused(plain: Proposal, code: str) -> Proposal:
    return replace(plain, refusal=Diagnostic.of(code, clause=plain.target))


def with_reason(entry: NewEntry, because: str) -> NewEntry:
    """Return an entry with the reason for it."""
    return NewEntry(tuple((key, because if key == "because" else value) for key, value in entry.fields))


def placeholders_in(text: str) -> tuple[str, ...]:
    """Return the placeholders of a source as they are written, in order."""
    return tuple(" ".join(tag[0].split()) for tag in tags_in(text) if tag[0].startswith("{{"))


def _new_words(source: TracedSource, found: ClauseEdits, arrived: Mapping[int, str]) -> tuple[str, str]:
    title = source.title
    body: list[tuple[BlockChange, str]] = []
    for edit, text in zip(found.edits, found.texts, strict=True):
        if not edit.is_title or edit.block != source.planned.name:
            body.append((edit, text))
        elif edit.what == "changed":
            title = reworded_title(source, edit, text)
        elif edit.what != "value":
            raise CannotReword("title_gone" if edit.what == "removed" else "place")
    edits, texts = [edit for edit, _ in body], [text for _, text in body]
    changed = any(edit.what != "value" for edit in edits)
    return title, text_for_file(reworded_text(source, edits, texts, arrived)) if changed else source.text


def _changes(number: int, entry: Add | Replace, title: str, text: str, planned: Planned) -> tuple[Change, ...] | None:
    changes = []
    if text.strip() != planned.text.text.strip():
        changes.append(Change(("tailoring", number, "text"), "value", text))
    if title != planned.title.text:
        if isinstance(entry, Replace) and entry.title is None:
            return None
        changes.append(Change(("tailoring", number, "title"), "value", title))
    return tuple(changes)


def _typed_blocks(edits: Sequence[BlockChange]) -> str:
    text = _typed_block(edits[0])
    for before, edit in pairwise(edits):
        text += ("\n" if before.is_item and edit.is_item else "\n\n") + _typed_block(edit)
    return text


def _typed_block(edit: BlockChange) -> str:
    words = typed_paragraph(edit.after)
    if edit.is_item:
        return f"- {words}"
    return f"### {words}" if edit.level >= 3 else words
