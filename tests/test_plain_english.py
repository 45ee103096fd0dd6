"""Messages, help texts and pages hold none of the turns of phrase in tests/data/banned-turns.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from policygen.cli import commands

ROOT = Path(__file__).parent.parent
TURNS = yaml.safe_load((ROOT / "tests/data/banned-turns.yaml").read_text(encoding="utf-8"))
CATALOGUE = ROOT / "policygen/diagnostics"


def sentences(node: Any, place: str) -> Iterator[tuple[str, str]]:
    """Yield each text in a YAML file with its place. The examples of a code are what somebody else wrote."""
    match node:
        case str():
            yield place, node
        case dict():
            for key, value in node.items():
                if key not in ("example", "fix"):
                    yield from sentences(value, f"{place} {key}")
        case list():
            for number, value in enumerate(node):
                yield from sentences(value, f"{place} {number}")


def of_yaml() -> Iterator[tuple[str, str]]:
    files = (
        *CATALOGUE.glob("*.yaml"),
        *CATALOGUE.glob("*/*.yaml"),
        *(ROOT / "templates").glob("*/*.yaml"),
    )
    for path in sorted(files):
        yield from sentences(
            yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader), str(path.relative_to(ROOT))
        )


def of_help() -> Iterator[tuple[str, str]]:
    context = click.Context(commands, info_name="policygen")
    for name in commands.list_commands(context):
        command = commands.get_command(context, name)
        assert command is not None
        yield f"policygen {name} --help", command.help or ""
        for option in command.params:
            if isinstance(option, click.Option):
                yield f"policygen {name} {option.opts[0]}", option.help or ""


def of_pages() -> Iterator[tuple[str, str]]:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/dev/*.md"), ROOT / "clauses/README.md"]
    for path in sorted(pages):
        # A paragraph at a time, so that a turn may run over the end of a line. Code is not prose.
        text = re.sub(r"```.*?```|^    .*?$|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.S | re.M)
        for paragraph in re.split(r"\n\s*\n", text):
            yield str(path.relative_to(ROOT)), " ".join(paragraph.split())


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn["turn"])
def test_a_banned_turn_matches_its_example_and_has_a_reason(turn: dict[str, str]) -> None:
    assert re.search(turn["turn"], turn["example"], re.IGNORECASE)
    assert turn["why"]
    assert turn["instead"]


@pytest.mark.parametrize("texts", [of_yaml, of_help, of_pages], ids=["messages", "help", "pages"])
def test_nothing_reads_as_translated(texts: Any) -> None:
    found = []
    for place, text in texts():
        for turn in TURNS:
            if match := re.search(turn["turn"], text, re.IGNORECASE):
                around = text[max(match.start() - 40, 0) : match.end() + 40]
                found.append(f"{place}: …{around}… ({turn['instead']})")
    assert found == []
