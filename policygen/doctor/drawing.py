"""Checks of what draws pages: native libraries, the face, and a small PDF made for the purpose."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import TemplateError

from policygen.doctor.mending import MACOS_PATH, install, look, pip
from policygen.doctor.model import DoctorFinding, Machine
from policygen.doctor.python import numbers
from policygen.look.fonts import FaceMissing
from policygen.look.tokens import TokensError
from policygen.render.engine import EngineMissing
from policygen.render.pdf_weasyprint.native_libraries import LIBRARIES

TOPIC = "Drawing pages"
OLDEST = {"pango": "1.44", "harfbuzz": "4.1"}  # what WeasyPrint asks for


def check_libraries(machine: Machine) -> Iterator[DoctorFinding]:
    versions = {library.name: machine.library(library) for library in LIBRARIES}
    # One command for all: nobody wants to run three.
    mend = _get(machine, *(name for name, version in versions.items() if version is None))
    for library in LIBRARIES:
        version = versions[library.name]
        if version is None:
            found = f"{library.file} cannot be loaded"
            yield DoctorFinding(TOPIC, library.name, "wanting", found, mend)
        elif version and numbers(version) < numbers(OLDEST.get(library.name, "0")):
            found = f"{version}; {OLDEST[library.name]} or later is needed"
            yield DoctorFinding(TOPIC, library.name, "wanting", found, _get(machine, library.name))
        else:
            yield DoctorFinding(TOPIC, library.name, "fine", version or "there")


def check_face(machine: Machine) -> Iterator[DoctorFinding]:
    try:
        yield DoctorFinding(TOPIC, "face", "fine", machine.face())
    except (LookupError, OSError, ValueError) as error:
        yield DoctorFinding(TOPIC, "face", "wanting", _said(error), look(machine))


def check_drawing(machine: Machine) -> Iterator[DoctorFinding]:
    """Whether a small PDF can be made, and whether it is the same twice."""
    name = "a small PDF"
    missing = [library.name for library in LIBRARIES if machine.library(library) is None]
    if missing:
        words = f"not tried: {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing, above"
        yield DoctorFinding(TOPIC, name, "wanting", words)
        return
    try:
        first, second = machine.draw(), machine.draw()
    except (FaceMissing, TokensError, TemplateError) as error:
        yield DoctorFinding(TOPIC, name, "wanting", f"could not be made: {_said(error)}", look(machine))
    except (EngineMissing, LookupError) as error:
        yield DoctorFinding(TOPIC, name, "wanting", _said(error), _weasyprint(machine))
    except Exception as error:  # whatever it is, the doctor has to go on
        words = f"could not be made: {type(error).__name__}: {_said(error)}"
        yield DoctorFinding(TOPIC, name, "wanting", words, _weasyprint(machine))
    else:
        if first == second:
            yield DoctorFinding(TOPIC, name, "fine", f"made, {len(first):,} bytes, the same twice")
        else:
            words = "made, but its bytes differ from run to run"
            yield DoctorFinding(TOPIC, name, "wanting", words, install(machine, "harfbuzz-subset"))


def _get(machine: Machine, *names: str) -> str:
    """How to get libraries. Homebrew's lie outside macOS's search path, so it may be there and yet not be found."""
    command = install(machine, *names)
    return f"{command} && {MACOS_PATH}" if machine.system == "macos" else command


def _weasyprint(machine: Machine) -> str:
    return pip(machine, "--force-reinstall", "weasyprint", "pydyf")


def _said(error: Exception) -> str:
    return " ".join(str(error).split())
