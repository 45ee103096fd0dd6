"""docs/dev/peers.md: the table of programs and facts, and the limits below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tests.peers import limits
from tests.peers.judging import Row

COLUMNS = ("headings", "numbers", "lists", "markers", "tables", "alternatives", "links", "words")
# Told by few, and counted where their column is.
WITHIN = {"outline": "headings", "captions": "tables"}
KINDS = {"docx": "Word files", "pdf": "PDF files"}
HEAD = """# What other programs read

`make peers` builds the specimens, has other programs read the files, and compares what each of them finds with the
data of the Document that the files were made from (its JSON). It writes this page, and lists anything that was lost.
The figures are those of the run on {day}; the files have changed since then if the library or the compiler has.

The programs in Python and Node are pinned in `requirements/lock-peers.txt` and `scripts/setup.sh` and installed into
`.tools/peers/`; LibreOffice, AbiWord, poppler and Java are those of the system. policygen needs none of them. `make
conformance` does the same for one school, without the two slowest (AbiWord and poppler), and tests each limit below.

    make peers
    .venv/bin/python -m tests.peers --only mammoth    # one program; the page is left as it is
    .venv/bin/python -m tests.peers --help            # the other options

Each cell shows how many facts there were to find, and how many of them were lost. A dash means that the program reports
nothing of that kind. A number in brackets is a limit of the program, shown by a test with a file that policygen did not
make.

"""


def report(rows: Sequence[Row], ended: date) -> str:
    """Return the page for a run that ended on this day."""
    return HEAD.replace("{day}", f"{ended.day} {ended:%B %Y}") + "\n".join(_lines(rows)) + "\n"


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    listed = [(program, limit) for program, those in limits.LIMITS.items() for limit in those]
    order = {id(limit): number for number, (_, limit) in enumerate(listed, 1)}
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
    yield "`tests/conformance/test_peers_limits.py` shows each with a file that policygen did not make.\n"
    for program, limit in listed:
        yield f"{order[id(limit)]}. {program} {limit.says} (`test_{limit.proof}`)."
    yield "\nThese programs report nothing of a kind of fact in any file:\n"
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
