"""What the store saves: builds with nothing to do, a build after one clause changed, and a check, cold and warm.

    .venv/bin/python -m benchmarks.store [--schools N] [--formats LIST] [--pdf-engine NAME]

Everything is in a temporary folder, the store too. Times are of the whole process: wall clock and processor (its own
and that of its child processes). A build with nothing to do looks at the size and times of its files and reads none,
so it takes as long for large formats as for small ones; the first build does not.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from policygen import __file__ as package

ROOT = Path(package).resolve().parents[1]
POLICIES = ("e-safety", "social-networking")
# A clause of the first policy that only a school takes where pupils do not bring phones; every tenth does so.
FILE, CLAUSE = "clauses/department/phones.yaml", "phones.not-brought"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schools", type=int, default=1000)
    parser.add_argument("--formats", default="md,json")
    parser.add_argument("--pdf-engine", default="typst")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["POLICYGEN_STORE"] = str(Path(folder) / "store")
        specimens = Path(folder) / "specimens"
        shutil.copytree(ROOT / "clauses", specimens / "clauses")
        shutil.copytree(ROOT / "schools", specimens / "schools")
        for name in ("cold", "warm"):
            _timed(f"check, the specimens, {name}", "check", "--project", str(specimens))
        made = Path(folder) / "made"
        shutil.copytree(ROOT / "clauses", made / "clauses")
        _make_schools(made, given.schools)
        build = ["build", "--project", str(made), "--format", given.formats, "--pdf-engine", given.pdf_engine]
        build += [part for policy in POLICIES for part in ("--policy", policy)]
        count = f"{given.schools:,} schools, {len(POLICIES)} policies, {given.formats}"
        _timed(f"build, {count}, first", *build)
        _timed(f"build, {count}, nothing to do", *build)
        changed = _change_a_clause(made)
        before = _times(made)
        _timed(f"build, {count}, after {changed} changed", *build)
        after = _times(made)
        print(f"  files written anew: {sum(after[name] != before.get(name) for name in after):,} of {len(after):,}")


def _make_schools(project: Path, count: int) -> None:
    """Write the settings of schools that differ by their names; to every tenth, pupils bring no phones."""
    (project / "schools").mkdir()
    shutil.copytree(ROOT / "schools/authorities", project / "schools/authorities")
    shutil.copytree(ROOT / "schools/trusts", project / "schools/trusts")
    text = (ROOT / "schools/foxmere.yaml").read_text(encoding="utf-8")
    name = next(line.partition("name: ")[2] for line in text.splitlines() if "name: " in line)
    for number in range(count):
        own = text.replace(name, f"Made School {number}", 1)
        if number % 10 == 0:
            own = own.replace("phone_stance: handed_in", "phone_stance: not_on_site")
        (project / f"schools/made-{number:05}.yaml").write_text(own, encoding="utf-8")


def _change_a_clause(project: Path) -> str:
    """Change the title of CLAUSE, and return its name."""
    file = project / FILE
    before, found, after = file.read_text(encoding="utf-8").partition(f"- id: {CLAUSE}\n")
    file.write_text(f"{before}{found}{after.replace('title: ', 'title: Changed, ', 1)}", encoding="utf-8")
    return CLAUSE


def _times(project: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in (project / "build").rglob("*.*") if path.is_file()}


def _timed(what: str, *arguments: str) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    ended = subprocess.run([sys.executable, "-m", "policygen", *arguments], capture_output=True, text=True, check=False)
    took = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{what}: {took:.2f} s, processor {processor:.2f} s, exit status {ended.returncode}", flush=True)
    if ended.returncode:
        print(ended.stderr[-2000:])


if __name__ == "__main__":
    main()
