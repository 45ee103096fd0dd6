"""The form of the transcripts under tests/data."""

from __future__ import annotations

import pytest

from tests.support.transcripts import Expected, parse


def test_a_transcript_holds_a_title_files_and_findings() -> None:
    case = parse("Title\ncomment\n\n=== a/x.yaml\na: 1\n\n=== expect\na/x.yaml:1:2 PG123 some words\n- PG400\n")
    assert case.title == "Title"
    assert case.files == {"a/x.yaml": b"a: 1\n"}
    assert case.expected == [Expected("a/x.yaml:1:2", "PG123", "some words"), Expected("-", "PG400", "")]


@pytest.mark.parametrize(
    ("modifiers", "stored"),
    [
        ("(encoding: windows-1252)", b"\xe9 \\x41\n"),
        ("(bytes: escapes)", "é A\n".encode()),
        ("(line ends: crlf)", "é \\x41\r\n".encode()),
        ("(repeat: 2)", "é \\x41é \\x41\n".encode()),
        ("(repeat lines: 2) (bytes: escapes)", "é A\né A\n".encode()),
    ],
)
def test_modifiers_say_how_a_file_is_stored(modifiers: str, stored: bytes) -> None:
    assert parse(f"T\n=== x (1).yaml {modifiers}\né \\x41\n=== expect\n").files == {"x (1).yaml": stored}


@pytest.mark.parametrize(
    "text",
    ["", "T\n=== x\na", "T\n=== x (colour: red)\n=== expect\n", "T\n=== expect\nx.yaml PG1\n", "T\n=== x\n=== x\n"],
)
def test_a_badly_written_transcript_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)


def test_a_case_can_link_take_away_repeat_a_last_line_and_name_schools() -> None:
    text = (
        "T\n=== a (link: ../x)\n=== b (instead: nothing)\n=== c (repeat last: 3)\nx\ny\n"
        "=== check\none\ntwo\n=== expect\n"
    )
    case = parse(text)
    assert case.links == {"a": "../x"}
    assert case.absent == ("b",)
    assert case.schools == ("one", "two")
    assert case.files == {"c": b"x\ny\ny\ny\n"}
