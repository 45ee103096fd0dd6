"""Edits that LibreOffice makes itself, through its own interface (UNO, from Basic), are found when the file is read."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape

import pytest

import policygen
from policygen.look.look import Look
from tests.edits import KINDS, Edit, EditedFile, make_edit
from tests.edits.judging import faults
from tests.edits.specimens import built_docx

pytestmark = pytest.mark.conformance
ROOT = Path(__file__).parents[2]
SCHOOL, POLICY = "three-becks", "e-safety"
WORD = "MS Word 2007 XML"
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Edits"/></library:library>
"""
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Edits"
 script:language="StarBasic">{code}</script:module>
"""
CODE = """
Sub Make(source, target, what, before, after)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  edited = StarDesktop.loadComponentFromURL("file://" & source, "_blank", 0, hidden())
  If what = "tracked" Then edited.RecordChanges = True
  wanted = edited.createSearchDescriptor()
  wanted.SearchString = before
  wanted.SearchCaseSensitive = True
  found = edited.findFirst(wanted)
  text = found.Text
  Select Case what
    Case "change", "tracked"
      found.String = after
    Case "insert"
      text.insertString(found.End, after, False)
    Case "paragraph"
      place = text.createTextCursorByRange(found)
      place.gotoEndOfParagraph(False)
      text.insertControlCharacter(place, com.sun.star.text.ControlCharacter.PARAGRAPH_BREAK, False)
      text.insertString(place, after, False)
    Case "delete"
      place = text.createTextCursorByRange(found)
      place.gotoStartOfParagraph(False)
      place.gotoEndOfParagraph(True)
      place.gotoNextParagraph(True)
      place.String = ""
    Case "comment"
      note = edited.createInstance("com.sun.star.text.textfield.Annotation")
      note.Content = after
      note.Author = "Jo Bell"
      text.insertTextContent(found, note, False)
  End Select
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName" : saved(0).Value = "MS Word 2007 XML"
  edited.storeToURL("file://" & target, saved())
  edited.close(True)
End Sub
"""


@pytest.fixture(scope="module")
def session() -> policygen.Session:
    return policygen.load(policygen.DiskWorld(ROOT)).open(SCHOOL)


@pytest.fixture(scope="module")
def built() -> bytes:
    world = policygen.DiskWorld(ROOT)
    return built_docx(policygen.load(world), SCHOOL, POLICY, Look.load(world))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that starts LibreOffice with the macro in a profile of its own."""
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("soffice is not installed")
    profile = tmp_path_factory.mktemp("profile")
    command = [found, f"-env:UserInstallation=file://{profile}", "--headless", "--norestore"]
    subprocess.run([*command, "--terminate_after_init"], check=True, capture_output=True)
    basic = profile / "user/basic/Standard"
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "script.xlb").write_text(LIBRARY)
    (basic / "Edits.xba").write_text(MODULE.format(code=escape(CODE)))
    return command


def changes_in(data: bytes, session: policygen.Session) -> dict[str, Any]:
    found = json.loads(session.read_word("edited.docx", data).json())
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("what", "before", "after", "expected"),
    [
        ("change", "benefit", "gain", ("changed", "union:purpose.why/1")),
        ("tracked", "benefit", "gain", ("changed", "union:purpose.why/1")),
        ("insert", "at each share", " and each copy", ("changed", "union:purpose.why/2")),
        ("paragraph", "take part.", "The lighthouse is red.", ("added", "union:purpose.why/2")),
        ("delete", "at each share", "", ("removed", "union:purpose.why/2")),
        ("change", "Ellen Marsh", "Petra Vale", ("value", "policygen:cover.people/headteacher/1")),
        ("comment", "benefit", "Who is everyone?", ("comment", "union:purpose.why/1")),
    ],
)
def test_an_edit_made_in_libreoffice_is_found(
    what: str, before: str, after: str, expected: tuple[str, str], built: bytes, office: list[str],
    session: policygen.Session, tmp_path: Path,
) -> None:  # fmt: skip
    source, target = tmp_path / "built.docx", tmp_path / "edited.docx"
    source.write_bytes(built)
    arguments = ",".join((str(source), str(target), what, before, after))
    macro = f"macro:///Standard.Edits.Make({arguments})"
    subprocess.run([*office, macro], check=True, capture_output=True, timeout=120)
    found = changes_in(target.read_bytes(), session)
    if what == "comment":
        assert [(one["block"], one["text"], one["author"]) for one in found["comments"]] == [
            (expected[1], after, "Jo Bell")
        ]
        assert found["changes"] == []
        return
    places = [(one["what"], one["follows"] if one["what"] == "added" else one["block"]) for one in found["changes"]]
    assert places == [expected]
    if what == "tracked":
        assert {one["kind"] for one in found["changes"][0]["tracked"]} == {"inserted", "deleted"}


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
        macro = f"macro:///Standard.Edits.Make({','.join((str(source), str(target), what, before, after))})"
        subprocess.run([*office, macro], check=True, capture_output=True, timeout=120)
        source = target
    edited = library.read_word("union", "edited.docx", source.read_bytes())
    found = {one["target"]: one for one in json.loads(edited.json())["proposals"]}
    assert {name: one["taken"] for name, one in found.items()} == dict.fromkeys(found, True)
    assert "Those who" in found["union:workload.email"]["new"]["text"]
    assert "Never ring back." in found["union:responding.do-not-reply"]["new"]["text"]
