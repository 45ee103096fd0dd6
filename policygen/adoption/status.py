"""Whether a policy still has the words that the board adopted: adopted, or for approval again with what differs."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from policygen.adoption.record import Record, people_digest, words_digest
from policygen.assemble.adoptions import Adoption, Adoptions
from policygen.assemble.wording import Wording
from policygen.compare.align import Difference, compare
from policygen.compare.report import section_name
from policygen.compare.summary import COUNTED, in_words
from policygen.diagnostics.model import Diagnostic, Diagnostics, Severity
from policygen.document.model import Document
from policygen.resolve.settle import Setting


def adoptions_of(
    document: Document,
    records: Sequence[Record],
    settings: MappingType[str, Setting],
    wording: Wording,
    diagnostics: Diagnostics,
) -> Adoptions:
    """Return what is to be printed of a policy's adoptions. `records` are oldest first, at least one.

    `document` is the policy as for approval, or a draft, which stays one. What differs from the last record is noted;
    where an answer is needed that is not there, or does not fit, it is an error and no adoption holds.
    """
    past = _past(records, wording)
    last = records[-1]
    same = words_digest(document) == words_digest(last.document)
    if document.state == "draft":
        return Adoptions(past)
    if not same:
        differences = compare(last.document, document)
        changes = in_words(differences, wording)
        _note(last, differences, changes, settings, wording, diagnostics)
        return Adoptions(past, since=changes)
    errors = diagnostics.errors
    updated = None
    if people_digest(document) != people_digest(last.document):
        updated = _people_updated(last, settings, diagnostics)
    _review(last, settings, diagnostics)
    _version(last, settings, diagnostics)
    return Adoptions(past, diagnostics.errors == errors, updated)


def _past(records: Sequence[Record], wording: Wording) -> tuple[Adoption, ...]:
    changes = [wording("history.first")]
    for before, after in pairwise(records):
        differences = compare(before.document, after.document)
        changes.append(in_words(differences, wording) or wording("history.again"))
    return tuple(
        Adoption(record.on, record.minute, record.version, change, record.file)
        for record, change in zip(records, changes, strict=True)
    )


def _note(
    last: Record,
    differences: Sequence[Difference],
    changes: str,
    settings: MappingType[str, Setting],
    wording: Wording,
    diagnostics: Diagnostics,
) -> None:
    said = f": {changes}" if changes else ""
    diagnostics.add(
        Diagnostic(
            "PG804",
            f"for approval again: the words are not those that were adopted on {wording.date(last.on)}{said}",
            severity=Severity.NOTE,
            hint=f"`policygen compare {last.file} NEW` shows each word, where NEW is the PDF or JSON that is made.",
        )
    )
    for difference in differences:
        # Sections that others gave a new number are told only where nothing else is.
        if difference.kind in COUNTED or (difference.kind == "renumbered" and not changes):
            message = f"{difference.kind}: {section_name(difference, wording)}"
            diagnostics.add(Diagnostic("PG805", message, severity=Severity.NOTE))
    version = settings.get("version")
    if last.version and version is not None and version.value == last.version:
        diagnostics.warning(
            "PG807",
            f"the version is still {last.version}, which was adopted on {wording.date(last.on)} with other words",
            version.span,
            hint="Give this one another version, so that the two can be told apart.",
        )


def _people_updated(last: Record, settings: MappingType[str, Setting], diagnostics: Diagnostics) -> date | None:
    setting = settings.get("people_updated_on")
    if setting is None:
        diagnostics.error(
            "PG803",
            "people or contacts changed since the policy was adopted, and the vocabulary does not ask when",
            hint="Copy `people_updated_on` under `policy:` from the vocabulary that comes with policygen.",
        )
        return None
    if setting.how == "mistaken":
        return None
    on = last.on.isoformat()
    if not isinstance(setting.value, date):
        diagnostics.error(
            "PG803",
            f"people or contacts changed since the policy was adopted on {on}, and nobody says when",
            setting.span,
            hint="Add `people_updated_on: …` under the policy, with the date of the change; the cover prints it.",
        )
        return None
    if setting.value < last.on:
        diagnostics.error(
            "PG803",
            f"people or contacts changed since the policy was adopted on {on}; "
            f"`people_updated_on` {setting.value} is before that",
            setting.span,
            hint="Give the date of the change that the adopted copy does not show yet.",
        )
        return None
    return setting.value


def _review(last: Record, settings: MappingType[str, Setting], diagnostics: Diagnostics) -> None:
    review = settings.get("review_on")
    if review is not None and isinstance(review.value, date) and review.value <= last.on:
        diagnostics.error(
            "PG237",
            f"the review, {review.value}, is not after the adoption, {last.on}",
            review.span,
            hint="Give the date of the review that comes next.",
        )


def _version(last: Record, settings: MappingType[str, Setting], diagnostics: Diagnostics) -> None:
    version = settings.get("version")
    if last.version and version is not None and version.value is not None and version.value != last.version:
        diagnostics.warning(
            "PG807",
            f"the settings say version {version.value}; the same words were adopted as {last.version}, which is "
            "printed",
            version.span,
            hint="Change the version together with the words, or put the adopted one back.",
        )
