"""Which questions a page asks together, and what its form says of each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData


@dataclass(frozen=True, slots=True)
class Together:
    """Questions, by their keys, that are answered quicker side by side, and the heading of the page that asks them."""

    title: str
    questions: frozenset[str]

    @classmethod
    def all_in(cls, words: Mapping[str, Any]) -> tuple[Together, ...]:
        """Return those of the pages' words."""
        return tuple(cls(one["title"], frozenset(one["questions"])) for one in words["together"])


def asked_beside(known: Iterable[Together], key: str, among: Sequence[str]) -> tuple[str, ...]:
    """Return the keys on the page that asks a question: what belongs together with it and is `among` these."""
    beside = next((one.questions for one in known if key in one.questions), frozenset())
    keys = tuple(one for one in among if one in beside)
    return keys if key in keys else (key,)


def shared_heading(known: Iterable[Together], keys: Sequence[str]) -> str:
    """Return the heading of a page with several questions, "" for one."""
    return next((one.title for one in known if len(keys) > 1 and keys[0] in one.questions), "")


def keys_answered(form: FormData) -> tuple[str, ...]:
    """Return the keys of the questions that a form answers; the first is "" if there are none."""
    return tuple(dict.fromkeys((str(form.get("key", "")), *(str(one) for one in form.getlist("with")))))


def prefix_of(key: str, keys: Sequence[str]) -> str:
    """Return what the names of a question's fields begin with: nothing for the first on its page."""
    return "" if key == keys[0] else f"{key}/"


def own_fields(form: FormData, key: str, keys: Sequence[str]) -> FormData:
    """Return the fields of one question, named as if it were alone on its page."""
    prefix = prefix_of(key, keys)
    return FormData([(name.removeprefix(prefix), one) for name, one in form.multi_items() if name.startswith(prefix)])
