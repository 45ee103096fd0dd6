"""Check the Markdown of a text against an allow-list, because anything else would be printed raw or lost.

A text is read in full CommonMark with tables and definition lists, once for each way its tags can go. Each token that
`assemble` has no block for is a finding, at the place where it was written.
"""

from __future__ import annotations

from policygen.check.markdown.found import Unprintable
from policygen.check.markdown.suspect import is_suspect
from policygen.check.markdown.targets import check_targets
from policygen.diagnostics.model import Diagnostics
from policygen.model.written import Written
from policygen.source.nodes import Source
from policygen.source.positions import place


def check_markdown(source: Source, written: Written, diagnostics: Diagnostics, *, is_body: bool) -> None:
    """Report what a policy cannot print in a text; one that is not a body has one line, and no blocks."""
    text = written.text
    check_targets(source, written, diagnostics)
    if not is_suspect(text):
        return
    from policygen.check.markdown.blocks import BlockReader
    from policygen.check.markdown.readings import lost_line_ends, readings

    found: dict[tuple[int, str], tuple[int, Unprintable]] = {}
    lonely: dict[int, bool] = {}
    keeping = frozenset(lost.offset for lost in lost_line_ends(text))
    for reading in readings(text, keeping):
        for one in BlockReader(reading, text).found(is_body):
            offset = reading.offset(one.at)
            if one.code == "head":
                lonely[offset] = lonely.get(offset, True) and bool(one.facts)
                continue
            end = reading.offset(one.at + max(one.length, 1) - 1) + 1
            found.setdefault((offset, one.code), (max(end - offset, 1), one))
    for offset, is_lonely in lonely.items():
        if is_lonely:
            found[offset, "PG248.head_only"] = (1, Unprintable("PG248.head_only", 0))
    for (offset, code), (length, one) in sorted(found.items(), key=lambda item: item[0]):
        line_end = text.find("\n", offset)
        length = min(length, (line_end if line_end > offset else len(text)) - offset)
        diagnostics.report(code, place(source, written.scalar, offset, max(length, 1)), **dict(one.facts))


def check_line_ends(source: Source, written: Written, diagnostics: Diagnostics) -> None:
    """Report each tag that takes a line end with it, so that words, rows of a table or paragraphs run together.

    The library's lint says the same of its clauses.
    """
    if "%}" not in written.text:
        return
    from policygen.check.markdown.readings import lost_line_ends

    for lost in lost_line_ends(written.text):
        code = "PG249.words" if lost.joins_words else "PG249.paragraphs"
        diagnostics.report(code, place(source, written.scalar, lost.offset, lost.length))
