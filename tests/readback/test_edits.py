"""Edits of every kind in a specimen's file are found where they are, whatever program saved it, and nothing else."""

from __future__ import annotations

import json
from random import Random

import pytest

from policygen.api.library import Library
from policygen.api.session import Session
from policygen.look.look import Look
from tests.edits import DISGUISES, KINDS, EditedFile, disguised, make_edit
from tests.edits.judging import faults
from tests.edits.specimens import built_docx
from tests.support.library import library

SCHOOL, POLICY = "allhallows", "cyberbullying"


@pytest.fixture(scope="module")
def session() -> Session:
    return Library(library()).open(SCHOOL)


@pytest.fixture(scope="module")
def built() -> bytes:
    return built_docx(Library(library()), SCHOOL, POLICY, Look.load(library().project.world))


@pytest.mark.parametrize("kind", KINDS)
def test_an_edit_is_found_and_nothing_else(kind: str, built: bytes, session: Session) -> None:
    seed = list(KINDS).index(kind)
    chance = Random(seed)  # noqa: S311
    edit = make_edit(kind, EditedFile(built), chance)
    how = list(DISGUISES)[seed % len(DISGUISES)]
    reading = session.read_word("edited.docx", disguised(edit.data, how, chance))
    assert faults(edit, json.loads(reading.json())) == []


@pytest.mark.parametrize("how", DISGUISES)
def test_a_file_that_was_only_saved_has_no_edits(how: str, built: bytes, session: Session) -> None:
    chance = Random(1)  # noqa: S311
    reading = session.read_word("saved.docx", disguised(built, how, chance)).reading
    assert reading.is_unchanged
    assert reading.proposals == ()
