"""Check the tailoring in a settings file and the files it extends: each name must mean exactly one clause."""

from __future__ import annotations

from collections.abc import Sequence

from policygen.check.duties import check_duties
from policygen.check.forms import check_form_part
from policygen.check.links import check_cross_references, check_listed, clause_at, report_former
from policygen.check.markdown.report import check_line_ends, check_markdown
from policygen.check.outdated import report_deprecated
from policygen.check.own_sections import check_sections, check_within, policies_with_section
from policygen.check.project import Project, form_texts
from policygen.check.registers import check_printed_fields
from policygen.check.typed_names import check_typed_names
from policygen.check.values_in_sentences import check_values_in_sentences
from policygen.diagnostics.model import Diagnostics, Span
from policygen.model.settings import Add, AddSection, Omit, Place, Replace, Settings, Take
from policygen.model.written import Written


def added_name(settings: Settings, entry: Add) -> str:
    """Return the full name of a clause that a settings file adds: the file's id, then the clause's."""
    return f"{settings.id}:{entry.id.text}"


def clauses_called(project: Project, name: str, files: Sequence[Settings]) -> list[str]:
    """Return the full names that match a clause's name: a library's, or else one that the nearest of `files` added.

    A name that no clause has now finds the clause that had it before, if it is only one.
    """
    found = project.find_clause(name, former=False)
    if found:
        return found
    for settings in files:
        for entry in settings.model.tailoring:
            if isinstance(entry, Add) and name in (entry.id.text, added_name(settings, entry)):
                return [added_name(settings, entry)]
    return project.find_clause(name)


def known_clause(project: Project, name: Written, files: Sequence[Settings], diagnostics: Diagnostics) -> str | None:
    """Return the one clause called `name`, from a library or added by one of `files`; report none or several."""
    found = clauses_called(project, name.text, files)
    if len(found) == 1:
        if found[0] in project.clauses:
            report_former(project, name.text, "", name.span, diagnostics)
        return found[0]
    clause_at(project, name.text, "", diagnostics, span=name.span, own=_ids(files))
    return None


def check_tailoring(project: Project, settings: Settings, above: Sequence[Settings], diagnostics: Diagnostics) -> None:
    """Check that each entry names a clause that exists, and check the file's own wording like a clause's.

    `above` are the files it extends, nearest first: it can tailor what they added.
    """
    done: dict[str, Span] = {}
    files = (settings, *above)
    check_sections(project, settings, above, diagnostics)
    for entry in settings.model.tailoring:
        if isinstance(entry, AddSection):
            continue
        if isinstance(entry, Omit | Replace):
            name = entry.omit if isinstance(entry, Omit) else entry.replace
            if _added_here(settings, name.text):
                diagnostics.report("PG253.own", name.span, name=name.text)
                continue
            full = known_clause(project, name, above, diagnostics) or name.text
            _deprecated(project, full, name, diagnostics)
        elif isinstance(entry, Take):
            name, full = entry.clause, _taken(project, entry, files, above, diagnostics)
        else:
            name, full = entry.id, added_name(settings, entry)
            _place(project, entry.add, files, diagnostics)
            _new(project, settings, entry, above, diagnostics)
        if full in done:
            diagnostics.report("PG304", name.span, name=name.text, related={"first": done[full]})
        done.setdefault(full, name.span)
        if isinstance(entry, Add):
            check_listed("audience", entry.audience, project.vocabulary.audiences, diagnostics, entries=True)
        if isinstance(entry, Replace | Add):
            replaced = project.clauses.get(full) if isinstance(entry, Replace) else None
            when = replaced.condition if replaced is not None else None
            for words in (entry.title, entry.text):
                if words is not None:
                    project.checker.check(settings.source, words, diagnostics, when)
                    _check_markdown(project, settings, words, diagnostics, is_body=words is entry.text)
                    if not project.checker.refuses(words):
                        check_typed_names(project, settings.source, words, "", diagnostics, _ids(files))
                        check_values_in_sentences(project, settings.source, words, diagnostics, of_library=False)
            if entry.duties:
                texts = (
                    entry.title or entry.text,
                    entry.text,
                    *(form_texts(entry.form) if isinstance(entry, Add) else ()),
                )
                check_duties(project, settings.source, entry.duties, texts, when, diagnostics)
            for words in form_texts(entry.form) if isinstance(entry, Add) else ():
                project.checker.check(settings.source, words, diagnostics)
                _check_markdown(project, settings, words, diagnostics, is_body=False)
                if not project.checker.refuses(words):
                    check_typed_names(project, settings.source, words, "", diagnostics, _ids(files))
            for part in entry.form if isinstance(entry, Add) else ():
                check_form_part(part, diagnostics)
            own_name = entry.id.text if isinstance(entry, Add) else full
            check_cross_references(project, settings.source, entry.text, "", diagnostics, _ids(files), own_name)


def _deprecated(project: Project, full: str, name: Written, diagnostics: Diagnostics) -> None:
    """Warn of a clause that the library will drop: a school that works on its words should know."""
    clause = project.clauses.get(full)
    if clause is not None:
        report_deprecated("clause", name.text, clause.entry.deprecated, name.span, diagnostics)


def _added_here(settings: Settings, name: str) -> bool:
    return any(
        isinstance(entry, Add) and name in (entry.id.text, added_name(settings, entry))
        for entry in settings.model.tailoring
    )


def _check_markdown(
    project: Project, settings: Settings, words: Written, diagnostics: Diagnostics, *, is_body: bool
) -> None:
    """Check the Markdown of a text whose tags have no mistake, what its tags take with them, and what it prints."""
    if not project.checker.refuses(words):
        check_markdown(settings.source, words, diagnostics, is_body=is_body)
        check_line_ends(settings.source, words, diagnostics)
        check_printed_fields(project, settings.source, words, diagnostics)


def _ids(files: Sequence[Settings]) -> set[str]:
    return {
        name
        for settings in files
        for entry in settings.model.tailoring
        if isinstance(entry, Add)
        for name in (entry.id.text, added_name(settings, entry))
    }


def _new(project: Project, settings: Settings, entry: Add, above: Sequence[Settings], diagnostics: Diagnostics) -> None:
    """Report the id of an added clause if a library, or a file above with the same name, already has that clause."""
    full = added_name(settings, entry)
    if project.find_clause(entry.id.text, former=False):
        code = "PG206.in_library"
    elif any(full == added_name(file, e) for file in above for e in file.model.tailoring if isinstance(e, Add)):
        code = "PG206.above"
    else:
        return
    diagnostics.report(code, entry.id.span, name=entry.id.text)


def _taken(
    project: Project, entry: Take, files: Sequence[Settings], above: Sequence[Settings], diagnostics: Diagnostics
) -> str:
    """Check a clause that is taken in: it must be a library's and in the policy once. Return its full name."""
    anchor = _place(project, entry.add, files, diagnostics)
    clause = clause_at(project, entry.clause.text, "", diagnostics, span=entry.clause.span)
    if clause is None:
        return entry.clause.text
    _deprecated(project, clause.name, entry.clause, diagnostics)
    taken = (
        other
        for file in above
        for other in file.model.tailoring
        if isinstance(other, Take) and project.find_clause(other.clause.text) == [clause.name]
    )
    first = next((other.clause.span for other in taken), None) or _listed(project, clause.name, anchor)
    if first is None and entry.add.within is not None:
        policies = policies_with_section(project, entry.add.within.text, files)
        names = [name for policy in policies for one in project.outlines[policy].all_sections for name in one.names]
        first = next((name.span for name in names if project.find_clause(name.text) == [clause.name]), None)
    if first is not None:
        diagnostics.report("PG206.taken", entry.clause.span, name=entry.clause.text, related={"first": first})
    return clause.name


def _listed(project: Project, clause: str, anchor: str | None) -> Span | None:
    """Return where an outline that lists `anchor` lists `clause` too."""
    for outline in project.outlines.values():
        names = [name for section in outline.all_sections for name in section.names]
        full = {tuple(project.find_clause(name.text)): name.span for name in names}
        if (anchor,) in full and (clause,) in full:
            return full[(clause,)]
    return None


def _place(project: Project, where: Place, files: Sequence[Settings], diagnostics: Diagnostics) -> str | None:
    anchors = [name for name in (where.after, where.before) if name is not None]
    if where.within is not None and not anchors:
        check_within(project, where.within, files, diagnostics)
        return None
    if len(anchors) == 1 and where.within is None:
        return known_clause(project, anchors[0], files, diagnostics)
    diagnostics.report("PG305", where.span)
    return None
