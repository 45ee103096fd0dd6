"""How long one policy takes, cold and warm, stage by stage, and how much memory: run by hand, never in the tests.

    .venv/bin/python benchmarks/one_policy.py [SCHOOL] [POLICY] [--runs N]

Cold figures are whole processes (median of N); warm ones are taken in this process after a first build. The shares of
WeasyPrint and python-docx are what is spent inside their own modules, by cProfile's own time.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from policygen.build.artifacts import Builder
from policygen.compile.compiler import Compiler
from policygen.render.docx import write_docx
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.world.disk import DiskWorld

ROOT = Path(__file__).parent.parent


def cold(arguments: list[str], runs: int) -> tuple[float, int]:
    """Return the median wall time in seconds and the highest peak memory in MB of whole processes."""
    walls, peak = [], 0
    for _ in range(runs):
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "policygen", *arguments],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, _, usage = os.wait4(process.pid, 0)
        walls.append(time.perf_counter() - start)
        peak = max(peak, usage.ru_maxrss // 1024)
    return statistics.median(walls), peak


def warm(call: Callable[[], object], runs: int) -> float:
    """Return the median time of a call in milliseconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def share(call: Callable[[], object], packages: tuple[str, ...]) -> float:
    """Return the share of a call's own time that is spent inside these packages."""
    profile = cProfile.Profile()
    profile.runcall(call)
    rows = pstats.Stats(profile).stats.items()  # type: ignore[attr-defined]
    total = sum(row[2] for _, row in rows)
    ours = sum(row[2] for (file, _, _), row in rows if str(ROOT / "policygen") in file)
    inside = sum(row[2] for (file, _, _), row in rows if any(f"site-packages/{name}/" in file for name in packages))
    print(f"    own code {ours / total:.0%}, {' and '.join(packages)} {inside / total:.0%}, of {total:.2f} s profiled")
    return ours / total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("school", nargs="?", default="allhallows")
    parser.add_argument("policy", nargs="?", default="e-safety")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    one = [options.school, "--policy", options.policy, "--out", "/tmp/policygen-benchmark"]  # noqa: S108
    print("cold, whole process            s     peak MB")
    for name, arguments in (
        ("policygen check", ["check", "--no-store"]),
        ("build md", ["build", *one, "--no-store", "--format", "md"]),
        ("build docx,pdf", ["build", *one, "--no-store"]),
    ):
        seconds, peak = cold(arguments, options.runs)
        print(f"  {name:26} {seconds:5.2f}  {peak:6}")

    compiler, _ = Compiler.load(DiskWorld(ROOT))
    assert compiler is not None
    look = Builder(compiler).renderer.look
    school = compiler.school(options.school)
    assert school is not None
    document = compiler.compile(school, options.policy).document
    _, layout = write_pdf(document, look)

    def to_document() -> None:
        settled = compiler.school(options.school)
        assert settled is not None
        compiler.compile(settled, options.policy)

    print("warm, in one process           ms")
    print(f"  load the library           {warm(lambda: Compiler.load(DiskWorld(ROOT)), options.runs):6.0f}")
    print(f"  settings to Document       {warm(to_document, options.runs * 4):6.1f}")
    print(f"  PDF with Layout            {warm(lambda: write_pdf(document, look), options.runs):6.0f}")
    share(lambda: write_pdf(document, look), ("weasyprint", "pydyf", "tinycss2", "fontTools"))
    print(f"  DOCX, Layout given         {warm(lambda: write_docx(document, layout, look), options.runs):6.1f}")
    share(lambda: write_docx(document, layout, look), ("docx", "lxml"))
    print(f"  pages {layout.pages}")


if __name__ == "__main__":
    main()
