"""The page before a model copy that says how to fill it in, with every value to type in one table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from policygen.assemble.values import hole_of
from policygen.assemble.wording import Wording
from policygen.check.conditions import keys_of
from policygen.check.project import Project
from policygen.compile.school import School
from policygen.document.model import (
    Blank,
    Block,
    Cell,
    Inline,
    List,
    ListItem,
    Origin,
    Paragraph,
    Row,
    Table,
    Text,
    Value,
)
from policygen.document.overlays import Placeholder

GUIDE = "policygen:guide"

Pair = tuple[tuple[Inline, ...], tuple[Inline, ...]]


def guide_of(
    wording: Wording, title: str, values: Iterable[Placeholder], settled: Iterable[tuple[str, str]], *, policy: bool
) -> tuple[Block, ...]:
    """Return the guide's blocks: what this is, the steps, the table of values, and the answers that cannot be changed.

    `settled` are pairs of a question's label and the answer in words; a sheet (not `policy`) needs no approval.
    """
    steps = wording.parts("model.steps" if policy else "model.sheet_steps")
    blocks: list[Block] = [
        _paragraph("what", wording("model.what", title=title)),
        List(
            id=f"{GUIDE}/steps",
            ordered=True,
            items=tuple(
                ListItem(
                    id=f"{GUIDE}/steps/{n}",
                    marker=f"({chr(ord('a') + n - 1)})",
                    blocks=(_paragraph(f"steps/{n}/1", step),),
                )
                for n, step in enumerate(steps, 1)
            ),
        ),
        _table(
            "values",
            [wording("model.table.question"), wording("model.table.here")],
            _asked(values),
            wording("model.table.caption"),
        ),
    ]
    fast: list[Pair] = [((Text(text=label),), (Text(text=words),)) for label, words in settled]
    if fast:
        blocks += [
            _paragraph("settled", wording("model.settled")),
            _table("settled/1", [wording("model.table.about"), wording("model.table.answer")], fast),
        ]
    return tuple(blocks)


def settled_here(
    project: Project, wording: Wording, school: School, policy: str, open_keys: Collection[str], *, kind: bool
) -> Iterator[tuple[str, str]]:
    """Yield (label, answer in words) of what this policy turns on or prints and was settled for this copy.

    Facts that only choose clauses are left out where a `kind` of school names them.
    """
    for full in sorted(_used(project, school, policy), key=list(school.settled.settings).index):
        group, _, key = full.partition(".")
        question, setting = project.vocabulary.groups[group][key], school.settled.settings[full]
        if full in open_keys or setting.how not in ("school", "inherited") or setting.value is None:
            continue
        if kind and group == "school" and question.closed:
            continue
        yield question.label.text, hole_of(project, setting, wording).text


def _used(project: Project, school: School, policy: str) -> set[str]:
    """Return the answers, as `group.key`, that a policy's clauses turn on or print, whether they are chosen or not."""
    groups = project.vocabulary.groups
    plan = school.plans[policy]
    found = set(project.vocabulary.deciding_terms)
    held = [planned.clause for planned in plan.clauses] + [left.clause for left in plan.left_out]
    for clause in (clause for clause in held if clause is not None):
        for key in keys_of(clause.condition) if clause.condition is not None else ():
            found.add(f"{'school' if key in groups['school'] else 'choices'}.{key}")
        found |= {".".join(use.path[:2]) for use in clause.uses}
    return found & school.settled.settings.keys()


def _asked(values: Iterable[Placeholder]) -> list[Pair]:
    return [((Text(text=value.question or value.label),), (_open(value),)) for value in values]


def _open(value: Placeholder) -> Inline:
    if value.words:
        return Value(text=value.words, origin=Origin(key=value.key))
    return Blank(label=value.gap, key=value.key)


def _paragraph(name: str, words: str) -> Paragraph:
    return Paragraph(id=f"{GUIDE}/{name}", children=(Text(text=words),))


def _table(name: str, header: list[str], rows: list[Pair], caption: str = "") -> Table:
    table = f"{GUIDE}/{name}"
    return Table(
        id=table,
        widths=(0.54, 0.46),
        header=(Row(id=f"{table}/row-1", cells=tuple(Cell(children=(Text(text=words),)) for words in header)),),
        rows=tuple(
            Row(id=f"{table}/row-{n}", cells=tuple(Cell(children=cell) for cell in row))
            for n, row in enumerate(rows, 2)
        ),
        row_headers=True,
        caption=(Text(text=caption),) if caption else (),
    )
