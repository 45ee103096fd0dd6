"""Checks of what policygen does without: programs beside it, and what the terminal can show."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from policygen.diagnostics.codes import say
from policygen.doctor.mending import install
from policygen.doctor.model import DoctorFinding, Machine

TOPIC = "Beside it"
_TOOLS = (
    ("git", ("git",), "git", "for `policygen impact` and for the project's history"),
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
            yield DoctorFinding(
                TOPIC, name, "advice", say("doctor.not_found", purpose=purpose), install(machine, package)
            )


def check_terminal(machine: Machine) -> Iterator[DoctorFinding]:
    try:
        plain = codecs.lookup(machine.encoding).name
    except LookupError:
        plain = ""
    if plain == "utf-8":
        yield DoctorFinding(TOPIC, "terminal", "fine", say("doctor.utf8"))
        return
    words = say("doctor.encoding", encoding=machine.encoding or say("doctor.unknown"))
    mend = "set PYTHONUTF8=1" if machine.system == "windows" else "export PYTHONUTF8=1"
    yield DoctorFinding(TOPIC, "terminal", "advice", words, mend)
