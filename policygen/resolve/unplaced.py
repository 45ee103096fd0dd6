"""Report tailoring that has no effect on any policy of a school."""

from __future__ import annotations

from policygen.check.own_sections import policies_with_section
from policygen.check.project import Project
from policygen.check.tailoring import added_name
from policygen.diagnostics.model import Diagnostics
from policygen.model.settings import Add, AddSection, Omit, Settings, Take
from policygen.model.written import Written
from policygen.resolve.settled import Settled
from policygen.resolve.tailoring import Plan, anchor_of, full_name


def report_unplaced(project: Project, settled: Settled, plans: list[Plan], diagnostics: Diagnostics) -> None:
    """Report tailoring that has no effect on this school: its clause is in no policy, or its place is left out.

    A file above serves many schools. Of its entries, only a clause is reported that this school would get if a
    condition had not left out the one beside it.
    """
    held = {planned.name for plan in plans for planned in plan.clauses}
    out = {left.name for plan in plans for left in plan.left_out}
    for n, settings in enumerate(settled.chain):
        above = settled.chain[n + 1 :]
        for entry in settings.model.tailoring:
            if isinstance(entry, AddSection):
                continue
            if isinstance(entry, Add | Take):
                if entry.add.within is not None:
                    if not n:
                        _no_section(project, settled, entry, held | out, diagnostics)
                    continue
                anchor = anchor_of(project, settings, above, entry.add)
                added = added_name(settings, entry) if isinstance(entry, Add) else full_name(project, entry.clause, ())
                known = anchor is not None and all(_there(project, name, settled) for name in (anchor, added))
                if not known or added in held | out:
                    continue
                if not n:
                    _no_place(entry, diagnostics)
                elif anchor in out:
                    _no_place_here(settled, settings, entry, added, diagnostics)
            elif not n:
                name = entry.omit if isinstance(entry, Omit) else entry.replace
                full = full_name(project, name, above)
                if full not in held | out and _there(project, full, settled):
                    diagnostics.report("PG332", name.span, name=name.text)


def _there(project: Project, full: str, settled: Settled) -> bool:
    """Return whether a clause is in a library or added by a file of the chain; any other was already reported."""
    return full in project.clauses or any(
        isinstance(entry, Add) and added_name(file, entry) == full
        for file in settled.chain
        for entry in file.model.tailoring
    )


def _name(entry: Add | Take) -> Written:
    return entry.id if isinstance(entry, Add) else entry.clause


def _no_place(entry: Add | Take, diagnostics: Diagnostics) -> None:
    anchor = entry.add.after or entry.add.before
    diagnostics.report("PG331.beside", entry.add.span, name=str(_name(entry)), anchor=str(anchor))


def _no_place_here(
    settled: Settled, settings: Settings, entry: Add | Take, added: str, diagnostics: Diagnostics
) -> None:
    anchor = entry.add.after or entry.add.before
    diagnostics.report(
        "PG333",
        entry.add.span,
        school=settled.file,
        name=added,
        anchor=str(anchor),
        file=settings.file,
        related={"extends": settled.chain[0].span_of("extends")},
    )


def _no_section(
    project: Project, settled: Settled, entry: Add | Take, known: set[str], diagnostics: Diagnostics
) -> None:
    """Report a clause of the school's file that goes into a section of a policy that the school does not build."""
    added = added_name(settled.chain[0], entry) if isinstance(entry, Add) else full_name(project, entry.clause, ())
    section = str(entry.add.within)
    if added not in known and policies_with_section(project, section, settled.chain):
        diagnostics.report("PG331.section", entry.add.span, name=str(_name(entry)), section=section)
