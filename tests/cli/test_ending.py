"""How a run ends from outside: one line, the status of the signal, no traceback, and no process left."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from policygen.cli.ending import machine_reason
from tests.support.cli import ROOT
from tests.support.projects import lay_out

WAITS = """
import sys, time
from unittest.mock import patch
from policygen.cli import main
from policygen.cli.listing import list_command

def waits(**_):
    print("ready", flush=True)
    time.sleep(60)

with patch.object(list_command, "callback", waits):
    sys.argv = ["policygen", "list"]
    main()
"""
WORKS = """
import functools, sys, time
from policygen.build.workers import run

def prepare(): pass
def work(_, numbers):
    print("ready", flush=True)
    time.sleep(60)
    yield from numbers

if __name__ == "__main__":
    list(run(prepare, work, [1, 2], 2))
"""


def started(script: Path, words: str) -> subprocess.Popen[str]:
    script.write_text(words)
    return subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (signal.SIGINT, 130, "Stopped.\n"),
        (signal.SIGTERM, 143, "Stopped by a signal (SIGTERM).\n"),
        (signal.SIGHUP, 129, "Stopped by a signal (SIGHUP).\n"),
    ],
)
def test_a_signal_ends_a_run_in_one_line(tmp_path: Path, number: int, code: int, words: str) -> None:
    process = started(tmp_path / "run.py", WAITS)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(number)
    _, err = process.communicate()
    assert (process.returncode, err) == (code, words)


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    process = started(tmp_path / "run.py", WORKS)
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(2)] == ["ready\n"] * 2
    process.send_signal(signal.SIGKILL)
    # The pipe ends when the last process that holds it has ended.
    assert process.communicate() == ("", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_output_without_room_is_said(tmp_path: Path, unbuffered: str) -> None:
    lay_out(tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "tests.support.cli", "list"],
            cwd=tmp_path, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (1, "Stopped: No space left on device.\n")


@pytest.mark.parametrize(
    ("closed", "words"),
    [(1, "Standard output is closed, so the output is lost.\n"), (2, "")],
)
def test_a_stream_that_is_closed_ends_nothing(tmp_path: Path, closed: int, words: str) -> None:
    lay_out(tmp_path)
    ended = subprocess.run(
        ["sh", "-c", f'exec "$0" -m tests.support.cli list {closed}>&-', sys.executable],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, words)
    assert ended.stdout.startswith("Schools" if closed == 2 else "")


def test_a_reader_that_closes_the_output_is_said_once(tmp_path: Path) -> None:
    lay_out(tmp_path)
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-m", "tests.support.cli", "list"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=writing, stderr=subprocess.PIPE, text=True,
        check=False,
    )  # fmt: skip
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (1, "Stopped: the program reading the output has closed it.\n")


def test_too_many_open_files_are_said_as_that() -> None:
    with pytest.raises(ImportError) as raised:
        _import_without_a_file_to_open()
    assert machine_reason(raised.value) == "Stopped: clauses: Too many open files."
    assert machine_reason(ValueError("a bug")) is None


def _import_without_a_file_to_open() -> None:
    try:
        raise OSError(errno.EMFILE, "Too many open files", "clauses")
    except OSError as error:
        raise ImportError("cannot import") from error
