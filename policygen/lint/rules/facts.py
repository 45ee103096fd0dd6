"""Rules on facts that belong in a register: addresses, numbers, years, names of what has gone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policygen.diagnostics.model import Diagnostics
from policygen.lint.model import Found, LintedLibrary, rule
from policygen.report.freshness.dead_names import load_dead_names

_YEAR = re.compile(r"(?<![\w.-])(?:19|20)\d\d(?:[-/–]\d\d(?:\d\d)?)?(?![\w-])")
# The short numbers are those of helplines.
_TELEPHONE = re.compile(r"(?<![\w/])(?:(?:\+44|0)(?:[ ()-]?\d){9,10}(?!\w)|0800 ?\d{4}(?![ -]?\d)|116 \d{3}(?!\d))")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w|(?:https?://|www\.)[^\s)<>\"”]+")
_TYPED = {"year": _YEAR, "telephone": _TELEPHONE, "address": _ADDRESS}
_BARE = re.compile(r"(?<!\]\()(?<![\w/.])(?:https?://|www\.)[^\s)<>\"”]*[^\s)<>\"”.,;:]")


@rule("typed-fact", "PG603")
def typed_fact(library: LintedLibrary) -> Iterator[Found]:
    """A year, telephone number or address that would have to be corrected in every clause when it changes."""
    for text in library.texts:
        for what, pattern in _TYPED.items():
            # Link targets count as well, so the text itself is searched; tags hold no facts.
            for match in pattern.finditer(re.sub(r"\{[{%].*?[%}]\}", lambda tag: " " * len(tag[0]), text.written.text)):
                span = text.span(match.start(), len(match[0]))
                yield Found.of(f"PG603.{what}", span, (text.clause.name,), words=match[0])


@rule("bare-url", "PG604", on_words=True)
def bare_url(library: LintedLibrary) -> Iterator[Found]:
    """A web address printed in full: no use when read aloud, and often broken at the end of a line."""
    for text in library.every_text:
        for match in _BARE.finditer(text.written.text):
            span = text.span(match.start(), len(match[0]))
            yield Found.of("PG604", span, text.clauses, words=match[0])


@rule("dead-name", "PG605", on_words=True)
def dead_name(library: LintedLibrary) -> Iterator[Found]:
    """A name of something closed, renamed or merged, from clauses/dead-names.yaml."""
    names = load_dead_names(library.project.world, Diagnostics())
    for text in library.every_text:
        for met in names.find(text.written.text):
            span, since, instead = text.span(met.offset, len(met.words)), met.name.since.text, met.name.instead.text
            yield Found.of("PG605", span, text.clauses, words=met.words, since=since, instead=instead)
