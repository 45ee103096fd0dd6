"""A school's own words for the clauses of one policy, typed by a person: tried out first, then kept in its settings.

What is written is what `policygen read` would write for the same edit of a Word file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from policygen.check.project import Project
from policygen.compile.bases import PublishedWords, base_folder, files_of_bases, tailored_clauses
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic, Diagnostics, Severity
from policygen.document.model import Document, Value
from policygen.document.walk import parts_of
from policygen.lint.run import lint_own
from policygen.model.settings import Add, Agreed, ClauseBase, Omit, Replace, Take
from policygen.readback.entry_fields import FieldFinding, FieldPlaces
from policygen.readback.model import NewEntry
from policygen.readback.own_entries import entries_of_own, law_asking_for, new_clause_id, text_for_file
from policygen.readback.plain_source import PlainSource, plain_source
from policygen.readback.sources import planned_clause, words_of_source
from policygen.readback.trial import Trial
from policygen.report.coverage.matrix import matrix
from policygen.report.coverage.states import State
from policygen.report.explain import Trace, reasons
from policygen.resolve.agreements import agreement_needed
from policygen.resolve.locks import locked_by, locks_over
from policygen.resolve.tailoring import LeftOut, Plan, Planned, anchor_of
from policygen.source.editing import CannotEdit
from policygen.upgrade.editing import Change

ClauseHow = Literal["published", "reworded", "added", "taken", "left_out"]
_KEY = "tailoring"
NewField = tuple[str, str | tuple[tuple[str, str], ...]]
_COVERED = frozenset({"met", "partly", "unreviewed", "reviewed-before", "read-again"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EditableClause:
    """A clause as a school has it, and what its school may do with it.

    `how` it is, by the school itself if `is_own`, else by a file above; `because` is the reason given for that. `title`
    and `text` are Markdown with placeholders, `library_title` and `library_text` those before the school changed them.
    `locked` is the file that locks it, `law` what asks for it, `agreement` who has to agree to a change; `agreed` is
    who did, and the day.
    """

    name: str
    section: str
    how: ClauseHow
    is_own: bool
    because: str
    title: str
    text: str
    library_title: str = ""
    library_text: str = ""
    locked: str = ""
    law: str = ""
    agreement: str = ""
    agreed: tuple[str, str] = ("", "")
    has_form: bool = False
    why: Trace | None = None

    @property
    def may_be_left_out(self) -> bool:
        return not (self.locked or self.law) and self.how in ("published", "reworded") and not self._is_own_addition

    @property
    def may_be_reworded(self) -> bool:
        return not self.locked and self.how != "left_out" and not (self.how == "taken" and self.is_own)

    @property
    def may_be_undone(self) -> bool:
        return self.is_own and self.how != "published"

    @property
    def _is_own_addition(self) -> bool:
        return self.is_own and self.how in ("added", "taken")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseEdit:
    """What a person wants to do with a clause, or to add after it. `agreed_on` is a date as YYYY-MM-DD."""

    doing: Literal["reword", "omit", "add", "undo"]
    clause: str
    title: str = ""
    text: str = ""
    because: str = ""
    agreed_by: str = ""
    agreed_on: str = ""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A requirement that an edit leaves uncovered: its guidance and place in it, its words, and its state then."""

    place: str
    summary: str
    state: State


@dataclass(frozen=True, slots=True)
class EditTrial:
    """An edit, tried out: `files` are what to keep, and empty if there are `mistakes`.

    `uncovered` are the requirements that some clause of the school's policies said before and none does after it; those
    in the state `not-checked` are in the school's own words, which nobody has compared with them.
    """

    before: Document
    after: Document | None
    mistakes: tuple[FieldFinding, ...] = ()
    remarks: tuple[FieldFinding, ...] = ()
    uncovered: tuple[Uncovered, ...] = ()
    files: Mapping[str, bytes] | None = None


class PolicyEditor:
    """The clauses of one policy of a school, and edits of them. It reads the school once, and writes nothing."""

    def __init__(self, compiler: Compiler, school: School, policy: str) -> None:
        """`policy` is one of the school's."""
        self._trial = Trial.of(compiler, school, policy)
        self._school, self._policy = school, policy

    @property
    def _project(self) -> Project:
        return self._trial.compiler.project

    @cached_property
    def _agreement(self) -> str:
        """Who has to agree before the school leaves out or rewords a clause, or ""."""
        return agreement_needed(self._project, self._school.settled.chain)

    @cached_property
    def document(self) -> Document:
        """The policy as it stands, as a draft."""
        return self._trial.compiler.compile(self._school, self._policy, draft=True).document

    @cached_property
    def clauses(self) -> Mapping[str, EditableClause]:
        """The clauses by full name, in the order of the policy; those that tailoring left out follow their section."""
        chain = self._school.settled.chain
        why = reasons(self._trial.compiler, self._school, self._policy)
        locks = locks_over(self._project, chain)
        published = {one.now.clause: one.now for one in tailored_clauses(self._project, chain)}
        found: dict[str, EditableClause] = {}
        for section, clause in _in_order(self._school.plans[self._policy]):
            lock, words = locked_by(locks, clause.name), published.get(clause.name)
            title, text = self._words(clause, words)
            one = EditableClause(
                name=clause.name,
                section=section,
                how=_how(clause),
                is_own=clause.tailored_by == chain[0].file,
                because=clause.because if clause.tailored_by else "",
                title=title,
                text=text,
                library_title=words.title if words else title,
                library_text=words.text if words else text,
                locked=lock.file if lock else "",
                law=law_asking_for(self._project, clause) if isinstance(clause, Planned) else "",
                agreement=self._agreement,
                has_form=isinstance(clause, Planned) and bool(clause.form),
                why=why.get(clause.name),
            )
            found[one.name] = replace(one, agreed=_agreed(clause.agreed)) if one.is_own else one
        return found

    def _words(self, clause: Planned | LeftOut, words: PublishedWords | None) -> tuple[str, str]:
        if isinstance(clause, Planned):
            return words_of_source(self._school, clause)
        title = self._school.assembler.terms.of_clause(clause.clause, clause.title)
        return title, words.text if words else ""

    def words_to_edit(self, name: str) -> PlainSource:
        """Return a clause's words as one edits them best. Raises KeyError for one that the policy does not have."""
        clause = self.clauses[name]
        planned = planned_clause(self._school, self._policy, name)
        if planned is None or clause.is_own:
            return PlainSource(clause.title, clause.text.strip("\n"))
        return plain_source(self._trial.compiler, self._school, self._policy, planned)

    def placeholders(self) -> dict[str, str]:
        """Return what the policy prints from answers: the placeholder as one writes it → its words now."""
        values = (part for part in parts_of(self.document) if isinstance(part, Value) and part.text)
        names = self._project.checker.names
        found: dict[str, str] = {}
        for one in values:
            root, _, rest = one.origin.key.partition(".")
            if rest and root in names.roots:
                found.setdefault(f"{{{{ {one.origin.key.replace('-', '_')} }}}}", one.text)
        return dict(sorted(found.items()))

    def tried(self, edit: ClauseEdit) -> EditTrial:
        """Return what comes of an edit. Raises KeyError for a clause that the policy does not have."""
        clause = self.clauses[edit.clause]
        try:
            changes, entries, number = self._entries(edit, clause)
            data = self._trial.settings(changes, entries)
        except CannotEdit as error:
            return EditTrial(self.document, None, (FieldFinding("", 0, Diagnostic.of("PG950", reason=str(error))),))
        found = Diagnostics()
        compiler, school = self._trial.school_with({self._trial.file: data}, found)
        after: Document | None = None
        for policy in school.plans if school is not None else ():
            # Only words that go can be missed elsewhere.
            if school is not None and (policy == self._policy or edit.doing in ("omit", "undo")):
                compiled = compiler.compile(school, policy, draft=True, records=())
                found.extend(compiled.diagnostics)
                after = compiled.document if policy == self._policy else after
        fields = FieldPlaces.of(self._trial.file, data, number)
        known = self._trial.known | (self._known if edit.doing in ("omit", "undo") else frozenset())
        new = [one for one in found if (one.code, one.message) not in known]
        mistakes = tuple(fields.finding(one) for one in new if one.severity is Severity.ERROR)
        if mistakes or school is None:
            return EditTrial(self.document, after, mistakes)
        remarks = [one for one in new if one.severity is Severity.WARNING]
        if edit.doing in ("reword", "add"):
            remarks += [one for one in lint_own(compiler, school.settled.chain[:1]) if fields.has(one)]
        own = f"{base_folder(school.settled.chain[0])}/"
        bases = {name: one for name, one in files_of_bases(school.project, school.settled.chain).items() if own in name}
        return EditTrial(
            self.document,
            after,
            remarks=tuple(fields.finding(one) for one in remarks),
            uncovered=self._uncovered(compiler, school),
            files={self._trial.file: data, **bases},
        )

    @cached_property
    def _known(self) -> frozenset[tuple[str, str]]:
        """What is wrong with the school's other policies already."""
        compiler, school = self._trial.compiler, self._school
        found = (compiler.compile(school, policy, draft=True, records=()) for policy in school.plans)
        return frozenset((one.code, one.message) for compiled in found for one in compiled.diagnostics)

    def _uncovered(self, compiler: Compiler, school: School) -> tuple[Uncovered, ...]:
        before = {one.name: one for one in matrix(self._project, school=self._school).entries}
        gone = (
            one
            for one in matrix(compiler.project, school=school).entries
            if one.state not in _COVERED and before[one.name].state in _COVERED
        )
        sources = self._project.requirements
        return tuple(
            Uncovered(f"{sources[one.name].source_title}; {one.locator}", one.summary, one.state) for one in gone
        )

    def _entries(
        self, edit: ClauseEdit, clause: EditableClause
    ) -> tuple[tuple[Change, ...], tuple[NewEntry, ...], int]:
        """Return what an edit writes, and the number that its entry then has, -1 for none. Raises CannotEdit."""
        last = len(self._school.settled.chain[0].model.tailoring)
        number, entry = entries_of_own(self._project, self._school).get(edit.clause, (-1, None))
        match edit.doing:
            case "undo" if entry is not None:
                if isinstance(entry, Add) and (behind := self._placed_beside(edit.clause)):
                    raise CannotEdit(say("editing.others_beside", title=entry.title.text, others=behind))
                return (_removed(number, last),), (), -1
            case "omit" if clause.may_be_left_out:
                fields = (("omit", self._written(edit.clause)), ("because", edit.because), *_agreement(edit, entry))
                changes = (Change((_KEY, number), "remove"),) if entry is not None else ()
                return changes, (NewEntry(fields),), last - len(changes)
            case "add":
                title, text = edit.title, text_for_file(edit.text)
                place = (("after", self._written(edit.clause)),)
                id_ = new_clause_id(title, [*self.clauses, *self._project.clauses])
                fields = (("add", place), ("id", id_), ("title", title), ("text", text), ("because", edit.because))
                return (), (NewEntry(fields),), last
            case "reword" if isinstance(entry, Add | Replace):
                return self._changed(edit, number, entry, last)
            case "reword" if entry is None and clause.may_be_reworded:
                same = edit.title in (clause.title, self.words_to_edit(edit.clause).title)
                titled = () if same else (("title", edit.title),)
                words = (("text", text_for_file(edit.text)), ("because", edit.because))
                replaced = ("replace", self._written(edit.clause))
                return (), (NewEntry((replaced, *titled, *words, *_agreement(edit, None))),), last
            case _:
                raise CannotEdit(say("editing.not_allowed", clause=edit.clause))

    def _changed(
        self, edit: ClauseEdit, number: int, entry: Add | Replace, last: int
    ) -> tuple[tuple[Change, ...], tuple[NewEntry, ...], int]:
        """Return the changes of an entry that the school has; one that gets a key it does not have is written anew."""
        said: dict[str, str] = {"title": edit.title, "text": text_for_file(edit.text), "because": edit.because}
        now = {"text": entry.text.text, "because": entry.because.text}
        if entry.title is not None:
            now["title"] = entry.title.text
        elif edit.title == self.clauses[edit.clause].title:
            del said["title"]
        given = (edit.agreed_by, edit.agreed_on)
        is_agreed = not self._agreement or isinstance(entry, Add) or given == _agreed(entry.agreed)
        if said.keys() <= now.keys() and is_agreed:
            values = (Change((_KEY, number, key), "value", words) for key, words in said.items() if words != now[key])
            return tuple(values), (), number
        assert isinstance(entry, Replace)  # noqa: S101 - an added clause has a heading and needs no agreement
        if entry.duties:
            raise CannotEdit(say("editing.has_duties"))
        words = tuple((key, said[key]) for key in ("title", "text", "because") if key in said)
        fields = (("replace", entry.replace.text), *words, *_agreement(edit, entry), *_base(entry.base))
        return (Change((_KEY, number), "remove"),), (NewEntry(fields),), last - 1

    def _placed_beside(self, clause: str) -> list[str]:
        """Return the titles of the school's own clauses that are placed by the place of this one."""
        chain = self._school.settled.chain
        entries = (entry for entry in chain[0].model.tailoring if isinstance(entry, Add | Take))
        beside = [one for one in entries if anchor_of(self._project, chain[0], chain[1:], one.add) == clause]
        return [one.title.text if isinstance(one, Add) else one.clause.text for one in beside]

    def _written(self, name: str) -> str:
        """Return a clause's name as the school's file writes it: its own clauses without the file's name."""
        return name.removeprefix(f"{self._school.id}:")


def _in_order(plan: Plan) -> Iterator[tuple[str, Planned | LeftOut]]:
    """Yield the clauses with the title of their section; what tailoring left out follows the rest of its section."""
    known = set()
    for one in plan.sections:
        known.add(one.section.id.text)
        yield from ((one.section.title.text, clause) for clause in one.clauses)
        yield from ((one.section.title.text, left) for left in _tailored(plan) if left.section is one.section)
    yield from ((left.section.title.text, left) for left in _tailored(plan) if left.section.id.text not in known)


def _tailored(plan: Plan) -> Iterator[LeftOut]:
    return (left for left in plan.left_out if left.by == "tailoring")


def _how(clause: Planned | LeftOut) -> ClauseHow:
    if isinstance(clause, LeftOut):
        return "left_out"
    if clause.change == "as-published":
        return "taken" if clause.tailored_by else "published"
    return "reworded" if clause.change == "replaced" else "added"


def _agreed(agreed: Agreed | None) -> tuple[str, str]:
    return (agreed.by.text, agreed.on.isoformat()) if agreed is not None else ("", "")


def _agreement(edit: ClauseEdit, entry: Omit | Replace | Take | Add | None) -> tuple[NewField, ...]:
    """Return who agreed as the edit says, or else as the entry says that it replaces."""
    by, on = edit.agreed_by, edit.agreed_on
    if not by and isinstance(entry, Omit | Replace):
        by, on = _agreed(entry.agreed)
    return (("agreed", (("by", by), ("on", on))),) if by else ()


def _base(base: ClauseBase | None) -> tuple[NewField, ...]:
    if base is None:
        return ()
    version = (("version", base.version.text),) if base.version is not None else ()
    return (("base", (*version, ("digest", base.digest.text))),)


def _removed(number: int, entries: int) -> Change:
    """Return the removal of one of a number of entries, with their key if there is no other."""
    return Change((_KEY, number) if entries > 1 else (_KEY,), "remove")
