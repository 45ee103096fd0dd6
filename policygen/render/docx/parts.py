"""The parts that describe a document: core and extended properties, and the map from bookmarks to clauses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from docx.oxml.coreprops import CT_CoreProperties
from lxml import etree

from policygen.document.model import LONGEST_PROPERTY, Blank, ClauseRecord, Document
from policygen.document.plain import words_of
from policygen.render.docx.words import COVER, digest
from policygen.render.docx.written import Mark, ValueMark, WrittenBlock
from policygen.render.docx.xml import TAG_END, attributes, bare, safe, serialised, tag, with_inside

BLOCKS = "urn:policygen:blocks:1"
DATA_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


def core(document: Document) -> bytes:
    """docProps/core.xml (ECMA-376-2, 11): all from `document.metadata`, nothing from a template or the clock."""
    metadata = document.metadata
    made = CT_CoreProperties.new()
    made.title_text = _short(metadata.title)
    made.subject_text = _short(metadata.subject)
    made.author_text = _short(metadata.author)
    made.keywords_text = _short(", ".join(metadata.keywords))
    made.lastModifiedBy_text = _short(metadata.author)
    made.revision_number = 1
    when = _utc(metadata.created)
    made.created_datetime = when
    made.modified_datetime = when
    made.language_text = document.language
    made.contentStatus_text = _short(document.cover.status)
    return serialised(made)


def extended(document: Document, pages: int) -> bytes:
    """docProps/app.xml (ECMA-376 22.2)."""
    made = bare(EXTENDED, "Properties")
    values = {
        "Template": "Normal.dotm",
        "Pages": str(pages),
        "Application": "policygen",
        "DocSecurity": "0",
        "ScaleCrop": "false",
        # A blank is no company, though it has a label.
        "Company": _short(words_of(part for part in document.cover.school if not isinstance(part, Blank))),
        "LinksUpToDate": "false",
        "SharedDoc": "false",
        "HyperlinksChanged": "false",
        "AppVersion": "16.0000",
    }
    for name, value in values.items():
        etree.SubElement(made, f"{{{EXTENDED}}}{name}").text = value
    return serialised(made)


def block_map(
    document: Document,
    marks: Collection[Mark | WrittenBlock],
    values: Iterable[ValueMark | WrittenBlock],
    words: Mapping[str, str],
) -> bytes:
    """Which bookmark is which block, of which clause, library, version and source digest; and which is which value.

    `words` are those of `policygen.render.docx.words`: their digests show which blocks were edited later. A value has
    the digest of its own words, not the words: a name that is deleted from the page does not stay in the file.
    """
    made = bare(BLOCKS, "blocks")
    made.set("policy", safe(document.policy))
    made.set("school", safe(document.school))
    made.set("schema", str(document.schema))
    made.set("words", digest(words.get(COVER, "")))
    clauses = {clause.id: clause for clause in document.clauses}
    ends: dict[str, str] = {}
    entries = []
    for mark in marks:
        clause = mark.clause if isinstance(mark, Mark) else mark.marks[0].clause
        if clause not in ends:
            ends[clause] = _of_clause(clause, clauses.get(clause)) + TAG_END
        if isinstance(mark, Mark):
            entries.append(mark_entry(mark, words.get(mark.bookmark, "")))
        elif all(words.get(name, there) == there for name, there in mark.last_words):
            entries.append(ends[clause].join(mark.mark_entries))
        else:
            entries.append(
                ends[clause].join(
                    [mark_entry(one, words.get(one.bookmark, mark.words[one.bookmark][1])) for one in mark.marks]
                )
            )
        entries.append(ends[clause])
    for one in values:
        for entry in one.value_entries if isinstance(one, WrittenBlock) else (value_entry(one),):
            entries += (entry, TAG_END)
    return with_inside(serialised(made), "".join(entries).encode())


def mark_entry(mark: Mark, words: str) -> str:
    """Return what the map has of a block, without its clause and the end of the element."""
    return tag("block", bookmark=mark.bookmark, id=mark.block, words=digest(words))


def value_entry(value: ValueMark) -> str:
    """Return what the map has of a value, without the end of the element."""
    return tag("value", bookmark=value.bookmark, block=value.block, key=value.key, words=digest(value.words))


def entry_with(entry: str, words: str) -> str:
    """Return an entry of a block or value with the digest of other words."""
    return f'{entry[: -len(words) - 1]}{words}"'


def _of_clause(clause: str, record: ClauseRecord | None) -> str:
    """Return the attributes that say which clause a block is of."""
    found = attributes(clause=clause) if clause else ""
    if record is not None:
        found += attributes(library=record.library, version=record.version, digest=record.digest, change=record.change)
    return found


def block_map_properties(document: Document) -> bytes:
    """The data store item of the block map (ECMA-376 22.5); its identifier comes from policy and school."""
    code = str(uuid5(NAMESPACE_URL, f"{BLOCKS}:{document.school}:{document.policy}")).upper()
    return data_store_item(f"{{{code}}}", BLOCKS)


def data_store_item(code: str, namespace: str) -> bytes:
    """The properties of a custom XML part (ECMA-376 22.5.2.1): `code` is a GUID in braces."""
    made = etree.Element(f"{{{DATA_STORE}}}datastoreItem", nsmap={"ds": DATA_STORE})
    made.set(f"{{{DATA_STORE}}}itemID", code)
    references = etree.SubElement(made, f"{{{DATA_STORE}}}schemaRefs")
    etree.SubElement(references, f"{{{DATA_STORE}}}schemaRef").set(f"{{{DATA_STORE}}}uri", namespace)
    return serialised(made)


def _short(words: str) -> str:
    return safe(words)[:LONGEST_PROPERTY]


def _utc(stamp: str) -> datetime:
    moment = datetime.fromisoformat(stamp)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
