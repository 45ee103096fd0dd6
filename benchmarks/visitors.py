"""Many visitors of the served pages at the same time: `python -m benchmarks.visitors`, run by hand.

Each begins a school with all policies and gives an answer every few seconds; the page that comes back has the next
question and the preview. Some ask for their policies on the way. Printed are how long the answers took, whether the
policies were made in the order in which they were asked for, and what memory the server had: while no policies were
made, because a process that makes them ends with them, and at most. It needs `policygen[web]`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median, quantiles

import httpx

from benchmarks.measuring import AIMS, ROOT, at_most, machine, resident, table
from tests.support.visiting import answer_to, heading_of, key_of, state_of

_LONGEST = 120.0  # seconds until a visitor gives up


@dataclass(slots=True)
class Seen:
    """What the visitors saw: seconds of each answer, other statuses than 200, packs as (visitor, asked, ready).

    `memory` is (answers so far, MB of the server and its processes, whether policies were being made).
    """

    seconds: list[float] = field(default_factory=list)
    odd: dict[int, int] = field(default_factory=dict)
    packs: list[tuple[int, float, float]] = field(default_factory=list)
    memory: list[tuple[int, float, bool]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Load:
    """How many visitors, seconds between two answers of each, answers in all, and visitors who ask for policies."""

    visitors: int
    every: float
    requests: int
    packs: int
    workers: int


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of the processor: the processes of the pages, those that made policies, and the visitors themselves."""

    pages: float
    packs: float
    visitors: float


class Visitor:
    """One visitor, who starts again with another school after the last question."""

    def __init__(self, number: int, address: str, load: Load, seen: Seen) -> None:
        self._number, self._load, self._seen = number, load, seen
        # As from a proxy: the limits for each visitor count this address.
        headers = {"sec-fetch-site": "same-origin", "x-forwarded-for": f"10.0.{number // 250}.{number % 250}"}
        self._client = httpx.AsyncClient(base_url=address, headers=headers, timeout=_LONGEST)
        self._schools = 0
        self._asks = number < load.packs

    async def visit(self) -> None:
        await asyncio.sleep(random.random() * max(self._load.every, 1.0))  # noqa: S311 - no secret
        async with self._client:
            page = ""
            while len(self._seen.seconds) < self._load.requests:
                if not key_of(page):
                    if page and self._asks:
                        self._asks = False
                        await self._ask_for_policies(page)
                    page = await self._begin()
                started = time.perf_counter()
                page = await self._sent("/question", answer_to(page))
                took = time.perf_counter() - started
                self._seen.seconds.append(took)
                await asyncio.sleep(max(0.0, self._load.every - took))

    async def _begin(self) -> str:
        self._schools += 1
        start = await self._client.get("/new")
        name = f"School {self._number} of Westshire {self._schools}"
        page = await self._sent("/new", {"state": state_of(start.text), "name": name})
        chosen = re.findall(r'name="policy" value="([^"]*)"', page)
        return await self._sent("/policies", {"state": state_of(page), "action": "save", "policy": chosen})

    async def _ask_for_policies(self, page: str) -> None:
        asked = time.perf_counter()
        found = await self._client.post("/pack", data={"state": state_of(page)})
        address = found.headers.get("location", "")
        while address:
            shown = (await self._client.get(address)).text
            if "data-waiting" not in shown:
                assert heading_of(shown).endswith("are ready"), heading_of(shown)
                self._seen.packs.append((self._number, asked, time.perf_counter()))
                return
            await asyncio.sleep(2)

    async def _sent(self, path: str, fields: dict[str, object]) -> str:
        found = await self._client.post(path, data=fields)
        if found.status_code != 200:
            self._seen.odd[found.status_code] = self._seen.odd.get(found.status_code, 0) + 1
        return found.text


async def measured(address: str, pid: int, load: Load) -> Seen:
    """Let the visitors come, and look at the memory a hundred times on the way."""
    seen = Seen()
    visits = [asyncio.create_task(Visitor(number, address, load, seen).visit()) for number in range(load.visitors)]
    next_look = 0
    async with httpx.AsyncClient(base_url=address, timeout=_LONGEST) as host:
        while not all(one.done() for one in visits):
            await asyncio.sleep(0.2)
            if len(seen.seconds) >= next_look:
                before, memory, after = await _jobs(host), resident(pid), await _jobs(host)
                seen.memory.append((len(seen.seconds), memory, bool(before or after)))
                next_look += max(load.requests // 100, 1)
    await asyncio.gather(*visits)
    return seen


async def _jobs(host: httpx.AsyncClient) -> int:
    """Return how many visitors' policies are being made."""
    return int((await host.get("/health")).json()["running"])


def shown(load: Load, seen: Seen, spent: Spent) -> str:
    """Return the figures in Markdown."""
    times = sorted(seen.seconds)
    cuts = quantiles(times, n=100)
    # While policies are being made, the process that makes them is counted too, and ends with them.
    pages = [(count, memory) for count, memory, jobs in seen.memory if not jobs]
    half = [memory for count, memory in pages if count >= len(times) // 2]
    early = [memory for count, memory in pages if len(times) // 10 <= count < len(times) // 2]
    growth = (max(half) / max(early) - 1) * 100 if early and half else None
    packs = sorted(seen.packs, key=lambda one: one[1])
    waits = [ready - asked for _, asked, ready in packs]
    late = sum(first[2] > second[2] for first, second in pairwise(packs))
    facts = [
        ("visitors, seconds between answers", f"{load.visitors}, {load.every:g}"),
        ("answers", len(times)),
        ("statuses other than 200", seen.odd or "none"),
        ("processor for each answer: the processes of the pages, with beginnings; packs; the visitors", " / ".join(
            f"{one / len(times) * 1000:.0f} ms" for one in (spent.pages, spent.packs, spent.visitors)
        )),
        ("median, 95th, 99th of 100, longest", " / ".join(
            f"{one * 1000:.0f} ms" for one in (median(times), cuts[94], cuts[98], times[-1])
        )),
        ("memory while no policies are made, first half and second", (
            f"{max(early, default=0):.0f} MB, {max(half, default=0):.0f} MB"
        )),
        ("memory at most, with a process that makes policies", f"{max(one for _, one, _ in seen.memory):.0f} MB"),
        ("policies asked for, seconds", f"{len(waits)}: {', '.join(f'{one:.0f}' for one in waits)}"),
    ]  # fmt: skip
    aims = [
        at_most("median of an answer", 300, median(times) * 1000, " ms"),
        at_most("95 % of answers", 1000, cuts[94] * 1000, " ms"),
        at_most("growth of memory in the second half", 10, growth, " %"),
        at_most("policies that were made before some that were asked for earlier", 0, late),
    ]
    return f"{table(('what', 'measured'), facts)}\n\n{table(AIMS, (one.row() for one in aims))}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Start a server, let visitors come, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.visitors", description=__doc__)
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two answers of a visitor")
    parser.add_argument("--requests", type=int, default=1_000, help="answers in all")
    parser.add_argument("--packs", type=int, default=4, help="visitors who ask for their policies once")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    load = Load(**vars(parser.parse_args(arguments)))
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "policygen", "serve", "--port", str(port), "--behind-proxy", address]
    command += ["--workers", str(load.workers)]
    print(machine(), flush=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment) as server:
        try:
            _wait(port)
            before, own = _processor(server.pid), time.process_time()
            seen = asyncio.run(measured(address, server.pid, load))
            pages, packs = (after - one for one, after in zip(before, _processor(server.pid), strict=True))
            print(shown(load, seen, Spent(pages, packs, time.process_time() - own)))
        finally:
            server.terminate()
            server.wait(60)


def _processor(pid: int) -> tuple[float, float]:
    """Return the seconds of the processor of a server with its processes, and of those that have ended."""
    import psutil

    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    times = [one.cpu_times() for one in family]
    return sum(one.user + one.system for one in times), times[0].children_user + times[0].children_system


def _wait(port: int) -> None:
    for _ in range(240):
        try:
            socket.create_connection(("127.0.0.1", port), 2).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise RuntimeError(port)


if __name__ == "__main__":
    main()
