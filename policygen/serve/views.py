"""What each page of a visit shows and what its form does: from a visit and a form to a page and the visit after it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from starlette.datastructures import FormData

from policygen.api.drafting import SchoolDraft
from policygen.api.library import Library
from policygen.ask.interview import PERSON, InterviewQuestion, interview
from policygen.ask.offers import offered_answers
from policygen.ask.reading import NotAnAnswer, read_answer
from policygen.ask.starting import usual_policies
from policygen.ask.unfinished import Unfinished
from policygen.check.dates import known_today
from policygen.diagnostics.model import Diagnostics
from policygen.document.model import Document
from policygen.document.typography import typeset
from policygen.look.look import Look
from policygen.resolve.contradictions import report_contradictions
from policygen.serve.asking import MOST_PEOPLE, answer_row, says_anything, says_both, typed_of
from policygen.serve.pages import Pages
from policygen.serve.preview import Previewer
from policygen.serve.question_pages import Asking, QuestionPages
from policygen.serve.school_files import school_file_in
from policygen.serve.successors import Handover, handovers, kept_knowingly
from policygen.serve.together import keys_answered, own_fields, prefix_of
from policygen.serve.visit import Visit

_MEETING = "policy.meeting_on"
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: its template and what that needs."""

    template: str
    facts: dict[str, Any]


class Views:
    """The pages of visits. It keeps what the next page of a visit begins with, for a while; threads share it."""

    def __init__(self, library: Library, pages: Pages) -> None:
        self._library, self._pages = library, pages
        self._previewer = Previewer(Look.load(library.world))
        project = library.drafts.compiler.project
        self.usual = usual_policies(project)
        self.offered = [
            {
                "id": name,
                "title": typeset(project.outlines[name].title.text),
                "about": typeset(" ".join(project.outlines[name].subject.text.split())),
            }
            for name in self.usual
        ]
        found = interview(project).item("school.name")
        assert found is not None  # noqa: S101 - every vocabulary asks for the name of the school
        self._name: InterviewQuestion = found

    @cached_property
    def asking(self) -> QuestionPages:
        """The pages of the questions; what they count is found when the first of them is shown."""
        first = self._library.drafts.begin(self._pages.words["service"], self.usual).answers.now()
        return QuestionPages(self._library, self._pages, self._previewer, first, self._name.key)

    def forget(self) -> None:
        """Forget what was kept of visits for their next page, where that is too long ago."""
        self._library.drafts.recent.forget()
        self._previewer.fragments.forget()

    def name(self, typed: str = "", problem: str = "") -> Shown:
        """Return the page that asks for a new school's name."""
        errors = ({"words": problem, "target": "name"},) if problem else ()
        facts = {"question": self._name.question, "help": self._name.help, "typed": typed, "error_list": errors}
        return Shown("name", facts)

    def name_problem(self, typed: str) -> str:
        """Return why this cannot be a school's name, or ""."""
        if not typed:
            return self._pages.said("errors.name")
        try:
            read_answer(self._name, typed)
        except NotAnAnswer as error:
            return f"{error}. {error.hint}".strip()
        return ""

    def begin(self, _: Visit, form: FormData) -> tuple[Shown, Visit]:
        """Begin a school with the name in the form."""
        typed = " ".join(str(form.get("name", "")).split())
        if problem := self.name_problem(typed):
            return self.name(typed, problem), Visit()
        draft = self._library.drafts.begin(typed)
        return self.policies(Visit(school=draft.id, files=draft.files), FormData())

    def taken_up(self, data: bytes) -> Visit:
        """Return a visit that begins with a school's file, or a ZIP file with one in it. Raises Refused."""
        draft = self._library.drafts.read(school_file_in(data))
        draft.answers.now()  # raises Refused if the settings cannot be read
        return Visit(school=draft.id, files=draft.files, made_with=draft.made_with)

    def policies(self, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        """Ask which policies the school needs, or save that."""
        with self._at_hand(visit) as draft:
            return self._policies(draft, visit, form)

    def _policies(self, draft: SchoolDraft, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        chosen = [name for name in self._library.policies if name in form.getlist("policy")]
        saving = form.get("action") == "save"
        if saving and chosen:
            draft.choose(chosen)
            visit = replace(visit, files=draft.files)
            if form.get("return"):
                return self._check(draft, visit)
            return self._question(draft, visit, FormData())
        now = draft.answers.now()
        own = () if saving else now.settled.policies
        choices = [{**one, "chosen": one["id"] in own} for one in self.offered]
        facts = {"choices": choices, "school": self._school_name(now), "return_to": str(form.get("return", ""))}
        shown = Shown("policies", facts)
        return (self.with_error(shown, "errors.policies", f"policy-{self.usual[0]}") if saving else shown), visit

    def question(self, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        """Save an answer if the form gives one, and show the next question, or all answers after the last."""
        with self._at_hand(visit) as draft:
            return self._question(draft, visit, form)

    def _question(self, draft: SchoolDraft, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        action = str(form.get("action", ""))
        if show := str(form.get("show", "")):
            visit = replace(visit, policy=show)
        now = draft.answers.now()
        if go := str(form.get("go", "")):
            return self._asked(draft, Asking(keys=self._keys_back_to(go, now, visit, form)), visit, form)
        keys = keys_answered(form)
        items = self._items(now, keys)
        if not items:
            return self._next(draft, visit, now, "", form, None)
        if again := self._refilled(form, items, now):
            return self._asked(draft, again, visit, form)
        if action == "later" and len(items) == 1:
            visit = _left(visit, keys, keys)
            return self._next(draft, visit, now, keys[0], form, None)
        before = self._document(draft, self.asking.policy(now, items, visit))
        passed = handovers(items, now, keys, form)
        problems, left = self._saved(draft, items, keys, form, passed)
        if len(left) == len(items) and action != "later" and not problems:
            problems = {keys[0]: (self._pages.said("errors.answers"), "")}
        if problems:
            visit = replace(visit, files=draft.files)
            rows = {item.key: _rows(form, item.key, keys) for item in items}
            typed = kept_knowingly(passed, keys, form)
            return self._asked(draft, Asking(keys=keys, typed=typed, problems=problems, rows=rows), visit, form)
        visit = _left(replace(visit, files=draft.files), keys, left)
        return self._next(draft, visit, draft.answers.now(), keys[-1], form, before)

    @staticmethod
    def _items(now: Unfinished, keys: tuple[str, ...]) -> list[InterviewQuestion]:
        """Return the questions with these keys; none at all if the school does not have one of them."""
        found = [now.interview.item(key) for key in keys]
        return [item for item in found if item is not None] if all(found) else []

    def _refilled(self, form: FormData, items: list[InterviewQuestion], now: Unfinished) -> Asking | None:
        """Return the same page if somebody looks at another policy, adds a person, or takes an answer given before."""
        keys = tuple(item.key for item in items)
        more = str(form.get("more", ""))
        rows = {key: min(_rows(form, key, keys) + (key == more), MOST_PEOPLE) for key in keys}
        if more or form.get("action") == "look":
            return Asking(keys=keys, typed=form, rows=rows)
        taken = {}
        for item in items if len(items) > 1 else ():
            name = f"{prefix_of(item.key, keys)}same"
            offered = next((one.text for one in offered_answers(item, now) if one.source == form.get(name)), "")
            if offered:
                taken[f"{prefix_of(item.key, keys)}{'name' if item.type == PERSON else 'answer'}"] = offered
        if not taken:
            return None
        kept = [(name, text) for name, text in form.multi_items() if name not in taken]
        return Asking(keys=keys, typed=FormData([*kept, *taken.items()]), rows=rows)

    def _saved(
        self,
        draft: SchoolDraft,
        items: list[InterviewQuestion],
        keys: tuple[str, ...],
        form: FormData,
        passed: Mapping[str, Handover],
    ) -> tuple[dict[str, tuple[str, str]], tuple[str, ...]]:
        """Put the form's answers into the draft; return by question what is wrong, and which have no answer.

        A question that is alone on its page has to have one, and so has one that had an answer. Of a post that has
        `passed` to somebody else nothing is saved yet.
        """
        problems, left = {}, []
        now = draft.answers.now()
        for item in items:
            fields = own_fields(form, item.key, keys)
            if len(items) > 1 and not typed_of(item, fields).text:
                if now.answered(item) or says_anything(fields):
                    problems[item.key] = (self._pages.said("errors.emptied", label=item.label), "")
                else:
                    left.append(item.key)
                continue
            handed = passed.get(item.key)
            problem, part = handed.problem(self._pages.words) if handed else self._given(draft, item, fields)
            if problem:
                problems[item.key] = (problem, part)
        return problems, tuple(left)

    def _keys_back_to(self, key: str, now: Unfinished, visit: Visit, form: FormData) -> tuple[str, ...]:
        """Return the questions on the page with one that was asked before, alone if only it is to be changed."""
        if form.get("return"):
            return (key,)
        among = visit.again if key in visit.again else [item.key for item in now.first()]
        return self.asking.keys_from(key, among)

    def preview(self, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        """Return the preview with the answers in the form that are any; nothing of it is kept."""
        keys = keys_answered(form)
        with self._at_hand(visit, changed=False) as draft:
            now = draft.answers.now()
            items = self._items(now, keys)
            visit = replace(visit, policy=str(form.get("show", visit.policy)))
            policy = self.asking.policy(now, items, visit)
            before = self._document(draft, policy)
            for item in items:
                self._given(draft, item, own_fields(form, item.key, keys))
            page = self._previewer.beside(draft.snapshot().session, policy, before, draft.answers.now())
        return Shown("preview", {"preview": page}), visit

    def check(self, visit: Visit, _: FormData) -> tuple[Shown, Visit]:
        """Show all answers."""
        with self._at_hand(visit) as draft:
            return self._check(draft, visit)

    def _check(self, draft: SchoolDraft, visit: Visit) -> tuple[Shown, Visit]:
        now = draft.answers.now()
        asked = {item.key for item in now.asked()}
        topics = []
        for topic in now.interview.topics:
            rows = [answer_row(item, now, visit.later, self._pages.words) for item in topic.items if item.key in asked]
            usual = [row for row in rows if row["state"] == "usual"]
            answered = [row for row in rows if row["state"] != "usual"]
            topics.append({"title": topic.title, "answered": answered, "usual": usual})
        missing = [{"key": item.key, "label": item.label} for item in now.missing()]
        errors = [
            {"words": self._pages.plainly(f"{one.message}. {one.hint}".strip()), "target": ""}
            for one in now.diagnostics
            if one.severity == "error"
        ]
        titles = [self._library.policies[name] for name in now.settled.policies]
        kept = sum(len(topic["usual"]) for topic in topics)
        facts = {"topics": topics, "usual": kept, "missing": missing, "error_list": errors, "titles": titles}
        facts["made_before"] = bool(visit.made_with)
        useful = [
            {"key": item.key, "label": item.label, "words": item.warning}
            for item in now.asked()
            if (item.warning or item.key == _MEETING) and not now.answered(item)
        ]
        return Shown("check", {**facts, "doubts": self._doubts(now), "useful": useful}), visit

    def _doubts(self, now: Unfinished) -> list[dict[str, str]]:
        """Return what the vocabulary says of answers that do not fit together, each with the question to look at."""
        items = {item.key: item for item in now.asked()}
        found, doubts = [], Diagnostics()
        report_contradictions(now.project, now.settled, doubts)
        for one in doubts:
            setting = next(
                (each for each in now.settled.settings.values() if each.how == "school" and each.span == one.span), None
            )
            role = next((name for name, each in now.settled.people.items() if each.fields["name"].span == one.span), "")
            key = setting.key if setting is not None else f"people.{role}"
            label = items[key].label if key in items else ""
            found.append({"key": key if label else "", "label": label, "words": self._pages.plainly(one.hint)})
        return [*found, *self._meeting_over(now)]

    def _meeting_over(self, now: Unfinished) -> list[dict[str, str]]:
        """Return the doubt about a meeting that is over: last year's date would be printed on this year's policies."""
        today, item = known_today(now.project.world), now.interview.item(_MEETING)
        days = [answers[item.name].value for answers in now.settled.policies.values()] if item else []
        past = [day for day in days if isinstance(day, date) and today is not None and day < today]
        if not item or not past:
            return []
        return [
            {
                "key": _MEETING,
                "label": item.label,
                "words": self._pages.said("meeting_over", day=self._pages.day(max(past))),
            }
        ]

    def with_error(self, shown: Shown, key: str, target: str, **facts: object) -> Shown:
        """Return a page with an error in its summary."""
        error = {"words": self._pages.said(key, **facts), "target": target}
        return Shown(shown.template, {**shown.facts, "error_list": (error,)})

    def minutes(self, seconds: int) -> str:
        """Return a length of time as a person would say it."""
        words = self._pages.words["minutes"]
        if seconds <= _MINUTE // 2:
            return str(words["short"])
        count = -(-seconds // _MINUTE)
        return str(words["one"] if count == 1 else words["several"].format(count=count))

    def name_of(self, visit: Visit) -> str:
        """Return the school's name."""
        return self._school_name(self._draft(visit).answers.now())

    def policies_of(self, visit: Visit) -> int:
        """Return how many policies the school has."""
        return len(self._draft(visit).answers.now().settled.policies)

    def _at_hand(self, visit: Visit, *, changed: bool = True) -> AbstractContextManager[SchoolDraft]:
        """Have the draft of a visit; without `changed`, what is done to it is for this page only."""
        return self._library.drafts.at_hand(visit.school, visit.files, changed=changed)

    def _draft(self, visit: Visit) -> SchoolDraft:
        return self._library.drafts.of(visit.school, visit.files)

    def _given(self, draft: SchoolDraft, item: InterviewQuestion, form: FormData) -> tuple[str, str]:
        """Put the form's answer into the draft; return why it cannot be used, or "", and which part of it."""
        if same := str(form.get("same", "")):
            offers = offered_answers(item, draft.answers.now())
            offered = next((one.text for one in offers if one.source == same), "")
            if offered:
                return draft.answers.give(item.key, offered), ""
        if says_both(form):
            return self._pages.said("errors.both"), ""
        typed = typed_of(item, form)
        if not typed.text:
            later = self._pages.words["buttons"]["later" if item.needed else "other"]
            return self._pages.said("errors.choose" if item.closed else "errors.answer", later=later), ""
        if item.type != PERSON:
            return draft.answers.give(item.key, typed.text), ""
        problem = draft.answers.give(
            item.key, typed.text, post=typed.post, email=typed.email, telephone=typed.telephone
        )
        return problem, typed.part_in(problem)

    def _next(
        self, draft: SchoolDraft, visit: Visit, now: Unfinished, key: str, form: FormData, before: Document | None
    ) -> tuple[Shown, Visit]:
        """Show the next question to look at again, or without an answer and not left for later; then all answers."""
        order = [item.key for item in now.first()]
        todo = [item.key for item in now.unasked() if item.key not in visit.later]
        after = order.index(key) if key in order else -1
        following = next((one for one in todo if order.index(one) > after), todo[0] if todo else "")
        following = next((item.key for item in now.asked() if item.key in visit.again), following)
        if form.get("return") or not following:
            return self._check(draft, visit)
        keys = self.asking.keys_from(following, visit.again if following in visit.again else todo)
        return self._asked(draft, Asking(keys=keys, before=before), visit, form)

    def _asked(self, draft: SchoolDraft, asking: Asking, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        """Show questions, with the policy beside them; all answers, if this school is not asked one of them."""
        now = draft.answers.now()
        if not {*asking.keys} <= {one.key for one in now.asked()}:
            return self._check(draft, visit)
        facts, visit = self.asking.shown(draft, now, asking, visit, str(form.get("return", "")))
        return Shown("question", facts), visit

    @staticmethod
    def _document(draft: SchoolDraft, policy: str) -> Document:
        return draft.snapshot().session.document(policy, draft=True)

    @staticmethod
    def _school_name(now: Unfinished) -> str:
        return str(now.settled.settings["school.name"].value or now.settled.id)


def _left(visit: Visit, keys: tuple[str, ...], left: tuple[str, ...]) -> Visit:
    """Return a visit after the page with these questions, of which some were left for somebody else."""
    later = tuple(one for one in visit.later if one not in keys)
    again = tuple(one for one in visit.again if one not in keys)
    return replace(visit, later=(*later, *left), again=again)


def _rows(form: FormData, key: str, keys: tuple[str, ...]) -> int:
    """Return how many people a form has fields for in one of its questions."""
    text = form.get(f"{prefix_of(key, keys)}rows")
    return int(text) if isinstance(text, str) and text.isdecimal() and len(text) < 3 else 1
