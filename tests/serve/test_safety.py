"""The served pages protect themselves: slow, large and mistaken requests, and fragments that are kept."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from markupsafe import Markup

from policygen import Hosting, Library
from policygen.api.drafting import hosted_world
from policygen.serve.fragments import Fragments
from policygen.serve.guard import HEADERS, BodyLimits, Guard
from policygen.serve.pages import Pages
from policygen.serve.sealing import Sealer
from policygen.serve.server import ServerLimits
from policygen.serve.visit import Visit
from tests.support.visiting import KEY, answer_to, begun, client_of, heading_of, state_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@pytest.fixture(scope="module")
def library() -> Library:
    return Hosting.library_of()


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[TestClient]:
    with client_of(library, ServerLimits(burst=10_000.0)) as one:
        yield one


def answered(guard: Guard, parts: list[bytes], headers: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """Return what a guard sends for a form that arrives in parts, and stops arriving after them."""
    sent: list[dict[str, Any]] = []
    waiting = list(parts)

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.sleep(3600)
        return {"type": "http.request", "body": waiting.pop(0), "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    lines = {"host": "localhost", "sec-fetch-site": "same-origin", "transfer-encoding": "chunked", **(headers or {})}
    raw = [(name.encode(), value.encode()) for name, value in lines.items()]
    scope = {"type": "http", "method": "POST", "path": "/check", "headers": raw, "client": ("127.0.0.1", 1)}
    asyncio.run(guard(scope, receive, send))  # type: ignore[arg-type]
    return sent


async def reading(_: Any, receive: Any, __: Any) -> None:
    """An application that reads a body to its end."""
    while (await receive()).get("more_body"):
        pass


def test_a_body_that_stops_arriving_is_given_up_and_its_connection_closed() -> None:
    guard = Guard(reading, limits=BodyLimits(pause=0.02), pages={408: "too slow"})
    start, body = answered(guard, [b"state="])
    assert start["status"] == 408
    assert (b"connection", b"close") in start["headers"]
    assert body["body"] == b"too slow"


def test_a_browser_that_sends_too_large_a_file_may_send_all_of_it_and_then_reads_why() -> None:
    guard = Guard(reading, limits=BodyLimits(largest=10, pause=0.02), pages={413: "too large"})
    parts, plain = [b"x" * 10] * 3, {"content-length": "30", "transfer-encoding": ""}
    start, body = answered(guard, parts, plain)
    assert (start["status"], body["body"]) == (413, b"too large")
    # What never comes does not keep it.
    assert answered(guard, [b"x"], plain)[0]["status"] == 413


def test_what_is_longer_than_any_of_our_files_is_refused_before_it_arrives() -> None:
    sent = answered(Guard(reading, limits=BodyLimits(pause=3600)), [], {"content-length": "41000000"})
    assert sent[0]["status"] == 413
    assert (b"connection", b"close") in sent[0]["headers"]


def test_every_refusal_is_a_page_that_leads_on(library: Library) -> None:
    with client_of(library, ServerLimits(largest=10_000)) as one:
        large = one.post("/continue", content=b"x" * 20_000)
        foreign = one.post("/new", headers={"sec-fetch-site": "cross-site"})
    assert heading_of(large.text) == "This file is too large for this website"
    assert "ends in .school.zip" in large.text
    assert heading_of(foreign.text) == "This request was refused"
    for page in (large, foreign):
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert '<a href="/">Go to the start page</a>' in page.text


def test_a_page_that_the_browser_opens_without_its_answers_leads_to_the_saved_file(client: TestClient) -> None:
    page = client.get("/check")
    assert page.status_code == 405
    assert heading_of(page.text) == "This page needs the answers before it"
    assert 'action="/continue"' in page.text


def test_a_body_that_arrives_in_drops_is_given_up_too() -> None:
    guard = Guard(reading, limits=BodyLimits(whole=0.05))
    assert answered(guard, [b"x"])[0]["status"] == 408


def test_all_bodies_together_have_a_limit_that_is_free_again_afterwards() -> None:
    guard = Guard(reading, limits=BodyLimits(together=10, pause=0.02))
    assert answered(guard, [b"x" * 11])[0]["status"] == 503
    assert answered(guard, [b"x" * 9])[0]["status"] == 408


def test_a_mistake_of_the_pages_is_a_page_with_its_headers_and_no_answer_in_the_log(
    library: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("Mrs Ada Lowe")

    with client_of(library) as one:
        state = state_of(one.get("/new").text)
        monkeypatch.setattr("policygen.serve.views.Views.name_problem", broken)
        with caplog.at_level(logging.INFO):
            found = one.post("/new", data={"state": state, "name": "Oakfield"})
    assert found.status_code == 500
    assert heading_of(found.text) == "Something went wrong"
    assert {name: found.headers[name] for name in HEADERS} == HEADERS
    assert "RuntimeError" in caplog.text
    assert "Lowe" not in caplog.text


def test_a_change_that_makes_a_visit_too_large_is_not_made_and_says_so(client: TestClient, library: Library) -> None:
    draft = library.drafts.begin("Oakfield Primary School", ["mobile-phones"])
    # What is repeated shrinks, so that only the whole that a page may carry is too large.
    notes = "schools/oakfield-primary-school/notes.txt"
    room = Sealer(KEY).largest - 20 - len(Visit(school=draft.id, files={**draft.files, notes: b""}).to_bytes())
    visit = Visit(school=draft.id, files={**draft.files, notes: b"x" * room})
    fields = {"state": Sealer(KEY).seal(visit.to_bytes(), time.time()), "key": "school.name", "action": "answer"}
    page = client.post("/question", data={**fields, "answer": "Oakfield and Ashfield Primary and Nursery School"})
    assert page.status_code == 413
    assert heading_of(page.text) == "These answers are too large for this website"
    assert heading_of(client.post("/check", data={"state": state_of(page.text)}).text) == "Check your answers"


def test_fragments_are_found_by_all_they_are_made_of_and_forgotten_in_time() -> None:
    now = [0.0]
    kept = Fragments(most=2, seconds=10, clock=lambda: now[0])
    for key in ("a", "b", "c"):
        kept.keep(key, Markup(key))  # noqa: S704 - a letter
    assert (kept.find("a"), kept.find("b"), len(kept)) == (None, Markup("b"), 2)
    now[0] = 11.0
    assert kept.find("c") is None
    kept.keep("d", Markup("d"))
    assert len(kept) == 1


def test_a_preview_is_the_same_whether_its_clauses_were_kept_or_not(client: TestClient, library: Library) -> None:
    first = begun(client, "Oakfield Primary School", ["mobile-phones"])
    fields = answer_to(first)
    once, again = (client.post("/question", data=fields).text for _ in range(2))
    with client_of(library) as fresh:
        anew = fresh.post("/question", data=fields).text
    assert once.partition('id="preview"')[2] == again.partition('id="preview"')[2] == anew.partition('id="preview"')[2]


def test_a_host_has_a_logo_and_a_name_on_every_page(tmp_path: Path) -> None:
    look = tmp_path / "templates" / "serve"
    (look / "words").mkdir(parents=True)
    (look / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    (look / "words" / "host.yaml").write_text("service: Policies of Westshire\n", encoding="utf-8")
    pages = Pages(hosted_world(tmp_path))
    logo = next(one for one in pages.static.values() if one.name.startswith("logo-"))
    assert logo.media_type == "image/svg+xml"
    page = pages.render("start", title="Start", policies=[], extent={"fewest": 18, "most": 20, "minutes": 20}, kept=15)
    assert f'<img class="logo" src="/static/{logo.name}" alt="">Policies of Westshire</a>' in page


def test_the_log_has_a_line_for_a_request_that_was_given_up(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "policygen.serve"):
        answered(Guard(reading, limits=BodyLimits(pause=0.02)), [b"x"])
    assert [json.loads(one.message)["status"] for one in caplog.records] == [408]
