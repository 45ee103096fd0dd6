"""A full disk, a read-only folder and a worker that is killed: each is said once, as what it is."""

from __future__ import annotations

import errno
import os
import signal
from contextlib import closing
from datetime import date
from functools import partial
from multiprocessing import Pipe
from pathlib import Path

import pytest

from policygen.build.parallel import _lost
from policygen.build.publish import Publisher
from policygen.build.results import Artifact, SchoolBuild
from policygen.build.workers import Ended, JobLimits, _Messages, _runs
from policygen.build.workers import run as share_out
from policygen.world import writing
from tests.support.cli import run
from tests.support.jobs import hungry, prepare, refuses, squares
from tests.support.projects import lay_out
from tests.support.settings import school

QUICK = ("--format", "md")


def two_schools(folder: Path) -> None:
    lay_out(folder, {"schools/second.yaml": school(school="\n  name: Second\n  phase: [primary]")})


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EMFILE])
def test_what_is_true_of_every_file_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    two_schools(tmp_path)

    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("policygen.world.writing.os.fsync", refuse)
    ran = run(tmp_path, "build", *QUICK)
    assert ran.code == 1
    assert ran.err.count(os.strerror(number)) == 1
    assert "Nothing more was written" in ran.err
    assert ran.err.splitlines()[-1].endswith(
        "Not built: online and phones for hilltop (not written); second (not written)."
    )


def test_a_folder_that_is_closed_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two_schools(tmp_path)
    run(tmp_path, "build", *QUICK)
    for name in ("hilltop", "second"):
        path = tmp_path / f"schools/{name}.yaml"
        path.write_text(path.read_text().replace("name: ", "name: New "))
    closed = tmp_path / "build/hilltop"
    really = os.access
    monkeypatch.setattr("os.access", lambda path, mode: path != closed and really(path, mode))

    create = writing._create

    def refuse(path: Path, data: bytes) -> None:
        if path.parent == closed:
            raise PermissionError(errno.EACCES, "Permission denied")
        create(path, data)

    monkeypatch.setattr("policygen.world.writing._create", refuse)
    ran = run(tmp_path, "build", "hilltop", *QUICK)
    assert ran.code == 1
    assert ran.err.count("Permission denied") == 1
    assert "nothing can be written to the folder" in ran.err


def test_once_the_disk_is_full_nothing_more_is_announced_or_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = Publisher(tmp_path / "build", {}, date(2026, 11, 30))

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full:
        full.setattr("policygen.world.writing.os.fsync", refuse)
        publisher.publish(SchoolBuild("first", {"online": [Artifact("first/online.md", b"x", "0")]}))
    assert publisher.stopped
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    second = publisher.publish(SchoolBuild("second", {"online": [Artifact("second/online.md", b"x", "0")]}))
    assert [(one.errors, one.missing, one.unwritten) for one in second.not_made] == [(1, 0, True)]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_the_jobs_of_a_killed_worker_are_done_again_and_one_that_kills_twice_is_named(tmp_path: Path) -> None:
    (tmp_path / "2").write_text("1")
    (tmp_path / "6").write_text("2")
    work = partial(squares, kills=str(tmp_path))
    found = list(share_out(prepare, work, range(1, 9), 2, together=4))
    assert found == [1, 4, 9, 16, 25, Ended("signal", signal.SIGKILL), 49, 64]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not say how much memory is in use")
def test_a_job_over_a_limit_is_stopped_and_the_others_are_done() -> None:
    found = list(share_out(prepare, hungry, [1, 2, 3], 3, JobLimits(2, 120 << 20)))
    assert found == [Ended("memory", 120 << 20), Ended("time", 2), 3]


def test_what_is_done_ahead_of_the_reader_has_a_limit(tmp_path: Path) -> None:
    results = share_out(prepare, partial(squares, kills=str(tmp_path)), range(1000), 1, together=2)
    with closing(results):
        assert [next(results) for _ in range(20)] == [number * number for number in range(20)]
        pool = results.gi_frame.f_locals["pool"]
        assert len(pool.done) <= 6


def test_results_that_come_right_after_each_other_are_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policygen.build.workers._SOON", 60.0)
    here, there = Pipe()
    messages = _Messages(there)
    for number in range(5):
        messages.tell(number)
    messages.send()
    assert (here.recv(), here.recv()) == ([0], [1, 2, 3, 4])
    messages.send()
    assert not here.poll(), "an empty message says nothing"


def test_the_last_runs_are_shorter_and_all_jobs_are_in_one() -> None:
    runs = list(_runs(range(200), 2, 16))
    assert [len(one) for one in runs] == [16] * 9 + [14, 10, 8, 6, 4, 4, 4, 4, 2]
    assert [number for one in runs for number in one] == list(range(200))
    assert list(_runs(range(3), 8, 1)) == [[0], [1], [2]]


def test_an_error_of_the_work_is_raised_where_the_results_are_read() -> None:
    with pytest.raises(LookupError, match="no 1"):
        list(share_out(prepare, refuses, [1, 2], 2))


def test_a_share_whose_process_died_is_named() -> None:
    built = _lost(("hilltop", "online"), Ended("signal", 9))
    (finding,) = built.diagnostics
    assert finding.message == "the process that was building online for hilltop ended before it had finished (signal 9)"
    assert [one.policy for one in built.not_made] == ["online"]
    (slow,) = _lost(("hilltop", ""), Ended("time", 90)).diagnostics
    assert slow.message == "hilltop was stopped: it took longer than 90 seconds to build, both times it was tried"
    (large,) = _lost(("hilltop", ""), Ended("memory", 3 << 29)).diagnostics
    assert large.message == "hilltop was stopped: it took more than 1536M of memory to build, both times it was tried"
