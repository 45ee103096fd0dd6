"""Answers that take long: their page, the answer on it, and that nobody else finds them."""

from __future__ import annotations

import asyncio
import html
import re
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from policygen.serve.jobs import Job, JobQueue
from policygen.serve.late_answers import LateAnswer, LateAnswers
from policygen.serve.packing import Pack
from policygen.serve.server import ServerLimits
from policygen.serve.waiting import patiently
from policygen.serve.working import WorkLost, WorkProgress, Workshop
from tests.support.visiting import begun, client_of, finished, heading_of, hosted_library, state_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@dataclass(slots=True)
class SlowWork:
    """Work that goes on until the test lets it end, with so many steps done."""

    done: int = 0
    lost: bool = False
    ending: threading.Event = field(default_factory=threading.Event)


SLOW = SlowWork()


@pytest.fixture
def slow() -> Iterator[SlowWork]:
    """The work of the pages, which begins anew for each test."""
    SLOW.done, SLOW.lost = 0, False
    SLOW.ending.clear()
    yield SLOW
    SLOW.ending.set()


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    async def result(_: Workshop[Any], __: str, work: Any, payload: object, progress: WorkProgress) -> object:
        progress.began, progress.done = time.monotonic(), SLOW.done
        await asyncio.to_thread(SLOW.ending.wait, 20)
        if SLOW.lost:
            raise WorkLost("late")
        return finished(work(hosted_library(), payload))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Workshop, "result", result)
        with client_of(limits=ServerLimits(burst=10_000.0, patience=0.01)) as one:
            yield one


def asked(client: TestClient) -> str:
    """Ask for the check of a file, and return the address of the page that waits."""
    fields = {"state": state_of(client.get("/verify").text)}
    files = {"file": ("x.pdf", b"%PDF-1.7 nothing", "application/pdf")}
    answer = client.post("/verify/report", data=fields, files=files, follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def ready(client: TestClient, address: str) -> str:
    for _ in range(200):
        page = client.get(address).text
        if "data-waiting" not in page:
            return page
        time.sleep(0.02)
    raise AssertionError(page)


def test_a_page_says_how_far_a_late_answer_is_and_becomes_it(client: TestClient, slow: SlowWork) -> None:
    address = asked(client)
    page = client.get(address).text
    assert heading_of(page) == "Your file is being checked"
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "It takes about half a minute." in page
    other = asked(client)
    assert other != address
    slow.ending.set()
    for one in (address, other, address):
        assert heading_of(ready(client, one)) == "Something is wrong with this file"
    assert client.get("/wait/guess").status_code == 404
    assert client.get(f"{address[:-1]}-").status_code == 404


def test_a_meeting_counts_the_policies_that_are_read(client: TestClient, slow: SlowWork) -> None:
    slow.done, policies = 1, ["mobile-phones", "social-networking"]
    page = begun(client, "Oakfield Primary School", policies)
    fields = {"state": state_of(page), "policy": policies, "day": "30", "month": "11", "year": "2026"}
    files = {"file": ("x.pdf", b"%PDF-1.7 nothing", "application/pdf")}
    answer = client.post("/adopt/check", data={**fields, "minute": "14/26", "seen": "files"}, files=files)
    assert heading_of(answer.text) == "The policies are being read"
    assert "1 of 2 policies are read. It takes about" in answer.text
    slow.ending.set()
    assert "x.pdf cannot be used" in ready(client, answer.url.path)


def test_a_late_file_is_downloaded_without_another_press(client: TestClient, slow: SlowWork) -> None:
    fields = {"state": state_of(client.get("/gap").text), "policy": "mobile-phones"}
    files = {"file": ("p.txt", b"Phones are put away.", "text/plain")}
    report = client.post("/gap/report", data=fields, files=files, follow_redirects=False)
    slow.ending.set()
    page = ready(client, str(report.headers["location"]))
    slow.ending.clear()
    read = re.search(r'name="read" value="([^"]*)"', page)
    assert read is not None
    asked_for = {"state": state_of(page), "read": html.unescape(read[1]), "form": "docx"}
    answer = client.post("/gap/file", data=asked_for, follow_redirects=False)
    address = str(answer.headers["location"])
    slow.ending.set()
    page = ready(client, address)
    assert heading_of(page) == "Your file is ready"
    assert f'content="0; url={address}/file"' in page
    assert f'href="{address}/file" download data-ready' in page
    assert client.get(f"{address}/file").content.startswith(b"PK")


def test_work_that_is_lost_is_told_where_the_answer_would_be(client: TestClient, slow: SlowWork) -> None:
    address, slow.lost = asked(client), True
    slow.ending.set()
    assert "This file was taking too long to read" in ready(client, address)


def kept_of(clients: Iterable[str], seconds: float = 60.0) -> list[LateAnswer | None]:
    """Return those of one answer for each of these clients that can still be found."""

    async def kept() -> list[LateAnswer | None]:
        late, found = LateAnswers(seconds), []
        for client in clients:
            request = SimpleNamespace(state=SimpleNamespace(client=client))
            task = asyncio.ensure_future(asyncio.sleep(0, "answer"))
            found.append(late.add("gap", request, WorkProgress(began=time.monotonic()), task))  # type: ignore[arg-type]
            await task
            await asyncio.sleep(0.001)
        return [late.find(one.token) for one in found]

    return asyncio.run(kept())


def test_few_answers_are_kept_of_one_visitor_and_of_all_and_for_a_while() -> None:
    assert [one is not None for one in kept_of("aaaaa")] == [False, False, True, True, True]
    assert [one is not None for one in kept_of(str(n) for n in range(62))] == [False] * 2 + [True] * 60
    assert kept_of("a", seconds=0.0) == [None]
    kept = kept_of("a")[0]
    assert kept is not None
    assert kept.request is None


def test_the_time_left_follows_what_steps_took_and_who_is_ahead() -> None:
    late = LateAnswers(60.0)

    def left(done: int, steps: int, ahead: int = 0, spent: float = 0.0) -> int:
        progress = WorkProgress(steps, done=done, began=time.monotonic() - spent if spent else 0.0)
        return late.seconds_left(LateAnswer("", "", "gap", progress, task=None, request=None), ahead)  # type: ignore[arg-type]

    assert left(0, 2) == 30
    assert left(0, 2, ahead=1) == 45
    assert left(0, 2, spent=10) == 20
    assert left(1, 4, spent=10) == 30


def test_a_job_that_is_slow_is_not_said_to_be_nearly_done() -> None:
    progress = WorkProgress(10, done=2)
    job = Job("", "a", (0, 1), "", work=lambda _: Pack(), progress=progress, started=time.monotonic() - 100)
    queue = JobQueue()
    assert queue.seconds_left(job) == 400
    progress.done = 0
    assert queue.seconds_left(job) == 5


def test_work_for_somebody_who_left_is_given_up() -> None:
    left = list[bool]()

    async def endpoint(_: object) -> None:
        try:
            await asyncio.sleep(20)
        except asyncio.CancelledError:
            left.append(True)
            raise

    async def leave() -> list[bool]:
        server, request = SimpleNamespace(limits=ServerLimits()), SimpleNamespace(state=SimpleNamespace())
        answer = patiently(server, "gap", endpoint)  # type: ignore[arg-type]
        waiting = asyncio.ensure_future(answer(request))  # type: ignore[arg-type]
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.sleep(0.01)
        return left.copy()  # before everything else is given up

    assert asyncio.run(leave()) == [True]
