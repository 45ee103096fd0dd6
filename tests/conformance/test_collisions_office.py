"""Collisions settled in LibreOffice, through its own interface (UNO, from Basic), and saved by it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.collisions import LIBRARY, OTHER, SCHOOL, colliding
from tests.support.office_macro import office_with
from tests.support.tracked_changes import changes
from tests.support.upgrading import MovingProject

pytestmark = pytest.mark.conformance
# `steps` are commands with ":" between them: All=Accept, or an author and what to do with their changes, one by one.
CODE = """
Sub Settle(source, target, steps)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  edited = StarDesktop.loadComponentFromURL("file://" & source, "_blank", 0, hidden())
  helper = createUnoService("com.sun.star.frame.DispatchHelper")
  shown = edited.CurrentController
  For Each one In Split(steps, ":")
    parts = Split(one, "=")
    If parts(0) = "All" Then
      helper.executeDispatch(shown.Frame, ".uno:" & parts(1) & "AllTrackedChanges", "", 0, Array())
    ElseIf parts(0) <> "" Then
      Do
        found = False
        list = edited.Redlines.createEnumeration()
        Do While list.hasMoreElements() And Not found
          change = list.nextElement()
          If change.RedlineAuthor = parts(0) Then
            found = True
            cursor = change.RedlineStart.Text.createTextCursorByRange(change.RedlineStart)
            cursor.gotoRange(change.RedlineEnd, True)
            shown.select(cursor)
            helper.executeDispatch(shown.Frame, ".uno:" & parts(1) & "TrackedChange", "", 0, Array())
          End If
        Loop
      Loop While found
    End If
  Next
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName" : saved(0).Value = "MS Word 2007 XML"
  edited.storeToURL("file://" & target, saved())
  edited.close(True)
End Sub
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that starts LibreOffice with the macro in a profile of its own."""
    try:
        return office_with(tmp_path_factory.mktemp("profile"), "Settling", CODE)
    except FileNotFoundError:
        pytest.skip("soffice is not installed")


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> MovingProject:
    found = colliding(tmp_path_factory.mktemp("moved"))
    assert found.run("upgrade", "--word", "collisions.docx").code == 0
    return found


def settled(office: list[str], moved: MovingProject, steps: str) -> Path:
    """Return the file after these steps in LibreOffice."""
    source, target = moved.root / "collisions.docx", moved.root / "back.docx"
    macro = f"macro:///Standard.Settling.Settle({source},{target},{steps})"
    subprocess.run([*office, macro], check=True, capture_output=True, timeout=120)
    return target


def test_a_file_that_libreoffice_saved_again_has_all_changes_and_is_open(
    office: list[str], moved: MovingProject
) -> None:
    file = settled(office, moved, "")
    assert {author for _, author, _ in changes(file.read_bytes())} == {LIBRARY, SCHOOL, OTHER}
    said = moved.run("upgrade", "--settle", "back.docx").err
    assert said.count("error[PG837]") == 4
    assert "by Hilltop School and home 2.0" in said or "by home 2.0 and Hilltop School" in said


@pytest.mark.parametrize(
    ("steps", "how"),
    [
        ("All=Accept", "ours"),
        (f"{SCHOOL}=Reject:{OTHER}=Reject:{LIBRARY}=Accept", "theirs"),
        (f"{SCHOOL}=Accept:{OTHER}=Accept:{LIBRARY}=Accept", "ours"),
    ],
)
def test_changes_accepted_and_rejected_in_libreoffice_settle_the_collisions(
    office: list[str], moved: MovingProject, steps: str, how: str
) -> None:
    settled(office, moved, steps)
    ran = moved.run("upgrade", "--settle", "back.docx")
    sides = [f"--settle={clause}={how}" for clause in ("basics.why", "basics.rules", "telling.young")]
    expected = moved.run("upgrade", *sides)
    assert (ran.code, ran.err) == (0, expected.err), ran.err
    assert ran.out == expected.out
