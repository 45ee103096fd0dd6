"""scripts/migrate_reviews.py gives each date of a review the digest of the words that were there when it was set."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from policygen.model.checked import review_state
from policygen.world.disk import DiskWorld
from tests.support.projects import lay_out, load

SCRIPT = Path(__file__).resolve().parents[2] / "scripts/migrate_reviews.py"
BASICS = "clauses/home/basics.yaml"


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@b.test", "-c", "commit.gpgsign=false")
    day = {"GIT_COMMITTER_DATE": "2026-09-01T12:00:00Z", "GIT_AUTHOR_DATE": "2026-09-01T12:00:00Z"}
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True, env=day)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project without digests, in git: one of two reviewed clauses was changed later on the day of its review."""
    lay_out(tmp_path)
    file = tmp_path / BASICS
    lines = file.read_text(encoding="utf-8").split("\n")
    file.write_text("\n".join(line.partition(", digest")[0] + "}" if ", digest" in line else line for line in lines))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "clauses")
    git(tmp_path, "commit", "-qm", "Reviewed")
    file.write_text(file.read_text(encoding="utf-8").replace("Pupils tell {{", "Pupils ask {{"), encoding="utf-8")
    git(tmp_path, "commit", "-qam", "Changed")
    return tmp_path


@pytest.mark.parametrize(("options", "state"), [((), "changed"), (("--day",), "reviewed")])
def test_words_changed_since_are_unreviewed_unless_the_whole_day_counts(
    project: Path, options: tuple[str, ...], state: str
) -> None:
    before = (project / BASICS).read_text(encoding="utf-8").split("\n")
    ran = subprocess.run(
        [sys.executable, str(SCRIPT), *options, str(project)], check=True, capture_output=True, text=True
    )
    after = (project / BASICS).read_text(encoding="utf-8").split("\n")
    assert all(old == new or new.startswith(old[:-1] + ", digest: ") for old, new in zip(before, after, strict=True))
    clauses = load(DiskWorld(project, project, {})).project.clauses
    assert review_state(clauses["home:telling.who"].entry) == state
    assert review_state(clauses["home:basics.why"].entry) == "reviewed"
    assert ("home:telling.who: changed since" in ran.stdout) == (state == "changed")
