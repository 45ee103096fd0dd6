"""The served pages are attacked: two hostile visitors at once, hostile files, and their words in everything made.

This runs a sample; `python -m scripts.serve_attacks` runs it all.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("hypothesis")

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from policygen import Hosting, Library, Order
from policygen.serve.desks import DeskLimits, Desks
from policygen.serve.pages import Pages
from policygen.serve.server import ServerLimits
from policygen.serve.visit import Visit
from policygen.world.memory import MemoryWorld
from tests.support.hostile import MARK, WORDS, HostileVisitor, faults_of, hostile_file, marks_in
from tests.support.visiting import client_of, state_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient

pytestmark = pytest.mark.conformance

RUNS = int(os.environ.get("POLICYGEN_ATTACKS", "3"))
UPLOADS = int(os.environ.get("POLICYGEN_UPLOADS", "25"))
SEED = st.integers(0, 2**32)


@pytest.fixture(scope="module")
def library() -> Library:
    return Hosting.library_of()


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[TestClient]:
    # No job is taken, so pressing that button shows that the queue is full.
    with client_of(library, ServerLimits(burst=1e9, jobs=0)) as one:
        yield one


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A temporary folder of the server's, in which nothing may be left."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    assert not [*tmp_path.iterdir()]


def test_hostile_visitors_do_no_harm(client: TestClient, left: Path) -> None:
    class Visits(RuleBasedStateMachine):
        """Two visitors press buttons of their pages; neither ever reads what the other typed."""

        def __init__(self) -> None:
            super().__init__()
            self.visitors = [HostileVisitor(client, random.Random(n), f"Zq{n}secret") for n in (1, 2)]  # noqa: S311

        @rule(who=st.integers(0, 1), seed=SEED)
        def press(self, who: int, seed: int) -> None:
            visitor, other = self.visitors[who], self.visitors[1 - who]
            visitor.chance.seed(seed)
            answer = visitor.press()
            assert answer is None or [*faults_of(answer, other.secret)] == []

        @rule(who=st.integers(0, 1), seed=SEED)
        def begin(self, who: int, seed: int) -> None:
            visitor, other = self.visitors[who], self.visitors[1 - who]
            visitor.chance.seed(seed)
            assert [*faults_of(visitor.begin(), other.secret)] == []

        @rule(who=st.integers(0, 1), seed=SEED)
        def go_back(self, who: int, seed: int) -> None:
            self.visitors[who].chance.seed(seed)
            self.visitors[who].go_back()

        @invariant()
        def nothing_is_left(self) -> None:
            assert not [*left.iterdir()]

    runs = settings(
        max_examples=RUNS, stateful_step_count=20, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Visits, settings=runs)


def test_hostile_files_are_refused_in_words(client: TestClient, library: Library, left: Path) -> None:
    draft = library.drafts.begin("Oakfield Primary School")
    chance, state = random.Random(20), state_of(client.get("/").text)  # noqa: S311
    for number in range(UPLOADS):
        name, data, kind = hostile_file(chance, [draft.archive()])
        answer = client.post("/continue", data={"state": state}, files={"file": (name, data, kind)})
        assert [*faults_of(answer)] == [], (number, name, kind)
        assert not [*left.iterdir()], number


def test_a_process_that_is_killed_loses_no_answer(library: Library) -> None:
    world = library.world
    assert isinstance(world, MemoryWorld)
    desks = Desks(world, DeskLimits(processes=1))
    desks.open()
    draft = library.drafts.begin("Oakfield Primary School", ["mobile-phones"])
    visit = Visit(school=draft.id, files=draft.files)
    try:
        first, _ = asyncio.run(desks.view("a", "question", visit, []))
        answer = [("key", first.facts["q"]["key"]), ("action", "answer"), ("answer", "community")]
        process = multiprocessing.active_children()[-1]
        waiting = threading.Timer(0.01, process.kill)
        waiting.start()
        shown, after = asyncio.run(desks.view("a", "question", visit, answer))
        assert process.exitcode is not None or not process.is_alive()
        assert shown.template == "question"
        assert after.files != visit.files
    finally:
        desks.close()
    assert multiprocessing.active_children() == []


def test_words_of_a_visitor_are_markup_in_nothing_that_is_made(library: Library) -> None:
    draft = library.drafts.begin("Oakfield Primary School", ["mobile-phones"])
    hostile = [word for word in WORDS if MARK in word]
    for number, item in enumerate([*draft.answers.unasked(), *draft.answers.further()]):
        if item.key in draft.answers.now().settled.people or not item.closed:
            draft.answers.give(item.key, hostile[number % len(hostile)])
    session = draft.session()
    build = session.build(Order(("html",), draft=True))
    pages = [one.data.decode() for files in build.artifacts.values() for one in files]
    made = {"version": "1", "library": "2", "engine": hostile[0], "of": hostile[1]}
    shown = Pages(library.world)
    kind = next(iter(shown.words["packs_of"]))
    index = shown.pack_index(hostile[1], {"x": hostile[2]}, [hostile[3]], kind=kind, made=made)
    assert pages
    assert any(MARK in page for page in pages)
    for page in (*pages, index.decode()):
        assert [*marks_in(page)] == []
