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
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("hypothesis")

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from policygen import Library, Order
from policygen.serve.desks import DeskLimits, Desks
from policygen.serve.pack_contents import PackedDocument
from policygen.serve.pages import Pages
from policygen.serve.visit import Visit
from policygen.world.memory import MemoryWorld
from tests.support.attacked_sites import (
    HEADER,
    POLICY,
    AttackedSite,
    Kind,
    attacked_site,
    files_to_spoil,
    school_file,
)
from tests.support.forked import begin_forking, in_forked_process
from tests.support.hostile import MARK, WORDS, HostileVisitor, faults_of, hostile_file, marks_in
from tests.support.visiting import hosted_library, state_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient

# A file of a refused form is closed when the form is forgotten, and not before.
pytestmark = [
    pytest.mark.conformance,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

RUNS = int(os.environ.get("POLICYGEN_ATTACKS", "3"))
UPLOADS = int(os.environ.get("POLICYGEN_UPLOADS", "25"))
SECRETS = ("Zq1secret", "Zq2secret")
SEED = st.integers(0, 2**32)


@pytest.fixture(scope="module")
def library() -> Library:
    return hosted_library()


@pytest.fixture(scope="module", params=("visitors", "token"))
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AttackedSite]:
    kind: Kind = request.param
    begin_forking()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("policygen.serve.working.in_process", in_forked_process)
        with attacked_site(kind, tmp_path_factory.mktemp(kind)) as one:
            yield one


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A temporary folder of the server's, in which nothing may be left."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    assert not [*tmp_path.iterdir()]


@pytest.fixture(scope="module")
def seeds(library: Library) -> tuple[bytes, ...]:
    return files_to_spoil(library)


@pytest.fixture(scope="module")
def schools(library: Library) -> tuple[bytes, ...]:
    """The files of two schools, each with words that nobody else may read."""
    return tuple(school_file(library, f"{secret} School") for secret in SECRETS)


def visitor_of(site: AttackedSite, number: int, schools: Sequence[bytes], seeds: Sequence[bytes]) -> HostileVisitor:
    chance = random.Random(number)  # noqa: S311
    return HostileVisitor(site.client, chance, SECRETS[number], schools[number], seeds)


def test_hostile_visitors_do_no_harm(
    site: AttackedSite, left: Path, schools: tuple[bytes, ...], seeds: tuple[bytes, ...]
) -> None:
    class Visits(RuleBasedStateMachine):
        """Two visitors press buttons of their pages; neither ever reads what the other typed."""

        def __init__(self) -> None:
            super().__init__()
            self.visitors = [visitor_of(site, number, schools, seeds) for number in (0, 1)]

        def secret_of(self, who: int) -> str:
            # A folder is one person's.
            return self.visitors[who].secret if site.root is None else ""

        @rule(who=st.integers(0, 1), seed=SEED)
        def press(self, who: int, seed: int) -> None:
            visitor = self.visitors[who]
            visitor.chance.seed(seed)
            answer = visitor.press()
            assert answer is None or [*faults_of(answer, self.secret_of(1 - who))] == []

        @rule(who=st.integers(0, 1), seed=SEED)
        def begin(self, who: int, seed: int) -> None:
            self.visitors[who].chance.seed(seed)
            assert [*faults_of(self.visitors[who].begin(), self.secret_of(1 - who))] == []

        @rule(who=st.integers(0, 1))
        def arrive(self, who: int) -> None:
            assert [*faults_of(self.visitors[who].arrive(), self.secret_of(1 - who))] == []

        @rule(who=st.integers(0, 1), seed=SEED)
        def aim(self, who: int, seed: int) -> None:
            visitor = self.visitors[who]
            visitor.chance.seed(seed)
            address = visitor.chance.choice(site.addresses)
            path = site.path(address, visitor.chance)
            answer = visitor.aim(address.method, path, site.fields, site.values)
            assert [*faults_of(answer, self.secret_of(1 - who))] == [], address

        @rule(who=st.integers(0, 1), seed=SEED)
        def go_back(self, who: int, seed: int) -> None:
            self.visitors[who].chance.seed(seed)
            self.visitors[who].go_back()

        @invariant()
        def nothing_is_left(self) -> None:
            assert not [*left.iterdir()]
            assert not site.strangers()

    runs = settings(
        max_examples=RUNS, stateful_step_count=20, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Visits, settings=runs)


def test_every_address_stands_hostile_requests(
    site: AttackedSite, left: Path, schools: tuple[bytes, ...], seeds: tuple[bytes, ...]
) -> None:
    visitor = visitor_of(site, 0, schools, seeds)
    for number in range(max(RUNS // 10, 1)):
        for address in site.addresses:
            visitor.chance.seed(f"{number} {address}")
            if address.method == "POST" and visitor.chance.random() < 0.5:
                visitor.arrive()
            path = site.path(address, visitor.chance)
            answer = visitor.aim(address.method, path, site.fields, site.values)
            assert [*faults_of(answer)] == [], (number, address, path)
            assert not [*left.iterdir()], (number, address)
    assert not site.strangers()


@pytest.mark.parametrize("kind", ["token", "proxy"])
def test_no_address_of_a_folder_answers_without_its_key(kind: Kind, tmp_path: Path) -> None:
    with attacked_site(kind, tmp_path) as site:
        client, known = site.client, [*site.client.cookies]
        client.headers.pop(HEADER, None)
        client.cookies.clear()
        cookie = "; ".join(f"{name}=x" for name in known) or "policygen-x=x"
        guesses = ({}, {HEADER: " ", "cookie": cookie, "authorization": "Basic Og==", "x-forwarded-for": "127.0.0.1"})
        for address in site.addresses:
            path = address.with_parts({name: found[0] for name, found in site.parts.items()})
            for headers, query in ((guesses[0], ""), (guesses[1], ""), ({}, "?token="), (guesses[1], "?token=guess")):
                answer = client.request(address.method, f"{path}{query}", headers=headers)
                # The refusal needs its style sheet, which is the same for everybody.
                is_open = kind == "token" and path.startswith("/static/") and not query
                assert answer.status_code == (404 if is_open else 403), (address, headers, query)
                assert "set-cookie" not in answer.headers
                assert "Elm" not in answer.text


def test_hostile_files_are_refused_in_words_wherever_a_file_can_be_given(
    site: AttackedSite, left: Path, schools: tuple[bytes, ...], seeds: tuple[bytes, ...]
) -> None:
    if site.root is not None and UPLOADS < 100:
        return  # the sample is for visitors; the addresses of a folder get files from the tests above
    chance, visitor = random.Random(20), visitor_of(site, 0, schools, seeds)  # noqa: S311
    state = state_of(visitor.arrive().text)
    taking = [path for path in _posts(site) if _takes_a_file(site.client, path, state)]
    assert len(taking) >= (9 if site.root is None else 10), taking
    for number in range(UPLOADS):
        path = taking[number % len(taking)]
        files = [(name, hostile_file(chance, seeds)) for name in ("file", "old", "new", "record")]
        fields = {
            "state": state,
            "policy": POLICY,
            "action": "logo",
            "seen": "files",
            "minute": "1",
            "on": "2026-01-01",
        }
        fields |= {"day": "1", "month": "2", "year": "2026"}
        answer = site.client.post(path, data=fields, files=files[: 1 if number % 3 else 4], follow_redirects=True)
        assert [*faults_of(answer)] == [], (number, path, [one for _, (one, _, _) in files])
        assert not [*left.iterdir()], (number, path)
    assert not site.strangers()


def _posts(site: AttackedSite) -> list[str]:
    usual = {name: found[0] for name, found in site.parts.items()}
    return [one.with_parts(usual) for one in site.addresses if one.method == "POST"]


def _takes_a_file(client: TestClient, path: str, state: str) -> bool:
    """Return whether a form of this address may have a file: without one it is refused as a mistaken request."""
    fields = {"state": state}
    with_file = client.post(path, data=fields, files={"file": ("x", b"", "")}, follow_redirects=False)
    return with_file.status_code != 400


def test_a_process_that_is_killed_loses_no_answer(library: Library) -> None:
    world = library.world
    assert isinstance(world, MemoryWorld)
    desks = Desks(world, DeskLimits(processes=1))
    desks.open()
    draft = library.drafts.begin("Oakfield Primary School", ["mobile-phones"])
    visit = Visit(school=draft.id, files=draft.files)
    try:
        first, _ = asyncio.run(desks.view("a", "question", visit, []))
        answer = [("key", first.facts["questions"][0]["key"]), ("action", "answer"), ("answer", "community")]
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
    index = shown.pack_index(
        hostile[1],
        [PackedDocument(id="x", title=hostile[2], about=hostile[3])],
        ["x.pdf", hostile[3]],
        kind=kind,
        made=made,
    )
    assert pages
    assert any(MARK in page for page in pages)
    for page in (*pages, index.decode()):
        assert [*marks_in(page)] == []
