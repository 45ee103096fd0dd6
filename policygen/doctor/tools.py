"""Checks of optional programs, and of the characters that the terminal can show."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from policygen.diagnostics.codes import say
from policygen.doctor.mending import install
from policygen.doctor.model import DoctorFinding, Machine

# A program's name, the commands that start it, its package, and the sentence that says what it is for.
_TOOLS = (
    ("git", ("git",), "git", "doctor.for_history"),
    ("LibreOffice", ("soffice", "libreoffice"), "libreoffice", "doctor.for_tests"),
    ("Chromium", ("chromium", "chromium-browser", "google-chrome", "chrome"), "chromium", "doctor.for_tests"),
)


def check_tools(machine: Machine) -> Iterator[DoctorFinding]:
    topic = say("doctor.topic_tools")
    for name, programs, package, key in _TOOLS:
        purpose = say(key)
        found = next((path for path in map(machine.program, programs) if path), "")
        if found:
            yield DoctorFinding(topic, name, "fine", f"{found} ({purpose})")
        else:
            yield DoctorFinding(
                topic, name, "advice", say("doctor.not_found", purpose=purpose), install(machine, package)
            )


def check_terminal(machine: Machine) -> Iterator[DoctorFinding]:
    topic, name = say("doctor.topic_tools"), say("doctor.terminal")
    try:
        plain = codecs.lookup(machine.encoding).name
    except LookupError:
        plain = ""
    if plain == "utf-8":
        yield DoctorFinding(topic, name, "fine", say("doctor.utf8"))
        return
    words = say("doctor.encoding", encoding=machine.encoding or say("doctor.unknown"))
    mend = "set PYTHONUTF8=1" if machine.system == "windows" else "export PYTHONUTF8=1"
    yield DoctorFinding(topic, name, "advice", words, mend)
