"""Checks of what policygen does without: programs beside it, and what the terminal can show."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from policygen.doctor.mending import install
from policygen.doctor.model import DoctorFinding, Machine

TOPIC = "Beside it"
_TOOLS = (
    ("git", ("git",), "git", "for `policygen impact` and for keeping the project's past"),
    ("LibreOffice", ("soffice", "libreoffice"), "libreoffice", "only to test policygen itself"),
    (
        "Chromium",
        ("chromium", "chromium-browser", "google-chrome", "chrome"),
        "chromium",
        "only to test policygen itself",
    ),
)


def check_tools(machine: Machine) -> Iterator[DoctorFinding]:
    for name, programs, package, purpose in _TOOLS:
        found = next((path for path in map(machine.program, programs) if path), "")
        if found:
            yield DoctorFinding(TOPIC, name, "fine", f"{found} ({purpose})")
        else:
            yield DoctorFinding(TOPIC, name, "advice", f"not found; {purpose}", install(machine, package))


def check_terminal(machine: Machine) -> Iterator[DoctorFinding]:
    try:
        plain = codecs.lookup(machine.encoding).name
    except LookupError:
        plain = ""
    if plain == "utf-8":
        yield DoctorFinding(TOPIC, "terminal", "fine", "shows every character (UTF-8)")
        return
    words = f"its encoding is {machine.encoding or 'not known'}, which has not every character that names need"
    mend = "set PYTHONUTF8=1" if machine.system == "windows" else "export PYTHONUTF8=1"
    yield DoctorFinding(TOPIC, "terminal", "advice", words, mend)
