"""Options that several commands share and whose values a shell completes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from policygen import Order
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


def pdf_engine_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--pdf-engine",
        type=click.Choice(Order.ENGINES),
        default=Order.ENGINES[0],
        show_default=True,
        help="What draws the pages. typst is much faster and needs no libraries: pip install 'policygen[typst]'.",
    )(function)


def out_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--out", type=click.Path(file_okay=False, path_type=Path), help="The folder for the files. Default: build/."
    )(function)
