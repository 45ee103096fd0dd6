"""What each page of a visit shows and what its form does: from a visit and a form to a page and the visit after it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from starlette.datastructures import FormData

from policygen.api.drafting import SchoolDraft
from policygen.api.library import Library
from policygen.ask.extent import fewest_and_most
from policygen.ask.interview import PERSON, InterviewQuestion, interview
from policygen.ask.offers import offered_answers
from policygen.ask.questionnaire import PEOPLE_ASKED, questions_for
from policygen.ask.reading import NotAnAnswer, read_answer
from policygen.ask.starting import usual_policies
from policygen.ask.unfinished import Unfinished
from policygen.diagnostics.model import Diagnostics
from policygen.document.model import Document
from policygen.look.look import Look
from policygen.resolve.contradictions import report_contradictions
from policygen.serve.asking import MOST_PEOPLE, answer_row, question_view, row_id, says_both, typed_of
from policygen.serve.pages import Pages
from policygen.serve.preview import Previewer
from policygen.serve.visit import Visit

_MEETING = "policy.meeting_on"
_FEW = 3  # titles that are named before the rest is counted
_MINUTE = 60
# A clerk who had not seen the pages before took 18 minutes for 17 questions and the pages around them.
_SECONDS_EACH = 64


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
                "title": project.outlines[name].title.text,
                "about": " ".join(project.outlines[name].subject.text.split()),
            }
            for name in self.usual
        ]
        found = interview(project).item("school.name")
        assert found is not None  # noqa: S101 - every vocabulary asks for the name of the school
        self._name: InterviewQuestion = found

    @cached_property
    def _first_draft(self) -> Unfinished:
        return self._library.drafts.begin(self._pages.words["service"], self.usual).answers.now()

    @cached_property
    def _never_asked(self) -> frozenset[str]:
        """The questions that a draft begins with an answer to, such as the nation, except the name."""
        now = self._first_draft
        return frozenset(item.key for item in now.first() if now.answered(item)) - {self._name.key}

    @cached_property
    def extent(self) -> dict[str, int]:
        """Return how many questions a new school with every policy is asked, and about how many minutes that takes."""
        fewest, most = (count - len(self._never_asked) for count in fewest_and_most(self._first_draft))
        return {
            "fewest": fewest,
            "most": most,
            "minutes": 5 * round((fewest + most) * _SECONDS_EACH / 2 / (5 * _MINUTE)),
        }

    def _progress(self, order: list[str], at: int, now: Unfinished) -> dict[str, int]:
        """Return the number of a question and of all, as far as the answers until now tell."""
        passed = sum(one in self._never_asked for one in order[:at])
        beside = sum(one in self._never_asked for one in order)
        return {"number": at + 1 - passed, "all": max(fewest_and_most(now)[1], len(order)) - beside}

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
        """Return a visit that begins with a school's file. Raises Refused."""
        draft = self._library.drafts.read(data)
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
        key, action = str(form.get("key", "")), str(form.get("action", ""))
        if show := str(form.get("show", "")):
            visit = replace(visit, policy=show)
        if go := str(form.get("go", "")):
            return self._asked(draft, go, visit, form)
        now = draft.answers.now()
        item = now.interview.item(key)
        if item is None:
            return self._next(draft, visit, now, "", form, None)
        if action in ("more", "look"):
            rows = min(_number(form.get("rows")) + (action == "more"), MOST_PEOPLE)
            return self._asked(draft, key, visit, form, typed=form, rows=rows)
        if action == "later":
            later = (*(one for one in visit.later if one != key), key)
            visit = replace(visit, later=later, again=_without(visit.again, key))
            return self._next(draft, visit, now, key, form, None)
        before = self._document(draft, self._policy(now, item, visit))
        problem, part = self._given(draft, item, form)
        if problem:
            rows = _number(form.get("rows"))
            return self._asked(draft, key, visit, form, typed=form, problem=problem, part=part, rows=rows)
        visit = replace(visit, files=draft.files, later=_without(visit.later, key), again=_without(visit.again, key))
        return self._next(draft, visit, draft.answers.now(), key, form, before)

    def preview(self, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        """Return the preview with the answer in the form, if it is one; nothing of it is kept."""
        key = str(form.get("key", ""))
        with self._at_hand(visit, changed=False) as draft:
            now = draft.answers.now()
            item = now.interview.item(key)
            visit = replace(visit, policy=str(form.get("show", visit.policy)))
            policy = self._policy(now, item, visit)
            before = self._document(draft, policy)
            if item is not None and not self._given(draft, item, form)[0]:
                now = draft.answers.now()
            page = self._previewer.beside(draft.snapshot().session, policy, before, now)
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
        useful = [
            {"key": item.key, "label": item.label, "words": item.warning}
            for item in now.asked()
            if (item.warning or item.key == _MEETING) and not now.answered(item)
        ]
        return Shown("check", {**facts, "doubts": self._doubts(now), "useful": useful}), visit

    @staticmethod
    def _doubts(now: Unfinished) -> list[dict[str, str]]:
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
            found.append({"key": key if label else "", "label": label, "words": one.hint})
        return found

    def others(self, visit: Visit, _: FormData) -> tuple[Shown, Visit]:
        """Show what is still to be asked, on a page for each person who knows."""
        now = self._draft(visit).answers.now()
        wanted = {*visit.later, *(item.key for item in now.unasked())}
        pages = []
        for who in PEOPLE_ASKED:
            questions = [
                {
                    "question": one.item.question,
                    "help": one.item.help,
                    "choices": list(one.item.choices.values()) if one.item.closed else [],
                }
                for one in questions_for(now, who)
                if one.item.key in wanted
            ]
            pages += [{"who": self._pages.words["people"][who], "questions": questions}] if questions else []
        return Shown("others", {"pages": pages, "school": self._school_name(now)}), visit

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
        return self._asked(draft, following, visit, form, before=before, now=now)

    def _asked(
        self,
        draft: SchoolDraft,
        key: str,
        visit: Visit,
        form: FormData,
        *,
        typed: FormData | None = None,
        problem: str = "",
        part: str = "",
        rows: int = 0,
        before: Document | None = None,
        now: Unfinished | None = None,
    ) -> tuple[Shown, Visit]:
        """Show a question, with the policy beside it."""
        now = now or draft.answers.now()
        item = next((one for one in now.asked() if one.key == key), None)
        if item is None:
            return self._check(draft, visit)
        policy = self._policy(now, item, visit)
        if before is not None and before.policy in now.settled.policies:
            policy = before.policy  # where the last answer changed words
        view = question_view(item, now, typed, rows)
        order = [one.key for one in now.first()]
        at = order.index(key) if key in order else -1
        facts = {
            "title": item.question,
            "q": view,
            "topic": next((one.title for one in now.interview.topics if item in one.items), ""),
            "progress": self._progress(order, at, now) if at >= 0 else None,
            "back": order[at - 1] if at > 0 else "",
            "left": len(visit.again) if key in visit.again else 0,
            "affects": self._titles(now.policies(item)),
            "return_to": str(form.get("return", "")),
            "policies": [{"id": name, "title": self._library.policies[name]} for name in now.settled.policies],
            "shown": policy,
            "marked": before is not None,
            "preview": self._previewer.beside(draft.snapshot().session, policy, before, now),
            "wide": True,
            "error_list": ({"words": problem, "target": f"{view['id']}-{part}" if part else view["id"]},)
            if problem
            else (),
            "part": part,
            "row": row_id(key),
        }
        return Shown("question", facts), replace(visit, policy=policy)

    @staticmethod
    def _policy(now: Unfinished, item: InterviewQuestion | None, visit: Visit) -> str:
        """Return the policy to look at: the visitor's, if the answer changes it, else the first that it changes."""
        using = now.policies(item) if item is not None else ()
        known = tuple(now.settled.policies)
        if visit.policy in (using or known):
            return visit.policy
        return next(iter((*using, *known)), "")

    @staticmethod
    def _document(draft: SchoolDraft, policy: str) -> Document:
        return draft.snapshot().session.document(policy, draft=True)

    def _titles(self, policies: tuple[str, ...]) -> str:
        titles = [self._library.policies[name] for name in policies]
        if len(titles) > _FEW + 1:
            return self._pages.said("more_policies", titles=", ".join(titles[:_FEW]), count=len(titles) - _FEW)
        return ", ".join(titles)

    @staticmethod
    def _school_name(now: Unfinished) -> str:
        return str(now.settled.settings["school.name"].value or now.settled.id)


def _without(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(one for one in keys if one != key)


def _number(text: object) -> int:
    return int(text) if isinstance(text, str) and text.isdecimal() and len(text) < 3 else 1
