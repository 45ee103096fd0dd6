"""Coverage as a table, CSV, a web page and JSON, and the command's status."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

from tests.support.cli import run
from tests.support.projects import lay_out

from .test_matrix import GUIDE, HEAD, entry


def shown(folder: Path, *options: str) -> str:
    ran = run(folder, "coverage", *options)
    assert ran.err == ""
    return ran.out


def test_the_table_ends_with_the_shares(tmp_path: Path) -> None:
    lay_out(tmp_path, {GUIDE: HEAD + entry("tell-1") + entry("open-1")})
    text = shown(tmp_path)
    assert re.search(r"tell-1 +home:telling.who\n", text)
    assert re.search(r"open-1 +not met \(no clause meets it\)\n +page 3: Something\.", text)
    assert re.search(r"home:telling.who \(online\)\n +guide/tell-1\n", text)
    assert text.splitlines()[-3:] == [
        "  guide     50 % of    2   met    1   retired   0 (0 %)   open   1",
        "  all       50 % of    2",
        "  judged 0 of 1 claim",
    ]


def test_csv_has_a_row_for_each_pair_and_never_a_formula(tmp_path: Path) -> None:
    bad = '  - {id: x, locator: "=1+1", audience: [pupils], kind: advice, summary: "@SUM(A1)"}\n'
    lay_out(tmp_path, {GUIDE: HEAD + entry("tell-1") + bad})
    text = shown(tmp_path, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert (rows[0]["requirement"], rows[0]["clause"], rows[0]["policies"]) == ("tell-1", "home:telling.who", "online")
    assert (rows[1]["locator"], rows[1]["summary"], rows[1]["clause"]) == ("'=1+1", "'@SUM(A1)", "")
    assert {row["clause"] for row in rows[2:]} >= {"home:phones.all"}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.tags: list[str] = []
        self.scopes = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.targets += [given["href"] or ""] if tag == "a" else []
        self.scopes += tag == "th" and "scope" in given
        assert not {"src", "onclick", "onload"} & given.keys()


def test_the_page_stands_alone_and_every_link_in_it_leads_somewhere(tmp_path: Path) -> None:
    hostile = '  - {id: x, locator: "<script>alert(1)</script>", audience: [pupils], kind: advice, summary: "a & b"}\n'
    lay_out(tmp_path, {GUIDE: HEAD + entry("tell-1") + hostile})
    text = shown(tmp_path, "--format", "html")
    page = _Page()
    page.feed(text)
    assert len(page.ids) == len(set(page.ids))
    assert {target.removeprefix("#") for target in page.targets} <= set(page.ids)
    assert "#guide.tell-1" in page.targets
    assert "#clause-home.telling.who" in page.targets
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert page.tags.count("caption") == page.tags.count("table")
    assert page.scopes == page.tags.count("th")
    assert '<html lang="en-GB">' in text
    assert "&lt;script&gt;" in text


def test_json_has_both_directions(tmp_path: Path) -> None:
    lay_out(tmp_path)
    document = json.loads(shown(tmp_path, "--format", "json"))
    assert document["registers"][0]["requirements"][0]["clauses"] == ["home:telling.who"]
    assert [row["meets"] for row in document["clauses"] if row["name"] == "home:telling.who"] == [["guide/tell-1"]]


def test_the_status_says_whether_it_is_enough(tmp_path: Path) -> None:
    lay_out(tmp_path, {GUIDE: HEAD + entry("tell-1") + entry("open-1")})
    assert run(tmp_path, "coverage").code == 0
    assert run(tmp_path, "coverage", "--fail-under", "50").code == 0
    ran = run(tmp_path, "coverage", "--fail-under", "100")
    assert (ran.code, ran.err) == (1, "guide: 50 % is met or retired, which is less than 100 %\n")


def test_unknown_names_are_usage_errors_with_the_nearest(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, "coverage", "--school", "hiltop")
    assert ran.code == 2
    assert "Did you mean `hilltop`?" in ran.err
    assert run(tmp_path, "coverage", "--policy", "phone").code == 2
