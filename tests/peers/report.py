"""docs/dev/peers.md: the table of programs and facts, and the limits below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.peers import limits
from tests.peers.judging import Row

COLUMNS = ("headings", "numbers", "lists", "markers", "tables", "alternatives", "links", "words")
# Told by few, and counted where their column is.
WITHIN = {"outline": "headings", "captions": "tables"}
KINDS = {"docx": "Word files", "pdf": "PDF files"}
HEAD = """# What other programs read

`make peers` builds the specimens, has other programs read the files, and compares what each of them tells with the
Document that the files were made of. It writes this page, and lists every loss when there is one. The programs are
pinned in `requirements/lock-peers.txt` and `scripts/setup.sh`; they are installed into `.tools/peers/`, and policygen
does not need them. `make conformance` asks those of them that give the same answer everywhere.

    make peers
    .venv/bin/python -m tests.peers --only mammoth    # one program; the page is left as it is

A cell says how many facts there were to find, and how many are lost. A dash means that the program tells nothing of the
kind. A number in brackets is a limit of the program, proven by a file that policygen has not made.

"""


def report(rows: Sequence[Row]) -> str:
    """Return the page."""
    return HEAD + "\n".join(_lines(rows)) + "\n"


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    order = {id(limit): number for number, limit in enumerate(limits.LIMITS, 1)}
    for kind, title in KINDS.items():
        yield f"## {title}\n"
        yield f"| program | files | {' | '.join(COLUMNS)} | complaints |"
        yield "| --- | ---: |" + " ---: |" * (len(COLUMNS) + 1)
        for row in rows:
            if row.kind == kind:
                cells = [_cell(row, column, order) for column in (*COLUMNS, "complaints")]
                yield f"| {row.program} | {row.files} | {' | '.join(cells)} |"
        yield ""
    yield "## Web pages and calendars\n"
    yield "| program | files | events | complaints |"
    yield "| --- | ---: | ---: | ---: |"
    for row in rows:
        if row.kind not in KINDS:
            yield f"| {row.program} | {row.files} | {_cell(row, 'events', order)} | {_cell(row, 'complaints', order)} |"
    yield "\n## Limits of the programs\n"
    yield "`tests/conformance/test_peers_limits.py` proves each with a file that is not of policygen.\n"
    for limit in limits.LIMITS:
        yield f"{order[id(limit)]}. {limit.program} {limit.says} (`test_{limit.proof}`)."
    yield "\nThese tell nothing of a kind of fact in any file:\n"
    proofs: dict[str, list[str]] = {}
    for (program, kind), proof in limits.NOT_TOLD.items():
        proofs.setdefault(proof, []).append(f"{program}: {kind}")
    for proof, told in proofs.items():
        yield f"- {'; '.join(told)} (`test_{proof}`)"


def _cell(row: Row, column: str, order: dict[int, int]) -> str:
    parts = [column, *(name for name, within in WITHIN.items() if within == column)]
    told = [row.losses[part] for part in parts if part in row.losses]
    if not told:
        return "–"
    count, lost = told[0][0], sum(len(wrong) for _, wrong in told)
    notes = "".join(f" [{order[id(limit)]}]" for limit in limits.of(row.program) if column in limit.kinds)
    words = f"{lost}" if column == "complaints" else f"{count:,}" + (f", {lost} lost" if lost else "")
    return words + notes
