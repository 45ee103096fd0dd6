"""A comparison for programs: as JSON, and as findings, which a code host shows as SARIF."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from policygen.diagnostics.model import Diagnostic, Span
from policygen.intake.gap.analysis import EVIDENCE, GapAnalysis
from policygen.intake.gap.matching import WordMatch
from policygen.intake.gap.passages import PolicyPassage
from policygen.intake.gap.told import clipped, place_of_passage, shared_words_of

# The version of the JSON.
VERSION = 1


def gap_json(found: GapAnalysis) -> str:
    """Return JSON with a line end; keys are stable and always present, and a page or line is null if there is none."""
    document = {
        "version": VERSION,
        "file": found.read.name,
        "format": found.read.form,
        "pages": found.read.pages or None,
        "passages": len(found.read.passages),
        "policy": found.policy or None,
        "school": found.school or None,
        "registers": list(found.registers),
        "counts": {one: len(found.of(one)) for one in EVIDENCE},
        "requirements": [
            {
                "name": one.name,
                "source": one.source,
                "locator": one.locator,
                "kind": one.kind,
                "audience": list(one.audience),
                "summary": one.summary,
                "evidence": one.evidence,
                "place": _place(one.passage) if one.passage is not None else None,
                "quote": one.quote,
                "words": _words(one.words),
            }
            for one in found.requirements
        ],
        "names": [
            {"words": one.words, "since": one.since, "instead": one.instead, "place": _place(one.passage)}
            for one in found.names
        ],
        "references": [
            {
                "words": one.words, "reference": one.reference, "how": one.how, "year": one.year or None,
                "edition": one.edition or None, "until": one.until or None, "superseded_by": one.heir or None,
                "place": _place(one.passage),
            }
            for one in found.references
        ],
        "unsafe": [
            {"name": one.name, "quote": one.quote, "because": one.because, "place": _place(one.passage)}
            for one in found.unsafe
        ],
        "statements": [
            {
                "name": one.name, "summary": one.summary, "because": one.because, "quote": one.quote,
                "words": _words(one.words), "place": _place(one.passage),
            }
            for one in found.statements
        ],
        "unasked": [{"text": one.text, "place": _place(one)} for one in found.unasked],
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _place(passage: PolicyPassage) -> dict[str, Any]:
    return {"page": passage.page or None, "line": passage.line or None, "heading": passage.heading or None}


def _words(words: tuple[WordMatch, ...]) -> list[dict[str, Any]]:
    return [asdict(one) for one in words]


def gap_findings(found: GapAnalysis) -> Iterator[Diagnostic]:
    """Yield a finding for all that a person has to look at; requirements whose words were found are none."""
    for unsafe in found.unsafe:
        yield Diagnostic.of(
            "PG893", _span(found, unsafe.passage), place=place_of_passage(unsafe.passage), name=unsafe.name,
            quote=clipped(unsafe.quote), because=unsafe.because,
        )  # fmt: skip
    for one in found.of("not-found"):
        yield Diagnostic.of("PG885", Span(found.read.name, 1, 1), name=one.name, summary=one.summary)
    for one in found.of("perhaps"):
        if one.passage is not None:
            yield Diagnostic.of(
                "PG886", _span(found, one.passage), place=place_of_passage(one.passage), name=one.name,
                summary=one.summary.rstrip("."), quote=clipped(one.quote), words=shared_words_of(one.words),
            )  # fmt: skip
    for name in found.names:
        where = place_of_passage(name.passage)
        yield Diagnostic.of(
            "PG887", _span(found, name.passage), place=where, words=name.words, since=name.since, instead=name.instead
        )
    for each in found.references:
        span, where = _span(found, each.passage), place_of_passage(each.passage)
        match each.how:
            case "edition":
                yield Diagnostic.of(
                    "PG888.edition", span, place=where, words=each.words, year=each.year, edition=each.edition
                )
            case "ended":
                yield Diagnostic.of("PG888.ended", span, place=where, words=each.words, until=each.until)
            case "superseded":
                yield Diagnostic.of(
                    "PG888.superseded", span, place=where, words=each.words, until=each.until, heir=each.heir
                )
    for said in found.statements:
        yield Diagnostic.of(
            "PG889", _span(found, said.passage), place=place_of_passage(said.passage), name=said.name,
            summary=said.summary.rstrip("."), quote=clipped(said.quote), because=said.because,
        )  # fmt: skip
    for passage in found.unasked:
        quote = clipped(passage.text)
        yield Diagnostic.of("PG890", _span(found, passage), place=place_of_passage(passage), quote=quote)


def _span(found: GapAnalysis, passage: PolicyPassage) -> Span:
    """Return a place for a code host, which asks for a line: the first one of a file without lines."""
    return Span(found.read.name, passage.line or 1, 1)
