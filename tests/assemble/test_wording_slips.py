"""A slip in a project's own fixed words is a finding at its line, not an internal error later."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from policygen.assemble.wording_check import check_words, needed_words
from policygen.diagnostics.model import Diagnostics
from policygen.world.disk import DiskWorld
from tests.support.cli import run
from tests.support.projects import check, lay_out, write

ROOT = Path(__file__).parents[2]
FILE = "templates/words/en.yaml"
OURS = DiskWorld(ROOT).look("words/en.yaml").decode()


def found(text: str) -> list[str]:
    diagnostics = Diagnostics()
    check_words(FILE, text.encode(), diagnostics)
    return [f"{one.span.line if one.span else 0} {one.code} {one.message}" for one in diagnostics]


def line_of(words: str) -> int:
    return OURS[: OURS.index(words)].count("\n") + 1


def test_the_words_that_come_with_policygen_have_no_slip() -> None:
    assert found(OURS) == []


def test_every_word_that_comes_with_policygen_and_its_placeholders_are_in_the_list() -> None:
    assert lines_of(yaml.load(OURS, Loader=yaml.CBaseLoader)) == lines_of(needed_words())  # noqa: S506 - strings only


def lines_of(words: dict[str, Any], path: str = "") -> dict[str, set[str]]:
    """Each word with its placeholders, of a file of words or of the list of those that are needed."""
    said: dict[str, set[str]] = {}
    for name, value in words.items():
        key = f"{path}.{name}"
        if isinstance(value, dict):
            said |= lines_of(value, key)
        else:
            form = isinstance(value, str) and re.fullmatch(r"(?:\d+ )?texts?(?: with (.+))?", value)
            names = (form[1] or "").split(", ") if form else re.findall(r"{(\w+)}", str(value))
            said[key] = set(names) - {""}
    return said


@pytest.mark.parametrize(
    ("before", "after", "place", "says"),
    [
        ("contents: Contents\n", "", "language", "PG854 the entry `contents` is missing"),
        ("contents: Contents\n", "contents:\n", "contents:", "PG854 the entry `contents` is missing"),
        ("contents: C", "content: C", "contents:", "`content` may be a misspelling of it"),
        (
            "  again: Adopted again with no section changed\n",
            "",
            "history:",
            "PG854 the entry `history.again` is missing",
        ),
        ("contents: Contents", "contents: [A, B]", "contents:", "PG854 `contents` must be text"),
        ("[January, February, ", "[", "months:", "PG854 `months` must be a list of 12 phrases, but has 10"),
        ("  week: [week, weeks]", "  week: weeks", "  week:", "PG854 `duration.week` must be a list of phrases"),
        (
            "{day} {month} {year}",
            "{day} {month {year}",
            "date:",
            "PG854 `date` has a placeholder with only one of its two",
        ),
        ("{school} · {title}", "{school} · {titel}", "header:", "`titel` cannot be filled in here"),
        ("watermark: DRAFT", "watermark: '{school}'", "watermark:", "`watermark` has no placeholders"),
        (
            "consultation: {",
            "consultation: [x] # {",
            "consultation:",
            "`consultation` must be a group with the keys title",
        ),
    ],
)
def test_a_slip_is_found_at_its_line(before: str, after: str, place: str, says: str) -> None:
    assert before in OURS
    (finding,) = found(OURS.replace(before, after, 1))
    line, _, words = finding.partition(" ")
    assert (int(line), says in words) == (line_of(place), True), finding


def test_a_word_given_twice_is_found_at_the_second() -> None:
    (finding,) = found(OURS.replace("contents: Contents\n", "contents: Contents\ncontents: C\n", 1))
    assert finding.startswith(f"{line_of('contents:') + 1} PG111 ")


@pytest.mark.parametrize("wrong", [["a", {"b": "c"}], {"a": "b"}, "{nothing_of_the_kind}", "\x07"])
def test_every_slip_in_every_word_is_a_finding_with_a_place(wrong: object) -> None:
    words = yaml.load(OURS, Loader=yaml.CBaseLoader)  # noqa: S506 - strings only
    leaves = [*leaves_of(words)]
    assert len(leaves) > 100
    for holder, name in leaves[::5]:
        right, holder[name] = holder[name], wrong
        diagnostics = Diagnostics()
        check_words(FILE, yaml.dump(words).encode(), diagnostics)
        holder[name] = right
        assert diagnostics.errors, name
        assert all(one.span and one.span.file == FILE for one in diagnostics), name


def leaves_of(words: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for name, value in words.items():
        if isinstance(value, dict):
            yield from leaves_of(value)
        else:
            yield words, name


@pytest.mark.parametrize("command", [("check",), ("build", "--format", "md"), ("list",)])
def test_a_command_says_so_and_ends_without_a_traceback(tmp_path: Path, command: tuple[str, ...]) -> None:
    world = lay_out(tmp_path)
    (tmp_path / "templates").unlink()
    write(tmp_path, FILE, OURS.replace("contents: Contents", "contents: [A]"))
    assert isinstance(world, DiskWorld)
    ran = run(tmp_path, *command)
    assert ran.code == 1
    assert "PG854" in ran.out + ran.err
    assert f"{FILE}:{line_of('contents:')}" in ran.out + ran.err


def test_a_fixed_word_that_the_typeface_lacks_is_found_at_its_place(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    (tmp_path / "templates").unlink()
    write(tmp_path, FILE, OURS.replace("contents: Contents", "contents: Contents 📖"))
    made = check(replace(world, packaged=ROOT))
    line, column = line_of("contents: Contents"), len("contents: Contents ") + 1
    assert [f"{one.span} {one.code}" for one in made] == [f"{FILE}:{line}:{column} PG323"]
