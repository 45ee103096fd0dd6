"""`policygen manifest`: join what several machines built."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import JoinedShards
from policygen.cli.common import output_format_option, show, shown_path, stop, tell, world_of


@click.group("manifest")
def manifest_command() -> None:
    """Join what several machines built."""


@manifest_command.command("merge")
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.argument(
    "shards",
    nargs=-1,
    required=True,
    metavar="SHARD ...",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@output_format_option
def merge_command(out: Path, shards: tuple[Path, ...], output_format: str) -> None:
    """Join the folders that `policygen build --shard` wrote (each SHARD is one) in the folder OUT.

    If several shards were written or downloaded to one folder, name it once. OUT can be one of the folders. Nothing is
    written if a shard is missing, or if two were not built with the same library and the same software.
    """
    joined = JoinedShards.find(shards)
    show(joined.diagnostics, output_format, {}, sys.stderr)
    if joined.diagnostics:
        stop("cli_manifest.nothing")
    failed = []
    written = 0
    for result in joined.write(out, world_of(None).today()):
        show(result.diagnostics, output_format, {}, sys.stderr)
        for note in result.notes:
            click.echo(note, err=True)
        written += sum(map(len, result.made.values()))
        if not result.made or result.not_made:
            failed.append(result.school)
    if failed:
        stop("cli_manifest.failed", schools=failed)
    tell("cli_manifest.done", shards=joined.total, schools=len(joined.schools), files=written, folder=shown_path(out))
