"""A World whose files are in memory: a project as it was at another time, or with a school that nobody wrote."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, fields
from pathlib import PurePosixPath

from policygen.world.disk import World


@dataclass(frozen=True)
class MemoryWorld(World):
    """`files` (name to bytes) are read first. What is not among them is read from disk only when it is packaged, or,
    with `over`, from the project as well.
    """

    files: MappingType[str, bytes] = field(default_factory=dict)
    over: bool = False

    @classmethod
    def beside(cls, world: World, files: MappingType[str, bytes], *, over: bool) -> MemoryWorld:
        """Return `world` with `files` in the place of the project's own, or, with `over`, in front of them."""
        return cls(**{part.name: getattr(world, part.name) for part in fields(World)}, files=files, over=over)

    def read(self, name: str) -> bytes:
        """Return the file's bytes. Raises OutsideTheProject, OSError."""
        path = self.path(name)
        if name in self.files:
            return self.files[name]
        if not (self.over or self._is_packaged(name)):
            raise FileNotFoundError(2, "there is no such file", str(path))
        return super().read(name)

    def exists(self, name: str) -> bool:
        return name in self.files or ((self.over or self._is_packaged(name)) and super().exists(name))

    def names(self, folder: str, *, deep: bool = True) -> Iterator[str]:
        """Yield the names of the files under a folder in sorted order, hidden ones left out."""
        top = PurePosixPath(folder)
        own = {name for name in self.files if _stands_in(PurePosixPath(name), top, deep)}
        yield from sorted(own | set(super().names(folder, deep=deep) if self.over else ()))


def _stands_in(name: PurePosixPath, folder: PurePosixPath, deep: bool) -> bool:
    under = folder in name.parents if deep else folder == name.parent
    return under and not any(part.startswith(".") for part in name.parts)
