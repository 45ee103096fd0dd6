"""How long a whole register of schools takes to be taken in, and how much memory: run by hand, never in the tests.

    .venv/bin/python -m benchmarks.register [--rows N]

A made register (tests/support/register.py) is written to a temporary folder; `policygen schools import` then writes the
settings of every open school in it. The memory is the peak of that process.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.register import HEADING, made_rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=52_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        register = Path(folder) / "register.csv"
        with register.open("w", encoding="windows-1252", errors="replace", newline="") as stream:
            stream.write(f"{HEADING}\r\n")
            stream.writelines(made_rows(rows))
        project = Path(folder) / "project"
        for what in ("new", "again, with --update"):
            command = [sys.executable, "-m", "policygen", "schools", "import", str(register), "--out", str(project)]
            start = time.perf_counter()
            process = subprocess.Popen([*command, *(["--update"] if what != "new" else [])], stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            took, peak = time.perf_counter() - start, usage.ru_maxrss // 1024
            size = register.stat().st_size // 1_000_000
            code = os.waitstatus_to_exitcode(status)
            cpu = usage.ru_utime + usage.ru_stime
            used = f"{took:.1f} s ({cpu:.1f} s of CPU), {peak} MB at most"
            print(f"{what}: {rows:,} rows, {size} MB: {used}, exit status {code}")


if __name__ == "__main__":
    main()
