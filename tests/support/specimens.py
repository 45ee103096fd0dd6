"""The documents of the specimen schools, and those that `make conformance` looks at; `make whole` looks at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

from policygen.compile.compiler import Compiler
from policygen.document.model import Document
from policygen.world.disk import DiskWorld

ROOT = Path(__file__).resolve().parents[2]
# For the `params` of a fixture.
EXTENTS = ("some", pytest.param("all", marks=pytest.mark.whole))
TURNS = 3


@dataclass(frozen=True)
class Specimen:
    """One document of a school: its policy and, of a sheet, the sheet's name; `web` for what goes on the website."""

    school: str
    policy: str
    sheet: str
    web: bool
    document: Document

    @cached_property
    def name(self) -> str:
        parts = (self.school, *(("web",) if self.web else ()), self.sheet or self.policy)
        return "-".join(parts).replace("/", "-")

    @cached_property
    def kind(self) -> str:
        """What other schools have of the same."""
        return f"{self.policy} {self.sheet} {self.web}"


@cache
def policies_of_schools() -> dict[str, dict[str, bool]]:
    """Return each specimen school's policies, each with whether it is public. Parameters of tests are made of them."""
    compiler, _ = Compiler.load(DiskWorld(ROOT))
    assert compiler is not None
    outlines = compiler.project.outlines
    schools = {name: compiler.school(name) for name in sorted(compiler.files)}
    return {name: {policy: outlines[policy].public for policy in one.plans} for name, one in schools.items() if one}


def specimens(extent: str, *, web: bool = False) -> list[Specimen]:
    """Return the documents of all specimen schools, with `web` those for the website too; or some of them."""
    compiler, diagnostics = Compiler.load(DiskWorld(ROOT))
    assert compiler is not None
    assert not diagnostics.errors
    found = []
    for name in sorted(compiler.files):
        school = compiler.school(name)
        assert school is not None
        for policy in school.plans:
            board = compiler.compile(school, policy)
            public = web and compiler.project.outlines[policy].public
            for copy in (board, *([compiler.in_edition(school, board, "web")] if public else [])):
                documents = {"": copy.document, **copy.sheets}
                found += [Specimen(name, policy, sheet, copy is not board, one) for sheet, one in documents.items()]
    return found if extent == "all" else some(found)


def some(found: Iterable[Specimen]) -> list[Specimen]:
    """Return each policy of three schools, and each sheet and each copy for the web of one, the schools in turn."""
    kinds: dict[str, list[Specimen]] = {}
    for one in found:
        kinds.setdefault(one.kind, []).append(one)
    picked = []
    for turn, alike in enumerate(kinds.values()):
        number = 1 if alike[0].sheet or alike[0].web else TURNS
        picked += _spread(alike, turn, number)
    return sorted(picked, key=lambda one: one.name)


def _spread(alike: Sequence[Specimen], turn: int, number: int) -> list[Specimen]:
    places = {(turn + step * len(alike) // number) % len(alike) for step in range(number)}
    return [alike[place] for place in sorted(places)]
