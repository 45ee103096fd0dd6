"""What is shown during a build: each result, and on a terminal how far it is, how fast, and for how long yet."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import click

from policygen import BuildReport, Library, Order, Refused, SchoolResult, Workforce, World, say
from policygen.cli.common import show, shown_path, shown_paths

_CLEAR_LINE = "\r\x1b[K"
_CLEAR_LINE_ABOVE = "\x1b[1A\r\x1b[K"


def shown_results(
    library: Library,
    ids: Sequence[str],
    order: Order,
    workforce: Workforce,
    output_format: str | None,
    world: World | None = None,
    as_of: date | None = None,
) -> list[SchoolResult]:
    """Build, show each result, and return them all; None as `output_format` shows none of them.

    With `as_of`, the results know what is out of date on that day. A build that is stopped from outside says first what
    it has written.
    """
    results: list[SchoolResult] = []
    with (
        _said_when_stopped(results, len(ids)),
        _Bar(results) as bar,
        closing(library.build(ids, order, workforce, bar.progress if bar.there else None, as_of)) as building,
    ):
        for result in building:
            results.append(result)
            if output_format is not None:
                bar.clear()
                show_result(result, output_format, world)
                # They have been shown, and there may be thousands of them.
                results[-1] = replace(result, sources={})
    return results


def show_result(result: SchoolResult, output_format: str, world: World | None = None) -> None:
    """Print what came of one school: its findings, its files and its notes."""
    show(result.diagnostics, output_format, result.sources, sys.stderr, world)
    if files := [path for paths in (*result.made.values(), result.beside) for path in paths]:
        click.echo("\n".join(shown_paths(files)))
    for note in result.notes:
        click.echo(note, err=True)


@contextmanager
def _said_when_stopped(results: list[SchoolResult], total: int) -> Iterator[None]:
    try:
        yield
    except Refused as error:  # by the cluster
        raise click.ClickException(str(error)) from error
    except (KeyboardInterrupt, SystemExit):
        click.echo(BuildReport(tuple(results)).stopped(total, shown_path), err=True)
        raise


class _Bar:
    """A progress bar on a terminal; nothing where there is none."""

    def __init__(self, results: list[SchoolResult]) -> None:
        self.there = sys.stderr.isatty()
        self._results = results
        self._bar: Any = None
        self._begin = time.monotonic()
        self._counted = self._failed = 0

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self.clear()
            self._bar.__exit__(None, None, None)
            click.echo(_CLEAR_LINE_ABOVE, nl=False, err=True)

    def progress(self, done: int, total: int, name: str) -> None:
        if total < 2:
            return
        if self._bar is None:
            self._begin = time.monotonic()
            self._bar = click.progressbar(
                length=total,
                label=say("cli_build.progress"),
                show_pos=True,
                item_show_func=lambda item: item or "",
                file=sys.stderr,
            )
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos, self._pace(done, name))

    def clear(self) -> None:
        """Take the bar off the terminal, so that something can be printed; it comes back with the next progress."""
        if self._bar is not None:
            click.echo(_CLEAR_LINE, nl=False, err=True)

    def _pace(self, done: int, name: str) -> str:
        seconds = time.monotonic() - self._begin
        parts = [name]
        if done and seconds > 1:
            rate = done / seconds
            fast = rate >= 1
            key = "cli_build.rate" if fast else "cli_build.rate_slow"
            parts.append(say(key, rate=f"{rate:.1f}" if fast else f"{rate * 60:.1f}"))
        self._failed += sum(len(result.not_made) for result in self._results[self._counted :])
        self._counted = len(self._results)
        if self._failed:
            parts.append(say("cli_build.failures", count=self._failed))
        return ", ".join(parts)
