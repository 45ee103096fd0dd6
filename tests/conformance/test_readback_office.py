"""Edits that LibreOffice makes itself, through its own interface (UNO, from Basic), are found when the file is read."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import pytest

import policygen
from policygen.look.look import Look
from tests.edits import KINDS, Edit, EditedFile, make_edit
from tests.edits.judging import faults
from tests.edits.office import WORD, office_command
from tests.edits.specimens import built_docx
from tests.edits.trials import choose, through_office

pytestmark = pytest.mark.conformance
ROOT = Path(__file__).parents[2]
SCHOOL, POLICY = "kestrelmoor", "acceptable-use"


@pytest.fixture(scope="module")
def library() -> policygen.Library:
    return policygen.load(policygen.DiskWorld(ROOT))


@pytest.fixture(scope="module")
def session(library: policygen.Library) -> policygen.Session:
    return library.open(SCHOOL)


@pytest.fixture(scope="module")
def built(library: policygen.Library) -> bytes:
    return built_docx(library, SCHOOL, POLICY, Look.load(policygen.DiskWorld(ROOT)))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that starts LibreOffice with the macro in a profile of its own."""
    try:
        return office_command(tmp_path_factory.mktemp("profile"))
    except FileNotFoundError:
        pytest.skip("soffice is not installed")


def changes_in(data: bytes, session: policygen.Session) -> dict[str, Any]:
    found = json.loads(session.read_word("edited.docx", data).json())
    assert isinstance(found, dict)
    return found


def test_edits_that_libreoffice_makes_itself_are_found(library: policygen.Library, office: list[str]) -> None:
    """One of each kind, in as many files; `python -m tests.edits --through libreoffice` makes hundreds."""
    look = Look.load(policygen.DiskWorld(ROOT))
    wrong = {}
    for one in through_office(choose(library, look, len(KINDS), seed=5), office):
        reading = library.open(one.school).read_word("edited.docx", one.edit.data)
        wrong[one.edit.kind, one.school, one.policy] = faults(one.edit, json.loads(reading.json()))
    assert len(wrong) == len(KINDS)
    assert {place: mistakes for place, mistakes in wrong.items() if mistakes} == {}


def test_edits_of_every_kind_are_found_after_libreoffice_saved_the_file_again(
    built: bytes, office: list[str], session: policygen.Session, tmp_path: Path
) -> None:
    edits: dict[str, Edit] = {}
    for number, kind in enumerate(KINDS):
        edits[kind] = make_edit(kind, EditedFile(built), Random(number))  # noqa: S311
        (tmp_path / f"{kind}.docx").write_bytes(edits[kind].data)
    files = [str(tmp_path / f"{kind}.docx") for kind in edits]
    out = tmp_path / "out"
    command = [*office, "--convert-to", f"docx:{WORD}", "--outdir", str(out), *files]
    subprocess.run(command, check=True, capture_output=True)
    found = {
        kind: faults(edit, changes_in((out / f"{kind}.docx").read_bytes(), session)) for kind, edit in edits.items()
    }
    assert {kind: mistakes for kind, mistakes in found.items() if mistakes} == {}


def test_a_paper_for_reviewers_comes_back_from_libreoffice(office: list[str], tmp_path: Path) -> None:
    library = policygen.load(policygen.DiskWorld(ROOT))
    source = tmp_path / "paper.docx"
    source.write_bytes(library.keeping.review_paper(["union:workload.email", "union:responding.do-not-reply"]))
    for what, before, after in (("change", "Anyone who", "Those who"), ("tracked", "Do not ring", "Never ring")):
        target = tmp_path / f"{what}.docx"
        macro = f"macro:///Standard.Edits.TypeOver({','.join((str(source), str(target), what, before, after))})"
        subprocess.run([*office, macro], check=True, capture_output=True, timeout=120)
        source = target
    edited = library.read_word("union", "edited.docx", source.read_bytes())
    found = {one["target"]: one for one in json.loads(edited.json())["proposals"]}
    assert {name: one["taken"] for name, one in found.items()} == dict.fromkeys(found, True)
    assert "Those who" in found["union:workload.email"]["new"]["text"]
    assert "Never ring back." in found["union:responding.do-not-reply"]["new"]["text"]
