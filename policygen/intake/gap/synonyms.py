"""Words that mean the same, from clauses/synonyms.yaml, and a text as the ideas that it names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any

import snowballstemmer

from policygen.check.files import SYNONYMS
from policygen.check.shape import decode_node
from policygen.diagnostics.model import Diagnostics, Span
from policygen.model.written import Distinct, NotEmpty, Written
from policygen.source.reading import read_source
from policygen.world.protocol import PACKAGED, World

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_LONGEST = 6  # words in a phrase that is looked for
# Letters that programs write in several ways, as one.
_ALIKE = str.maketrans({"’": "'", "‘": "'", "`": "'", "‑": "-"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SynonymsFile:
    """The groups, each with the words and phrases that mean the same, and words that say nothing of a subject."""

    groups: tuple[Annotated[tuple[Written, ...], Distinct(), NotEmpty()], ...]
    ignored: tuple[Written, ...] = ()
    span: Span


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase as a text has it. `stem` is its form without endings, `idea` what it shares with synonyms."""

    words: str
    stem: str
    idea: str


@dataclass(frozen=True)
class Synonyms:
    """Phrases, as the stems of their words, with the first phrase of their group; and stems that count for nothing."""

    groups: Mapping[tuple[str, ...], str]
    ignored: frozenset[str] = frozenset()
    _stems: dict[str, str] = field(default_factory=dict, compare=False)
    _by_first: dict[str, list[tuple[str, ...]]] = field(default_factory=dict, init=False, compare=False)

    def __post_init__(self) -> None:
        for phrase in sorted(self.groups, key=len, reverse=True):
            self._by_first.setdefault(phrase[0], []).append(phrase)

    @cached_property
    def _stemmer(self) -> Any:
        return snowballstemmer.stemmer("english")

    def terms(self, text: str) -> tuple[Term, ...]:
        """Return what a text names, in order: the longest phrase of a group that begins at a word, else the word."""
        plain = _plain(text)
        found = list(self._words(plain))
        stems = tuple(stem for _, _, stem in found)
        terms, place = [], 0
        while place < len(found):
            start, end, stem = found[place]
            known = self._by_first.get(stem, ())
            phrase = next((one for one in known if stems[place : place + len(one)] == one), None)
            if phrase is not None:
                end = found[place + len(phrase) - 1][1]
                terms.append(Term(plain[start:end], " ".join(phrase), self.groups[phrase]))
            elif stem not in self.ignored:
                terms.append(Term(plain[start:end], stem, stem))
            place += len(phrase) if phrase is not None else 1
        return tuple(terms)

    def _words(self, plain: str) -> Iterator[tuple[int, int, str]]:
        """Yield where each word begins and ends, with its stem (Porter's English stemmer, snowballstem.org)."""
        for match in _WORD.finditer(plain):
            word = match[0].removesuffix("'s")
            stem = self._stems.get(word)
            if stem is None:
                stem = self._stems[word] = self._stemmer.stemWord(word.replace("'", ""))
            yield match.start(), match.start() + len(word), stem

    def stems_of(self, text: str) -> tuple[str, ...]:
        """Return the stems of all words of a text, as groups have them."""
        return tuple(stem for _, _, stem in self._words(_plain(text)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_ALIKE).lower()


def load_synonyms(world: World, diagnostics: Diagnostics) -> Synonyms:
    """Return the groups in the project's file and in the packaged one; mistakes in either are reported.

    A group of the project that begins as a packaged one does adds to it, and a phrase that the project has in another
    group is taken from there. A phrase in two groups of one file is a mistake: nobody could say what it means.
    """
    groups: dict[tuple[str, ...], str] = {}
    ignored: set[str] = set()
    reader = Synonyms({})
    packaged = () if world.is_checkout else (f"{PACKAGED}{SYNONYMS}",)
    for file in (SYNONYMS, *packaged):
        if world.exists(file):
            node = read_source(file, world.read(file), diagnostics)
            model = decode_node(node[1], SynonymsFile, diagnostics, "file") if node else None
            if model is not None:
                groups = _phrases(model, reader, diagnostics) | groups
                ignored |= {stem for line in model.ignored for stem in reader.stems_of(line.text)}
    return Synonyms(groups, frozenset(ignored))


def _phrases(model: SynonymsFile, reader: Synonyms, diagnostics: Diagnostics) -> dict[tuple[str, ...], str]:
    """Return each phrase of a file, as stems, with the first of its group."""
    found: dict[tuple[str, ...], tuple[str, Written]] = {}
    for group in model.groups:
        name = group[0].text
        for phrase in group:
            stems = reader.stems_of(phrase.text)
            if not stems or len(stems) > _LONGEST:
                diagnostics.report("PG892.length", phrase.span, phrase=phrase.text, most=_LONGEST)
                continue
            before, first = found.setdefault(stems, (name, phrase))
            if before != name:
                related = {"first": first.span}
                diagnostics.report("PG892.twice", phrase.span, phrase=phrase.text, group=before, related=related)
    return {stems: name for stems, (name, _) in found.items()}
