"""Make the plan of a school's duties: of its policies as they stand, in its own words and with its own people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from policygen.assemble.assemble import title_of
from policygen.assemble.filler import Filler
from policygen.assemble.placeholders import MARK_CLOSE, MARK_OPEN, Hole, inline_of
from policygen.assemble.prose import Context
from policygen.assemble.values import hole_of, scope_of
from policygen.assemble.wording import capitalised
from policygen.build.reviews import next_review
from policygen.check.conditions import evaluate
from policygen.check.duties import is_question, plain_run
from policygen.check.files import origin_of
from policygen.check.project import form_texts
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.document.model import Blank, Inline, Origin
from policygen.document.plain import words_of
from policygen.document.typography import typeset
from policygen.look.texts import TemplateRefused
from policygen.model.duties import EVENT, DutyEntry, Interval
from policygen.model.written import Written
from policygen.report.duties.dates import SchoolYear
from policygen.report.duties.model import DutyHolder, DutyPlan, LostDuty, PlannedDuty
from policygen.resolve.settled import Person
from policygen.resolve.tailoring import Planned

_MARK = re.compile(f"{MARK_OPEN}(\\d+){MARK_CLOSE}")
_ORDER: tuple[Interval, ...] = ("year", "term", "month", "week", "day", "event")


def duties_of(compiler: Compiler, school: School, year: int | None = None) -> DutyPlan:
    """Return the duties of a school in the school year that begins in `year`, by default the present one.

    A clause that several policies have gives its duties once, from the first of them, policies before guides.
    """
    wording = school.assembler.wording
    terms = school.project.vocabulary.school_year
    when = SchoolYear.beginning(year, terms, wording, compiler.project.world.today())
    duties: list[PlannedDuty] = []
    lost: list[LostDuty] = []
    done: set[str] = set()
    order = sorted(school.plans, key=lambda policy: school.plans[policy].outline.kind != "policy")
    for policy in order:
        of_policy = _OfPolicy(compiler, school, policy, when)
        for planned in school.plans[policy].clauses:
            if planned.duties and planned.name not in done:
                done.add(planned.name)
                duties += of_policy.planned(planned)
                lost += of_policy.lost(planned)
    duties.sort(key=_place)
    name = str(school.settled.settings["school.name"].value or school.id)
    return DutyPlan(school.id, name, when.year, tuple(duties), tuple(lost))


def _place(duty: PlannedDuty) -> tuple[bool, bool, int, date]:
    first = duty.due[0] if duty.due else None
    later = first is not None and first.later
    return duty.interval == "event", later, _ORDER.index(duty.interval), first.on if first else date.max


class _OfPolicy:
    """Makes the duties of one policy of a school."""

    def __init__(self, compiler: Compiler, school: School, policy: str, year: SchoolYear) -> None:
        self._compiler, self._school, self._policy, self._year = compiler, school, policy, year
        self._project, self._settled, self._wording = school.project, school.settled, school.assembler.wording
        self._filler: Filler = school.assembler.filler
        shared = school.assembler.shared_scope
        self._scope: dict[str, Any] = scope_of(
            self._project, self._settled, self._settled.policies[policy], self._wording, shared
        )
        self._title = typeset(title_of(self._settled, school.plans[policy]))
        document = compiler.compile(school, policy).document
        self._sections = {one.clause: one for top in document.sections for one in top.sections if one.clause}

    def planned(self, planned: Planned) -> Iterator[PlannedDuty]:
        """Yield the duties that a clause of the school promises."""
        said = self._said(planned)
        for n, duty in enumerate(planned.duties):
            if self._promised(duty, said) and self._holds(duty):
                yield self._duty(planned, duty, n)

    def lost(self, planned: Planned) -> Iterator[LostDuty]:
        """Yield the duties of the library's clause that are not in the school's own words for it."""
        if planned.change != "replaced":
            return
        said = self._said(planned)
        for duty in planned.duties:
            if self._holds(duty) and not self._promised(duty, said):
                number, title = self._heading(planned)
                yield LostDuty(self._title, number, title, plain_run(self._plain(duty.says)))

    def _duty(self, planned: Planned, duty: DutyEntry, n: int) -> PlannedDuty:
        number, title = self._heading(planned)
        return PlannedDuty(
            key=f"{planned.name}/{n}",
            policy=self._policy,
            policy_title=self._title,
            clause=planned.name,
            number=number,
            title=title,
            holders=tuple(dict.fromkeys(holder for name in duty.holders for holder in self._holder(name.text))),
            what=self._inline(planned, duty.what),
            interval=duty.interval,
            event=words_of(self._inline(planned, duty.every)).removeprefix(EVENT) if duty.event else "",
            within=self._within(planned, duty),
            due=self._year.due(duty, self._date(duty)),
            says=typeset(plain_run(words_of(self._inline(planned, duty.says)))),
            file=origin_of(duty.span.file),
            line=duty.span.line,
        )

    def _heading(self, planned: Planned) -> tuple[str, str]:
        section = self._sections[planned.name]
        return section.number, words_of(section.title)

    def _said(self, planned: Planned) -> str:
        """Return all words of a clause as the school has it, before the school's own word for pupils."""
        texts = (planned.title, planned.text, *form_texts(planned.form))
        return "\n".join(plain_run(self._plain(text)) for text in texts).casefold()

    def _promised(self, duty: DutyEntry, said: str) -> bool:
        return plain_run(self._plain(duty.says)).casefold() in said

    def _holds(self, duty: DutyEntry) -> bool:
        condition = self._project.reader.read(duty.when) if duty.when is not None else None
        return condition is None or evaluate(condition, self._settled.tested).holds

    def _fill(self, text: Written) -> tuple[str, list[Hole]]:
        try:
            return self._filler.fill(text.text, self._scope, self._project.checker.key_of(text))
        except TemplateRefused:
            return "", []  # The policy itself reports it.

    def _plain(self, text: Written) -> str:
        marked, holes = self._fill(text)
        return _MARK.sub(lambda mark: holes[int(mark[1])].text, marked)

    def _inline(self, planned: Planned, text: Written) -> tuple[Inline, ...]:
        marked, holes = self._fill(text)
        say = self._school.assembler.terms.printing(planned.clause, text)
        return self._school.assembler.prose.inline(
            marked, Context(planned.name, holes, _value, lambda name: (), say)  # noqa: ARG005
        )  # fmt: skip

    def _within(self, planned: Planned, duty: DutyEntry) -> str:
        if duty.within is None:
            return ""
        time = words_of(self._inline(planned, duty.within))
        if is_question(duty.within):
            group, _, key = duty.within.text.partition(".")
            time = self._scope[group].children[key].text
        elif not time[:1].isdigit():
            return time
        return self._wording("duties.within", time=time) if time else ""

    def _date(self, duty: DutyEntry) -> date | None:
        by = duty.by.text if duty.by is not None else ""
        if by == "policy.review_on":
            return next_review(self._compiler, self._school, self._policy)
        group, _, key = by.partition(".")
        answers = self._settled.policies[self._policy] if group == "policy" else {}
        setting = answers.get(key) or self._settled.settings.get(by)
        return setting.value if setting is not None and isinstance(setting.value, date) else None

    def _holder(self, name: str) -> Iterator[DutyHolder]:
        """Yield who a duty names; nobody for a body or a post that the school does not have."""
        if name in self._settled.people:
            person = self._settled.people[name]
            if person.state != "none":
                yield _of_post(person)
        elif "." in name:
            group, _, key = name.partition(".")
            settings = self._settled.policies[self._policy] if group == "policy" else {}
            setting = settings.get(key) or self._settled.settings.get(name)
            if setting is not None and setting.value is not None:
                yield DutyHolder(capitalised(hole_of(self._project, setting, self._wording).text))
        elif name in self._project.vocabulary.audiences:
            yield DutyHolder(self._project.vocabulary.audiences[name].text, group=True)


def _of_post(person: Person) -> DutyHolder:
    value = person.fields["name"].value
    names = value if isinstance(value, tuple) else (value,)
    known = tuple(str(one) for one in names if one is not None and person.state != "vacant")
    origin: Origin = person.fields["name"].origin
    cover = _of_post(person.cover) if person.cover is not None else None
    return DutyHolder(capitalised(str(person.title.value)), known, person.state == "vacant", cover, origin)


def _value(hole: Hole) -> Inline:
    return inline_of(hole) if hole.missing is None else Blank(label=hole.missing.label, key=hole.missing.key)
