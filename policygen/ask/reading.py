"""Read what a person types as the answer to a question, with the same checks and messages as `policygen check`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Literal

from policygen.ask.interview import PERSON, InterviewQuestion
from policygen.ask.yaml_text import GivenAnswer
from policygen.check.answers import HOLDERS, type_text
from policygen.check.non_answers import Post, check_name, check_phrase, is_blank, is_no_answer
from policygen.check.scalars import UnreadableValue
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.source.characters import check_characters


class NotAnAnswer(ValueError):
    """What was typed is not an answer; `hint` says what to type instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def read_answer(item: InterviewQuestion, typed: str) -> GivenAnswer:
    """Return the answer in `typed`. Several lines, and the entries of a list, are separated by line ends.

    A choice can be given by its number, its word or its meaning. Raises NotAnAnswer.
    """
    text = typed.strip()
    found = Diagnostics()
    check_characters("answer", text, found)
    for slip in found:
        raise NotAnAnswer(slip.message, slip.hint)
    if text == "none" and not item.closed:
        if item.needed:
            hint = say("ask.needed_person_hint" if item.type == PERSON else "ask.needed_hint")
            raise NotAnAnswer(say("ask.needed"), hint)
        return GivenAnswer(state="none")
    if text == "vacant" and item.type == PERSON:
        return GivenAnswer(state="vacant")
    if item.closed:
        return _chosen(item, text)
    lines = [line for line in text.split("\n") if not is_blank(line)]
    if not lines or any(is_no_answer(line) for line in lines):
        raise NotAnAnswer(say("ask.no_answer", text=text), say(_instead(item)))
    if item.type == "list":
        # One per line, because an entry can contain a semicolon.
        entries = tuple(dict.fromkeys(part.strip() for part in text.split("\n") if part.strip()))
        return GivenAnswer(entries)
    if item.type == PERSON:
        return _people(item, text)
    if item.type != "text":
        return GivenAnswer(_typed(text, item.type))
    words = partial(check_phrase, text, is_contact=item.contact, in_sentence=item.in_sentence, figures=item.figures)
    return GivenAnswer(_typed(text, "text", words))


def read_post(text: str, field: str) -> str:
    """Return the `title` or `post` that goes with a person's name. Raises NotAnAnswer."""
    found = Diagnostics()
    check_characters("answer", text, found)
    for slip in found:
        raise NotAnAnswer(slip.message, slip.hint)
    if is_no_answer(text):
        raise NotAnAnswer(say("ask.no_answer", text=text), say("ask.keep_person").strip())
    return _typed(text, "text", partial(check_name, text, field))


def read_post_contact(text: str, kind: Literal["email", "telephone"]) -> str:
    """Return an e-mail address or a telephone number. Raises NotAnAnswer."""
    return _typed(text, kind)


def _people(item: InterviewQuestion, text: str) -> GivenAnswer:
    """Return one person, or several who hold the post together: their names are separated by semicolons."""
    names = list(dict.fromkeys(" ".join(part.split()) for part in text.split(";") if not is_blank(part)))
    post = Post(item.name, frozenset((item.label.casefold(),)), item.posts)
    for name in names:
        if is_no_answer(name) or name in ("none", "vacant"):
            raise NotAnAnswer(say("ask.no_answer", text=name), say(_instead(item)))
        _typed(name, "text", partial(check_name, name, "name", post))
    if len(names) == 1:
        return GivenAnswer({"name": names[0]})
    return GivenAnswer({HOLDERS: tuple({"name": name} for name in names)})


def _instead(item: InterviewQuestion) -> str:
    """Return the sentence that says what to type instead of words that are no answer."""
    if item.type == PERSON:
        return "ask.no_answer_person" if item.needed else "ask.no_answer_person_none"
    return "ask.no_answer_needed" if item.needed else "ask.no_answer_optional"


def _chosen(item: InterviewQuestion, text: str) -> GivenAnswer:
    if item.type == "many_of":
        return GivenAnswer(_several(text, item.choices))
    if item.type == "yes_no" and text.lower() in ("y", "n"):
        text = "yes" if text.lower() == "y" else "no"
    one = _one(text, item.choices)
    return GivenAnswer(one == "yes") if item.type == "yes_no" else GivenAnswer(one)


def _several(text: str, choices: Mapping[str, str]) -> tuple[str, ...]:
    """Return answers separated by commas, semicolons or blanks; a meaning can contain any of them."""
    with suppress(NotAnAnswer):
        return (_one(text, choices),)
    parts = re.split(r"[,;]" if re.search(r"[,;]", text) else r"\s", text)
    return tuple(dict.fromkeys(_one(part.strip(), choices) for part in parts if part.strip()))


def _one(text: str, choices: Mapping[str, str]) -> str:
    """Return the answer that `text` means: its number in the list, its word or its meaning."""
    words = list(choices)
    if text.isdecimal() and 1 <= int(text) <= len(words):
        return words[int(text) - 1]
    plain = re.sub(r"[\s-]+", "_", text.lower())
    found = [word for word, meaning in choices.items() if plain == word or text.lower() == meaning.lower()]
    if not found:
        raise NotAnAnswer(say("ask.not_a_choice", text=text), say("ask.not_a_choice_hint", last=len(words)))
    return found[0]


def _typed(text: str, kind: str, check: Callable[[], None] = lambda: None) -> str:
    """Return the words if they can be read as `kind` and `check` has nothing against them."""
    try:
        type_text(text, kind)
        check()
    except UnreadableValue as error:
        raise NotAnAnswer(error.message, error.hint) from error
    return text
