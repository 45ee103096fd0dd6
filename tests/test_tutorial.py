"""The tutorial's commands, one after another in an empty folder, as a newcomer types them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from policygen.cli import commands

TUTORIAL = Path(__file__).parent.parent / "docs/tutorial.md"
# Pages cost seconds: what is typed is run as it stands, but for these.
QUICK = {"build": ["--format", "md,json"], "questions": ["--format", "text"]}
SCHOOL = "allhallows"
AFTER_THE_MEETING = {"SOURCE_DATE_EPOCH": "1796342400"}


def typed() -> list[list[str]]:
    """Each line to type, without the name of a school that is still to be written."""
    lines = re.findall(r"^ {4}((?:policygen|cd) .*?) *(?:#.*)?$", TUTORIAL.read_text(encoding="utf-8"), re.MULTILINE)
    return [shlex.split(line.replace("my-school", SCHOOL)) for line in lines]


def test_every_command_of_the_tutorial_works_in_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path
    found = typed()
    assert len(found) > 8
    for line in found:
        if line[0] == "cd":
            here = here / line[1]
            continue
        monkeypatch.chdir(here)
        words = [*line[1:], *QUICK.get(line[1], ())]
        ran = CliRunner().invoke(commands, words, input="Quayside\nstop\n", env=AFTER_THE_MEETING)
        asks = words[0] == "init" and "--sample" not in words
        assert asks or ran.exit_code == 0, f"{line}: {ran.output}"
        assert ran.exit_code in (0, 1), f"{line}: {ran.output}"
