"""What a settings file says of clauses, checked with the files above it: each name must stand for one clause."""

from __future__ import annotations

from collections.abc import Sequence

from policygen.check.links import check_cross_references, clause_at
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics, Related, Span
from policygen.model.settings import Add, Omit, Place, Replace, Settings, Take
from policygen.model.written import Written


def added_name(settings: Settings, entry: Add) -> str:
    """Return the full name of a clause that a settings file adds: the file's id, then the clause's."""
    return f"{settings.id}:{entry.id.text}"


def clauses_called(project: Project, name: str, files: Sequence[Settings]) -> list[str]:
    """Return the full names that a clause's name can stand for: a library's, else one the nearest of `files` added."""
    found = project.find_clause(name)
    if found:
        return found
    for settings in files:
        for entry in settings.model.tailoring:
            if isinstance(entry, Add) and name in (entry.id.text, added_name(settings, entry)):
                return [added_name(settings, entry)]
    return []


def known_clause(project: Project, name: Written, files: Sequence[Settings], diagnostics: Diagnostics) -> str | None:
    """Return the one clause that `name` stands for, of a library or added by one of `files`; none or several are
    reported.
    """
    found = clauses_called(project, name.text, files)
    if len(found) == 1:
        return found[0]
    clause_at(project, name.text, "", diagnostics, span=name.span, own=_ids(files))
    return None


def check_tailoring(project: Project, settings: Settings, above: Sequence[Settings], diagnostics: Diagnostics) -> None:
    """Check a file's own wording like a clause's, and that each entry names a clause that there is.

    `above` are the files it extends, nearest first: it may tailor what they added.
    """
    done: dict[str, Span] = {}
    files = (settings, *above)
    for entry in settings.model.tailoring:
        if isinstance(entry, Omit | Replace):
            name = entry.omit if isinstance(entry, Omit) else entry.replace
            full = known_clause(project, name, above, diagnostics) or name.text
        elif isinstance(entry, Take):
            name, full = entry.clause, _taken(project, entry, files, above, diagnostics)
        else:
            name, full = entry.id, added_name(settings, entry)
            _place(project, entry.add, files, diagnostics)
            _new(project, settings, entry, above, diagnostics)
        if full in done:
            diagnostics.error(
                "PG304",
                f"`{name.text}` is tailored twice in this file",
                name.span,
                hint="Keep one of the two.",
                related=(Related(done[full], "first tailored here"),),
            )
        done.setdefault(full, name.span)
        if isinstance(entry, Replace | Add):
            for words in (entry.title, entry.text):
                if words is not None:
                    project.checker.check(settings.source, words, diagnostics)
            check_cross_references(project, settings.source, entry.text, "", diagnostics, _ids(files))


def _ids(files: Sequence[Settings]) -> set[str]:
    return {
        name
        for settings in files
        for entry in settings.model.tailoring
        if isinstance(entry, Add)
        for name in (entry.id.text, added_name(settings, entry))
    }


def _new(project: Project, settings: Settings, entry: Add, above: Sequence[Settings], diagnostics: Diagnostics) -> None:
    """Report the id of an added clause where a library, or a file above of the same name, has that clause already."""
    full = added_name(settings, entry)
    if project.find_clause(entry.id.text):
        where = "in the library already"
    elif any(full == added_name(file, e) for file in above for e in file.model.tailoring if isinstance(e, Add)):
        where = "in a file above already"
    else:
        return
    diagnostics.error(
        "PG206",
        f"the clause `{entry.id.text}` stands {where}",
        entry.id.span,
        hint="Give the school's own clause another id, such as school.chapel.",
    )


def _taken(
    project: Project, entry: Take, files: Sequence[Settings], above: Sequence[Settings], diagnostics: Diagnostics
) -> str:
    """Check a clause that is taken in: a library's, and in the policy once. Return its full name."""
    anchor = _place(project, entry.add, files, diagnostics)
    clause = clause_at(project, entry.clause.text, "", diagnostics, span=entry.clause.span)
    if clause is None:
        return entry.clause.text
    taken = (
        other
        for file in above
        for other in file.model.tailoring
        if isinstance(other, Take) and project.find_clause(other.clause.text) == [clause.name]
    )
    first = next((other.clause.span for other in taken), None) or _listed(project, clause.name, anchor)
    if first is not None:
        diagnostics.error(
            "PG206",
            f"the clause `{entry.clause.text}` stands in this policy already",
            entry.clause.span,
            hint="Remove the entry: a clause stands once in a policy.",
            related=(Related(first, "it stands here"),),
        )
    return clause.name


def _listed(project: Project, clause: str, anchor: str | None) -> Span | None:
    """Return where an outline that lists `anchor` lists `clause` too."""
    for outline in project.outlines.values():
        names = [name for section in (*outline.sections, *outline.appendices) for name in section.names]
        full = {tuple(project.find_clause(name.text)): name.span for name in names}
        if (anchor,) in full and (clause,) in full:
            return full[(clause,)]
    return None


def _place(project: Project, where: Place, files: Sequence[Settings], diagnostics: Diagnostics) -> str | None:
    anchors = [name for name in (where.after, where.before) if name is not None]
    if len(anchors) == 1:
        return known_clause(project, anchors[0], files, diagnostics)
    diagnostics.error(
        "PG305",
        "an added clause needs one place",
        where.span,
        hint="Write `add: {after: a.clause}` or `add: {before: a.clause}`.",
    )
    return None
