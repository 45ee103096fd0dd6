"""The Word file in which collisions are settled: how to, then each clause with both sides' changes tracked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from policygen.assemble.wording import Wording, fixed_words
from policygen.check.project import Project
from policygen.collisions.layers import Author, Fate, LayeredWords, layered
from policygen.collisions.to_settle import Sides, WordCollision
from policygen.diagnostics.codes import say
from policygen.document.layout import Layout
from policygen.document.model import (
    LONGEST_PROPERTY,
    Cell,
    Cover,
    Document,
    List,
    ListItem,
    Metadata,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
)
from policygen.document.overlays import Enclosure
from policygen.document.revisions import RevisedWords, Revision, Revisions
from policygen.document.typography import typographic
from policygen.document.walk import ids_of
from policygen.look.look import Look
from policygen.merge.three_way import Collision
from policygen.render.docx import write_docx

COLLISIONS = "urn:policygen:collisions:1"
_ID = "policygen:collision"
END = f"{_ID}s/end"
_STEPS = ("layers", "accept", "braces", "fixed", "back")
_WIDTHS = (0.2, 0.8)


def section_of(number: int) -> str:
    """Return the id of the section of a collision, counted from 1."""
    return f"{_ID}/{number}"


def clause_heading_of(number: int) -> str:
    """Return the id of the section with the clause's heading."""
    return f"{_ID}/{number}/heading"


def wording_of(number: int) -> str:
    """Return the id of the section with the clause's text."""
    return f"{_ID}/{number}/wording"


def collision_title(number: int, one: WordCollision) -> str:
    """Return the title of the section of a collision."""
    return say("collisions.section", number=number, title=one.title, school=one.school)


def collisions_file(project: Project, collisions: Sequence[WordCollision], file: str) -> bytes:
    """Return the Word file, which the page itself calls `file`. Raises TokensError or OSError for the look.

    Words are shown as the settings write them, a block a paragraph, so that any text can be made of them.
    """
    document, revisions = collisions_document(project, collisions, file)
    kept = [
        {"name": one.name, "clause": one.clause, "title": collision_title(number, one), "digest": one.digest}
        for number, one in enumerate(collisions, 1)
    ]
    enclosure = Enclosure(name=COLLISIONS, text=json.dumps({"collisions": kept}))
    # Nothing in it refers to a page, so no engine has to lay it out.
    layout = Layout(engine="none", pages=1, page_of=dict.fromkeys(ids_of(document), 1))
    return write_docx(document, layout, Look.load(project.world), (revisions, enclosure))


def collisions_document(project: Project, collisions: Sequence[WordCollision], file: str) -> tuple[Document, Revisions]:
    """Return what the file says, and the changes in it."""
    wording = Wording.load(project.world)
    # The date of the wording, not today's date, so that the same settings give the same file.
    released = max(library.released for library in project.libraries.values())
    created = project.world.source_date or datetime(released.year, released.month, released.day, tzinfo=UTC)
    made = _Sections(created.strftime("%Y-%m-%dT%H:%M:%SZ"))
    title = say("collisions.title")
    sections = tuple(made.section(number, one) for number, one in enumerate(collisions, 1))
    end = Section(id=END, level=1, number="", title=_text(say("collisions.end")))
    schools = tuple(dict.fromkeys(one.school for one in collisions))
    document = Document(
        policy="collisions",
        school=collisions[0].name if len(schools) == 1 else "",
        state="for-approval",
        language=wording("language"),
        metadata=Metadata(
            title=title, author=", ".join(schools)[:LONGEST_PROPERTY], subject=title, keywords=(), created=made.date
        ),
        words=fixed_words(wording, "for-approval"),
        cover=Cover(school=_text(", ".join(schools)), title=_text(title), status=""),
        sections=(_how_to(len(collisions), file), *sections, end),
        clauses=(),
        header=title,
        kind="sheet",
    )
    # The words of clauses are in the revisions, as they are.
    return typographic(document), Revisions(words=made.words)


def _text(words: str) -> tuple[Text, ...]:
    return (Text(text=words),)


def _how_to(count: int, file: str) -> Section:
    steps = [say(f"collisions.step_{step}", file=file) for step in _STEPS]
    items = tuple(
        ListItem(
            id=f"{_ID}s/steps/{n}",
            marker=f"({chr(ord('a') + n)})",
            blocks=(Paragraph(id=f"{_ID}s/steps/{n}/1", children=_text(words)),),
        )
        for n, words in enumerate(steps)
    )
    lead = Paragraph(id=f"{_ID}s/1", children=_text(say("collisions.lead", count=count)))
    return Section(
        id=f"{_ID}s", level=1, number="", title=(), blocks=(lead, List(id=f"{_ID}s/steps", ordered=True, items=items))
    )


@dataclass(slots=True)
class _Sections:
    """Makes the sections, and keeps the revisions of their words by the ids of their paragraphs."""

    date: str
    words: dict[str, tuple[RevisedWords, ...]] = field(default_factory=dict)

    def section(self, number: int, one: WordCollision) -> Section:
        authors: dict[Author, str] = {"theirs": one.source, "ours": one.school}
        parts = [self._part(wording_of(number), say("collisions.wording"), one.text, authors)]
        if one.heading is not None:
            parts.insert(0, self._part(clause_heading_of(number), say("collisions.heading"), one.heading, authors))
        here = section_of(number)
        return Section(
            id=here,
            level=1,
            number="",
            title=_text(collision_title(number, one)),
            blocks=(_facts(here, one),),
            sections=tuple(parts),
        )

    def _part(self, here: str, title: str, sides: Sides, authors: dict[Author, str]) -> Section:
        blocks = layered(sides.base, sides.theirs, sides.ours)
        paragraphs = tuple(self._paragraph(f"{here}/{n}", one, authors) for n, one in enumerate(blocks, 1))
        return Section(id=here, level=2, number="", title=_text(title), blocks=paragraphs)

    def _paragraph(self, here: str, block: Sequence[LayeredWords], authors: dict[Author, str]) -> Paragraph:
        """Return a paragraph. Only its words are tracked: with its mark, a heading's style could go."""
        runs = []
        for words in block:
            first, then = (*self._revisions(words.fate, authors), None, None)[:2]
            runs.append(RevisedWords(children=_text(words.text), revision=first, then=then))
        self.words[here] = tuple(runs)
        return Paragraph(id=here, children=_text("".join(words.text for words in block)))

    def _revisions(self, fate: Fate, authors: dict[Author, str]) -> tuple[Revision, ...]:
        """Return what was done to words, in the order in which it was done."""
        found = []
        if fate.inserted is not None:
            found.append(Revision(how="inserted", author=authors[fate.inserted], date=self.date))
        if fate.deleted is not None:
            found.append(Revision(how="deleted", author=authors[fate.deleted], date=self.date))
        return tuple(found)


def _facts(here: str, one: WordCollision) -> Table:
    rows = tuple(
        Row(
            id=f"{here}/facts/{n}",
            cells=(Cell(children=_text(say(f"collisions.{label}"))), Cell(children=_text(words))),
        )
        for n, (label, words) in enumerate(facts_of(one), 1)
    )
    return Table(id=f"{here}/facts", widths=_WIDTHS, rows=rows, row_headers=True)


def facts_of(one: WordCollision) -> Iterator[tuple[str, str]]:
    """Yield what the table of a collision says: the name of each label, and the words beside it."""
    if one.policies:
        yield "policy", say("collisions.named", names=one.policies)
    yield "clause", say("collisions.clause_of", clause=one.clause, source=one.source)
    happened = [say(f"collisions.why_{one.why}"), *(_place(place, one) for place in one.places)]
    yield "happened", " ".join(happened)
    if one.requirements:
        yield "matters", say("collisions.meets", requirements=" ".join(one.requirements))
    if one.reason:
        yield "reason", one.reason


def _place(place: Collision, one: WordCollision) -> str:
    base, theirs, ours = (" ".join(words.split()) for words in (place.base, place.theirs, place.ours))
    key = "added" if not base else "gone_theirs" if not theirs else "gone_ours" if not ours else "changed"
    return say(f"collisions.place_{key}", base=base, theirs=theirs, ours=ours, source=one.source, school=one.school)
