"""The annex of departures: each clause that the school or its group left out, reworded or added, and why."""

from __future__ import annotations

from collections.abc import Callable

from policygen.assemble.wording import Wording
from policygen.document.model import Cell, Inline, LineBreak, Origin, Paragraph, Row, Section, Table, Text, Value
from policygen.model.settings import Agreed, Settings
from policygen.resolve.settle import Settled
from policygen.resolve.tailoring import LeftOut, Plan, Planned

_COLUMNS = (("clause", 0.29), ("what", 0.15), ("why", 0.38), ("by", 0.18))


def departures(
    settled: Settled,
    plan: Plan,
    clause: Callable[[Planned | LeftOut], tuple[Inline, ...]],
    wording: Wording,
    named_by: tuple[str, ...] = (),
) -> Section | None:
    """Return the annex for the board; None if the policy has every clause as the library has it.

    `clause` prints a clause's number and title. The clauses of the policy come first, then those left out.
    `named_by` are the facts that name whoever keeps a file above a school's, the first that is answered.
    """
    tailored: list[Planned | LeftOut] = [planned for planned in plan.clauses if planned.tailored_by]
    tailored += [left for left in plan.left_out if left.by == "tailoring"]
    if not tailored:
        return None
    rows = []
    for one in tailored:
        because: tuple[Inline, ...] = (Value(text=one.because, origin=_origin(settled, one)),)
        if one.agreed is not None:
            because += _agreement(one.agreed, one.tailored_by, wording)
        cells = (
            clause(one),
            _text(wording(f"departures.{_what(one)}")),
            because,
            _by(settled, one, wording, named_by),
        )
        row_id = f"policygen:departures/2/{one.name}"
        rows.append(Row(id=row_id, cells=tuple(Cell(children=children) for children in cells)))
    heading = tuple(Cell(children=_text(wording(f"departures.{key}"))) for key, _ in _COLUMNS)
    table = Table(
        id="policygen:departures/2",
        widths=tuple(width for _, width in _COLUMNS),
        header=(Row(id="policygen:departures/2/header", cells=heading),),
        rows=tuple(rows),
        row_headers=True,
    )
    lead = Paragraph(id="policygen:departures/1", children=_text(wording("departures.lead")))
    return Section(
        id="policygen:departures",
        level=1,
        number="",
        title=_text(wording("departures.title")),
        blocks=(lead, table),
        kind="back",
    )


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
    reasons = (entry.because for entry in settings.model.tailoring) if settings else ()
    line = next((because.span.line for because in reasons if because.text == one.because), 0)
    return Origin(key="tailoring.because", file=one.tailored_by, line=line)


def _text(words: str) -> tuple[Inline, ...]:
    return (Text(text=words),) if words else ()
