"""A text as a reader meets it: template tags and link targets blanked out, character for character."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from policygen.diagnostics.model import Span
from policygen.model.checked import Clause
from policygen.model.written import Written
from policygen.source.nodes import Source
from policygen.source.positions import place

# Stands where a value will be: one word of unknown letters.
VALUE = "\ufffc"
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_TARGET = re.compile(r"(?<=\])\([^()\s]*\)")
# A web or e-mail address, whose words and marks are no text.
_ADDRESS = re.compile(r"(?<!\]\()(?:(?:https?://|www\.)[^\s)<>\"”]*[^\s)<>\"”.,;:]|[\w.+-]+@[\w.-]*\w)")
_MARKS = re.compile(r"\*\*|\*|(?<=\n)[ ]*(?:[-•]|\d+\.|###)[ ]|^[ ]*(?:[-•]|\d+\.|###)[ ]")
_BLOCK = re.compile(r"\n[ ]*\n|\n(?=[ ]*(?:[-•:|]|\d+\.|###)[ ])|\|")
_SENTENCE = re.compile(r"(?<=[.!?;])[)”’\"']*\s+")
_WORD = re.compile(rf"[\w{VALUE}][\w'’{VALUE}-]*")


@dataclass(frozen=True)
class LintedText:
    """One written text of a clause. `prose` has the same length as `written.text`; offsets in both are the same.

    `kind` is the clause's, and empty where it is not known. `clauses` are those whose `allow` can permit a finding:
    none for the text of a settings file, where findings are only warnings.
    """

    source: Source
    written: Written
    is_body: bool
    kind: str
    clauses: tuple[str, ...] = ()

    @cached_property
    def prose(self) -> str:
        return blanked(self.written.text)

    @cached_property
    def branches(self) -> tuple[str, ...]:
        """The prose as read when every `if` holds, and when none does; one text where there is no `if`."""
        texts = dict.fromkeys((blanked(_chosen(self.written.text, True)), blanked(_chosen(self.written.text, False))))
        return tuple(texts)

    def span(self, offset: int, length: int) -> Span:
        return place(self.source, self.written.scalar, offset, length)


@dataclass(frozen=True)
class ClauseText(LintedText):
    """One written text of a library's clause."""

    clause: Clause = field(kw_only=True)

    @classmethod
    def of(cls, clause: Clause, written: Written) -> ClauseText:
        is_body = written is clause.entry.text
        return cls(clause.source, written, is_body, clause.entry.kind, (clause.name,), clause=clause)


def blanked(text: str) -> str:
    """Return a text of equal length in which tags, addresses, link targets and Markdown's own marks are blanks."""
    text = _TAG.sub(lambda tag: _blank(tag[0], VALUE if tag[0].startswith("{{") else ""), text)
    text = _TARGET.sub(lambda target: _blank(target[0]), text)
    text = _ADDRESS.sub(lambda address: _blank(address[0], VALUE), text)
    return _MARKS.sub(lambda mark: _blank(mark[0]), text)


def signs_for_tags(text: str) -> str:
    """Return a text of equal length with a sign that is no letter or blank for each character of a tag or address."""
    for pattern in (_TAG, _TARGET, _ADDRESS):
        text = pattern.sub(lambda found: VALUE * len(found[0]), text)
    return text


def sentences(prose: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence, or item or cell of a table, with its offset; `;` ends one too, as lists of duties use it."""
    for start, block in _split(_BLOCK, prose, 0):
        for at, sentence in _split(_SENTENCE, block, start):
            stripped = sentence.strip()
            if stripped:
                yield at + sentence.index(stripped[0]), stripped


def words(sentence: str) -> list[str]:
    return _WORD.findall(sentence)


def _split(pattern: re.Pattern[str], text: str, start: int) -> Iterator[tuple[int, str]]:
    at = 0
    for match in pattern.finditer(text):
        yield start + at, text[at : match.start()]
        at = match.end()
    yield start + at, text[at:]


def _blank(text: str, first: str = "") -> str:
    # Line ends stay, so that blocks do; the rest becomes spaces.
    made = re.sub(r"[^\n]", " ", text)
    return first + made[len(first) :] if first else made


def _chosen(text: str, holds: bool) -> str:
    """Blank out the branches of each `if` that are not taken, all of them being taken alike."""
    made = list(text)
    taken = [True]
    at = 0
    for tag in _TAG.finditer(text):
        if not taken[-1]:
            made[at : tag.start()] = _blank(text[at : tag.start()])
        at = tag.end()
        word = re.match(r"\{%[-+]?\s*(\w+)", tag[0])
        match word[1] if word else "":
            case "if":
                taken.append(taken[-1] and holds)
            case "elif" if len(taken) > 1:
                taken[-1] = False
            case "else" if len(taken) > 1:
                taken[-1] = taken[-2] and not holds
            case "endif" if len(taken) > 1:
                taken.pop()
            case _:
                pass
    return "".join(made)
