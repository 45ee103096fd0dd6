"""Checks of the project: folders that can be written to, and the schemas that editors read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Severity
from policygen.doctor.model import DoctorFinding, Machine, Status
from policygen.world.protocol import LOCK

# Findings on what is installed, which no file of the project can mend.
_ON_PACKAGES = ("PG282", "PG283", "PG284")


def check_folders(machine: Machine) -> Iterator[DoctorFinding]:
    root = machine.world.root
    folders = {
        "project_folder": root,
        "build_folder": root / "build" if (root / "build").is_dir() else root,
        "temporary_folder": machine.temporary,
    }
    topic = say("doctor.topic_project")
    for key, folder in folders.items():
        name = say(f"doctor.{key}")
        try:
            machine.write(folder)
        except OSError as error:
            found = say("doctor.not_writable", folder=str(folder), reason=error.strerror or str(error))
            yield DoctorFinding(topic, name, "wanting", found, _allow(machine, key, folder))
        else:
            yield DoctorFinding(topic, name, "fine", str(folder))


def check_schools(machine: Machine) -> Iterator[DoctorFinding]:
    from policygen.check.schools import school_files

    topic, name = say("doctor.topic_project"), say("doctor.schools")
    count = len(school_files(machine.world))
    if count:
        yield DoctorFinding(topic, name, "fine", f"{count}")
    else:
        yield DoctorFinding(topic, name, "advice", say("doctor.no_schools"), say("doctor.start_project"))


def check_pinned(machine: Machine) -> Iterator[DoctorFinding]:
    """Say which packaged and installed libraries the project uses, and whether policygen.lock has them."""
    from policygen.check.locking import pins_of, read_lock

    topic = say("doctor.topic_project")
    compiler, found = Compiler.load(machine.world)
    if compiler is None:
        return
    lock = read_lock(machine.world, Diagnostics())
    pinned = lock.pins if lock is not None else {}
    packages = {one.id: one.package for one in machine.world.installed}
    pins = pins_of(compiler.project)
    for key, pin in pins.items():
        package = packages.get(key, "")
        code = "doctor.library_package" if package else "doctor.library_version"
        words = say(code, version=pin.version, package=package)
        if key in pinned and pinned[key].version == pin.version:
            words = say("doctor.library_pinned", found=words)
        yield DoctorFinding(topic, say("doctor.library", id=key), "fine", words)
    if pins and not machine.world.exists(LOCK):
        yield DoctorFinding(topic, LOCK, "advice", say("doctor.no_lock"), say("doctor.pin"))
    for one in found:
        if one.code in _ON_PACKAGES:
            status: Status = "wanting" if one.severity is Severity.ERROR else "advice"
            yield DoctorFinding(topic, say("doctor.libraries"), status, one.message, one.hint)


def check_schemas(machine: Machine) -> Iterator[DoctorFinding]:
    """Check that the schemas in `.schema/`, which editors use, match this policygen and this library."""
    from policygen.schema import files_of

    topic, name = say("doctor.topic_project"), say("doctor.schemas")
    if not any((machine.world.root / folder).is_dir() for folder in ("schools", "clauses")):
        return
    compiler, _ = Compiler.load(machine.world)
    if compiler is None:
        yield DoctorFinding(topic, name, "advice", say("doctor.schemas_not_checked"), "policygen check")
        return
    files = files_of(compiler.project)
    paths = {each: machine.world.root / each for each in files}
    absent = [each for each, path in paths.items() if not path.is_file()]
    old = [each for each in files if each not in absent and paths[each].read_bytes() != files[each]]
    if old:
        words = say("doctor.out_of_date", files=", ".join(old))
        yield DoctorFinding(topic, name, "advice", words, "policygen schema --write")
    elif absent:
        yield DoctorFinding(
            topic, name, "advice", say("doctor.absent", files=", ".join(absent)), "policygen schema --write"
        )
    else:
        yield DoctorFinding(topic, name, "fine", say("doctor.up_to_date", count=len(files)))


def _allow(machine: Machine, key: str, folder: Path) -> str:
    if key == "temporary_folder":
        return say("doctor.set_tmpdir")
    if machine.system == "windows":
        return say("doctor.move_project")
    return f'sudo chown -R "$(id -un)" "{folder}"'
