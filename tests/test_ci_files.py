"""What is offered to CI elsewhere names commands and options that there are."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path

import click
import pytest
import yaml

from policygen.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
SCRIPTS = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
DOCS = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
USES = [
    *(" ".join([hook["entry"], *hook.get("args", [])]) for hook in HOOKS),
    *(
        line.split(">")[0]
        for script in SCRIPTS
        for line in script.splitlines()
        if line.strip().startswith("policygen ")
    ),
    *re.findall(r"policygen (?:currency|coverage|lint|check|impact)[^`\n]*", DOCS),
]


@pytest.mark.parametrize("use", USES)
def test_every_command_and_option_exists(use: str) -> None:
    words = shlex.split(use.replace("…", ""))
    assert words[0] == "policygen"
    command: click.Command = import_module(f"policygen.cli.{COMMANDS[words[1]]}").command
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_hooks_look_at_the_whole_project() -> None:
    assert [hook["id"] for hook in HOOKS] == ["policygen-check", "policygen-lint", "policygen-coverage"]
    assert all(hook["pass_filenames"] is False for hook in HOOKS)


def test_the_action_offers_all_six_steps_and_puts_no_input_into_a_script() -> None:
    said = "\n".join(SCRIPTS)
    for command in ("check", "lint", "coverage", "currency", "impact", "build"):
        assert f"policygen {command} " in said
    assert "${{" not in said
    assert all(step["shell"] == "bash" for step in ACTION["runs"]["steps"] if "run" in step)
