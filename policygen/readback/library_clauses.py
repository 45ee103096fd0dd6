"""Edits of a clause as changes of its file in a clause library, each tried out in every wording that the file shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostic
from policygen.model.checked import Clause
from policygen.readback.changes import BlockChange, SideBySide
from policygen.readback.clauses import ClauseEdits, placeholders_in
from policygen.readback.library_text import in_library_words, number_in_file, tidied
from policygen.readback.model import Proposal
from policygen.readback.printed_words import Words, words_after, words_of_lines
from policygen.readback.rewording import crosses_condition, reworded_title, text_edits, text_with
from policygen.readback.sources import TracedSource
from policygen.readback.tokens import tokens_of
from policygen.readback.typed_words import CannotReword
from policygen.readback.views import ClauseView
from policygen.review.paper_clause import branch_number, without_branch, wording_below
from policygen.source.editing import Replacement
from policygen.upgrade.editing import Change

# Word types these for the quotation marks of a keyboard, which clauses are written with.
_KEYBOARD = str.maketrans("‘’“”", "''\"\"")


@dataclass(frozen=True, slots=True)
class _ViewEdits:
    """What was edited in one view of a clause: with ids as they are in the clause, and its source with the edits."""

    view: ClauseView
    source: TracedSource
    found: ClauseEdits
    body: tuple[BlockChange, ...]
    edits: tuple[Replacement, ...]
    title: str
    text: str

    @classmethod
    def of(cls, view: ClauseView, changes: Sequence[BlockChange], sides: SideBySide) -> _ViewEdits:
        """Return the edits of a view. Raises CannotReword."""
        source = view.source()
        if source is None:
            raise CannotReword
        name = view.planned.name
        as_typed = ClauseEdits.of(name, changes, sides)
        found = ClauseEdits(
            name,
            tuple(_in_clause(one, name) for one in as_typed.edits),
            tuple(text.translate(_KEYBOARD) for text in as_typed.texts),
        )
        title, body, texts = source.title, [], []
        for one, words in zip(found.edits, found.texts, strict=True):
            if one.block != name:
                body.append(one)
                texts.append(words)
            elif one.what == "changed" and not one.moved:
                title = reworded_title(source, one, words)
            else:
                raise CannotReword
        edits = text_edits(source, body, texts)
        text = tidied(text_with(source.text, body, edits), source.text)
        return cls(view, source, found, tuple(body), tuple(edits), title, text)

    @property
    def wanted(self) -> Words:
        """The words of the view with its own edits. Raises CannotReword."""
        lines = self.view.lines_with(self.source.title, self.source.text)
        return words_after(self.found.edits, self.found.texts, lines)

    @property
    def crosses(self) -> bool:
        """Whether an edit goes over the beginning or end of a condition."""
        return any(map(partial(crosses_condition, self.source), self.found.edits, self.found.texts))


def _in_clause(edit: BlockChange, clause: str) -> BlockChange:
    """Return an edit with the ids of the clause; what follows something that is no text of it begins the clause."""
    follows = without_branch(edit.follows) if branch_number(edit.follows) else edit.follows
    if follows != clause and not follows.startswith(f"{clause}/"):
        follows = clause
    after = edit.after.translate(_KEYBOARD)
    return replace(edit, block=without_branch(edit.block), follows=follows, after=after)


class LibraryClauseProposals:
    """Makes proposals for the clauses of one library; `views_of` gives the views that the file has of a clause."""

    def __init__(
        self,
        project: Project,
        library: str,
        sides: SideBySide,
        views_of: Callable[[str], tuple[ClauseView, ...]],
    ) -> None:
        self._project, self._library, self._sides, self._views_of = project, library, sides, views_of

    def propose(self, name: str, edits: tuple[BlockChange, ...]) -> Proposal:
        """Return what the edits of a clause come to; its number is not given yet."""
        plain = Proposal(0, "replace", name, edits=edits, sure=ClauseEdits(name, edits, ()).sure)
        clause = self._project.clauses.get(name)
        if clause is None:
            return replace(plain, refusal=Diagnostic.of("PG831.gone", clause=name))
        plain = replace(plain, title=clause.entry.title.text, before=clause.entry.text.text)
        file = clause.source.name
        if clause.library.id.text != self._library:
            library = clause.library.id.text
            return replace(plain, refusal=Diagnostic.of("PG830.library", clause=name, library=library))
        if any(edit.what == "removed" and edit.is_title for edit in edits):
            return replace(plain, refusal=Diagnostic.of("PG832.removed", clause=name, file=file))
        if any(edit.moved and not self._is_within(edit) for edit in edits):
            return replace(plain, refusal=Diagnostic.of("PG832.moved", clause=name, file=file))
        if any(edit.is_fixed for edit in edits):
            return replace(plain, refusal=Diagnostic.of("PG832.form", clause=name, file=file))
        views = self._views_of(name)
        if not views:
            return replace(plain, refusal=Diagnostic.of("PG832.unprinted", clause=name, file=file))
        own = next((one.planned for one in views if one.planned.change != "as-published"), None)
        if own is not None:
            return replace(plain, refusal=Diagnostic.of("PG830.own", clause=name, file=own.tailored_by))
        if any(view.built != view.today for view in views):
            code = "PG831.done" if self._is_done(views, edits) else "PG831.changed"
            return replace(plain, refusal=Diagnostic.of(code, clause=name))
        return self._reworded(plain, clause, views)

    def _is_within(self, edit: BlockChange) -> bool:
        """Tell whether something that was moved is still in its clause, and in the same wording of it."""
        clauses = {line.id: line.clause for line in self._sides.original.lines}
        number = branch_number(edit.block)
        return clauses.get(edit.follows, "") == edit.clause and number == wording_below(edit.follows)

    def _is_done(self, views: Sequence[ClauseView], edits: Sequence[BlockChange]) -> bool:
        """Tell whether the clause has the edited words already, because they were taken before."""
        try:
            for view in views:
                mine = [one for one in edits if _number_of(one) == view.number]
                found = ClauseEdits.of(view.planned.name, mine, self._sides)
                in_clause = tuple(_in_clause(one, view.planned.name) for one in found.edits)
                wanted = words_after(in_clause, found.texts, view.built)
                if wanted != words_of_lines(view.today):
                    return False
        except CannotReword:
            return False
        return True

    def _reworded(self, plain: Proposal, clause: Clause, views: Sequence[ClauseView]) -> Proposal:
        file = clause.source.name
        edited: list[_ViewEdits] = []
        try:
            for view in views:
                mine = [one for one in plain.edits if _number_of(one) == view.number]
                edited += [_ViewEdits.of(view, mine, self._sides)] if mine else []
            title, text = _together(edited)
            if any(one.wanted != _printed(one) for one in edited):
                raise CannotReword
            others = list(_other_wordings(views, edited, title, text))
            planned = views[0].planned
            written = in_library_words(planned.text.text, edited[0].source.text, text)
            new_title = in_library_words(planned.title.text, edited[0].source.title, title)
        except CannotReword as error:
            return replace(plain, refusal=Diagnostic.of(f"PG832.{error.wording}", clause=clause.name, file=file))
        caution = None
        if any(one.crosses for one in edited):
            caution = Diagnostic.of("PG828", clause=clause.name)
        elif others:
            caution = Diagnostic.of("PG834.wordings", clause=clause.name, wordings=tuple(map(str, others)))
        if caution is None and (foreign := _school_words(views[0], f"{new_title} {written}")):
            caution = Diagnostic.of("PG834.terms", clause=clause.name, words=foreign)
        if not written.strip() or not new_title.strip():
            return replace(plain, refusal=Diagnostic.of("PG832.empty", clause=clause.name, file=file))
        number = number_in_file(self._project.world.read(file), file, clause.entry.id.text)
        changes = []
        if written != planned.text.text:
            changes.append(Change(("clauses", number, "text"), "value", written))
        if new_title != planned.title.text:
            changes.append(Change(("clauses", number, "title"), "value", new_title))
        return replace(
            plain, after=written, kept=placeholders_in(written), caution=caution, changes=tuple(changes)
        )  # fmt: skip


def _number_of(edit: BlockChange) -> int:
    """Return the number of the view that an edit is in; 1 in a policy, which has one view of each clause."""
    return branch_number(edit.block) or wording_below(edit.follows) or 1


def _printed(one: _ViewEdits) -> Words:
    return words_of_lines(one.view.lines_with(one.title, one.text))


def _together(edited: Sequence[_ViewEdits]) -> tuple[str, str]:
    """Return the title and the text with the edits of all views. Raises CannotReword if two collide."""
    source = edited[0].source
    edits: list[Replacement] = []
    for one in edited:
        if (one.source.title, one.source.text) != (source.title, source.text):
            raise CannotReword
        before = tuple(edits)
        new = [edit for edit in one.edits if edit not in before]
        if any(edit.start <= other.end and other.start <= edit.end for edit in new for other in before):
            raise CannotReword("wordings")
        edits += new
    titles = {one.title for one in edited} - {source.title}
    changes = [change for one in edited for change in one.body]
    try:
        if len(titles) > 1:
            raise CannotReword
        text = text_with(source.text, changes, edits)
    except CannotReword as error:
        raise CannotReword("wordings" if len(edited) > 1 else error.wording) from error
    return next(iter(titles), source.title), tidied(text, source.text)


def _other_wordings(views: Sequence[ClauseView], edited: Sequence[_ViewEdits], title: str, text: str) -> list[int]:
    """Return the numbers of the wordings that change where the file does not show it."""
    wanted: dict[int, Words] = {one.view.number: one.wanted for one in edited}
    shown = {line for words in wanted.values() for line in words}
    source = edited[0].source
    found = []
    for view in views:
        lines = Counter(words_of_lines(view.lines_with(title, text)))
        before = Counter(wanted.get(view.number) or words_of_lines(view.lines_with(source.title, source.text)))
        if any(line not in shown for line in lines - before):
            found.append(view.number)
    return found


def _school_words(view: ClauseView, text: str) -> tuple[str, ...]:
    """Return the words of an edited text that a school has for words of the library, and that it did not have."""
    planned, words = view.planned, view.school.assembler.terms.words
    own = {said for word, said in words.items() if said != word}
    known = f"{planned.title.text} {planned.text.text}"
    before, after = (Counter(one.key.lower() for one in tokens_of(each)) for each in (known, text))
    return tuple(sorted(word for word in own if after[word] > before[word]))
