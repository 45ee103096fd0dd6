"""A clause as each branch prints it, for whoever writes or reads it, without a school."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from policygen.branches.axes import Axis, Option, axes_of_clauses, references_of, satisfying
from policygen.branches.walk import FILE, asking, branch_of, school_of
from policygen.check.project import Project
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Refused, Span
from policygen.document.model import Cover, Document, Reference, Section, Text, Value
from policygen.document.transform import mapped
from policygen.document.typography import typographic
from policygen.model.checked import Clause
from policygen.model.library import MovesIn, OutlineSection
from policygen.render.markdown import section_markdown
from policygen.report.titles import answer_labels, bracketed_label
from policygen.report.usage import policies_of
from policygen.word_copies.copy import model_copy, model_school
from policygen.word_copies.kinds import Target, base_of

VERSION = 1
MOST_BRANCHES = 24


class NoPreview(Refused):
    """The clause cannot be shown, because no policy lists it; the message says so."""


@dataclass(frozen=True, slots=True)
class PrintedBranch:
    """One way in which the clause is printed, as Markdown; "" where it is left out.

    `answers` are those that it depends on, by `group.key`, each with all the answers that print the same. `section` is
    the clause in `document`.
    """

    answers: Mapping[str, tuple[Option, ...]]
    text: str
    section: Section | None = None
    document: Document | None = None
    row: Mapping[str, Option] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClausePreview:
    """A clause in a policy, and its branches, printed ones first. `scope` names the school or the kind, if it is one.

    `more` says that there are more than MOST_BRANCHES.
    """

    clause: str
    title: str
    policy: str
    span: Span
    scope: str
    branches: tuple[PrintedBranch, ...]
    more: bool = False

    def text(self) -> str:
        """Return it as text, with a line end."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield say("preview.heading", clause=self.clause, policy=self.policy, place=str(self.span))
        first = self.branches[0].text.rstrip().split("\n\n") if self.branches else []
        for number, branch in enumerate(self.branches, 1):
            yield ""
            yield say("preview.branch", number=number, answers=self.words_of(branch))
            yield ""
            parts = (branch.text.rstrip() or say("preview.left_out")).split("\n\n")
            # What the first branch has too is not said again.
            new = [part for part in parts if number == 1 or part not in first]
            yield from (f"    {line}".rstrip() for line in "\n\n".join(new).splitlines())
        if self.more:
            yield from ("", say("preview.more"))

    def words_of(self, branch: PrintedBranch) -> str:
        """Return the answers with which a branch is printed, in words."""
        if not branch.answers:
            return self.scope or say("preview.everybody")
        parts = (f"{key.partition('.')[2]}: {_said(options)}" for key, options in branch.answers.items())
        return "; ".join(parts)

    def json(self) -> str:
        """Return it for a program; keys are stable and always present."""
        branches = [
            {"answers": {key: list(options) for key, options in one.answers.items()}, "text": one.text}
            for one in self.branches
        ]
        found = {
            "version": VERSION, "clause": self.clause, "title": self.title, "policy": self.policy,
            "place": str(self.span), "scope": self.scope, "branches": branches, "more": self.more,
        }  # fmt: skip
        return json.dumps(found, ensure_ascii=False, indent=1) + "\n"

    def document(self) -> Document | None:
        """Return the branches as one Document, a section for each; None if none of them is printed."""
        shown = [one for one in self.branches if one.document is not None]
        if not shown or shown[0].document is None:
            return None
        first = shown[0].document
        sections = tuple(
            Section(
                id=f"branch-{number}", level=1, number=str(number), title=(Text(text=self.words_of(one)),),
                sections=(_apart(one.section, number),),
            )
            for number, one in enumerate(shown, 1)
            if one.section is not None
        )  # fmt: skip
        cover = Cover(school=(), title=(Text(text=self.title),), status="")
        metadata = replace(first.metadata, title=self.title)
        return replace(first, cover=cover, metadata=metadata, sections=sections, header=self.title, notices=())


def _said(options: Iterable[Option]) -> str:
    return say("preview.or", options=tuple(_word(option) for option in options))


def _word(option: Option) -> str:
    if isinstance(option, bool):
        return "yes" if option else "no"
    if option is None:
        return say("preview.unanswered")
    return ", ".join(option) if isinstance(option, tuple) else str(option)


def _apart(section: Section, number: int) -> Section:
    """Return a section whose ids no other branch has."""

    def renamed(node: Any) -> Any:
        return replace(node, id=f"{node.id}-{number}") if getattr(node, "id", "") else node

    found: Section = mapped(section, renamed)
    return replace(found, level=2)


def listing(project: Project, clause: str, policy: str | None = None) -> tuple[str, ...]:
    """Return the policies to look for a clause in: that one, or all that list it, policies before sheets.

    Raises NoPreview if there is none.
    """
    listed = policies_of(project).get(clause, ())
    if not listed:
        raise NoPreview(say("preview.not_listed", clause=clause))
    if policy is not None and policy not in listed:
        raise NoPreview(say("preview.not_in_policy", clause=clause, policy=policy, policies=listed))
    order = sorted(listed, key=lambda name: (project.outlines[name].kind != "policy", name))
    return (policy,) if policy is not None else tuple(order)


def preview_of_kind(compiler: Compiler, clause: str, policies: Sequence[str], kind: str) -> ClausePreview:
    """Return a clause as the model copy of a kind of school has it, in the first of the policies that prints it.

    Raises KeyError for an unknown kind.
    """
    project = compiler.project
    title = project.models[kind].entry.title.text
    base = base_of(project, Target(kind=kind), Diagnostics())
    model = model_school(compiler, base, Diagnostics()) if base is not None else None

    def document_of(policy: str) -> Document | None:
        return model_copy(compiler, model, policy).document if model and policy in model.school.plans else None

    return preview_in(project, clause, policies, document_of, title)


def preview_in(
    project: Project,
    clause: str,
    policies: Sequence[str],
    document_of: Callable[[str], Document | None],
    scope: str,
) -> ClausePreview:
    """Return a clause as the first of the policies that prints it has it; `scope` is whose policies they are.

    `document_of` returns a policy, None for one that is not there.
    """
    entry = project.clauses[clause]
    found, where = PrintedBranch({}, ""), policies[0]
    for policy in policies:
        document = document_of(policy)
        printed = _printed(entry, {}, document) if document is not None else found
        if printed.text:
            found, where = printed, policy
            break
    return ClausePreview(clause, entry.entry.title.text, where, entry.entry.id.span, scope, (found,))


def preview_of(compiler: Compiler, clause: str, policy: str) -> ClausePreview:
    """Return a clause as each branch prints it, in invented schools whose answers are shown as their labels.

    From each branch, every answer that the clause depends on is changed, alone, and what is printed differently is a
    branch too, until there is nothing new, or MOST_BRANCHES.
    """
    trial = _Trial(_with_clause(compiler, clause, policy), compiler.project.clauses[clause], policy)
    found: dict[str, PrintedBranch] = {}
    waiting = [trial.first()]
    while waiting and len(found) < MOST_BRANCHES:
        row = waiting.pop(0)
        printed = trial.printed(row)
        if printed.text in found:
            continue
        answers: dict[str, tuple[Option, ...]] = {}
        for axis in trial.axes:
            others = {option: trial.printed({**row, axis.key: option}).text for option in axis.options}
            same = tuple(option for option, text in others.items() if text == printed.text)
            if len(same) < len(axis.options):
                answers[axis.key] = same
            waiting += ({**row, axis.key: option} for option, text in others.items() if text not in found)
        found[printed.text] = replace(printed, answers=answers, row=row)
    entry = trial.clause.entry
    more = any(trial.printed(row).text not in found for row in waiting)
    branches = sorted(found.values(), key=lambda one: not one.text)
    return ClausePreview(clause, entry.title.text, policy, entry.id.span, "", tuple(branches), more)


def _with_clause(compiler: Compiler, clause: str, policy: str) -> Compiler:
    """Return a compiler whose policy has only the clause and those that it refers to, which is faster."""
    project = compiler.project
    kept = {clause, *references_of(project, project.clauses[clause])}

    def listed(section: OutlineSection) -> OutlineSection:
        clauses = (
            entry
            for entry in section.clauses
            if kept.intersection(project.find_clause((entry.clause if isinstance(entry, MovesIn) else entry).text))
        )
        return replace(section, clauses=tuple(clauses))

    outline = project.outlines[policy]
    sections, appendices = ([listed(one) for one in part] for part in (outline.sections, outline.appendices))
    outline = replace(
        outline,
        sheets=(),
        sections=tuple(one for one in sections if one.clauses),
        appendices=tuple(one for one in appendices if one.clauses),
    )
    smaller = replace(project, outlines={**project.outlines, policy: outline})
    return Compiler(smaller, Diagnostics(), compiler.assembler, compiler.files)


@dataclass(slots=True)
class _Trial:
    """The schools that were tried for one clause; one is compiled once."""

    compiler: Compiler
    clause: Clause
    policy: str
    axes: tuple[Axis, ...] = ()
    tried: dict[tuple[tuple[str, Option], ...], PrintedBranch] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.axes = axes_of_clauses(self.compiler.project, [self.clause], terms=False)

    def first(self) -> dict[str, Option]:
        """Return answers with which the clause is printed."""
        project, wanted = self.compiler.project, dict[str, Option]()
        if self.clause.condition is not None:
            answers = satisfying(project, self.clause.condition) or {}
            wanted = {key: option for full in answers for key, option in asking(project, full).items()} | answers
        return {**{axis.key: axis.options[0] for axis in self.axes}, **wanted}

    def printed(self, row: Mapping[str, Option]) -> PrintedBranch:
        """Return the clause as a school with these answers prints it."""
        key = tuple(sorted(row.items()))
        if key not in self.tried:
            school, _ = school_of(self.compiler, branch_of(self.compiler.project, self.policy, row))
            document = None
            if school is not None and self.policy in school.plans:
                document = typographic(self.compiler.compile(school, self.policy, draft=True).assembled)
            found = _printed(self.clause, answer_labels(self.compiler.project), document) if document else None
            self.tried[key] = found or PrintedBranch({}, "")
        return self.tried[key]


def school_of_branch(
    compiler: Compiler, clause: str, policy: str, row: Mapping[str, Option]
) -> tuple[Compiler, School | None]:
    """Return the invented school that prints a branch of a clause, with a compiler of a policy that has little else."""
    smaller = _with_clause(compiler, clause, policy)
    return smaller, school_of(smaller, branch_of(smaller.project, policy, row))[0]


def _printed(clause: Clause, labels: Mapping[str, str], document: Document) -> PrintedBranch:
    section = next((one for one in _every(document.sections) if one.clause == clause.name), None)
    if section is None:
        return PrintedBranch({}, "")

    def shown(node: Any) -> Any:
        if isinstance(node, Reference):
            # Its number depends on all other clauses.
            return Text(text=f"{node.before}{node.target.partition(':')[2]}")
        if isinstance(node, Value) and node.origin.file == FILE:
            label = bracketed_label(labels, node.origin.key)
            return Text(text=label) if label else node
        return node

    found: Section = replace(mapped(section, shown), number="")
    return PrintedBranch({}, section_markdown(found, document), found, document)


def _every(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _every(section.sections)
