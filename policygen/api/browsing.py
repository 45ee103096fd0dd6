"""Clause libraries as a folder of web pages to browse, with links from each clause to its sources and back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from policygen import __version__
from policygen.api.errors import CannotRender
from policygen.api.releasing import LibraryRelease
from policygen.browse.site import Progress, SinceRelease, SiteOrder, site_files
from policygen.build.manifest import Manifest
from policygen.build.publish import Publisher
from policygen.build.rendering import Renderer, digest_of_inputs, refused_in_words
from policygen.build.results import Artifact, SchoolBuild, SchoolResult
from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Refused
from policygen.world.disk import DiskWorld, on_disk
from policygen.world.protocol import PACKAGED

# What the pages of a site are to a Publisher, which writes for a school or a group.
_OWNER = "library"


@dataclass(frozen=True, slots=True)
class LibrarySite:
    """The pages of a site: `files` has their bytes by name, with `/` between folders; the first page is index.html."""

    files: Mapping[str, bytes]
    _compiler: Compiler

    @classmethod
    def of(
        cls,
        compiler: Compiler,
        libraries: Sequence[str] = (),
        *,
        schools: bool = False,
        progress: Progress | None = None,
    ) -> LibrarySite:
        """Return the pages on these libraries, as `Keeping.site` describes it."""
        known = compiler.project.libraries
        for name in libraries:
            if name not in known:
                raise KeyError(name)
        wanted = tuple(name for name in sorted(known) if not libraries or name in libraries)
        changes = {name: since for name in wanted if (since := _since_release(compiler, name)) is not None}
        order = SiteOrder(wanted, changes, schools)
        try:
            files = site_files(compiler, Renderer(compiler.project.world).look, order, progress)
        except Exception as error:
            refused = refused_in_words(error)
            if refused is None:
                raise
            raise CannotRender(refused) from error
        return cls(MappingProxyType(files), compiler)

    def write(self, out: Path) -> SchoolResult:
        """Write the pages into a folder as a build does: each whole or not at all, never over what a person changed.

        A page that somebody has changed is moved to `kept/` in the folder. The world must be a folder. Raises OSError
        if the manifest cannot be written.
        """
        world = on_disk(self._compiler.project.world)
        tools = {"policygen": __version__, "library": self._compiler.fingerprint}
        publisher = Publisher(out, tools, world.today(), world.root)
        try:
            return publisher.publish(SchoolBuild(_OWNER, beside=list(self._artifacts())))
        finally:
            publisher.close()

    def left_in(self, out: Path) -> tuple[str, ...]:
        """Return the pages that earlier sites left in a folder and that this one does not have."""
        folders = {name.partition("/")[0] for name in self.files if "/" in name}
        return tuple(
            name
            for name in Manifest.read(out).outputs
            if name.endswith(".html")
            and name not in self.files
            and ("/" not in name or name.partition("/")[0] in folders)
            and (out / name).is_file()
        )

    def _artifacts(self) -> Iterator[Artifact]:
        for name, data in self.files.items():
            yield Artifact(name, data, digest_of_inputs(content=hashlib.sha256(data).hexdigest()))


def _since_release(compiler: Compiler, name: str) -> SinceRelease | None:
    """Return what changed in a library since its last release; None if no release of it is known here."""
    project = compiler.project
    if not isinstance(project.world, DiskWorld) or project.libraries[name].id.span.file.startswith(PACKAGED):
        return None
    try:
        release = LibraryRelease(compiler, name)
    except Refused:
        return None
    return SinceRelease(release.last, release.changes) if release.since else None
