"""Find names that a text prints as they are typed: a value without its braces, and the id of a clause."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics
from policygen.model.written import Written
from policygen.source.nodes import Source
from policygen.source.positions import place

# What is no text to print: tags, the addresses of links, web and e-mail addresses.
_PASSED_OVER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\]\([^)\n]*\)|https?://\S+|\S+@\S+", re.DOTALL)
_DOTTED = re.compile(r"(?<![\w.@/#:-])(?:[a-z][a-z0-9-]*:)?[a-z][a-z0-9_]*(?:[.-][a-z0-9_]+)+(?![\w(/])")
# A dot within a word: what `_DOTTED` finds has one, and most texts have none.
_DOT_WITHIN = re.compile(r"[a-z0-9_]\.[a-z0-9_]")


def check_typed_names(
    project: Project, source: Source, text: Written, home: str, diagnostics: Diagnostics, own: Collection[str] = ()
) -> None:
    """Report names that a text prints as they are typed.

    `home` is the library of the text, `own` are the ids of clauses that a school adds.
    """
    if _DOT_WITHIN.search(text.text):
        for wording, offset, words in _typed(project, text.text, home, own):
            diagnostics.report(wording, place(source, text.scalar, offset, len(words)), name=words)


def _typed(project: Project, text: str, home: str, own: Collection[str]) -> Iterator[tuple[str, int, str]]:
    """Yield the wording, the offset and the words of each name that is typed."""
    names = project.checker.names
    shown = _PASSED_OVER.sub(lambda found: " " * len(found[0]), text)
    for match in _DOTTED.finditer(shown):
        root, *rest = names.in_full(tuple(match[0].split(".")), home)
        if root in names.roots and rest and rest[0] in names.keys(root):
            yield "PG258.value", match.start(), match[0]
        elif "." in match[0] and (match[0] in own or project.find_clause(match[0], home)):
            yield "PG258.clause", match.start(), match[0]
