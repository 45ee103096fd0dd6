"""Options of `policygen build` on who does the work: processes, their limits, and shards of the schools."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Any

import click

from policygen import Workforce, say
from policygen.cli.common import tell


def _memory(context: click.Context, option: click.Parameter, value: str | None) -> int | None:
    """Return an amount of memory, such as 800M or 2G, as bytes."""
    if value is None:
        return None
    try:
        return Workforce.bytes_of(value)
    except ValueError as error:
        raise click.BadParameter(say("cli_build.no_size", size=value), context, option) from error


def workforce_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options on who builds; the command gets them as one Workforce, `workforce`."""

    @click.option("--jobs", type=click.IntRange(1, 64), help="How many processes to use. Default: one per processor.")
    @click.option(
        "--job-time",
        type=click.IntRange(0),
        metavar="SECONDS",
        help="How long one policy of one school may take in a process; 0 for no limit. Default: 600.",
    )
    @click.option(
        "--job-memory",
        callback=_memory,
        metavar="SIZE",
        help="How much memory a process may use, such as 800M or 3G; 0 for no limit. Default: 2G. Needs Linux.",
    )
    @functools.wraps(function)
    def command(*arguments: Any, jobs: int | None, job_time: int | None, job_memory: int | None, **others: Any) -> Any:
        if job_memory and not Workforce.memory_known():
            tell("cli_build.memory_unknown")
        workforce = Workforce.of(jobs or os.cpu_count() or 1, job_time, job_memory)
        return function(*arguments, workforce=workforce, **others)

    return command
