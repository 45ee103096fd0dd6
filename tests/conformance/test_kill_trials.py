"""A sample of the kill trials: whatever moment a command is killed at, nothing of a person's is lost."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.kill_trials import ROOT, Trials

pytestmark = pytest.mark.conformance


def test_a_command_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    trials = Trials(tmp_path, random.Random(11))  # noqa: S311
    for name, seconds in trials.prepare().items():
        trials.kill(name, trials.chance.uniform(seconds / 2, seconds))
    assert sum(trials.outcomes.values()) == 5
    assert trials.losses + trials.end() == []


def test_a_build_that_is_killed_ends_as_an_undisturbed_one_when_it_is_run_again() -> None:
    # Its builds are forks, and this process has threads.
    trials = [sys.executable, "-m", "scripts.kill_trials", "--work", "builds", "--trials", "4", "--seed", "5"]
    ran = subprocess.run(trials, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
