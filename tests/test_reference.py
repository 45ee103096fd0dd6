"""docs/reference/ holds what the models, the vocabulary, the command line and the codes say today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policygen.check.shape import slots_of
from policygen.cli import COMMANDS, commands
from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import codes
from policygen.model.settings import SchoolFile
from policygen.world.disk import DiskWorld
from scripts.reference.__main__ import FOLDER, drawn, stale
from scripts.reference.markdown import table

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {name.removeprefix(f"{FOLDER}/"): text for name, text in drawn().items()}


def test_the_committed_pages_are_what_would_be_drawn_now() -> None:
    assert stale() == [], "run `make docs`"


def test_every_question_role_and_policy_stands_in_the_settings(pages: dict[str, str]) -> None:
    compiler, _ = Compiler.load(DiskWorld(ROOT, environment={}))
    assert compiler is not None
    vocabulary = compiler.project.vocabulary
    text = pages["settings.md"]
    for group, questions in vocabulary.groups.items():
        for key, question in questions.items():
            assert f'<a id="{group}-{key}"></a>' in text
            assert f"{question.question} {question.help}" in text
            assert all(f"- `{value}`: {words}" in text for value, words in question.values.items())
    assert all(f'<a id="people-{role}"></a>' in text for role in vocabulary.people)
    assert all(f"| `{policy}` |" in text for policy in compiler.project.outlines)
    assert all(f"`{key}`" in text for key in slots_of(SchoolFile))


def test_every_command_and_option_stands_in_the_commands(pages: dict[str, str]) -> None:
    for name in COMMANDS:
        command = commands.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        if command.hidden:
            continue
        section = pages["commands.md"].partition(f"## policygen {name}\n")[2].partition("\n## ")[0]
        for parameter in command.params:
            if parameter.param_type_name == "option" and not getattr(parameter, "hidden", False):
                assert parameter.opts[0] in section


def test_every_code_stands_in_the_diagnostics(pages: dict[str, str]) -> None:
    for code, entry in codes().items():
        assert f"### {code}: {entry.title}" in pages["diagnostics.md"]


def test_every_link_leads_somewhere(pages: dict[str, str]) -> None:
    anchors = {name: set(re.findall(r'<a id="([^"]+)"></a>', text)) for name, text in pages.items()}
    for name, text in pages.items():
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"(?s)```.*?```", "", text)):
            file, _, anchor = target.partition("#")
            if not target.startswith("http"):
                assert not file or (ROOT / FOLDER / file).exists(), f"{name}: {target}"
                assert not anchor or anchor in anchors[file or name], f"{name}: {target}"


def test_no_anchor_stands_twice(pages: dict[str, str]) -> None:
    for text in pages.values():
        anchors = re.findall(r'<a id="([^"]+)"></a>', text)
        assert len(anchors) == len(set(anchors))


def test_pages_are_drawn_the_same_each_time(pages: dict[str, str]) -> None:
    assert {f"{FOLDER}/{name}": text for name, text in pages.items()} == drawn()


def test_a_cell_keeps_its_bars_and_line_ends() -> None:
    assert table(["a"], [["x | y\nz"]])[2] == "| x \\| y<br>z |"
