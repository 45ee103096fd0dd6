"""What every target has in common: spoiling real inputs, a watchdog over time and memory, and the figures of a run.

An input must end in findings or in the errors that the reader declares; anything else that it raises would be an
internal error for the person who has such a file.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

SECONDS, MEGABYTES = 5.0, 500
# Where a text has its joints: most changes are made there, so that what follows is still read.
_JOINT = re.compile(rb"[\s:,;{}\[\]()<>\"'/|=#*-]+")
_ALWAYS = (
    b"",
    b"\x00",
    b"\xff",
    b"\n",
    b"9" * 400,
    b"[" * 70,
    b"(" * 70,
    "\u202e\u200b\ue000\U0001f600".encode(),
    b"-1",
)


class TooSlow(Exception):
    """An input took more time than it may."""


class TooLargeForMemory(Exception):
    """An input took more memory than it may."""


@dataclass(slots=True)
class Figures:
    """What a run of one target came to. Seconds are of the processor; memory is what was added by the worst input."""

    inputs: int = 0
    seconds: float = 0.0
    worst_seconds: float = 0.0
    worst_megabytes: float = 0.0
    findings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Target:
    """A reader to attack: `read` must raise nothing but `declared`. `tokens` are words that mean something to it."""

    name: str
    inputs: st.SearchStrategy[bytes]
    read: Callable[[bytes], object]
    declared: tuple[type[Exception], ...] = ()


def spoiled(seeds: Sequence[bytes], tokens: Sequence[bytes] = ()) -> st.SearchStrategy[bytes]:
    """Return a strategy for seeds with up to five changes: something cut out, doubled, put in or taken from another."""
    whole = [*tokens, *_ALWAYS]
    change = st.tuples(st.integers(0, 6), st.integers(0, 2**20), st.integers(0, 2**20), st.sampled_from(whole))
    return st.tuples(st.sampled_from(list(seeds)), st.lists(change, min_size=1, max_size=5)).map(
        lambda drawn: _changed(drawn[0], drawn[1], seeds)
    )


def _changed(data: bytes, changes: Sequence[tuple[int, int, int, bytes]], seeds: Sequence[bytes]) -> bytes:
    for kind, first, second, token in changes:
        joints = [found.start() for found in _JOINT.finditer(data[:50_000])] or [0]
        start = joints[first % len(joints)] if kind < 5 else first % (len(data) + 1)
        end = min(len(data), start + 1 + second % 60)
        match kind:
            case 0 | 5:
                data = data[:start] + token + data[start:]
            case 1:
                data = data[:start] + data[end:]
            case 2:
                data = data[:end] + data[start:end] * (1 + second % 40) + data[end:]
            case 3:
                other = seeds[second % len(seeds)]
                at = first % (len(other) + 1)
                data = data[:start] + other[at : at + 1 + second % 200] + data[start:]
            case 4:
                data = data[:start] + token + data[end:]
            case _:
                data = data[:start] + bytes((second % 256,)) + data[start + 1 :]
    return data[:200_000]


@contextmanager
def watched() -> Iterator[None]:
    """End what takes more than its seconds of the processor, and refuse it more than its memory."""

    def late(_: int, __: FrameType | None) -> None:
        raise TooSlow(f"more than {SECONDS:.0f} s")

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    before = signal.signal(signal.SIGPROF, late)
    resource.setrlimit(resource.RLIMIT_AS, (_address_space() + MEGABYTES * 1_000_000, hard))
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    except MemoryError as error:
        raise TooLargeForMemory(f"more than {MEGABYTES} MB") from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def tried(target: Target, data: bytes, figures: Figures) -> str | None:
    """Give one input to a target; return what went wrong, or None."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    fault: str | None = None
    try:
        with watched():
            target.read(data)
    except target.declared:
        pass
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"[:200]
    took = time.process_time() - began
    figures.inputs += 1
    figures.seconds += took
    figures.worst_seconds = max(figures.worst_seconds, took)
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most) / 1000
    figures.worst_megabytes = max(figures.worst_megabytes, added)
    return fault


def attack(target: Target, count: int, *, keep_going: bool = False) -> Figures:
    """Give a target `count` inputs, the same ones each time. The first fault ends it, or each kind is kept once."""
    figures = Figures()
    kinds: dict[str, None] = {}

    @settings(
        max_examples=count, deadline=None, database=None, derandomize=True, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(target.inputs)
    def run(data: bytes) -> None:
        fault = tried(target, data, figures)
        if fault is not None and (kind := re.sub(r"\d+|'.*'", "…", fault)) not in kinds:
            kinds[kind] = None
            figures.findings.append(f"{fault} | {data[:20_000]!r}")
        assert fault is None or keep_going, fault

    with suppress(AssertionError):
        run()
    return figures


def smallest(target: Target, kind: str) -> bytes | None:
    """Return the smallest input that makes a target fail in this way, for a case in tests/data/bad."""
    try:
        return find(target.inputs, lambda data: kind in (tried(target, data, Figures()) or ""))
    except NoSuchExample:
        return None


def sample() -> int:
    """Return how many inputs each target gets in the unit tests, or as many as POLICYGEN_FUZZ says."""
    return int(os.environ.get("POLICYGEN_FUZZ", "40"))
