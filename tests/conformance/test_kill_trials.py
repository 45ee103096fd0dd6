"""A sample of the kill trials: whatever moment a command is killed at, nothing of a person's is lost."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from scripts.kill_trials import Trials

pytestmark = pytest.mark.conformance


def test_a_command_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    trials = Trials(tmp_path, random.Random(11))  # noqa: S311
    for name, seconds in trials.prepare().items():
        trials.kill(name, trials.chance.uniform(seconds / 2, seconds))
    assert sum(trials.outcomes.values()) == 5
    assert trials.losses + trials.end() == []
