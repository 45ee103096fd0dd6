"""Somebody new in a post whose form still says how to reach the person before, which a clerk easily overlooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from policygen.ask.answers import email_of, own_field_of
from policygen.ask.interview import PERSON, InterviewQuestion
from policygen.ask.unfinished import Unfinished
from policygen.serve.asking import NOBODY, typed_of
from policygen.serve.together import own_fields, prefix_of

# The field that says for whom a visitor has kept a number or an address, after they were told whose it was.
KEPT_FOR = "kept_for"


@dataclass(frozen=True, slots=True)
class Handover:
    """A post that passes from one person to another, and the fields that still say how to reach the first."""

    before: str
    after: str
    fields: tuple[str, ...]

    def problem(self, words: Mapping[str, Any]) -> tuple[str, str]:
        """Return what to say of it, and the field that it stands at."""
        key = "both" if len(self.fields) > 1 else self.fields[0]
        return words["handed_over"][key].format(before=self.before, after=self.after), self.fields[0]


def handover(item: InterviewQuestion, now: Unfinished, form: FormData) -> Handover | None:
    """Return what a post's form keeps of the person before; None if there is no other person, or it was kept knowingly.

    A name with the same last word is the same person, whose name was put right.
    """
    before, typed = now.answer(item), typed_of(item, form)
    if item.type != PERSON or not before or before in NOBODY or not typed.text or typed.text in NOBODY:
        return None
    if before.split()[-1].casefold() == typed.text.split()[-1].casefold() or form.get(KEPT_FOR) == typed.text:
        return None
    known = {"telephone": own_field_of(item, now, "telephone"), "email": email_of(item, now)}
    kept = tuple(name for name, text in known.items() if text and text == getattr(typed, name))
    return Handover(before, typed.text, kept) if kept else None


def handovers(
    items: Sequence[InterviewQuestion], now: Unfinished, keys: Sequence[str], form: FormData
) -> dict[str, Handover]:
    """Return, by question, those on a page."""
    found = {item.key: handover(item, now, own_fields(form, item.key, keys)) for item in items}
    return {key: one for key, one in found.items() if one is not None}


def kept_knowingly(found: Mapping[str, Handover], keys: Sequence[str], form: FormData) -> FormData:
    """Return a form that, sent once more as it is, keeps what the visitor is told about."""
    marks = {f"{prefix_of(key, keys)}{KEPT_FOR}": one.after for key, one in found.items()}
    return FormData([*((name, text) for name, text in form.multi_items() if name not in marks), *marks.items()])
