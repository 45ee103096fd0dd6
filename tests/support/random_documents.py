"""Random Documents and random changes of them, from a seed: every kind of block, in every place that it can have."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from policygen.document.model import (
    Blank,
    Block,
    Cell,
    ClauseRecord,
    Cover,
    Definition,
    DefinitionList,
    Document,
    Emphasis,
    Form,
    FormField,
    Inline,
    LineBreak,
    Link,
    List,
    ListItem,
    Origin,
    PageBreak,
    Paragraph,
    Reference,
    Row,
    Section,
    Signatory,
    SignatureBlock,
    Strong,
    Table,
    Text,
    Value,
)
from policygen.document.transform import mapped
from tests.support.documents import everything

_WORDS = re.findall(
    r"\S+",
    "staff pupils parents the a of and to will must may not phone phones school’s online safety lead headteacher "
    "“kind” re-read O’Neill 3.2 evidence report same day, week. governors; trust: (never) £20 ŵyn e-mail keep ask tell",
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


class Maker:
    """Makes parts at random. Ids are given by `settled`, once all parts are in their places."""

    def __init__(self, seed: int) -> None:
        self.drawn = random.Random(seed)  # noqa: S311 - not for secrets
        self.count = 0

    def likely(self, share: float) -> bool:
        return self.drawn.random() < share

    def words(self, most: int = 12) -> str:
        return " ".join(self.drawn.choices(_WORDS, k=self.drawn.randint(1, most)))

    def inline(self, deep: bool = True) -> tuple[Inline, ...]:
        found: list[Inline] = [Text(text=self.words())]
        for _ in range(self.drawn.choice((0, 0, 0, 1, 2, 4))):
            found += [Text(text=" "), self._one(deep), Text(text=" " + self.words(5))]
        return tuple(found)

    def _one(self, deep: bool) -> Inline:
        kinds: list[Callable[[], Inline]] = [
            self.value,
            LineBreak,
            lambda: Blank(label=self.words(3), key="x", kind=self.drawn.choice(("answer", "meeting", "date"))),
            lambda: Reference(target="?", number="?", before=self.drawn.choice(("", "section "))),
        ]
        if deep:
            kinds += [
                lambda: Strong(children=self.inline(deep=False)),
                lambda: Emphasis(children=(Strong(children=(Text(text=self.words(3)),)), Text(text=self.words(3)))),
                lambda: Link(target="https://www.example.org/help", children=(Text(text=self.words(3)),)),
            ]
        return self.drawn.choice(kinds)()

    def value(self) -> Value:
        key, text = self.drawn.choice(
            (
                ("people.head.name", "Ms " + self.words(1)),
                ("school.email", "office@example.org"),
                ("school.telephone", "01632 960101"),
                ("choices.phones", self.words(3)),
            )
        )
        return Value(text=text, origin=Origin(key=key, file="schools/example.yaml", line=3))

    def paragraph(self) -> Paragraph:
        return Paragraph(id="", children=self.inline())

    def list(self, depth: int = 0) -> List:
        ordered = self.likely(0.6)
        return List(id="", ordered=ordered, items=tuple(self.item(depth) for _ in range(self.drawn.randint(1, 4))))

    def item(self, depth: int = 0) -> ListItem:
        blocks: list[Block] = [self.paragraph()]
        if depth < 2 and self.likely(0.2):
            blocks.append(self.list(depth + 1))
        if self.likely(0.15):
            blocks.append(self.paragraph())
        return ListItem(id="", marker="•", blocks=tuple(blocks))

    def table(self) -> Table:
        columns = self.drawn.randint(2, 3)
        head = Row(id="", cells=tuple(Cell(children=(Text(text=self.words(2)),)) for _ in range(columns)))
        return Table(
            id="",
            widths=tuple(1 / columns for _ in range(columns)),
            header=(head,) if self.likely(0.5) else (),
            rows=tuple(self.row(columns) for _ in range(self.drawn.randint(1, 5))),
            row_headers=self.likely(0.3),
            caption=self.inline() if self.likely(0.4) else (),
        )

    def row(self, columns: int) -> Row:
        return Row(id="", cells=tuple(Cell(children=self.inline() if self.likely(0.8) else ()) for _ in range(columns)))

    def block(self) -> Block:
        kinds: list[Callable[[], Block]] = [
            self.paragraph,
            self.paragraph,
            self.paragraph,
            self.list,
            self.table,
            lambda: DefinitionList(id="", entries=tuple(self.definition() for _ in range(self.drawn.randint(1, 3)))),
            lambda: Form(id="", fields=tuple(self.field() for _ in range(self.drawn.randint(1, 3)))),
            lambda: PageBreak(id=""),
        ]
        return self.drawn.choice(kinds)()

    def definition(self) -> Definition:
        return Definition(id="", term=(Text(text=self.words(2)),), blocks=(self.paragraph(),))

    def field(self) -> FormField:
        kind = self.drawn.choice(("text", "date", "tick", "signature"))
        return FormField(id="", label=self.words(4), kind=kind, lines=self.drawn.randint(1, 3))

    def signatory(self) -> Signatory:
        self.count += 1
        name = (self.value(),) if self.likely(0.6) else ()
        return Signatory(id=f"policygen:signatory.r{self.count}", role=self.words(3), name=name)

    def section(self, level: int, kind: Any = "body") -> Section:
        self.count += 1
        name = f"union:clause-{self.count}"
        blocks = tuple(self.block() for _ in range(self.drawn.randint(0 if level == 1 else 1, 4)))
        inner = tuple(self.section(level + 1, kind) for _ in range(self.drawn.randint(0, 3 if level == 1 else 1)))
        return Section(
            id=name,
            level=level,
            number="?" if self.likely(0.9) else "",
            title=(Text(text=self.words(4)),),
            blocks=blocks,
            sections=inner if level < 3 else (),
            kind=kind,
            clause=name if level == 2 else "",
        )


def random_document(seed: int) -> Document:
    """A policy with sections, an appendix and an approval."""
    made = Maker(seed)
    body = [made.section(1) for _ in range(made.drawn.randint(1, 4))]
    appendix = [made.section(1, "appendix") for _ in range(made.drawn.randint(0, 2))]
    signing = SignatureBlock(id="", signatories=tuple(made.signatory() for _ in range(made.drawn.randint(1, 3))))
    approval = Section(
        id="policygen:approval", level=1, number="", title=(Text(text="Approval"),), kind="back",
        blocks=(made.paragraph(), signing),
    )  # fmt: skip
    start = everything()
    return settled(replace(start, sections=(*body, *appendix, approval)))


def changed_document(document: Document, seed: int) -> Document:
    """The Document after one to some twenty changes of words, blocks, items, rows, sections and what frames them."""
    change = _Change(seed)
    sections = change.sections(document.sections)
    cover = document.cover
    if change.made.likely(0.5):
        cover = Cover(
            school=change.inline(cover.school),
            title=change.inline(cover.title),
            status=change.text(cover.status),
            tables=tuple(change.table(table) for table in cover.tables),
        )
    return settled(
        replace(
            document,
            sections=sections,
            cover=cover,
            header=change.text(document.header),
            notices=tuple(change.text(notice) for notice in document.notices) if change.made.likely(0.7) else (),
            metadata=replace(document.metadata, created="2027-09-01T00:00:00Z"),
        )
    )


class _Change:
    def __init__(self, seed: int) -> None:
        self.made = Maker(seed)
        self.made.count = 1000  # what is new has an id of its own
        self.often = self.made.drawn.choice((0.02, 0.1, 0.3))

    def text(self, words: str) -> str:
        found = []
        for word in re.findall(r"\S+|\s+", words):
            if word.strip() and self.made.likely(self.often):
                word = self.made.drawn.choice(("", self.made.words(1), f"{word} {self.made.words(2)}", word.upper()))
            found.append(word)
        return "".join(found) or "x"

    def inline(self, children: tuple[Inline, ...]) -> tuple[Inline, ...]:
        found: list[Inline] = []
        for child in children:
            match child:
                case Text():
                    found.append(Text(text=self.text(child.text)))
                case Strong() | Emphasis() | Link() if self.made.likely(0.9):
                    found.append(replace(child, children=self.inline(child.children)))
                case Value() if self.made.likely(self.often):
                    found.append(self.made.drawn.choice((self.made.value(), Text(text=child.text))))
                case _ if self.made.likely(self.often / 2):
                    pass
                case _:
                    found.append(child)
        return tuple(found) or (Text(text="x"),)

    def some(self, parts: tuple[Any, ...], change: Callable[[Any], Any], new: Callable[[], Any], least: int = 0) -> Any:
        """Some parts changed, some taken out, some put in, and two that have changed places."""
        found: list[Any] = []
        for part in parts:
            if self.made.likely(self.often / 3):
                found.append(new())
            if self.made.likely(self.often / 3):
                continue
            found.append(change(part))
        if self.made.likely(self.often / 2):
            found.append(new())
        if len(found) > 1 and self.made.likely(self.often / 2):
            found.append(found.pop(self.made.drawn.randrange(len(found))))
        return tuple(found) if len(found) >= least else parts

    def sections(self, sections: tuple[Section, ...]) -> tuple[Section, ...]:
        if not sections:
            return ()
        level = sections[0].level
        body = tuple(section for section in sections if section.kind != "back")
        back = tuple(self.section(section) for section in sections if section.kind == "back")
        kinds = [section.kind for section in body] or ["body"]
        found = self.some(body, self.section, lambda: self.made.section(level, kinds[0]), least=1 if level == 1 else 0)
        order = {"body": 0, "appendix": 1}
        return (*sorted(found, key=lambda section: order[section.kind]), *back)

    def section(self, section: Section) -> Section:
        return replace(
            section,
            title=self.inline(section.title),
            number=("" if section.number else "?") if self.made.likely(self.often / 10) else section.number,
            blocks=self.blocks(section.blocks),
            sections=self.sections(section.sections),
        )

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        found: tuple[Block, ...] = self.some(blocks, self.block, self.made.block)
        return found

    def block(self, block: Block) -> Block:
        match block:
            case Paragraph():
                return replace(block, children=self.inline(block.children))
            case List():
                if self.made.likely(self.often / 10):
                    return replace(block, ordered=not block.ordered)
                return replace(block, items=self.some(block.items, self.item, self.made.item, least=1))
            case Table():
                return self.table(block)
            case DefinitionList():
                return replace(block, entries=self.some(block.entries, self.definition, self.made.definition, least=1))
            case Form():
                return replace(block, fields=self.some(block.fields, self.field, self.made.field, least=1))
            case SignatureBlock():
                people = self.some(block.signatories, self.signatory, self.made.signatory, least=1)
                return replace(block, signatories=people)
            case _:
                return block

    def item(self, item: ListItem) -> ListItem:
        first, *rest = item.blocks
        return replace(item, blocks=(self.block(first), *self.blocks(tuple(rest))))

    def table(self, table: Table) -> Table:
        columns = len(table.widths)
        rows = self.some(table.rows, self.row, lambda: self.made.row(columns), least=1)
        caption = self.inline(table.caption) if table.caption else ()
        return replace(table, rows=rows, header=tuple(map(self.heads, table.header)), caption=caption)

    def heads(self, row: Row) -> Row:
        return replace(row, cells=tuple(Cell(children=self.inline(cell.children)) for cell in row.cells))

    def row(self, row: Row) -> Row:
        return replace(row, cells=tuple(self.cell(cell) for cell in row.cells))

    def cell(self, cell: Cell) -> Cell:
        if self.made.likely(self.often / 5):
            return Cell(children=() if cell.children else self.made.inline())
        return Cell(children=self.inline(cell.children) if cell.children else ())

    def definition(self, entry: Definition) -> Definition:
        return replace(entry, term=self.inline(entry.term), blocks=tuple(map(self.block, entry.blocks)))

    def field(self, field: FormField) -> FormField:
        return replace(field, label=self.text(field.label))

    def signatory(self, signatory: Signatory) -> Signatory:
        return replace(signatory, role=self.text(signatory.role))


# --- ids, numbers and markers, as a compiler gives them ---------------------------------------------------------------


def settled(document: Document) -> Document:
    """The Document with ids, numbers, markers and cross-references as they follow from its order."""
    counts = {"body": 0, "appendix": 0, "back": 0}
    sections = []
    for section in document.sections:
        if section.number:
            counts[section.kind] += 1
        n = counts[section.kind]
        label = f"Appendix {chr(64 + n)}" if section.kind == "appendix" else str(n)
        sections.append(_numbered(section, label, chr(64 + n) if section.kind == "appendix" else str(n)))
    numbers = {section.id: section.number for section in _every(sections)}
    names = sorted(numbers)

    def referred(node: Any) -> Any:
        if not isinstance(node, Reference):
            return node
        target = node.target if node.target in numbers else names[len(node.before) % len(names)]
        number = numbers[target] or "above"
        return replace(node, target=target, number=number)

    made: tuple[Section, ...] = mapped(tuple(sections), referred)
    clauses = tuple(
        ClauseRecord(
            id=section.clause, library="union", version=document.metadata.created[:4], digest="0" * 64, kind="duty"
        )
        for section in _every(made)
        if section.clause
    )
    cover: Cover = mapped(document.cover, referred)
    tables = tuple(_identified(table, table.id) for table in cover.tables)
    return replace(document, sections=made, clauses=clauses, cover=replace(cover, tables=tables))


def _every(sections: Any) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _every(section.sections)


def _numbered(section: Section, label: str, stem: str) -> Section:
    inner, n = [], 0
    for part in section.sections:
        n += bool(part.number)
        inner.append(_numbered(part, f"{stem}.{n}", f"{stem}.{n}"))
    blocks = tuple(_identified(block, f"{section.id}/{n}") for n, block in enumerate(section.blocks, 1))
    return replace(section, number=label if section.number else "", blocks=blocks, sections=tuple(inner))


def _identified(block: Any, name: str, depth: int = 0) -> Any:
    match block:
        case List():
            items = []
            for n, item in enumerate(block.items, 1):
                marker = (f"({chr(96 + n)})" if depth % 2 == 0 else f"({_ROMAN[n - 1]})") if block.ordered else "•"
                inner = tuple(
                    _identified(one, f"{name}/{n}/{m}", depth + block.ordered) for m, one in enumerate(item.blocks, 1)
                )
                items.append(ListItem(id=f"{name}/{n}", marker=marker, blocks=inner))
            return replace(block, id=name, items=tuple(items))
        case Table():
            header = tuple(replace(row, id=f"{name}/row-{n}") for n, row in enumerate(block.header, 1))
            rows = tuple(replace(row, id=f"{name}/row-{n}") for n, row in enumerate(block.rows, len(header) + 1))
            return replace(block, id=name, header=header, rows=rows)
        case DefinitionList():
            entries = tuple(
                replace(
                    entry,
                    id=f"{name}/{n}",
                    blocks=tuple(_identified(one, f"{name}/{n}/{m}") for m, one in enumerate(entry.blocks, 1)),
                )
                for n, entry in enumerate(block.entries, 1)
            )
            return replace(block, id=name, entries=entries)
        case Form():
            fields = tuple(replace(field, id=f"{name}/{n}") for n, field in enumerate(block.fields, 1))
            return replace(block, id=name, fields=fields)
        case _:
            return replace(block, id=name)
