"""The words that a school has in common with its group, and whether the group's adoption of them still holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from policygen.adoption.group_record import CommonBranch, CommonPart, GroupRecord, read_group_records
from policygen.assemble.adoptions import GroupAdoption
from policygen.compile.school import School
from policygen.diagnostics.model import Diagnostics
from policygen.document.fingerprint import COVER, fingerprint_parts
from policygen.document.masking import masked
from policygen.document.model import Document
from policygen.document.plain import words_of
from policygen.document.renaming import Heirs, renamed_key, renamed_words
from policygen.document.typography import folded
from policygen.model.settings import Settings
from policygen.resolve.groups import group_name
from policygen.resolve.settle import settle
from policygen.resolve.tailoring import Plan

if TYPE_CHECKING:
    from policygen.compile.compiler import Compiler


def common_words(document: Document, plan: Plan, below: Sequence[Settings]) -> tuple[CommonPart, ...]:
    """Return a policy's words without those of the files `below` the group, the school's among them.

    Their clauses are left out, and their answers are replaced by the answers' keys. People and contacts are no part of
    it, and neither are the cover and the pages at the back.
    """
    files = frozenset(settings.file for settings in below)
    own = {one.name for one in plan.clauses if one.tailored_by in files}
    headings = {f"policygen:section.{one.section.id.text}" for one in plan.sections if one.added_by in files}
    parts = fingerprint_parts(masked(document, files))
    return tuple(
        CommonPart(part.id, part.same_as_written, part.title.text)
        for part in parts
        if part.id != COVER and part.id not in headings and part.clause not in own
    )


def in_group_terms(compiler: Compiler, school: School, below: Sequence[Settings]) -> School:
    """Return a school with the group's terms (`resolve.terms`) where the files `below` the group have terms of theirs.

    What the pupils are called is an answer too, and no answer of the school's is part of what is in common.
    """
    files = {settings.file for settings in below}
    own = {
        key
        for key in school.project.vocabulary.deciding_terms
        if key in school.settled.settings and school.settled.settings[key].origin.file in files
    }
    if not own:
        return school
    chain = tuple(_without_answers(one, own) if one.file in files else one for one in school.settled.chain)
    return compiler.planned(settle(compiler.project, chain, Diagnostics()), Diagnostics())


def _without_answers(settings: Settings, keys: set[str]) -> Settings:
    groups = {
        group: {key: answer for key, answer in answers.items() if f"{group}.{key}" not in keys}
        for group, answers in settings.groups.items()
    }
    return replace(settings, groups=groups)


def common_adoption(
    compiler: Compiler, school: School, policy: str, document: Document, diagnostics: Diagnostics
) -> GroupAdoption | None:
    """Return the adoption by the nearest group that has adopted this policy, if the school still has those words.

    What has changed since is reported as notes.
    """
    chain = school.settled.chain
    for n, settings in enumerate(chain[1:], 1):
        records = read_group_records(school.project.world, group_name(settings.file), policy, diagnostics)
        if not records:
            continue
        last, plan, below = _under_todays_names(records[-1], school.project.heirs), school.plans[policy], chain[:n]
        files = {one.file for one in below}
        shared = in_group_terms(compiler, school, below)
        common = document if shared is school else compiler.compile(shared, policy, records=()).document
        now = _folded(common_words(common, plan, below))
        own = {one.name for one in plan.clauses if one.tailored_by in files}
        left = [one for one in plan.left_out if one.by == "tailoring" and one.tailored_by in files]
        departed = own | {one.name for one in left}
        body = body_of(school, settings)
        if any(_without(branch, departed) == now for branch in last.branches):
            titles = {one.id: one for section in document.sections for one in section.sections}
            shown = (f"{titles[one.name].number} {words_of(titles[one.name].title)}"
                     for one in plan.clauses if one.name in own)  # fmt: skip
            return GroupAdoption(body, last.on, last.minute, last.file, tuple(shown), bool(left))
        _report(school, last, departed, now, body, diagnostics)
        return None
    return None


def _under_todays_names(record: GroupRecord, heirs: Heirs) -> GroupRecord:
    """Return a record with today's names of clauses, questions and roles that have been renamed, but not split."""
    names = {old: new[0] for old, new in heirs.items() if len(new) == 1}
    if not names:
        return record
    branches = (
        replace(
            branch,
            parts=tuple(
                CommonPart(
                    renamed_key(part.id, names), tuple(renamed_words(one, names) for one in part.words), part.heading
                )
                for part in branch.parts
            ),
        )
        for branch in record.branches
    )
    return replace(record, branches=tuple(branches))


def body_of(school: School, settings: Settings) -> str:
    """Return the name of the trust or council that keeps a file, as the file gives it; else the file's id."""
    for key in school.project.vocabulary.groups_named_by:
        answer = settings.groups["school"].get(key)
        if answer is not None and answer.value is not None:
            return str(answer.value)
    return settings.id


def _without(branch: CommonBranch, departed: set[str]) -> tuple[CommonPart, ...]:
    return _folded(part for part in branch.parts if part.id not in departed)


def _folded(parts: Iterable[CommonPart]) -> tuple[CommonPart, ...]:
    """Return parts as they are compared: an older record has straight quotes where a policy has curly ones now."""
    return tuple(CommonPart(part.id, tuple(map(folded, part.words)), folded(part.heading)) for part in parts)


def _report(
    school: School,
    last: GroupRecord,
    departed: set[str],
    now: tuple[CommonPart, ...],
    body: str,
    diagnostics: Diagnostics,
) -> None:
    """Report how the school's words differ from its own branch, or else from the one with most words in common."""
    date = school.assembler.wording.date(last.on)
    diagnostics.report("PG811", body=body, date=date, file=last.file)
    branch = max(last.branches, key=lambda one: (school.id in one.schools, len(set(_folded(one.parts)) & set(now))))
    before = {part.id: part for part in _without(branch, departed)}
    after = {part.id: part for part in now}
    for part in now:
        if part.id not in before:
            diagnostics.report("PG812.added", section=part.heading)
        elif before[part.id] != part:
            diagnostics.report("PG812.changed", section=part.heading)
    for part in before.values():
        if part.id not in after:
            diagnostics.report("PG812.removed", section=part.heading)
