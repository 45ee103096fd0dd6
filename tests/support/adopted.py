"""The small project with its online policy adopted, and ways to change it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from policygen.adoption.record import AdoptionRecord
from policygen.compile.adopting import Meeting, adopt, write_record
from policygen.diagnostics.model import Diagnostics
from policygen.world.protocol import World

from .projects import SMALL, lay_out, load, shown, write

DAY = date(2026, 12, 3)
RECORD = "schools/hilltop/adopted/online/2026-12-03.json"
# 1 January 2028: the clock says so in these tests.
LATER = {"SOURCE_DATE_EPOCH": "1830297600"}


def laid_out(folder: Path, files: Mapping[str, str | bytes] | None = None) -> World:
    return replace(lay_out(folder, files), environment=LATER)


def record(world: World, on: date = DAY, *, minute: str = "14/26", version: str = "") -> AdoptionRecord:
    """Adopt the online policy and write the record."""
    found, diagnostics = tried(world, on, minute=minute, version=version)
    assert found is not None, shown(diagnostics)
    write_record(world, found)
    return found


def tried(
    world: World, on: date = DAY, *, minute: str = "14/26", version: str = "", policy: str = "online"
) -> tuple[AdoptionRecord | None, Diagnostics]:
    compiler, diagnostics = load(world), Diagnostics()
    school = compiler.school("hilltop", diagnostics)
    assert school is not None
    return adopt(compiler, school, policy, Meeting(on, minute, version), diagnostics), diagnostics


def change(world: World, name: str, before: str, after: str) -> None:
    """Change words of a file of the project; they must stand there."""
    text = (world.root / name).read_text(encoding="utf-8")
    assert before in text
    write(world.root, name, text.replace(before, after, 1))


def original(name: str) -> str:
    return (SMALL / name).read_text(encoding="utf-8")
