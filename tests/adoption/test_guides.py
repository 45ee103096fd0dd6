"""A guide, which no meeting adopts, tells what several policies say: it counts only while all of them are adopted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from policygen.assemble.wording import Wording
from policygen.compile.adopting import write_record
from policygen.world.disk import World
from tests.support.adopted import laid_out, tried
from tests.support.projects import compiled, shown
from tests.support.settings import school

GUIDE = """id: guide
title: Guide
subject: A guide
kind: sheet
sections:
  - {id: one, title: One, clauses: [basics.why]}
"""


def status(world: World) -> str:
    made = compiled(world, "guide")
    assert not made.diagnostics.errors, shown(made.diagnostics)
    return made.document.cover.status


def adopt(world: World, policy: str) -> None:
    found, diagnostics = tried(world, date(2026, 12, 3), minute="1", policy=policy)
    assert found is not None, shown(diagnostics)
    write_record(world, found)


def test_a_guide_waits_until_every_policy_of_the_school_is_adopted(tmp_path: Path) -> None:
    settings = school(policies="\n  online: {}\n  phones: {}\n  guide: {}")
    world = laid_out(tmp_path, {"clauses/policies/guide.yaml": GUIDE, "schools/hilltop.yaml": settings})
    waiting = Wording.load(world)("state.goes_with")
    assert waiting in status(world)
    adopt(world, "online")
    assert waiting in status(world)
    adopt(world, "phones")
    assert waiting not in status(world)


def test_a_guide_waits_again_once_an_adopted_policy_has_other_words(tmp_path: Path) -> None:
    settings = school(policies="\n  online: {}\n  phones: {}\n  guide: {}")
    world = laid_out(tmp_path, {"clauses/policies/guide.yaml": GUIDE, "schools/hilltop.yaml": settings})
    for policy in ("online", "phones"):
        adopt(world, policy)
    rules = tmp_path / "clauses/home/basics.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("are *kind*", "are *calm*"), encoding="utf-8")
    assert Wording.load(world)("state.goes_with") in status(world)
