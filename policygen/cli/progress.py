"""What is shown during a build: each result, and on a terminal a progress bar."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import click

from policygen import Library, Order, SchoolResult, World, say
from policygen.cli.common import show, shown_path


def with_progress(library: Library, ids: Sequence[str], order: Order, jobs: int | None) -> Iterator[SchoolResult]:
    """Build and yield the results; on a terminal after the last one, so that messages appear below the bar."""
    count = jobs or os.cpu_count() or 1
    if not sys.stderr.isatty():
        yield from library.build(ids, order, count)
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

        results = list(library.build(ids, order, count, progress))
    yield from results


def show_result(result: SchoolResult, output_format: str, world: World | None = None) -> None:
    """Print what came of one school: its findings, its files and its notes."""
    show(result.diagnostics, output_format, result.sources, sys.stderr, world)
    for paths in (*result.made.values(), result.beside):
        for path in paths:
            click.echo(shown_path(path))
    for note in result.notes:
        click.echo(note, err=True)
