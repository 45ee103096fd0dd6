"""The status of schools: what is in force, what is due, who confirmed it, and which copies are published.

The story tests/data/stories/estate.txt plays the rest, for a trust of 35 schools.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from policygen.build.manifest import Manifest, Output
from policygen.diagnostics.model import Diagnostics
from policygen.look.tokens import load_tokens
from policygen.report.status.confirmations import with_confirmations
from policygen.report.status.model import (
    ConfirmedWords,
    EstateStatus,
    LibraryEdition,
    PolicyStatus,
    PublishedCopy,
    Unconfirmed,
    UnreadWord,
)
from policygen.report.status.page import status_html
from policygen.report.status.sheet_rows import read_given_table
from policygen.report.status.writers import status_csv, status_json, status_table
from policygen.world.disk import DiskWorld
from tests.support.adopted import DAY, LATER, laid_out, record
from tests.support.cli import ROOT, Ran, run
from tests.support.projects import load, shown, write

HARD = """=HYPERLINK("x")</td><script>alert(1)</script>&'"""
ONE = PolicyStatus(
    school="hilltop", name="Hilltop School", policy="online", title="Online safety policy", state="adopted"
)


def policy(run_of: Ran, name: str) -> Mapping[str, object]:
    found = json.loads(run_of.out)["policies"]
    return next(one for one in found if one["policy"] == name)


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project; its online policy was adopted on 3 December 2026, and it is 1 January 2028."""
    folder = tmp_path_factory.mktemp("adopted")
    record(laid_out(folder), version="2")
    return folder


def status(folder: Path, *arguments: str) -> Ran:
    return run(folder, "status", *arguments, environment=LATER)


def test_an_adopted_policy_is_dated_and_its_review_is_overdue_a_year_later(adopted: Path) -> None:
    ran = status(adopted, "hilltop", "--json")
    assert ran.code == 0, ran.err
    online = policy(ran, "online")
    assert (online["state"], online["adopted_on"], online["minute"]) == ("adopted", str(DAY), "14/26")
    assert (online["review_on"], online["overdue"]) == ("2027-12-03", True)
    assert policy(ran, "phones")["state"] == "for-approval"
    assert "review was due on 2027-12-03" in status(adopted).out


def test_a_school_with_mistakes_stops_no_other(tmp_path: Path) -> None:
    laid_out(tmp_path, {"schools/broken.yaml": "school: [", "schools/gaps.yaml": "policies:\n  online: {}\n"})
    ran = status(tmp_path)
    assert ran.code == 0, ran.err
    assert "gaps" in ran.out
    assert re.search(r"draft\n", ran.out)
    assert "1 school was left out, because there are mistakes in the settings: broken" in ran.out
    assert "hilltop: Hilltop School" in ran.out


def test_a_word_file_that_was_changed_and_cannot_be_read_is_named(tmp_path: Path) -> None:
    laid_out(tmp_path)
    write(tmp_path, "build/hilltop/online.docx", b"PK\x03\x04 not a Word file")
    known = {"hilltop/online.docx": Output("0" * 64, ""), "hilltop/phones.docx": Output("0" * 64, "")}
    write(tmp_path, "build/.policygen.json", Manifest(known).to_bytes())
    ran = status(tmp_path)
    assert ran.code == 0, ran.err
    assert "build/hilltop/online.docx was changed and cannot be read" in ran.out
    assert "phones.docx" not in ran.out


def confirmed(policies: tuple[PolicyStatus, ...], folder: Path, table: str, staff: str = "") -> tuple[list[str], str]:
    """Who has not confirmed the online policy, and the findings."""
    world = laid_out(folder)
    made = record(world, version="2")
    found = Diagnostics()
    given, people = (
        read_given_table(n, text.encode(), found) for n, text in (("c.csv", table), ("s.csv", staff or "x"))
    )
    assert given is not None
    wording = load(world).assembler.wording
    after = with_confirmations(
        policies, given, people if staff else None, {("hilltop", "online"): (made,)}, wording, found
    )
    waiting = after[0].confirmed.waiting if after[0].confirmed else ()
    return [f"{one.name}: {one.version}" for one in waiting], shown(found)


FORM = "ID,Start time,Completion time,Email,Name"


def test_a_version_is_matched_by_its_name_or_the_day_of_the_meeting(tmp_path: Path) -> None:
    rows = ["Version 2", "v2", "2 (3 December 2026)", "2026-12-03", "3/12/2026", "1", "13 December 2026", ""]
    lines = [f"{n},,,p{n}@a.example,P{n},{text}" for n, text in enumerate(rows)]
    table = "\n".join([f"{FORM},Which version of the policy have you read?", *lines])
    waiting, findings = confirmed((ONE,), tmp_path, table)
    assert waiting == ["P5: 1", "P6: 13 December 2026", "P7: "]
    assert findings == ""


def test_a_form_about_several_schools_and_policies_says_which(tmp_path: Path) -> None:
    phones = replace(ONE, policy="phones", title="Phone policy")
    table = f"{FORM};Your school;Online safety policy: which version?".replace(",", ";") + (
        "\n1;;;a@x.example;Ann;Hilltop School;2\n2;;;b@x.example;Bo;Elsewhere;2\n3;;;anonymous;;hilltop;2\n"
        "4;;;b@x.example;Bo;hilltop;1\n"
    )
    waiting, findings = confirmed((ONE, phones), tmp_path, table, "Name,Email\nAnn Reed,A@x.example\nCy,c@x.example\n")
    assert waiting == ["Bo: 1", "Cy: "]
    assert "PG882" in findings
    assert "Elsewhere" in findings
    assert "no e-mail address and no name" in findings


@pytest.mark.parametrize(
    ("heading", "words"),
    [("Have you read it?", "no question asks which version"), ("Version", "no question names a policy")],
)
def test_a_form_that_cannot_be_used_is_named_with_what_it_lacks(tmp_path: Path, heading: str, words: str) -> None:
    phones = replace(ONE, policy="phones", title="Phone policy")
    waiting, findings = confirmed((ONE, phones), tmp_path, f"{FORM},{heading}\n1,,,a@x.example,Ann,2\n")
    assert waiting == []
    assert words in findings
    assert "Completion time" in findings


def test_an_excel_file_is_refused_with_what_to_do(adopted: Path, tmp_path: Path) -> None:
    book = tmp_path / "answers.xlsx"
    book.write_bytes(b"PK\x03\x04 not a table")
    ran = status(adopted, "hilltop", "--confirmed", str(book))
    assert ran.code == 1
    assert "PG701" in ran.err
    assert "hilltop: Hilltop School" in ran.out


@pytest.fixture(scope="module")
def published(adopted: Path) -> Path:
    """A folder with the web page of the online policy, as it was adopted and as others have made it."""
    built = run(adopted, "build", "--adopted", "hilltop", "--format", "html", environment=LATER)
    assert built.code == 0, built.err
    page = (adopted / "build/hilltop/adopted/online.html").read_text(encoding="utf-8")
    folder = adopted / "published"
    folder.mkdir()
    main = page[page.index("<main") : page.index("</main>") + 7]
    (folder / "same.html").write_text(page, encoding="utf-8")
    (folder / "site.html").write_text(
        f"<html><head><meta charset='utf-8'></head><body><nav>Our school</nav>{main}</body></html>", encoding="utf-8"
    )
    (folder / "changed.html").write_text(page.replace(main, main.replace("</p>", " not</p>", 1)), encoding="utf-8")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7\nnothing that can be read")
    return folder


@pytest.mark.parametrize(
    ("file", "state"),
    [
        ("same.html", "current"), ("site.html", "current"), ("changed.html", "different"), ("scan.pdf", "different"),
        ("none.html", "missing"), ("", "missing"),
    ],
)  # fmt: skip
def test_a_published_copy_is_current_only_if_it_has_the_words_in_force(
    adopted: Path, published: Path, file: str, state: str
) -> None:
    listed = published / "list.csv"
    listed.write_text(f"School;Policy;File\nhilltop;online;{file}\n", encoding="utf-8")
    online = policy(status(adopted, "--published", str(listed), "--json"), "online")
    assert [one["state"] for one in online["published"]] == [state]  # type: ignore[attr-defined]


def test_nothing_outside_the_folder_of_the_list_is_read(adopted: Path, published: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_bytes((published / "same.html").read_bytes())
    (published / "link.html").unlink(missing_ok=True)
    (published / "link.html").symlink_to(secret)
    listed = published / "list.csv"
    lines = ["../adopted.html", str(secret), "link.html", "C:\\policies\\online.html", "..\\x.html"]
    listed.write_text("school,file\n" + "".join(f"hilltop,{one}\n" for one in lines), encoding="utf-8")
    ran = status(adopted, "--published", str(listed))
    assert ran.err.count("PG884") == len(lines)
    assert "current" not in ran.out


HARD_STATUS = EstateStatus(
    date(2028, 1, 1),
    (
        replace(
            ONE, name=HARD, title="@SUM(1)", version="-1", minute="+1", state="changed", adopted_on=DAY, review_on=DAY,
            overdue=True, libraries=(LibraryEdition("home", "1.0", "1.1"), LibraryEdition("law", "2", "")),
            old_words=("home:basics.why",), word=UnreadWord("build/x.docx", 2, 1, ""),
            confirmed=ConfirmedWords(1, (Unconfirmed(HARD, "", "=1"),)),
            published=(PublishedCopy(HARD, "different", because="it is"), PublishedCopy("a", "older", DAY)),
        ),
        replace(ONE, policy="new", state="for-approval", common_on=DAY, common_by="the trust"),
    ),
    (HARD,), (), True, True,
)  # fmt: skip


def test_no_cell_is_a_formula_and_nothing_becomes_markup() -> None:
    rows = list(csv.reader(io.StringIO(status_csv(HARD_STATUS).removeprefix("\ufeff"))))
    assert all(len(row) == len(rows[0]) for row in rows)
    assert not [cell for row in rows[1:] for cell in row if cell.startswith(("=", "+", "-", "@"))]
    page = status_html(HARD_STATUS, load_tokens(DiskWorld(ROOT)).colours)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "http" not in page.replace("http-equiv", "")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_every_format_says_what_waits_for_a_person() -> None:
    table, page = status_table(HARD_STATUS), status_html(HARD_STATUS, load_tokens(DiskWorld(ROOT)).colours)
    for words in (
        "home 1.0 when adopted, 1.1 now", "law 2 when adopted, not in the project now", "home:basics.why", "2 edits in",
        "1 open remark", "1 person has not confirmed", "dates from 2026-12-03", "the trust",
    ):  # fmt: skip
        assert words in table, words
        assert words in page, words
    found = json.loads(status_json(HARD_STATUS))["policies"][0]
    assert found["word"] == {"file": "build/x.docx", "edits": 2, "remarks": 1, "fault": ""}
    assert found["libraries"][0] == {"library": "home", "adopted": "1.0", "now": "1.1"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--csv", "--json"), "cannot be combined"),
        (("--html", "status.pdf"), "must end in .html"),
        (("--staff", "schools/hilltop.yaml"), "--confirmed"),
        (("hiltop",), "Did you mean `hilltop`?"),
    ],
)
def test_a_command_that_cannot_be_meant_is_refused(adopted: Path, arguments: tuple[str, ...], words: str) -> None:
    ran = status(adopted, *arguments)
    assert ran.code == 2
    assert words in ran.err
