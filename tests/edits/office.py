"""LibreOffice makes edits itself, through its own interface (UNO, from Basic): one process for many of them."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tests.support.office_macro import office_with

from .expected import Edit, Expected
from .steps import Place, Step

AUTHOR = "Jo Bell"
WORD = "MS Word 2007 XML"
_NAME = (
    '<item oor:path="/org.openoffice.UserProfile/Data">'
    '<prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
)
_SECONDS = 10  # for one edit, on a busy machine


class NotMade(RuntimeError):
    """LibreOffice did not make an edit; the message says which and why."""


def office_command(profile: Path) -> list[str]:
    """Return the command that starts LibreOffice with the macro, in a profile of its own. Raises FileNotFoundError."""
    command = office_with(profile, "Edits", Path(__file__).with_name("office.bas").read_text())
    settings = profile / "user/registrymodifications.xcu"
    first, last = AUTHOR.split()
    names = _NAME.format("givenname", first) + _NAME.format("sn", last)
    settings.write_text(settings.read_text().replace("</oor:items>", f"{names}</oor:items>"))
    return command


def made_in_office(command: list[str], folder: Path, edits: Mapping[str, tuple[bytes, Edit]]) -> dict[str, Edit]:
    """Return the same edits as LibreOffice makes them; each is given with the file before it, by a name.

    Raises NotMade.
    """
    lines = []
    for name, (built, edit) in edits.items():
        (folder / f"{name}-built.docx").write_bytes(built)
        lines.append("\t".join(_fields(edit.step, str(folder / f"{name}-built.docx"), str(folder / f"{name}.docx"))))
    jobs = folder / "jobs.txt"
    jobs.write_text("\n".join(lines) + "\n", encoding="utf-8")
    macro = f"macro:///Standard.Edits.MakeAll({jobs})"
    _run([*command, macro], 60 + _SECONDS * len(edits))
    return {name: _made(folder / f"{name}.docx", edit) for name, (_, edit) in edits.items()}


def _run(command: list[str], seconds: int) -> None:
    """Run LibreOffice, which starts a process of its own, and end both if they take too long."""
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as office:
        try:
            office.wait(seconds)
        except subprocess.TimeoutExpired as error:
            os.killpg(office.pid, signal.SIGKILL)
            raise NotMade(f"LibreOffice took more than {seconds} s") from error


def _made(path: Path, edit: Edit) -> Edit:
    fault = path.with_name(f"{path.name}.fault")
    if fault.exists() or not path.exists():
        why = fault.read_text().strip() if fault.exists() else "the file is missing"
        raise NotMade(f"{path.name}: {edit.kind}: {why}: {edit.step}")
    return replace(edit, data=path.read_bytes(), expected=_by_office(edit.expected))


def _by_office(expected: Expected) -> Expected:
    """Return what is expected if LibreOffice says who made it and when."""
    return replace(expected, author=AUTHOR, date="") if expected.author else expected


def _fields(step: Step, source: str, target: str) -> list[str]:
    tracked = "tracked" if step.tracked else ""
    text = "\x1f".join(step.cells) or step.text
    return [
        source, target, step.action, tracked, *_place(step.place), str(step.start), str(step.end), text,
        *_place(step.to or Place("")), AUTHOR,
    ]  # fmt: skip


def _place(place: Place) -> list[str]:
    return [place.mark, str(place.row), str(place.column), str(place.number)]
