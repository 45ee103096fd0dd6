"""A comparison as a Document: a sheet that the writers make into a Word file, a PDF or a web page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import groupby

from policygen.assemble.wording import Wording, fixed_words
from policygen.diagnostics.codes import say
from policygen.document.model import (
    LONGEST_PROPERTY,
    Block,
    Cell,
    Cover,
    Document,
    Emphasis,
    Inline,
    LineBreak,
    Metadata,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
)
from policygen.document.typography import typographic
from policygen.intake.gap.analysis import EVIDENCE, GapAnalysis, RequirementEvidence
from policygen.intake.gap.told import (
    heading_of_evidence,
    in_quotes,
    lead_of_evidence,
    out_of_date_words,
    place_of_passage,
    read_words,
    shared_line,
    summary_of_gap,
)

_ID = "policygen:gap"
# The columns of each table, as in sentences/gap.yaml, with their shares of the width.
_DATED = {"place": 0.24, "passage": 0.34, "reason": 0.42}
_MISSING = {"requirement": 0.24, "asks": 0.46, "source": 0.30}
_PRESENT = {"requirement": 0.24, "asks": 0.30, "passage": 0.46}
_UNASKED = {"place": 0.28, "passage": 0.72}

Shown = Callable[[str], str]


def gap_document(found: GapAnalysis, wording: Wording, today: date, shown: Shown = str, note: str = "") -> Document:
    """Return the report as a sheet. `shown` changes the words of the school's file, such as those that no font has;
    `note` says what it did.
    """
    file = shown(found.read.title)
    title = say("gap.title", file=file)
    lead = [say("gap.lead", file=file), shown(read_words(found)), summary_of_gap(found), *([note] if note else [])]
    sections = [
        _section("out-of-date", say("gap.heading_out_of_date"), say("gap.lead_out_of_date"), _out_of_date(found, shown))
    ]
    for evidence in EVIDENCE:
        tables = _requirements(f"{_ID}-{evidence}", found.of(evidence), shown)
        sections.append(_section(evidence, heading_of_evidence(evidence), lead_of_evidence(evidence), tables))
    unasked = [
        (_text(place_of_passage(one), shown), _text(in_quotes(one.text), shown)) for one in found.unasked
    ]  # fmt: skip
    table = [_table(f"{_ID}-unasked/table", _UNASKED, unasked)] if unasked else []
    sections.append(_section("unasked", say("gap.heading_unasked"), say("gap.lead_unasked"), table))
    whole = Section(
        id=_ID, level=1, number="", title=(), blocks=tuple(_paragraphs(_ID, lead)), sections=tuple(sections)
    )
    document = Document(
        policy="gap",
        school=found.school,
        state="for-approval",
        language=wording("language"),
        metadata=Metadata(
            title=title[:LONGEST_PROPERTY], author="policygen", subject=title[:LONGEST_PROPERTY], keywords=(),
            created=f"{today.isoformat()}T00:00:00Z",
        ),
        words=fixed_words(wording, "for-approval"),
        cover=Cover(school=(), title=(Text(text=title),), status=""),
        sections=(whole,),
        clauses=(),
        header=title,
        kind="sheet",
    )  # fmt: skip
    return typographic(document)


def _section(name: str, heading: str, lead: str, tables: Iterable[Block]) -> Section:
    blocks = tuple(tables)
    words = [lead] if blocks else [say("gap.none")]
    name = f"{_ID}-{name}"
    return Section(
        id=name, level=2, number="", title=(Text(text=heading),), blocks=(*_paragraphs(name, words), *blocks)
    )


def _out_of_date(found: GapAnalysis, shown: Shown) -> Iterator[Table]:
    rows = [
        (_text(place_of_passage(passage), shown), _text(quote, shown), _text(reason, shown))
        for passage, quote, reason in out_of_date_words(found)
    ]
    if rows:
        yield _table(f"{_ID}-out-of-date/table", _DATED, rows)


def _requirements(name: str, some: tuple[RequirementEvidence, ...], shown: Shown) -> Iterator[Table]:
    """Yield a table for each source, in the order of the registers."""
    for n, (source, entries) in enumerate(groupby(some, key=lambda one: one.source), 1):
        listed = list(entries)
        columns = _MISSING if listed[0].passage is None else _PRESENT
        rows = [
            (_text(one.name), _text(one.summary), _text(one.locator) if one.passage is None else _passage(one, shown))
            for one in listed
        ]
        yield _table(f"{name}/table-{n}", columns, rows, source)


def _passage(one: RequirementEvidence, shown: Shown) -> tuple[Inline, ...]:
    place = place_of_passage(one.passage) if one.passage is not None else ""
    words = Text(text=shown(shared_line(one.words)))
    return (
        Emphasis(children=(Text(text=shown(place)),)), LineBreak(), Text(text=shown(in_quotes(one.quote))), LineBreak(),
        words,
    )  # fmt: skip


def _text(words: str, shown: Shown = str) -> tuple[Inline, ...]:
    return (Text(text=shown(words)),)


def _table(
    name: str, columns: dict[str, float], rows: Iterable[Iterable[tuple[Inline, ...]]], source: str = ""
) -> Table:
    head = tuple(Cell(children=(Text(text=say(f"gap.column_{column}")),)) for column in columns)
    return Table(
        id=name, widths=tuple(columns.values()), header=(Row(id=f"{name}/row-1", cells=head),),
        rows=tuple(
            Row(id=f"{name}/row-{n}", cells=tuple(Cell(children=cell) for cell in row)) for n, row in enumerate(rows, 2)
        ),
        row_headers=True, caption=(Text(text=source),) if source else (),
    )  # fmt: skip


def _paragraphs(name: str, texts: Iterable[str]) -> Iterator[Paragraph]:
    return (Paragraph(id=f"{name}/{n}", children=(Text(text=text),)) for n, text in enumerate(texts, 1))
