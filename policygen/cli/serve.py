"""`policygen serve`: web pages on which people answer a school's questions and get its policies."""

from __future__ import annotations

import ipaddress
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import click

from policygen import Hosting, Library, LibraryUnusable, Order
from policygen.cli.common import project_here, show, shown_path, stop, system_reason, tell, usage

_SHORTEST = 32  # bytes of a secret
_HEADER = re.compile(r"[A-Za-z0-9-]{1,100}")  # of the names that HTTP allows (RFC 9110, 5.1), those in use


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="The address to listen at.")
@click.option("--port", default=8600, show_default=True, type=click.IntRange(0, 65535), help="The port to listen at.")
@click.option(
    "--library",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    metavar="DIR",
    help="A project folder with the library and design to use. Its schools are not used. Default: policygen's own.",
)
@click.option(
    "--secret-file",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    metavar="FILE",
    help="A file with a secret that signs pages. Without it, pages cannot be used after a restart.",
)
@click.option(
    "--register",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    metavar="FILE",
    help="An export of the register of schools (a CSV file), in which visitors can find their school.",
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
    help="How many extra processes work out pages. With 0, the server does it itself. Default: 0, and behind a proxy "
    "one for each processor.",
)
@click.option(
    "--pdf-engine",
    type=click.Choice(Order.ENGINES),
    help="What draws the pages. Default: typst, if it is installed and no project template needs another engine.",
)
@click.option(
    "--project",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    metavar="DIR",
    help="Show the schools of this folder and write into it, for you alone on this machine.",
)
@click.option(
    "--sign-in-header",
    metavar="NAME",
    default="",
    help="With --project and --behind-proxy: the header that the proxy adds for people who have signed in.",
)
def serve_command(
    host: str,
    port: int,
    library: Path | None,
    secret_file: Path | None,
    register: Path | None,
    behind_proxy: str,
    jobs: int,
    workers: int | None,
    pdf_engine: str | None,
    project: Path | None,
    sign_in_header: str,
) -> None:
    """Show web pages on which people answer a school's questions, see its policies, and download them.

    Nothing about a visitor is kept. With --project, the pages show the schools in your own folder, and write what the
    commands would write. Press Ctrl-C to stop.
    """
    if not Hosting.is_installed():
        stop("cli_serve.not_installed")
    _require_sign_in(host, project, library, behind_proxy, sign_in_header)
    if not behind_proxy and not _is_this_machine(host):
        raise usage("cli_serve.needs_proxy", host=host)
    if project is not None and register is not None:
        raise usage("cli_serve.register_in_project")
    if behind_proxy and not _is_origin(behind_proxy):
        raise usage("cli_serve.not_an_address", address=behind_proxy)
    secret = _secret(secret_file)
    hosting = Hosting(
        library=_library(project or library),
        secret=secret,
        origin=behind_proxy.rstrip("/"),
        jobs=jobs,
        workers=(os.cpu_count() or 1 if behind_proxy and project is None else 0) if workers is None else workers,
        pdf_engine=pdf_engine or "",
        project=project,
        sign_in_header=sign_in_header,
    )
    if register is not None:
        hosting = _with_register(hosting, register)
    address = behind_proxy or f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    if project is not None and not sign_in_header:
        tell("cli_serve.serving_project", address=f"{address}?token={hosting.token}", folder=shown_path(project))
    else:
        tell("cli_serve.serving", address=address)
    hosting.run(host, port)


def _require_sign_in(host: str, project: Path | None, library: Path | None, behind_proxy: str, header: str) -> None:
    """Refuse options that would show a project to people who have not signed in."""
    if header and (project is None or not behind_proxy):
        raise usage("cli_serve.header_alone")
    if header and not _HEADER.fullmatch(header):
        raise usage("cli_serve.no_header", name=header)
    if project is None:
        return
    if not header and (behind_proxy or not _is_this_machine(host)):
        raise usage("cli_serve.needs_sign_in")
    if library is not None:
        raise usage("cli_serve.own_library")
    project_here(project)


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


def _with_register(hosting: Hosting, file: Path) -> Hosting:
    try:
        index, found = hosting.library.school_register(file).index()
    except OSError as error:
        stop("cli.cannot_read_or_write", file=str(file), reason=system_reason(error))
    show(found, "full", {}, sys.stderr)
    if index is None:
        stop("cli_serve.register_unusable", file=str(file))
    tell("cli_serve.register_read", schools=len(index))
    return replace(hosting, register=index)


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
