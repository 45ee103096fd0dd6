"""The digest of what an artifact depends on changes with each of those things."""

from __future__ import annotations

from pathlib import Path

from policygen.build.rendering import Renderer
from policygen.document.overlays import Annotations
from tests.support.projects import document, lay_out


def test_a_reviewers_copy_depends_on_its_notes(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    policy, renderer = document(world, "phones"), Renderer(world)
    clean, one, other = (
        renderer.inputs_of(policy, ("md",), overlays)["md"]
        for overlays in ((), (Annotations(notes={"a": ("one",)}),), (Annotations(notes={"a": ("other",)}),))
    )
    assert len({clean, one, other}) == 3
