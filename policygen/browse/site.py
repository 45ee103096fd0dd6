"""All pages of a site: what stands on each, and the bytes of the files by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from policygen.browse.addresses import SiteAddresses, policy_page
from policygen.browse.clauses import SiteClause, site_clause
from policygen.browse.in_words import check_in_words, day_in_words, on_one_line, title_in_words
from policygen.browse.pages import SitePages
from policygen.browse.questions import site_topics
from policygen.browse.sources import site_references, site_sources
from policygen.check.project import Project
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.look.look import Look
from policygen.model.library import MovesIn, OutlineFile, OutlineSection
from policygen.report.coverage.matrix import matrix
from policygen.report.release.changelog import change_lines
from policygen.report.release.model import WEIGHTS, ReleaseChange
from policygen.report.usage import clause_usage, load_schools

Progress = Callable[[int, int, str], None]
"""Is called with how many clauses are done, how many there are, and the name of the next."""
_HOW = ("published", "replaced", "tailoring")


@dataclass(frozen=True, slots=True)
class SinceRelease:
    """What changed in a library since its last release, of `version`."""

    version: str
    changes: tuple[ReleaseChange, ...]

    @property
    def by_weight(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield a heading for each weight of change, the heaviest first, with the changes in words."""
        for weight in WEIGHTS:
            lines = list(change_lines([one for one in self.changes if one.weight == weight], bullet=""))
            if lines:
                yield lines[1], tuple(lines[2:])


@dataclass(frozen=True, slots=True)
class SiteOrder:
    """What a site is to show: libraries by id, with what changed in each since its last release, and schools or not."""

    libraries: Sequence[str]
    changes: Mapping[str, SinceRelease] = field(default_factory=dict)
    schools: bool = False


@dataclass(frozen=True, slots=True)
class SiteLibrary:
    """A library: `unreviewed` are its clauses whose words nobody has reviewed as they are."""

    id: str
    title: str
    publisher: str
    version: str
    released: str
    licence: str
    about: str
    clauses: tuple[SiteClause, ...]
    since: SinceRelease | None

    @property
    def unreviewed(self) -> tuple[SiteClause, ...]:
        return tuple(one for one in self.clauses if one.state != "reviewed")


@dataclass(frozen=True, slots=True)
class ListedClause:
    """A clause in a policy. `unless` is the title of the policy that has it instead; `handed_out` if it is a sheet."""

    clause: SiteClause
    unless: str
    handed_out: bool


@dataclass(frozen=True, slots=True)
class SitePart:
    """A section or an appendix of a policy."""

    anchor: str
    title: str
    is_appendix: bool
    clauses: tuple[ListedClause, ...]


@dataclass(frozen=True, slots=True)
class SitePolicy:
    """A policy. `others` counts its clauses of libraries that the site leaves out; `released` is the newest release.

    `reviewed` is the day of the newest review of a clause, `changed` counts the changes since the last release.
    """

    id: str
    page: str
    title: str
    subject: str
    public: bool
    is_sheet: bool
    parts: tuple[SitePart, ...]
    others: int
    libraries: tuple[tuple[str, int], ...]
    released: str
    reviewed: str
    changed: int

    @property
    def clauses(self) -> tuple[SiteClause, ...]:
        return tuple(one.clause for part in self.parts for one in part.clauses)


@dataclass(frozen=True, slots=True)
class SiteSchool:
    """A school of the project: its name, and its policies (title, address)."""

    id: str
    name: str
    policies: tuple[tuple[str, str], ...]


def site_files(compiler: Compiler, look: Look, order: SiteOrder, progress: Progress | None = None) -> dict[str, bytes]:
    """Return the pages of a site by name, with `/` between folders. Each clause is compiled branch by branch.

    The bytes depend on the project, the look, the order and the day alone. Raises TemplateRefused.
    """
    project = compiler.project
    order = replace(order, changes={name: _in_words(project, since) for name, since in order.changes.items()})
    addresses = SiteAddresses.of(project, order.libraries)
    schools = load_schools(compiler) if order.schools else {}
    having = _having(schools)
    clauses: dict[str, SiteClause] = {}
    for number, name in enumerate(addresses.clauses):
        if progress is not None:
            progress(number, len(addresses.clauses), name)
        clauses[name] = site_clause(compiler, name, addresses, look, having.get(name, {}))
    if progress is not None:
        progress(len(clauses), len(clauses), "")
    titles = {name: one.title for name, one in clauses.items()}
    policies = [_policy(project, order, outline, clauses) for outline in project.outlines.values()]
    shown = sorted((one for one in policies if one.parts), key=lambda one: (one.is_sheet, one.title.casefold()))
    references = site_references(project, addresses, titles)
    return SitePages(
        addresses=addresses,
        day=day_in_words(project.world.today()),
        libraries=tuple(_library(project, order, name, clauses) for name in order.libraries),
        policies=tuple(shown),
        unlisted=tuple(clauses[name] for name in addresses.unlisted),
        sources=site_sources(project, addresses, matrix(project), titles),
        references=references,
        contacts=tuple(
            (on_one_line(one.name), check_in_words(one.verified))
            for one in project.contacts.values()
            if one.verified is False
        ),
        topics=site_topics(project, addresses, titles),
        schools=tuple(_school(one, {each.id for each in shown}) for one in schools.values()),
        with_schools=order.schools,
    ).files(look.tokens)


def _in_words(project: Project, since: SinceRelease) -> SinceRelease:
    """Return changes that name clauses as the pages do, not as their titles are written in a file."""
    written = {
        clause.entry.title.text: title_in_words(project, clause)
        for clause in project.clauses.values()
        if "{" in clause.entry.title.text
    }

    def shown(words: str) -> str:
        for title, plain in written.items():
            words = words.replace(title, plain)
        return words.replace("`", "")

    return replace(since, changes=tuple(replace(one, said=shown(one.said)) for one in since.changes))


def _having(schools: Mapping[str, School]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return for each clause the names of the schools that have it, by how they do, in words."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for school in schools.values():
        for clause, usages in clause_usage(school).items():
            for usage in usages:
                if usage.how in _HOW:
                    words = say(f"browse.school_{usage.how}")
                    found.setdefault(clause, {}).setdefault(words, {})[school_name(school)] = None
    order = [say(f"browse.school_{how}") for how in _HOW]
    return {
        clause: {words: tuple(by_how[words]) for words in order if words in by_how} for clause, by_how in found.items()
    }


def school_name(school: School) -> str:
    """Return the name of a school as its settings have it, or its id."""
    name = school.settled.settings.get("school.name")
    return str(name.value or "") if name is not None and name.value else school.id


def _school(school: School, shown: set[str]) -> SiteSchool:
    policies = (
        (on_one_line(plan.outline.title), policy_page(policy) if policy in shown else "")
        for policy, plan in school.plans.items()
    )
    return SiteSchool(school.id, school_name(school), tuple(policies))


def _library(project: Project, order: SiteOrder, name: str, clauses: Mapping[str, SiteClause]) -> SiteLibrary:
    entry = project.libraries[name]
    return SiteLibrary(
        id=name,
        title=on_one_line(entry.title),
        publisher=on_one_line(entry.publisher),
        version=entry.version.text,
        released=day_in_words(entry.released),
        licence=on_one_line(entry.licence),
        about=on_one_line(entry.about),
        clauses=tuple(one for full, one in clauses.items() if full.startswith(f"{name}:")),
        since=order.changes.get(name),
    )


def _policy(project: Project, order: SiteOrder, outline: OutlineFile, clauses: Mapping[str, SiteClause]) -> SitePolicy:
    sheets = {full for one in outline.sheets for full in project.find_clause(one.text)}
    parts = [
        _part(project, section, clauses, sheets, is_appendix=section in outline.appendices)
        for section in outline.all_sections
    ]
    parts = [one for one in parts if one.clauses]
    names = [one.clause.name for part in parts for one in part.clauses]
    listed = sum(len(section.names) for section in outline.all_sections)
    counted = Counter(project.clauses[name].library.id.text for name in names)
    reviews = [reviewed.on for name in names if (reviewed := project.clauses[name].entry.reviewed) is not None]
    changes = (one for since in order.changes.values() for one in since.changes)
    return SitePolicy(
        id=outline.id.text,
        page=policy_page(outline.id.text),
        title=on_one_line(outline.title),
        subject=on_one_line(outline.subject),
        public=outline.public,
        is_sheet=outline.kind == "sheet",
        parts=tuple(parts),
        others=listed - len(names),
        libraries=tuple((on_one_line(project.libraries[one].title), number) for one, number in sorted(counted.items())),
        released=_newest([project.libraries[one].released for one in counted]),
        reviewed=_newest(reviews),
        changed=sum(outline.id.text in one.policies for one in changes),
    )


def _part(
    project: Project,
    section: OutlineSection,
    clauses: Mapping[str, SiteClause],
    sheets: set[str],
    *,
    is_appendix: bool,
) -> SitePart:
    found = []
    for entry in section.clauses:
        written = entry.clause if isinstance(entry, MovesIn) else entry
        full = project.find_clause(written.text)
        if len(full) != 1 or full[0] not in clauses:
            continue
        home = project.outlines.get(entry.unless.text) if isinstance(entry, MovesIn) else None
        found.append(ListedClause(clauses[full[0]], on_one_line(home.title) if home else "", full[0] in sheets))
    return SitePart(f"_section-{section.id.text}", on_one_line(section.title), is_appendix, tuple(found))


def _newest(days: Sequence[date]) -> str:
    return day_in_words(max(days)) if days else ""
