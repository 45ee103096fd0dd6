"""What changed in one library between two states of a project, and how much each change asks of schools."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, fields

from policygen.check.conditions import keys_of
from policygen.check.project import Project
from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.model.library import ClauseEntry, LibraryFile
from policygen.report.coverage.grid import Kind, settled_schools
from policygen.report.impact.lineage import Lineage
from policygen.report.impact.model import comparable, without_places
from policygen.report.release.entries import entry_changes
from policygen.report.release.model import WEIGHTS, ReleaseChange, Weight
from policygen.report.release.outlines import OutlineChange, outline_changes
from policygen.report.titles import title_for_any_school
from policygen.report.usage import Reach, clause_usage
from policygen.resolve.heirs import heirs

# What of a clause no page prints. Whether a clause is going to be dropped is printed nowhere, but `check` warns of it.
_UNPRINTED = frozenset(("meets", "duties", "reviewed", "allow", "note"))
_TITLE = ("title", "text", "form", "when")


@dataclass(frozen=True, slots=True)
class _Reach:
    """The reach of each clause; and for each policy and clause of it, the kinds of school with the clause there."""

    clauses: Reach
    kinds: MappingType[tuple[str, str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Reaches:
    """The policies and kinds of school that have each clause, before and after; `titles` are those of the kinds."""

    before: _Reach
    after: _Reach
    titles: MappingType[str, str]

    def change(self, weight: Weight, said: str, before: Collection[str], after: Collection[str]) -> ReleaseChange:
        then, now = self.before.clauses.of(before), self.after.clauses.of(after)
        return self._change(weight, said, {*then.policies, *now.policies}, {*then.schools, *now.schools})

    def outline_change(self, change: OutlineChange) -> ReleaseChange:
        """Return the change of one policy: other policies that have the same clauses stay as they are."""
        kinds = {
            kind
            for reach, names in ((self.before, change.before), (self.after, change.after))
            for name in names
            for kind in reach.kinds.get((change.policy, name), ())
        }
        return self._change(change.weight, change.said, {change.policy}, kinds)

    def _change(self, weight: Weight, said: str, policies: Collection[str], kinds: Collection[str]) -> ReleaseChange:
        if weight == "patch":
            return ReleaseChange(weight, said)
        return ReleaseChange(
            weight,
            said,
            tuple(sorted(policies)),
            tuple(title for kind, title in self.titles.items() if kind in kinds),
            bool(kinds) and set(kinds) >= set(self.titles),
        )


def library_changes(before: Compiler, after: Compiler, library: str) -> tuple[ReleaseChange, ...]:
    """Return the changes of one library, the heaviest first; each names the policies and kinds of school it reaches."""
    then, now = before.project, after.project
    titles = {name: model.entry.title.text for name, model in {**then.models, **now.models}.items()}
    reaches = _Reaches(_reach(before), _reach(after), titles)
    found = [
        *_about(then.libraries.get(library), now.libraries.get(library)),
        *_clauses(then, now, library, reaches),
        *(reaches.change(*one) for one in entry_changes(then, now, library)),
        *(reaches.outline_change(one) for one in outline_changes(then, now, library)),
    ]
    return tuple(sorted(found, key=lambda change: WEIGHTS.index(change.weight)))


def _reach(compiler: Compiler) -> _Reach:
    wanted: tuple[Kind, ...] = ("kind",)
    kinds = {name: school for _, name, school in settled_schools(compiler, wanted)}
    found: dict[tuple[str, str], set[str]] = {}
    for kind, school in kinds.items():
        for clause, usages in clause_usage(school).items():
            for usage in usages:
                if usage.how == "published":
                    found.setdefault((usage.policy, clause), set()).add(kind)
    return _Reach(Reach.over(compiler.project, kinds), {key: frozenset(names) for key, names in found.items()})


def _about(old: LibraryFile | None, new: LibraryFile | None) -> Iterator[ReleaseChange]:
    """Yield what its library.yaml says otherwise than before, besides the version and its date."""
    if old is None or new is None:
        return
    for part in fields(LibraryFile):
        first, second = without_places(getattr(old, part.name)), without_places(getattr(new, part.name))
        if part.name not in ("version", "released", "span") and first != second:
            weight: Weight = "breaking" if part.name in ("requires", "nation", "language") else "patch"
            yield ReleaseChange(weight, say("release.about", key=part.name))


def _clauses(then: Project, now: Project, library: str, reaches: _Reaches) -> Iterator[ReleaseChange]:
    lineage = Lineage(now)
    old = {name: one for name, one in then.clauses.items() if name.startswith(f"{library}:")}
    asked = _needed(then, then.clauses)
    for name, clause in now.clauses.items():
        if not name.startswith(f"{library}:"):
            continue
        title = title_for_any_school(now, clause)
        names = lineage.earlier(name, old, now.clauses)
        facts = {"clause": name, "title": title}
        new = sorted(_needed(now, (name,)) - asked - _brought(now, then))
        if new:
            yield reaches.change("breaking", say("release.clause_needs", names=new, **facts), names, (name,))
        if not names:
            yield reaches.change("minor", say("release.clause_added", **facts), (), (name,))
            continue
        former = tuple(one for one in names if one != name)
        split = [one for one in former if len(heirs(now, one)) > 1]
        if len(names) > 1:
            joined = [one for one in former if one not in split]
            yield reaches.change(
                "breaking", say("release.clause_joined", former=joined or former, **facts), names, (name,)
            )
        elif split:
            yield reaches.change("breaking", say("release.clause_split", former=split, **facts), names, (name,))
        elif former:
            yield reaches.change("minor", say("release.clause_renamed", former=former, **facts), names, (name,))
        parts = dict.fromkeys(part for one in names for part in _parts(old[one].entry, clause.entry))
        printed = [part for part in parts if part not in _UNPRINTED]
        if printed:
            said = say(_wording(printed), parts=printed, **facts)
            yield reaches.change("minor", said, names, (name,))
        elif parts:
            yield reaches.change("patch", say("release.clause_other", parts=list(parts), **facts), names, (name,))
    for name, clause in old.items():
        if name not in now.clauses and not heirs(now, name):
            facts = {"clause": name, "title": title_for_any_school(then, clause)}
            yield reaches.change("breaking", say("release.clause_removed", **facts), (name,), ())


def _wording(parts: Collection[str]) -> str:
    if parts == ["when"]:
        return "release.clause_when"
    return "release.clause_words" if any(part in _TITLE for part in parts) else "release.clause_other"


def _parts(old: ClauseEntry, new: ClauseEntry) -> Iterator[str]:
    for part in fields(ClauseEntry):
        if part.name not in ("id", "span", "formerly") and comparable(getattr(old, part.name)) != comparable(
            getattr(new, part.name)
        ):
            yield part.name


def _needed(project: Project, clauses: Iterable[str]) -> set[str]:
    """Return the questions and posts that clauses use and that every school has to answer, by full name."""
    groups, people = project.vocabulary.groups, project.vocabulary.people
    axes = {key: f"{group}.{key}" for group in ("school", "choices") for key in groups.get(group, {})}
    found: set[str] = set()
    for name in clauses:
        clause = project.clauses[name]
        found |= {".".join(use.path[:2]) for use in clause.uses if len(use.path) > 1}
        if clause.condition is not None:
            found |= {axes[key] for key in keys_of(clause.condition) if key in axes}
    needed = set()
    for full in found:
        group, _, key = full.partition(".")
        question = groups.get(group, {}).get(key)
        role = people.get(key) if group == "people" else None
        open_question = question is not None and not question.has_default and not question.optional
        if open_question or (role is not None and role.falls_back is None):
            needed.add(full)
    return needed


def _brought(now: Project, then: Project) -> set[str]:
    """Return the questions and posts that are new or have another name, which are told of by themselves."""
    groups = {**now.vocabulary.groups, "people": now.vocabulary.people}
    before = {**then.vocabulary.groups, "people": then.vocabulary.people}
    return {f"{group}.{key}" for group, entries in groups.items() for key in entries if key not in before[group]}
