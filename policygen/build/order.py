"""An order: the formats, policies, editions and extras that a build is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from policygen.build.shards import Shard
from policygen.compile.school import School
from policygen.document.model import Edition
from policygen.render.engine import DEFAULT_ENGINE, ENGINES
from policygen.staff.csv import Member

FORMATS = ("docx", "pdf", "html", "md", "json")
SIZED = ("docx", "pdf", "html")  # the formats that the look decides on, and so how large their words are
PAPERS = ("docx", "pdf")  # the formats of what is filled in with a pen, and of a reviewer's copy
EDITIONS: tuple[Edition, ...] = ("board", "staff", "web")


@dataclass(frozen=True, slots=True)
class Order:
    """What to build: `policies` empty means all of a school's; `out` is the folder that gets `<school>/<policy>.<ext>`.
    `staff` are the people who sign a register and receipts; `annotate` adds a reviewer's copy. With `blank`, model
    copies are built as Word files, and targets (`word_copies.kinds`) are named instead of schools. `editions` says who
    the copies are for: every edition except the board's has a separate folder, `<school>/<edition>/`. `groups` are the
    groups to build, each with its schools: each group gets one calendar for all of them. `project` is the folder where
    the build records the wording that tailoring was based on; None records nothing. Built files that people have
    changed are kept there too, or in the out folder if it is None.
    With `large_print`, the formats that have type sizes (SIZED) are built in large print, each file beside the ordinary
    one: `<policy>.large-print.<ext>`. `pdf_engine`, one of ENGINES, draws the pages.
    `store` is the folder of the store; with None, everything is made anew.
    Without `sheets`, the policies are built alone: no agreement, form or approval sheet as a separate file.
    `shard` says that the schools that are built are one of several shards: a manifest of the shard is written too.
    """

    FORMATS: ClassVar[tuple[str, ...]] = FORMATS
    SIZED: ClassVar[tuple[str, ...]] = SIZED
    EDITIONS: ClassVar[tuple[Edition, ...]] = EDITIONS
    ENGINES: ClassVar[tuple[str, ...]] = tuple(ENGINES)

    formats: tuple[str, ...] = ("docx", "pdf")
    policies: tuple[str, ...] = ()
    out: Path = Path("build")
    draft: bool = False
    staff: tuple[Member, ...] = ()
    annotate: bool = False
    blank: bool = False
    editions: tuple[Edition, ...] = ("board",)
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    project: Path | None = None
    large_print: bool = False
    pdf_engine: str = DEFAULT_ENGINE
    store: Path | None = None
    sheets: bool = True
    shard: Shard | None = None

    @property
    def papers(self) -> tuple[str, ...]:
        return tuple(name for name in self.formats if name in PAPERS)


def ordered(school: School, order: Order) -> list[str]:
    """Return the policies to build: those ordered that the school has, else all that it has."""
    return [policy for policy in order.policies or school.plans if policy in school.plans]
