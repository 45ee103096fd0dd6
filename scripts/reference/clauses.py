"""docs/reference/clauses.md: every key of the files of a clause library."""

from __future__ import annotations

from collections.abc import Iterator

from policygen.check.project import Project
from policygen.schema import SCHEMAS, Kind
from policygen.schema.derive import docstring_of

from .markdown import anchor, code, keys_table, models_in, name_of, table
from .settings import said

HEAD = """\
# The files of a clause library

Every key of the files in `clauses/`. [clauses/README.md](../../clauses/README.md) explains how to write the text of a
clause (Markdown, values, cross-references), and [Keeping a library](../keeping-a-library.md) how to maintain a library.
`make docs` writes this page from the models that `policygen check` uses.
"""
TESTS = (
    ("`phase: primary`", "the answer is this, or one of several answers is this"),
    ("`phase: [primary, middle]`", "the answer is any of these"),
    ("two keys in one group", "both are met"),
    ("`any: [{…}, {…}]`", "at least one of the conditions is met"),
    ("`all: [{…}, {…}]`", "all of the conditions are met"),
    ("`not: {…}`", "the condition is not met"),
    ("`has: reporting_time`", "the question has an answer, of any value"),
    ("`at_least: {key: 2}`", "the number is this or more"),
    ("`maintained`, or `maintained: yes` among other keys", "the condition of that name is met"),
)


def page(project: Project) -> str:
    """Return the page."""
    kinds = [(name, kind, kind.model) for name, kind in SCHEMAS.items() if kind.model is not None and name != "school"]
    lines = [HEAD]
    lines += table(
        ("File", "Contents"),
        ((kind.where, f"[{kind.title}](#{name})") for name, kind, _ in kinds),
    )
    seen: set[type] = set()
    for name, kind, model in kinds:
        lines += _kind(name, kind, model, seen)
    lines += _conditions(project)
    return "\n".join(lines) + "\n"


def _kind(name: str, kind: Kind, model: type, seen: set[type]) -> Iterator[str]:
    yield from ("", anchor(name), "", f"## {kind.title}", "", f"In {kind.where}. {docstring_of(model)}", "")
    yield from keys_table(model)
    others = () if kind.other is None else (kind.other, *models_in(kind.other))
    for inner in (*models_in(model), *others):
        if inner not in seen:
            seen.add(inner)
            yield from ("", anchor(inner.__name__.lower()), "", f"### {name_of(inner).capitalize()}", "")
            yield from (docstring_of(inner), "", *keys_table(inner))


def _conditions(project: Project) -> Iterator[str]:
    yield from ("", anchor("conditions"), "", "## Conditions", "")
    yield from (
        "You can use these in `when:` of a clause and in `asked:` of a question. A test of the answer itself works for",
        "facts about the school and for choices with a fixed list of answers. For all others, test only if there is",
        "an answer.",
        "",
    )
    yield from table(("Condition", "Met if"), TESTS)
    yield from ("", "The vocabulary has names for these:", "")
    named = ((name, project.reader.named(name)) for name in project.vocabulary.conditions)
    yield from table(("Name", "Met if"), ((code(name), said(found)) for name, found in named if found is not None))
