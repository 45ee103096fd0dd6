"""The sources that clauses rest on, as the pages of a site show them: registers of requirements, law and guidance."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from policygen.browse.addresses import SiteAddresses, source_page
from policygen.browse.in_words import check_in_words, day_in_words, on_one_line, title_in_words
from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.model.checked import Requirement
from policygen.model.registers import ReferenceEntry
from policygen.report.coverage.matrix import CoverageEntry, Matrix, Register, percent
from policygen.report.coverage.writers import meaning

Titled = tuple[str, str, str]
"""A clause: its title, its full name, and its address, "" if it is on no page."""


@dataclass(frozen=True, slots=True)
class SiteReference:
    """A law or a piece of guidance; `web` is its own address, `clauses` are those that cite it."""

    id: str
    title: str
    address: str
    kind: str
    publisher: str
    edition: str
    in_force: str
    web: str
    check: str
    unverified: bool
    newer: tuple[str, str]
    corrected: str
    clauses: tuple[Titled, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteRequirement:
    """A requirement, with each clause that claims something for it; and what that does in words, if it is not all.

    `settled` is as in coverage; `because` is the reason for a state other than met.
    """

    name: str
    anchor: str
    locator: str
    kind: str
    audience: str
    summary: str
    state: str
    settled: bool
    because: str
    reading: str
    check: str
    unverified: bool
    replaced_by: tuple[tuple[str, str], ...]
    clauses: tuple[tuple[Titled, str], ...]


@dataclass(frozen=True, slots=True)
class SiteSource:
    """A register of requirements: the page of one source. `share` is how much of it is met or retired."""

    id: str
    page: str
    title: str
    publisher: str
    edition: str
    published: str
    read: str
    reference: SiteReference | None
    share: str
    entries: tuple[SiteRequirement, ...]

    @property
    def open(self) -> tuple[SiteRequirement, ...]:
        """The requirements that are neither met nor retired, and for which no reason says that they need not be."""
        return tuple(one for one in self.entries if not one.settled)

    @property
    def unverified(self) -> tuple[SiteRequirement, ...]:
        """The requirements that were entered from memory."""
        return tuple(one for one in self.entries if one.unverified)


def site_sources(
    project: Project, addresses: SiteAddresses, matrix: Matrix, titles: Mapping[str, str]
) -> tuple[SiteSource, ...]:
    """Return the registers of a site, by title; `titles` are those of the clauses that it shows."""
    claims: dict[str, list[tuple[Titled, str]]] = {}
    for name, clause in project.clauses.items():
        titled = titled_clause(project, addresses, titles, name)
        for claim in clause.claims:
            does = ""
            if claim.status != "met" or claim.condition is not None:
                does = say(f"review.status_{claim.status}") + (say("review.in_some") if claim.condition else "")
            claims.setdefault(claim.name, []).append((titled, does))
    found = (_source(project, addresses, one, claims) for one in matrix.registers if one.id in addresses.registers)
    return tuple(sorted(found, key=lambda one: (one.title.casefold(), one.id)))


def site_references(project: Project, addresses: SiteAddresses, titles: Mapping[str, str]) -> tuple[SiteReference, ...]:
    """Return all law and guidance, by title, each with the clauses of the site that cite it."""
    cited: dict[str, list[Titled]] = {}
    for name in addresses.clauses:
        for written in project.clauses[name].entry.cites:
            cited.setdefault(written.text, []).append(titled_clause(project, addresses, titles, name))
    found = (site_reference(one, addresses, cited.get(key, ())) for key, one in project.references.items())
    return tuple(sorted(found, key=lambda one: (one.title.casefold(), one.id)))


def site_reference(entry: ReferenceEntry, addresses: SiteAddresses, clauses: Collection[Titled] = ()) -> SiteReference:
    """Return a law or a piece of guidance as pages show it."""
    newer = entry.superseded_by.text if entry.superseded_by is not None else ""
    return SiteReference(
        id=entry.id.text,
        title=on_one_line(entry.title),
        address=addresses.reference(entry.id.text),
        kind=say(f"browse.source_{entry.kind.replace('-', '_')}"),
        publisher=on_one_line(entry.publisher),
        edition=on_one_line(entry.edition),
        in_force=_in_force(entry),
        web=web_address("".join(entry.web.text.split()) if entry.web is not None else ""),
        check=check_in_words(entry.verified),
        unverified=entry.verified is False,
        newer=(newer, addresses.reference(newer)),
        corrected=on_one_line(entry.overrides.because) if entry.overrides is not None else "",
        clauses=tuple(clauses),
    )


def titled_clause(project: Project, addresses: SiteAddresses, titles: Mapping[str, str], name: str) -> Titled:
    """Return a clause with its title and its address."""
    return titles.get(name) or title_in_words(project, project.clauses[name]), name, addresses.clause(name)


def document_of(project: Project, requirement: Requirement) -> str:
    """Return the address of the text that a requirement was read in; "" if it is not known."""
    named = requirement.entry.reference or requirement.source.reference
    entry = project.references.get(named.text) if named is not None else None
    return web_address("".join(entry.web.text.split()) if entry is not None and entry.web is not None else "")


def web_address(text: str) -> str:
    """Return an address that a page may link to: one that begins with https or http; "" for any other."""
    return text if text.lower().startswith(("https://", "http://")) else ""


def _in_force(entry: ReferenceEntry) -> str:
    begin, end = entry.in_force_from, entry.in_force_to
    if begin is not None and end is not None:
        return say("browse.in_force_between", begin=day_in_words(begin), end=day_in_words(end))
    if begin is not None:
        return say("browse.in_force_from", begin=day_in_words(begin))
    return say("browse.in_force_to", end=day_in_words(end)) if end is not None else ""


def _source(
    project: Project, addresses: SiteAddresses, register: Register, claims: Mapping[str, list[tuple[Titled, str]]]
) -> SiteSource:
    source = next(one.source for name, one in project.requirements.items() if name.startswith(f"{register.id}/"))
    named = project.references.get(source.reference.text) if source.reference is not None else None
    return SiteSource(
        id=register.id,
        page=source_page(register.id),
        title=on_one_line(source.title),
        publisher=on_one_line(source.publisher),
        edition=on_one_line(source.edition),
        published=on_one_line(source.published),
        read=check_in_words(source.read),
        reference=site_reference(named, addresses) if named is not None else None,
        share=percent(register.share),
        entries=tuple(_entry(project, addresses, one, claims.get(one.name, ())) for one in register.entries),
    )


def _entry(
    project: Project, addresses: SiteAddresses, entry: CoverageEntry, claims: Collection[tuple[Titled, str]]
) -> SiteRequirement:
    requirement, audiences = project.requirements[entry.name].entry, project.vocabulary.audiences
    return SiteRequirement(
        name=entry.name,
        anchor=entry.name.partition("/")[2],
        locator=on_one_line(requirement.locator),
        kind=say(f"browse.kind_{entry.kind}"),
        audience="; ".join(on_one_line(audiences[one]) for one in entry.audience if one in audiences),
        summary=on_one_line(requirement.summary),
        state=meaning(entry.state),
        settled=entry.settled,
        because=entry.because,
        reading=entry.reading if entry.reading != entry.because else "",
        check=check_in_words(requirement.verified),
        unverified=requirement.verified is False,
        replaced_by=tuple((one, addresses.requirement(one)) for one in entry.replaced_by),
        clauses=tuple(claims),
    )
