"""Where each printed word of a clause comes from in its source, which is Markdown with placeholders and conditions.

A sign is put before each word and each placeholder of the source, and the clause is compiled with them: the words that
come out bring their signs with them, through conditions and lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.document.model import Blank, Document, Inline, Reference, Text, Value
from policygen.document.transform import mapped
from policygen.document.walk import walk
from policygen.model.written import Written
from policygen.readback.original import inlines_in
from policygen.readback.tokens import key_of, tokens_of
from policygen.resolve.tailoring import Plan, Planned
from policygen.resolve.terms import AS_WRITTEN, Terms

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
# What a sign would break, or what is not printed as it is written: addresses, numbers of lists, entities.
_LEFT_ALONE = re.compile(r"\]\([^)\s]*\)|^[ \t]*\d+[.)](?=\s)|&#?\w+;|https?://\S+", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
# Plane 15 is for private use (Unicode 23.5), and no file may contain its characters without a finding.
_FIRST, _MOST = 0xF0000, 0xFFF0
_SIGN = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + _MOST)}]")


@dataclass(frozen=True, slots=True)
class TracedWord:
    """A printed word, sign or value, and its characters in the source from `start` to `end`; -1 if they are not known.

    `value` is the settings key of a value. `is_made` is for a number that policygen counts.
    """

    key: str
    start: int = -1
    end: int = -1
    value: str = ""
    is_made: bool = False
    is_value: bool = False

    @property
    def is_known(self) -> bool:
        return self.start >= 0


@dataclass(frozen=True, slots=True)
class TracedSource:
    """A clause as a school has it: its title and text in the school's words, and the printed words of each line."""

    planned: Planned
    title: str
    text: str
    lines: Mapping[str, tuple[TracedWord, ...]]


def planned_clause(school: School, policy: str, clause: str) -> Planned | None:
    """Return a clause of a school's policy, or None if the policy no longer has it."""
    return next((one for one in school.plans[policy].clauses if one.name == clause), None)


def source_of(
    compiler: Compiler, school: School, policy: str, planned: Planned, shown: Callable[[Any], Any] | None = None
) -> TracedSource | None:
    """Return where a clause's words come from; None for a text that is too long for signs.

    `shown` gives each part as a file has it that does not print answers.
    """
    title, text = words_of_source(school, planned)
    signed_text, places = _signed(text, 0)
    signed_title, title_places = _signed(title, len(places))
    places += title_places
    if len(places) > _MOST:
        return None
    document = compiled_with(compiler, school, policy, planned, signed_title, signed_text)
    lines = {}
    for id_, children in clause_inlines(document, planned.name).items():
        source = title if id_ == planned.name else text
        children = mapped(children, shown) if shown is not None else children
        lines[id_] = tuple(_with_signs(list(_atoms(children, places)), source))
    return TracedSource(planned, title, text, lines)


def words_of_source(school: School, planned: Planned) -> tuple[str, str]:
    """Return a clause's title and text as they are written in its file, in the school's words."""
    terms = school.assembler.terms
    words = terms if terms.printing(planned.clause, planned.text) is terms else AS_WRITTEN
    return in_terms_of(words, planned.title.text), in_terms_of(words, planned.text.text)


def compiled_with(compiler: Compiler, school: School, policy: str, planned: Planned, title: str, text: str) -> Document:
    """Return a policy as it would be with other words for one clause; nothing of it is kept."""
    other = replace(planned, title=Written(title, planned.title.scalar), text=Written(text, planned.text.scalar))
    if planned.change == "as-published":
        # Parses of the library's clauses are kept for all schools.
        other = replace(other, change="replaced")
    plan = school.plans[policy]
    sections = tuple(
        replace(section, clauses=tuple(other if one is planned else one for one in section.clauses))
        for section in plan.sections
    )
    plans = {**school.plans, policy: Plan(plan.outline, sections, plan.left_out)}
    return compiler.compile(replace(school, plans=plans, compiled={}), policy, draft=True, records=()).assembled


def clause_inlines(document: Document, clause: str) -> Mapping[str, tuple[Inline, ...]]:
    """Return the content of a clause line by line, its title first, as `inlines_of` has it."""
    waiting = list(document.sections)
    while waiting:
        section = waiting.pop()
        if section.clause == clause:
            return inlines_in(section)
        waiting += section.sections
    return {}


def in_terms_of(terms: Terms, text: str) -> str:
    """Return a source in a school's words; what is in tags is no words."""
    if not terms:
        return text
    made, at = [], 0
    for tag in _TAG.finditer(text):
        made += [terms(text[at : tag.start()]), tag[0]]
        at = tag.end()
    return "".join((*made, terms(text[at:])))


def tags_in(text: str) -> Iterator[re.Match[str]]:
    """Yield the placeholders, conditions and comments of a source."""
    return _TAG.finditer(text)


def _signed(text: str, first: int) -> tuple[str, list[tuple[int, int]]]:
    """Return a source with a sign before each word and placeholder, and their places."""
    places: list[tuple[int, int]] = []
    alone = [found.span() for found in _LEFT_ALONE.finditer(text)]
    for tag in _TAG.finditer(text):
        if tag[0].startswith("{{"):
            places.append(tag.span())
        alone.append(tag.span())
    covered = bytearray(len(text))
    for start, end in alone:
        covered[start:end] = b"\1" * (end - start)
    places = [one for one in places if not _in_address(text, one)]
    places += [word.span() for word in _WORD.finditer(text) if not any(covered[word.start() : word.end()])]
    places.sort()
    made, at = [], 0
    for number, (start, _) in enumerate(places):
        made += [text[at:start], chr(_FIRST + first + number)]
        at = start
    return "".join((*made, text[at:])), places


def _in_address(text: str, place: tuple[int, int]) -> bool:
    return any(found.start() < place[0] < found.end() for found in re.finditer(r"\]\([^)\n]*\)", text))


def _atoms(children: tuple[Inline, ...], places: list[tuple[int, int]]) -> Iterator[TracedWord]:
    waiting: tuple[int, int] | None = None
    for part in walk(*children):
        match part:
            case Text(text=words):
                at = 0
                for sign in (*_SIGN.finditer(words), None):
                    end = sign.start() if sign is not None else len(words)
                    found = tokens_of(words[at:end])
                    for n, token in enumerate(found):
                        start, stop = waiting if waiting is not None and n == 0 else (-1, -1)
                        yield TracedWord(token.key, start, stop)
                    waiting = waiting if not found else None
                    if sign is not None:
                        waiting, at = places[ord(sign[0]) - _FIRST], sign.end()
            case Value(text=words, origin=origin):
                start, stop = waiting or (-1, -1)
                yield TracedWord(words, start, stop, origin.key, is_value=True)
                waiting = None
            case Blank(label=label, key=key):
                start, stop = waiting or (-1, -1)
                yield TracedWord(label, start, stop, key, is_value=True)
                waiting = None
            case Reference(before=before, number=number):
                yield from (TracedWord(token.key, is_made=True) for token in tokens_of(before + number))
            case _:
                pass


def _with_signs(atoms: list[TracedWord], source: str) -> Iterator[TracedWord]:
    """Yield atoms; a comma or quotation mark gets the place that it has between the words around it."""
    at = 0
    for number, atom in enumerate(atoms):
        if atom.is_known or atom.is_made:
            at = max(at, atom.end)
            yield atom
            continue
        following = next((one.start for one in atoms[number + 1 :] if one.is_known), len(source))
        if not number or at == 0:
            # At its beginning a line's place is only known from the first word on.
            at = _line_start(source, following)
        found = next((n for n in range(at, following) if key_of(source[n]) == atom.key), -1)
        if found < 0 or _is_in_tag(source, found):
            yield atom
            continue
        at = found + 1
        yield replace(atom, start=found, end=at)


def _line_start(source: str, at: int) -> int:
    return source.rfind("\n", 0, at) + 1


def _is_in_tag(source: str, at: int) -> bool:
    return any(tag.start() <= at < tag.end() for tag in _TAG.finditer(source))
