"""Checks of Python, of policygen itself and of the Python packages that it depends on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policygen import __version__
from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.doctor.mending import again, pip, python
from policygen.doctor.model import DoctorFinding, Machine
from policygen.world.disk import DiskWorld

OLDEST = (3, 11)
# The oldest version may come after the newest: "weasyprint<71,>=70".
NEED = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?[^;]*?>=\s*(?P<oldest>[0-9][0-9.]*)")
_EXTRA = re.compile(r"extra\s*==\s*[\"']([\w-]+)[\"']")


def check_python(machine: Machine) -> Iterator[DoctorFinding]:
    topic = say("doctor.topic_python")
    oldest = ".".join(map(str, OLDEST))
    found = ".".join(map(str, machine.python))
    if machine.python[:2] < OLDEST:
        yield DoctorFinding(
            topic, "Python", "wanting", say("doctor.too_old", version=found, oldest=oldest), python(machine, oldest)
        )
    else:
        yield DoctorFinding(topic, "Python", "fine", f"{found} ({machine.interpreter})")


def check_packages(machine: Machine) -> Iterator[DoctorFinding]:
    """Check each Python package against the oldest version in policygen's metadata; those of extras are optional."""
    topic = say("doctor.topic_python")
    if not machine.requirements:
        words = say("doctor.not_a_package")
        yield DoctorFinding(topic, say("doctor.packages"), "wanting", words, again(machine))
    for requirement in machine.requirements:
        need, extra = NEED.match(requirement), _EXTRA.search(requirement)
        if need is None or (extra and extra[1] != "sign"):
            continue
        name, oldest = need["name"], need["oldest"]
        version = machine.package(name)
        if version is not None and numbers(version) >= numbers(oldest):
            yield DoctorFinding(topic, name, "fine", version)
            continue
        found = (
            say("doctor.not_installed") if version is None else say("doctor.too_old", version=version, oldest=oldest)
        )
        command = pip(machine, f"{name}>={oldest}")
        if extra:
            yield DoctorFinding(topic, name, "advice", say("doctor.for_sign", found=found), command)
        else:
            yield DoctorFinding(topic, name, "wanting", found, command)


def check_library(machine: Machine) -> Iterator[DoctorFinding]:
    """Check that the clauses and the look that come with policygen are present, and report its version."""
    topic, name = say("doctor.topic_python"), say("doctor.own_clauses")
    packaged = machine.world.packaged
    yield DoctorFinding(topic, "policygen", "fine", f"{__version__} ({packaged})")
    compiler, _ = Compiler.load(DiskWorld(packaged, packaged, machine.environment))
    count = len(compiler.project.clauses) if compiler else 0
    if compiler is None or not count:
        yield DoctorFinding(topic, name, "wanting", say("doctor.no_clauses"), again(machine))
    elif compiler.diagnostics.errors:
        words = say("doctor.clause_mistakes", clauses=count, mistakes=compiler.diagnostics.errors)
        yield DoctorFinding(topic, name, "wanting", words, "policygen check")
    else:
        outlines = len(compiler.project.outlines)
        yield DoctorFinding(topic, name, "fine", say("doctor.clauses", clauses=count, policies=outlines))
    if not (packaged / "templates" / "tokens.yaml").is_file():
        yield DoctorFinding(topic, say("doctor.own_look"), "wanting", say("doctor.missing"), again(machine))


def numbers(version: str) -> tuple[int, ...]:
    """Return the release numbers of a version ("3.1.6", "70.0rc1"), without the zeros at the end (PEP 440)."""
    match = re.match(r"[0-9]+(\.[0-9]+)*", version)
    found = [int(part) for part in match[0].split(".")] if match else []
    while found and found[-1] == 0:
        found.pop()
    return tuple(found)
