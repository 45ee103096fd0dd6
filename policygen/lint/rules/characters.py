"""Rules on characters: placeholders, invisible marks, what is typed twice or with a space on the wrong side."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from policygen.check.non_answers import without_full_stop
from policygen.lint.model import Found, LintedLibrary, rule, word_lists
from policygen.lint.prose import ClauseText, signs_for_tags

_DOUBLED = re.compile(r"\b([a-z]+)[ \n]+\1\b(?![-’'])", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"([a-z]+)[ \n]+\Z", re.IGNORECASE)
# A space before a comma, two commas or full stops (three are an ellipsis), and a mark that begins a word.
_STRAY = re.compile(r"(?<=\w)[ ]+[,;:.](?=[ \n]|$)|(?<!\.)\.\.(?!\.)|,,|;;|[,;](?=[A-Za-z])|\([ ]|[ ]\)")
# "4.2", "A.1" and "4.2 to 4.5".
_NUMBERS = r"(?:\d+\.\d+(?:\.\d+)*|[A-Z]\.\d+)\b(?:(?:,? and|,? or|,| to|–)\s?(?:\d+\.\d+|[A-Z]\.\d+)\b)*"
# What tells that the numbered paragraph is one of another text: the text's name, after or before it.
_OF_ANOTHER = re.compile(r"\s+(?:of|in)\s+(?!this\b|the\s+policy\b|our\b)")
_AFTER_REFERENCE = re.compile(r"\{\{\s*references\.[^}]*\}\}[\s,(]*\Z")
# "4.2 Phones" and "3. Phones", but not "16 to 19" or "1:1 calls".
_NUMBER_FIRST = re.compile(r"(?:\d+\.(?:\d+\.?)*|[A-Z]\.\d+|\([a-z]\))\s+")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@rule("placeholder", "PG601", on_words=True)
def placeholder(library: LintedLibrary) -> Iterator[Found]:
    """A gap to fill in by hand in the middle of a text."""
    lists = word_lists()["placeholders"]
    beginning, alone = "|".join(lists["in_brackets"]), "|".join(lists["alone"])
    pattern = re.compile(rf"_{{3,}}|\.{{5,}}|…{{2,}}|\[(?:{beginning})[^\]\n]*\](?!\()|\b(?:{alone})\b", re.IGNORECASE)
    for text in library.every_text:
        for match in pattern.finditer(text.prose):
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


@rule("doubled-word", "PG623", on_words=True)
def doubled_word(library: LintedLibrary) -> Iterator[Found]:
    """A word that is typed twice."""
    lists = word_lists()["can_be_doubled"]
    for text in library.every_text:
        typed = signs_for_tags(text.written.text)
        for match in _DOUBLED.finditer(typed):
            word, before = match[1].lower(), _WORD_BEFORE.search(typed, 0, match.start())
            if word in lists["always"] or (before and before[1].lower() in lists["after"].get(word, ())):
                continue
            span = text.span(match.start(), len(match[0]))
            yield Found.of("PG623", span, text.clauses, words=match[1])


@rule("stray-mark", "PG624", on_words=True)
def stray_mark(library: LintedLibrary) -> Iterator[Found]:
    """A punctuation mark with a space on the wrong side, or typed twice."""
    for text in library.every_text:
        for match in _STRAY.finditer(signs_for_tags(text.written.text)):
            mark = match[0].strip()
            span = text.span(match.start() + match[0].index(mark), len(mark))
            yield Found.of("PG624", span, text.clauses, mark=mark)


@rule("typed-number", "PG625", on_words=True)
def typed_number(library: LintedLibrary) -> Iterator[Found]:
    """The number of a section that is typed: it changes when a clause is added before it."""
    pattern = re.compile(rf"\b(?:{'|'.join(word_lists()['numbered'])}) {_NUMBERS}", re.IGNORECASE)
    for text in library.every_text:
        for match in pattern.finditer(text.prose):
            if _OF_ANOTHER.match(text.prose, match.end()):
                continue
            if _AFTER_REFERENCE.search(text.written.text, 0, match.start()):
                continue
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
