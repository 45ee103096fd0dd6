"""Options that several commands share and whose values a shell completes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from policygen.cli import completing


def policies_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--policy",
        "policies",
        multiple=True,
        metavar="ID",
        help="Build only this policy. Can be used several times.",
        shell_complete=completing.policies,
    )(function)


def out_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--out", type=click.Path(file_okay=False, path_type=Path), help="The folder for the files. Default: build/."
    )(function)
