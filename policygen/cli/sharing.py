"""Options of `policygen build` on who does the work: processes, their limits, and shards of the schools."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from typing import Any

import click

from policygen import Refused, Shard, Workforce, say
from policygen.cli.common import tell

Group = tuple[str, tuple[str, ...]]  # its name and its schools


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
    @click.option(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="Give the work to the Dask cluster with this scheduler, such as tls://build:8786. local starts a cluster "
        "here. Needs pip install 'policygen[dask]'.",
    )
    @click.option("--insecure-scheduler", is_flag=True, help="Allow a scheduler on another machine without encryption.")
    @functools.wraps(function)
    def command(
        *arguments: Any,
        jobs: int | None,
        job_time: int | None,
        job_memory: int | None,
        scheduler: str,
        insecure_scheduler: bool,
        **others: Any,
    ) -> Any:
        if job_memory and not Workforce.memory_known():
            tell("cli_build.memory_unknown")
        count = jobs or os.cpu_count() or 1
        workforce = Workforce.of(count, job_time, job_memory, scheduler, insecure=insecure_scheduler)
        try:
            workforce.require_safe()
            workforce.require_dask()
        except Refused as error:
            raise click.UsageError(str(error)) from error
        return function(*arguments, workforce=workforce, **others)

    return command


def shard_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--shard",
        metavar="I/N",
        callback=_shard,
        help="Build only the I-th of N shards of the schools, for several machines that share the work. Join them with "
        "policygen manifest merge.",
    )(function)


def shard_of(shard: Shard, schools: list[str], groups: Sequence[Group]) -> tuple[list[str], tuple[Group, ...]]:
    """Return the schools of a shard, and the groups that get a calendar from it, which are none; say so."""
    found = shard.of(schools)
    if not found:
        tell("cli_build.shard_empty", shard=str(shard))
    elif groups:
        tell("cli_build.shard_no_calendar", groups=[name for name, _ in groups], count=len(groups))
    return found, ()


def _shard(context: click.Context, option: click.Parameter, value: str | None) -> Shard | None:
    try:
        return None if value is None else Shard.read(value)
    except ValueError as error:
        raise click.BadParameter(say("cli_build.no_shard", shard=value or ""), context, option) from error
