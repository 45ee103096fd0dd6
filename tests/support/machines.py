"""A Machine on which everything is as it should be, for tests of the doctor to change one thing of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from policygen.doctor.model import Machine
from policygen.world.disk import DiskWorld

VERSIONS = {"weasyprint": "70.0", "click": "8.3.1"}


def machine(folder: Path, **other: Any) -> Machine:
    """A healthy Debian machine with the project in `folder`; `other` are what differs."""
    given: dict[str, Any] = {
        "system": "debian",
        "administrator": False,
        "python": (3, 12, 4),
        "interpreter": "/venv/bin/python",
        "world": DiskWorld(folder, folder, {}),
        "requirements": ("click>=8.1", "weasyprint>=70"),
        "package": VERSIONS.get,
        "library": lambda library: "1.54.0" if library.name == "pango" else "",
        "program": lambda name: f"/usr/bin/{name}",
        "write": lambda _: None,
        "draw": lambda: b"%PDF",
        "face": lambda: "Liberation Sans",
        "temporary": folder,
        "encoding": "utf-8",
        "environment": {},
    }
    return Machine(**{**given, **other})
