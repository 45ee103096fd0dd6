"""Tell words that are no answer ("TBC", "as above", "[name]"), and answers that are in the wrong place or form.

What counts as no answer is a list in non_answers.yaml, which the form in the browser has too (templates/form/answers.js
has the same rules). `scripts/names.py` tries them with the names of thousands of people and schools.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

import yaml

from policygen.check.scalars import UnreadableValue

_SEPARATORS = re.compile(r"[,;:/()\[\]|\n–—]| - ")
_BRACKETS = re.compile(r"\[([^\[\]]*)\]|<([^<>]*)>")
# A line to write on, dots to fill, and letters that stand for letters; XXX in capitals may be a number.
_GAPS = re.compile(r"_{2,}|\.{4,}|…{2,}|(?<!\w)[Xx]x{2,}(?!\w)")
_LETTERS = re.compile(r"x[x ]+")
_OTHER = re.compile(r"[\W_]+")
# What may make a text no answer whose first word is in none of the lists; most texts have neither.
_SIGNS = re.compile(r"[,;:/()\[\]|\n–—<_…]| - |\.{4}|[Xx][Xx]")
_FIRST = re.compile(r"[\W_]*([^\W_]+)")
# Contact details: the sign that one may be there, which is quick to look for, and what it looks like.
_DETAILS = (
    ("email", re.compile("@"), re.compile(r"[^\s@<>(),;:\"]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")),
    ("web", re.compile(r"://|www\.", re.IGNORECASE), re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)),
    ("telephone", re.compile(r"[0-9]"), re.compile(r"(?<![0-9])(?:\+[0-9]|\(?0)[0-9 ()-]{8,}[0-9]")),
)
# What stands between a name and the title of a post: "Ruth Adeyemi, Headteacher", "Ruth Adeyemi (Headteacher)".
_PARTS_OF_A_NAME = re.compile(r"[,;(/–—]| - ")
# A word with a full stop at the end of the text. "A.", "B.Sc.", "MBA." and "Ltd.", without a vowel, are short for more.
_STOPPED = re.compile(r"(?<![\w.])[A-Za-z]+(?:[ )”’\"']*)\.$")
_VOWELS = frozenset("aeiouy")

_IN_A_NAME = {
    "email": "PG238.person_email", "web": "PG238.person_web", "telephone": "PG238.person_telephone",
    "figures": "PG238.person_figures",
}  # fmt: skip
_FOR_WORDS = {"email": "PG238.email", "web": "PG238.web", "telephone": "PG238.telephone"}


@dataclass(frozen=True, slots=True)
class NonAnswers:
    """The lists of non_answers.yaml, which explains them; `firsts` are the first words of all but abbreviations."""

    whole: frozenset[str]
    exact: frozenset[str]
    part: frozenset[str]
    part_in_capitals: frozenset[str]
    begins: frozenset[str]
    abbreviations: frozenset[str]
    ask: frozenset[str]
    of: frozenset[str]
    other: frozenset[str]
    headings: frozenset[str]
    firsts: frozenset[str]


@cache
def non_answers() -> NonAnswers:
    """Return the lists; they are read when the first answer is."""
    lists = lists_of_non_answers()
    entries = (entry for name, listed in lists.items() if name != "abbreviations" for entry in listed)
    firsts = frozenset(_plain(entry).partition(" ")[0] for entry in entries)
    return NonAnswers(**{name: frozenset(words) for name, words in lists.items()}, firsts=firsts)


def lists_of_non_answers() -> dict[str, list[str]]:
    """Return the lists as they are written."""
    text = Path(__file__).with_name("non_answers.yaml").read_text(encoding="utf-8")
    return cast("dict[str, list[str]]", yaml.load(text, Loader=yaml.CSafeLoader))


def is_blank(text: str) -> bool:
    """Tell whether nobody sees anything of the text: no character but spaces, hidden ones and marks on no letter."""
    return not text or (not text[0].isalnum() and all(unicodedata.category(one)[0] in "ZCM" for one in text))


def is_no_answer(text: str) -> bool:
    """Tell whether a text says only that there is no answer yet."""
    lists, first = non_answers(), _FIRST.match(text)
    if first is not None and first[1].lower() not in lists.firsts and not _SIGNS.search(text):
        return False
    words = _plain(text)
    if not words or words in lists.whole or words in lists.part or text.strip() in lists.exact:
        return True
    if words.startswith(tuple(lists.begins)) or _GAPS.search(text) or _LETTERS.fullmatch(words):
        return True
    if _SEPARATORS.search(text):
        parts = [part.strip(" .…") for part in _SEPARATORS.split(text)]
        if any(_plain(part) in lists.part or part in lists.part_in_capitals for part in parts):
            return True
    return _is_template(text, words, lists)


def is_stand_in(text: str) -> bool:
    """Tell whether a heading, a note or a reason is nothing but words that stand for others still to be written.

    It is stricter than `is_no_answer`: "Testing", "Your role" and "To be confirmed with the governors" are headings.
    """
    if not is_no_answer(text):
        return False
    lists, words = non_answers(), _plain(text)
    found = set(words.split())
    if found and found <= lists.ask | lists.of | lists.other:
        # "Insert name here" and "[Name]", but not "Your role" and "Name".
        return "insert" in found or "here" in found or _BRACKETS.fullmatch(text.strip()) is not None
    if words in lists.headings:
        return False
    if not words or words in lists.whole or text.strip() in lists.exact or _LETTERS.fullmatch(words):
        return True
    if words.startswith("lorem ipsum"):
        return True
    parts = (part.strip(" .…") for part in _SEPARATORS.split(text))
    return all(_plain(part) in lists.part or part in lists.part_in_capitals for part in parts if _plain(part))


def _plain(text: str) -> str:
    return _OTHER.sub(" ", text.lower()).strip()


def _is_template(text: str, words: str, lists: NonAnswers) -> bool:
    for match in _BRACKETS.finditer(text):
        within = _plain(match[1] or match[2] or "").split()
        if match[0] == text.strip() or not (lists.ask | lists.of).isdisjoint(within):
            return True
    found = words.split()
    if lists.ask.isdisjoint(found) or lists.of.isdisjoint(found):
        return False
    return set(found) <= lists.ask | lists.of | lists.other


def detail_of(text: str) -> str:
    """Return "email", "web" or "telephone" if the whole text is one, and otherwise ""."""
    return next((kind for kind, sign, pattern in _DETAILS if sign.search(text) and pattern.fullmatch(text)), "")


def detail_in(text: str) -> str:
    """Return what stands in the name of a person or post that belongs elsewhere, "figures" if it is nothing else."""
    if kind := next((kind for kind, sign, pattern in _DETAILS if sign.search(text) and pattern.search(text)), ""):
        return kind
    return "" if any(one.isalpha() for one in text) else "figures"


def without_full_stop(text: str) -> str:
    """Return the text without a full stop at its end, unless the stop belongs to an abbreviation."""
    match = _STOPPED.search(text)
    if match is None:
        return text
    word = match[0].rstrip(".").rstrip(" )”’\"'")
    is_short_for_more = len(word) == 1 or word[1:] != word[1:].lower() or not _VOWELS.intersection(word.lower())
    return text if is_short_for_more or word.lower() in non_answers().abbreviations else text[:-1].rstrip()


@dataclass(frozen=True, slots=True)
class Post:
    """The post that a person is named for. All titles, its `own` and those of `others`, are in small letters."""

    role: str
    own: frozenset[str]
    others: frozenset[str]


def check_name(text: str, field: str, post: Post | None = None) -> None:
    """Raise UnreadableValue for a `name`, `title` or `post` with a contact detail in it or a full stop after it.

    With `post`, a name that is the title of a post, or that contains one beside the name, is refused too.
    """
    if kind := detail_in(text):
        raise UnreadableValue(_IN_A_NAME[kind], text=text, field=field)
    check_full_stop(text)
    if field == "name" and post is not None and (wording := _post_in(text, post)):
        raise UnreadableValue(wording, text=text, role=post.role)
    if field == "title" and text[:4].lower() == "the ":
        raise UnreadableValue("PG239.title", text=text, right=text[4:])


def _post_in(name: str, post: Post) -> str:
    whole, *parts = (part.strip(" ()").casefold() for part in (name, *_PARTS_OF_A_NAME.split(name)))
    if whole.removeprefix("the ") in post.own | post.others:
        return "PG238.person_post"
    if len(parts) > 1 and not post.own.isdisjoint(parts):
        return "PG238.person_and_post"
    return "PG238.person_and_other_post" if len(parts) > 1 and not post.others.isdisjoint(parts) else ""


def check_phrase(text: str, *, is_contact: bool, in_sentence: bool, figures: int | None = None) -> None:
    """Raise UnreadableValue for words on one line that cannot be printed where the policies print them.

    The arguments are what the vocabulary says of the question (`contact`, `in_sentence`, `figures`).
    """
    if not is_contact and (kind := detail_of(text)):
        raise UnreadableValue(_FOR_WORDS[kind], text=text)
    check_full_stop(text)
    if in_sentence and text.startswith("The "):
        raise UnreadableValue("PG239.the", text=text, right=f"the {text[4:]}")
    if figures and not re.fullmatch(rf"[0-9]{{{figures}}}", text):
        raise UnreadableValue("PG230", text=text, figures=figures)


def check_full_stop(text: str) -> None:
    """Raise UnreadableValue for words that end in a full stop, with which a sentence would end too early."""
    if (right := without_full_stop(text)) != text:
        raise UnreadableValue("PG239.full_stop", text=text, right=right)


def name_problem(text: str) -> str:
    """Return the code of what is wrong with a person's name, or ""."""
    return _problem(text, lambda: check_name(text, "name"))


def phrase_problem(text: str) -> str:
    """Return the code of what is wrong with words such as the name of a school, or ""."""
    return _problem(text, lambda: check_phrase(text, is_contact=False, in_sentence=False))


def _problem(text: str, check: Callable[[], None]) -> str:
    if is_blank(text) or is_no_answer(text):
        return "PG235"
    try:
        check()
    except UnreadableValue as error:
        return error.code
    return ""
