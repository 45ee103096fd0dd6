"""A clause's source as a person edits it best: with the words that the school's answers choose, a paragraph on a line.

Placeholders stay, so that the words still follow the answers. The result prints what the source prints, or is not used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policygen.assemble.filler import Filler
from policygen.assemble.values import scope_of
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.look.texts import TemplateRefused
from policygen.readback.printed_words import masked_lines
from policygen.readback.sources import compiled_with, tags_in, words_of_source
from policygen.resolve.tailoring import Planned

# Plane 15 is for private use (Unicode 23.5), and no file may contain its characters without a finding.
_FIRST = 0xF0000
_SIGN = re.compile(f"[{chr(_FIRST)}-\U000ffffd]")
_LOOP = re.compile(r"\{%[-+]?\s*for\b")
# A line that begins a new block (CommonMark 4 and 5; tables; definitions).
_BEGINS = re.compile(r"[ \t]*(?:[-*+]|\d+[.)]|#{1,6}|>|:)[ \t]|[ \t]*\|")


@dataclass(frozen=True, slots=True)
class PlainSource:
    """A title and a text to edit; `is_settled` tells that other answers would have chosen other words."""

    title: str
    text: str
    is_settled: bool = False


def plain_source(compiler: Compiler, school: School, policy: str, planned: Planned) -> PlainSource:
    """Return a clause's words to edit, or its source as it is if they would print anything else."""
    title, text = words_of_source(school, planned)
    as_it_is = PlainSource(title, text.strip("\n"))
    if _LOOP.search(text) or _SIGN.search(title + text):
        return as_it_is
    try:
        found = PlainSource(_settled(school, policy, title), unwrapped(_settled(school, policy, text)), "{%" in text)
    except TemplateRefused:
        return as_it_is
    before = compiled_with(compiler, school, policy, planned, title, text)
    after = compiled_with(compiler, school, policy, planned, found.title, found.text)
    same = masked_lines(before, planned.name) == masked_lines(after, planned.name)
    return found if same and found.text else as_it_is


def unwrapped(text: str) -> str:
    """Return Markdown with each paragraph and each item of a list on one line."""
    lines: list[str] = []
    for line in text.split("\n"):
        goes_on = lines and lines[-1].strip() and line.strip() and not _BEGINS.match(line)
        if goes_on and not re.match(r"[ \t]*(?:#{1,6}[ \t]|\|)", lines[-1]):
            lines[-1] = f"{lines[-1].rstrip()} {line.strip()}"
        else:
            lines.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _settled(school: School, policy: str, text: str) -> str:
    """Return a source with the conditions decided and the placeholders as they were written."""
    kept: list[str] = []
    signed, at = [], 0
    for tag in tags_in(text):
        signed.append(text[at : tag.start()])
        at = tag.end()
        if tag[0].startswith("{{"):
            signed.append(chr(_FIRST + len(kept)))
            kept.append(tag[0])
        else:
            signed.append(tag[0])
    assembler, settled = school.assembler, school.settled
    scope = scope_of(school.project, settled, settled.policies[policy], assembler.wording, assembler.shared_scope)
    filled, _ = Filler((), {}).fill("".join((*signed, text[at:])), scope)
    return _SIGN.sub(lambda sign: " ".join(kept[ord(sign[0]) - _FIRST].split()), filled)
