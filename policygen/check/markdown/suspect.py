"""Decide quickly, without a parser, whether the Markdown of a text needs parsing; most texts do not."""

from __future__ import annotations

import re

from policygen.check.markdown.found import RULE_ROW, VALUE

_WHOLE_EMPHASIS = re.compile(r"(?<![\w*\\])(\*{1,2})(?![\s*])(?:[^*\n\\]|\n(?![ ]*\n))*(?<!\s)\1(?![\w*])")
_WHOLE_MEANING = re.compile(r"(?:\A\n|(?<=\n\n))[^\n:|]+\n: (?=\S)")
_SIGNS = re.compile(r"[`<>~\\*]")
_ENTITY = re.compile(r"&#?\w+;")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_PAIRS = ("![", "][", "[^", "  \n", "|", "[ ]", "[x]", "[X]")
_LINE_STARTS = re.compile(r"\n[ \t]*(?:[ ]{4}|\t|#|[-_=][ \t]*[-_=]|[•·‣▪◦●○–—:]|\(?[a-z0-9]{1,4}\)[ ]|\[[^\]\n]*\]:)")
_PARAGRAPH = re.compile(r"\n[ ]*(?=\n[ ]*[^\s\d])")
_TAG = re.compile(r"\{%[^}]*\}")
_VALUE = re.compile(r"\{\{[^}]*\}\}")
_NUMBER = re.compile(r"\n[ ]*(\d+)[.)][ ]")


def is_suspect(text: str) -> bool:
    """Return whether a text is worth the time that parsing it takes: almost every text of a library is not."""
    plain = "\n" + _VALUE.sub(VALUE, _TAG.sub("", text)) if "{" in text else "\n" + text
    if "*" in plain:
        plain = _WHOLE_EMPHASIS.sub("x", plain)
    if "\n:" in plain:
        plain = _WHOLE_MEANING.sub("", plain)
    if "|" in plain:
        plain = "\n\n".join(block for block in plain.split("\n\n") if not _is_whole_table(block))
    return (
        _SIGNS.search(plain) is not None
        or any(pair in plain for pair in _PAIRS)
        or ("&" in plain and _ENTITY.search(plain) is not None)
        or ("_" in plain and _UNDERSCORE.search(plain) is not None)
        or _LINE_STARTS.search(plain) is not None
        or not _counts(plain)
    )


def _is_whole_table(block: str) -> bool:
    lines = [line.strip() for line in block.strip("\n").split("\n")]
    return (
        len(lines) > 2
        and RULE_ROW.fullmatch(lines[1]) is not None
        and all(line.startswith("|") and line.endswith("|") and len(line) > 1 for line in lines)
        and len({line.count("|") for line in lines}) == 1
        and not re.search(r"[`<~\\&]", block)
    )


def _counts(plain: str) -> bool:
    """Return whether each run of numbered lines counts 1, 2, 3."""
    if not _NUMBER.search(plain):
        return True
    for run in _PARAGRAPH.split(plain):
        last = 0
        for number in _NUMBER.findall(run):
            if int(number) not in (1, last + 1):
                return False
            last = int(number)
    return True
