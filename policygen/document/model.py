"""The Document: one frozen, format-neutral tree that every writer reads and nothing else feeds.

A Document has everything that is printed, with its wording and numbers final: a writer never sees YAML, Jinja, the
library or the school's settings. Its JSON (`policygen.document.json`) can be read back to an equal Document without
them.

Identity: a block's id is its clause's id and its ordinal within the clause (`union:responding.do-not-reply/2`), parts
assembled by policygen itself start with `policygen:` (`policygen:approval/1`). Ids never contain a number or a
position, so they survive renumbering.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SCHEMA_VERSION = 1

State = Literal["draft", "model", "for-approval", "adopted"]
Edition = Literal["board", "staff", "web"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a value was set: the settings key, and the file and line, 1-based.

    `file` is relative to the project, or `library:path` for a file of a clause library, wherever that is. `contact`
    says that the vocabulary calls the value a contact detail.
    """

    key: str
    file: str = ""
    line: int = 0
    contact: bool = False


# --- inline content -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words of the library. They are never markup: print `text` exactly."""

    text: str
    type: Literal["text"] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """An answer of the school, printed in a clause. It is never markup: print `text` exactly.

    `lang` is a BCP 47 tag, given if the language differs from the document's.
    """

    text: str
    origin: Origin
    lang: str | None = None
    type: Literal["value"] = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A gap to fill in: by hand (`meeting`: what only the meeting can decide) or in a draft (`answer`).

    `label` names what to write ("Minute reference"), `key` is the settings key, `width` is in millimetres.
    """

    label: str
    key: str = ""
    kind: Literal["answer", "meeting", "date"] = "answer"
    width: float = 40.0
    type: Literal["blank"] = "blank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasis:
    """Words with emphasis, usually in italics."""

    children: tuple[Inline, ...]
    type: Literal["emphasis"] = "emphasis"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strong:
    """Words with strong emphasis, usually in bold."""

    children: tuple[Inline, ...]
    type: Literal["strong"] = "strong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link out of the document; `target` is an http, https, mailto or tel address, checked in `assemble`."""

    target: str
    children: tuple[Inline, ...]
    type: Literal["link"] = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A cross-reference to a section of this document, printed as `before` and `number`: "section " + "3.2".

    `target` is the id of a Section. In DOCX `number` is the result of a REF field.
    """

    target: str
    number: str
    before: str = ""
    type: Literal["reference"] = "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBreak:
    """A line break within a paragraph, title or cell."""

    type: Literal["line-break"] = "line-break"


Inline = Text | Value | Blank | Emphasis | Strong | Link | Reference | LineBreak

# --- blocks ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph. `lang` is its language (BCP 47) if it is not that of the document."""

    id: str
    children: tuple[Inline, ...]
    lang: str | None = None
    type: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """One entry of a list; `marker` is what is printed before it: "•", "(a)", "(i)"."""

    id: str
    marker: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A list. An ordered one is lettered (a), (b) at the first level and (i), (ii) inside it."""

    id: str
    ordered: bool
    items: tuple[ListItem, ...]
    type: Literal["list"] = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A table cell."""

    children: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A table row. `height` is the minimum height in millimetres, for writing by hand; with 0 the row fits its text."""

    id: str
    cells: tuple[Cell, ...]
    height: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of equal rows. `header` rows repeat on each page; `row_headers` makes each row's first cell a header.

    `widths` are shares of the text width that add up to 1, one a column.
    """

    id: str
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    header: tuple[Row, ...] = ()
    row_headers: bool = False
    caption: tuple[Inline, ...] = ()
    type: Literal["table"] = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A term and its meaning."""

    id: str
    term: tuple[Inline, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionList:
    """Terms and their meanings, in order."""

    id: str
    entries: tuple[Definition, ...]
    type: Literal["definition-list"] = "definition-list"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a form to fill in by hand. `lines` is how many ruled lines of room a `text` field has."""

    id: str
    label: str
    kind: Literal["text", "date", "tick", "signature"] = "text"
    lines: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Fields to fill in by hand, in order."""

    id: str
    fields: tuple[FormField, ...]
    type: Literal["form"] = "form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs: `role` in the school's own title ("Chair of governors"), `name` printed (or a Blank)."""

    id: str
    role: str
    name: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureBlock:
    """A ruled block for each signatory: Signed, Name, Date. Never parted from the paragraph before it."""

    id: str
    signatories: tuple[Signatory, ...]
    type: Literal["signatures"] = "signatures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture from `Document.assets`; `width` in millimetres; `alternative` is read where it cannot be seen."""

    id: str
    asset: str
    alternative: str
    width: float
    type: Literal["figure"] = "figure"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreak:
    """What follows starts on a new page."""

    id: str
    type: Literal["page-break"] = "page-break"


Block = Paragraph | List | Table | DefinitionList | Form | SignatureBlock | Figure | PageBreak


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with its contents. Level 1 is a section or appendix, level 2 a clause, level 3 a part of a clause.

    `number` is printed before the title ("3", "3.2", "Appendix A", "A.1"), empty for an unnumbered part (Approval).
    `clause` is the id in `Document.clauses` when the section is one clause. `new_page` starts it on a fresh page.
    """

    id: str
    level: int
    number: str
    title: tuple[Inline, ...]
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    kind: Literal["body", "appendix", "back"] = "body"
    clause: str = ""
    new_page: bool = False


# --- the document ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseRecord:
    """The record of a printed clause: its library and version, what it meets and cites, and its place in its file.

    `file` is `library:path` for a clause of a library, and the settings file for a clause that the school wrote.
    `digest` is the SHA-256 of the clause's source text, 64 hex digits. `change` says how the school has it. `consult`
    are the groups to consult before the school changes it, as they are printed.
    """

    id: str
    library: str
    version: str
    digest: str
    kind: str
    title: str = ""
    audience: tuple[str, ...] = ()
    meets: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    file: str = ""
    line: int = 0
    language: str = "en-GB"
    change: Literal["as-published", "replaced", "added"] = "as-published"
    # Documents from before this was added do not have it, and JSON leaves it out where it is empty.
    consult: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A picture held in the document: `media_type` image/png, image/jpeg or image/svg+xml; `data` its base64."""

    id: str
    media_type: str
    data: str
    alternative: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The first page: the school, the title, a line on the state ("For approval"), the key people and dates."""

    school: tuple[Inline, ...]
    title: tuple[Inline, ...]
    status: str
    tables: tuple[Table, ...] = ()
    logo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The fixed text that writers print, from templates/words. The placeholders are `{page}`, `{pages}`, `{role}`."""

    contents: str
    page: str
    signed: str
    name: str
    date: str
    watermark: str = ""
    # Documents written before these words were added do not have them.
    signature_of: str = ""
    skip: str = ""
    to_write: str = ""
    to_tick: str = ""


LONGEST_PROPERTY = 255
"""Characters in a file property: readers cut or refuse longer ones (python-docx raises above this)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """File properties. `created` is an ISO 8601 UTC time, taken from the settings or the library, never the clock."""

    title: str
    author: str
    subject: str
    keywords: tuple[str, ...]
    created: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One policy of one school, ready to be printed.

    A `sheet` is one or two pages to hand out, with the title at the top of the first page and no cover or contents.
    `notices` are printed on every page ("Specimen: invented school and people"); `header` is the text of
    the running header. `colour` is the school's colour as `#rrggbb`, empty for the house colour. `edition` says who the
    copy is for: the `web` edition has only public answers, without the places where they were set, and only the clause
    records that give a language.
    """

    policy: str
    school: str
    state: State
    language: str
    metadata: Metadata
    words: Words
    cover: Cover
    sections: tuple[Section, ...]
    clauses: tuple[ClauseRecord, ...]
    header: str
    kind: Literal["policy", "sheet"] = "policy"
    notices: tuple[str, ...] = ()
    colour: str = ""
    assets: tuple[Asset, ...] = ()
    edition: Edition = "board"
    schema: int = SCHEMA_VERSION
