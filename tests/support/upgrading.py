"""A school in a folder of its own, and the libraries that come with policygen, which move on from day to day."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from policygen.build.bases import record_bases
from policygen.check.locking import encode_lock, pins_of
from policygen.compile.bases import files_of_bases
from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Diagnostics
from policygen.world.disk import DiskWorld
from tests.support.cli import Ran, run
from tests.support.projects import SMALL, TEMPLATES, write


@dataclass(frozen=True)
class MovingProject:
    """A project in `folder`/project over packaged libraries in `folder`/packaged."""

    folder: Path

    @property
    def root(self) -> Path:
        return self.folder / "project"

    @property
    def packaged(self) -> Path:
        return self.folder / "packaged"

    @classmethod
    def lay_out(cls, folder: Path, files: Mapping[str, str]) -> MovingProject:
        """Lay out the small project's libraries as packaged ones, `files` over its schools, bases and a lock."""
        project = cls(folder)
        shutil.copytree(SMALL / "clauses", project.packaged / "clauses")
        (project.packaged / "schools").mkdir()
        (project.packaged / "templates").symlink_to(TEMPLATES)
        shutil.copytree(SMALL / "schools", project.root / "schools")
        for name, text in files.items():
            write(project.root, name, text)
        project.build()
        return project

    def world(self) -> DiskWorld:
        return DiskWorld(self.root, self.packaged, {"SOURCE_DATE_EPOCH": "1796083200"}, ())

    def build(self) -> None:
        """Record what the tailoring was made against, as a build does, and pin the libraries."""
        compiler, found = Compiler.load(self.world())
        assert compiler is not None, list(found)
        for school in compiler.files:
            settled = compiler.school(school, found)
            assert settled is not None, list(found)
            record_bases(self.world(), files_of_bases(settled.project, settled.settled.chain), Diagnostics())
        write(self.root, "policygen.lock", encode_lock(pins_of(compiler.project).values()))

    def library(self, name: str, *changes: tuple[str, str]) -> None:
        """Change a file of the packaged libraries: words that are in it once, and what they become."""
        path = self.packaged / "clauses" / name
        text = path.read_text(encoding="utf-8")
        for before, after in changes:
            assert text.count(before) == 1, f"{before!r} is in {name} {text.count(before)} times"
            text = text.replace(before, after)
        path.write_text(text, encoding="utf-8")

    def keep_libraries(self) -> Path:
        """Copy the packaged libraries as they are now, for --old."""
        shutil.copytree(self.packaged / "clauses", self.folder / "old" / "clauses")
        return self.folder / "old"

    def read(self, name: str) -> str:
        return (self.root / name).read_bytes().decode()

    def files(self) -> dict[str, bytes]:
        """Return everything in the project, by name, without what git keeps."""
        paths = (path for path in self.root.rglob("*") if path.is_file() and ".git" not in path.parts)
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in paths}

    def run(self, *arguments: str) -> Ran:
        """Run policygen in the project's folder."""
        packaged = self.packaged

        class Moving(DiskWorld):
            def __init__(self, root: Path) -> None:
                super().__init__(root, packaged, {"SOURCE_DATE_EPOCH": "1796083200"}, ())

        return run(self.root, *arguments, environment={"GIT_CEILING_DIRECTORIES": str(self.folder)}, world=Moving)
