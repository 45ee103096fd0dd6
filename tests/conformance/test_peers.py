"""One school's files as other programs read them: nothing is lost but what is a proven limit of the program.

`make peers` asks more programs, of all schools. What is a limit of a program is proven in test_peers_limits.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.peers import calendars, programs
from tests.peers.__main__ import build, documents
from tests.peers.facts import Part
from tests.peers.judging import Row, judged

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.conformance
SCHOOL = "allhallows"
# AbiWord takes a second or two for each file, and poppler ten seconds for the structure of each policy.
WORD = [name for name in programs.WORD if name != "AbiWord"]
PDF = [name for name in programs.PDF if name != "poppler"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the school's policies and sheets, the form and the calendar."""
    if not (programs.PYTHON.exists() and programs.NODE_MODULES.exists()):
        pytest.skip("the other programs are not installed")
    out = tmp_path_factory.mktemp("built")
    build(out, [SCHOOL])
    return out


@pytest.fixture(scope="module")
def files(built: Path) -> list[tuple[Path, Part]]:
    """Each policy, and one of each kind of sheet, with its Document."""
    found = documents(built)
    assert len(found) > 8
    return found


def lost(row: Row) -> list[str]:
    """What a program loses, each with its kind of fact."""
    return [f"{kind}: {one}" for kind, (_, wrong) in row.losses.items() for one in wrong]


@pytest.mark.parametrize("program", WORD)
def test_nothing_is_lost_of_the_word_files(program: str, files: list[tuple[Path, Part]]) -> None:
    row = judged(program, "docx", programs.WORD[program], files)
    assert lost(row) == []
    assert {"headings", "lists", "tables", "alternatives", "links"} <= set(row.losses)


def test_nothing_is_lost_in_docx_preview(browser: Browser, files: list[tuple[Path, Part]]) -> None:
    row = judged("docx-preview", "docx", programs.docx_preview(browser), files)
    assert lost(row) == []
    assert {"headings", "numbers", "lists", "markers", "tables"} <= set(row.losses)


@pytest.mark.parametrize("program", PDF)
def test_nothing_is_lost_of_the_pdf_files(program: str, files: list[tuple[Path, Part]]) -> None:
    row = judged(program, "pdf", programs.PDF[program], files)
    assert lost(row) == []
    assert {"numbers", "markers", "links", "words", "outline"} <= set(row.losses)


@pytest.mark.parametrize("program", list(programs.CALENDARS))
def test_each_parser_finds_the_events_of_the_calendar(program: str, built: Path) -> None:
    row = calendars.judged(program, programs.CALENDARS[program], sorted(built.rglob("*.ics")))
    assert lost(row) == []
    assert row.losses["events"][0] > 3
