"""A comparison in words: places, quotes and shared words, for every form of report; and as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from policygen.diagnostics.codes import say
from policygen.intake.gap.analysis import EVIDENCE, Evidence, GapAnalysis, RequirementEvidence
from policygen.intake.gap.matching import WordMatch
from policygen.intake.gap.out_of_date import OldReference
from policygen.intake.gap.passages import PolicyPassage

_LONGEST = 320  # characters of a passage that are in_quotes


def heading_of_evidence(evidence: Evidence) -> str:
    """Return the heading over the requirements of which this was found."""
    return say(f"gap.heading_{evidence.replace('-', '_')}")


def lead_of_evidence(evidence: Evidence) -> str:
    """Return the sentence under that heading."""
    return say(f"gap.lead_{evidence.replace('-', '_')}")


def place_of_passage(passage: PolicyPassage) -> str:
    """Return where a passage is: its page or its line, and the heading above it."""
    place = say("gap.page", page=passage.page) if passage.page else ""
    place = say("gap.line", line=passage.line) if passage.line and not place else place
    under = say("gap.under", heading=clipped(passage.heading, 80)) if passage.heading else ""
    if place and under:
        return say("gap.places", place=place, more=under)
    return place or under or say("gap.no_place")


def clipped(text: str, longest: int = _LONGEST) -> str:
    """Return a text of at most so many characters, cut between words."""
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def in_quotes(text: str) -> str:
    """Return a passage in quotation marks."""
    return say("gap.quote", words=clipped(text))


def shared_line(words: tuple[WordMatch, ...]) -> str:
    """Return the words that a requirement and a passage share, with what stands for them there if it is another."""
    return say("gap.shared", words=", ".join(shared_words_of(words)))


def shared_words_of(words: tuple[WordMatch, ...]) -> list[str]:
    """Return each shared word as it is printed."""
    return [say("gap.same_as", asked=one.asked, words=one.words) if one.synonym else one.words for one in words]


def reference_words(one: OldReference) -> str:
    """Return what is out of date about law or guidance."""
    match one.how:
        case "edition":
            return say("gap.reference_edition", year=one.year, edition=one.edition)
        case "ended":
            return say("gap.reference_ended", until=one.until)
        case "superseded":
            return say("gap.reference_superseded", until=one.until, heir=one.heir)


def scope_words(found: GapAnalysis) -> str:
    """Return what a policy was compared with."""
    scope = say("gap.scope_policy", policy=found.policy) if found.policy else say("gap.scope_all")
    if found.school:
        scope = say("gap.scope_school", requirements=scope, school=found.school)
    return say("gap.scope_registers", requirements=scope, registers=found.registers) if found.registers else scope


def summary_of_gap(found: GapAnalysis) -> str:
    """Return one line with the counts."""
    counts = {one: len(found.of(one)) for one in EVIDENCE}
    return say(
        "gap.compared", scope=scope_words(found), found=counts["found"], perhaps=counts["perhaps"],
        missing=counts["not-found"],
    )  # fmt: skip


def read_words(found: GapAnalysis) -> str:
    """Return what was read: how many passages, on how many pages if the file has pages."""
    read = found.read
    if read.pages:
        return say("gap.read_pages", file=read.title, pages=read.pages, passages=len(read.passages))
    return say("gap.read", file=read.title, passages=len(read.passages))


def out_of_date_words(found: GapAnalysis) -> list[tuple[PolicyPassage, str, str]]:
    """Return each passage that is dangerous or out of date with the words that are, in_quotes, and what to know about
    them: the dangerous first.
    """
    unsafe = [(one.passage, in_quotes(one.quote), say("gap.unsafe", because=one.because)) for one in found.unsafe]
    names = (
        (one.passage, in_quotes(one.words), say("gap.name", since=one.since, instead=one.instead))
        for one in found.names
    )
    references = ((one.passage, in_quotes(one.words), reference_words(one)) for one in found.references)
    statements = (
        (
            one.passage,
            in_quotes(one.quote),
            say("gap.statement", name=one.name, summary=one.summary.rstrip("."), because=one.because),
        )
        for one in found.statements
    )
    places = {id(passage): number for number, passage in enumerate(found.read.passages)}
    return [*unsafe, *sorted((*names, *references, *statements), key=lambda one: places[id(one[0])])]


def gap_lines(found: GapAnalysis) -> Iterator[str]:
    """Yield the report for a terminal; the counts come last, where it stops."""
    yield say("gap.title", file=found.read.title)
    yield say("gap.lead", file=found.read.title)
    dated = out_of_date_words(found)
    yield from ("", say("gap.count", heading=say("gap.heading_out_of_date"), count=len(dated)))
    for passage, quote, reason in dated:
        yield f"  {place_of_passage(passage)}: {quote}"
        yield f"      {reason}"
    for evidence in EVIDENCE:
        some = found.of(evidence)
        yield from ("", say("gap.count", heading=heading_of_evidence(evidence), count=len(some)))
        yield f"  {lead_of_evidence(evidence)}"
        yield from _requirements(some)
    count = len(found.unasked)
    yield from ("", say("gap.count", heading=say("gap.heading_unasked"), count=count), f"  {say('gap.lead_unasked')}")
    for passage in found.unasked:
        yield f"  {place_of_passage(passage)}: {in_quotes(passage.text)}"
    yield from ("", read_words(found), summary_of_gap(found))


def _requirements(some: tuple[RequirementEvidence, ...]) -> Iterator[str]:
    for source, entries in groupby(some, key=lambda one: one.source):
        yield f"  {source}"
        for one in entries:
            yield f"    {one.name}: {one.summary}"
            if one.passage is not None:
                yield f"      {place_of_passage(one.passage)}: {in_quotes(one.quote)}"
                yield f"      {shared_line(one.words)}"
