"""The pages that ask: one question, or a few that are quicker to answer together, with the policy beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from starlette.datastructures import FormData

from policygen.api.drafting import SchoolDraft
from policygen.api.library import Library
from policygen.ask.extent import fewest_and_most
from policygen.ask.interview import InterviewQuestion
from policygen.ask.unfinished import Unfinished
from policygen.document.model import Document
from policygen.serve.asking import question_view, row_id
from policygen.serve.pages import Pages
from policygen.serve.preview import Previewer
from policygen.serve.together import Together, asked_beside, own_fields, prefix_of, shared_heading
from policygen.serve.visit import Visit

_FEW = 3  # titles that are named before the rest is counted
_MINUTE = 60
# A clerk who reads every word needs 13 minutes for 17 questions and the pages around them: benchmarks/reading.py.
_SECONDS_EACH = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A page of questions to show: as the form came (`typed`), or as the answers are `now`.

    `problems` say of a question what is wrong with its answer and which field that is about, `rows` how many people
    can be named for it. `before` is the document before the last answer.
    """

    keys: tuple[str, ...]
    typed: FormData | None = None
    problems: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    rows: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    before: Document | None = None


class QuestionPages:
    """Shows questions. Threads share it."""

    def __init__(self, library: Library, pages: Pages, previewer: Previewer, first: Unfinished, name: str) -> None:
        """`first` are the answers that a school begins with; `name` is the key of the question for its name."""
        self._library, self._pages, self._previewer = library, pages, previewer
        self._first, self._name = first, name
        self.together: tuple[Together, ...] = Together.all_in(pages.words)

    @cached_property
    def _never_asked(self) -> frozenset[str]:
        """The questions that a draft begins with an answer to, such as the nation, except the name."""
        return frozenset(item.key for item in self._first.first() if self._first.answered(item)) - {self._name}

    @cached_property
    def extent(self) -> dict[str, int]:
        """Return how many questions a new school with every policy is asked, and about how many minutes that takes."""
        fewest, most = (count - len(self._never_asked) for count in fewest_and_most(self._first))
        return {
            "fewest": fewest,
            "most": most,
            "minutes": 5 * round((fewest + most) * _SECONDS_EACH / 2 / (5 * _MINUTE)),
        }

    def keys_from(self, key: str, among: Sequence[str]) -> tuple[str, ...]:
        """Return the questions on the page that asks one: it and those beside it that are `among` these."""
        return asked_beside(self.together, key, among)

    def shown(
        self, draft: SchoolDraft, now: Unfinished, asking: Asking, visit: Visit, return_to: str
    ) -> tuple[dict[str, Any], Visit]:
        """Return what the template of a page of questions needs; each of them must be asked."""
        asked = {item.key: item for item in now.asked()}
        items = [asked[key] for key in asking.keys]
        policy, before = self.policy(now, items, visit), asking.before
        if before is not None and before.policy in now.settled.policies:
            policy = before.policy  # where the last answer changed words
        order = [one.key for one in now.first()]
        at = order.index(items[0].key) if items[0].key in order else -1
        views = [self._view(item, now, asking) for item in items]
        facts = {
            "title": shared_heading(self.together, asking.keys) or items[0].question,
            "questions": views,
            "topic": next((one.title for one in now.interview.topics if items[0] in one.items), ""),
            "progress": self._progress(order, at, len(items), now) if at >= 0 else None,
            "back": order[at - 1] if at > 0 else "",
            "again": items[0].key in visit.again,
            "left": len(visit.again),
            "affects": self._titles(now.policies(items[0])) if len(items) == 1 else "",
            "return_to": return_to,
            "policies": [{"id": name, "title": self._library.policies[name]} for name in now.settled.policies],
            "shown": policy,
            "marked": before is not None,
            "preview": self._previewer.beside(draft.snapshot().session, policy, before, now),
            "wide": True,
            "error_list": tuple({"words": one["error"], "target": one["target"]} for one in views if one["error"]),
            "row": row_id(items[0].key),
        }
        return facts, replace(visit, policy=policy)

    def _view(self, item: InterviewQuestion, now: Unfinished, asking: Asking) -> dict[str, Any]:
        prefix = prefix_of(item.key, asking.keys)
        typed = own_fields(asking.typed, item.key, asking.keys) if asking.typed is not None else None
        view = question_view(item, now, typed, asking.rows.get(item.key, 0), prefix=prefix, day=self._pages.day)
        problem, part = asking.problems.get(item.key, ("", ""))
        return {**view, "error": problem, "part": part, "target": f"{view['id']}-{part}" if part else view["id"]}

    @staticmethod
    def policy(now: Unfinished, items: Sequence[InterviewQuestion], visit: Visit) -> str:
        """Return the policy to look at: the visitor's, if an answer changes it, else the first that one changes."""
        using = tuple(dict.fromkeys(policy for item in items for policy in now.policies(item)))
        known = tuple(now.settled.policies)
        if visit.policy in (using or known):
            return visit.policy
        return next(iter((*using, *known)), "")

    def _progress(self, order: list[str], at: int, count: int, now: Unfinished) -> dict[str, int]:
        """Return the numbers of the questions on a page and of all, as far as the answers until now tell."""
        passed = sum(one in self._never_asked for one in order[:at])
        beside = sum(one in self._never_asked for one in order)
        number = at + 1 - passed
        most = max(fewest_and_most(now)[1], len(order)) - beside
        return {"number": number, "last": number + count - 1, "all": most}

    def _titles(self, policies: tuple[str, ...]) -> str:
        titles = [self._library.policies[name] for name in policies]
        if len(titles) > _FEW + 1:
            return self._pages.said("more_policies", titles=", ".join(titles[:_FEW]), count=len(titles) - _FEW)
        return ", ".join(titles)
