"""What is offered to CI elsewhere names commands and options that there are."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from policygen.cli import COMMANDS
from tests.support.cli import run
from tests.support.projects import SMALL, lay_out

ROOT = Path(__file__).resolve().parents[1]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
SCRIPTS = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
DOCS = (ROOT / "docs/ci.md").read_text(encoding="utf-8")


def jobs(workflow: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
    return found


def scripts(workflow: Path) -> list[str]:
    return [step["run"] for job in jobs(workflow).values() for step in job["steps"] if "run" in step]


def schema_faults(*workflows: Path) -> str:
    """What the published schema of workflow files finds; it comes with check-jsonschema, so no network is needed."""
    ended = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *map(str, workflows)],
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if ended.returncode == 0 else ended.stdout + ended.stderr


USES = [
    *(" ".join([hook["entry"], *hook.get("args", [])]) for hook in HOOKS),
    *(
        line.split(">")[0]
        for script in SCRIPTS
        for line in script.splitlines()
        if line.strip().startswith("policygen ")
    ),
    *(
        re.sub(r'"\$\(.*?\)"', "", use)
        for workflow in WORKFLOWS
        for script in scripts(workflow)
        for use in re.findall(r"^\.venv/bin/(policygen .*)", script, re.MULTILINE)
    ),
    *re.findall(r"policygen (?:freshness|coverage|lint|check|impact)[^`\n]*", DOCS),
]


@pytest.mark.parametrize("use", USES)
def test_every_command_and_option_exists(use: str) -> None:
    words = shlex.split(use.replace("…", ""))
    assert words[0] == "policygen"
    module = import_module(f"policygen.cli.{COMMANDS[words[1]]}")
    command: click.Command = getattr(module, f"{words[1]}_command")
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_hooks_look_at_the_whole_project() -> None:
    assert [hook["id"] for hook in HOOKS] == ["policygen-check", "policygen-lint", "policygen-coverage"]
    assert all(hook["pass_filenames"] is False for hook in HOOKS)


@pytest.mark.parametrize(
    ("file", "ids"),
    [
        ("clauses/union/advice.yaml", ["policygen-check", "policygen-lint", "policygen-coverage"]),
        ("libraries/ours/clauses/union/advice.yaml", ["policygen-check", "policygen-lint", "policygen-coverage"]),
        ("libraries/ours/schools/hilltop.yaml", ["policygen-check"]),
        ("subclauses/a.yaml", []),
    ],
)
def test_hooks_run_for_a_library_wherever_it_is_in_its_repository(file: str, ids: list[str]) -> None:
    assert [hook["id"] for hook in HOOKS if re.search(hook["files"], file)] == ids


@pytest.mark.parametrize("command", ["check", "lint", "coverage"])
def test_a_hook_in_the_wrong_folder_does_not_pass_the_packaged_library(tmp_path: Path, command: str) -> None:
    lay_out(tmp_path / "libraries" / "ours")
    ran = run(tmp_path, command)
    assert (ran.code, ran.out) == (2, "")
    assert "Use `--project libraries/ours`" in ran.err
    assert run(tmp_path, command, "--project", "libraries/ours").code != 2


def test_the_docs_pin_a_commit_or_a_tag_that_exists() -> None:
    tags = subprocess.run(["git", "tag"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    for name in ("docs/ci.md", "docs/package.md", "docs/keeping-a-library.md", "README.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(r"OWNER/policygen(?:\.git)?@([\w.-]+)|^\s*rev: (\S+)", text, re.MULTILINE)
        assert {pin for pair in pins for pin in pair if pin} <= {"COMMIT", *tags}, name
    assert "@COMMIT" in DOCS
    assert "`COMMIT` with the full id of the commit" in DOCS


def report_lines() -> str:
    (found,) = [step["env"]["REPORT_LINES"] for step in ACTION["runs"]["steps"] if step.get("name") == "Report"]
    return str(found)


def shell_steps(**environment: str) -> dict[str, tuple[int, str]]:
    """Run the action's steps one after another, as a runner does, and return the status and output of each."""
    ended = {}
    for step in ACTION["runs"]["steps"]:
        if "run" not in step or step["name"] in ("Install policygen", "Fonts and text layout", "Impact"):
            continue
        script = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        ran = subprocess.run(script, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
        ended[step["name"]] = (ran.returncode, ran.stdout + ran.stderr)
    return ended


def test_the_action_works_for_a_library_without_schools_and_reports_what_is_open_first(tmp_path: Path) -> None:
    more = "".join(
        f"  - {{id: open-{n}, locator: page {n}, audience: [pupils], kind: advice, summary: Something.}}\n"
        for n in range(20)
    )
    guide = "clauses/home/requirements/guide.yaml"
    lay_out(tmp_path, {guide: (SMALL / guide).read_text(encoding="utf-8") + more})
    shutil.rmtree(tmp_path / "schools")
    command = tmp_path / "bin" / "policygen"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m tests.support.cli "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    summary = tmp_path / "summary.md"
    ended = shell_steps(
        PATH=f"{command.parent}:{os.environ['PATH']}", PYTHONPATH=str(ROOT), PROJECT=str(tmp_path),
        OUT=str(tmp_path / "out"), LEAST="100", STRICT="false", SAMPLES="", FORMATS="md", REPORT_LINES=report_lines(),
        GITHUB_STEP_SUMMARY=str(summary), SOURCE_DATE_EPOCH="1796000000",
    )  # fmt: skip
    assert {name: code for name, (code, _) in ended.items()} == {
        "Check": 0, "Lint": 1, "Coverage": 1, "Freshness": 0, "Samples": 0, "Report": 0,
    }, ended  # fmt: skip
    report = summary.read_text(encoding="utf-8").splitlines()
    assert len(report) <= 60
    assert report.index("### Requirements still open") < report.index("### Out of date")
    assert "  open-0                   not met (no clause meets it)" in report
    assert any(line.endswith("more lines are in `coverage.txt`.") for line in report)
    assert "No schools in this project, so no samples." in ended["Samples"][1]


def test_the_action_offers_all_six_steps_and_puts_no_input_into_a_script() -> None:
    said = "\n".join(SCRIPTS)
    for command in ("check", "lint", "coverage", "freshness", "impact", "build"):
        assert f"policygen {command} " in said
    assert "${{" not in said
    assert all(step["shell"] == "bash" for step in ACTION["runs"]["steps"] if "run" in step)


def test_the_action_installs_only_what_the_lock_names_and_all_that_drawing_needs() -> None:
    installs = re.findall(r"pip install (.*)", "\n".join(SCRIPTS))
    assert [line.replace("--quiet ", "") for line in installs] == [
        '--require-hashes -r "$HERE/requirements/lock.txt"',
        '--no-deps --no-build-isolation "$HERE"',
    ]
    lock = (ROOT / "requirements/lock.txt").read_text(encoding="utf-8")
    assert re.search(r"^hatchling==.*\\$", lock, re.MULTILINE)  # what builds the project is locked too
    assert "libharfbuzz-subset0" in "\n".join(SCRIPTS)


def test_workflows_are_there_and_pass_their_schema() -> None:
    assert [path.stem for path in WORKFLOWS] == ["conformance", "freshness", "release", "tests"]
    assert schema_faults(*WORKFLOWS) == ""


def test_the_schema_finds_a_misspelt_key(tmp_path: Path) -> None:
    wrong = tmp_path / "tests.yml"
    text = WORKFLOWS[-1].read_text(encoding="utf-8")
    wrong.write_text(text.replace("runs-on:", "run-on:"), encoding="utf-8")
    assert "run-on" in schema_faults(wrong)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_says_it_is_untried_and_runs_only_targets_that_exist(workflow: Path) -> None:
    assert workflow.read_text(encoding="utf-8").startswith("# Not tried yet on a code host.")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for script in scripts(workflow):
        assert "${{" not in script
        for target in re.findall(r"^make (\S+)", script, re.MULTILINE):
            assert re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE), target
    for file in re.findall(r"\b(?:docs|scripts)/[\w/.-]+", workflow.read_text(encoding="utf-8")):
        assert (ROOT / file).is_file(), file


def test_workflows_ask_for_the_least_permissions() -> None:
    granted = {}
    for workflow in WORKFLOWS:
        assert yaml.safe_load(workflow.read_text(encoding="utf-8"))["permissions"] == {"contents": "read"}
        for name, job in jobs(workflow).items():
            if "permissions" in job:
                granted[f"{workflow.stem}/{name}"] = job["permissions"]
    assert granted == {"release/release": {"contents": "write"}, "release/publish": {"id-token": "write"}}


def test_nothing_is_published_to_an_index_unless_a_maintainer_says_so() -> None:
    publish = jobs(ROOT / ".github/workflows/release.yml")["publish"]
    assert publish["if"] == "${{ vars.PUBLISH == 'true' }}"
