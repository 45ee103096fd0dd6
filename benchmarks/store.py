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
POLICIES = ("e-safety", "phones")
# A clause that few of the made schools take: those whose school is in the church's foundation.
CLAUSE = "clauses/union/library.yaml"


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
    """Write the settings of schools that differ by their names; every tenth takes the phones in, the rest do not."""
    (project / "schools").mkdir()
    shutil.copytree(ROOT / "schools/authorities", project / "schools/authorities")
    shutil.copytree(ROOT / "schools/trusts", project / "schools/trusts")
    text = (ROOT / "schools/foxmere.yaml").read_text(encoding="utf-8")
    name = next(line.partition("name: ")[2] for line in text.splitlines() if "name: " in line)
    for number in range(count):
        own = text.replace(name, f"Made School {number}", 1)
        (project / f"schools/made-{number:05}.yaml").write_text(own, encoding="utf-8")


def _change_a_clause(project: Path) -> str:
    """Add a word to a clause that none of the made schools takes; return the clause's file."""
    file = next(iter(sorted((project / "clauses").glob("union/**/*email*.yaml"))), None)
    file = file or next(iter(sorted((project / "clauses/union").glob("**/*.yaml"))))
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}# changed\n", encoding="utf-8")
    return file.relative_to(project).as_posix()


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
