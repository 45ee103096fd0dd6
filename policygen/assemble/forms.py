"""Turn the parts of a clause's form into blocks: fields, grids to write in, signatures, and pictures."""

from __future__ import annotations

from collections.abc import Callable

from policygen.check.pictures import Picture
from policygen.check.project import Project
from policygen.document.model import (
    Asset,
    Block,
    Cell,
    Figure,
    Form,
    FormField,
    Inline,
    Row,
    Signatory,
    SignatureBlock,
    Table,
)
from policygen.document.plain import words_of
from policygen.model.library import FieldsPart, FigurePart, FormPart, GridPart, SignaturesPart
from policygen.model.written import Written
from policygen.resolve.tailoring import Plan

Fill = Callable[[Written], tuple[Inline, ...]]


def form_blocks(
    clause: str, first: int, parts: tuple[FormPart, ...], fill: Fill, say: Callable[[str], str]
) -> tuple[Block, ...]:
    """Return the blocks of a clause's form, with ids from `<clause>/<first>` on.

    `fill` makes words of a text; `say` gives those for a text without values.
    """
    return tuple(_block(f"{clause}/{first + n}", clause, part, fill, say) for n, part in enumerate(parts))


def _block(block_id: str, clause: str, part: FormPart, fill: Fill, say: Callable[[str], str]) -> Block:
    match part:
        case FieldsPart():
            fields = tuple(
                FormField(id=f"{block_id}/{n}", label=words_of(fill(field.label)), kind=field.kind, lines=field.lines)
                for n, field in enumerate(part.fields, 1)
            )
            return Form(id=block_id, fields=fields)
        case GridPart():
            return _grid(block_id, part, fill)
        case SignaturesPart():
            signatories = tuple(
                Signatory(id=f"{block_id}/{n}", role=words_of(fill(role))) for n, role in enumerate(part.signatures, 1)
            )
            return SignatureBlock(id=block_id, signatories=signatories)
        case FigurePart():
            return Figure(
                id=block_id,
                asset=figure_asset(clause, part),
                alternative=say(part.alternative.text),
                width=float(part.width),
            )


def figure_asset(clause: str, part: FigurePart) -> str:
    """Return the id of the asset that a clause's picture is held under."""
    return f"{clause}/{part.figure.text}"


def _grid(block_id: str, part: GridPart, fill: Fill) -> Table:
    columns = len(part.columns)
    # An item of which a condition leaves nothing has no row.
    firsts = [words for item in part.items if (words := fill(item))] or [()] * max(part.rows, 1)
    rows = tuple(
        Row(
            id=f"{block_id}/row-{n}",
            cells=(Cell(children=first), *(Cell() for _ in range(columns - 1))),
            height=float(part.height),
        )
        for n, first in enumerate(firsts, 2)
    )
    header = Row(id=f"{block_id}/row-1", cells=tuple(Cell(children=fill(column)) for column in part.columns))
    shares = part.widths if len(part.widths) == columns else (1,) * columns
    return Table(
        id=block_id,
        widths=tuple(round(share / sum(shares), 4) for share in shares),
        header=(header,),
        rows=rows,
        row_headers=bool(part.items),
    )


def policy_assets(project: Project, plan: Plan, logo: Picture | None) -> tuple[Asset, ...]:
    """Return the pictures of a policy: the school's logo, and those of the clauses' forms."""
    pictures = {"policygen:logo": logo} if logo else {}
    for planned in plan.clauses:
        for part in planned.form:
            if isinstance(part, FigurePart) and planned.clause is not None:
                figure = project.figures.get((planned.clause.library.id.text, part.figure.text))
                if figure is not None:
                    pictures[figure_asset(planned.name, part)] = figure
    return tuple(
        Asset(
            id=name, media_type=picture.media_type, data=picture.data, alternative=picture.alternative,
            width=picture.width, height=picture.height,
        )
        for name, picture in pictures.items()
    )  # fmt: skip
