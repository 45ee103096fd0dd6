"""`python -m tests.fuzz [--count N] [TARGET ...]`: attack readers for long, each in a process of its own."""

from __future__ import annotations

import argparse
import logging
import subprocess
import sys
import warnings

from .files import TARGETS as FILES
from .harness import attack
from .texts import TARGETS as TEXTS

TARGETS = {target.name: target for target in (*TEXTS, *FILES)}


def main() -> int:
    """Attack the targets; print a line of figures for each, and every kind of fault once."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("targets", nargs="*", metavar="TARGET", help=f"one of {', '.join(TARGETS)}; default: all")
    options.add_argument("--count", type=int, default=20_000, help="inputs for each target")
    given = options.parse_args()
    names = given.targets or list(TARGETS)
    if len(names) > 1:
        print("target          inputs  seconds  worst s  worst MB  faults", flush=True)
        commands = [[sys.executable, "-m", "tests.fuzz", name, "--count", str(given.count)] for name in names]
        return max(subprocess.run(command, check=False).returncode for command in commands)
    # What qpdf and Hypothesis say of files that are meant to be broken.
    logging.disable()
    warnings.simplefilter("ignore")
    figures = attack(TARGETS[names[0]], given.count, keep_going=True)
    print(
        f"{names[0]:14}{figures.inputs:8,}{figures.seconds:9.0f}{figures.worst_seconds:9.2f}"
        f"{figures.worst_megabytes:10.0f}{len(figures.findings):8}",
        flush=True,
    )
    for finding in figures.findings:
        print(f"    {finding}", flush=True)
    return int(bool(figures.findings))


if __name__ == "__main__":
    sys.exit(main())
