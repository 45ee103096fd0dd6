"""A progress bar during a long build, on a terminal only."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import click

from policygen.build.order import Order
from policygen.build.parallel import build
from policygen.build.results import SchoolResult
from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say


def with_progress(compiler: Compiler, ids: list[str], order: Order, jobs: int | None) -> Iterator[SchoolResult]:
    """Build and yield the results; on a terminal after the last one, so that messages appear below the bar."""
    count = jobs or os.cpu_count() or 1
    if not sys.stderr.isatty():
        yield from build(compiler, ids, order, count)
        return
    with ExitStack() as stack:
        bars: list[Any] = []

        def progress(done: int, total: int, name: str) -> None:
            if total > 1 and not bars:
                bars.append(
                    stack.enter_context(
                        click.progressbar(
                            length=total,
                            label=say("cli_build.progress"),
                            item_show_func=lambda item: item or "",
                            file=sys.stderr,
                        )
                    )
                )
            for bar in bars:
                bar.update(done - bar.pos, name)

        results = list(build(compiler, ids, order, count, progress))
    yield from results
