"""Write the words that tailoring was made against into the project, beside the settings."""

from __future__ import annotations

from collections.abc import Mapping

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Severity
from policygen.world.disk import DiskWorld
from policygen.world.memory import DraftWorld
from policygen.world.protocol import OutsideTheProject
from policygen.world.writing import write_whole


def record_bases(world: DiskWorld | DraftWorld, files: Mapping[str, bytes], diagnostics: Diagnostics) -> None:
    """Write the files of `base` folders, by their names in the project. Words that are there are never overwritten.

    What cannot be written is reported as a warning: the documents do not depend on it.
    """
    for name, data in files.items():
        if isinstance(world, DraftWorld):
            if name.endswith("/index.yaml") or not world.exists(name):
                world.write(name, data)
            continue
        try:
            path = world.path(name)
            if name.endswith("/index.yaml") or not path.exists():
                write_whole(path, data)
        except (OSError, OutsideTheProject) as error:
            reason = getattr(error, "strerror", None) or say("record.outside")
            diagnostics.report("PG501", severity=Severity.WARNING, file=name, reason=reason)
