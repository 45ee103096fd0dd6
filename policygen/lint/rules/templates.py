"""Rules on templates: tags that join words, texts that may come out empty, headings with nothing under them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policygen.diagnostics.model import Severity
from policygen.lint.model import Found, LintedLibrary, rule
from policygen.lint.prose import VALUE

# A tag that does not stand on a line of its own and ends it: trim_blocks takes the line end away.
_AT_END = re.compile(r"^(?P<before>[^\n]*\S[^\n]*?)(?P<tag>\{%[^%]*(?<![-+])%\})\n(?P<after>[^\n]*)", re.MULTILINE)
_TAG_ONLY = re.compile(r"\s*(?:\{%[^%]*%\}\s*)*")
_WHOLE_IF = re.compile(r"\s*\{%[-+]?\s*if\b.*\{%[-+]?\s*endif\s*[-+]?%\}\s*", re.DOTALL)
_INNER = re.compile(r"\{%[-+]?\s*(if|elif|else|endif)\b")


@rule("joined-words", "PG611", Severity.ERROR)
def joined_words(library: LintedLibrary) -> Iterator[Found]:
    """A tag at the end of a line: the line end goes with it, so words or paragraphs run into each other."""
    for text in library.bodies:
        written = text.written.text
        at = 0
        while match := _AT_END.search(written, at):
            at = match.end("tag")
            if _TAG_ONLY.fullmatch(match["before"]):
                continue
            after = match["after"]
            opens = re.match(r"\{%[-+]?\s*(if|elif|else|for)", match["tag"])
            if after.strip() and (after[0] in " \t.,;:)" or match["before"][-1:].isspace()):
                continue
            if not after.strip() and (opens or not written[match.end() :].strip()):
                continue
            what = "the words before and after run into each other" if after.strip() else "two paragraphs become one"
            yield Found(
                f"this tag ends its line, and the line end goes with it: {what}",
                text.span(match.start("tag"), len(match["tag"])),
                "End the line with a word, or write the tag as {% endif +%}, which keeps the line end.",
                (text.clause.name,),
            )


@rule("empty-body", "PG612", Severity.ERROR)
def empty_body(library: LintedLibrary) -> Iterator[Found]:
    """A heading with nothing under it, for every school or for some."""
    for text in library.bodies:
        entry = text.clause.entry
        if entry.form:
            continue
        title = entry.title.text
        if not re.search(rf"[\w{VALUE}]", text.prose):
            yield Found(
                f"“{title}” is a heading with no words under it",
                entry.title.span, "Write the clause, or remove it.", (text.clause.name,),
            )  # fmt: skip
        elif _may_vanish(text.written.text):
            yield Found(
                f"“{title}” has no words where its `if` does not hold",
                text.span(len(text.written.text) - len(text.written.text.lstrip()), 0),
                "Move the condition to `when:`, or add an {% else %}.",
                (text.clause.name,),
            )
        elif text.prose.rstrip().endswith(":"):
            yield Found(
                f"“{title}” ends with a colon, and nothing follows",
                text.span(len(text.prose.rstrip()) - 1, 1), "Add what it announces.", (text.clause.name,),
            )  # fmt: skip
    for outline in library.project.outlines.values():
        for section in (*outline.sections, *outline.appendices):
            if not section.clauses:
                said = f"the section “{section.title.text}” of {outline.id.text} lists no clause"
                yield Found(said, section.title.span, "List its clauses, or remove it.")


def _may_vanish(text: str) -> bool:
    """Tell whether a text is one `if` from end to end with no `else`."""
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
