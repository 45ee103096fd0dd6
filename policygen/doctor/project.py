"""Checks of the project: folders that can be written to, and the schemas that editors read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.doctor.model import DoctorFinding, Machine

TOPIC = "This project"


def check_folders(machine: Machine) -> Iterator[DoctorFinding]:
    root = machine.world.root
    folders = {
        "project folder": root,
        "build folder": root / "build" if (root / "build").is_dir() else root,
        "temporary folder": machine.temporary,
    }
    for name, folder in folders.items():
        try:
            machine.write(folder)
        except OSError as error:
            found = say("doctor.not_writable", folder=str(folder), reason=error.strerror or str(error))
            yield DoctorFinding(TOPIC, name, "wanting", found, _allow(machine, name, folder))
        else:
            yield DoctorFinding(TOPIC, name, "fine", str(folder))


def check_schools(machine: Machine) -> Iterator[DoctorFinding]:
    from policygen.check.schools import school_files

    count = len(school_files(machine.world))
    if count:
        yield DoctorFinding(TOPIC, "schools", "fine", f"{count}")
    else:
        words = say("doctor.no_schools")
        yield DoctorFinding(TOPIC, "schools", "advice", words, "policygen init, or policygen init --sample")


def check_schemas(machine: Machine) -> Iterator[DoctorFinding]:
    """Whether the schemas in `.schema/` are those of this policygen and this library; editors help by them."""
    from policygen.schema import files_of

    name = "schemas for editors"
    if not any((machine.world.root / folder).is_dir() for folder in ("schools", "clauses")):
        return
    compiler, _ = Compiler.load(machine.world)
    if compiler is None:
        yield DoctorFinding(TOPIC, name, "advice", "cannot be told: the clause library has mistakes", "policygen check")
        return
    files = files_of(compiler.project)
    paths = {each: machine.world.root / each for each in files}
    absent = [each for each, path in paths.items() if not path.is_file()]
    old = [each for each in files if each not in absent and paths[each].read_bytes() != files[each]]
    if old:
        words = say("doctor.out_of_date", files=", ".join(old))
        yield DoctorFinding(TOPIC, name, "advice", words, "policygen schema --write")
    elif absent:
        yield DoctorFinding(
            TOPIC, name, "advice", say("doctor.absent", files=", ".join(absent)), "policygen schema --write"
        )
    else:
        yield DoctorFinding(TOPIC, name, "fine", say("doctor.up_to_date", count=len(files)))


def _allow(machine: Machine, name: str, folder: Path) -> str:
    if name == "temporary folder":
        return "set the environment variable TMPDIR to a folder that you may write to"
    if machine.system == "windows":
        return "move the project into a folder of your own, such as Documents"
    return f'sudo chown -R "$(id -un)" "{folder}"'
