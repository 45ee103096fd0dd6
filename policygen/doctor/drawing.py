"""Checks of what draws pages: native libraries, the face, and a small PDF made for the purpose."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import TemplateError

from policygen.diagnostics.codes import say
from policygen.doctor.mending import MACOS_PATH, install, look, pip
from policygen.doctor.model import DoctorFinding, Machine
from policygen.doctor.python import numbers
from policygen.look.fonts import FaceMissing
from policygen.look.tokens import TokensError
from policygen.render.engine import EngineMissing
from policygen.render.pdf_weasyprint.native_libraries import LIBRARIES

OLDEST = {"pango": "1.44", "harfbuzz": "4.1"}  # what WeasyPrint asks for


def check_libraries(machine: Machine) -> Iterator[DoctorFinding]:
    topic = say("doctor.topic_drawing")
    versions = {library.name: machine.library(library) for library in LIBRARIES}
    # One command installs all of them.
    mend = _get(machine, *(name for name, version in versions.items() if version is None))
    for library in LIBRARIES:
        version = versions[library.name]
        if version is None:
            found = say("doctor.not_loaded", file=library.file)
            yield DoctorFinding(topic, library.name, "wanting", found, mend)
        elif version and numbers(version) < numbers(OLDEST.get(library.name, "0")):
            found = say("doctor.too_old", version=version, oldest=OLDEST[library.name])
            yield DoctorFinding(topic, library.name, "wanting", found, _get(machine, library.name))
        else:
            yield DoctorFinding(topic, library.name, "fine", version or say("doctor.installed"))


def check_face(machine: Machine) -> Iterator[DoctorFinding]:
    topic, name = say("doctor.topic_drawing"), say("doctor.font")
    try:
        yield DoctorFinding(topic, name, "fine", machine.face())
    except (LookupError, OSError, ValueError) as error:
        yield DoctorFinding(topic, name, "wanting", _said(error), look(machine))


def check_drawing(machine: Machine) -> Iterator[DoctorFinding]:
    """Draw a small PDF twice, and check that both have the same bytes."""
    topic, name = say("doctor.topic_drawing"), say("doctor.small_pdf")
    missing = [library.name for library in LIBRARIES if machine.library(library) is None]
    if missing:
        words = say("doctor.not_tried", count=len(missing), names=missing)
        yield DoctorFinding(topic, name, "wanting", words)
        return
    try:
        first, second = machine.draw(), machine.draw()
    except (FaceMissing, TokensError, TemplateError) as error:
        yield DoctorFinding(topic, name, "wanting", say("doctor.not_drawn", reason=_said(error)), look(machine))
    except (EngineMissing, LookupError) as error:
        yield DoctorFinding(topic, name, "wanting", _said(error), _weasyprint(machine))
    except Exception as error:  # any error at all: the other checks must still run
        words = say("doctor.not_drawn", reason=f"{type(error).__name__}: {_said(error)}")
        yield DoctorFinding(topic, name, "wanting", words, _weasyprint(machine))
    else:
        if first == second:
            yield DoctorFinding(topic, name, "fine", say("doctor.drawn", bytes=f"{len(first):,}"))
        else:
            words = say("doctor.unstable")
            yield DoctorFinding(topic, name, "wanting", words, install(machine, "harfbuzz-subset"))


def _get(machine: Machine, *names: str) -> str:
    """Return how to install libraries. macOS does not search Homebrew's folder unless a variable names it."""
    command = install(machine, *names)
    return f"{command} && {MACOS_PATH}" if machine.system == "macos" else command


def _weasyprint(machine: Machine) -> str:
    return pip(machine, "--force-reinstall", "weasyprint", "pydyf")


def _said(error: Exception) -> str:
    return " ".join(str(error).split())
