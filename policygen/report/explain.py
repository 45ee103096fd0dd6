"""Why a school has a clause: its file and line, its condition, the source of each value, what it meets and cites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from policygen.check.claims import holds
from policygen.check.conditions import evaluate
from policygen.check.files import origin_of
from policygen.check.project import Project
from policygen.check.tailoring import clauses_called
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.document.model import Section, Value
from policygen.document.plain import words_of
from policygen.document.walk import walk
from policygen.model.checked import Claim, review_state
from policygen.model.library import ClauseEntry
from policygen.resolve.locks import Lock, locked_by, locks_over
from policygen.resolve.tailoring import LeftOut, Planned


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The answer to "why": each field is text for a person; `values` are (value, key, place).

    `words` says whose words the school has. `requirements` are what these words meet, and `partly` what they meet in
    part; what only the library's words meet, where the school has others, is in `unchecked`.
    """

    school: str
    policy: str
    clause: str
    number: str
    title: str
    place: str
    state: str
    because: str
    values: tuple[tuple[str, str, str], ...] = ()
    words: str = ""
    requirements: tuple[tuple[str, str, str], ...] = ()
    partly: tuple[tuple[str, str, str], ...] = ()
    unchecked: tuple[tuple[str, str, str], ...] = ()
    references: tuple[tuple[str, str], ...] = ()
    reviewed: str = ""
    note: str = ""
    locked: str = ""

    def lines(self) -> Iterator[str]:
        """Yield the answer as lines of text."""
        number = f"{self.number} " if self.number else ""
        heading = say("why.heading", title=self.title, clause=self.clause, policy=self.policy, school=self.school)
        yield f"{number}{heading}"
        yield say("why.place", place=self.place)
        yield f"  {self.state}{': ' if self.because else ''}{self.because}"
        for value, key, place in self.values:
            yield say("why.value", value=value, key=key, place=place)
        if self.words:
            yield say("why.words", words=self.words)
        labelled = (("meets", self.requirements), ("partly", self.partly), ("unchecked", self.unchecked))
        for label, requirements in labelled:
            for name, locator, summary in requirements:
                yield say(f"why.{label}", name=name, locator=locator, summary=summary)
        for name, title in self.references:
            yield say("why.cites", name=name, title=title)
        if self.locked:
            yield say("why.locked", place=self.locked)
        if self.reviewed:
            yield say("why.review", reviewed=self.reviewed)
        if self.note:
            yield say("why.note", note=self.note)


def trace(compiler: Compiler, school: School, wanted: str, policy: str | None = None) -> list[Trace]:
    """Return a Trace for each policy of the school that has or leaves out `wanted` (a clause id or a number)."""
    found = []
    for name, plan in school.plans.items():
        if policy is not None and name != policy:
            continue
        document = compiler.compile(school, name, draft=True).document
        sections = {section.clause: section for top in document.sections for section in top.sections if section.clause}
        names = {wanted, *clauses_called(compiler.project, wanted, school.settled.chain)}
        for planned in plan.clauses:
            section = sections[planned.name]
            if planned.name in names or section.number == wanted:
                found.append(_held(compiler, school, name, planned, section))
        found += [_left_out(compiler, school, name, left) for left in plan.left_out if left.name in names]
    if not found:
        found = [_elsewhere(compiler, school, name) for name in compiler.project.find_clause(wanted)]
    return found


def reasons(compiler: Compiler, school: School, policy: str) -> dict[str, Trace]:
    """Return why the school has each clause of one of its policies, by the clause's full name."""
    document = compiler.compile(school, policy, draft=True).document
    sections = {section.clause: section for top in document.sections for section in top.sections if section.clause}
    return {one.name: _held(compiler, school, policy, one, sections[one.name]) for one in school.plans[policy].clauses}


def _held(compiler: Compiler, school: School, policy: str, planned: Planned, section: Section) -> Trace:
    whose = _whose(school, planned.tailored_by)
    states = {
        "as-published": say("why.adopted", whose=whose) if planned.tailored_by else say("why.as_published"),
        "replaced": say("why.replaced", whose=whose),
        "added": say("why.added", whose=whose),
    }
    because = planned.because
    if not because:
        because = planned.outcome.because if planned.outcome else say("why.everybody")
    title = words_of(section.title)
    locks = locks_over(compiler.project, school.settled.chain)
    values = tuple(
        dict.fromkeys((v.text, v.origin.key, _origin(v) + _locked(locks, policy, v)) for v in values_of(section))
    )
    found = Trace(
        school=school.id,
        policy=policy,
        clause=planned.name,
        number=section.number,
        title=title,
        place=f"{origin_of(planned.source.name)}:{planned.text.span.line}",
        state=states[planned.change],
        because=because,
        values=values,
        words=_whose_words(planned, whose),
    )
    return _with_its_sources(found, compiler, school, published=planned.change == "as-published")


def _left_out(compiler: Compiler, school: School, policy: str, left: LeftOut) -> Trace:
    states = {
        "condition": say("why.condition"),
        "tailoring": say("why.left_out", whose=_whose(school, left.tailored_by)),
        "home": say("why.home"),
    }
    span = left.clause.entry.span if left.clause else left.title.span
    found = Trace(
        school=school.id,
        policy=policy,
        clause=left.name,
        number="",
        title=school.assembler.terms.of_clause(left.clause, left.title),
        place=f"{origin_of(span.file)}:{span.line}",
        state=states[left.by],
        because=left.because,
    )
    return _with_its_sources(found, compiler, school)


def _elsewhere(compiler: Compiler, school: School, name: str) -> Trace:
    clause = compiler.project.clauses[name]
    homes = [
        o.title.text
        for o in compiler.project.outlines.values()
        if any(name in compiler.project.find_clause(c.text) for s in o.all_sections for c in s.names)
    ]
    because = say("why.not_built", policies=homes) if homes else say("why.in_no_policy")
    if clause.condition is not None:
        because += say("why.its_condition", because=evaluate(clause.condition, school.settled.tested).because)
    found = Trace(
        school=school.id,
        policy=say("why.no_policy"),
        clause=name,
        number="",
        title=clause.entry.title.text,
        place=f"{origin_of(clause.source.name)}:{clause.entry.span.line}",
        state=say("why.not_in_policy"),
        because=because,
    )
    return _with_its_sources(found, compiler, school)


def _with_its_sources(found: Trace, compiler: Compiler, school: School, *, published: bool = True) -> Trace:
    """Add what the library says of the clause: what it meets and cites, its review, its note and its lock.

    What a clause meets and who reviewed it is about the library's words; with other words, nobody has compared them.
    """
    project = compiler.project
    found = replace(found, locked=_lock_of(compiler, school, found.clause))
    if found.clause not in project.clauses:
        return found
    clause = project.clauses[found.clause]
    entry = clause.entry
    claims = [claim for claim in clause.claims if claim.name in project.requirements]
    about = [claim for claim in claims if claim.status != "not_applicable" and holds(claim, school.settled.tested)]
    references = [project.references[c.text] for c in entry.cites if c.text in project.references]
    met = _as_text(project, (claim for claim in about if claim.status == "met"))
    partly = _as_text(project, (claim for claim in about if claim.status == "partly"))
    return replace(
        found,
        requirements=met if published else (),
        partly=partly if published else (),
        unchecked=() if published else (*met, *partly),
        references=tuple((r.id.text, r.title.text) for r in references),
        reviewed=_reviewed(entry, published),
        note=entry.note.text if entry.note else "",
    )


def _as_text(project: Project, claims: Iterable[Claim]) -> tuple[tuple[str, str, str], ...]:
    found = [project.requirements[claim.name] for claim in claims]
    return tuple((r.name, f"{r.source_title}; {r.entry.locator}", r.entry.summary.text) for r in found)


def _whose_words(planned: Planned, whose: str) -> str:
    if planned.change != "as-published" or planned.clause is None:
        return say("why.words_of", whose=whose)
    library = planned.clause.library
    return say("why.words_of_library", library=library.title.text, version=library.version.text)


def _reviewed(entry: ClauseEntry, published: bool) -> str:
    """Return who reviewed the words that the school has; of other words than the library's, that nobody there has."""
    if not published:
        return say("why.not_reviewed")
    if entry.reviewed is None:
        return say("why.never_reviewed")
    return say(f"why.{review_state(entry)}", on=str(entry.reviewed.on), by=entry.reviewed.by.text)


def _whose(school: School, file: str) -> str:
    return say("why.the_school") if file in ("", school.settled.file) else file


def _lock_of(compiler: Compiler, school: School, clause: str) -> str:
    lock = locked_by(locks_over(compiler.project, school.settled.chain), clause)
    return f"{lock.file}:{lock.span.line}" if lock else ""


def _locked(locks: list[Lock], policy: str, value: Value) -> str:
    """Return a note for a value that a file above the school has locked."""
    key = value.origin.key
    group, _, rest = key.partition(".")
    return (
        say("why.locked_there") if locked_by(locks, f"policies.{policy}.{rest}" if group == "policy" else key) else ""
    )


def _origin(value: Value) -> str:
    return f"{value.origin.file}:{value.origin.line}" if value.origin.file else say("why.default")


def values_of(section: Section) -> Iterator[Value]:
    """Yield every Value in a section, in reading order."""
    return (part for part in walk(section) if isinstance(part, Value))
