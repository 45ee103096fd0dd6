"""Agreements: departures from the common clauses that a file above schools allows only if a named person has agreed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policygen.check.dates import known_today
from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.settings import Agreed, Departures, Omit, Replace, Settings

# How roles are written, and people's names are not.
_ROLE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


def check_agreements(project: Project, chain: Sequence[Settings], diagnostics: Diagnostics) -> None:
    """Report each clause that a file leaves out or rewords without the agreement that the nearest file above needs.

    `chain` is the school's file followed by those it extends. A role's holders change, so any name is accepted for a
    role; if a person is named, that person has to be the one who agreed.
    """
    for settings in chain:
        if settings.model.departures is not None:
            _check_officer(project, settings.model.departures, diagnostics)
    for n, settings in enumerate(chain):
        rule = next((above.model.departures for above in chain[n + 1 :] if above.model.departures is not None), None)
        for entry in settings.model.tailoring:
            if isinstance(entry, Omit | Replace):
                _check_entry(project, entry, rule, chain[n + 1 :], diagnostics)


def agreement_needed(project: Project, chain: Sequence[Settings]) -> str:
    """Return, in words, who has to agree before a school leaves out or rewords a clause; "" if nobody has to."""
    rule = next((above.model.departures for above in chain[1:] if above.model.departures is not None), None)
    return _who(project, rule.need_agreement_of.text, chain[1:]) if rule is not None else ""


def _check_officer(project: Project, rule: Departures, diagnostics: Diagnostics) -> None:
    officer = rule.need_agreement_of
    if officer.text not in project.vocabulary.people and _ROLE.fullmatch(officer.text):
        guess = did_you_mean(officer.text, project.vocabulary.people)
        diagnostics.report("PG318", officer.span, role=officer.text, guess=guess)


def _check_entry(
    project: Project,
    entry: Omit | Replace,
    rule: Departures | None,
    above: Sequence[Settings],
    diagnostics: Diagnostics,
) -> None:
    name = entry.omit if isinstance(entry, Omit) else entry.replace
    if entry.agreed is not None:
        _check_date(project, name.text, entry.agreed, diagnostics)
    if rule is None:
        return
    officer = rule.need_agreement_of
    who, related = _who(project, officer.text, above), {"needed": officer.span}
    if entry.agreed is None:
        code = "PG317.omit" if isinstance(entry, Omit) else "PG317.replace"
        diagnostics.report(code, name.span, name=name.text, who=who, related=related)
    elif officer.text not in project.vocabulary.people and not _same_name(entry.agreed.by.text, officer.text):
        by = entry.agreed.by
        diagnostics.report("PG317.another", by.span, name=name.text, who=who, by=by.text, related=related)


def _check_date(project: Project, name: str, agreed: Agreed, diagnostics: Diagnostics) -> None:
    today = known_today(project.world)
    if today is not None and agreed.on > today:
        diagnostics.report("PG317.future", agreed.span, name=name, on=str(agreed.on), today=str(today))


def _who(project: Project, officer: str, above: Sequence[Settings]) -> str:
    """Return who has to agree, in words: a role's title and holder as the files above give them, or the name."""
    role = project.vocabulary.people.get(officer)
    if role is None:
        return officer
    title = _given(officer, "title", above) or role.label.text
    name = _given(officer, "name", above)
    return say("agreement.holder", title=title, name=name) if name else say("agreement.role", title=title)


def _given(role: str, field: str, above: Sequence[Settings]) -> str:
    people = (settings.people[role] for settings in above if role in settings.people)
    values = (person.fields[field].value for person in people if field in person.fields)
    given = next((value for value in values if value is not None), "")
    return " / ".join(given) if isinstance(given, tuple) else str(given)


def _same_name(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
