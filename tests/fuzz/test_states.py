"""State machines: an interview that stops and resumes, and a school that builds, adopts, corrects and builds again.

No step may end in a traceback, records stay as they were written, and nothing that people wrote is lost. POLICYGEN_FUZZ
says how many runs there are.
"""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest

pytest.importorskip("hypothesis")

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import policygen
from policygen import AdoptionRecords, DiskWorld, Meeting, Order, Refused
from tests.support.adopted import laid_out
from tests.support.projects import lay_out

from .harness import sample

RUNS = settings(
    max_examples=max(2, sample() // 20), stateful_step_count=20, deadline=None, database=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
TYPED = st.sampled_from(
    (
        "1", "1, 2", "2", "Ann Reed", "yes", "no", "none", "vacant", "01204 332555", "office@hilltop.example", "n/a",
        "https://www.hilltop.example", "3 December 2026", "26/11/2026", "2026-02-30", "2 school days", "a\nb\n\nc", "",
        " ", "\x07", "\u202eabc", "\ue0005\ue001", "a: b", "- a", "# a", "'a", '"', "{{ school.name }}",
        "|", "&a", "*a", "no-break\u00a0space", "Zoe\u0308", "\udce9", "a" * 300, "\n".join("b" * 300), "@", "%", "TBC",
        "\\", "Ann # Reed",
    )
)  # fmt: skip


class Interviewed(RuleBasedStateMachine):
    """A school is asked for its answers; somebody edits its file by hand between two of them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="policygen-fuzz-"))
        lay_out(self.folder)
        self.comments: list[str] = []
        self.answered: dict[str, str] = {}

    @initialize(policies=st.sampled_from(((), ("phones",), ("online",), ("phones", "online"))))
    def start(self, policies: tuple[str, ...]) -> None:
        self.answers = self.library().interviews.start("quayside", "Quayside School", policies)
        self.path = self.folder / self.answers.file
        self.keys = [item.key for item in self.answers.now().interview.items]

    def library(self) -> policygen.Library:
        return policygen.load(DiskWorld(self.folder, self.folder, {}))

    @rule(number=st.integers(0, 1000), typed=TYPED, post=st.none() | TYPED)
    def give(self, number: int, typed: str, post: str | None) -> None:
        key = self.keys[number % len(self.keys)]
        before = self.path.read_bytes()
        try:
            fault = self.answers.give(key, typed, post=post)
        except Refused as refused:
            fault = str(refused)
        if fault:
            assert self.path.read_bytes() == before, fault
        else:
            self.answered[key] = self.answers.answer(key)

    @rule()
    def resume(self) -> None:
        self.answers = self.library().interviews.answers("quayside")

    @rule(words=st.sampled_from(("by hand", "ask Jo: when?", "- not a list", "'")))
    def edit_by_hand(self, words: str) -> None:
        comment = f"# {words} {len(self.comments)}"
        self.comments.append(comment)
        text = self.path.read_text(encoding="utf-8")
        self.path.write_text(f"{comment}\n{text}" if len(words) % 2 else f"{text}{comment}\n", encoding="utf-8")

    @invariant()
    def nothing_is_lost(self) -> None:
        if not hasattr(self, "path"):
            return
        text = self.path.read_text(encoding="utf-8")
        assert all(comment in text for comment in self.comments)
        for key, answer in self.answered.items():
            assert self.answers.answer(key) == answer, key
        assert {item.key for item in self.answers.missing()} <= set(self.keys)
        self.library().open("quayside").check()


class Adopted(RuleBasedStateMachine):
    """A school builds, changes its answers, adopts, corrects its records and builds from them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="policygen-fuzz-"))
        self.world = laid_out(self.folder)
        self.order = Order(("json", "md"), (), self.folder / "build", project=self.folder)
        self.day = date(2026, 12, 3)
        self.records: dict[Path, bytes] = {}
        self.by_hand: list[bytes] = []

    def library(self) -> policygen.Library:
        return policygen.load(self.world)

    @rule()
    def build(self) -> None:
        list(self.library().build(["hilltop"], self.order))

    @rule(
        change=st.sampled_from(
            (
                ("phones: handed_in", "phones: lockers"),
                ("phones: lockers", "phones: handed_in"),
                ("Ann Reed", "Bea Moss"),
                ("Bea Moss", "Ann Reed"),
                ("Bea Moss", "TBC"),
                ("TBC", "Ann Reed"),
                ("online: {}", "online: {review_on: 2029-01-01}"),
                ("online: {review_on: 2029-01-01}", "online: {}"),
                ("specimen: true\n", "specimen: true\ntailoring:\n  - {omit: basics.words, because: ours}\n"),
                ("  - {omit: basics.words, because: ours}\n", "  - {omit: basics.nothing, because: ours}\n"),
            )
        )
    )
    def edit_settings(self, change: tuple[str, str]) -> None:
        path = self.folder / "schools/hilltop.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")

    @rule(
        policy=st.sampled_from(("online", "phones")),
        later=st.sampled_from((1, 2, 5, 0, -1)),
        minute=st.sampled_from(("14/26", "a" * 150, "Zoë 2", "14/26", "14/26 \U0001f600", "\u202e")),
        built=st.sampled_from((True, True, True, False)),
    )
    def adopt(self, policy: str, later: int, minute: str, *, built: bool) -> None:
        if built:
            self.build()
        self.day += timedelta(later)
        session = self.library().open("hilltop")
        try:
            done = session.adopt_built(policy, Meeting(self.day, minute), self.order.out)
        except Refused:
            return
        self.seen(done.file)

    @rule(
        policy=st.sampled_from(("online", "phones")),
        later=st.none() | st.sampled_from((0, 1, -1, 4000)),
        minute=st.sampled_from(("", "15/26", "16/26", "\x07")),
    )
    def correct(self, policy: str, later: int | None, minute: str) -> None:
        on = None if later is None else self.day + timedelta(later)
        try:
            done = AdoptionRecords(self.world).correct("hilltop", policy, on, minute)
        except Refused:
            return
        self.seen(done.file)

    def seen(self, file: str) -> None:
        if file:
            path = self.folder / file
            assert path not in self.records, "a record was written over"
            self.records[path] = path.read_bytes()

    @rule()
    def build_from_records(self) -> None:
        records = AdoptionRecords(self.world)
        for result in records.build(records.schools, self.order):
            assert not result.not_made, result.not_made

    @rule(policy=st.sampled_from(("online", "phones")))
    def write_into_a_built_file(self, policy: str) -> None:
        path = self.folder / f"build/hilltop/{policy}.md"
        words = f"\nWritten by hand, {len(self.by_hand)}.\n".encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((path.read_bytes() if path.exists() else b"") + words)
        self.by_hand.append(words)

    @invariant()
    def nothing_is_lost(self) -> None:
        for path, data in self.records.items():
            assert path.read_bytes() == data, path
        held = b"".join(path.read_bytes() for path in self.folder.rglob("*.md*"))
        assert all(words in held for words in self.by_hand)
        self.library().open("hilltop").check()


Interviewed.TestCase.settings = RUNS
Adopted.TestCase.settings = RUNS
TestInterviewed, TestAdopted = Interviewed.TestCase, Adopted.TestCase
