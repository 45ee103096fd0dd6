"""A git repository for a test, with a commit of everything, on a day of its own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def commit(folder: Path, day: str = "2026-09-05T12:00:00+00:00") -> str:
    """Commit all of `folder`, making it a repository first where it is none; the commit's id."""
    who = {"GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@x.example", "GIT_COMMITTER_NAME": "x",
           "GIT_COMMITTER_EMAIL": "x@x.example", "GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}  # fmt: skip
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "--no-gpg-sign", "-m", "a state"]):
        subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True)
    ended = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True, text=True)
    return ended.stdout.strip()
