"""Builds shared between processes: whole schools, or single policies when there are only a few schools."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from multiprocessing import get_context

from policygen.build.builder import Builder, Order, SchoolResult, ordered
from policygen.compile.compiler import Compiler, School
from policygen.world.disk import World

# Called with the number of finished shares of the work, the total, and the last share's name: a school or a policy.
Progress = Callable[[int, int, str], None]

_FEW = 8  # from this many schools on, each process builds whole schools, so that a school is read only once


def build(
    compiler: Compiler,
    schools: list[str],
    order: Order,
    jobs: int,
    progress: Progress | None = None,
) -> Iterator[SchoolResult]:
    """Build schools and yield each result as it is done, in the order asked for; `jobs` processes share the work.

    The files and the results are the same however many processes there are.
    """
    builder = Builder(compiler)
    opened: dict[str, School | SchoolResult] = {}
    if len(schools) < _FEW and not order.blank:
        opened = {school: builder.open(school, order) for school in schools}
    shares = [share for school in schools for share in _shares(school, opened.get(school), order)]
    # Without pages to draw, one process finishes before a second one has read the library.
    processes = min(jobs, len(shares)) if order.papers or len(schools) >= _FEW else 1
    if processes <= 1:
        yield from _joined(builder, shares, opened, order, (_made(builder, share, order) for share in shares), progress)
        return
    # Spawned, not forked: a forked child would inherit native libraries in an unknown state.
    with ProcessPoolExecutor(processes, get_context("spawn"), _start, (compiler.project.world,)) as pool:
        results = pool.map(_share, shares, [order] * len(shares))
        yield from _joined(builder, shares, opened, order, results, progress)


Share = tuple[str, str]  # a school and one of its policies; "" for all that was ordered of it


def _shares(school: str, opened: School | SchoolResult | None, order: Order) -> list[Share]:
    policies = ordered(opened, order) if isinstance(opened, School) else ()
    return [(school, policy) for policy in policies] or [(school, "")]


def _joined(
    builder: Builder,
    shares: list[Share],
    opened: dict[str, School | SchoolResult],
    order: Order,
    results: Iterator[SchoolResult],
    progress: Progress | None,
) -> Iterator[SchoolResult]:
    """Yield a result for each school, of the results of its shares."""
    done = 0
    tell = progress or _silent
    tell(done, len(shares), "")
    for school, of_school in groupby(shares, key=lambda share: share[0]):
        parts = []
        for _, policy in of_school:
            parts.append(next(results))
            done += 1
            tell(done, len(shares), policy or school)
        found = opened.get(school)
        yield builder.close(found, order, parts) if isinstance(found, School) else parts[0]


def _silent(done: int, total: int, name: str) -> None:
    pass


def _made(builder: Builder, share: Share, order: Order) -> SchoolResult:
    school, policy = share
    if not policy:
        return builder.build(school, order)
    opened = builder.open(school, order)
    return builder.policy(opened, policy, order) if isinstance(opened, School) else opened


_builder: Builder | None = None


def _start(world: World) -> None:
    global _builder
    compiler, _ = Compiler.load(world)
    _builder = Builder(compiler) if compiler else None


def _share(share: Share, order: Order) -> SchoolResult:
    if _builder is None:
        raise RuntimeError("the library could be read before, but not in this process")
    return _made(_builder, share, order)
