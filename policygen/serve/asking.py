"""A question of the vocabulary as a page shows it, and what a visitor's form says as the words that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.datastructures import FormData

from policygen.ask.answers import email_of, own_field_of, post_of, usual_title
from policygen.ask.interview import PERSON, InterviewQuestion
from policygen.ask.offers import OfferedAnswer, fitting_choices, offered_answers
from policygen.ask.unfinished import Unfinished
from policygen.serve.pages import day_of
from policygen.serve.typed_text import typed_line, typed_lines

MOST_PEOPLE = 6
NOBODY = ("none", "vacant")
_LONG = ("lines", "list")
_PRESET = ("one_of", "yes_no")  # the usual answer is chosen already
# The values of `autocomplete` (HTML, 4.10.18.7) would offer the visitor's own details, which are not the school's.
_KEYBOARDS = {"telephone": "tel", "email": "email", "number": "numeric", "web": "url"}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form says for one question: as `Answers.give` takes it."""

    text: str
    post: str | None = None
    email: str | None = None
    telephone: str | None = None

    def part_in(self, problem: str) -> str:
        """Return the field beside the name that a problem quotes, or ""."""
        fields = {"email": self.email, "telephone": self.telephone, "post": self.post}
        return next((name for name, text in fields.items() if text and text != self.text and text in problem), "")


def question_view(
    item: InterviewQuestion,
    now: Unfinished,
    typed: FormData | None,
    rows: int = 0,
    *,
    prefix: str = "",
    day: Callable[[date], str] = str,
) -> dict[str, Any]:
    """Return what the template needs of a question; `typed` are its fields as they came, if they are shown again.

    The names of its fields begin with `prefix`. `day` writes a date as people do.
    """
    person, offers = item.type == PERSON, offered_answers(item, now)
    likely = _likely(item, now, offers) if typed is None else ""
    names = _names(item, now) if typed is None else [str(one) for one in typed.getlist("name") if str(one)]
    state = _state(item, now) if typed is None else str(typed.get("state_of", ""))
    return {
        "key": item.key,
        "prefix": prefix,
        "kind": "person" if person else "choice" if item.closed else "long" if item.type in _LONG else "line",
        "type": item.type,
        "question": item.question,
        "help": item.help,
        "label": item.label,
        "needed": bool(item.needed),
        "choices": [{"value": value, "words": words} for value, words in fitting_choices(item, now).items()]
        if item.closed
        else [],
        "offers": () if likely else offers,
        "likely": bool(likely),
        "preset": item.type in _PRESET and _usual(item, now) is not None,
        "several": item.type == "many_of",
        "chosen": _chosen(item, now) if typed is None else [str(one) for one in typed.getlist("answer")],
        "text": (_text(item, now, day) or likely) if typed is None else str(typed.get("answer", "")),
        "keyboard": _KEYBOARDS.get(item.type, "text"),
        "names": [*names, *[""] * max(rows - len(names), 0 if names else 1)][:MOST_PEOPLE],
        "most": MOST_PEOPLE,
        "post": (post_of(item, now) if typed is None else str(typed.get("post", ""))) if person else "",
        "usual_title": usual_title(item, now) if person else "",
        "signs": item.signs,
        "email": (email_of(item, now) if typed is None else str(typed.get("email", ""))) if person else "",
        "prints_email": item.prints_email,
        "telephone": (own_field_of(item, now, "telephone") if typed is None else str(typed.get("telephone", "")))
        if person
        else "",
        "prints_telephone": item.prints_telephone,
        "kept_for": "" if typed is None else str(typed.get("kept_for", "")),
        "warning": item.warning,
        "state": state,
        "may_be_none": not item.needed and not item.closed and (bool(item.falls_back) if person else item.optional),
        "may_be_vacant": person,
        "default": item.default_words or item.falls_back,
        "id": item.key.replace(".", "-").replace(":", "--"),
    }


def typed_of(item: InterviewQuestion, form: FormData) -> Typed:
    """Return what the form says; "" for nothing."""
    state = str(form.get("state_of", ""))
    if state in NOBODY:
        return Typed(state)
    if item.type == PERSON:
        names = [" ".join(typed_line(one).replace(";", " ").split()) for one in form.getlist("name")]
        post = typed_line(form.get("post", "")) if "post" in form else None
        email = typed_line(form.get("email", "")) if "email" in form else None
        telephone = typed_line(form.get("telephone", "")) if "telephone" in form else None
        # An empty field for the post stands for the usual one.
        text = "; ".join(name for name in names if name)
        return Typed(text, post or (None if post is None else "none"), email, telephone)
    if item.type == "many_of":
        return Typed(", ".join(str(one) for one in form.getlist("answer")))
    typed = form.get("answer", "")
    return Typed(typed_lines(typed) if item.type in _LONG else typed_line(typed))


def says_both(form: FormData) -> bool:
    """Return whether a form says that there is nobody or nothing, and gives a name or an answer as well."""
    return str(form.get("state_of", "")) in NOBODY and any(
        typed_line(one) for field in ("name", "answer") for one in form.getlist(field)
    )


def says_anything(form: FormData) -> bool:
    """Return whether a form says anything of a question, even if it is no answer: a number without a name."""
    fields = ("state_of", "name", "answer", "post", "email", "telephone")
    return any(typed_line(one) for field in fields for one in form.getlist(field))


def answer_row(
    item: InterviewQuestion, now: Unfinished, later: Sequence[str], words: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a question with its answer in words, for the page that shows all of them."""
    answer = now.answer(item)
    without = "later" if item.key in later else "needed"
    state = "given" if answer is not None else without if item.needed else "usual"
    shown = words["answers"].get(answer, answer) if answer is not None else words["answers"][state]
    if isinstance(day := _value(item, now), date):
        shown = day_of(words, day)
    if state == "usual" and (usual := item.default_words or item.falls_back):
        shown = f"{words['answers']['usual_is']} {usual}"
    elif state == "usual" and item.warning:
        state, shown = "warned", f"{words['answers']['left_out']} {item.warning}"
    beside = _beside(item, now) if item.type == PERSON and state == "given" else []
    return {
        "id": row_id(item.key),
        "key": item.key,
        "question": item.question,
        "label": f"{item.label[:1].upper()}{item.label[1:]}",
        "answer": "\n".join((str(shown), *beside)),
        "state": state,
        "from_above": now.from_above(item),
    }


def row_id(key: str) -> str:
    """Return the id of an answer on the page that shows all of them."""
    return f"answer-{key.replace('.', '-').replace(':', '--')}"


def _beside(item: InterviewQuestion, now: Unfinished) -> list[str]:
    """Return what is printed beside the names of a post's holders: another post, and how to reach them."""
    fields = now.settled.people[item.name].fields
    found = (fields.get(name) for name in ("post", "email", "telephone"))
    return [one.value for one in found if one is not None and isinstance(one.value, str) and one.value]


def _state(item: InterviewQuestion, now: Unfinished) -> str:
    answer = now.answer(item)
    return answer if answer in NOBODY else ""


def _names(item: InterviewQuestion, now: Unfinished) -> list[str]:
    answer = now.answer(item) if item.type == PERSON else None
    return [name for name in (answer or "").split("; ") if name] if answer not in NOBODY else []


def _value(item: InterviewQuestion, now: Unfinished) -> Any:
    """Return the settled value of a question that somebody has answered, or None."""
    if not now.answered(item) or item.type == PERSON:
        return None
    policies = now.policies(item)
    if item.group == "policy":
        return now.settled.policies[policies[0]][item.name].value if policies else None
    return now.settled.settings[item.key].value


def _likely(item: InterviewQuestion, now: Unfinished, offers: Sequence[OfferedAnswer]) -> str:
    """Return the answer that a needed question in words most likely has: the only one that fits this school."""
    fitting = offers[0].text if len(offers) == 1 and item.needed and item.type != PERSON else ""
    return "" if now.answered(item) else fitting


def _usual(item: InterviewQuestion, now: Unfinished) -> Any:
    """Return what holds while a fact or a choice of the school has no answer, or None."""
    return now.settled.settings[item.key].value if item.key in now.settled.settings else None


def _chosen(item: InterviewQuestion, now: Unfinished) -> list[str]:
    value = _value(item, now)
    if value is None and item.type in _PRESET:
        value = _usual(item, now)
    if value is None:
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(one) for one in value] if isinstance(value, tuple) else [str(value)]


def _text(item: InterviewQuestion, now: Unfinished, day: Callable[[date], str]) -> str:
    value = _value(item, now)
    if value is None:
        return ""
    if isinstance(value, date):
        return day(value)
    return "\n".join(str(one) for one in value) if isinstance(value, tuple) else str(value)
