"""The small project's vocabulary with what everybody may read marked, but for a few questions."""

from __future__ import annotations

import re

from .projects import SMALL


def vocabulary(*kept: str, **more: str) -> str:
    """The vocabulary with `public: yes` at each question but those `kept`; `more` is put into a question's entry.

    >>> vocabulary("chair", motto="board_only: yes")
    """
    lines: list[str] = []
    key = ""
    for line in (SMALL / "clauses/vocabulary.yaml").read_text(encoding="utf-8").splitlines():
        named = re.match(r" {2}(\w+):", line)
        key = named[1] if named else key
        said = [*([] if key in kept else ["public: yes"]), *([more[key]] if key in more else [])]
        if re.search(r"knows: [\w-]+\}$", line):
            line = line[:-1] + "".join(f", {each}" for each in said) + "}"
        lines.append(line)
        if re.fullmatch(r" {4}knows: [\w-]+", line):
            lines += [f"    {each}" for each in said]
    return "\n".join(lines) + "\n"
