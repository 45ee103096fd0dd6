"""A new school in an empty project over the library that comes with policygen, answered by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from policygen.ask.interview import PERSON, InterviewQuestion
from policygen.ask.settings_file import NewSchool
from policygen.ask.starting import start_school, usual_policies
from policygen.ask.unfinished import Unfinished
from policygen.ask.yaml_text import GivenAnswer, with_answer
from policygen.check.project import Project
from policygen.check.schools import school_files
from policygen.compile.compiler import Compiler
from policygen.world.disk import DiskWorld
from policygen.world.writing import write_whole

FILE = "schools/quayside.yaml"
# What is said to a question of a type, where a test says nothing else.
USUAL: Mapping[str, str | tuple[str, ...]] = {
    "text": "words in a sentence",
    "lines": "Quay Lane\nHarnsey",
    "telephone": "01234 567890",
}


def compiler_in(folder: Path) -> Compiler:
    """The library over the schools in a folder; it is the packaged one, which never changes, and is read once."""
    world, library = DiskWorld(folder, environment={}), _library()
    return replace(library, project=replace(library.project, world=world), files=school_files(world))


@cache
def _library() -> Compiler:
    with TemporaryDirectory() as folder:
        compiler, diagnostics = Compiler.load(DiskWorld(Path(folder), environment={}))
    assert compiler is not None
    assert not diagnostics.errors
    return compiler


def start(project: Project, **more: str) -> None:
    names = usual_policies(project)
    start_school(project, NewSchool(file=FILE, name="Quayside School", policies=names, nation="england", **more))


def answer(project: Project, item: InterviewQuestion, given: GivenAnswer) -> None:
    world = project.world
    text = with_answer(world.read(FILE).decode(), (item.group, item.name), given, item.type)
    write_whole(world.path(FILE), text.encode())


def now(project: Project) -> Unfinished:
    found = Unfinished.load(project, FILE)
    assert found is not None
    return found


def usual(item: InterviewQuestion, wanted: Mapping[str, str]) -> GivenAnswer:
    """An answer that fits the question: the wanted one, else the first choice, a name, or some words."""
    if item.name in wanted:
        said = wanted[item.name]
        value: str | bool | tuple[str, ...] = said == "yes" if item.type == "yes_no" else said
        return GivenAnswer(tuple(said.split()) if item.type == "many_of" else value)
    if item.type == PERSON:
        return GivenAnswer({"name": f"Sam {item.name.replace('_', ' ').title()}"})
    if item.type == "yes_no":
        return GivenAnswer(value=False)
    if item.closed:
        first = next(iter(item.values))
        return GivenAnswer((first,) if item.type == "many_of" else first)
    return GivenAnswer(USUAL[item.type])


def answer_all(project: Project, wanted: Mapping[str, str]) -> list[InterviewQuestion]:
    """Answer what is asked first, one question after the other; return the questions that were asked."""
    asked: list[InterviewQuestion] = []
    while left := [item for item in now(project).unasked() if item not in asked]:
        asked.append(left[0])
        answer(project, left[0], usual(left[0], wanted))
    return asked


def errors(folder: Path) -> list[str]:
    """What keeps the school's policies from being made for approval."""
    compiler = compiler_in(folder)
    found = compiler.school("quayside")
    if found is None or found.diagnostics.errors:
        return [d.message for d in found.diagnostics] if found else ["the settings cannot be used"]
    compiled = [compiler.compile(found, policy) for policy in found.plans]
    return [d.message for one in compiled for d in one.diagnostics if d.severity == "error"]
