"""An edited file read for a clause library: a paper for reviewers, or the board's copy of a policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from policygen.check.project import Project
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.model import Diagnostic, Severity
from policygen.document.model import Document
from policygen.inspect.docx import Blocks
from policygen.look.look import Look
from policygen.readback.changes import BlockChange, SideBySide
from policygen.readback.library_clauses import LibraryClauseProposals
from policygen.readback.library_files import clause_files
from policygen.readback.model import Proposal, WordComment
from policygen.readback.proposals import remark_of
from policygen.readback.reading import edits_in
from policygen.readback.sources import planned_clause
from policygen.readback.views import ClauseView, view_of_policy, views_of_paper
from policygen.review.paper_clause import PAPER, wording_below
from policygen.source.editing import CannotEdit
from policygen.world.memory import OverlaidWorld

_CLAUSE_LEVEL = 2
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class LibraryReading:
    """An edited file, read for a clause library: what changed, what was said, and what is proposed for its clauses.

    `policy` is the policy that the file is, or PAPER. `has_bookmarks` is as for a WordReading.
    """

    file: str
    library: str
    policy: str
    has_bookmarks: bool
    changes: tuple[BlockChange, ...]
    comments: tuple[WordComment, ...]
    proposals: tuple[Proposal, ...]

    @property
    def is_paper(self) -> bool:
        return self.policy == PAPER

    @property
    def is_unchanged(self) -> bool:
        return not (self.changes or self.comments)


@dataclass(slots=True)
class _Sorted:
    """The changes of a file by what they are about; `fixed` are those of no clause's text, by clause."""

    by_clause: dict[str, list[BlockChange]] = field(default_factory=dict)
    added: list[BlockChange] = field(default_factory=list)
    fixed: dict[str, list[BlockChange]] = field(default_factory=dict)


def read_for_library(
    name: str, found: Blocks, document: Document, compiler: Compiler, library: str, school: School | None, look: Look
) -> LibraryReading:
    """Return what was edited in a file, and what it means for the clauses of a library.

    `school` is the one whose policy the file is, None for a paper. Raises NotReadBack.
    """
    edits = edits_in(name, found, document, look)
    project = compiler.project
    if school is None:
        views_of = partial(views_of_paper, compiler, document)
    else:
        views_of = partial(_views_of_policy, compiler, school, document)
    clauses = LibraryClauseProposals(project, library, edits.sides, views_of)
    made = list(_proposals(library, edits.sides, clauses))
    made.sort(key=lambda one: min((edit.new if edit.new >= 0 else edit.old for edit in one.edits), default=0))
    made = [*_checked(compiler, made), *map(remark_of, edits.comments)]
    return LibraryReading(
        name, library, document.policy, edits.has_bookmarks, edits.sides.changes, edits.comments,
        tuple(replace(one, number=n) for n, one in enumerate(made, 1)),
    )  # fmt: skip


def _views_of_policy(compiler: Compiler, school: School, document: Document, clause: str) -> tuple[ClauseView, ...]:
    planned = planned_clause(school, document.policy, clause)
    return (view_of_policy(compiler, school, document, planned),) if planned is not None else ()


def _proposals(library: str, sides: SideBySide, clauses: LibraryClauseProposals) -> Iterator[Proposal]:
    found = _sorted(sides)
    for clause, edits in found.by_clause.items():
        yield clauses.propose(clause, tuple(edits))
    for edit in found.added:
        refusal = Diagnostic.of("PG832.new", title=_short(edit.after), library=library)
        yield Proposal(0, "none", edit.clause, edits=(edit,), sure=edit.sure, refusal=refusal)
    for clause, edits in found.fixed.items():
        refusal = Diagnostic.of("PG832.fixed", words=_short(edits[0].before or edits[0].after))
        target = clause or edits[0].block or edits[0].follows
        yield Proposal(0, "none", target, edits=tuple(edits), sure=edits[0].sure, refusal=refusal)
    for change in sides.changes:
        for spot in change.edited:
            code = "PG830.section" if spot.key.startswith("section.") else "PG830.value"
            refusal = Diagnostic.of(code, key=spot.key, words=_short(spot.after))
            yield Proposal(
                0, "none", spot.key, before=spot.before, after=spot.after, sure=spot.sure, edits=(change,),
                refusal=refusal,
            )  # fmt: skip


def _sorted(sides: SideBySide) -> _Sorted:
    found = _Sorted()
    gone = {change.clause for change in sides.changes if change.what == "removed" and change.is_title}
    below: BlockChange | None = None
    for change in sides.changes:
        in_a_row = below is not None and change.what == "added" and change.new == below.new + 1
        is_new = change.what == "added" and change.level in (1, _CLAUSE_LEVEL) and bool(change.clause)
        below = change if is_new or in_a_row else None
        if is_new:
            found.added.append(change)
        elif in_a_row:
            continue
        elif change.what == "removed" and change.clause in gone and change.clause:
            if change.is_title:
                found.by_clause.setdefault(change.clause, []).append(change)
        elif _is_fixed(change):
            found.fixed.setdefault(change.clause, []).append(change)
        elif change.what != "value":
            found.by_clause.setdefault(change.clause, []).append(change)
    return found


def _is_fixed(change: BlockChange) -> bool:
    if not change.clause or change.block.startswith(PAPER):
        return True
    return change.what == "added" and change.follows.startswith(PAPER) and not wording_below(change.follows)


def _checked(compiler: Compiler, found: Sequence[Proposal]) -> Iterator[Proposal]:
    """Yield proposals; one that `check` finds a mistake in is refused, and one with a warning needs a person."""
    wanted = [one for one in found if one.can_be_written]
    project, known = compiler.project, _without_places(compiler.diagnostics)
    if not wanted or not _findings(project, wanted) - known:
        yield from found
        return
    for one in found:
        new = _findings(project, (one,)) - known if one.can_be_written else frozenset()
        worst = min(new, key=lambda each: (each.severity is not Severity.ERROR, each.code), default=None)
        if worst is None:
            yield one
        elif worst.severity is Severity.ERROR:
            yield replace(one, refusal=worst)
        else:
            yield replace(one, caution=one.caution or worst)


def _findings(project: Project, proposals: Sequence[Proposal]) -> frozenset[Diagnostic]:
    """Return what `check` finds in the library with proposals taken."""
    try:
        files = clause_files(project, proposals)
    except CannotEdit as error:
        return frozenset((Diagnostic.of("PG832.file", reason=str(error).rstrip(".")),))
    _, found = Compiler.load(OverlaidWorld(project.world, files))
    return _without_places(found)


def _without_places(found: Iterable[Diagnostic]) -> frozenset[Diagnostic]:
    """Return findings without their places, because lines move; notes are left out."""
    return frozenset(
        replace(one, span=None, related=(), trace=()) for one in found if one.severity is not Severity.NOTE
    )


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]} …"
