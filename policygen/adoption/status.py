"""Decide whether a policy still has the wording the board adopted, or needs approval again, and list what changed."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from types import MappingProxyType

from policygen.adoption.digests import people_digest, words_digest
from policygen.adoption.record import AdoptionRecord
from policygen.assemble.adoptions import Adoption, Adoptions
from policygen.assemble.wording import Wording
from policygen.compare.align import Difference, compare_documents
from policygen.compare.report import COUNTED, section_name, summary_of_differences
from policygen.diagnostics.model import Diagnostics, Span
from policygen.document.model import Document, Signatory, SignatureBlock
from policygen.document.plain import words_of
from policygen.document.renaming import Heirs, renamed, renames_between
from policygen.resolve.settled import Setting

NO_HEIRS: Heirs = MappingProxyType({})


def adoptions_of(
    document: Document,
    records: Sequence[AdoptionRecord],
    settings: MappingType[str, Setting],
    wording: Wording,
    diagnostics: Diagnostics,
    at: Span,
    heirs: Heirs = NO_HEIRS,
) -> Adoptions:
    """Return what a policy prints about its adoptions. `records` are oldest first, at least one.

    `document` is the policy as for approval, or a draft, which stays a draft; `at` is where the school's settings name
    it. Differences from the last record are reported as notes; a missing or contradictory answer is an error, and then
    no adoption holds. What has only another name since then (`heirs`) is no difference.
    """
    past = past_of(records, wording, heirs)
    last = replace(
        records[-1],
        document=renamed(records[-1].document, renames_between(heirs, records[-1].document, document)),
    )
    same = words_digest(document) == words_digest(last.document)
    if document.state == "draft":
        return Adoptions(past)
    if not same:
        differences = compare_documents(last.document, document)
        changes = summary_of_differences(differences, wording)
        _note(last, document, differences, changes, at, wording, diagnostics)
        _same_version(last, settings, wording, diagnostics)
        return Adoptions(past, since=changes)
    errors = diagnostics.errors
    updated = None
    if people_digest(document) != people_digest(last.document):
        updated = _people_updated(last, settings, diagnostics)
    _review(last, settings, diagnostics)
    _version(last, settings, diagnostics)
    return Adoptions(past, diagnostics.errors == errors, updated, signatories=_signatories(last.document))


def past_of(records: Sequence[AdoptionRecord], wording: Wording, heirs: Heirs = NO_HEIRS) -> tuple[Adoption, ...]:
    """Return the adoptions in the records, oldest first, each with a summary of what it changed."""
    changes = [wording("history.first")]
    for before, after in pairwise(records):
        old = renamed(before.document, renames_between(heirs, before.document, after.document))
        differences = compare_documents(old, after.document)
        changes.append(summary_of_differences(differences, wording) or wording("history.again"))
    return tuple(
        Adoption(record.on, record.minute, record.version, change, record.corrected or record.file)
        for record, change in zip(records, changes, strict=True)
    )


def _signatories(document: Document) -> tuple[Signatory, ...]:
    blocks = (block for section in document.sections if section.kind == "back" for block in section.blocks)
    return next((block.signatories for block in blocks if isinstance(block, SignatureBlock)), ())


def _note(
    last: AdoptionRecord,
    document: Document,
    differences: Sequence[Difference],
    changes: str,
    at: Span,
    wording: Wording,
    diagnostics: Diagnostics,
) -> None:
    title, on = words_of(document.cover.title), wording.date(last.on)
    if changes:
        diagnostics.report("PG804.counted", at, policy=title, date=on, changes=changes, file=last.file)
    else:
        diagnostics.report("PG804.uncounted", at, policy=title, date=on, file=last.file)
    for difference in differences:
        # A section that only got another number is listed only if nothing else changed.
        if difference.kind in COUNTED or (difference.kind == "renumbered" and not changes):
            section = section_name(difference, wording)
            diagnostics.report(f"PG805.{difference.kind}", at, policy=title, section=section)


def _same_version(
    last: AdoptionRecord, settings: MappingType[str, Setting], wording: Wording, diagnostics: Diagnostics
) -> None:
    version = settings.get("version")
    if last.version and version is not None and version.value == last.version:
        diagnostics.report("PG807.unchanged", version.span, version=last.version, date=wording.date(last.on))


def _people_updated(last: AdoptionRecord, settings: MappingType[str, Setting], diagnostics: Diagnostics) -> date | None:
    setting = settings.get("people_updated_on")
    if setting is None:
        diagnostics.report("PG803.no_question")
        return None
    if setting.how == "mistaken":
        return None
    on = last.on.isoformat()
    if not isinstance(setting.value, date):
        diagnostics.report("PG803.no_date", setting.span, on=on)
        return None
    if setting.value < last.on:
        diagnostics.report("PG803.too_early", setting.span, on=on, given=str(setting.value))
        return None
    return setting.value


def _review(last: AdoptionRecord, settings: MappingType[str, Setting], diagnostics: Diagnostics) -> None:
    review = settings.get("review_on")
    if review is not None and isinstance(review.value, date) and review.value <= last.on:
        diagnostics.report("PG237.adopted", review.span, review=str(review.value), on=str(last.on))


def _version(last: AdoptionRecord, settings: MappingType[str, Setting], diagnostics: Diagnostics) -> None:
    version = settings.get("version")
    if last.version and version is not None and version.value is not None and version.value != last.version:
        diagnostics.report("PG807.changed", version.span, version=str(version.value), adopted=last.version)
