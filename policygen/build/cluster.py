"""Build on a cluster: the jobs of a build go to Dask distributed, through the function that local processes use."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from typing import Any

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, Security

from policygen.build.on_worker import (
    BuildPlugin,
    Delivery,
    Task,
    digests_of,
    done_on_worker,
    tools_here,
    tools_on_worker,
)
from policygen.build.results import SchoolBuild
from policygen.build.workers import Ended
from policygen.build.workforce import LOCAL, Workforce
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused

_AHEAD = 3  # runs a worker, submitted before the first result of them was asked for
_PATIENCE = 30  # seconds for a scheduler to answer, and for its first worker to come
_SHOWN = 40  # characters of a version or digest
_TRIES = 2  # of a run whose worker ended

# What Dask does beside the work takes a fifth of the processor: it samples the stack of each thread every 10 ms and
# counts the ticks of each loop every 20 ms for its dashboard, makes room for data that it never keeps for us, moves
# tasks between workers, and has freed memory go back to the system at once. The nanny still ends a worker that takes
# too much memory.
_WITHOUT_EXTRAS = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.admin.system-monitor.disk": False,
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.monitor-interval": "200ms",
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.scheduler.work-stealing": False,
    "distributed.nanny.pre-spawn-environ": {},
}


def run_on_cluster(
    task: Task, expected: Mapping[str, str], jobs: Sequence[Any], force: Workforce, together: int
) -> Generator[SchoolBuild | Ended, None, None]:
    """Do the jobs on a Dask cluster and yield each result in the order of the jobs, as `workers.run` does.

    What the task builds with in a worker must be what is `expected`. Raises Refused in words: for a scheduler that is
    not safe or cannot be reached, for workers that differ, and for results that were damaged on the way.
    """
    force.require_safe()
    wanted = {**expected, **tools_here()}
    runs = [tuple(jobs[at : at + together]) for at in range(0, len(jobs), together)]
    with ExitStack() as stack:
        client = _connected(force, stack)
        # Versions first: a worker with another policygen cannot even read what else there is to compare.
        _require_same(client.run(tools_here, on_error="return"), tools_here())
        plugin = BuildPlugin(secrets.token_hex(8), task, force.limits.seconds if force.scheduler == LOCAL else 0)
        client.register_plugin(plugin)
        stack.callback(_unregister, client, plugin.name)
        found = client.run(tools_on_worker, plugin.name, on_error="return")
        _require_same(found, wanted)
        waiting: deque[tuple[tuple[Any, ...], Future[Any]]] = deque()
        left = iter(runs)
        for _ in range(len(runs)):
            while len(waiting) < _AHEAD * len(found) and (run := next(left, None)) is not None:
                waiting.append((run, client.submit(done_on_worker, plugin.name, run, wanted, pure=False)))
            run, future = waiting.popleft()
            try:
                results = _checked(future.result(), wanted)
            except KilledWorker:
                results = list(_one_by_one(client, plugin.name, run, wanted))
            future.release()  # type: ignore[no-untyped-call]
            yield from results


def _one_by_one(
    client: Client, name: str, run: Sequence[Any], wanted: Mapping[str, str]
) -> Iterator[SchoolBuild | Ended]:
    """Do the jobs of a run that ended its workers, each alone."""
    for job in run:
        try:
            yield from _checked(client.submit(done_on_worker, name, (job,), wanted, pure=False).result(), wanted)
        except KilledWorker:
            yield Ended("cluster", 2 * _TRIES)


def _connected(force: Workforce, stack: ExitStack) -> Client:
    """Return a client of the scheduler, or of a cluster that is started here; both end with the stack."""
    # A worker that ends is started again; a run that has ended so many workers is not tried once more.
    quiet = {"distributed.scheduler.allowed-failures": _TRIES - 1, "distributed.logging.distributed": "critical"}
    stack.enter_context(dask.config.set(quiet))
    address: Any = force.scheduler
    security: Security | None = None
    if force.scheduler == LOCAL:
        stack.enter_context(dask.config.set(_WITHOUT_EXTRAS))
        try:
            # Other users of this machine can reach the port, but have no key.
            security = Security.temporary()  # type: ignore[no-untyped-call]
        except ImportError:
            security = None
        address = stack.enter_context(
            LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=force.processes,
                threads_per_worker=1,
                memory_limit=force.limits.memory or None,
                dashboard_address=None,
                security=security,
                protocol="tls://" if security else "tcp://",
                host="127.0.0.1",
                silence_logs=50,
            )
        )
    try:
        client: Client = stack.enter_context(
            Client(address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
        )
        client.wait_for_workers(1, timeout=_PATIENCE)
    except (OSError, ValueError, TimeoutError, TypeError, ImportError) as error:
        raise Refused(say("cluster.no_answer", scheduler=force.scheduler, reason=str(error))) from error
    return client


def _unregister(client: Client, name: str) -> None:
    with suppress(Exception):  # the cluster may be gone, and with it the plugin
        client.unregister_worker_plugin(name)  # type: ignore[no-untyped-call]


def _require_same(found: Mapping[str, Any], wanted: Mapping[str, str]) -> None:
    """Raise Refused, which lists how workers differ. `found` has what each builds with, by address, or its error."""
    lines = []
    for worker, tools in found.items():
        if isinstance(tools, ImportError):
            tools = {"policygen": "-"}
        elif isinstance(tools, Exception):
            raise tools
        for name in sorted(wanted.keys() | tools.keys()):
            here, there = wanted.get(name, "-"), tools.get(name, "-")
            if here != there:
                facts = {"worker": worker, "tool": name, "here": here[:_SHOWN], "there": there[:_SHOWN]}
                lines.append(say("cluster.differs", **facts))
    if lines:
        raise Refused("\n".join([say("cluster.differ"), *lines]))


def _checked(delivery: Delivery, wanted: Mapping[str, str]) -> list[SchoolBuild | Ended]:
    """Return what came of a run, if it was built with the right things and came whole. Raises Refused."""
    if delivery.tools != wanted:
        _require_same({say("cluster.late"): delivery.tools}, wanted)
    if digests_of(delivery.results) != delivery.digests:
        raise Refused(say("cluster.damaged"))
    return list(delivery.results)
