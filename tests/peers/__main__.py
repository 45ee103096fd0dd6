"""`python -m tests.peers`: build the specimens, have every program read them, and write docs/dev/peers.md."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tests.peers import calendars, limits, programs
from tests.peers.facts import Part
from tests.peers.judging import Row, judged
from tests.peers.report import report
from tests.support.browser import chromium

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "dev" / "peers.md"
# pdfinfo takes ten seconds to tell the structure of a policy: it draws a page again for each element.
SLOW = ("poppler",)
DOCX_PREVIEW, NU = "docx-preview", "Nu Html Checker"


def main() -> int:
    """Run everything; the exit code says whether anything is lost that is no proven limit."""
    options = argparse.ArgumentParser(prog="python -m tests.peers", description=__doc__)
    options.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="keep the built files here, or read those that an earlier run left here; default: a temporary folder",
    )
    options.add_argument(
        "--only",
        action="append",
        metavar="PROGRAM",
        choices=names(),
        help=f"ask this program alone, and leave the page as it is; may be given again. One of {', '.join(names())}",
    )
    given = options.parse_args()
    if missing := programs.missing():
        print(f"Not installed: {', '.join(missing)}. Run `make peers`.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        out = given.out or Path(folder)
        if not any(out.glob("*/*.json")):
            build(out)
        rows = list(_rows(out, given.only))
    lost = [f"{row.program}: {kind}: {one}" for row in rows for kind, (_, wrong) in row.losses.items() for one in wrong]
    for line in lost:
        print(line)
    if not given.only:
        PAGE.write_text(report(rows, date.today()), encoding="utf-8")
    print(f"{len(lost)} losses")
    return int(bool(lost))


def names() -> list[str]:
    """Return the programs as the page calls them."""
    return [*programs.WORD, DOCX_PREVIEW, *programs.PDF, NU, *programs.CALENDARS]


def build(out: Path, schools: Sequence[str] = ()) -> None:
    """Build what the programs are to read, by policygen's own commands; without `schools`, of all specimens."""
    command = [sys.executable, "-m", "policygen"]
    for more in (
        ["build", "--format", "docx,pdf,html,json", "--out", str(out), *schools],
        *([] if schools else [["build", "--format", "docx", "--out", str(out), *_trusts()]]),
        ["form", "--out", str(out / "form.html")],
    ):
        subprocess.run([*command, *more], check=True, cwd=ROOT, capture_output=True)


def _trusts() -> list[str]:
    return [f"trusts/{path.stem}" for path in sorted((ROOT / "schools" / "trusts").glob("*.yaml"))]


def documents(out: Path) -> list[tuple[Path, Part]]:
    """Return each policy, and one of each kind of sheet, with its Document's JSON: the path lacks its ending."""
    found, kinds = [], set()
    for path in sorted(out.glob("*/**/*.json")):
        if path.parent.name == "sheets" and path.stem in kinds:
            continue
        if path.parent.name in ("staff", "web") or not path.with_suffix(".docx").exists():
            continue
        kinds.add(path.stem if path.parent.name == "sheets" else "")
        found.append((path.with_suffix(""), json.loads(path.read_bytes())))
    return found


def _rows(out: Path, only: Sequence[str] | None) -> list[Row]:
    found = documents(out)
    first = [one for one in found if one[0].parts[len(out.parts)] == found[0][0].parts[len(out.parts)]]
    rows = []
    for kind, readers in (("docx", programs.WORD), ("pdf", programs.PDF)):
        for program, reader in readers.items():
            if only and program not in only:
                continue
            started = time.monotonic()
            rows.append(judged(program, kind, reader, first if program in SLOW else found))
            print(f"{program}: {time.monotonic() - started:.0f} s", flush=True)
        if kind == "docx" and (not only or DOCX_PREVIEW in only):
            with chromium() as browser:
                rows.append(judged(DOCX_PREVIEW, kind, programs.docx_preview(browser), found))
    if not only or NU in only:
        rows.append(pages(sorted(out.rglob("*.html"))))
    for program, reader in programs.CALENDARS.items():
        if not only or program in only:
            rows.append(calendars.judged(program, reader, sorted(out.rglob("*.ics"))))
    return rows


def pages(files: Sequence[Path]) -> Row:
    """Return what the Nu Html Checker finds in web pages, of which it tells errors and warnings."""
    program, said = NU, set()
    for told in programs.nu_checker(files):
        for limit in limits.of(program):
            told = limit.reading(None, told)
        said |= set(told["complaints"])
    return Row(program=program, files=len(files), kind="html", losses={"complaints": (0, sorted(said))})


if __name__ == "__main__":
    sys.exit(main())
