"""How well the words of a passage fit those of a requirement, and which they are. It knows words and no meaning.

The measure is BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009), divided by
the most that the requirement's words can weigh, with four additions: a synonym counts less than the word itself, words
just before the passage count a little, two words that stand together in both count more, and so does a passage that
stands out from the others. `python -m benchmarks.gap` measures what each number here is worth.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from policygen.intake.gap.passages import PolicyPassage
from policygen.intake.gap.synonyms import Synonyms, Term

_SATURATION, _LENGTH = 0.8, 0.3  # BM25's k1 and b
_SYNONYM = 0.6  # of the weight of the word itself
_NEARBY = 0.3  # of it, for a word in the heading, the sentence that leads to an item, or the rest of a paragraph
_TOGETHER = 0.3  # for all pairs of words
_STANDS_OUT = 0.8  # of the distance to the passages that follow
_OTHERS = 5  # how many of them
_SHORT = 6.0  # added to the weight of a requirement, so that two common words do not fit everything
FOUND, PERHAPS = 0.9, 0.65  # the least that is called found, and perhaps found
_FEWEST_TEXTS = 1000  # a small library says little of how rare a word is, so it counts as one of that size
_SENTENCE = re.compile(r"(?<=[.;!?])\s*(?=[A-Z“‘\"'])")


@dataclass(frozen=True, slots=True)
class WordMatch:
    """A word of a requirement and the one in the passage that it was matched with, both as written, in lower case.

    `synonym` says that they are two words, and not two forms of one.
    """

    asked: str
    words: str
    synonym: bool


@dataclass(frozen=True, slots=True)
class PassageMatch:
    """The passage that fits a requirement best, by its number; `quote` is the sentence in it that does."""

    number: int
    score: float
    quote: str


@dataclass(frozen=True, slots=True)
class WordWeights:
    """How rare each word and idea is in the library's texts: a rare one says more of what a passage is about."""

    known: Counter[str]
    texts: int

    @classmethod
    def over(cls, texts: Iterable[tuple[Term, ...]]) -> WordWeights:
        """Return the weights from texts, each as its terms."""
        known: Counter[str] = Counter()
        count = 0
        for terms in texts:
            count += 1
            known.update({term.stem for term in terms})
        return cls(known, count)

    def of(self, term: Term) -> float:
        """Return the weight of a term: BM25's inverse document frequency."""
        found = self.known[term.stem]
        return math.log(1 + (max(self.texts, _FEWEST_TEXTS) - found + 0.5) / (found + 0.5))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, with what it is compared by."""

    passage: int
    text: str
    stems: Counter[str]
    ideas: Counter[str]
    near: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    words: int


class PassageIndex:
    """The passages of a policy, ready to be compared with requirements."""

    def __init__(self, passages: Sequence[PolicyPassage], synonyms: Synonyms, weights: WordWeights) -> None:
        self.passages = passages
        self.synonyms, self.weights = synonyms, weights
        self._sentences = [one for number, each in enumerate(passages) for one in self._of(number, each)]
        self._mean = sum(one.words for one in self._sentences) / len(self._sentences) if self._sentences else 1.0
        self._holding: dict[str, list[int]] = {}
        for place, sentence in enumerate(self._sentences):
            for idea in sentence.near:
                self._holding.setdefault(idea, []).append(place)

    def _of(self, number: int, passage: PolicyPassage) -> Iterator[Sentence]:
        texts = sentences_in_passage(passage.text)
        each = [self.synonyms.terms(text) for text in texts]
        around = (self.synonyms.terms(passage.heading), self.synonyms.terms(passage.lead), *each)
        near = frozenset(term.idea for terms in around for term in terms)
        for text, terms in zip(texts, each, strict=True):
            ideas = [term.idea for term in terms]
            stems = Counter(term.stem for term in terms)
            yield Sentence(number, text, stems, Counter(ideas), near, frozenset(_pairs(ideas)), len(terms))

    def match(self, summary: str) -> PassageMatch | None:
        """Return the passage that fits a requirement's summary best; None if the policy has no words."""
        return self.best(self.scores(summary))

    def best(self, scores: Mapping[int, tuple[float, Sentence]]) -> PassageMatch | None:
        """Return the best of some passages, by their scores; None if there is none."""
        if not scores:
            return None
        first, *others = sorted(scores, key=lambda number: (-scores[number][0], number))[: _OTHERS + 1]
        score, sentence = scores[first]
        follow = sum(scores[number][0] for number in others) / max(1, min(_OTHERS, len(self.passages) - 1))
        return PassageMatch(first, score + _STANDS_OUT * (score - follow), sentence.text)

    def scores(self, summary: str) -> dict[int, tuple[float, Sentence]]:
        """Return each passage that shares a word with its best sentence, and how well that fits: 0 to about 1.6."""
        terms = self.synonyms.terms(_main_part(summary))
        asked = {term.idea: (term, self.weights.of(term)) for term in terms}
        whole = sum(weight for _, weight in asked.values()) + _SHORT
        scores: dict[int, float] = {}
        for idea, (term, weight) in asked.items():
            for place in self._holding.get(idea, ()):
                counted = weight * self._count(idea, term, self._sentences[place]) / whole
                scores[place] = scores.get(place, 0.0) + counted
        pairs = set(_pairs([term.idea for term in terms], apart=1))
        best: dict[int, tuple[float, Sentence]] = {}
        for place, score in scores.items():
            sentence = self._sentences[place]
            if pairs:
                score += _TOGETHER * len(pairs & sentence.pairs) / len(pairs)
            if sentence.passage not in best or score > best[sentence.passage][0]:
                best[sentence.passage] = (score, sentence)
        return best

    def _count(self, idea: str, term: Term, sentence: Sentence) -> float:
        """Return what a term counts for in a sentence, 0 to 1 + k1."""
        same = sentence.stems.get(term.stem, 0)
        found = same or sentence.ideas.get(idea, 0)
        if not found:
            return _NEARBY
        length = 1 - _LENGTH + _LENGTH * sentence.words / self._mean
        return (1 if same else _SYNONYM) * found * (_SATURATION + 1) / (found + _SATURATION * length)

    def shared_words(self, summary: str, quote: str) -> tuple[WordMatch, ...]:
        """Return the words of a requirement that a sentence has, or has a synonym of, in the requirement's order."""
        here: dict[str, Term] = {}
        for term in self.synonyms.terms(quote):
            here.setdefault(term.idea, term)
        found: dict[str, WordMatch] = {}
        for term in self.synonyms.terms(_main_part(summary)):
            other = here.get(term.idea)
            if other is not None:
                found[term.idea] = WordMatch(term.words, other.words, synonym=term.stem != other.stem)
        return tuple(found.values())


def sentences_in_passage(text: str) -> tuple[str, ...]:
    """Return the sentences of a passage; a list in one paragraph is parted at its semicolons."""
    return tuple(part.strip() for part in _SENTENCE.split(text) if part.strip()) or (text,)


def _main_part(summary: str) -> str:
    """Return what a summary asks: what follows a semicolon is how the library carries it out today."""
    return summary.partition(";")[0]


def _pairs(ideas: Sequence[str], apart: int = 2) -> Iterator[tuple[str, str]]:
    """Yield ideas that stand together, up to `apart` places from each other, in the order of the alphabet."""
    for distance in range(1, apart + 1):
        for one, other in zip(ideas, ideas[distance:], strict=False):
            yield (one, other) if one < other else (other, one)
