"""A DOCX verified: the words of each block against the digests that it was built with, a record, or a Document."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lxml import etree

from policygen.diagnostics.codes import say
from policygen.document.json import NotADocument
from policygen.document.layout import Layout
from policygen.document.model import Asset, Document, Figure
from policygen.document.walk import ids_of, parts_of
from policygen.inspect.docx_parts import NotReadable, Package, open_package
from policygen.inspect.docx_seen import seen_around
from policygen.inspect.findings import Verification, first_names
from policygen.inspect.library import Printed
from policygen.inspect.signed import read_record
from policygen.look.look import Look
from policygen.render.carried import Carried
from policygen.render.docx import write_docx
from policygen.render.docx.carrying import CARRIED, carried_in
from policygen.render.docx.parts import BLOCKS
from policygen.render.docx.words import (
    COVER,
    block_paragraphs,
    block_texts,
    digest,
    digest_of_words,
    without_spaces,
)
from policygen.render.docx.xml import qualified

_DRAWING = qualified("w:drawing")
# A PNG of one white pixel, in base64.
_WHITE_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="


@dataclass(slots=True)
class Blocks:
    """What a DOCX says by its bookmarks. `built` has the digests that it was built with, `names` the block ids.

    These are by bookmark; COVER stands for what is before the first. `texts` are the words with their spaces.
    `carried` is the Document in it; None where there is none, or where `carried_fault` says why it was rejected.
    """

    words: dict[str, str]
    package: Package
    built: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    clauses: list[Printed] = field(default_factory=list)
    mapped: bool = False
    carried: Carried | None = None
    carried_fault: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, int] = field(default_factory=dict)

    @property
    def is_edited(self) -> bool:
        """Whether a block has different words than those that it was built with, or blocks were added or are gone."""
        if not self.built:
            return False
        return self.words.keys() != self.built.keys() or any(
            digest(self.words[mark]) != was for mark, was in self.built.items()
        )


def read_blocks(data: bytes) -> Blocks:
    """The blocks of a DOCX, and its block map wherever another program put it. Raises NotReadable."""
    package = open_package(data)
    maps = package.own
    texts = block_texts(package.body)
    found = Blocks({mark: without_spaces(words) for mark, words in texts.items()}, package, texts=texts)
    for mark, paragraphs in block_paragraphs(package.body).items():
        found.pictures[mark] = sum(1 for paragraph in paragraphs for _ in paragraph.iter(_DRAWING))
    block_map = next((each for each in maps if each.tag == f"{{{BLOCKS}}}blocks"), None)
    if block_map is not None:
        _read_map(block_map, found)
    carried = next((each for each in maps if each.tag == f"{{{CARRIED}}}carried"), None)
    if carried is not None:
        try:
            found.carried = carried_in(carried)
        except (NotADocument, RecursionError) as error:
            found.carried_fault = str(error) or say("verify.document_deep")
    return found


def _read_map(block_map: etree._Element, found: Blocks) -> None:
    found.mapped = True
    found.names[COVER] = say("verify.cover")
    if block_map.get("words"):
        found.built[COVER] = block_map.get("words", "")
    clauses = {}
    for block in block_map.iter(f"{{{BLOCKS}}}block"):
        bookmark = block.get("bookmark", "")
        found.names[bookmark] = block.get("id", "")
        if block.get("words"):
            found.built[bookmark] = block.get("words", "")
        if block.get("digest"):
            name = block.get("clause", "")
            own = block.get("change", "as-published") != "as-published"
            clauses[name] = Printed(name, block.get("version", ""), block.get("digest", ""), own)
    found.clauses = list(clauses.values())


def words_of_document(document: Document, look: Look) -> dict[str, str]:
    """Return the words that a DOCX of this Document has, by bookmark. Raises NotADocument for one with none."""
    return blocks_of_document(document, look).words


def blocks_of_document(document: Document, look: Look) -> Blocks:
    """Return the blocks of a DOCX of this Document: one is written for this, without a real layout.

    Each picture is replaced by one white pixel, so that no engine is needed to draw it. Raises NotADocument for
    one that cannot be written.
    """
    sections = dict.fromkeys(ids_of(document), 1)
    plain = replace(document, assets=tuple(_without_drawing(asset) for asset in document.assets))
    try:
        return read_blocks(write_docx(plain, Layout(engine="verify", pages=1, page_of=sections), look))
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        # It has the form of a Document, but nothing that policygen builds says such things.
        raise NotADocument(say("verify.not_writable")) from error


def _without_drawing(asset: Asset) -> Asset:
    return replace(asset, media_type="image/png", data=_WHITE_PIXEL, width=1, height=1)


def verify_docx(
    data: bytes,
    report: Verification,
    *,
    record: bytes | None = None,
    against: Document | None = None,
    look: Look | None = None,
) -> list[Printed]:
    """Report what is true of a DOCX; return its clauses, for the library. `against` needs a `look`.

    With a `look` its words are also compared with the Document that it carries.
    """
    try:
        found = read_blocks(data)
    except NotReadable as error:
        report.fails("damaged", say("verify.docx_damaged", reason=str(error)))
        return []
    if not found.mapped:
        report.fails("stranger", say("verify.other_docx"))
        return []
    _edits(found, report)
    if record is not None:
        _record(found, record, report)
    if found.carried_fault:
        report.fails("document-broken", say("verify.document_broken", reason=found.carried_fault))
    own = found.carried.document if found.carried else None
    document = own if against is None else against
    wanted = _against(found, document, look, report) if document is not None and look is not None else None
    faces = frozenset((look.tokens.faces.docx,) if look else ())
    _around(found, document if wanted else None, wanted, faces, report)
    if record is None and against is None:
        report.unknown("docx-own-word", say("verify.docx_own_word"))
    report.unknown("docx-parts", say("verify.docx_parts"))
    return found.clauses


def _edits(found: Blocks, report: Verification) -> None:
    if not found.built:
        report.unknown("docx-no-digests", say("verify.docx_no_digests"))
        return
    gone = [found.names[mark] for mark in found.built if mark not in found.words]
    edited = [
        found.names[mark]
        for mark, was in found.built.items()
        if mark in found.words and digest(found.words[mark]) != was
    ]
    added = [mark for mark in found.words if mark not in found.built]
    _said(report, "docx-words", len(found.built), edited, gone, added)


def _around(
    found: Blocks,
    document: Document | None,
    wanted: Package | None,
    faces: frozenset[str],
    report: Verification,
) -> None:
    strange = seen_around(found.package, document, wanted, faces)
    if strange:
        report.fails("additions", say("verify.docx_additions", count=len(strange)), *first_names(strange))


def _against(found: Blocks, document: Document, look: Look, report: Verification) -> Package | None:
    """Compare the blocks with those of a DOCX that is written for a Document; return that file."""
    try:
        written = blocks_of_document(document, look)
    except NotADocument as error:
        report.fails("document-broken", say("verify.document_broken", reason=str(error)))
        return None
    wanted = written.words
    name = {**dict.fromkeys(wanted, say("verify.block")), **found.names}
    edited = []
    for mark, words in wanted.items():
        if mark not in found.words:
            continue
        missing = written.pictures[mark] - found.pictures[mark]
        same = words == found.words[mark]
        # Large print describes a picture that would be too small to read in words, in its place.
        if not same and (missing <= 0 or words != _without_described(found.words[mark], document)):
            edited.append(f"{name[mark]}: {_passage(written.texts[mark], found.texts[mark])}")
        elif missing < 0:
            edited.append(say("verify.docx_picture_added", block=name[mark]))
        elif missing > 0 and same:
            edited.append(say("verify.docx_picture_gone", block=name[mark]))
    gone = [name[mark] for mark in wanted if mark not in found.words]
    added = [mark for mark in found.words if mark not in wanted]
    _said(report, "docx-against", len(wanted), edited, gone, added)
    return written.package


def _without_described(words: str, document: Document) -> str:
    """Return a block's words without those that large print has in the place of a picture."""
    for part in parts_of(document):
        if isinstance(part, Figure):
            words = words.replace(without_spaces(part.alternative), "", 1)
    return words


def _said(report: Verification, code: str, total: int, edited: list[str], gone: list[str], added: list[str]) -> None:
    if not (edited or gone or added):
        report.holds(code, say(f"verify.{code}-same", total=total))
        return
    details = [say("verify.block_changed", block=name) if ": " not in name else name for name in edited]
    details += [say("verify.block_gone", block=name) for name in gone]
    details += [say("verify.block_added", block=mark) for mark in added]
    report.fails(code, say(f"verify.{code}-differ", count=len(details), total=total), *first_names(details))


def _record(found: Blocks, record: bytes, report: Verification) -> None:
    kept = read_record(record, report)
    if kept is None:
        return
    if not kept.words:
        report.unknown("record-no-words", say("verify.record_no_words"))
    elif digest_of_words(found.words) == kept.words:
        report.holds("record", say("verify.record_words"))
    else:
        report.fails("record", say("verify.record_other_words"))


def _passage(before: str, after: str) -> str:
    """Return where two texts begin to differ, each from some words before on; white space is no difference."""
    old, new = _letters(before), _letters(after)
    pairs = zip(old, new, strict=False)
    start = next((n for n, (a, b) in enumerate(pairs) if a[1] != b[1]), min(len(old), len(new)))
    return say("verify.there_here", before=_around_letter(before, old, start), after=_around_letter(after, new, start))


def _letters(text: str) -> list[tuple[int, str]]:
    return [(place, letter) for place, letter in enumerate(text) if without_spaces(letter)]


def _around_letter(text: str, letters: list[tuple[int, str]], number: int) -> str:
    """Return some whole words around one of a text's letters."""
    place = letters[number][0] if number < len(letters) else len(text)
    start, end = text.rfind(" ", 0, max(0, place - 15)) + 1, text.find(" ", place + 35)
    return " ".join(text[start : end if end > 0 else len(text)].split())
