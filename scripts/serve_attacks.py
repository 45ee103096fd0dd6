"""Attack the served pages on a real server: slow and endless requests, guessed addresses, and killed processes.

    python -m scripts.serve_attacks [--slow 100] [--guesses 1000] [--kills 10]
    POLICYGEN_ATTACKS=500 POLICYGEN_UPLOADS=1000 python -m pytest tests/conformance/test_serve_attacks.py

The second line has hostile visitors press the buttons of pages, and hostile files uploaded. The first starts a server
with a temporary folder of its own and two workers. While slow clients hold connections open, a visitor must be
answered; they must be cut off, and so must endless bodies to every address that takes a form. No guessed token,
changed state or other visitor's page leads anywhere. After each process that is killed in the middle of its work the
visitor reads words, and the next visitor is served. When the server ends, nothing may be left in its temporary folder.
Prints the figures; the exit code is 1 after a fault.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from policygen.serve.app import create_app
from policygen.serve.connection import PATIENCE
from tests.support.hostile import faults_of
from tests.support.served_addresses import addresses_of
from tests.support.visiting import answer_to, heading_of, hosted_library, state_of

ROOT = Path(__file__).parents[1]
_LONGEST = 120.0


@dataclass(slots=True)
class Attacked:
    """A server under attack, and what was found wrong."""

    port: int
    process: subprocess.Popen[bytes]
    folder: Path
    faults: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def visitor(self, number: int) -> httpx.Client:
        """Return another visitor, who has an address of their own."""
        headers = {"sec-fetch-site": "same-origin", "x-forwarded-for": f"10.1.{number // 250}.{number % 250}"}
        return httpx.Client(base_url=self.address, headers=headers, timeout=_LONGEST, follow_redirects=True)

    def begun(self, visitor: httpx.Client, name: str) -> str:
        """Begin a school with one policy; return the page of its first question."""
        page = visitor.get("/new").text
        page = visitor.post("/new", data={"state": state_of(page), "name": name}).text
        fields = {"state": state_of(page), "action": "save", "policy": "mobile-phones"}
        return visitor.post("/policies", data=fields).text

    def expect(self, what: str, true: bool) -> None:
        if not true:
            self.faults.append(what)

    def connected(self, sent: bytes) -> socket.socket:
        """Return a connection on which this much of a request was sent."""
        one = socket.create_connection(("127.0.0.1", self.port), 10)
        one.sendall(sent)
        one.settimeout(_LONGEST)
        return one


@contextmanager
def attacked() -> Iterator[Attacked]:
    """Start a server behind a proxy that is not there, with two workers and a temporary folder of its own."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="policygen-attacks-") as name:
        command = [sys.executable, "-m", "policygen", "serve", "--port", str(port), "--workers", "2"]
        command += ["--behind-proxy", f"http://127.0.0.1:{port}"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": name}
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
        found = Attacked(port, process, Path(name))
        try:
            for _ in range(1_200):
                with suppress(OSError):
                    socket.create_connection(("127.0.0.1", port), 2).close()
                    break
                time.sleep(0.5)
            yield found
        finally:
            process.terminate()
            process.wait(60)
            found.expect(
                f"left behind: {sorted(one.name for one in Path(name).iterdir())}", not [*Path(name).iterdir()]
            )


def slow_clients(at: Attacked, count: int) -> None:
    """Hold connections open with half a head, half a body, or nothing; a visitor is answered all the same."""
    head = b"POST /check HTTP/1.1\r\nhost: 127.0.0.1:%d\r\nsec-fetch-site: same-origin\r\n" % at.port
    kind = b"content-type: application/x-www-form-urlencoded\r\n"
    starts = (
        b"",
        head,
        head + kind + b"content-length: 3000000\r\n\r\nstate=",
        head + b"transfer-encoding: chunked\r\n\r\n1\r\nx\r\n",
    )
    opened = [at.connected(starts[number % len(starts)]) for number in range(count)]
    started = time.monotonic()
    with at.visitor(1) as visitor:
        page = at.begun(visitor, "School beside slow clients")
        answered = visitor.post("/question", data=answer_to(page))
    took = time.monotonic() - started
    at.expect(f"a visitor beside slow clients: {answered.status_code}", answered.status_code == 200)
    for one in opened:
        with closing(one):
            try:
                while one.recv(65_536):
                    pass
            except TimeoutError:
                at.expect("a slow client was not cut off", False)
            except OSError:
                pass
    last = time.monotonic() - started
    at.figures.append(
        f"{count} slow clients: a visitor's four pages took {took:.1f} s; all were cut off after {last:.0f} s"
    )
    at.expect(f"slow clients were held for {last:.0f} s", last < PATIENCE + 60)


def endless_bodies(at: Attacked) -> None:
    """Send a body that does not end to each address that takes a form; it is refused when it is too large."""
    app = create_app(hosted_library(), bytes(32))
    paths = [one.path for one in addresses_of(app) if one.method == "POST"]
    most = 0
    for number, path in enumerate(paths):
        head = b"POST %s HTTP/1.1\r\nhost: 127.0.0.1:%d\r\nsec-fetch-site: same-origin\r\n" % (path.encode(), at.port)
        head += b"x-forwarded-for: 10.2.0.%d\r\ntransfer-encoding: chunked\r\n" % (number % 250)
        one = at.connected(head + b"content-type: multipart/form-data; boundary=x\r\n\r\n")
        sent = 0
        with closing(one), suppress(OSError):
            while sent < 50_000_000:
                one.sendall(b"%x\r\n%s\r\n" % (100_000, b"x" * 100_000))
                sent += 100_000
        at.expect(f"an endless body was taken at {path}: {sent} bytes", sent < 20_000_000)
        most = max(most, sent)
    at.figures.append(f"endless bodies to {len(paths)} addresses were cut off after at most {most / 1e6:.1f} MB")


def guesses(at: Attacked, count: int) -> None:
    """Guess addresses of packs, change states, and send another visitor's state with a job of one's own."""
    chance, statuses = random.Random(4), Counter[int]()  # noqa: S311 - no secret
    with at.visitor(2) as one, at.visitor(3) as other:
        own = state_of(at.begun(one, "Zq2secret School"))
        job = one.post("/pack", data={"state": own}, follow_redirects=False).headers["location"]
        for number in range(count):
            with at.visitor(100 + number // 50) as guessing:
                token = secrets.token_urlsafe(chance.choice((8, 32, 64)))
                paths = (
                    f"/pack/{token}",
                    f"/pack/{token}/x.zip",
                    f"{job}x",
                    f"{job[:-1]}",
                    f"{job}/../../etc/passwd",
                    f"{job}/%2e%2e/x",
                )
                if number % 2:
                    answer = guessing.get(chance.choice(paths))
                else:
                    at_place = chance.randrange(len(own))
                    changed = own[:at_place] + chance.choice("ABab01-_") + own[at_place + 1 :]
                    answer = guessing.post("/check", data={"state": changed if changed != own else own[1:]})
                statuses[answer.status_code] += 1
                for fault in faults_of(answer, "Zq2secret"):
                    at.faults.append(f"guess {number}: {fault}")
        page = at.begun(other, "Zq3secret School")
        at.expect(
            "another visitor's words", "Zq2secret" not in other.post("/check", data={"state": state_of(page)}).text
        )
    at.figures.append(f"{count} guesses: {dict(statuses)}")


def kills(at: Attacked, count: int) -> None:
    """Kill a process of the server in the middle of its work; the visitor reads words, the next one is served."""
    chance, heads = random.Random(5), Counter[str]()  # noqa: S311 - no secret
    for number in range(count):
        with at.visitor(1000 + number) as visitor:
            page = at.begun(visitor, f"School {number}")
            match number % 4:
                case 0:
                    _kill(at, newest=False)
                    shown = visitor.post("/question", data=answer_to(page)).text
                case 1:
                    shown = _killed_job(at, visitor, "/pack", {"state": state_of(page)}, chance.random() * 6)
                case 2:
                    fields = {"state": state_of(page), "kind": "school", "policy": "mobile-phones"}
                    shown = _killed_job(at, visitor, "/copies/make", fields, chance.random() * 6)
                case _:
                    killing = threading.Timer(chance.random() * 3, _kill, [at], {"newest": True})
                    killing.start()
                    file = ("policy.txt", b"Phones are handed in each morning.\n\n" * 2_000, "text/plain")
                    fields = {"state": state_of(page), "policy": "mobile-phones"}
                    shown = visitor.post("/gap/report", data=fields, files={"file": file}).text
                    killing.join()
            heads[heading_of(shown).replace(f"School {number}", "a school")] += 1
            after = visitor.post("/question", data=answer_to(page))
            at.expect(f"after kill {number}: {after.status_code}", after.status_code == 200)
    at.figures.append(f"{count} kills: {dict(heads)}")


def _killed_job(at: Attacked, visitor: httpx.Client, path: str, fields: dict[str, str], after: float) -> str:
    """Begin a job, kill its process after so many seconds, and return the page that says what became of it."""
    job = str(visitor.post(path, data=fields, follow_redirects=False).headers["location"])
    time.sleep(after)
    _kill(at, newest=True)
    shown = visitor.get(job).text
    while "data-waiting" in shown:
        time.sleep(1)
        shown = visitor.get(job).text
    return shown


def _kill(at: Attacked, *, newest: bool) -> None:
    family = [one for one in psutil.Process(at.process.pid).children() if _works(one)]
    if family:
        family.sort(key=lambda one: one.create_time())
        with suppress(psutil.Error):
            (family[-1] if newest else family[0]).send_signal(signal.SIGKILL)


def _works(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return process.status() != psutil.STATUS_ZOMBIE and "resource_tracker" not in " ".join(process.cmdline())
    return False


def main(arguments: Sequence[str] | None = None) -> None:
    """Attack, print the figures and the faults."""
    parser = argparse.ArgumentParser(prog="python -m scripts.serve_attacks")
    parser.add_argument("--slow", type=int, default=100)
    parser.add_argument("--guesses", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=10)
    wanted = parser.parse_args(arguments)
    with attacked() as at:
        slow_clients(at, wanted.slow)
        endless_bodies(at)
        guesses(at, wanted.guesses)
        kills(at, wanted.kills)
    print("\n".join((*at.figures, *(f"FAULT {one}" for one in at.faults), f"{len(at.faults)} faults")))
    sys.exit(1 if at.faults else 0)


if __name__ == "__main__":
    main()
