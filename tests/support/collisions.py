"""Two schools that have changed the words that their library changes, for collisions to be settled in Word."""

from __future__ import annotations

from pathlib import Path

from tests.support.tracked_changes import settled_by
from tests.support.upgrading import MovingProject
from tests.upgrade.test_upgrade import HILLTOP

LIBRARY, SCHOOL, OTHER = "home 2.0", "Hilltop School", "Mill Lane School"
MORE = """\
  - replace: basics.rules
    title: Our rules
    text: |
      Staff

      1. are *kind and
         fair*
      2. keep
         1. notes
         2. calm
      3. tell {{ people.online_lead }}

      - and
      - hear
    because: We mean it
  - omit: telling.young
    because: We have no young pupils
"""


def colliding(folder: Path) -> MovingProject:
    """Lay out the schools and the library that has moved on: three clauses of Hilltop collide, and one of Mill Lane."""
    other = HILLTOP.replace(SCHOOL, OTHER).replace("all its", "each of its")
    found = MovingProject.lay_out(folder, {"schools/hilltop.yaml": HILLTOP + MORE, "schools/mill.yaml": other})
    found.library("home/library.yaml", ('"1.0"', '"2.0"'))
    found.library(
        "home/basics.yaml", ("keeps its", "keeps the whole of its"), ("answers for that", "will answer for that"),
        ("are *kind*", "are *kind*, always"), ("title: Rules", "title: Rules for staff"),
        ("Adults tell", "Parents tell"), ("- listen", "- pay attention"),
    )  # fmt: skip
    return found


def library_s(data: bytes) -> bytes:
    """Return the file of the collisions with the library's changes accepted and the schools' rejected."""
    for author in (SCHOOL, OTHER):
        data = settled_by(data, author, accepted=False)
    return settled_by(data, LIBRARY, accepted=True)
