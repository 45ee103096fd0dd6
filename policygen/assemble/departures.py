"""The annexes of departures: each clause that the school or its group left out, reworded or added.

The board's says why, and who is still to be asked. That for staff names the clauses of the libraries that concern them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from policygen.assemble.wording import Wording
from policygen.document.model import Cell, Inline, LineBreak, Origin, Paragraph, Row, Section, Table, Text, Value
from policygen.model.checked import Clause
from policygen.model.settings import AddSection, Agreed, Settings
from policygen.resolve.settled import Settled
from policygen.resolve.tailoring import LeftOut, Plan, Planned

_COLUMNS = (("clause", 0.29), ("what", 0.15), ("why", 0.38), ("by", 0.18))
_STAFF_COLUMNS = (("clause", 0.43), ("what", 0.25), ("by", 0.32))


def departures(
    settled: Settled,
    plan: Plan,
    clause: Callable[[Planned | LeftOut], tuple[Inline, ...]],
    wording: Wording,
    named_by: tuple[str, ...],
    to_discuss: Callable[[Clause], str],
) -> Section | None:
    """Return the annex for the board; None if the policy has every clause as the library has it.

    `clause` prints a clause's number and title. The clauses of the policy come first, then those left out.
    `named_by` are the facts that name whoever keeps a file above a school's, the first that is answered. `to_discuss`
    returns the sentence, or "", that names the groups still to be asked about a change of a clause.
    """
    tailored = _tailored(plan)
    if not tailored:
        return None
    rows = []
    for one in tailored:
        because: tuple[Inline, ...] = (Value(text=one.because, origin=_origin(settled, one)),)
        if one.agreed is not None:
            because += _agreement(one.agreed, one.tailored_by, wording)
        if one.clause is not None and _what(one) != "added" and (discuss := to_discuss(one.clause)):
            because += (LineBreak(), Text(text=discuss))
        by = _by(settled, one, wording, named_by)
        rows.append((one.name, (clause(one), _text(wording(f"departures.{_what(one)}")), because, by)))
    return _annex("departures", wording("departures.lead"), _COLUMNS, rows, wording)


def told_to_staff(
    settled: Settled,
    plan: Plan,
    clause: Callable[[Planned | LeftOut], tuple[Inline, ...]],
    wording: Wording,
    named_by: tuple[str, ...],
) -> Section | None:
    """Return the annex for staff, without reasons; None if their libraries' clauses are as published.

    Those libraries say `told_to_staff` of themselves. The other arguments are those of `departures`.
    """
    tailored = [
        (one, one.clause.library)
        for one in _tailored(plan)
        if one.clause is not None and one.clause.library.told_to_staff and _what(one) != "added"
    ]
    if not tailored:
        return None
    titles = dict.fromkeys(wording("reference.here", title=library.title.text) for _, library in tailored)
    rows = [
        (one.name, (clause(one), _text(wording(f"departures.{_what(one)}")), _by(settled, one, wording, named_by)))
        for one, _ in tailored
    ]
    lead = wording("told_to_staff.lead", libraries=wording.joined(tuple(titles), "and"))
    return _annex("told_to_staff", lead, _STAFF_COLUMNS, rows, wording)


def _annex(
    name: str,
    lead: str,
    columns: tuple[tuple[str, float], ...],
    rows: Sequence[tuple[str, tuple[tuple[Inline, ...], ...]]],
    wording: Wording,
) -> Section:
    """Return a section of one table; a row is the name of a clause and what its cells hold."""
    part = f"policygen:{name}"
    heading = tuple(Cell(children=_text(wording(f"departures.{key}"))) for key, _ in columns)
    table = Table(
        id=f"{part}/2",
        widths=tuple(width for _, width in columns),
        header=(Row(id=f"{part}/2/header", cells=heading),),
        rows=tuple(
            Row(id=f"{part}/2/{clause}", cells=tuple(Cell(children=children) for children in cells))
            for clause, cells in rows
        ),
        row_headers=True,
    )
    return Section(
        id=part,
        level=1,
        number="",
        title=_text(wording(f"{name}.title")),
        blocks=(Paragraph(id=f"{part}/1", children=_text(lead)), table),
        kind="back",
    )


def _tailored(plan: Plan) -> list[Planned | LeftOut]:
    found: list[Planned | LeftOut] = [planned for planned in plan.clauses if planned.tailored_by]
    return found + [left for left in plan.left_out if left.by == "tailoring"]


def _what(one: Planned | LeftOut) -> str:
    if isinstance(one, LeftOut):
        return "omitted"
    return "replaced" if one.change == "replaced" else "added"


def _agreement(agreed: Agreed, file: str, wording: Wording) -> tuple[Inline, ...]:
    """Return whose agreement the departure has, and of which date, on a line below the reason."""
    line = agreed.span.line
    values = (
        Value(text=agreed.by.text, origin=Origin(key="tailoring.agreed.by", file=file, line=line)),
        Value(text=wording.date(agreed.on), origin=Origin(key="tailoring.agreed.on", file=file, line=line)),
    )
    before, between, after = wording.parts("departures.agreed")
    said = (*_text(before), values[0], *_text(between), values[1], *_text(after))
    return (LineBreak(), *said)


def _by(settled: Settled, one: Planned | LeftOut, wording: Wording, named_by: tuple[str, ...]) -> tuple[Inline, ...]:
    """Return who did it: the school, or the trust or authority by its name."""
    settings = _file(settled, one)
    if settings is None or settings is settled.chain[0]:
        return _text(wording("departures.school"))
    for key in named_by:
        answer = settings.groups["school"].get(key)
        if answer is not None and answer.value is not None:
            origin = Origin(key=f"school.{key}", file=settings.file, line=answer.span.line)
            return (Value(text=str(answer.value), origin=origin),)
    return _text(settings.id)


def _file(settled: Settled, one: Planned | LeftOut) -> Settings | None:
    return next((settings for settings in settled.chain if settings.file == one.tailored_by), None)


def _origin(settled: Settled, one: Planned | LeftOut) -> Origin:
    settings = _file(settled, one)
    entries = settings.model.tailoring if settings else ()
    reasons = (entry.because for entry in entries if not isinstance(entry, AddSection))
    line = next((because.span.line for because in reasons if because.text == one.because), 0)
    return Origin(key="tailoring.because", file=one.tailored_by, line=line)


def _text(words: str) -> tuple[Inline, ...]:
    return (Text(text=words),) if words else ()
