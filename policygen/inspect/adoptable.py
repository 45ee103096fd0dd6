"""The file that a meeting saw, read back: found unchanged, or refused with what is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from policygen.adoption.record import AdoptedFile
from policygen.build.manifest import Manifest
from policygen.compile.adopting import FileSeen
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic, Diagnostics
from policygen.document.model import Document
from policygen.inspect.documents import Incomparable, NoDocumentInside, carried_by
from policygen.inspect.findings import Verification
from policygen.look.look import Look

# In this order: a meeting is more likely to have seen a PDF.
_FORMATS = ("pdf", "docx", "json")
# The findings that are about words. Others are about signatures, additions and damage.
_WORDS = frozenset(("words", "docx-words", "docx-against"))
_PDF, _ZIP = b"%PDF-", b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The school and the policy that a file is given for, and where the look for reading a DOCX comes from."""

    school: str
    policy: str
    look: Callable[[], Look]


def file_seen(name: str, data: bytes, wanted: Wanted, diagnostics: Diagnostics) -> FileSeen | None:
    """Return the file that somebody says the meeting saw; None if it cannot be adopted, with the reasons reported."""
    if not data.startswith((_PDF, _ZIP)):
        diagnostics.report("PG810.unreadable", file=name, reason=say("verify.no_pdf_or_docx"))
        return None
    found = _read(name, data, wanted, diagnostics)
    if found is None or not _unchanged(name, data, wanted, diagnostics):
        return None
    return found


def built_files(
    out: Path, shown: Callable[[Path], str], wanted: Wanted, diagnostics: Diagnostics
) -> tuple[FileSeen, ...]:
    """Return the files of the policy in the out folder that carry its Document; report if there are none.

    One that somebody changed since it was built is refused like any other.
    """
    outputs = Manifest.read(out).outputs
    found: list[FileSeen] = []
    before = diagnostics.errors
    for name in (f"{wanted.school}/{wanted.policy}.{ending}" for ending in _FORMATS):
        path = out / name
        if name not in outputs or not path.is_file():
            continue
        data = path.read_bytes()
        as_written = hashlib.sha256(data).hexdigest() == outputs[name].sha256
        seen = _read(shown(path), data, wanted, diagnostics)
        if seen is not None and (as_written or _unchanged(shown(path), data, wanted, diagnostics)):
            found.append(replace(seen, built=True))
    if not found and diagnostics.errors == before:
        diagnostics.report("PG810.nothing_built", policy=wanted.policy, folder=shown(out / wanted.school))
    return tuple(found)


def _read(name: str, data: bytes, wanted: Wanted, diagnostics: Diagnostics) -> FileSeen | None:
    try:
        carried = carried_by(data)
    except NoDocumentInside:
        diagnostics.report("PG810.no_document", file=name)
        return None
    except Incomparable as error:
        diagnostics.report("PG810.unreadable", file=name, reason=str(error))
        return None
    document = carried.document
    wrong = _wrong(document, wanted)
    if wrong is not None:
        diagnostics.add(_refused(wrong, name, document))
        return None
    file = AdoptedFile(Path(name).name, hashlib.sha256(data).hexdigest(), carried.digest, _signed_by(data))
    return FileSeen(document, carried.editions, file, name=name)


def _refused(wrong: str, name: str, document: Document) -> Diagnostic:
    code, edition, school, policy = f"PG810.{wrong}", document.edition, document.school, document.policy
    return Diagnostic.of(code, file=name, edition=edition, school=school, policy=policy)


def _wrong(document: Document, wanted: Wanted) -> str | None:
    """Return which wording says why a Document is not what a meeting of this school adopts as this policy."""
    if document.kind != "policy":
        return "sheet"
    if document.state in ("draft", "model"):
        return document.state
    if document.edition != "board":
        return "edition"
    if document.school != wanted.school:
        return "school"
    return "policy" if document.policy != wanted.policy else None


def _unchanged(name: str, data: bytes, wanted: Wanted, diagnostics: Diagnostics) -> bool:
    """Return whether a file's words are known to be those of its Document, its signatures whole; report what is not."""
    report = Verification(name)
    if data.startswith(_PDF):
        from policygen.inspect.pdf import verify_pdf

        verify_pdf(data, report, look=wanted.look())
    elif data.startswith(_ZIP):
        from policygen.inspect.docx import verify_docx

        verify_docx(data, report, look=wanted.look())
    else:
        diagnostics.report("PG810.edited", file=name)
        return False
    objections = report.objections
    if not objections:
        return True
    failed = any(finding.kind == "fails" for finding in objections)
    words = any(finding.code in _WORDS for finding in objections)
    diagnostics.report(f"PG810.{'edited' if words else 'changed' if failed else 'uncertain'}", file=name)
    for finding in objections:
        for place in (finding.words, *finding.details):
            diagnostics.report("PG810.place", place=place)
    return False


def _signed_by(data: bytes) -> tuple[str, ...]:
    """Return the names in the certificates of a PDF's signatures; none without the software that reads them."""
    if not data.startswith(_PDF) or b"/ByteRange" not in data:
        return ()
    try:
        from policygen.inspect.signatures import signatures
    except ImportError:
        return ()
    return tuple(dict.fromkeys(one.signer for one in signatures(data) if one.signer))
