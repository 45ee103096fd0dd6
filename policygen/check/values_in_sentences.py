"""Find values that do not fit their sentence: with an article too many, or with the wrong first letter.

A post or a body brings its own "the", with a small letter unless the filter `sentence` stands after it.
"""

from __future__ import annotations

import re

from policygen.check.files import home_of
from policygen.check.names import Names
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics
from policygen.model.written import Written
from policygen.source.nodes import Scalar, Source
from policygen.source.positions import place

_TAG = re.compile(r"\{\{\s*([a-z]+\.\w+(?:\.\w+)?)\s*(\|\s*sentence\s*)?\}\}")
# What stands before a tag: an article, the beginning of a sentence, or words that the sentence goes on from.
_ARTICLE = re.compile(r"\b(the|an?)\s+\Z", re.IGNORECASE)
_BEGINNING = re.compile(r"(?:\A|\n[ \t]*\n|(?<!e\.g)(?<!i\.e)[.!?]\s+)\Z")
# The number of an item, which like a bullet can have a word or two after it instead of a sentence.
_NUMBER = re.compile(r"(?:\A|\n)[ \t]*[0-9]+\.[ \t]+\Z")
_WITHIN = re.compile(r"[a-z,;](?<!\b[Tt]he)(?<!\b[Aa]n)(?<!\b[Aa])(?:[ \t]+|[ \t]*\n[ \t]*)\Z")
_LOOKED_BACK = 80  # characters; no run of blanks is longer


def check_values_in_sentences(
    project: Project, source: Source, text: Written, diagnostics: Diagnostics, *, of_library: bool
) -> None:
    """Report posts and bodies with the wrong article or first letter in a text of a library, or else of a school."""
    names = project.checker.names
    for tag in _TAG.finditer(text.text) if "{{" in text.text else ():
        path, from_ = tag[1], max(tag.start() - _LOOKED_BACK, 0)
        root, *rest = names.in_full(tuple(path.split(".")), home_of(source.name))
        if len(rest) != 1:
            continue  # A field of a post or a contact.
        article = _ARTICLE.search(text.text, from_, tag.start())
        if article and _brings_the(names, root, rest[0]):
            span = place(source, text.scalar, article.start(), len(article[1]))
            diagnostics.report("PG259.article", span, article=article[1], path=path)
        wording, pattern = ("PG259.within", _WITHIN) if tag[2] else ("PG259.begins", _BEGINNING)
        if not pattern.search(text.text, from_, tag.start()) or _NUMBER.search(text.text, from_, tag.start()):
            continue
        # A school knows what its own answer is: it may be a name.
        if (_is_in_sentences if of_library else _brings_the)(names, root, rest[0]):
            diagnostics.report(wording, place(source, text.scalar, tag.start(), len(tag[0])), path=path)


def _brings_the(names: Names, root: str, key: str) -> bool:
    """Return whether what is printed for a value usually begins with "the"."""
    if root == "people":
        return key in names.people
    question = names.questions.get(root, {}).get(key)
    if question is None or not question.in_sentence:
        return False
    usual = (question.default, *(entry.answer for entry in question.usual))
    return any(isinstance(answer, Scalar) and answer.text.startswith("the ") for answer in usual)


def _is_in_sentences(names: Names, root: str, key: str) -> bool:
    if root == "people":
        return key in names.people
    question = names.questions.get(root, {}).get(key)
    return question is not None and question.in_sentence
