"""Two Documents of a plan: the whole plan in tables, and the year on one page to pin up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from policygen.assemble.wording import Wording, capitalised
from policygen.document.model import (
    LONGEST_PROPERTY,
    Blank,
    Block,
    Cell,
    Document,
    Inline,
    LineBreak,
    Paragraph,
    Row,
    Section,
    Strong,
    Table,
    Text,
    Value,
)
from policygen.document.plain import words_of
from policygen.document.typography import typographic
from policygen.render.cell_lines import BULLET
from policygen.report.duties.model import DutyHolder, DutyPlan, PlannedDuty
from policygen.report.duties.printed import holder_words, time_words, what_inline, when_words, where_words

# The columns of the plan with their shares of the width, of what comes round and of what an event calls for.
_DATED = {"what": 0.34, "who": 0.34, "where": 0.32}
_CALLED = {"when": 0.23, "what": 0.26, "who": 0.25, "where": 0.26}
_YEAR = {"when": 0.19, "what": 0.81}
_LINE = 40.0  # millimetres to write a name on


def plan_document(plan: DutyPlan, model: Document, wording: Wording, year: str) -> Document:
    """Return the whole plan as a sheet in the look of the policy `model`: each duty with its clause."""
    parts = []
    for n, (time, duties) in enumerate(groupby(plan.duties, key=lambda duty: time_words(duty, wording)), 1):
        listed = list(duties)
        columns = _CALLED if listed[0].interval == "event" else _DATED
        rows = ([_cell(column, duty, wording) for column in columns] for duty in listed)
        name = f"policygen:duties-{n}"
        blocks = (_table(f"{name}/1", columns, rows, wording),)
        parts.append(Section(id=name, level=2, number="", title=(Text(text=time),), blocks=blocks))
    if plan.lost:
        parts.append(_lost(plan, wording))
    lead = (wording("duties.lead"), *(() if plan.duties else (wording("duties.nothing"),)))
    whole = Section(
        id="policygen:duties", level=1, number="", title=(), blocks=_paragraphs("policygen:duties", lead),
        sections=tuple(parts),
    )  # fmt: skip
    return _sheet("duties", wording("duties.title"), whole, model, wording, year)


def year_document(plan: DutyPlan, model: Document, wording: Wording, year: str, events: int) -> Document:
    """Return the year as a sheet to pin up: what is due at each time, and up to so many `events` that call for more.

    Those with a deadline come first. What everyone or all staff do when something happens is not in it.
    """
    rows: list[list[tuple[Inline, ...]]] = []
    regular = [duty for duty in plan.duties if duty.interval != "event" and not _is_review(duty)]
    for time, duties in groupby(regular, key=lambda duty: when_words(duty, wording)):
        rows.append([(Text(text=time),), _lines(_of_holders(list(duties), wording))])
    reviews = [duty for duty in plan.duties if _is_review(duty) and not duty.due[0].later]
    if reviews:
        lines = (
            (Text(text=wording("duties.review", date=one.due[0].time, policy=one.policy_title)),) for one in reviews
        )
        rows.append([(Text(text=wording("duties.reviews")),), _lines(lines)])
    called = events_of(plan)
    if events and called:
        more = ((Text(text=wording("duties.more")),),) if len(called) > events else ()
        shown = _lines((*(_event(duty, wording) for duty in called[:events]), *more))
        rows.append([(Text(text=wording("duties.each.event")),), shown])
    lead = wording("duties.page_lead") if rows else wording("duties.nothing")
    blocks: tuple[Block, ...] = _paragraphs("policygen:year", (lead,))
    if rows:
        blocks += (_table("policygen:year/2", _YEAR, rows, wording),)
    section = Section(id="policygen:year", level=1, number="", title=(), blocks=blocks)
    return _sheet("year", wording("duties.page", year=year), section, model, wording, year)


def events_of(plan: DutyPlan) -> list[PlannedDuty]:
    """Return the duties that can be on the page of the year because of an event, those with a deadline first."""
    found = [
        duty
        for duty in plan.duties
        if duty.interval == "event" and not (duty.holders and all(holder.group for holder in duty.holders))
    ]
    return sorted(found, key=lambda duty: not duty.within)


def _is_review(duty: PlannedDuty) -> bool:
    return bool(duty.due) and duty.due[0].exact


def _cell(column: str, duty: PlannedDuty, wording: Wording) -> tuple[Inline, ...]:
    match column:
        case "what":
            return _capital(what_inline(duty))
        case "who":
            return _who(duty.holders, wording, brief=duty.interval == "event")
        case "when":
            return (Text(text=when_words(duty, wording)),)
        case _:
            return (Text(text=wording("duties.quoted", where=where_words(duty, wording), says=duty.says)),)


def _lost(plan: DutyPlan, wording: Wording) -> Section:
    lines = (
        wording(
            "duties.quoted",
            where=wording("duties.where", policy=lost.policy_title, section=lost.number),
            says=lost.says,
        )
        for lost in plan.lost
    )
    return Section(
        id="policygen:duties-lost", level=2, number="", title=(Text(text=wording("duties.lost")),),
        blocks=_paragraphs("policygen:duties-lost", (wording("duties.lost_lead"), *lines)),
    )  # fmt: skip


def _of_holders(duties: list[PlannedDuty], wording: Wording) -> Iterator[tuple[Inline, ...]]:
    """Yield who does what at one time: a line for each who, in the order of the plan, then what nobody is named for."""
    theirs: dict[tuple[DutyHolder, ...], list[Inline]] = {}
    for duty in duties:
        if duty.holders:
            known = theirs.setdefault(duty.holders, [])
            known += [Text(text="; "), *duty.what] if known else duty.what
    for holders, what in theirs.items():
        yield *_for(holders, wording), *what
    for duty in duties:
        if not duty.holders:
            yield *_for((), wording), *duty.what


def _event(duty: PlannedDuty, wording: Wording) -> tuple[Inline, ...]:
    """Return who does what when something happens, as one sentence; a line for the name if nobody is named."""
    event = Text(text=wording("duties.called", event=duty.event))
    return (*_for(duty.holders, wording), event, *what_inline(duty))


def _for(holders: tuple[DutyHolder, ...], wording: Wording) -> tuple[Inline, ...]:
    """Return who a line is for, or room to write a name, before what they do."""
    gap = Blank(label=wording("duties.to_name"), kind="meeting", width=_LINE)
    who: Inline = Strong(children=_who(holders, wording, brief=True)) if holders else gap
    return who, Text(text=": ")


def _who(holders: tuple[DutyHolder, ...], wording: Wording, *, brief: bool = False) -> tuple[Inline, ...]:
    """Return who has a duty, with the names as the school wrote them; several in `brief` by their names alone."""
    if not holders:
        return (Text(text=wording("duties.nobody")),)
    alone = brief and len(holders) > 1
    parts = [part for holder in holders for part in (_names(holder, wording) if alone else (_named(holder, wording),))]
    # One person can hold several of the posts.
    different: dict[str, tuple[Inline, ...]] = {}
    for part in parts:
        different.setdefault(words_of(part), part)
    return _enumerated(tuple(different.values()), wording)


def _names(holder: DutyHolder, wording: Wording) -> Iterator[tuple[Inline, ...]]:
    """Yield each name of a holder alone; the post if nobody is known."""
    if holder.names and holder.origin is not None:
        yield from ((Value(text=name, origin=holder.origin),) for name in holder.names)
    else:
        yield _named(holder, wording)


def _named(holder: DutyHolder, wording: Wording) -> tuple[Inline, ...]:
    names, words = wording.joined(holder.names, "and"), holder_words(holder, wording)
    if not names or holder.origin is None:
        return (Text(text=words),)
    before, _, after = words.partition(names)
    return Text(text=before), Value(text=names, origin=holder.origin), Text(text=after)


def _enumerated(parts: Sequence[tuple[Inline, ...]], wording: Wording) -> tuple[Inline, ...]:
    """Return parts as "a, b and c"."""
    found = list(parts[0])
    for part in parts[1:-1]:
        found += [Text(text=wording("list.comma")), *part]
    for part in parts[1:][-1:]:
        found += [Text(text=f" {wording('list.and')} "), *part]
    return tuple(found)


def _lines(lines: Iterable[tuple[Inline, ...]]) -> tuple[Inline, ...]:
    """Return lines of a cell, each with a bullet before it."""
    found: list[Inline] = []
    for line in lines:
        found += [*((LineBreak(),) if found else ()), Text(text=BULLET), *line]
    return tuple(found)


def _capital(what: tuple[Inline, ...]) -> tuple[Inline, ...]:
    first = what[0] if what else None
    return (Text(text=capitalised(first.text)), *what[1:]) if isinstance(first, Text) else what


def _paragraphs(name: str, texts: Iterable[str]) -> tuple[Block, ...]:
    return tuple(Paragraph(id=f"{name}/{n}", children=(Text(text=text),)) for n, text in enumerate(texts, 1))


def _table(
    block_id: str, columns: dict[str, float], rows: Iterable[Sequence[tuple[Inline, ...]]], wording: Wording
) -> Table:
    words: Sequence[tuple[Inline, ...]] = [(Text(text=wording(f"duties.column.{column}")),) for column in columns]
    heading, *body = (
        Row(id=f"{block_id}/row-{n}", cells=tuple(Cell(children=cell) for cell in row))
        for n, row in enumerate((words, *rows), 1)
    )
    return Table(id=block_id, widths=tuple(columns.values()), header=(heading,), rows=tuple(body), row_headers=True)


def _sheet(name: str, title: str, section: Section, model: Document, wording: Wording, year: str) -> Document:
    """Return a sheet in the look of a policy, as another document of the school."""
    school, status = model.metadata.author, model.cover.status
    status = wording("duties.status", year=year, status=status) if status else wording("duties.of", year=year)
    full = f"{title} – {school}"[:LONGEST_PROPERTY]
    return typographic(
        replace(
            model,
            policy=name,
            kind="sheet",
            metadata=replace(model.metadata, title=full, subject=title, keywords=()),
            header=wording("header", school=school, title=title),
            cover=replace(model.cover, title=(Text(text=title),), status=status, tables=()),
            sections=(section,),
            clauses=(),
            assets=tuple(asset for asset in model.assets if asset.id == model.cover.logo),
        )
    )
