"""Statements that no policy may make: found where a sentence makes one, and not where it denies it."""

from __future__ import annotations

import pytest

from policygen.diagnostics.model import Diagnostics
from policygen.intake.gap.passages import PolicyPassage
from policygen.intake.gap.unsafe import unsafe_statements
from policygen.world.disk import DiskWorld, packaged_root


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Thank the pupil. Take a screenshot of the sexual image and e-mail it to the head.", "copying-sexual-images"),
        ("Staff print nude pictures of pupils as evidence.", "copying-sexual-images"),
        ("Promise the child that you will keep it secret.", "promising-secrecy"),
        ("Staff never copy, print or forward a sexual image.", ""),
        ("Tell pupils that sending nude pictures is an offence.", ""),
        ("Staff don’t promise pupils to keep secrets.", ""),
        ("Save a screenshot of the message and its date.", ""),
    ],
)
def test_a_dangerous_sentence_is_found_unless_it_denies_what_it_names(text: str, found: str) -> None:
    mistakes = Diagnostics()
    world = DiskWorld(packaged_root(), environment={})
    names = [one.name for one in unsafe_statements((PolicyPassage(text),), world, mistakes)]
    assert names == ([found] if found else [])
    assert not list(mistakes)
