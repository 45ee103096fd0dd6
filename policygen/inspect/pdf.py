"""A PDF verified: against its own Document, its signatures, a record and a library."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from policygen.document.model import Document
from policygen.inspect.findings import Report, first_names
from policygen.inspect.pdf_contents import Damaged, PdfContents, open_pdf
from policygen.inspect.pdf_words import Reading, squeezed
from policygen.inspect.signed import check_record, check_signatures
from policygen.inspect.transcript import TranscriptLine, contents_of, in_document, in_pdf, links_of, running_words
from policygen.render.pdf.attach import printed_part

_WINDOW = 90  # characters of a passage that are shown


def verify_pdf(
    data: bytes, report: Report, *, record: bytes | None = None, against: Document | None = None
) -> Document | None:
    """Report what holds of a PDF; return the Document that it was compared with, for the library.

    `record` is the record's file, `against` a Document to believe more than the one inside.
    """
    try:
        opened = open_pdf(data)
    except Damaged as error:
        report.fails("damaged", f"The file is damaged: {error}. Nothing else can be told from it.")
        if record is not None:
            check_record(data, None, [], record, report)
        return None
    if not opened.ours and opened.document is None:
        report.fails("stranger", "This PDF was not made by policygen: nothing in it says so, and no Document is in it.")
        if record is not None:
            check_record(data, opened, [], record, report)
        return None
    document = _document(opened, against, report)
    if document is not None:
        _words(opened, document, report)
    _additions(opened, report)
    signatures = check_signatures(data, opened, record is not None, report)
    if record is not None:
        check_record(data, opened, signatures, record, report)
    elif not (signatures and signatures[-1].last and signatures[-1].whole):
        report.unknown(
            "bytes", "Without a record, a changed byte that changes no word cannot be seen: `--record` gives it one."
        )
    if document is not None:
        report.unknown(
            "shapes",
            "Words were compared as the file gives them to a screen reader; the shapes of letters, and pictures, "
            "were not.",
        )
    return document


def _document(opened: PdfContents, against: Document | None, report: Report) -> Document | None:
    if opened.document_fault:
        report.fails("document-broken", f"The Document inside cannot be believed: {opened.document_fault}.")
    elif opened.document is None and against is None:
        report.unknown(
            "document-missing",
            "No Document is inside, as in a copy for publication or a sheet, or after somebody took it out: its words "
            "can be compared with nothing. `--against` gives a Document or a PDF that has one.",
        )
    if against is None:
        return opened.document
    if opened.document is not None and printed_part(against) != opened.document:
        same = _keys(in_document(against)) == _keys(in_document(opened.document))
        report.fails(
            "document-other",
            "The Document inside is not the one it was compared with"
            + (", though it says the same words." if same else "."),
        )
    return against


def _words(opened: PdfContents, document: Document, report: Report) -> None:
    reading = opened.reading
    if reading is None:
        report.fails("words-unreadable", f"The words on the pages cannot be read: {opened.reading_fault}.")
        return
    found, contents = in_pdf(reading.pieces, document.words.contents)
    differences = _differences(in_document(document), found)
    differences += _differences(contents_of(document), contents)
    differences += [
        f"page {number}: “{left[:_WINDOW]}” at the edge of the page"
        for number, left in _edges(reading, document)
    ]  # fmt: skip
    differences += [f"page {stray.page}: “{stray.text.strip()[:_WINDOW]}” outside the text" for stray in reading.strays]
    differences += [f"page {stray.page}: read as other words: {stray.text[:_WINDOW]}" for stray in reading.replaced]
    differences += [f"page {page}: a picture that the Document does not have" for page in sorted(set(reading.pictures))]
    wanted = set(links_of(document))
    differences += [f"a link to {address} that the Document has not" for address in sorted(opened.addresses - wanted)]
    differences += [f"no link to {address}, which the Document has" for address in sorted(wanted - opened.addresses)]
    if differences:
        count = len(differences)
        report.fails(
            "words",
            f"The pages do not say what the Document says: {count} difference{'' if count == 1 else 's'}.",
            *first_names(differences),
        )
    else:
        report.holds("words", f"The pages say what the Document says, in {len(found)} headings, paragraphs and cells.")


def _additions(opened: PdfContents, report: Report) -> None:
    if opened.extras:
        report.fails("additions", "The file holds what policygen does not make.", *first_names(opened.extras))
    for name in opened.dressed:
        words = f"The field {name} shows something like a signature, and is not signed: it is only a picture."
        report.fails("looks-signed", words)


def _edges(reading: Reading, document: Document) -> list[tuple[int, str]]:
    """Words in the margins that are neither header, footer nor a table's repeated heading."""
    expected = running_words(document)
    found = []
    for number, texts in enumerate(reading.artefacts, 1):
        left = "".join(map(squeezed, texts))
        for words in expected:
            left = left.replace(words, "")
        if left.strip("0123456789"):
            found.append((number, left))
    return found


def _keys(entries: Sequence[TranscriptLine]) -> list[tuple[str, str]]:
    return [(one.kind, one.words) for one in entries]


def _differences(expected: list[TranscriptLine], found: list[TranscriptLine]) -> list[str]:
    """Each passage that differs, with its page."""
    said = []
    matcher = SequenceMatcher(None, _keys(expected), _keys(found), autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            continue
        before = " / ".join(one.text for one in expected[start:end])
        after = " / ".join(one.text for one in found[first:last])
        page = next((one.page for one in found[first : first + 1] or found[max(0, first - 1) : first]), 0)
        before, after = _around(before, after)
        where = f"page {page}: " if page else ""
        said.append(f"{where}the Document says “{before}”, the page “{after}”")
    return said


def _around(before: str, after: str) -> tuple[str, str]:
    """The two passages cut to where they part."""
    start = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    start = max(0, start - _WINDOW // 3)
    lead = "…" if start else ""

    def cut(text: str) -> str:
        return lead + text[start : start + _WINDOW] + ("…" if len(text) > start + _WINDOW else "")

    return cut(before), cut(after)
