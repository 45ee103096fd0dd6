"""A file verified, whatever it is: PDF or DOCX, with or without a record, a Document to go by, and a library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused
from policygen.document.json import NotADocument, from_json
from policygen.document.model import Document
from policygen.inspect.findings import Verification
from policygen.inspect.library import NoLibrary, Printed, compare_with_library, library_at
from policygen.inspect.pdf_contents import Damaged, open_pdf
from policygen.world.protocol import World

if TYPE_CHECKING:
    from policygen.look.look import Look

# What fails where the words of a file are other than those it was made with.
OTHER_WORDS = frozenset(("words", "docx-words", "docx-against"))
_PDF, _ZIP, _HTML = b"%PDF-", b"PK\x03\x04", b"<!doctype html"


class NotComparable(Refused):
    """What was given to compare with holds no Document; the message says why."""


def verify(
    name: str,
    data: bytes,
    world: World,
    *,
    record: bytes | None = None,
    against: Document | bytes | None = None,
    library: Path | None = None,
) -> Verification:
    """Verify the file `name` with the bytes `data`, and its clauses against the library in the folder `library`.

    Without `library`, the library of `world` is used. `record` is what was written when the file was signed, `against`
    a Document to compare with, or the bytes of a file that holds one: raises Refused if they do not. Whatever the file
    itself contains, nothing is raised.
    """
    against = document_in(against) if isinstance(against, bytes) else against
    report = Verification(name)
    clauses: list[Printed] = []
    if data.startswith(_PDF):
        from policygen.inspect.pdf import verify_pdf

        document = verify_pdf(data, report, record=record, against=against, look=_look(world))
        clauses = _clauses(document) if document else []
    elif data.startswith(_ZIP):
        from policygen.inspect.docx import verify_docx

        clauses = verify_docx(data, report, record=record, against=against, look=_look(world))
    elif data[:64].lstrip().lower().startswith(_HTML):
        report.unknown("web-page", say("verify.web_page"))
    else:
        report.fails("stranger", say("verify.other_file"))
    if clauses:
        try:
            edited = any(one.kind == "fails" and one.code in OTHER_WORDS for one in report.findings)
            compare_with_library(clauses, library_at(library, world), report, edited=edited)
        except NoLibrary as error:
            report.unknown("library-unread", say("verify.library_unread", reason=str(error)))
    return report


def document_in(data: bytes) -> Document:
    """The Document to go by, from its JSON or from a PDF that has it inside. Raises NotComparable."""
    try:
        if not data.startswith(_PDF):
            return from_json(data)
        opened = open_pdf(data)
    except (NotADocument, Damaged, RecursionError) as error:
        raise NotComparable(str(error)) from error
    if opened.document is None:
        raise NotComparable(opened.document_fault or say("verify.no_document"))
    return opened.document


def _clauses(document: Document) -> list[Printed]:
    return [Printed(one.id, one.version, one.digest, one.change != "as-published") for one in document.clauses]


def _look(world: World) -> Look:
    from policygen.look.look import Look

    return Look.load(world)
