"""`policygen build`: the register and receipts of a staff list, a reviewer's copy, approval sheets and the calendar."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from policygen.build.manifest import Manifest
from tests.support.cli import run, run_elsewhere
from tests.support.docx_words import DocxWords, words
from tests.support.folders import files_under
from tests.support.projects import lay_out, write
from tests.support.settings import school

STAFF = "Name;Role\r\nZoë Quillfeather;Teacher\r\nBob;Cook\r\n".encode("windows-1252")
REVIEWED = school(policies="\n  online: {review_on: 2027-04-30}\n  phones: {review_on: 2027-09-01}")


def made(folder: Path) -> list[str]:
    return files_under(folder)


def test_a_staff_list_gives_a_register_and_receipts_as_files_of_their_own(tmp_path: Path) -> None:
    undated = school(policies="\n  online:\n  phones:")
    lay_out(tmp_path, {"lists/staff.csv": STAFF, "schools/hilltop.yaml": undated})
    ran = run(tmp_path, "build", "hilltop", "--policy", "phones", "--staff", "lists/staff.csv")
    assert ran.code == 0, ran.err
    assert "PG713" in ran.err
    assert made(tmp_path / "build/hilltop") == sorted(
        f"{name}.{extension}"
        for name in ("phones", "sheets/phones-approval", "staff/phones-receipts", "staff/phones-register")
        for extension in ("docx", "pdf")
    )
    assert set(ran.out.split()) == {f"build/hilltop/{name}" for name in made(tmp_path / "build/hilltop")}
    for name in made(tmp_path / "build/hilltop"):
        data = (tmp_path / "build/hilltop" / name).read_bytes()
        if name.endswith(".docx"):
            holds = any(b"Quillfeather" in part for part in DocxWords(data).parts.values())
            assert holds == name.startswith("staff/"), name
        else:
            with pikepdf.open(BytesIO(data)) as pdf:
                files = pdf.attachments.values()
                assert not any(b"Quillfeather" in one.get_file().read_bytes() for one in files), name


def test_policies_alone_leave_the_sheets_of_earlier_builds_as_they_are_and_say_so(tmp_path: Path) -> None:
    lay_out(tmp_path)
    asked = ("build", "hilltop", "--policy", "phones", "--format", "docx", "--pdf-engine", "typst")
    ran = run(tmp_path, *asked, "--no-sheets")
    assert (ran.code, made(tmp_path / "build/hilltop")) == (0, ["phones.docx", "review.ics"])
    assert "earlier builds" not in ran.err
    assert not Manifest.read(tmp_path / "build").sheets

    assert run(tmp_path, *asked).code == 0
    sheet = tmp_path / "build/hilltop/sheets/phones-approval.docx"
    assert Manifest.read(tmp_path / "build").sheets
    before, whole = sheet.stat(), Manifest.read(tmp_path / "build").outputs
    for more in (("--dry-run",), (), ()):  # the last has nothing to do
        ran = run(tmp_path, *asked, "--no-sheets", *more)
        assert ran.code == 0
        assert "1 sheet from earlier builds is still there in build/hilltop/sheets/" in ran.err
        assert str(sheet.name) not in ran.out
    assert (sheet.stat(), Manifest.read(tmp_path / "build").outputs) == (before, whole)


def test_a_staff_list_with_mistakes_stops_the_build_and_says_them_all(tmp_path: Path) -> None:
    lay_out(tmp_path, {"staff.csv": "Name;Role\n;Cook\nBob;Cook;x\n"})
    ran = run(tmp_path, "build", "hilltop", "--staff", "staff.csv")
    assert (ran.code, ran.out) == (1, "")
    assert "staff.csv:2:1" in ran.err
    assert "staff.csv:3:10" in ran.err
    assert "3 | Bob;Cook;x" in ran.err
    assert "Nothing was built: there are mistakes in the staff list" in ran.err
    assert not (tmp_path / "build").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--staff", "staff.csv"), "--staff takes the staff list of one school"),
        (("hilltop", "--staff", "staff.csv", "--format", "md"), "--staff and --annotate need DOCX or PDF"),
        (("--annotate", "--format", "json"), "--staff and --annotate need DOCX or PDF"),
    ],
)
def test_what_cannot_be_made_of_a_staff_list_is_a_mistake_of_use(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    lay_out(tmp_path, {"staff.csv": STAFF, "schools/second.yaml": school()})
    ran = run(tmp_path, "build", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert not (tmp_path / "build").exists()


def test_annotate_adds_a_reviewers_copy_beside_the_clean_one(tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert run(tmp_path, "build", "--policy", "online").code == 0
    clean = {name: (tmp_path / "build/hilltop" / name).read_bytes() for name in made(tmp_path / "build/hilltop")}
    ran = run(tmp_path, "build", "--policy", "online", "--annotate")
    assert ran.code == 0, ran.err
    both = {name: (tmp_path / "build/hilltop" / name).read_bytes() for name in made(tmp_path / "build/hilltop")}
    assert both.keys() - clean.keys() == {"online-annotated.docx", "online-annotated.pdf"}
    assert {name: both[name] for name in clean} == clean
    with pikepdf.open(BytesIO(both["online-annotated.pdf"])) as pdf:
        notes = [str(one.Contents) for page in pdf.pages for one in page.get("/Annots", []) if "/Contents" in one]
    assert any("Note: Ask pupils too." in note for note in notes)
    read = DocxWords(both["online-annotated.docx"])
    assert "Note: Ask pupils too." in read.parts["word/comments.xml"].decode()
    assert not any("Ask pupils too." in words(one.element) for one in read.paragraphs)
    for name, data in clean.items():
        if name.endswith(".docx"):
            parts = DocxWords(data).parts
            assert "word/comments.xml" not in parts
            assert not any(b"Ask pupils too." in part for part in parts.values())


def test_a_known_date_of_review_gives_the_school_a_calendar(tmp_path: Path) -> None:
    undated = school(policies="\n  online:\n  phones:")
    lay_out(tmp_path, {"schools/hilltop.yaml": REVIEWED, "schools/second.yaml": undated})
    ran = run(tmp_path, "build", "--policy", "phones", "--format", "md")
    assert ran.code == 0, ran.err
    assert "build/hilltop/review.ics" in ran.out.split()
    assert not (tmp_path / "build/second/review.ics").exists()
    text = (tmp_path / "build/hilltop/review.ics").read_bytes().decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 2, "a calendar holds all reviews, whichever policy is built"
    assert text.count("BEGIN:VALARM") == 6
    assert "DTSTART;VALUE=DATE:20270430\r\nSUMMARY:Hilltop School: review the Online safety policy\r\n" in text
    assert "The Phone policy of Hilltop School is due for review on 1 September 2027." in text
    assert ran.err.endswith("Built 2 of 2 policies in build/.\n")


def test_a_calendar_that_cannot_be_written_is_said_not_to_be_made(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": REVIEWED})
    (tmp_path / "build/hilltop/review.ics").mkdir(parents=True)
    ran = run(tmp_path, "build", "--format", "md")
    assert ran.code == 1
    assert "PG501" in ran.err
    assert "Built 2 of 3 policies in build/hilltop/. Not built: review.ics for hilltop (not written)." in ran.err


def test_a_school_that_cannot_be_made_gets_no_calendar(tmp_path: Path) -> None:
    write(tmp_path, "x", "")
    lay_out(tmp_path, {"schools/hilltop.yaml": REVIEWED.replace("headteacher:", "head_teacher:")})
    assert run(tmp_path, "build", "--format", "md").code == 1
    assert not (tmp_path / "build").exists()


def test_the_calendar_and_papers_are_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    found = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        lay_out(folder, {"schools/hilltop.yaml": REVIEWED, "staff.csv": STAFF})
        arguments = ("build", "hilltop", "--policy", "phones", "--staff", "staff.csv", "--annotate")
        ran = run_elsewhere(folder, *arguments, environment={"PYTHONHASHSEED": seed})
        assert ran.code == 0, ran.err
        found.append({name: (folder / "build" / name).read_bytes() for name in made(folder / "build")})
    assert found[0] == found[1]
    assert len(found[0]) == 11
