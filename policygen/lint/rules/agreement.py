"""A rule on verbs: a post or body, which can be one or several, takes a verb that has one form for both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policygen.check.files import home_of
from policygen.check.names import Names, in_text
from policygen.lint.model import Found, LintedLibrary, rule, word_lists
from policygen.lint.prose import VALUE, LintedText, sentences
from policygen.model.written import Written

_TOKEN = re.compile(rf"{VALUE}|\w[\w'’-]*|['’]s?(?!\w)|[,():–—]")
_PATH = re.compile(r"\{\{[-+]?\s*([a-z]+(?:\.\w+)+)\s*(?:\|\s*sentence\s*)?[-+]?\}\}")
_ITEM = re.compile(r"(?:\A|\n)[ ]*(?:[-•]|\d+\.)[ ]+(?:\*\*)?\Z")
# How far the second comma can be after the first in “the trust, a charity, is”, in words.
_APPOSITION = 12


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, a mark or a value of a sentence; `body` is the path of a value that names a post or body, or ""."""

    text: str
    offset: int
    body: str = ""


@rule("agreement", "PG627", on_words=True)
def agreement(library: LintedLibrary) -> Iterator[Found]:
    """A verb for one person, or a possessive, after a post or body that can be several: "the governors decides"."""
    for text in library.every_text:
        if "{{" not in text.written.text:
            continue
        for offset, (word, path) in sorted(_disagreeing(text, _bodies(library)).items()):
            span = text.span(offset, len(word))
            if word[0] in "'’":
                yield Found.of("PG627.possessive", span, text.clauses, words=word, path=path)
            elif plain := _plain(word.lower()):
                yield Found.of("PG627.verb", span, text.clauses, words=word, path=path, plain=plain)
            else:
                yield Found.of("PG627.turn", span, text.clauses, words=word, path=path)


def _bodies(library: LintedLibrary) -> tuple[Names, tuple[str, ...]]:
    return library.project.checker.names, library.project.vocabulary.groups_named_by


def _body(path: re.Match[str] | None, bodies: tuple[Names, tuple[str, ...]], home: str) -> str:
    """Return the path of a value that is printed as the subject of a sentence: a post, a body, a trust or council."""
    if path is None:
        return ""
    names, groups = bodies
    root, key, *fields = names.in_full(tuple(path[1].split(".")), home)
    if root == "people":
        is_subject = key in names.people and fields in ([], ["name"], ["title"])
        return in_text(f"{root}.{key}") if is_subject else ""
    question = names.questions.get(root, {}).get(key)
    named = question is not None and (question.in_sentence or (root == "school" and key in groups))
    return in_text(f"{root}.{key}") if named and not fields else ""


def _disagreeing(text: LintedText, bodies: tuple[Names, tuple[str, ...]]) -> dict[int, tuple[str, str]]:
    """Return each verb and possessive that is wrong in the plural, and the path of its post or body, by offset."""
    found: dict[int, tuple[str, str]] = {}
    # All branches together, for an `elif`, and then as they are read.
    for prose in dict.fromkeys((text.prose, *text.branches)):
        subject = ""
        for offset, sentence in sentences(prose):
            tokens = list(_tokens(text.written, offset, sentence, bodies))
            for at, token in enumerate(tokens):
                if token.body:
                    found |= {one.offset: (one.text, token.body) for one in _after(tokens, at)}
            if subject and _ITEM.search(text.written.text[:offset]):
                found |= {one.offset: (one.text, subject) for one in tokens[:1] if _is_listed(tokens, 0)}
            else:
                subject = _subject_of_a_list(tokens)
    return found


def _tokens(written: Written, offset: int, sentence: str, bodies: tuple[Names, tuple[str, ...]]) -> Iterator[_Token]:
    home = home_of(written.span.file)
    for match in _TOKEN.finditer(sentence):
        at = offset + match.start()
        body = _body(_PATH.match(written.text, at), bodies, home) if match[0] == VALUE else ""
        yield _Token(match[0], at, body)


def _after(tokens: list[_Token], at: int) -> Iterator[_Token]:
    """Yield what is wrong, in the plural, after the post or body at this place of a sentence."""
    if at + 1 < len(tokens) and tokens[at + 1].text[0] in "'’":
        yield tokens[at + 1]
        return
    verb = _past_brackets(tokens, at + 1)
    is_told_of = _word(tokens, verb + (_word(tokens, verb) == ",")) in ("who", "which")
    if is_told_of:
        verb += 2 if _word(tokens, verb) == "," else 1
    elif _is_object(tokens, at):
        return
    elif _word(tokens, verb) == ",":
        end = next((n for n in range(verb + 1, min(verb + _APPOSITION, len(tokens))) if tokens[n].text == ","), None)
        verb = _past_adverbs(tokens, end + 1) if end is not None else len(tokens)
        if not _is_listed(tokens, verb) and _word(tokens, verb) not in _lists()["modals"]:
            return
    verb = _past_adverbs(tokens, verb)
    if _is_singular(_word(tokens, verb)):
        yield tokens[verb]
    elif _word(tokens, verb) not in _lists()["modals"] or is_told_of:
        return
    yield from _later_verbs(tokens, verb) if not is_told_of else ()


def _later_verbs(tokens: list[_Token], verb: int) -> Iterator[_Token]:
    """Yield the verbs that are joined to this one and have the same subject, as far as that can be told.

    After "will see that a list is kept", a comma shows that "and names" goes back to the subject; after "will see that
    the lead keeps a list", nothing does.
    """
    within = False
    for at in range(verb + 1, len(tokens)):
        word, after = _word(tokens, at), _past_adverbs(tokens, at + 1)
        joins = word in ("and", "but", "or", "then")
        with_comma = word == "," or (joins and _word(tokens, at - 1) == ",")
        if (with_comma or (joins and not within)) and _is_listed(tokens, after):
            yield tokens[after]
        elif word == ":" or word in _lists()["others"] or (within and _is_another_verb(tokens, at)):
            return
        within = within or word in _lists()["turns"]


def _is_another_verb(tokens: list[_Token], at: int) -> bool:
    """Tell whether a verb in a clause with a subject of its own has the form for one: "that the lead keeps a list"."""
    joined = _word(tokens, at - 1) in ("and", "but", "or", "then", ",")
    return not joined and _word(tokens, at) not in _lists()["irregular"] and _is_listed(tokens, at)


def _word(tokens: list[_Token], at: int) -> str:
    return tokens[at].text.lower() if 0 <= at < len(tokens) else ""


def _is_object(tokens: list[_Token], at: int) -> bool:
    """Tell whether a post or body is not the subject of the next verb: "tell the head", "agreed with the head"."""
    return _word(tokens, _first_of_several(tokens, at) - 1) in _lists()["objects"]


def _first_of_several(tokens: list[_Token], at: int) -> int:
    """Return the place of the first value in "tell A, B or C", of which this place has the last."""
    while _word(tokens, at - 1) in ("and", "or", ",") and _word(tokens, at - 2) == VALUE:
        at -= 2
    return at


def _past_brackets(tokens: list[_Token], at: int) -> int:
    if _word(tokens, at) != "(":
        return at
    return next((n + 1 for n in range(at, len(tokens)) if tokens[n].text == ")"), len(tokens))


def _past_adverbs(tokens: list[_Token], at: int) -> int:
    while _word(tokens, at) in _lists()["adverbs"] or _word(tokens, at).endswith("ly"):
        at += 1
    return at


def _subject_of_a_list(tokens: list[_Token]) -> str:
    """Return the post or body whose verbs are in the list that follows, as after "the lead, or someone they name:"."""
    at = next((at for at in reversed(range(len(tokens))) if tokens[at].body), None)
    if at is None or tokens[-1].text != ":" or _is_object(tokens, at):
        return ""
    after = range(at + 1, len(tokens))
    has_verb = any(_word(tokens, one) in _lists()["modals"] or _is_listed(tokens, one) for one in after)
    return "" if has_verb or _word(tokens, at + 1) not in (",", ":") else tokens[at].body


def _is_singular(word: str) -> bool:
    """Tell whether a word after a subject is a verb for one person, going by its last letters."""
    if word in _lists()["irregular"]:
        return True
    return word.endswith("s") and not word.endswith(("ss", "us", "'s", "’s")) and word not in _lists()["innocent"]


def _is_listed(tokens: list[_Token], at: int) -> bool:
    """Tell whether a word is a verb for one person, going by the lists: nothing tells where it comes from."""
    word, after = _word(tokens, at), _word(tokens, at + 1)
    if word in _lists()["nouns"]:
        return after == VALUE or after in _lists()["after_a_verb"]
    return word in _lists()["verbs"]


def _plain(word: str) -> str:
    """Return the first form of a verb: "see" of "sees"; "" if "will" before it would be of no help."""
    irregular: dict[str, str] = _lists()["irregular"]
    if word in irregular:
        return irregular[word]
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("ches", "shes", "sses", "xes")) else word[:-1]


def _lists() -> dict[str, Any]:
    lists: dict[str, Any] = word_lists()["agreement"]
    return lists
