"""Sections and appendices that settings files add to a policy: where they go, and whether each has a clear place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policygen.check.project import Project
from policygen.check.shape import report_twice
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.library import OutlineFile, OutlineSection
from policygen.model.settings import Add, AddSection, NewSection, Place, Settings, Take
from policygen.model.written import Written


@dataclass(frozen=True, slots=True)
class ArrangedSection:
    """A section of a policy in its place; `added_by` is the settings file that added it, "" for the outline's own."""

    section: OutlineSection
    appendix: bool
    added_by: str = ""


def arranged_sections(outline: OutlineFile, files: Sequence[Settings]) -> list[ArrangedSection]:
    """Return the sections of a policy, then its appendices, with those that `files` add, a school's own file first.

    The farthest file adds first. One without `after` or `before` goes last, if it names this policy.
    """
    found = [ArrangedSection(section, False) for section in outline.sections]
    found += [ArrangedSection(section, True) for section in outline.appendices]
    for settings in reversed(files):
        for new in _added(settings):
            if new.policy is not None and new.policy.text != outline.id.text:
                continue
            at = _place_of(new, found)
            if at is not None:
                number, appendix = at
                section = OutlineSection(id=new.id, title=new.title, clauses=(), span=new.span)
                found.insert(number, ArrangedSection(section, appendix, settings.file))
    return found


def policies_with_section(project: Project, name: str, files: Sequence[Settings]) -> list[str]:
    """Return the policies in which one of `files` adds the section called `name`."""
    return [
        policy
        for policy, outline in project.outlines.items()
        if any(one.added_by and one.section.id.text == name for one in arranged_sections(outline, files))
    ]


def check_sections(project: Project, settings: Settings, above: Sequence[Settings], diagnostics: Diagnostics) -> None:
    """Report each section of a file that has no clear place, no clause, or the id or title of another."""
    for new in _added(settings):
        if "{{" in new.title.text or "{%" in new.title.text:
            diagnostics.report("PG335.values", new.title.span)
        if not any(where.within is not None and where.within.text == new.id.text for where in _places(settings)):
            diagnostics.report("PG336", new.id.span, name=new.id.text)
        if new.after is not None and new.before is not None:
            diagnostics.report("PG335.both", new.span)
            continue
        arranged = {name: arranged_sections(one, (settings, *above)) for name, one in project.outlines.items()}
        held = [name for name, sections in arranged.items() if any(one.section.id is new.id for one in sections)]
        if len(held) == 1:
            _check_among(new, arranged[held[0]], diagnostics)
        elif held:
            anchor = new.after or new.before
            diagnostics.report("PG335.several", new.span, name=str(anchor), policies=held)
        else:
            _report_nowhere(project, new, arranged, diagnostics)


def check_within(project: Project, name: Written, files: Sequence[Settings], diagnostics: Diagnostics) -> list[str]:
    """Return the policies with the section that a clause is placed in; report one that no file adds."""
    own = [new.id.text for settings in files for new in _added(settings)]
    if name.text not in own:
        diagnostics.report("PG335.within", name.span, name=name.text, guess=did_you_mean(name.text, own))
        return []
    return policies_with_section(project, name.text, files)


def _added(settings: Settings) -> Iterator[NewSection]:
    return (entry.section for entry in settings.model.tailoring if isinstance(entry, AddSection))


def _places(settings: Settings) -> Iterator[Place]:
    return (entry.add for entry in settings.model.tailoring if isinstance(entry, Add | Take))


def _place_of(new: NewSection, found: list[ArrangedSection]) -> tuple[int, bool] | None:
    """Return where to insert a section and whether it becomes an appendix; None if its neighbour is not there."""
    anchor = new.after or new.before
    if anchor is None:
        if new.policy is None:
            return None
        return (len(found), True) if new.appendix else (sum(not one.appendix for one in found), False)
    number = next((n for n, one in enumerate(found) if one.section.id.text == anchor.text), None)
    if number is None:
        return None
    return (number + 1 if new.after is not None else number, found[number].appendix)


def _check_among(new: NewSection, sections: list[ArrangedSection], diagnostics: Diagnostics) -> None:
    here = next(one for one in sections if one.section.id is new.id)
    if new.appendix and not here.appendix:
        diagnostics.report("PG335.appendix", new.span, name=str(new.after or new.before))
    for other in sections:
        if other is here or (other.added_by == here.added_by and other.section.id.span > new.id.span):
            continue
        if other.section.id.text == new.id.text:
            report_twice("PG206.section", other.section.id, new.id, diagnostics)
        elif other.section.title.text.casefold() == new.title.text.casefold():
            report_twice("PG206.section_title", other.section.title, new.title, diagnostics)


def _report_nowhere(
    project: Project, new: NewSection, arranged: dict[str, list[ArrangedSection]], diagnostics: Diagnostics
) -> None:
    anchor, policy = new.after or new.before, new.policy
    if policy is not None and policy.text not in project.outlines:
        guess = did_you_mean(policy.text, project.outlines)
        diagnostics.report("PG251.policy", policy.span, name=policy.text, guess=guess)
    elif anchor is not None:
        wanted = [policy.text] if policy is not None else list(arranged)
        known = [one.section.id.text for name in wanted for one in arranged[name]]
        diagnostics.report("PG335.unknown", anchor.span, name=anchor.text, guess=did_you_mean(anchor.text, known))
    else:
        diagnostics.report("PG335.nowhere", new.span)
