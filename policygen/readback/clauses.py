"""Edits of a clause as an entry of the settings, tried out before it is proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic
from policygen.document.model import Blank, Document, Inline, Reference, Text, Value
from policygen.document.plain import words_of
from policygen.document.walk import walk
from policygen.model.settings import Add, Replace
from policygen.readback.changes import BlockChange, SideBySide
from policygen.readback.model import NewEntry, Proposal
from policygen.readback.original import inlines_of
from policygen.readback.pairing import SURENESS, Sure
from policygen.readback.rewording import (
    CannotReword,
    crosses_condition,
    reworded_text,
    reworded_title,
    typed,
    typed_paragraph,
)
from policygen.readback.sources import TracedSource, clause_inlines, planned_clause, source_of, tags_in
from policygen.readback.tokens import tokens_of, word_keys
from policygen.readback.trial import Trial
from policygen.resolve.locks import locked_by, locks_over
from policygen.resolve.tailoring import Planned, full_name
from policygen.upgrade.editing import Change

Words = tuple[tuple[str, ...], ...]
_LONGEST_LINE = 90
_BINDING, _LAW = ("duty", "prohibition"), ("law", "statutory-guidance")


@dataclass(frozen=True, slots=True)
class ClauseEdits:
    """The edits of one clause, in the order of the file, and the edited paragraphs as they were typed.

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
    text = sides.passages[edit.new].text
    if edit.old < 0:
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


class ClauseProposals:
    """Makes proposals for the clauses of one policy of a school."""

    def __init__(self, trial: Trial, sides: SideBySide) -> None:
        self._trial, self._sides = trial, sides
        compiler, school = trial.compiler, trial.school
        self._locks = locks_over(compiler.project, school.settled.chain)
        self._today = compiler.compile(school, trial.policy, draft=True, records=()).document

    def propose(self, found: ClauseEdits) -> Proposal:
        """Return what the edits of a clause come to; its number is not given yet."""
        trial = self._trial
        planned = planned_clause(trial.school, trial.policy, found.clause)
        plain = Proposal(0, "replace", found.clause, edits=found.edits, sure=found.sure)
        if planned is None:
            return replace(plain, refusal=Diagnostic.of("PG824.gone", clause=found.clause))
        plain = replace(plain, title=planned.title.text, before=planned.text.text)
        if self._is_all_gone(found):
            plain = replace(plain, kind="omit")
        lock = locked_by(self._locks, found.clause)
        if lock is not None:
            return replace(plain, refusal=Diagnostic.of("PG822.clause", clause=found.clause, file=lock.file))
        law = self._law(planned)
        if law and plain.kind == "omit":
            return replace(plain, refusal=Diagnostic.of("PG823.omit", clause=found.clause, law=law))
        built = masked_lines(self._sides.original.document, found.clause)
        if built != masked_lines(self._today, found.clause):
            code = "PG824.done" if self._is_done(found, built) else "PG824.changed"
            return replace(plain, refusal=Diagnostic.of(code, clause=found.clause))
        made = self._omitted(plain, planned) if plain.kind == "omit" else self._reworded(plain, planned, found)
        if law and made.refusal is None and plain.kind == "replace":
            return replace(made, caution=Diagnostic.of("PG823.reworded", clause=found.clause, law=law))
        return made

    def add(self, after: str, heading: BlockChange, below: Sequence[BlockChange], names: Sequence[str]) -> Proposal:
        """Return the clause that a new heading and what was typed below it come to."""
        words = " ".join(heading.after.split())
        sure = max((edit.sure for edit in (heading, *below)), key=SURENESS.__getitem__)
        plain = Proposal(0, "add", after, title=words, edits=(heading, *below), sure=sure, needs_reason=True)
        if not below:
            return replace(plain, refusal=Diagnostic.of("PG825.empty", title=words))
        try:
            title = typed(words)
            text = _typed_blocks(below)
        except CannotReword:
            return replace(plain, refusal=Diagnostic.of("PG825.heading", title=words))
        id_ = _new_id(words, names)
        place = (("after", after),)
        entry = NewEntry((("add", place), ("id", id_), ("title", title), ("text", _ended(text)), ("because", "")))
        made = replace(plain, after=text, entries=(entry,))
        name = f"{self._trial.school.settled.chain[0].id}:{id_}"
        wanted = (word_keys(words), *(word_keys(one.after) for one in below))
        return self._tried(made, name, wanted)

    def _is_all_gone(self, found: ClauseEdits) -> bool:
        """Tell whether nothing is left of a clause, its heading included."""
        lines = [n for n, line in enumerate(self._sides.original.lines) if line.clause == found.clause]
        gone = {edit.old for edit in found.edits if edit.what == "removed"}
        return set(lines) <= gone and all(edit.what == "removed" for edit in found.edits)

    def _is_done(self, found: ClauseEdits, built: Mapping[str, tuple[str, ...]]) -> bool:
        """Tell whether a clause has the edited words already, because they were taken before."""
        try:
            return wanted_lines(found, built) == words_of_lines(masked_lines(self._today, found.clause))
        except CannotReword:
            return False

    def _law(self, planned: Planned) -> str:
        """Return the short title of the law that a clause cites for what it binds people to, or ""."""
        if planned.clause is None or planned.kind not in _BINDING:
            return ""
        known = self._trial.compiler.project.references
        cited = (known[one.text] for one in planned.clause.entry.cites if one.text in known)
        return next((one.short.text for one in cited if one.kind in _LAW), "")

    def _own_entry(self, name: str) -> tuple[int, Add | Replace] | None:
        """Return the entry of the school's own file that adds or rewords a clause, with its number."""
        settings, *above = self._trial.school.settled.chain
        for n, entry in enumerate(settings.model.tailoring):
            match entry:
                case Add() if f"{settings.id}:{entry.id.text}" == name:
                    return n, entry
                case Replace() if full_name(self._trial.compiler.project, entry.replace, above) == name:
                    return n, entry
                case _:
                    pass
        return None

    def _omitted(self, plain: Proposal, planned: Planned) -> Proposal:
        own = self._own_entry(planned.name)
        changes = (Change(("tailoring", own[0]), "remove"),) if own is not None else ()
        if own is not None and isinstance(own[1], Add):
            return self._tried(replace(plain, changes=changes), planned.name, ())
        entry = NewEntry((("omit", planned.name), ("because", "")))
        made = replace(plain, changes=changes, entries=(entry,), needs_reason=True)
        return self._tried(made, planned.name, ())

    def _reworded(self, plain: Proposal, planned: Planned, found: ClauseEdits) -> Proposal:
        trial = self._trial
        refused = replace(plain, refusal=Diagnostic.of("PG825.place", clause=planned.name))
        if any(edit.is_fixed for edit in found.edits):
            return replace(plain, refusal=Diagnostic.of("PG825.form", clause=planned.name))
        source = source_of(trial.compiler, trial.school, trial.policy, planned)
        if source is None:
            return refused
        try:
            title, text = _new_words(source, found)
            wanted = wanted_lines(found, masked_lines(self._today, planned.name))
        except CannotReword as error:
            return replace(plain, refusal=Diagnostic.of(f"PG825.{error.wording}", clause=planned.name))
        crossing = any(map(partial(crosses_condition, source), found.edits, found.texts))
        caution = Diagnostic.of("PG828", clause=planned.name) if crossing else None
        made = replace(plain, after=text, kept=placeholders_in(text), caution=caution)
        own = self._own_entry(planned.name)
        if own is not None:
            changes = _changes(own[0], own[1], title, text, planned)
            if changes is None:
                return refused
            return self._tried(replace(made, changes=changes), planned.name, wanted)
        fields: list[tuple[str, str]] = [("replace", planned.name)]
        if title != source.title:
            fields.append(("title", title))
        entry = NewEntry((*fields, ("text", text), ("because", "")))
        return self._tried(replace(made, entries=(entry,), needs_reason=True), planned.name, wanted)

    def _tried(self, made: Proposal, name: str, wanted: Words) -> Proposal:
        """Return a proposal if the settings with it have no new mistake and print the edited words, else refuse it."""
        entries = tuple(with_reason(one, say("readback.trial_reason")) for one in made.entries)
        document, mistakes = self._trial.document_with(made.changes, entries)
        if mistakes:
            return replace(made, refusal=mistakes[0])
        lines = masked_lines(document, name) if document is not None else {}
        if document is None or words_of_lines(lines) != wanted:
            return replace(made, refusal=Diagnostic.of("PG825.place", clause=name))
        return made


def wanted_lines(found: ClauseEdits, lines: Mapping[str, tuple[str, ...]]) -> Words:
    """Return the words that a clause with these lines has to have after edits, with a sign for each value.

    Raises CannotReword if a line that was edited is not among them.
    """
    today = list(lines.items())
    behind: dict[str, int] = {}
    for edit, text in zip(found.edits, found.texts, strict=True):
        at = next((n for n, (id_, _) in enumerate(today) if id_ == edit.block), None)
        if edit.what == "added":
            place = next((n for n, (id_, _) in enumerate(today) if id_ == edit.follows), None)
            if place is None:
                raise CannotReword
            behind[edit.follows] = behind.get(edit.follows, 0) + 1
            today.insert(place + behind[edit.follows], ("", word_keys(text)))
        elif at is None:
            raise CannotReword
        elif edit.what == "removed":
            today[at] = (edit.block, ())
        elif edit.what == "moved":
            line = today.pop(at)
            place = next((n for n, (id_, _) in enumerate(today) if id_ == edit.follows), None)
            if place is None:
                raise CannotReword
            today.insert(place + 1, line)
        else:
            today[at] = (edit.block, masked_text(text, edit))
    return tuple(words for _, words in today if words)


def words_of_lines(lines: Mapping[str, tuple[str, ...]]) -> Words:
    """Return the words of each line that has any."""
    return tuple(words for words in lines.values() if words)


def with_reason(entry: NewEntry, because: str) -> NewEntry:
    """Return an entry with the reason for it."""
    return NewEntry(tuple((key, because if key == "because" else value) for key, value in entry.fields))


def masked_lines(document: Document, clause: str) -> dict[str, tuple[str, ...]]:
    """Return the words of each line of a clause by its id, with a sign for each value."""
    return {id_: masked_words(children) for id_, children in clause_inlines(document, clause).items()}


def masked_words(children: Sequence[Inline]) -> tuple[str, ...]:
    """Return the words of a line, with a sign for each value."""
    found: list[str] = []
    text = ""
    for part in walk(*children):
        match part:
            case Text(text=words):
                text += words
            case Reference(before=before, number=number):
                text += before + number
            case Value(origin=origin):
                found += [*word_keys(text), f"\0{origin.key}"]
                text = ""
            case Blank(key=key):
                found += [*word_keys(text), f"\0{key}"]
                text = ""
            case _:
                pass
    return (*found, *word_keys(text))


def masked_text(text: str, edit: BlockChange) -> tuple[str, ...]:
    """Return the words of an edited paragraph with a sign for each value that stays, edited or not."""
    found: list[str] = []
    at = 0
    for one in sorted((one for one in edit.values if one.state != "gone"), key=lambda one: one.start):
        found += [*(token.key for token in tokens_of(text[at : one.start])), f"\0{one.key}"]
        at = one.end
    return (*found, *(token.key for token in tokens_of(text[at:])))


def placeholders_in(text: str) -> tuple[str, ...]:
    """Return the placeholders of a source as they are written, in order."""
    return tuple(" ".join(tag[0].split()) for tag in tags_in(text) if tag[0].startswith("{{"))


def _new_words(source: TracedSource, found: ClauseEdits) -> tuple[str, str]:
    title = source.title
    body: list[tuple[BlockChange, str]] = []
    for edit, text in zip(found.edits, found.texts, strict=True):
        if not edit.is_title or edit.block != source.planned.name:
            body.append((edit, text))
        elif edit.what == "changed":
            title = reworded_title(source, edit, text)
        elif edit.what != "value":
            raise CannotReword
    edits, texts = [edit for edit, _ in body], [text for _, text in body]
    changed = any(edit.what != "value" for edit in edits)
    return title, _ended(reworded_text(source, edits, texts)) if changed else source.text


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


def _ended(text: str) -> str:
    """Return a text as a settings file has it best: in a block if it is long or has quotation marks."""
    text = text.strip("\n")
    return f"{text}\n" if len(text) > _LONGEST_LINE or any(sign in text for sign in '\n"') else text


def _new_id(title: str, names: Sequence[str]) -> str:
    """Return an id for a clause of a school, made of its title."""
    words = [word for word in word_keys(title.lower()) if word.isascii() and word.isalnum()][:4]
    stem = f"school.{'-'.join(words) or 'clause'}"
    taken = {name.rpartition(":")[2] for name in names}
    found, number = stem, 1
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    return found
