"""Every specimen's policies under two releases of the libraries: the redline, and the board's page."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from policygen.api.comparing import Comparison
from policygen.compare.align import Compared
from policygen.compile.compiler import Compiler
from policygen.document.model import Document
from policygen.world.disk import DiskWorld
from tests.support.docx_words import DocxWords
from tests.support.library import library
from tests.support.next_release import next_release
from tests.support.office_macro import office_with
from tests.support.redlines import read_redline, redline, written
from tests.support.sampling import some_of
from tests.support.tracked_changes import all_accepted, all_rejected, change_ids, changes

pytestmark = pytest.mark.conformance
ROOT = Path(__file__).parents[2]
SCHOOLS = sorted(file.stem for file in (ROOT / "schools").glob("*.yaml"))
ONE_IN = 4  # of a school's redlines, so many go to the validator: each policy of some school does
ZERO_WIDTH_JOINER = "\u200d"
CODE = """
Sub Settle(source, target, what)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  opened = StarDesktop.loadComponentFromURL("file://" & source, "_blank", 0, hidden())
  Dim nothing_()
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  dispatcher.executeDispatch(opened.CurrentController.Frame, ".uno:" & what, "", 0, nothing_())
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName" : saved(0).Value = "MS Word 2007 XML"
  opened.storeToURL("file://" & target, saved())
  opened.close(True)
End Sub
"""


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Compiler:
    return next_release(tmp_path_factory.mktemp("released"))


def policies(compiler: Compiler, school: str) -> dict[str, Document]:
    found = compiler.school(school)
    assert found is not None
    return {policy: compiler.compile(found, policy).document for policy in found.plans}


@pytest.mark.parametrize("school", some_of(SCHOOLS))
def test_a_redline_gives_both_releases_back(school: str, released: Compiler, tmp_path: Path) -> None:
    before, after = policies(library(), school), policies(released, school)
    validator = shutil.which("ooxml-validator")
    for n, (policy, old) in enumerate(before.items(), SCHOOLS.index(school)):
        data = redline(old, after[policy])
        assert read_redline(all_accepted(data)) == read_redline(written(after[policy])), policy
        assert read_redline(all_rejected(data)) == read_redline(written(old)), policy
        ids = change_ids(data)
        assert len(ids) == len(set(ids)) > 0
        assert {author for _, author, _ in changes(data)} & {f"{name} 2027.1" for name in ("union", "practice")}
        if validator is not None and n % ONE_IN == 0:
            file = tmp_path / f"{policy}.docx"
            file.write_bytes(data)
            ended = subprocess.run([validator, str(file)], capture_output=True, text=True, check=False)
            assert '"ok": true' in ended.stdout, f"{policy}: {ended.stdout}"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that starts LibreOffice with the macro in a profile that nothing else uses."""
    try:
        return office_with(tmp_path_factory.mktemp("profile"), "Edits", CODE)
    except FileNotFoundError:
        pytest.skip("soffice is not installed")


def in_words(data: bytes) -> list[str]:
    """The words of each paragraph, without the joiners that LibreOffice puts where a bookmark begins."""
    found = (one.words.replace(ZERO_WIDTH_JOINER, "").strip() for one in DocxWords(data).paragraphs)
    return [words for words in found if words]


@pytest.mark.parametrize("specimen", some_of(["allhallows/e-safety", "st-cuthmans/acceptable-use"]))
def test_libreoffice_itself_accepts_and_rejects_all_changes(
    specimen: str, released: Compiler, office: list[str], tmp_path: Path
) -> None:
    school, _, policy = specimen.partition("/")
    old, new = policies(library(), school)[policy], policies(released, school)[policy]
    source = tmp_path / "redline.docx"
    source.write_bytes(redline(old, new))
    for what, side in (("AcceptAllTrackedChanges", new), ("RejectAllTrackedChanges", old)):
        target = tmp_path / f"{what}.docx"
        macro = f"macro:///Standard.Edits.Settle({source},{target},{what})"
        subprocess.run([*office, macro], check=True, capture_output=True, timeout=120)
        assert in_words(target.read_bytes()) == in_words(written(side))


@pytest.mark.parametrize("specimen", some_of(["allhallows/e-safety", "kestrelmoor/social-networking"]))
def test_the_boards_page_is_one_page_and_both_papers_conform(specimen: str, released: Compiler, tmp_path: Path) -> None:
    validation: Any = pytest.importorskip("page")
    school, _, policy = specimen.partition("/")
    sides = [Compared(tmp_path / "a", policies(one, school)[policy]) for one in (library(), released)]
    found = Comparison(*sides, DiskWorld(ROOT, ROOT, {}))
    for name, make in (("paper", found.board_paper), ("staff", lambda form: found.notice("staff", form))):
        pdf, docx = tmp_path / f"{name}.pdf", tmp_path / f"{name}.docx"
        pdf.write_bytes(make("pdf"))
        for profile in (validation.ValidationProfile.PDF_A_3A, validation.ValidationProfile.PDF_UA_1):
            report = str(validation.validate_pdf(str(pdf), profile=profile))
            assert "Result: no failures" in report, report
        docx.write_bytes(make("docx"))
        if (validator := shutil.which("ooxml-validator")) is not None:
            ended = subprocess.run([validator, str(docx)], capture_output=True, text=True, check=False)
            assert '"ok": true' in ended.stdout, ended.stdout
        front, *annex = (one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(pdf))
        assert ("To decide" in front) == (name == "paper")
        assert [one.startswith("Annex") for one in annex[:1]] == [True] * (name == "paper")
