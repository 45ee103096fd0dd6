"""What names what: requirements, references, clauses and roles that files name must exist, and stand once."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from policygen.check.templates import CROSS_REFERENCE
from policygen.diagnostics.model import Diagnostics, Related, Span
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.library import MovesIn
from policygen.model.written import Written
from policygen.source.positions import place

if TYPE_CHECKING:
    from policygen.check.project import Project
    from policygen.model.checked import Clause
    from policygen.model.library import OutlineFile
    from policygen.source.nodes import Source


def check_links(project: Project, diagnostics: Diagnostics) -> None:
    """Report every name in clauses and outlines that leads nowhere, with the nearest one that does."""
    for clause in project.clauses.values():
        _known(project, clause.entry.meets, project.requirements, "requirement", diagnostics)
        _known(project, clause.entry.cites, project.references, "reference", diagnostics)
        check_cross_references(project, clause.source, clause.entry.text, clause.library.id.text, diagnostics)
    for outline in project.outlines.values():
        _outline(project, outline, diagnostics)
    for role in project.vocabulary.people.values():
        if role.falls_back is not None:
            _known(project, (role.falls_back,), project.vocabulary.people, "role", diagnostics)
    for reference in project.references.values():
        if reference.superseded_by is not None:
            _known(project, (reference.superseded_by,), project.references, "reference", diagnostics)


def _known(
    project: Project, names: tuple[Written, ...], known: Collection[str], what: str, diagnostics: Diagnostics
) -> None:
    for name in names:
        if name.text not in known and name.text.rpartition("/")[2] not in project.unread:
            diagnostics.error("PG251", f"there is no {what} `{name.text}`", name.span, hint=hint_for(name.text, known))


def hint_for(name: str, known: Collection[str]) -> str:
    """Return what may be meant; of a requirement only one of the same source, or which sources there are.

    A requirement of another source would claim for a clause what nobody looked up there.
    """
    source, slash, _ = name.partition("/")
    if not slash:
        return did_you_mean(name, known)
    same = [each for each in known if each.startswith(f"{source}/")]
    if same:
        return did_you_mean(name, same)
    return f"The sources are {', '.join(sorted({each.partition('/')[0] for each in known}))}."


def check_cross_references(
    project: Project, source: Source, text: Written, home: str, diagnostics: Diagnostics, own: Collection[str] = ()
) -> None:
    """Check each `[](#clause)` of one text; `own` are the ids of clauses that a school adds itself."""
    for match in CROSS_REFERENCE.finditer(text.text):
        held = match["id"] in own
        if not match["words"] and (held or len(project.find_clause(match["id"], home)) == 1):
            continue
        span = place(source, text.scalar, match.start(), match.end() - match.start())
        if match["words"]:
            diagnostics.error(
                "PG252",
                "a cross-reference has no words of its own",
                span,
                hint=f"Write [](#{match['id']}): the number is put in.",
            )
        if not held:
            clause_at(project, match["id"], home, diagnostics, span=span, own=own)


def clause_at(
    project: Project,
    name: str,
    home: str,
    diagnostics: Diagnostics,
    *,
    span: Span | None,
    own: Collection[str] = (),
) -> Clause | None:
    """Return the one clause that `name` stands for; none or several are reported at `span`. The hint may also name one
    of `own`.
    """
    found = project.find_clause(name, home)
    if len(found) == 1:
        return project.clauses[found[0]]
    if found:
        diagnostics.error("PG254", f"`{name}` stands in several libraries", span, hint=f"Write {' or '.join(found)}.")
        return None
    if name.rpartition(":")[2] in project.unread:
        return None
    former = next(
        (c for c in project.clauses.values() if any(f.text == name.rpartition(":")[2] for f in c.entry.formerly)), None
    )
    hint = f"It is now called `{former.name}`." if former else did_you_mean(name, [*_names(project, name), *own])
    diagnostics.error("PG253", f"there is no clause `{name}`", span, hint=hint)
    return None


def _names(project: Project, name: str) -> list[str]:
    return list(project.clauses) if ":" in name else [full.partition(":")[2] for full in project.clauses]


def _outline(project: Project, outline: OutlineFile, diagnostics: Diagnostics) -> None:
    seen: dict[str, Written] = {}
    ids: dict[str, Written] = {}
    for section in (*outline.sections, *outline.appendices):
        if section.id.text in ids:
            diagnostics.error(
                "PG206",
                f"the section `{section.id.text}` is used twice",
                section.id.span,
                hint="Give one of them another id.",
                related=(Related(ids[section.id.text].span, "first used here"),),
            )
        ids.setdefault(section.id.text, section.id)
        for name in section.names:
            clause = clause_at(project, name.text, "", diagnostics, span=name.span)
            if clause is None:
                continue
            if clause.name in seen:
                diagnostics.error(
                    "PG206",
                    f"the clause `{clause.name}` stands twice in this policy",
                    name.span,
                    hint="Keep one of them.",
                    related=(Related(seen[clause.name].span, "first used here"),),
                )
            seen.setdefault(clause.name, name)
        homes = tuple(entry.unless for entry in section.clauses if isinstance(entry, MovesIn))
        _known(project, homes, project.outlines, "policy", diagnostics)
    for name in outline.sheets:
        clause = clause_at(project, name.text, "", diagnostics, span=name.span)
        if clause is not None and clause.name not in seen:
            message = f"`{clause.name}` is made as a sheet, but stands in no section of this policy"
            diagnostics.error(
                "PG255", message, name.span, hint="Add it to a section or an appendix, or remove it here."
            )
    _known(project, (*outline.people, *outline.signatories), project.vocabulary.people, "role", diagnostics)
