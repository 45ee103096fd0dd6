"""Changes of a library's own policies, and of what it inserts into other libraries' policies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from policygen.check.files import home_of
from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.model.library import MovesIn, OutlineFile, OutlineSection
from policygen.model.written import Written
from policygen.report.impact.model import without_places
from policygen.report.release.model import Weight
from policygen.resolve.heirs import heirs

# No page prints keywords. Sections and their clauses are compared one by one.
_NOT_COMPARED = frozenset(("keywords", "sections", "appendices", "span"))


@dataclass(frozen=True, slots=True)
class OutlineChange:
    """A change of one policy in plain words, and the clauses of that policy that it reaches before and after."""

    weight: Weight
    said: str
    policy: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def outline_changes(then: Project, now: Project, library: str) -> Iterator[OutlineChange]:
    """Yield the changes of a library's own policies, and of what it inserts into others'."""
    olds, news = (_own(project, library) for project in (then, now))
    for policy, outline in news.items():
        if policy not in olds:
            said = say("release.policy_added", policy=policy, title=outline.title.text)
            yield OutlineChange("minor", said, policy, after=tuple(_listed(now, outline)))
            continue
        kept = {section.id.text for section in outline.all_sections}
        for section in sorted(olds[policy].all_sections, key=lambda one: one.id.text):
            if section.id.text not in kept:
                said = say("release.section_removed", section=section.id.text, policy=policy)
                yield OutlineChange("breaking", said, policy, tuple(_names(then, section)))
        yield from _changed(then, now, olds[policy], outline)
    for policy, outline in olds.items():
        if policy not in news:
            said = say("release.policy_removed", policy=policy)
            yield OutlineChange("breaking", said, policy, tuple(_listed(then, outline)))
    for policy, outline in now.outlines.items():
        before = then.outlines.get(policy)
        if before is None or policy in news:
            continue
        was, listed = set(_listed(then, before, library)), set(_listed(now, outline, library))
        for name in sorted(listed - was):
            yield OutlineChange("minor", say("release.inserted", clause=name, policy=policy), policy, after=(name,))
        for name in sorted(was - listed):
            if not heirs(now, name):
                yield OutlineChange("breaking", say("release.taken_out", clause=name, policy=policy), policy, (name,))


def _changed(then: Project, now: Project, old: OutlineFile, new: OutlineFile) -> Iterator[OutlineChange]:
    """Yield that an outline changed. If clauses were only added and taken out, it reaches these alone."""
    policy = new.id.text
    said = say("release.policy_changed", policy=policy)
    was, listed = dict(_entries(then, old)), dict(_entries(now, new))
    if _frame(old) != _frame(new) or [one for one in was if one in listed] != [one for one in listed if one in was]:
        yield OutlineChange("minor", said, policy, tuple(_listed(then, old)), tuple(_listed(now, new)))
    elif was.keys() != listed.keys():
        gone = [name for one, names in was.items() if one not in listed for name in names]
        added = [name for one, names in listed.items() if one not in was for name in names]
        yield OutlineChange("minor", said, policy, tuple(gone), tuple(added))


def _frame(outline: OutlineFile) -> object:
    """Return an outline without its clauses, what other libraries insert and what no page prints."""
    parts = {
        part: tuple(one for one in value if _is_of(one, outline)) if isinstance(value, tuple) else value
        for part, value in ((one.name, getattr(outline, one.name)) for one in fields(OutlineFile))
        if part not in _NOT_COMPARED
    }
    titles = [(one.id.text, one.title.text) for one in outline.all_sections if _is_of(one.id, outline)]
    return without_places(parts), titles, len([one for one in outline.appendices if _is_of(one.id, outline)])


def _entries(project: Project, outline: OutlineFile) -> Iterator[tuple[tuple[str, str, str], list[str]]]:
    """Yield each clause that the outline's own file lists, with its section and home policy, and its full names."""
    for section in outline.all_sections:
        for one in section.clauses:
            name, home = _name(one), one.unless.text if isinstance(one, MovesIn) else ""
            if _is_of(name, outline):
                yield (section.id.text, name.text, home), project.find_clause(name.text)


def _is_of(written: Written, outline: OutlineFile) -> bool:
    return home_of(written.span.file) == home_of(outline.id.span.file)


def _own(project: Project, library: str) -> dict[str, OutlineFile]:
    return {name: one for name, one in project.outlines.items() if home_of(one.id.span.file) == library}


def _listed(project: Project, outline: OutlineFile, library: str = "") -> Iterator[str]:
    """Yield the full names of the clauses that a policy lists, or of those that this library's files list there."""
    for section in outline.all_sections:
        yield from _names(project, section, library)


def _names(project: Project, section: OutlineSection, library: str = "") -> Iterator[str]:
    for one in section.clauses:
        name = _name(one)
        if not library or home_of(name.span.file) == library:
            yield from project.find_clause(name.text)


def _name(one: Written | MovesIn) -> Written:
    return one.clause if isinstance(one, MovesIn) else one
