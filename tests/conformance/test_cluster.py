"""A build on a Dask cluster: the bytes of local processes, whatever happens to a worker."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from policygen.build import cluster as on_cluster
from policygen.build.order import Order
from policygen.build.parallel import build
from policygen.build.workforce import Workforce
from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Refused
from tests.support.projects import lay_out
from tests.support.settings import school

# Dask leaves the files of the workers that are killed here to be closed by Python.
pytestmark = [pytest.mark.conformance, pytest.mark.filterwarnings("ignore")]
SCHOOLS = [f"made-{number}" for number in range(16)]


@pytest.fixture(scope="module")
def here() -> Iterator[Any]:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def compiler(tmp_path_factory: pytest.TempPathFactory) -> Compiler:
    folder = tmp_path_factory.mktemp("project")
    each = {f"schools/{name}.yaml": school(school=f"\n  name: {name}\n  phase: [primary]") for name in SCHOOLS}
    compiler, _ = Compiler.load(lay_out(folder, each))
    assert compiler is not None
    return compiler


def built(compiler: Compiler, out: Path, force: Workforce, killed: int = 0) -> dict[str, bytes]:
    order = Order(("pdf", "md"), out=out, draft=True, pdf_engine="typst")
    for result in build(compiler, SCHOOLS, order, force):
        assert not result.not_made
        if killed and result.school == SCHOOLS[0]:
            os.kill(killed, signal.SIGKILL)
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_a_cluster_builds_the_same_bytes_even_if_a_worker_is_killed(
    compiler: Compiler, here: Any, tmp_path: Path
) -> None:
    plain = built(compiler, tmp_path / "plain", Workforce(2))
    force = Workforce(scheduler=here.scheduler_address)
    assert built(compiler, tmp_path / "cluster", force) == plain
    assert built(compiler, tmp_path / "killed", force, killed=here.workers[0].pid) == plain


def test_workers_that_differ_are_refused_in_words(
    compiler: Compiler, here: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    force = Workforce(scheduler=here.scheduler_address)
    really = on_cluster.run_on_cluster

    def with_another_engine(task: Any, expected: dict[str, str], *others: Any) -> Any:
        return really(task, {**expected, "engine": "typst 0.1"}, *others)

    monkeypatch.setattr(on_cluster, "run_on_cluster", with_another_engine)
    with pytest.raises(Refused, match=r"engine is typst .*, but typst 0.1"):
        built(compiler, tmp_path / "out", replace(force))
