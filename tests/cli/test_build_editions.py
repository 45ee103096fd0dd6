"""`policygen build --edition`: which files are made for whom, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli import run
from tests.support.folders import files_under
from tests.support.projects import lay_out
from tests.support.readers import vocabulary
from tests.support.settings import school

REVIEWED = school(policies="\n  online: {review_on: 2027-04-30}\n  phones: {}")
STAFF = "Name;Role\r\nZoë Quillfeather;Teacher\r\n"


def project(folder: Path, **files: str) -> Path:
    words = vocabulary("safeguarding_lead", "motto")
    lay_out(folder, {"clauses/vocabulary.yaml": words, "schools/hilltop.yaml": REVIEWED, **files})
    return folder


def made(folder: Path) -> list[str]:
    return files_under(folder)


def test_each_edition_but_the_boards_stands_in_a_folder_of_its_own(tmp_path: Path) -> None:
    ran = run(project(tmp_path), "build", "hilltop", "--edition", "web,staff", "--edition", "board", "--format", "md")
    assert ran.code == 0, ran.err
    assert made(tmp_path / "build/hilltop") == [
        "online.md", "phones.md", "review.ics", "staff/online.md", "staff/phones.md", "web/online.md", "web/phones.md",
    ]  # fmt: skip
    assert set(ran.out.split()) == {f"build/hilltop/{name}" for name in made(tmp_path / "build/hilltop")}
    assert ran.err.endswith("Built 2 of 2 policies in build/hilltop/.\n")
    assert "Sam Okoro" in (tmp_path / "build/hilltop/staff/online.md").read_text()
    assert "Sam Okoro" not in (tmp_path / "build/hilltop/web/online.md").read_text()


def test_for_the_web_alone_there_is_no_calendar_and_no_sheet_to_sign(tmp_path: Path) -> None:
    ran = run(project(tmp_path), "build", "hilltop", "--edition", "web", "--policy", "phones")
    assert ran.code == 0, ran.err
    assert made(tmp_path / "build/hilltop") == ["web/phones.docx", "web/phones.pdf"]


def test_a_policy_that_is_not_for_the_web_is_told_and_not_made(tmp_path: Path) -> None:
    outline = (Path(__file__).parents[1] / "data/project/clauses/policies/phones.yaml").read_text() + "public: no\n"
    folder = project(tmp_path, **{"clauses/policies/phones.yaml": outline})
    ran = run(folder, "build", "hilltop", "--edition", "web", "--format", "md")
    assert ran.code == 0, ran.err
    assert made(folder / "build/hilltop") == ["web/online.md"]
    assert "hilltop: these policies are not public, so they have no web copy: phones." in ran.err
    ran = run(folder, "build", "hilltop", "--edition", "web", "--policy", "phones", "--format", "md")
    assert (ran.code, ran.out) == (0, "")


def test_the_staff_list_goes_with_the_copy_for_staff_where_there_is_none_for_the_board(tmp_path: Path) -> None:
    folder = project(tmp_path, **{"staff.csv": STAFF})
    arguments = ("build", "hilltop", "--policy", "phones", "--format", "docx", "--staff", "staff.csv")
    ran = run(folder, *arguments, "--edition", "staff")
    assert ran.code == 0, ran.err
    names = ["staff/phones-receipts.docx", "staff/phones-register.docx", "staff/phones.docx"]
    assert made(folder / "build/hilltop") == names


def test_a_policy_whose_copy_for_the_web_cannot_be_made_is_not_made_at_all(tmp_path: Path) -> None:
    folder = project(tmp_path, **{"clauses/vocabulary.yaml": vocabulary("board")})
    ran = run(folder, "build", "hilltop", "--edition", "board,web", "--format", "md")
    assert ran.code == 1
    assert "PG411" in ran.err
    assert made(folder / "build/hilltop") == ["phones.md", "review.ics", "web/phones.md"]
    assert "Not built: online for hilltop" in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--edition", "wbe"), "Did you mean `web`?"),
        (("--edition", ","), "--edition needs the name of an edition"),
        (("--edition", "web", "--annotate"), "add --edition board"),
        (("--edition", "web", "--staff", "staff.csv"), "add --edition board or --edition staff"),
        (("--edition", "web", "--blank"), "cannot be combined with --edition"),
    ],
)
def test_what_cannot_be_made_for_somebody_is_refused(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    ran = run(project(tmp_path, **{"staff.csv": STAFF}), "build", "hilltop", *arguments)
    assert ran.code == 2
    assert words in " ".join(ran.err.split())
    assert not (tmp_path / "build").exists()


def test_of_a_staff_list_and_two_editions_the_papers_are_those_of_the_boards_copy(tmp_path: Path) -> None:
    folder = project(tmp_path, **{"staff.csv": STAFF})
    arguments = ("build", "hilltop", "--policy", "phones", "--format", "docx", "--staff", "staff.csv")
    papers = {}
    for editions in ("board", "staff", "board,staff", "staff,board"):
        out = folder / "out" / editions.replace(",", "-")
        ran = run(folder, *arguments, "--edition", editions, "--out", str(out))
        assert ran.code == 0, ran.err
        papers[editions] = (out / "hilltop/staff/phones-register.docx").read_bytes()
    assert papers["board"] != papers["staff"]
    assert papers["board,staff"] == papers["staff,board"] == papers["board"]
