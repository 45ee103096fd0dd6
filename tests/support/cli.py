"""Runs the command line over the small project: in this process, or as `python -m tests.support.cli` in another."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from policygen.cli import main
from policygen.world.disk import DiskWorld

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str


class _Small(DiskWorld):
    """A project that is its own package, so that the real clauses are not there."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, root)


def run(
    folder: Path, *arguments: str, environment: Mapping[str, str] | None = None, world: type[DiskWorld] | None = None
) -> Ran:
    """Run policygen in `folder`, a project as `world` reads it, else its own package; its streams and exit status."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with (
        patch("policygen.cli.common.DiskWorld", world or _Small),
        patch.object(sys, "argv", ["policygen", *arguments]),
        patch.dict(os.environ, environment or {}),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
    return Ran(code, out.getvalue(), err.getvalue())


def run_elsewhere(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> Ran:
    """The same in a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.support.cli", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(ended.returncode, ended.stdout, ended.stderr)


if __name__ == "__main__":
    with patch("policygen.cli.common.DiskWorld", _Small):
        main()
