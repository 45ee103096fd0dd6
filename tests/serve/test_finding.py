"""A visitor finds their school in a register that the host gives, and begins with what it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from policygen import Hosting, Library
from policygen.cli.serve import serve_command
from policygen.intake.register.index import RegisterIndex
from policygen.serve.server import ServerLimits
from tests.support.register import ACADEMY, ODD, PRIMARY, register_row, write_register
from tests.support.visiting import client_of, heading_of, hosted_library, state_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient

ROWS = [
    register_row({**PRIMARY, "TelephoneNum": "01204 332555", "SchoolWebsite": ""}),
    register_row({**PRIMARY, "URN": "100002", "EstablishmentName": "St. Anne's <b>CofE</b>", "Postcode": "M1 2AB"}),
    register_row({**PRIMARY, "URN": "100003", "EstablishmentName": "Zoë Vale School", "Town": "Quillet"}),
    register_row({**PRIMARY, "URN": "100004", **ODD["closed"]}),
    register_row({**PRIMARY, "URN": "100005", **ODD["welsh"]}),
    register_row({**ACADEMY, "URN": "100006", "EstablishmentName": "Harnwold Academy"}),
    *(register_row({**PRIMARY, "URN": str(n), "EstablishmentName": f"Lark {n} School"}) for n in range(200001, 200026)),
    register_row({**PRIMARY, "EstablishmentName": "The Same Number School"}),
    '"300002","955","Westshire"\r\n',
]  # fmt: skip


@pytest.fixture(scope="module")
def library() -> Library:
    return hosted_library()


@pytest.fixture(scope="module")
def register(library: Library, tmp_path_factory: pytest.TempPathFactory) -> RegisterIndex:
    file = write_register(tmp_path_factory.mktemp("register") / "edubasealldata.csv", ROWS)
    index, found = library.school_register(file).index()
    assert [one.code for one in found] == ["PG871"]
    assert index is not None
    return index


@pytest.fixture(scope="module")
def client(library: Library, register: RegisterIndex) -> Iterator[TestClient]:
    with client_of(library, ServerLimits(burst=10_000.0), register=register) as one:
        yield one


@pytest.mark.parametrize(
    ("typed", "urns"),
    [
        ("100002", ["100002"]),
        ("m1 2ab", ["100002"]),
        ("M12", ["100002"]),
        ("st annes cofe", ["100002"]),
        ("St Anne’s", ["100002"]),
        ("zoe vale", ["100003"]),
        ("vale school quil", ["100003"]),
        ("marram vale primary", ["100001"]),
        ("harnwold", ["100006"]),
        ("100004", []),
        ("welsh", []),
        ("lark 200007", ["200007"]),
        ("%*.?", []),
    ],
)
def test_open_schools_are_found_by_name_town_urn_and_postcode(
    register: RegisterIndex, typed: str, urns: list[str]
) -> None:
    found, count = register.find(typed)
    assert [one.urn for one in found] == urns
    assert count == len(urns)


def test_a_visitor_begins_with_what_the_register_says(client: TestClient) -> None:
    assert 'href="/find"' in client.get("/").text
    assert 'href="/find"' in client.get("/new").text
    start = client.get("/find").text
    assert "Enter the school’s name, URN or postcode" in client.post("/find", data={"state": state_of(start)}).text
    many = client.post("/find", data={"state": state_of(start), "search": "lark"}).text
    assert "25 schools found. These are the first 20" in many
    page = client.post("/find", data={"state": state_of(start), "search": "st annes"}).text
    assert "St. Anne&#39;s &lt;b&gt;CofE&lt;/b&gt;" in page
    none = client.post("/find", data={"state": state_of(start), "search": "<script>"}).text
    assert "No open school found" in none
    assert "<script>" not in none

    page = client.post("/find/school", data={"state": state_of(start), "urn": "100001"}).text
    assert heading_of(page) == "Marram Vale Primary School"
    assert "Early years, such as a nursery or reception class; Primary" in page
    assert "01204 332555" in page
    policies = client.post("/policies", data={"state": state_of(page)}).text
    assert heading_of(policies) == "Which policies does Marram Vale Primary School need?"
    asked = client.post("/policies", data={"state": state_of(page), "action": "save", "policy": "mobile-phones"}).text
    answers = client.post("/check", data={"state": state_of(asked)}).text
    assert "Community school" in answers
    assert "Which stages does the school teach?" not in heading_of(asked)


def test_a_school_that_is_not_there_leads_back_to_the_search(client: TestClient, library: Library) -> None:
    start = client.get("/find").text
    for urn in ("100004", "999999", "", "١٢٣٤٥٦", "../x"):
        page = client.post("/find/school", data={"state": state_of(start), "urn": urn, "search": "x"})
        assert page.status_code == 200
        assert "No open school found" in page.text
    with client_of(library) as without:
        assert without.get("/find").status_code == 404
        assert "/find" not in without.get("/").text


def test_a_file_that_is_no_register_is_refused_in_words(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Hosting, "library_of", staticmethod(lambda _: library))
    file = tmp_path / "wrong.csv"
    file.write_text("a,b,c\r\n1,2,3\r\n")
    done = CliRunner().invoke(serve_command, ["--register", str(file)])
    assert done.exit_code == 1
    assert "none of the register's columns" in done.output
    assert "cannot be used as a register of schools" in done.output
