"""`policygen serve`: web pages on which people answer a school's questions and get its policies."""

from __future__ import annotations

import ipaddress
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from policygen import Hosting, Library, LibraryUnusable, Order
from policygen.cli.common import show, stop, system_reason, tell, usage

_SHORTEST = 32  # bytes of a secret


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="The address to listen at.")
@click.option("--port", default=8600, show_default=True, type=click.IntRange(0, 65535), help="The port to listen at.")
@click.option(
    "--library",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    metavar="DIR",
    help="A project folder whose library and look are used. Its schools are not. Default: those of policygen.",
)
@click.option(
    "--secret-file",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    metavar="FILE",
    help="A file with a secret that signs pages. Without it, pages cannot be used after a restart.",
)
@click.option(
    "--behind-proxy",
    metavar="ADDRESS",
    default="",
    help="The address that visitors see, such as https://policies.example.org, if a proxy passes requests on.",
)
@click.option(
    "--jobs", default=1, show_default=True, type=click.IntRange(1, 64), help="How many schools' files to make at once."
)
@click.option(
    "--workers",
    type=click.IntRange(0, 64),
    metavar="N",
    help="Processes that work out pages; with 0 none but the one that serves. Default: 0, and behind a proxy one for "
    "each processor.",
)
@click.option(
    "--pdf-engine",
    type=click.Choice(Order.ENGINES),
    help="What draws the pages. Default: typst, if it is installed and no own template needs another.",
)
def serve_command(
    host: str,
    port: int,
    library: Path | None,
    secret_file: Path | None,
    behind_proxy: str,
    jobs: int,
    workers: int | None,
    pdf_engine: str | None,
) -> None:
    """Show web pages on which people answer a school's questions, see its policies, and download them.

    Nothing of a visitor is kept. Press Ctrl-C to stop.
    """
    if not Hosting.is_installed():
        stop("cli_serve.not_installed")
    if not behind_proxy and not _is_this_machine(host):
        raise usage("cli_serve.needs_proxy", host=host)
    if behind_proxy and not _is_origin(behind_proxy):
        raise usage("cli_serve.not_an_address", address=behind_proxy)
    secret = _secret(secret_file)
    hosting = Hosting(
        library=_library(library),
        secret=secret,
        origin=behind_proxy.rstrip("/"),
        jobs=jobs,
        workers=(os.cpu_count() or 1 if behind_proxy else 0) if workers is None else workers,
        pdf_engine=pdf_engine or "",
    )
    tell("cli_serve.serving", address=behind_proxy or f"http://{f'[{host}]' if ':' in host else host}:{port}/")
    hosting.run(host, port)


def _library(folder: Path | None) -> Library:
    try:
        library = Hosting.library_of(folder)
    except LibraryUnusable as error:
        show(error.diagnostics, "full", error.texts, sys.stderr)
        stop("cli_serve.library_unusable")
    except OSError as error:
        stop("cli.cannot_read_or_write", file=str(error.filename or folder), reason=system_reason(error))
    if library.errors:
        show(library.diagnostics, "full", library.texts(library.diagnostics), sys.stderr)
        stop("cli_serve.library_unusable")
    return library


def _secret(file: Path | None) -> bytes:
    if file is None:
        return b""
    try:
        secret = file.read_bytes().strip()
    except OSError as error:
        stop("cli.cannot_read_or_write", file=str(file), reason=system_reason(error))
    if len(secret) < _SHORTEST:
        raise usage("cli_serve.short_secret", file=str(file), least=_SHORTEST)
    return secret


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_origin(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.path in ("", "/") and not parts.query
