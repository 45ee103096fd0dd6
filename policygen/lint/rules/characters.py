"""Rules on characters: placeholders, invisible marks, what is typed twice or with a space on the wrong side."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from policygen.check.non_answers import without_full_stop
from policygen.lint.model import Found, LintedLibrary, rule
from policygen.lint.prose import ClauseText, LintedText

_PLACEHOLDER = re.compile(
    r"_{3,}|\.{5,}|…{2,}|\[(?:insert|name|school|date|tbc)[^\]\n]*\](?!\()|\b(?:TBC|TODO|XXX)\b", re.I
)
# "had had", "that that" and a numeral can be right; a tag between two words can hold anything.
_DOUBLED = re.compile(r"\b(?!(?:had|that|no)\b)([a-z]+)[ \n]+\1\b(?![-’'])", re.IGNORECASE)
# A space before a comma, two commas or full stops (three are an ellipsis), and a mark that begins a word.
_STRAY = re.compile(r"(?<=\w)[ ]+[,;:.](?=[ \n]|$)|(?<!\.)\.\.(?!\.)|,,|;;|[,;](?=[A-Za-z])|\([ ]|[ ]\)")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|(?<=\])\([^()\s]*\)", re.DOTALL)
_NUMBERED = re.compile(r"\b(?:section|paragraph|clause|appendix)s? (?:\d+\.\d+(?:\.\d+)*|[A-Z]\.\d+)\b", re.IGNORECASE)
# "4.2 Phones" and "3. Phones", but not "16 to 19" or "1:1 calls".
_NUMBER_FIRST = re.compile(r"(?:\d+\.(?:\d+\.?)*|[A-Z]\.\d+|\([a-z]\))\s+")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@rule("placeholder", "PG601", on_words=True)
def placeholder(library: LintedLibrary) -> Iterator[Found]:
    """A gap to fill in by hand in the middle of a text."""
    for text in library.every_text:
        for match in _PLACEHOLDER.finditer(text.prose):
            span = text.span(match.start(), len(match[0]))
            yield Found.of("PG601", span, text.clauses, words=match[0])


@rule("hidden-direction", "PG602")
def hidden_direction(library: LintedLibrary) -> Iterator[Found]:
    """A bidirectional control character: the printed text would differ from the file."""
    for text in library.texts:
        for match in _DIRECTION.finditer(text.written.text):
            name = unicodedata.name(match[0]).lower()
            span, character = text.span(match.start(), 1), f"U+{ord(match[0]):04X}"
            yield Found.of("PG602", span, (text.clause.name,), character=character, name=name)


def _typed(text: LintedText) -> str:
    """Return what is typed, with a sign that is no letter or blank for each character of a tag or an address."""
    return _TAG.sub(lambda tag: "\ufffc" * len(tag[0]), text.written.text)


@rule("doubled-word", "PG623", on_words=True)
def doubled_word(library: LintedLibrary) -> Iterator[Found]:
    """A word that is typed twice."""
    for text in library.every_text:
        for match in _DOUBLED.finditer(_typed(text)):
            span = text.span(match.start(), len(match[0]))
            yield Found.of("PG623", span, text.clauses, words=match[1])


@rule("stray-mark", "PG624", on_words=True)
def stray_mark(library: LintedLibrary) -> Iterator[Found]:
    """A punctuation mark with a space on the wrong side, or typed twice."""
    for text in library.every_text:
        for match in _STRAY.finditer(_typed(text)):
            mark = match[0].strip()
            span = text.span(match.start() + match[0].index(mark), len(mark))
            yield Found.of("PG624", span, text.clauses, mark=mark)


@rule("typed-number", "PG625", on_words=True)
def typed_number(library: LintedLibrary) -> Iterator[Found]:
    """The number of a section that is typed: it changes when a clause is added before it."""
    for text in library.every_text:
        for match in _NUMBERED.finditer(text.prose):
            span = text.span(match.start(), len(match[0]))
            yield Found.of("PG625", span, text.clauses, words=match[0])


@rule("title-form", "PG626", on_words=True)
def title_form(library: LintedLibrary) -> Iterator[Found]:
    """A title with a full stop after it, or with a number before it, which policygen adds."""
    for text in library.every_text:
        title = text.written.text.rstrip()
        if text.is_body or (isinstance(text, ClauseText) and text.written is not text.clause.entry.title):
            continue
        if number := _NUMBER_FIRST.match(title):
            span = text.span(0, len(number[0].rstrip()))
            yield Found.of("PG626.number", span, text.clauses, words=number[0].strip())
        if without_full_stop(title) != title:
            yield Found.of("PG626.full_stop", text.span(len(title) - 1, 1), text.clauses)
