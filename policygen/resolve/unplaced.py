"""Tailoring that touches no policy of a school: reported, so that nothing is dropped in silence."""

from __future__ import annotations

from policygen.check.project import Project
from policygen.check.tailoring import added_name
from policygen.diagnostics.model import Diagnostics, Related
from policygen.model.settings import Add, Omit, Settings, Take
from policygen.model.written import Written
from policygen.resolve.settle import Settled
from policygen.resolve.tailoring import Plan, anchor_of, full_name


def report_unplaced(project: Project, settled: Settled, plans: list[Plan], diagnostics: Diagnostics) -> None:
    """Report a tailoring that touches no policy of this school: its clause is in none, or its place is left out.

    A file above speaks to many schools; of its entries only a clause is reported that this school would have, had not
    a condition left out the one beside which it is put.
    """
    held = {planned.name for plan in plans for planned in plan.clauses}
    out = {left.name for plan in plans for left in plan.left_out}
    for n, settings in enumerate(settled.chain):
        above = settled.chain[n + 1 :]
        for entry in settings.model.tailoring:
            if isinstance(entry, Add | Take):
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
                    diagnostics.warning(
                        "PG332",
                        f"`{name.text}` is in no policy of this school, so this changes nothing",
                        name.span,
                        hint="Remove the entry, or build the policy that holds the clause.",
                    )


def _there(project: Project, full: str, settled: Settled) -> bool:
    """Tell whether a clause is in a library or added by a file of the chain; one that is not has been reported."""
    return full in project.clauses or any(
        isinstance(entry, Add) and added_name(file, entry) == full
        for file in settled.chain
        for entry in file.model.tailoring
    )


def _name(entry: Add | Take) -> Written:
    return entry.id if isinstance(entry, Add) else entry.clause


def _no_place(entry: Add | Take, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "PG331",
        f"the clause `{_name(entry)}` has no place: `{entry.add.after or entry.add.before}` is in no policy of this "
        "school",
        entry.add.span,
        hint="Name a clause that the school's policy holds; `policygen why` tells.",
    )


def _no_place_here(
    settled: Settled, settings: Settings, entry: Add | Take, added: str, diagnostics: Diagnostics
) -> None:
    anchor = entry.add.after or entry.add.before
    diagnostics.warning(
        "PG333",
        f"{settled.file} does not get the clause `{added}`: it is put beside `{anchor}`, which this school does not "
        "have",
        entry.add.span,
        hint="Put it beside a clause that every school has, or add it in the files of the schools that need it.",
        related=(Related(settled.chain[0].span_of("extends"), f"this school extends {settings.file}"),),
    )
