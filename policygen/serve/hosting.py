"""Serving the pages: what the person who hosts them decides, and the server itself."""

from __future__ import annotations

import gc
import logging
import secrets
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from policygen.api.drafting import hosted_world
from policygen.api.library import Library, load
from policygen.render.engine import DEFAULT_ENGINE
from policygen.serve.project_folder import ProjectFolder

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from policygen.intake.register.index import RegisterIndex

SHORTEST_SECRET = 32  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosting:
    """A library on web pages for visitors who keep their own files. Nothing of a visitor stays on the server.

    `secret` signs what pages carry, random if it is empty: then pages from before a restart cannot be used. `origin`
    is the address that browsers see behind a proxy, empty without one. `jobs` are the packs made at once, `workers` the
    processes that work out pages; with 0, this one does. `pdf_engine` is one of Order.ENGINES, or "" for the fastest
    that is installed and can draw with the look of the library. In `register` visitors find their school.

    With a `project`, the pages are of the schools in that folder and write into it: for a person who knows the
    `token`, or, behind a proxy that signs people in, for requests with its `sign_in_header`.
    """

    library: Library
    secret: bytes = b""
    origin: str = ""
    jobs: int = 1
    register: RegisterIndex | None = None
    workers: int = 0
    pdf_engine: str = ""
    project: Path | None = None
    token: str = field(default_factory=partial(secrets.token_urlsafe, 24))
    sign_in_header: str = ""

    @staticmethod
    def is_installed() -> bool:
        """Return whether the packages of the extra `web` are there."""
        return all(find_spec(name) is not None for name in ("starlette", "uvicorn", "python_multipart"))

    @staticmethod
    def library_of(folder: Path | None = None) -> Library:
        """Return the library of a project folder without its schools, or the one that comes with policygen.

        Raises LibraryUnusable, OSError.
        """
        return load(hosted_world(folder))

    def app(self) -> Starlette:
        """Return the ASGI application, to run it in another server."""
        from policygen.serve.app import ProjectSite, create_app
        from policygen.serve.desks import DeskLimits
        from policygen.serve.server import ServerLimits

        key = self.secret or secrets.token_bytes(SHORTEST_SECRET)
        site = None
        if self.project is not None:
            header = self.sign_in_header
            folder = ProjectFolder.at(self.project)
            site = ProjectSite(folder=folder, token="" if header else self.token, header=header)
        # A folder's files are those that `policygen build` writes, which does not choose the fastest.
        usual = DEFAULT_ENGINE if site is not None else self.fastest
        limits = ServerLimits(
            at_once=1 if site is not None else self.jobs,  # two builds into one folder would wait for each other
            pdf_engine=self.pdf_engine or usual,
            desks=DeskLimits(processes=self.workers),
        )
        return create_app(self.library, key, origin=self.origin, limits=limits, project=site, register=self.register)

    @property
    def fastest(self) -> str:
        """The fastest engine for PDF that is installed and can draw with the look of the library."""
        formats = ("docx", "pdf")
        lacking = self.library.lacking(formats, engine="typst")
        large = self.library.lacking(formats, large_print=True, engine="typst")
        return DEFAULT_ENGINE if lacking or large else "typst"

    def run(self, host: str, port: int) -> None:
        """Serve until a signal comes; requests that are under way end first. Raises SystemExit if it cannot start."""
        import uvicorn

        from policygen.serve.connection import ImpatientProtocol

        logging.basicConfig(level=logging.WARNING, format="%(message)s")
        logging.getLogger("policygen.serve").setLevel(logging.INFO)
        app = self.app()
        # The library stays for as long as this runs: nobody should wait while it is looked through for what can go.
        gc.collect()
        gc.freeze()
        uvicorn.run(
            app,
            host=host,
            port=port,
            http=ImpatientProtocol,
            ws="none",
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=10,
            timeout_graceful_shutdown=20,
            limit_concurrency=1_000,
            h11_max_incomplete_event_size=32_768,
        )
