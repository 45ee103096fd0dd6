"""An edited file read from its bytes: what a hostile file could do is refused, as in `verify`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from policygen.diagnostics.model import Diagnostic
from policygen.document.json import NotADocument
from policygen.document.model import Document
from policygen.document.overlays import AUTHOR
from policygen.inspect.docx import Blocks, read_blocks
from policygen.inspect.docx_parts import NotReadable, Package
from policygen.inspect.squeezing import without_digits
from policygen.look.look import Look
from policygen.readback.changes import BlockChange, SideBySide, side_by_side
from policygen.readback.model import NotReadBack, WordComment, WordReading
from policygen.readback.original import Original
from policygen.readback.passages import Passage, passages_of
from policygen.readback.proposals import Editor, proposals
from policygen.readback.trial import Trial
from policygen.render.docx.xml import Element, W
from policygen.review.paper_clause import PAPER

_W = f"{{{W}}}"
_ZIP = b"PK\x03\x04"
_CORE = "core-properties"
# Paragraphs, and characters in all of them: a policy has some hundreds, and a hundred thousand. The longest comment.
_MOST_PASSAGES, _MOST_CHARACTERS, _MOST_COMMENT = 5_000, 2_000_000, 4_000


def opened(name: str, data: bytes, *, for_library: bool = False) -> tuple[Blocks, Document]:
    """Return an edited file and the Document that it was built from. Raises NotReadBack.

    A paper for reviewers is only read `for_library`: it belongs to no school.
    """
    if not data.startswith(_ZIP):
        raise NotReadBack(Diagnostic.of("PG820.other", file=name))
    try:
        found = read_blocks(data)
    except NotReadable as error:
        raise NotReadBack(Diagnostic.of("PG820.damaged", file=name, reason=str(error).rstrip("."))) from error
    if found.package.entities:
        raise NotReadBack(Diagnostic.of("PG820.entities", file=name))
    if found.package.body.tag != f"{_W}document":
        raise NotReadBack(Diagnostic.of("PG820.strict", file=name))
    if found.carried is None:
        if found.carried_fault:
            raise NotReadBack(Diagnostic.of("PG820.document", file=name, reason=found.carried_fault))
        raise NotReadBack(Diagnostic.of("PG820.no_document", file=name))
    document = found.carried.document
    if document.state == "model":
        raise NotReadBack(Diagnostic.of("PG820.model", file=name))
    if document.policy == PAPER and not for_library:
        raise NotReadBack(Diagnostic.of("PG820.paper", file=name))
    if document.edition != "board":
        raise NotReadBack(Diagnostic.of("PG820.edition", file=name, edition=document.edition))
    return found, document


@dataclass(frozen=True, slots=True)
class FileEdits:
    """An edited file beside the one that was built, and its comments; `has_bookmarks` as for a WordReading."""

    sides: SideBySide
    comments: tuple[WordComment, ...]
    has_bookmarks: bool


def edits_in(name: str, found: Blocks, document: Document, look: Look) -> FileEdits:
    """Return what was edited in a file. Raises NotReadBack."""
    try:
        original = Original.of(document, look)
    except NotADocument as error:
        raise NotReadBack(Diagnostic.of("PG820.document", file=name, reason=str(error))) from error
    passages = passages_of(found.package.body)
    for each in (passages, original.passages):
        if len(each) > _MOST_PASSAGES or sum(len(one.text) for one in each) > _MOST_CHARACTERS:
            raise NotReadBack(Diagnostic.of("PG820.long", file=name))
    sides = side_by_side(original, passages)
    sides = replace(sides, changes=(*sides.changes, *_edges(original.package, found.package)))
    comments = tuple(_comments(found.package, sides))
    return FileEdits(sides, comments, _has_bookmarks(original.passages, passages))


def read_edited(name: str, found: Blocks, document: Document, trial: Trial, look: Look) -> WordReading:
    """Return what was edited in a file, and what it means for the settings that `trial` tries. Raises NotReadBack."""
    edits = edits_in(name, found, document, look)
    made = proposals(trial, edits.sides, edits.comments, _editor(found.package, document))
    return WordReading(
        name, trial.school.id, document.policy, trial.file, edits.has_bookmarks, edits.sides.changes, edits.comments,
        made,
    )  # fmt: skip


def _has_bookmarks(before: Sequence[Passage], after: Sequence[Passage]) -> bool:
    """Tell whether most of the bookmarks of the built file are still in the edited one."""
    wanted = {mark for one in before for mark in one.marks}
    return 2 * len(wanted & {mark for one in after for mark in one.marks}) > len(wanted)


def _edges(before: Package, after: Package) -> Iterator[BlockChange]:
    """Yield the headers and footers that have different words, whatever the numbers of pages in them."""
    for kind in ("header", "footer"):
        known = {without_digits(text) for text in _texts(before, kind)} | {""}
        for text in _texts(after, kind):
            if without_digits(text) not in known:
                block = f"policygen:{kind}"
                yield BlockChange("changed", block, "", " ".join(_texts(before, kind)[:1]), text, is_fixed=True)


def _texts(package: Package, kind: str) -> list[str]:
    parts = package.parts.get(kind, ())
    return list(dict.fromkeys("".join(one.text or "" for one in part.iter(f"{_W}t")).strip() for part in parts))


def _comments(package: Package, sides: SideBySide) -> Iterator[WordComment]:
    """Yield the comments that people made, in the order of what they are about; not those of a reviewer's copy."""
    known = {
        one.get(f"{_W}id", ""): one for part in package.parts.get("comments", ()) for one in part.iter(f"{_W}comment")
    }
    follows, clause = "", ""
    for number, passage in enumerate(sides.passages):
        line = sides.line_at(number)
        follows, clause = (line.id, line.clause) if line is not None else (follows, clause)
        for place in passage.comments:
            comment = known.pop(place.name, None)
            if comment is None or comment.get(f"{_W}author", "") == AUTHOR:
                continue
            yield WordComment(
                _words(comment)[:_MOST_COMMENT], comment.get(f"{_W}author", ""), comment.get(f"{_W}date", ""), follows,
                clause, " ".join(passage.text[place.start : place.end].split()),
            )  # fmt: skip


def _words(comment: Element) -> str:
    paragraphs = ("".join(one.text or "" for one in each.iter(f"{_W}t")) for each in comment.iter(f"{_W}p"))
    return "\n".join(line.strip() for line in paragraphs).strip()


def _editor(package: Package, document: Document) -> Editor:
    """Return who saved the file last; nobody if that is still what policygen wrote."""
    said = {
        str(one.tag).rpartition("}")[2]: (one.text or "").strip()
        for part in package.parts.get(_CORE, ())
        for one in part
    }
    name = said.get("lastModifiedBy", "")
    same = said.get("modified", "")[:10] == document.metadata.created[:10]
    return (
        Editor() if not name or (same and name == document.metadata.author) else Editor(name, said.get("modified", ""))
    )
