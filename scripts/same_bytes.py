"""Shows that two commits build the same bytes: `python scripts/same_bytes.py OLD NEW [ARGUMENTS OF build ...]`.

For commits that only move and rename. Each is unpacked into a folder of its own and builds the specimen schools with
this Python's packages; then every file is compared. Exit code 1 when anything differs.
"""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def unpack(revision: str, folder: Path) -> None:
    """Put the files of a commit into `folder`."""
    archive = subprocess.run(["git", "-C", str(ROOT), "archive", revision], check=True, capture_output=True).stdout  # noqa: S603, S607
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        opened.extractall(folder, filter="data")


def digests(folder: Path, arguments: list[str]) -> dict[str, str]:
    """Build in `folder` and return the SHA-256 of each file made, by its name."""
    command = [sys.executable, "-m", "policygen", "build", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    out = folder / "build"
    files = (path for path in sorted(out.rglob("*")) if path.is_file() and path.name != ".gitignore")
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def main(old: str, new: str, *arguments: str) -> int:
    found = []
    for revision in (old, new):
        with tempfile.TemporaryDirectory() as folder:
            unpack(revision, Path(folder))
            found.append(digests(Path(folder), list(arguments)))
    before, after = found
    differ = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    print(f"{old} made {len(before)} files, {new} {len(after)}; {len(differ)} differ")
    for name in differ:
        print(f"  {name}")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
