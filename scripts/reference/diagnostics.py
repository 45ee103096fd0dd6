"""docs/reference/diagnostics.md: every code of a message, with the text of `policygen explain`."""

from __future__ import annotations

from collections.abc import Iterator

from policygen.check.project import Project
from policygen.diagnostics.codes import Code, codes

from .markdown import anchor, table

HEAD = """\
# What the messages mean

Every message from policygen has a code. `policygen explain CODE` prints its entry; this page has all of them.
`make docs` writes this page from `policygen/diagnostics/codes.yaml`.
"""
STAGES = {
    "1": "Reading a file",
    "2": "Checking the contents of a file",
    "3": "Working out a school's settings",
    "4": "Putting a policy together",
    "5": "Writing the files",
    "6": "How clauses are worded (`policygen lint`)",
    "7": "Lists of staff",
    "8": "Adoption",
    "9": "Internal errors",
}


def page(project: Project) -> str:  # noqa: ARG001
    """Return the page."""
    stages: dict[str, list[Code]] = {}
    for name, entry in sorted(codes().items()):
        stages.setdefault(name[2], []).append(entry)
    lines = [HEAD]
    for stage, entries in stages.items():
        lines += ["", f"## PG{stage}xx: {STAGES[stage]}", ""]
        lines += table(("Code", "What is wrong"), ((f"[{e.code}](#{e.code.lower()})", e.title) for e in entries))
        for entry in entries:
            lines += _entry(entry)
    return "\n".join(lines) + "\n"


def _entry(entry: Code) -> Iterator[str]:
    yield from ("", anchor(entry.code.lower()), "", f"### {entry.code}: {entry.title}", "")
    yield " ".join(entry.explanation.split())
    for lead, text in (("For example:", entry.example), ("Write instead:", entry.fix)):
        if text:
            yield from ("", lead, "", "```text", text.rstrip("\n"), "```")
