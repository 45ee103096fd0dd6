"""`policygen store stat|clear|verify`: what is kept in the cache folder, so that builds and checks are faster."""

from __future__ import annotations

import os
import sys

import click

from policygen import Diagnostic, StoreContents
from policygen.cli.common import json_option, show, stop, tell


@click.group("store")
def store_command() -> None:
    """Look after the store in your cache folder, which keeps what was built and checked before.

    The variable POLICYGEN_STORE names another folder, and POLICYGEN_STORE_LIMIT sets its largest size in megabytes.
    """


@store_command.command("stat")
@json_option
def store_stat_command(as_json: bool) -> None:
    """Show where the store is, and how large it is."""
    store = StoreContents.of(os.environ)
    click.echo(store.json() if as_json else "\n".join(store.lines()))


@store_command.command("clear")
def clear_store_command() -> None:
    """Delete everything in the store. Built files do not change."""
    store = StoreContents.of(os.environ)
    try:
        size = store.clear()
    except OSError as error:
        stop("cli_store.not_cleared", folder=str(store.folder), reason=error.strerror or str(error))
    tell("cli_store.cleared", count=size.objects, folder=str(store.folder), size=store.shown(size.own))


@store_command.command("verify")
def verify_store_command() -> None:
    """Check every object in the store, and delete those that are damaged."""
    store = StoreContents.of(os.environ)
    count, damaged = store.verify()
    show([Diagnostic.of("PG513", name=name) for name in damaged], "full", {}, sys.stdout)
    key = "cli_store.damaged" if damaged else "cli_store.verified"
    tell(key, count=count, damaged=len(damaged), folder=str(store.folder))
    sys.exit(1 if damaged else 0)
