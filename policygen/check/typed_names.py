"""Find what a text has typed that should be a tag or a cross-reference, and values that do not fit their sentence.

A value without its braces, and the id of a clause, would be printed as they are typed. A post or a body brings its own
"the", with a small letter unless the filter `sentence` stands after it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from policygen.check.names import Names
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics
from policygen.model.written import Written
from policygen.source.nodes import Scalar, Source
from policygen.source.positions import place

# What is no text to print: tags, the addresses of links, web and e-mail addresses.
_PASSED_OVER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\]\([^)\n]*\)|https?://\S+|\S+@\S+", re.DOTALL)
_DOTTED = re.compile(r"(?<![\w.@/#:-])(?:[a-z][a-z0-9-]*:)?[a-z][a-z0-9_]*(?:[.-][a-z0-9_]+)+(?![\w(/])")
# A dot within a word: what `_DOTTED` finds has one, and most texts have none.
_DOT_WITHIN = re.compile(r"[a-z0-9_]\.[a-z0-9_]")
_TAG = re.compile(r"\{\{\s*([a-z]+\.\w+)\s*(\|\s*sentence\s*)?\}\}")
# What stands before a tag: an article, the beginning of a sentence, or words that the sentence goes on from.
_ARTICLE = re.compile(r"\b(the|an?)\s+\Z", re.IGNORECASE)
_BEGINNING = re.compile(r"(?:\A|\n[ \t]*\n|(?<!e\.g)(?<!i\.e)[.!?]\s+)\Z")
_WITHIN = re.compile(r"[a-z,;](?<!\b[Tt]he)(?<!\b[Aa]n)(?<!\b[Aa])(?:[ \t]+|[ \t]*\n[ \t]*)\Z")
_LOOKED_BACK = 80  # characters; no run of blanks is longer


def check_typed_names(
    project: Project, source: Source, text: Written, home: str, diagnostics: Diagnostics, own: Collection[str] = ()
) -> None:
    """Report names that a text prints as they are typed, and posts and bodies with the wrong article or letter.

    `home` is the library of the text, `own` are the ids of clauses that a school adds.
    """
    names = project.checker.names
    if _DOT_WITHIN.search(text.text):
        for wording, offset, words in _typed(project, text.text, home, own):
            diagnostics.report(wording, place(source, text.scalar, offset, len(words)), name=words)
    for tag in _TAG.finditer(text.text) if "{{" in text.text else ():
        path, from_ = tag[1], max(tag.start() - _LOOKED_BACK, 0)
        article = _ARTICLE.search(text.text, from_, tag.start())
        if article and _brings_the(names, path):
            span = place(source, text.scalar, article.start(), len(article[1]))
            diagnostics.report("PG259.article", span, article=article[1], path=path)
        wording, pattern = ("PG259.within", _WITHIN) if tag[2] else ("PG259.begins", _BEGINNING)
        # A school knows what its own answer is: it may be a name.
        if pattern.search(text.text, from_, tag.start()) and (_is_in_sentences if home else _brings_the)(names, path):
            diagnostics.report(wording, place(source, text.scalar, tag.start(), len(tag[0])), path=path)


def _typed(project: Project, text: str, home: str, own: Collection[str]) -> Iterator[tuple[str, int, str]]:
    """Yield the wording, the offset and the words of each name that is typed."""
    names = project.checker.names
    shown = _PASSED_OVER.sub(lambda found: " " * len(found[0]), text)
    for match in _DOTTED.finditer(shown):
        root, _, rest = match[0].partition(".")
        key = rest.partition(".")[0]
        if root in names.roots and key in names.keys(root):
            yield "PG258.value", match.start(), match[0]
        elif "." in match[0] and (match[0] in own or project.find_clause(match[0], home)):
            yield "PG258.clause", match.start(), match[0]


def _brings_the(names: Names, path: str) -> bool:
    """Return whether what is printed for a value usually begins with "the"."""
    root, _, key = path.partition(".")
    if root == "people":
        return key in names.people
    question = names.questions.get(root, {}).get(key)
    default = question.default if question is not None and question.in_sentence else None
    return isinstance(default, Scalar) and default.text.startswith("the ")


def _is_in_sentences(names: Names, path: str) -> bool:
    root, _, key = path.partition(".")
    if root == "people":
        return key in names.people
    question = names.questions.get(root, {}).get(key)
    return question is not None and question.in_sentence
