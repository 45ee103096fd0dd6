"""Rules on templates: tags that join words, texts that may come out empty, headings with nothing under them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policygen.check.markdown.readings import lost_line_ends
from policygen.lint.model import Found, LintedLibrary, rule
from policygen.lint.prose import VALUE

_WHOLE_IF = re.compile(r"\s*\{%[-+]?\s*if\b.*\{%[-+]?\s*endif\s*[-+]?%\}\s*", re.DOTALL)
_INNER = re.compile(r"\{%[-+]?\s*(if|elif|else|endif)\b")


@rule("joined-words", "PG611")
def joined_words(library: LintedLibrary) -> Iterator[Found]:
    """A tag at the end of a line: the line end is removed with it, so words or paragraphs run together."""
    for text in library.bodies:
        for lost in lost_line_ends(text.written.text):
            code = "PG611.words" if lost.joins_words else "PG611.paragraphs"
            yield Found.of(code, text.span(lost.offset, lost.length), (text.clause.name,))


@rule("empty-body", "PG612")
def empty_body(library: LintedLibrary) -> Iterator[Found]:
    """A heading with nothing under it, for every school or for some."""
    for text in library.bodies:
        entry = text.clause.entry
        if entry.form:
            continue
        title = entry.title.text
        if not re.search(rf"[\w{VALUE}]", text.prose):
            yield Found.of("PG612.empty", entry.title.span, (text.clause.name,), title=title)
        elif _may_vanish(text.written.text):
            span = text.span(len(text.written.text) - len(text.written.text.lstrip()), 0)
            yield Found.of("PG612.conditional", span, (text.clause.name,), title=title)
        elif text.prose.rstrip().endswith(":"):
            span = text.span(len(text.prose.rstrip()) - 1, 1)
            yield Found.of("PG612.colon", span, (text.clause.name,), title=title)
    for outline in library.project.outlines.values():
        for section in outline.all_sections:
            if not section.clauses:
                title, policy = section.title.text, outline.id.text
                yield Found.of("PG612.section", section.title.span, title=title, policy=policy)


def _may_vanish(text: str) -> bool:
    """Return whether the whole text is one `if` with no `else`."""
    if not _WHOLE_IF.fullmatch(text):
        return False
    depth = 0
    for match in _INNER.finditer(text):
        word = match[1]
        if word == "else" and depth == 1:
            return False
        depth += (word == "if") - (word == "endif")
        if depth == 0 and text[match.end() :].partition("%}")[2].strip():
            return False
    return True
