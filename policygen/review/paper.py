"""The paper for a reviewer: clauses with every branch and all that they rest on, as a Document to edit in Word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused
from policygen.document.model import (
    ClauseRecord,
    Cover,
    Document,
    Metadata,
    Paragraph,
    Section,
    Table,
    Text,
)
from policygen.document.typography import typographic
from policygen.review.paper_clause import PAPER, PaperClause, paper_clause, paper_table


class NoPaper(Refused):
    """There is nothing to put into a paper; the message says why."""


def paper_of(compiler: Compiler, names: Sequence[str]) -> Document:
    """Return the paper for clauses, by their full names: a section for each library, in the order of the names.

    Raises NoPaper if no policy prints any of them.
    """
    project = compiler.project
    libraries: dict[str, list[PaperClause]] = {}
    for name in names:
        of_library = libraries.setdefault(project.clauses[name].library.id.text, [])
        of_library.append(paper_clause(compiler, name))
    found = [one for held in libraries.values() for one in held]
    documents = [branch.document for one in found for branch in one.branches if branch.document is not None]
    if not documents:
        raise NoPaper(say("review.paper_empty", clauses=tuple(names)))
    title, status = say("review.paper_title"), say("review.paper_status", clauses=len(found))
    sections = [_how_to_use(), *(_library(n, held) for n, held in enumerate(libraries.values(), 1))]
    publishers = dict.fromkeys(one.clause.library.publisher.text for one in found)
    made = replace(
        documents[0],
        policy=PAPER,
        school="",
        metadata=Metadata(
            title=title,
            author=", ".join(publishers),
            subject=status,
            keywords=(),
            created=max(one.metadata.created for one in documents),
        ),
        words=replace(documents[0].words, watermark=""),
        cover=Cover(school=(), title=(Text(text=title),), status=status, tables=(_libraries(libraries),)),
        sections=tuple(sections),
        clauses=tuple(_records(found)),
        header=title,
        notices=(),
        colour="",
        kind="policy",
        assets=tuple({asset.id: asset for one in documents for asset in one.assets}.values()),
    )
    return typographic(made)


def _how_to_use() -> Section:
    blocks = tuple(
        Paragraph(id=f"{PAPER}/how-{n}", children=(Text(text=say(f"review.paper_how_{n}")),)) for n in (1, 2, 3, 4)
    )
    title = (Text(text=say("review.paper_how")),)
    return Section(id=f"{PAPER}/how", level=1, number="", title=title, blocks=blocks)


def _library(number: int, held: Sequence[PaperClause]) -> Section:
    library = held[0].clause.library
    sections = tuple(replace(one.section, number=f"{number}.{n}") for n, one in enumerate(held, 1))
    return Section(
        id=f"{PAPER}/library/{library.id.text}", level=1, number=str(number), title=(Text(text=library.title.text),),
        sections=sections,
    )  # fmt: skip


def _libraries(libraries: Mapping[str, Sequence[PaperClause]]) -> Table:
    rows = []
    for held in libraries.values():
        library = held[0].clause.library
        words = say("review.paper_library", title=library.title.text, version=library.version.text, clauses=len(held))
        rows.append((library.id.text, words))
    return paper_table(f"{PAPER}/libraries", rows)


def _records(found: Sequence[PaperClause]) -> Iterator[ClauseRecord]:
    for one in found:
        document = one.branches[0].document if one.branches else None
        known = document.clauses if document is not None else ()
        yield from (record for record in known if record.id == one.clause.name)
