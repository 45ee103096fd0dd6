"""The plan of duties of every specimen: the year is on one page, with the same words in PDF and Word."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest

from policygen.api.duties import SchoolDuties
from policygen.api.library import Library, load
from policygen.world.disk import DiskWorld
from tests.support.readback import in_document, in_docx, in_pdf

pytestmark = pytest.mark.conformance
ROOT = Path(__file__).resolve().parents[2]
SCHOOLS = sorted(path.stem for path in (ROOT / "schools").glob("*.yaml"))
PROFILES = ("PDF_A_3A", "PDF_UA_1")


@pytest.fixture(scope="module")
def library() -> Library:
    found = load(DiskWorld(ROOT))
    assert not found.errors
    return found


def files(found: SchoolDuties) -> dict[str, bytes]:
    return {one.name.rpartition("/")[2]: one.data for one in found.artifacts(("docx", "pdf"))}


def test_the_year_is_on_one_page_in_the_pdf_and_in_word(library: Library, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice is not installed")
    for school in SCHOOLS:
        for name, data in files(library.open(school).duties()).items():
            if name.startswith("year."):
                (tmp_path / f"{school}-{name}").write_bytes(data)
    for school in SCHOOLS:
        assert pages(tmp_path / f"{school}-year.pdf") == 1, school
    converted = tmp_path / "converted"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    words = [str(path) for path in sorted(tmp_path.glob("*.docx"))]
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(converted), *words]
    subprocess.run(command, check=True, capture_output=True)
    for school in SCHOOLS:
        assert pages(converted / f"{school}-year.pdf") == 1, school


def pages(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


@pytest.mark.parametrize("school", SCHOOLS)
def test_pdf_and_word_have_the_words_of_the_document(library: Library, school: str) -> None:
    found = library.open(school).duties()
    made = files(found)
    for name, document in found.documents.items():
        wanted = in_document(document)
        assert in_pdf(made[f"{name}.pdf"], document.words.contents) == wanted, name
        assert in_docx(made[f"{name}.docx"], document.words.contents) == wanted, name


@pytest.mark.parametrize("school", SCHOOLS)
def test_the_plan_says_which_policy_is_to_be_reviewed(library: Library, school: str) -> None:
    duties = json.loads(library.open(school).duties().text("json"))["duties"]
    reviews = [duty["what"] for duty in duties if duty["what"].lower().startswith("review the")]
    assert len(set(reviews)) == len(reviews) > 1


def test_the_sheets_conform(library: Library, tmp_path: Path) -> None:
    validation = pytest.importorskip("page")
    for name, data in files(library.open("allhallows").duties()).items():
        if name.endswith(".pdf"):
            (tmp_path / name).write_bytes(data)
            for profile in PROFILES:
                wanted = getattr(validation.ValidationProfile, profile)
                assert "no failures" in str(validation.validate_pdf(str(tmp_path / name), profile=wanted)), name
