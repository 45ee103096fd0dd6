"""A PDF verified: against its own Document, its signatures, a record and a library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from policygen.diagnostics.codes import say
from policygen.document.model import Document
from policygen.document.printed import printed_part
from policygen.inspect.findings import Verification, first_names
from policygen.inspect.pdf_allowed import Beside
from policygen.inspect.pdf_contents import Damaged, PdfContents, open_pdf
from policygen.inspect.pdf_edges import at_the_edges
from policygen.inspect.pdf_letters import compare_letters
from policygen.inspect.pdf_pictures import added_in_pictures
from policygen.inspect.pdf_places import misplaced, over_words
from policygen.inspect.pdf_seen import unseen
from policygen.inspect.pdf_shapes import drawn_otherwise
from policygen.inspect.pdf_told import told_otherwise
from policygen.inspect.signed import check_record, check_signatures
from policygen.inspect.squeezing import squeezed
from policygen.inspect.transcript import (
    TranscriptLine,
    contacts_of,
    contents_of,
    in_document,
    in_pdf,
    links_of,
)
from policygen.look.look import Look

_MOST_COMPARED = 4_000_000  # pairs of lines; the longest policy has a thousand on each side
_WINDOW = 90  # characters of a passage that are shown


def verify_pdf(
    data: bytes,
    report: Verification,
    *,
    record: bytes | None = None,
    against: Document | None = None,
    look: Look | None = None,
) -> Document | None:
    """Report what is true of a PDF; return the Document it was compared with, for the library.

    `record` is the record's file; `against` is a Document to trust more than the one inside. With a `look` its letters
    are compared with those of the look's font.
    """
    try:
        opened = open_pdf(data)
    except Damaged as error:
        report.fails("damaged", say("verify.damaged", reason=str(error)))
        if record is not None:
            check_record(data, None, [], record, report)
        return None
    if not opened.ours and opened.document is None:
        report.fails("stranger", say("verify.other_pdf"))
        if record is not None:
            check_record(data, opened, [], record, report)
        return None
    document = _document(opened, against, report)
    if document is not None:
        same = _words(opened, document, look, report)
        _seen(data, opened, document, look, report, draw=same)
    _additions(opened, report)
    signatures = check_signatures(data, opened, record is not None, report)
    if record is not None:
        check_record(data, opened, signatures, record, report)
    elif not (signatures and signatures[-1].last and signatures[-1].whole):
        report.unknown("bytes", say("verify.bytes"))
    if document is not None:
        report.unknown("shapes", say("verify.shapes"))
    return document


def _document(opened: PdfContents, against: Document | None, report: Verification) -> Document | None:
    if opened.document_fault:
        report.fails("document-broken", say("verify.document_broken", reason=opened.document_fault))
    elif opened.document is None and against is None:
        report.unknown("document-missing", say("verify.document_missing"))
    if against is None:
        return opened.document
    if opened.document is not None and printed_part(against) != opened.document:
        same = _keys(in_document(against)) == _keys(in_document(opened.document))
        report.fails("document-other", say("verify.document_other_same" if same else "verify.document_other"))
    return against


def _words(opened: PdfContents, document: Document, look: Look | None, report: Verification) -> bool:
    """Return whether the words of the pages are those of the document."""
    reading = opened.reading
    if reading is None:
        report.fails("words-unreadable", say("verify.words_unreadable", reason=opened.reading_fault))
        return False
    found, contents = in_pdf(reading.pieces, document.words.contents)
    differences = _differences(in_document(document), found)
    differences += _differences(contents_of(document), contents)
    differences += at_the_edges(reading, document, watermark=look is None or look.tokens.marks.watermark == "across")
    differences += [say("verify.stray", page=one.page, words=one.text.strip()[:_WINDOW]) for one in reading.strays]
    differences += [say("verify.replaced", page=one.page, words=one.text[:_WINDOW]) for one in reading.replaced]
    differences += [say("verify.picture", page=page) for page in sorted(set(reading.pictures))]
    differences += added_in_pictures(reading, document)
    differences += _links(opened.beside, document)
    differences += _titles(opened, document)
    told = replace(opened.told, labels=[*opened.told.labels, *reading.labels])
    differences += told_otherwise(told, document)
    if differences:
        report.fails("words", say("verify.words_differ", count=len(differences)), *first_names(differences))
    else:
        report.holds("words", say("verify.words_same", count=len(found)))
    return not differences


def _links(beside: Beside, document: Document) -> list[str]:
    """Return the links that a document does not have, or has and the file has not."""
    wanted, here = set(links_of(document)), beside.addresses
    differences = [say("verify.link_added", address=one) for one in sorted(here - wanted - set(contacts_of(document)))]
    return differences + [say("verify.link_gone", address=one) for one in sorted(wanted - here)]


def _titles(opened: PdfContents, document: Document) -> list[str]:
    """Return what a program shows beside the pages as titles, in its window and its list of bookmarks, and is none."""
    differences = []
    if squeezed(opened.title) != squeezed(document.metadata.title):
        differences.append(say("verify.window_title", words=opened.title[:_WINDOW]))
    headings = {one.words for one in in_document(document)}
    headings |= {squeezed(document.words.contents), squeezed(document.metadata.title)}
    strange = [title for title in opened.beside.bookmarks if squeezed(title) not in headings]
    return differences + [say("verify.bookmark", words=title[:_WINDOW]) for title in strange]


def _seen(
    data: bytes, opened: PdfContents, document: Document, look: Look | None, report: Verification, *, draw: bool
) -> None:
    """Compare what a reader sees with what is in the file. To `draw` the pages takes longest: only good files are."""
    reading = opened.reading
    if reading is None:
        return
    found = [
        say("verify.on_page", page=number, words=words)
        for number, page in enumerate(reading.pages, 1)
        for words in page.faults
    ]
    found += [say("verify.entry", name=name[1:]) for name in dict.fromkeys(reading.odd)]
    found += [*misplaced(reading, document.words.watermark), *over_words(reading, opened.beside.places)]
    letters = compare_letters(reading.fonts, look.face) if look is not None else None
    if letters is not None and letters.strange:
        strange = say("verify.letters_strange", count=len(letters.strange), fonts=letters.strange)
        report.unknown("letters", strange)
    found += letters.wrong if letters is not None else []
    if draw and not found and not opened.beside.extras:
        try:
            found += unseen(data, reading, document.words.watermark)
        except (RuntimeError, ValueError, OSError) as error:
            found.append(say("verify.not_drawn", reason=str(error)[:120]))
    found += drawn_otherwise(reading, document)
    if found:
        report.fails("unseen", say("verify.seen_otherwise", count=len(found)), *first_names(found))


def _additions(opened: PdfContents, report: Verification) -> None:
    if opened.beside.extras:
        report.fails("additions", say("verify.additions"), *first_names(opened.beside.extras))
    for name in opened.beside.dressed:
        report.fails("looks-signed", say("verify.looks_signed", field=name))


def _keys(entries: Sequence[TranscriptLine]) -> list[tuple[str, str]]:
    return [(one.kind, one.words) for one in entries]


def _differences(expected: list[TranscriptLine], found: list[TranscriptLine]) -> list[str]:
    """Return each passage that differs, with its page."""
    said = []
    for start, end, first, last in _unequal(_keys(expected), _keys(found)):
        before = " / ".join(one.text for one in expected[start:end])
        after = " / ".join(one.text for one in found[first:last])
        page = next((one.page for one in found[first : first + 1] or found[max(0, first - 1) : first]), 0)
        before, after = _around(before, after)
        if page:
            said.append(say("verify.passage_on", page=page, before=before, after=after))
        else:
            said.append(say("verify.passage", before=before, after=after))
    return said


def _unequal(expected: list[tuple[str, str]], found: list[tuple[str, str]]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the stretches that differ; one, where to find out more would take too long."""
    pairs = enumerate(zip(expected, found, strict=False))
    same = next((place for place, (one, other) in pairs if one != other), min(len(expected), len(found)))
    before, after = expected[same:], found[same:]
    if len(before) * len(after) > _MOST_COMPARED:
        yield same, len(expected), same, len(found)
        return
    for tag, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield start + same, end + same, first + same, last + same


def _around(before: str, after: str) -> tuple[str, str]:
    """Return the two passages, cut to where they begin to differ."""
    start = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    start = max(0, start - _WINDOW // 3)
    lead = "…" if start else ""

    def cut(text: str) -> str:
        return lead + text[start : start + _WINDOW] + ("…" if len(text) > start + _WINDOW else "")

    return cut(before), cut(after)
