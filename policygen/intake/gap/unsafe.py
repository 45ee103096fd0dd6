"""Statements that no policy may make, from clauses/unsafe-statements.yaml, and the sentences that seem to make them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated

from policygen.check.files import UNSAFE
from policygen.check.shape import decode_node
from policygen.diagnostics.model import Diagnostics, Span
from policygen.intake.gap.passages import PolicyPassage
from policygen.model.written import Distinct, NotEmpty, Pattern, RealWords, Written
from policygen.source.reading import read_source
from policygen.world.protocol import PACKAGED, World

_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_LETTERS = str.maketrans({"’": "'", "‘": "'", "‑": "-", "\u00a0": " "})
Words = Annotated[tuple[Written, ...], Distinct(), NotEmpty()]
Id = Annotated[Written, Pattern(r"[a-z][a-z0-9-]*", "id")]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsafeEntry:
    """A statement: a sentence that has words of each group and none of `unless`, with the reason against it."""

    id: Id
    words: Annotated[tuple[Words, ...], NotEmpty()]
    because: RealWords
    unless: tuple[Written, ...] = ()
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsafeFile:
    """The statements, and the words that deny one in the same sentence."""

    statements: tuple[UnsafeEntry, ...]
    denials: tuple[Written, ...] = ()
    span: Span


@dataclass(frozen=True, slots=True)
class UnsafeStatement:
    """A sentence of a passage that seems to say what no policy may say."""

    passage: PolicyPassage
    name: str
    quote: str
    because: str


def unsafe_statements(
    passages: Iterable[PolicyPassage], world: World, diagnostics: Diagnostics
) -> Iterator[UnsafeStatement]:
    """Yield each such sentence, in the order of the policy. Mistakes in either file are reported."""
    known = [each for model in _files(world, diagnostics) for each in _patterns(model)]
    for passage in passages:
        for sentence in _SENTENCE.split(f"{passage.lead} {passage.text}".strip()):
            plain = sentence.translate(_LETTERS).lower()
            for entry, needed, barred in known:
                if all(one.search(plain) for one in needed) and not (barred and barred.search(plain)):
                    yield UnsafeStatement(passage, entry.id.text, sentence, " ".join(entry.because.text.split()))


def _files(world: World, diagnostics: Diagnostics) -> Iterator[UnsafeFile]:
    packaged = () if world.is_checkout else (f"{PACKAGED}{UNSAFE}",)
    for file in (one for one in (UNSAFE, *packaged) if world.exists(one)):
        node = read_source(file, world.read(file), diagnostics)
        model = decode_node(node[1], UnsafeFile, diagnostics, "file") if node else None
        if model is not None:
            yield model


def _patterns(
    model: UnsafeFile,
) -> Iterator[tuple[UnsafeEntry, list[re.Pattern[str]], re.Pattern[str] | None]]:
    for entry in model.statements:
        barred = (*model.denials, *entry.unless)
        yield entry, [_any_of(group) for group in entry.words], _any_of(barred) if barred else None


def _any_of(words: Iterable[Written]) -> re.Pattern[str]:
    forms = (re.escape(word.text.lower()).replace(r"\*", r"[\w'-]*") for word in words)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])")
