"""A Document that holds one of everything, for the tests of the writers."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from policygen.document.model import (
    Blank,
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
    Metadata,
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
    Words,
)

HARD_NAME = "*St <b>Mary's*</b> {{ 7*7 }} [x](javascript:1) | & Söns — Ysgol Ŵyn"


def text(words: str) -> tuple[Inline, ...]:
    return (Text(text=words),)


def value(words: str, key: str = "school.name") -> Value:
    return Value(text=words, origin=Origin(key=key, file="schools/example.yaml", line=3))


def paragraph(block_id: str, *children: Inline | str) -> Paragraph:
    return Paragraph(
        id=block_id, children=tuple(Text(text=child) if isinstance(child, str) else child for child in children)
    )


def table(block_id: str, *rows: tuple[str, ...], header: bool = True, row_headers: bool = False) -> Table:
    made = tuple(
        Row(id=f"{block_id}/row-{n}", cells=tuple(Cell(children=text(words)) for words in row))
        for n, row in enumerate(rows)
    )
    columns = len(rows[0])
    return Table(
        id=block_id,
        widths=tuple(1 / columns for _ in range(columns)),
        header=made[:1] if header else (),
        rows=made[1:] if header else made,
        row_headers=row_headers,
    )


def bullets(block_id: str, *items: str) -> List:
    return List(
        id=block_id,
        ordered=False,
        items=tuple(
            ListItem(id=f"{block_id}/{n}", marker="•", blocks=(paragraph(f"{block_id}/{n}/1", words),))
            for n, words in enumerate(items, 1)
        ),
    )


def lettered(block_id: str, *items: str, inner: List | None = None) -> List:
    made = []
    for n, words in enumerate(items, 1):
        blocks: tuple[Paragraph | List, ...] = (paragraph(f"{block_id}/{n}/1", words),)
        if inner is not None and n == 2:
            blocks = (*blocks, inner)
        made.append(ListItem(id=f"{block_id}/{n}", marker=f"({chr(96 + n)})", blocks=blocks))
    return List(id=block_id, ordered=True, items=tuple(made))


WORDS = Words(
    contents="Contents",
    page="Page {page} of {pages}",
    signed="Signed",
    name="Name",
    date="Date",
    signature_of="Signature of {role}",
    skip="Skip to main content",
    to_write="space to write in by hand",
    to_tick="box to tick",
)


def everything(name: str = "Example Primary School") -> Document:
    """A document with every kind of block and inline, `name` as the school's name."""
    roman = List(
        id="union:b/3/2/2",
        ordered=True,
        items=tuple(
            ListItem(id=f"union:b/3/2/2/{n}", marker=f"({roman})", blocks=(paragraph(f"union:b/3/2/2/{n}/1", words),))
            for n, (roman, words) in enumerate((("i", "first inner"), ("ii", "second inner")), 1)
        ),
    )
    first = Section(
        id="policygen:section.one",
        level=1,
        number="1",
        title=text("About this policy"),
        sections=(
            Section(
                id="union:a",
                level=2,
                number="1.1",
                title=(Text(text="Who it is for at "), value(name)),
                clause="union:a",
                blocks=(
                    paragraph(
                        "union:a/1",
                        "This policy covers ",
                        value(name),
                        ", its staff and ",
                        Strong(children=text("everyone")),
                        " who helps; see ",
                        Reference(target="union:b", before="section ", number="2.1"),
                        " and ",
                        Link(target="https://www.example.org/help", children=text("the help page")),
                        ".",
                    ),
                    bullets("union:a/2", "staff and governors", "pupils, at home and at school"),
                    DefinitionList(
                        id="union:a/3",
                        entries=(
                            Definition(
                                id="union:a/3/1",
                                term=text("cyberbullying"),
                                blocks=(paragraph("union:a/3/1/1", "bullying by means of technology"),),
                            ),
                            Definition(
                                id="union:a/3/2",
                                term=text("online safety"),
                                blocks=(
                                    paragraph(
                                        "union:a/3/2/1", "being safe ", Emphasis(children=text("and")), " kind online"
                                    ),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    )
    second = Section(
        id="policygen:section.two",
        level=1,
        number="2",
        title=text("What we do"),
        blocks=(paragraph("policygen:section.two/1", "An opening paragraph under the section heading."),),
        sections=(
            Section(
                id="union:b",
                level=2,
                number="2.1",
                title=text("When something happens"),
                clause="union:b",
                blocks=(
                    paragraph("union:b/1", "Staff do these things, in this order."),
                    lettered("union:b/2", "keep the evidence", "tell the lead", "do not reply"),
                    lettered(
                        "union:b/3", "a second list starts again", "with a list inside", "and goes on", inner=roman
                    ),
                    table(
                        "union:b/4",
                        ("Who", "What", "When"),
                        ("Lead", "Records it", "The same day"),
                        ("Head", "Decides", "Within a week"),
                    ),
                    paragraph(
                        "union:b/5",
                        "One line",
                        LineBreak(),
                        "and the next; recorded on ",
                        Blank(label="Date of the record", key="x", kind="date"),
                        ".",
                    ),
                ),
            ),
        ),
    )
    appendix = Section(
        id="policygen:appendix.form",
        level=1,
        number="Appendix A",
        title=text("Incident form"),
        kind="appendix",
        new_page=True,
        sections=(
            Section(
                id="union:form",
                level=2,
                number="A.1",
                title=text("What to write down"),
                clause="union:form",
                blocks=(
                    Form(
                        id="union:form/1",
                        fields=(
                            FormField(id="union:form/1/1", label="What happened", lines=3),
                            FormField(id="union:form/1/2", label="When", kind="date"),
                            FormField(id="union:form/1/3", label="Parents told", kind="tick"),
                            FormField(id="union:form/1/4", label="Signed", kind="signature"),
                        ),
                    ),
                    PageBreak(id="union:form/2"),
                    paragraph("union:form/3", "After the page break."),
                ),
            ),
        ),
    )
    approval = Section(
        id="policygen:approval",
        level=1,
        number="",
        title=text("Approval"),
        kind="back",
        blocks=(
            paragraph(
                "policygen:approval/1",
                "Approved by the full governing board on ",
                Blank(label="Date of the meeting", key="adoption.on", kind="meeting"),
                ", minute ",
                Blank(label="Minute reference", key="adoption.minute", kind="meeting"),
                ".",
            ),
            SignatureBlock(
                id="policygen:approval/2",
                signatories=(
                    Signatory(
                        id="policygen:signatory.chair",
                        role="Chair of governors",
                        name=(value("Mrs A. Example", "people.chair.name"),),
                    ),
                    Signatory(
                        id="policygen:signatory.headteacher",
                        role="Headteacher",
                        name=(value("Mr B. Example", "people.headteacher.name"),),
                    ),
                ),
            ),
        ),
    )
    history = Section(
        id="policygen:history",
        level=1,
        number="",
        title=text("Version history"),
        kind="back",
        blocks=(
            table("policygen:history/1", ("Version", "Date", "What changed"), ("1.0", "For approval", "First version")),
        ),
    )
    people = table(
        "policygen:cover.people",
        ("Headteacher", "Mr B. Example"),
        ("Online safety lead", "Ms C. Example"),
        header=False,
        row_headers=True,
    )
    return Document(
        policy="e-safety",
        school="example",
        state="for-approval",
        language="en-GB",
        metadata=Metadata(
            title=f"Online safety policy – {name}",
            author=name,
            subject="Online safety policy",
            keywords=("online safety",),
            created="2026-11-20T00:00:00Z",
        ),
        words=WORDS,
        cover=Cover(school=(value(name),), title=text("Online safety policy"), status="For approval", tables=(people,)),
        header=f"{name} · Online safety policy",
        notices=("Specimen: invented school and people",),
        sections=(first, second, appendix, approval, history),
        clauses=tuple(
            ClauseRecord(id=clause, library="union", version="2026.11", digest="0" * 64, kind="duty")
            for clause in ("union:a", "union:b", "union:form")
        ),
    )


def one_section(words: str) -> Document:
    """A sheet of one page that says `words`; its colour comes from them too, so that its stylesheet is its own."""
    return replace(
        everything(),
        kind="sheet",
        state="draft",
        colour=f"#{sha256(words.encode()).hexdigest()[:6]}",
        header=words,
        sections=(
            Section(
                id="union:one",
                level=1,
                number="1",
                title=text(words),
                blocks=(paragraph("union:one/1", f"{words} " * 20), bullets("union:one/2", words, "and more")),
            ),
        ),
    )
