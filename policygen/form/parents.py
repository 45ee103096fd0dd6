"""What the trusts' and councils' files of a project answer for a school, told without what is not public."""

from __future__ import annotations

from pathlib import PurePosixPath

from policygen.check.answers import Answer, Typed
from policygen.check.project import Project
from policygen.check.schools import Settings, load_settings
from policygen.diagnostics.model import Diagnostics
from policygen.resolve.inherit import chain_of

from .model import Parent, Tested


def parents_of(project: Project, diagnostics: Diagnostics) -> tuple[Parent, ...]:
    """Return each file that a school can extend: those in folders of `schools/`, but for a school's own records."""
    names = [name for name in project.world.names("schools") if name.endswith(".yaml") and name.count("/") > 1]
    found = [load_settings(project, name, diagnostics) for name in names]
    return tuple(_parent(project, chain_of(project, file, diagnostics)) for file in found if file is not None)


def _parent(project: Project, chain: tuple[Settings, ...]) -> Parent:
    answers: dict[str, Answer] = {}
    people: set[str] = set()
    for file in reversed(chain):
        for group in ("school", "choices"):
            given = {f"{group}.{key}": answer for key, answer in file.groups[group].items()}
            answers.update({key: answer for key, answer in given.items() if answer.state in ("answered", "none")})
        people |= {f"people.{role}" for role, person in file.people.items() if person.state != "empty"}
    own = chain[0]
    said = next((answers[key] for key in ("school.trust", "school.local_authority") if key in answers), None)
    stem = PurePosixPath(own.file).stem.replace("-", " ").capitalize()
    return Parent(
        file=own.file.removeprefix("schools/"),
        name=str(said.value) if said is not None and said.value is not None else stem,
        specimen=own.model.specimen,
        answered=(*answers, *sorted(people)),
        answers={key: tested(answer.value) for key, answer in answers.items() if _open(project, key)},
    )


def _open(project: Project, key: str) -> bool:
    """Tell whether an answer may stand in the page: one of a closed list, which conditions test, and public."""
    group, _, name = key.partition(".")
    question = project.vocabulary.groups[group][name]
    return question.closed and question.public


def tested(value: Typed | None) -> Tested:
    """Return an answer as conditions test it, in JSON's types."""
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, bool | str | int) or value is None else str(value)
