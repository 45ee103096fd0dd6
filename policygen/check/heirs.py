"""Who inherits an id that a clause, a question, a value or a role had before, and whether their claims agree.

Full names tell the four kinds apart: `union:email.marked` is a clause, `choices.phone_stance` a question,
`choices.phone_stance=handed_in` one of its values and `people.headteacher` a role. A question or role of a library's
own vocabulary is `choices.westshire:dinner_phones`.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass

from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.checked import Vocabulary
from policygen.model.heirs import Deprecated, SharedFormer, ValueEntry, former_ids
from policygen.model.written import Written


@dataclass(frozen=True, slots=True)
class Heir:
    """Something that can have former ids. `scope` is what its full name has before an id that its file writes bare."""

    full: str
    scope: str
    formerly: tuple[Written | SharedFormer, ...]
    deprecated: Deprecated | None

    def full_name(self, written: str) -> str:
        """Return the full name for an id that this entry writes, which may name another library."""
        kind = self.scope.rpartition(".")[0]
        return self.scope + written if ":" not in written else f"{kind}.{written}" if kind else written


@dataclass(frozen=True, slots=True)
class _Claim:
    heir: Heir
    former: Written
    shared_with: tuple[Written, ...]

    def names(self, other: Heir) -> bool:
        return any(self.heir.full_name(name.text) == other.full for name in self.shared_with)


def heirs_of_vocabulary(vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """Return the heirs of every former question, value and role: full former name → full names."""
    found: dict[str, tuple[str, ...]] = {}
    for heir in _vocabulary(vocabulary):
        for former in former_ids(heir.formerly):
            name = heir.full_name(former.text)
            found[name] = (*found.get(name, ()), heir.full)
    return found


def check_heirs(project: Project, diagnostics: Diagnostics) -> None:
    """Report former ids that cannot be inherited as they are claimed, and what is to be used instead in vain."""
    living = {heir.full: heir for heir in _all(project)}
    claims: dict[str, list[_Claim]] = {}
    for heir in living.values():
        for entry in heir.formerly:
            shared = entry.shared_with if isinstance(entry, SharedFormer) else ()
            claim = _Claim(heir, entry.id if isinstance(entry, SharedFormer) else entry, shared)
            former = heir.full_name(claim.former.text)
            if former == heir.full:
                diagnostics.report("PG264.formerly", claim.former.span, name=claim.former.text)
            elif former in living:
                _living(project, claim, living, diagnostics)
            else:
                claims.setdefault(former, []).append(claim)
    for name, claimants in claims.items():
        _agreed(claimants, diagnostics)
        for claim in claimants:
            _shared_with(project, name, claim, living, claims, diagnostics)
    for heir in living.values():
        _instead(project, heir, living, diagnostics)


def _all(project: Project) -> Iterator[Heir]:
    for name, clause in project.clauses.items():
        entry = clause.entry
        yield Heir(name, f"{name.partition(':')[0]}:", entry.formerly, entry.deprecated)
    yield from _vocabulary(project.vocabulary)


def _vocabulary(vocabulary: Vocabulary) -> Iterator[Heir]:
    for group, questions in vocabulary.groups.items():
        for key, question in questions.items():
            yield Heir(f"{group}.{key}", _scope(group, key), question.formerly, question.deprecated)
            scope = f"{group}.{key}="
            for value, entry in question.values.items():
                formerly, deprecated = (
                    (entry.formerly, entry.deprecated) if isinstance(entry, ValueEntry) else ((), None)
                )
                yield Heir(f"{scope}{value}", scope, formerly, deprecated)
    for key, role in vocabulary.people.items():
        yield Heir(f"people.{key}", _scope("people", key), role.formerly, role.deprecated)


def _scope(group: str, key: str) -> str:
    library, colon, _ = key.rpartition(":")
    return f"{group}.{library}{colon}"


def _living(project: Project, claim: _Claim, living: MappingType[str, Heir], diagnostics: Diagnostics) -> None:
    """Report a former id that something has now: in a circle, once, where several claim each other's ids."""
    circle = _circle(claim, living)
    if not circle:
        related = {"first": _place(project, claim.heir.full_name(claim.former.text), claim.former.span)}
        diagnostics.report("PG206.former_living", claim.former.span, name=claim.former.text, related=related)
    elif claim.heir.full == min(circle):
        diagnostics.report("PG264.formerly_circle", claim.former.span, names=sorted(circle))


def _circle(claim: _Claim, living: MappingType[str, Heir]) -> set[str]:
    """Return the names of those that claim each other's ids in a circle through this claim; none if there is none."""
    passed = [claim.heir.full]
    following: str | None = claim.heir.full_name(claim.former.text)
    while following is not None and following not in passed:
        passed.append(following)
        heir = living[following]
        names = [heir.full_name(former.text) for former in former_ids(heir.formerly)]
        following = next((name for name in names if name in living), None)
    return set(passed) if following == claim.heir.full else set()


def _agreed(claimants: list[_Claim], diagnostics: Diagnostics) -> None:
    """Report each claim to an id that another claims too without both saying so."""
    for n, claim in enumerate(claimants):
        for first in claimants[:n]:
            if first.heir.full == claim.heir.full:
                continue
            if not claim.names(first.heir):
                _twice(claim, first, diagnostics)
            elif not first.names(claim.heir):
                _twice(first, claim, diagnostics)


def _twice(claim: _Claim, other: _Claim, diagnostics: Diagnostics) -> None:
    diagnostics.report(
        "PG206.former_twice",
        claim.former.span,
        name=claim.former.text,
        other=other.heir.full,
        related={"first": other.former.span},
    )


def _shared_with(
    project: Project,
    name: str,
    claim: _Claim,
    living: MappingType[str, Heir],
    claims: MappingType[str, list[_Claim]],
    diagnostics: Diagnostics,
) -> None:
    claimants = [other.heir.full for other in claims[name]]
    for other in claim.shared_with:
        full = claim.heir.full_name(other.text)
        if full == claim.heir.full:
            diagnostics.report("PG285.itself", other.span, name=other.text)
        elif full not in living:
            if not _unread(project, other.text):
                diagnostics.report("PG285.unknown", other.span, name=other.text, guess=_guess(claim.heir, full, living))
        elif full not in claimants:
            diagnostics.report("PG285.unclaimed", other.span, name=other.text, former=claim.former.text)


def _instead(project: Project, heir: Heir, living: MappingType[str, Heir], diagnostics: Diagnostics) -> None:
    name = heir.deprecated.instead if heir.deprecated is not None else None
    if name is None:
        return
    full = heir.full_name(name.text)
    if full == heir.full:
        diagnostics.report("PG289.itself", name.span, name=name.text)
    elif full not in living and not _unread(project, name.text):
        diagnostics.report("PG289.unknown", name.span, name=name.text, guess=_guess(heir, full, living))


def _guess(heir: Heir, full: str, living: MappingType[str, Heir]) -> str:
    same = [name.removeprefix(heir.scope) for name, other in living.items() if other.scope == heir.scope]
    return did_you_mean(full.removeprefix(heir.scope), same) or say("suggest.no_name")


def _unread(project: Project, written: str) -> bool:
    return written.rpartition(":")[2] in project.unread


def _place(project: Project, full: str, otherwise: Span) -> Span:
    """Return where the clause, question, value or role with this full name is written."""
    clause = project.clauses.get(full)
    if clause is not None:
        return clause.entry.id.span
    name, _, value = full.partition("=")
    group, _, key = name.partition(".")
    if group == "people":
        role = project.vocabulary.people.get(key)
        return role.label.span if role is not None else otherwise
    question = project.vocabulary.groups.get(group, {}).get(key)
    if question is None:
        return otherwise
    return question.values[value].span if value else question.label.span
