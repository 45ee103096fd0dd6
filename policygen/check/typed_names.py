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
_PATH = r"(?P<path>[a-z]+\.\w+)"
_AFTER_AN_ARTICLE = re.compile(
    rf"\b(?P<article>the|an?)\s+\{{\{{\s*{_PATH}\s*(?:\|\s*sentence\s*)?\}}\}}", re.IGNORECASE
)
_AT_THE_BEGINNING = re.compile(rf"(?:\A|\n[ \t]*\n|(?<!e\.g)(?<!i\.e)[.!?]\s+)(?P<tag>\{{\{{\s*{_PATH}\s*\}}\}})")
_WITHIN = re.compile(
    r"[a-z,;](?<!\b[Tt]he)(?<!\b[Aa]n)(?<!\b[Aa])(?:[ \t]+|[ \t]*\n[ \t]*)"
    rf"(?P<tag>\{{\{{\s*{_PATH}\s*\|\s*sentence\s*\}}\}})"
)


def check_typed_names(
    project: Project, source: Source, text: Written, home: str, diagnostics: Diagnostics, own: Collection[str] = ()
) -> None:
    """Report names that a text prints as they are typed, and posts and bodies with the wrong article or letter.

    `home` is the library of the text, `own` are the ids of clauses that a school adds.
    """
    names = project.checker.names
    if "." in text.text:
        for wording, offset, words in _typed(project, text.text, home, own):
            diagnostics.report(wording, place(source, text.scalar, offset, len(words)), name=words)
    if "{{" not in text.text:
        return
    for match in _AFTER_AN_ARTICLE.finditer(text.text):
        if _brings_the(names, match["path"]):
            span = place(source, text.scalar, match.start(), len(match["article"]))
            diagnostics.report("PG259.article", span, article=match["article"], path=match["path"])
    for wording, pattern in (("PG259.begins", _AT_THE_BEGINNING), ("PG259.within", _WITHIN)):
        for match in pattern.finditer(text.text):
            # A school knows what its own answer is: it may be a name.
            if (_is_in_sentences if home else _brings_the)(names, match["path"]):
                span = place(source, text.scalar, match.start("tag"), len(match["tag"]))
                diagnostics.report(wording, span, path=match["path"])


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
