"""Read the policies of every library, and put in what other libraries insert into them.

A library's `policies/` has policies of its own and extensions of others. An extension inserts clauses next to a clause
or at the end of a section, and sections next to a section. What several libraries insert at one place follows in the
order of their names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from policygen.check.files import Files, home_of
from policygen.check.homes import role_in_full
from policygen.check.links import clause_at
from policygen.check.project import Project
from policygen.check.shape import report_twice
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.library import (
    InsertClauses,
    InsertSection,
    MovesIn,
    OutlineExtension,
    OutlineFile,
    OutlineSection,
)
from policygen.model.written import Written

_EITHER = cast("type[OutlineFile | OutlineExtension]", OutlineFile | OutlineExtension)
Listed = Written | MovesIn


def read_outlines(project: Project, files: Files, names: Sequence[str]) -> None:
    """Add every policy to the project, with what libraries insert into it; report what leads nowhere."""
    outlines: dict[str, OutlineFile] = {}
    extensions: list[tuple[str, OutlineExtension]] = []
    for name in names:
        typed = files.typed(name, _EITHER, "policy")
        if typed is None:
            continue
        home, found = home_of(name), typed[2]
        if isinstance(found, OutlineExtension):
            extensions.append((home, found))
        elif found.id.text in outlines:
            report_twice("PG206.policy", outlines[found.id.text].id, found.id, files.diagnostics)
        else:
            outlines[found.id.text] = _in_full(project, found, home)
    inserted: set[str] = set()
    for home, extension in extensions:
        outline = outlines.get(extension.extends.text)
        if outline is not None:
            outlines[outline.id.text] = _extended(project, outline, extension, home, inserted, files)
        elif extension.extends.text not in files.unread:
            guess = did_you_mean(extension.extends.text, outlines)
            files.diagnostics.report("PG278.policy", extension.extends.span, name=extension.extends.text, guess=guess)
    for outline in outlines.values():
        project.add_outline(outline)


def _in_full(project: Project, outline: OutlineFile, home: str) -> OutlineFile:
    """Return a library's policy with the full names of its own clauses and posts."""
    if not home:
        return outline
    return replace(
        outline,
        sections=tuple(_section_in_full(project, section, home) for section in outline.sections),
        appendices=tuple(_section_in_full(project, section, home) for section in outline.appendices),
        sheets=tuple(_clause_in_full(project, name, home) for name in outline.sheets),
        people=_roles_in_full(project, outline.people, home),
        signatories=_roles_in_full(project, outline.signatories, home),
    )


def _section_in_full(project: Project, section: OutlineSection, home: str) -> OutlineSection:
    return replace(section, clauses=tuple(_listed_in_full(project, one, home) for one in section.clauses))


def _listed_in_full(project: Project, listed: Listed, home: str) -> Listed:
    if isinstance(listed, MovesIn):
        return replace(listed, clause=_clause_in_full(project, listed.clause, home))
    return _clause_in_full(project, listed, home)


def _clause_in_full(project: Project, name: Written, home: str) -> Written:
    full = f"{home}:{name.text}"
    return Written(full, name.scalar) if full in project.clauses else name


def _roles_in_full(project: Project, roles: Sequence[Written], home: str) -> tuple[Written, ...]:
    own = project.vocabulary.own.get(home)
    return tuple(role_in_full(role, own) for role in roles)


def _extended(
    project: Project, outline: OutlineFile, extension: OutlineExtension, home: str, inserted: set[str], files: Files
) -> OutlineFile:
    """Return a policy with what an extension inserts. `inserted` are the clauses and sections of all extensions."""
    for entry in extension.insert:
        if (entry.after is None) == (entry.before is None):
            files.diagnostics.report("PG278.place", entry.span)
        elif isinstance(entry, InsertSection):
            outline = _with_section(project, outline, entry, home, inserted, files)
        else:
            outline = _with_clauses(project, outline, entry, home, inserted, files)
    known = {role.text for role in outline.people}
    people = [role for role in _roles_in_full(project, extension.people, home) if role.text not in known]
    listed = {name.text for name in outline.sheets}
    sheets = [name for one in extension.sheets if (name := _clause_in_full(project, one, home)).text not in listed]
    return replace(outline, people=(*outline.people, *people), sheets=(*outline.sheets, *sheets))


def _with_section(
    project: Project, outline: OutlineFile, entry: InsertSection, home: str, inserted: set[str], files: Files
) -> OutlineFile:
    where = entry.after or entry.before
    assert where is not None  # noqa: S101 - `_extended` has looked
    section = _section_in_full(project, entry.section, home)
    for group in ("sections", "appendices"):
        sections: tuple[OutlineSection, ...] = getattr(outline, group)
        at = next((n for n, one in enumerate(sections) if one.id.text == where.text), None)
        if at is not None:
            known = {f"{outline.id.text}/{one.id.text}" for one in sections}
            at = _after_others(at, [f"{outline.id.text}/{one.id.text}" for one in sections], inserted & known, entry)
            inserted.add(f"{outline.id.text}/{section.id.text}")
            return replace(outline, **{group: (*sections[:at], section, *sections[at:])})  # type: ignore[arg-type]
    ids = [one.id.text for one in outline.all_sections]
    guess = did_you_mean(where.text, ids)
    files.diagnostics.report("PG278.section", where.span, name=where.text, policy=outline.id.text, guess=guess)
    return outline


def _with_clauses(
    project: Project, outline: OutlineFile, entry: InsertClauses, home: str, inserted: set[str], files: Files
) -> OutlineFile:
    where = entry.after or entry.before
    assert where is not None  # noqa: S101 - `_extended` has looked
    new = tuple(_listed_in_full(project, one, home) for one in entry.clauses)
    names = {_name_of(one) for one in new}
    if entry.after is not None and where.text in {section.id.text for section in outline.all_sections}:
        inserted |= names
        return _changed(outline, lambda one: (*one.clauses, *new) if one.id.text == where.text else one.clauses)
    known = len(files.diagnostics)
    clause = clause_at(project, where.text, home, files.diagnostics, span=where.span)
    full = clause.name if clause is not None else ""
    listed = {name for section in outline.all_sections for one in section.clauses for name in _full(project, one)}
    if full not in listed:
        if len(files.diagnostics) == known and clause is not None:
            files.diagnostics.report("PG278.clause", where.span, name=where.text, policy=outline.id.text)
        return outline

    def with_new(section: OutlineSection) -> tuple[Listed, ...]:
        here = [next(iter(_full(project, one)), "") for one in section.clauses]
        if full not in here:
            return section.clauses
        at = _after_others(here.index(full), here, inserted, entry)
        return (*section.clauses[:at], *new, *section.clauses[at:])

    made = _changed(outline, with_new)
    inserted |= names
    return made


def _after_others(at: int, names: Sequence[str], inserted: set[str], entry: InsertClauses | InsertSection) -> int:
    """Return where to insert next to the name at `at`: after what others have inserted there already."""
    if entry.after is None:
        return at
    at += 1
    while at < len(names) and names[at] in inserted:
        at += 1
    return at


def _changed(outline: OutlineFile, clauses: Callable[[OutlineSection], tuple[Listed, ...]]) -> OutlineFile:
    def changed(sections: tuple[OutlineSection, ...]) -> tuple[OutlineSection, ...]:
        return tuple(replace(section, clauses=clauses(section)) for section in sections)

    return replace(outline, sections=changed(outline.sections), appendices=changed(outline.appendices))


def _name_of(listed: Listed) -> str:
    return listed.clause.text if isinstance(listed, MovesIn) else listed.text


def _full(project: Project, listed: Listed) -> list[str]:
    """Return the full names of a clause that an outline lists: one, unless it leads nowhere or is ambiguous."""
    return project.find_clause(_name_of(listed))
