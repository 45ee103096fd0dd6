"""Published copies of policies, given as files, compared with what the boards adopted.

A PDF or DOCX that policygen built carries its Document. It is compared by that, once its printed words are known to be
those of the Document. A web page carries none: it is compared by its words with the pages of each adoption, wherever
they stand in the page of a school's own site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath
from typing import Any

from policygen.adoption.digests import words_digest
from policygen.adoption.record import AdoptionRecord
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span
from policygen.document.model import Document
from policygen.inspect.documents import Incomparable, carried_by
from policygen.inspect.verify import verify
from policygen.report.status.model import CopyState, PolicyStatus, PublishedCopy
from policygen.report.status.sheet_rows import GivenTable, cell_at, headings, letters_of, school_names
from policygen.staff.cells import CsvCell
from policygen.world.disk import DiskWorld, read_limited

Key = tuple[str, str]  # a school's id and a policy's
_PDF, _ZIP = b"%PDF-", b"PK\x03\x04"
_SILENT = ("script", "style", "template", "noscript")


@dataclass(frozen=True, slots=True)
class CopyReader:
    """Compares copies with `records`, the adoptions of each policy, oldest first.

    `copies` gives the Documents that an adoption can be published as, and `web_page` the web page of a Document.
    """

    world: DiskWorld
    records: Mapping[Key, Sequence[AdoptionRecord]]
    copies: Callable[[Key, AdoptionRecord], Iterable[Document]]
    web_page: Callable[[Document], bytes]

    def read(self, key: Key, file: str, data: bytes) -> PublishedCopy:
        """Return what a copy of a policy is. One that cannot be compared is different, with the reason."""
        records = self.records.get(key, ())
        try:
            if data.startswith((_PDF, _ZIP)):
                matching, because = self._carried(key, file, data)
            else:
                matching, because = self._on_page(key, data), ""
        except Incomparable as error:
            return PublishedCopy(file, "different", because=str(error).rstrip("."))
        if matching is None:
            none = "status.copy_other_words" if records else "status.copy_nothing_adopted"
            return PublishedCopy(file, "different", because=because or say(none))
        state: CopyState = "current" if matching is records[-1] else "older"
        return PublishedCopy(file, state, matching.on, matching.version)

    def _carried(self, key: Key, file: str, data: bytes) -> tuple[AdoptionRecord | None, str]:
        """Return the adoption whose words a PDF or DOCX has, or None with the reason, if there is one to tell."""
        document = carried_by(data).document
        if (document.school, document.policy) != key:
            return None, say("status.copy_other_policy", school=document.school, policy=document.policy)
        if verify(file, data, self.world).objections:
            return None, say("status.copy_edited")
        wanted = words_digest(document)
        for one in reversed(self.records.get(key, ())):
            copy = one.documents.get(document.edition)
            if copy is not None and words_digest(copy) == wanted:
                return one, ""
        return None, "" if document.state != "draft" else say("status.copy_draft")

    def _on_page(self, key: Key, data: bytes) -> AdoptionRecord | None:
        """Return the newest adoption whose web page has its words, one after another, in a page."""
        words = page_words(data)
        for one in reversed(self.records.get(key, ())):
            pages = (page_words(self.web_page(copy), main=True) for copy in self.copies(key, one))
            if any(page and page in words for page in pages):
                return one
        return None


def with_published(
    policies: Sequence[PolicyStatus], table: GivenTable, folder: Path, reader: CopyReader, diagnostics: Diagnostics
) -> tuple[PolicyStatus, ...]:
    """Return the policies with their published copies; an adopted policy that is not on the list is missing.

    The table has the columns school and file, and perhaps policy; its files are in `folder` or below it. What cannot be
    used in the list is reported at its cell.
    """
    found: dict[Key, list[PublishedCopy]] = {}
    listing = _Listing.of(policies, table, folder, diagnostics)
    if listing is None:
        return tuple(policies)
    for row in table.rows:
        read = listing.copy_in(row, reader, diagnostics)
        if read is not None:
            found.setdefault(read[0], []).append(read[1])
    return tuple(
        replace(one, published=tuple(found.get((one.school, one.policy), _missing(one, reader)))) for one in policies
    )


def _missing(one: PolicyStatus, reader: CopyReader) -> tuple[PublishedCopy, ...]:
    return (PublishedCopy("", "missing"),) if reader.records.get((one.school, one.policy)) else ()


@dataclass(frozen=True, slots=True)
class _Listing:
    """What a list's cells can say: the columns, and the schools and their policies by what people call them."""

    folder: Path
    school: int
    file: int
    policy: int | None
    schools: Mapping[str, str]
    policies: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(
        cls, policies: Sequence[PolicyStatus], table: GivenTable, folder: Path, diagnostics: Diagnostics
    ) -> _Listing | None:
        school, file = table.column("School", "School id"), table.column("File", "Published copy")
        if school is None or file is None:
            shown = ", ".join(f"“{one}”" for one in headings(table))
            diagnostics.report("PG883.columns", table.heading[0].span, columns=shown)
            return None
        known: dict[str, dict[str, str]] = {}
        for one in policies:
            known.setdefault(one.school, {}).update({letters_of(text): one.policy for text in (one.policy, one.title)})
        return cls(folder, school, file, table.column("Policy"), school_names(policies), known)

    def copy_in(
        self, row: Sequence[CsvCell], reader: CopyReader, diagnostics: Diagnostics
    ) -> tuple[Key, PublishedCopy] | None:
        """Return the copy that a row names, with its school and policy; None, reported, if it cannot be used."""
        school = self.schools.get(letters_of(cell_at(row, self.school)), "")
        if not school:
            diagnostics.report("PG883.school", _span(row, self.school), school=cell_at(row, self.school))
            return None
        text = cell_at(row, self.policy)
        policy = self.policies[school].get(letters_of(text), "")
        if text and not policy:
            diagnostics.report("PG883.policy", _span(row, self.policy), school=school, policy=text)
            return None
        file = cell_at(row, self.file)
        if not file:
            return ((school, policy), PublishedCopy("", "missing")) if policy else None
        data = self._data(file, _span(row, self.file), diagnostics)
        if data is None:
            return (
                ((school, policy), PublishedCopy(file, "missing", because=say("status.copy_absent")))
                if policy
                else None
            )
        return self._read(school, policy, file, data, row, reader, diagnostics)

    def _read(
        self, school: str, policy: str, file: str, data: bytes, row: Sequence[CsvCell], reader: CopyReader,
        diagnostics: Diagnostics,
    ) -> tuple[Key, PublishedCopy] | None:  # fmt: skip
        names = list(dict.fromkeys(self.policies[school].values()))
        policy = policy or (names[0] if len(names) == 1 else _policy_in(data))
        if policy in names:
            return (school, policy), reader.read((school, policy), file, data)
        # A web page does not say which policy it is, so it is the one whose words it has.
        for name in names:
            copy = reader.read((school, name), file, data)
            if copy.state in ("current", "older"):
                return (school, name), copy
        diagnostics.report("PG883.which_policy", _span(row, self.file), file=file, school=school)
        return None

    def _data(self, file: str, span: Span, diagnostics: Diagnostics) -> bytes | None:
        """Read a file beside the list. A path that leads out of the list's folder is not followed."""
        parts = PureWindowsPath(file)
        path = self.folder.joinpath(*parts.parts)
        if parts.anchor or ".." in parts.parts or not path.resolve().is_relative_to(self.folder.resolve()):
            diagnostics.report("PG884.outside", span, file=file)
            return None
        try:
            return read_limited(path, file)
        except OSError as error:
            diagnostics.report("PG884.unreadable", span, file=file, reason=error.strerror or str(error))
            return None


def _policy_in(data: bytes) -> str:
    """Return the policy that a PDF or DOCX says it is; "" for a web page, or if it does not say."""
    try:
        return carried_by(data).document.policy if data.startswith((_PDF, _ZIP)) else ""
    except Incomparable:
        return ""


def _span(row: Sequence[CsvCell], column: int | None) -> Span:
    return row[min(column or 0, len(row) - 1)].span


def page_words(data: bytes, *, main: bool = False) -> str:
    """Return what a web page shows, without the spaces in it; with `main`, its main part. "" if it is no web page."""
    from lxml import etree, html

    try:
        root: Any = html.document_fromstring(data)
    except (ValueError, etree.LxmlError):
        return ""
    for node in list(root.iter(*_SILENT)):
        node.drop_tree()
    part = root.find(".//main") if main else root.find("body")
    return "".join(part.text_content().split()) if part is not None else ""
