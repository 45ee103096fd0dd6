"""`policygen adopt` and `policygen compare`: what they print, what they write, and the status they end with."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pytest

from policygen.document.json import to_json
from policygen.world.disk import DiskWorld
from tests.support.adopted import LATER, RECORD, change
from tests.support.cli import Ran, run
from tests.support.documents import everything
from tests.support.projects import lay_out
from tests.support.settings import school

ADOPT = ("adopt", "hilltop", "online", "--on", "2026-12-03", "--minute", "14/26")
BASICS = "clauses/home/basics.yaml"


def ran(folder: Path, *arguments: str) -> Ran:
    return run(folder, *arguments, environment=LATER)


def build(folder: Path) -> Ran:
    return ran(folder, "build", "--policy", "online", "--format", "json,md")


def test_adopting_writes_the_record_and_the_next_build_prints_it(tmp_path: Path) -> None:
    lay_out(tmp_path)
    made = ran(tmp_path, *ADOPT)
    assert (made.code, made.out) == (0, f"{RECORD}\n")
    assert "online of hilltop was adopted on 2026-12-03, minute 14/26" in made.err
    assert build(tmp_path).code == 0
    assert "**Adopted 3 December 2026**" in (tmp_path / "build/hilltop/online.md").read_text()
    built = json.loads((tmp_path / "build/hilltop/online.json").read_text())
    assert built == json.loads((tmp_path / RECORD).read_text())["document"]


def test_a_build_of_other_words_lists_them_on_stderr_and_is_made(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran(tmp_path, *ADOPT)
    change(DiskWorld(tmp_path, tmp_path, LATER), BASICS, "title: Whom to tell", "title: Who to tell")
    made = build(tmp_path)
    assert made.code == 0
    assert "note[PG804]" in made.err
    assert "changed: 2.1 Who to tell" in made.err
    assert ran(tmp_path, "check", "--strict").code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("adopt", "hiltop", *ADOPT[2:]), "Did you mean `hilltop`?"),
        (("adopt", "hilltop", "onlin", *ADOPT[3:]), "Did you mean `online`?"),
        ((*ADOPT[:3], "--on", "03/12/2026", "--minute", "1"), "--on"),
        ((*ADOPT[:3], "--on", "2026-02-30", "--minute", "1"), "February 2026 has 28 days"),
        ((*ADOPT[:3], "--on", "2026-12-03"), "--minute"),
        ((*ADOPT[:5], "--minute", "  "), "one line"),
        ((*ADOPT[:5], "--minute", "1\x1b[31m"), "one line"),
        (("compare", "a.json"), "NEW"),
        (("compare", "a.json", "b.json"), "a.json"),
    ],
)
def test_a_mistake_of_usage_ends_with_2(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    lay_out(tmp_path)
    made = ran(tmp_path, *arguments)
    assert (made.code, made.out) == (2, "")
    assert says in " ".join(made.err.split())
    assert not (tmp_path / "schools/hilltop").exists()


@pytest.mark.parametrize(
    ("settings", "day", "says"),
    [
        (school(people="\n  chair: Jo Bell"), "2026-12-03", "PG401"),
        (school(), "2030-01-01", "is in the future"),
        (school(school="\n  name: Hilltop\n  phase: [primry]"), "2026-12-03", "PG234"),
    ],
)
def test_an_adoption_that_is_refused_ends_with_1_and_writes_nothing(
    tmp_path: Path, settings: str, day: str, says: str
) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": settings})
    made = ran(tmp_path, *ADOPT[:4], day, *ADOPT[5:])
    assert (made.code, made.out) == (1, "")
    assert says in made.err
    assert made.err.endswith("Nothing was recorded.\n")
    assert not (tmp_path / "schools/hilltop").exists()


def test_a_record_that_was_edited_stops_the_build_of_its_policy_only(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran(tmp_path, *ADOPT)
    (tmp_path / RECORD).write_text((tmp_path / RECORD).read_text().replace("14/26", "15/26"))
    made = ran(tmp_path, "build", "--format", "json")
    assert (made.code, made.out) == (1, "build/hilltop/phones.json\nbuild/hilltop/review.ics\n")
    assert "PG801" in made.err
    again = ran(tmp_path, "compare", RECORD, RECORD)
    assert (again.code, again.out) == (1, "")
    assert "it was changed after it was written" in again.err


@pytest.fixture
def two(tmp_path: Path) -> Path:
    lay_out(tmp_path)
    ran(tmp_path, *ADOPT)
    change(DiskWorld(tmp_path, tmp_path, LATER), BASICS, "It is written down", "Somebody writes it down")
    build(tmp_path)
    return tmp_path


def test_compare_shows_what_changed_and_why(two: Path) -> None:
    made = ran(two, "compare", RECORD, "build/hilltop/online.json")
    assert (made.code, made.err) == (0, "")
    assert made.out.splitlines() == [
        "Online safety policy, Hilltop School",
        f"  before  Adopted 3 December 2026 ({RECORD})",
        "  after   For approval (build/hilltop/online.json)",
        "",
        "2.1 Whom to tell: changed",
        "  Pupils tell any adult they trust. [-It is written-]{+Somebody writes it+} down: section 2.2.",
        "  reason: The words of the clause library home changed within version 1.0",
        "  source: guide/tell-1",
        "",
        "1 section changed.",
    ]


def test_compare_for_a_program(two: Path) -> None:
    made = ran(two, "compare", RECORD, "build/hilltop/online.json", "--json")
    found = json.loads(made.out)
    assert (made.code, found["counts"], found["old"]["state"]) == (0, {"changed": 1}, "adopted")
    (one,) = found["differences"]
    assert (one["kind"], one["why"], one["source"]) == ("changed", "reworded", ["guide/tell-1"])
    assert one["after"] == {"number": "2.1", "title": "2.1 Whom to tell"}


def test_copies_that_do_not_differ_end_with_0_too(two: Path) -> None:
    made = ran(two, "compare", RECORD, RECORD)
    assert made.code == 0
    assert made.out.endswith("\nNo words differ.\n")


def test_compare_writes_a_page_for_the_board(two: Path) -> None:
    for name in ("board.pdf", "board.docx"):
        made = ran(two, "compare", RECORD, "build/hilltop/online.json", "--out", name)
        assert (made.code, made.err) == (0, f"{name}\n")
    assert (two / "board.pdf").read_bytes().startswith(b"%PDF-")
    assert (two / "board.docx").read_bytes().startswith(b"PK")
    wrong = ran(two, "compare", RECORD, RECORD, "--out", "board.txt")
    assert (wrong.code, wrong.out) == (2, "")


def test_a_pdf_is_compared_by_the_document_attached_to_it(tmp_path: Path) -> None:
    lay_out(tmp_path)
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.attachments["document.json"] = to_json(everything())
    pdf.save(tmp_path / "a.pdf")
    (tmp_path / "b.json").write_bytes(to_json(everything("Another School")))
    made = ran(tmp_path, "compare", "a.pdf", "b.json")
    assert made.code == 0
    assert "[-Example Primary-]{+Another+} School" in made.out


def _bare_pdf(path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(path)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.json", b"{", "not document data in JSON"),
        ("a.json", b"{}", "not a policygen document"),
        ("a.json", b"[" * 100_000, "nested too deeply"),
        ("a.docx", b"PK\x03\x04", "give the PDF or JSON"),
        ("a.pdf", b"%PDF-1.7 cut off", "cannot be read"),
        ("a.pdf", b"", "not document data in JSON"),
    ],
)
def test_what_holds_no_document_ends_with_1_in_words(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    made = ran(tmp_path, "compare", name, name)
    assert (made.code, made.out) == (1, "")
    assert says in made.err
    assert "Traceback" not in made.err


def test_a_pdf_without_its_document_is_told(tmp_path: Path) -> None:
    _bare_pdf(tmp_path / "a.pdf")
    made = ran(tmp_path, "compare", "a.pdf", "a.pdf")
    assert made.code == 1
    assert "has no document data attached" in made.err


def test_a_minute_that_can_never_be_printed_is_not_recorded(tmp_path: Path) -> None:
    lay_out(tmp_path)
    made = ran(tmp_path, *ADOPT[:5], "--minute", "14/26 \N{GRINNING FACE}")
    assert made.code == 1
    assert "PG502" in made.err
    assert "GRINNING FACE" in made.err
    assert "Nothing was recorded." in made.err
    assert not (tmp_path / "schools/hilltop/adopted").exists()
