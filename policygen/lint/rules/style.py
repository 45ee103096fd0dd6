"""Rules on how a text reads: length, plain words, spelling, pronouns, verbs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from policygen.lint.model import Found, LintedLibrary, rule, word_lists
from policygen.lint.prose import LintedText, sentences, words


@rule("long-sentence", "PG606", on_words=True)
def long_sentence(library: LintedLibrary) -> Iterator[Found]:
    """A sentence that is too long; each branch of an `if` is counted separately."""
    longest = word_lists()["longest_sentence"]
    for text in library.every_body:
        seen: set[int] = set()
        for prose in text.branches:
            for offset, sentence in sentences(prose):
                count = len(words(sentence))
                if count > longest and offset not in seen:
                    seen.add(offset)
                    span = text.span(offset, len(sentence))
                    yield Found.of("PG606", span, text.clauses, count=count, longest=longest)


@rule("plain-english", "PG607", on_words=True)
def plain_english(library: LintedLibrary) -> Iterator[Found]:
    """Words that a parent would not use, or that add nothing."""
    yield from _listed(library, word_lists()["plain_english"], "PG607")


@rule("gendered", "PG608", on_words=True)
def gendered(library: LintedLibrary) -> Iterator[Found]:
    """A pronoun or title that names one sex."""
    yield from _listed(library, word_lists()["gendered"], "PG608")


@rule("american-spelling", "PG609", on_words=True)
def american_spelling(library: LintedLibrary) -> Iterator[Found]:
    """An American spelling."""
    yield from _listed(library, word_lists()["american"], "PG609")


@rule("verb-against-kind", "PG610", on_words=True)
def verb_against_kind(library: LintedLibrary) -> Iterator[Found]:
    """A verb that does not fit the clause's kind: a duty that "should", advice that "must"."""
    for kind, entry in word_lists()["verbs_against_kind"].items():
        texts = [text for text in library.every_body if text.kind == kind]
        pattern = _pattern(entry["words"], texts)
        for text in texts:
            for match in pattern.finditer(text.prose):
                span, found = text.span(match.start(), len(match[0])), " ".join(match[0].split())
                because = entry["because"]
                yield Found.of("PG610", span, text.clauses, kind=kind, words=found, because=because)


def _listed(library: LintedLibrary, listed: Mapping[str, str], code: str) -> Iterator[Found]:
    pattern = _pattern(listed, library.every_text)
    for text in library.every_text:
        for match in pattern.finditer(text.prose):
            if _is_name(text, match):
                continue
            said = " ".join(match[0].split())
            instead = listed[said.lower()]
            span = text.span(match.start(), len(match[0]))
            if instead:
                yield Found.of(f"{code}.instead", span, text.clauses, words=said, instead=instead)
            else:
                yield Found.of(f"{code}.remove", span, text.clauses, words=said)


def _is_name(text: LintedText, match: re.Match[str]) -> bool:
    """Return whether a word is part of a name: it has a capital and does not begin a sentence."""
    before = text.prose[: match.start()].rstrip()
    return match[0][0].isupper() and bool(before) and before[-1] not in ".!?:;|" and not match[0].isupper()


def _pattern(listed: Mapping[str, str] | list[str], texts: Sequence[LintedText]) -> re.Pattern[str]:
    """Return the pattern of the listed words that these texts can contain.

    Compiling all the words takes longer than reading the texts of a school.
    """
    read = "\n".join(text.prose for text in texts).lower()
    forms = [form for form in listed if form.split()[0].lower() in read]
    # The longest first; a line end may stand between two words.
    forms.sort(key=len, reverse=True)
    written = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in forms)
    return re.compile(rf"(?<![\w-])(?:{written or '(?!)'})(?![\w-])", re.IGNORECASE)
