"""The answers that a project's trusts and councils give for a school, without those that are not public."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from policygen.check.answers import PERSON_TYPES
from policygen.check.project import Project
from policygen.check.schools import files_above_schools, load_settings
from policygen.diagnostics.model import Diagnostics
from policygen.model.answers import Answer, Typed
from policygen.model.settings import Settings
from policygen.resolve.inherit import chain_of
from policygen.resolve.locks import locked_by, locks_over
from policygen.web.form.model import Parent, Tested

# How an answer stands that a file below need not give again.
GIVEN = ("answered", "none")


def parents_of(project: Project, diagnostics: Diagnostics) -> tuple[Parent, ...]:
    """Return each file that a school can extend: those in folders of `schools/`, except a school's own records."""
    found = [load_settings(project, name, diagnostics) for name in files_above_schools(project.world)]
    return tuple(parent_of(project, chain_of(project, file, diagnostics)) for file in found if file is not None)


def parent_of(project: Project, chain: tuple[Settings, ...]) -> Parent:
    """Return what a file and those above it, nearest first, answer for whoever extends it."""
    answers: dict[str, Answer] = {}
    for file in reversed(chain):
        for group in ("school", "choices"):
            given = {f"{group}.{key}": answer for key, answer in file.groups[group].items()}
            answers.update({key: answer for key, answer in given.items() if answer.state in GIVEN})
    people = [role for role in project.vocabulary.people if _is_filled(chain, role)]
    parts = [
        f"people.{role}.{part}"
        for role in project.vocabulary.people
        if role not in people
        for part in PERSON_TYPES
        if _has_part(chain, role, part)
    ]
    # The locks as they lie on a file that would stand below this one.
    locks = locks_over(project, (chain[0], *chain))
    own = chain[0]
    said = next((answers[key] for key in ("school.trust", "school.local_authority") if key in answers), None)
    stem = PurePosixPath(own.file).stem.replace("-", " ").capitalize()
    return Parent(
        file=own.file.removeprefix("schools/"),
        name=str(said.value) if said is not None and said.value is not None else stem,
        specimen=own.model.specimen,
        answered=(*answers, *(f"people.{role}" for role in people), *_of_the_cover(chain)),
        answers={key: tested(answer.value) for key, answer in answers.items() if _open(project, key)},
        parts=tuple(parts),
        locked=tuple(part for part in parts if locked_by(locks, part)),
        policies={
            policy: tuple(
                key
                for key in project.vocabulary.groups["policy"]
                if key in _answered_for(chain, policy) or locked_by(locks, f"policies.{policy}.{key}")
            )
            for file in reversed(chain)
            for policy in file.policies
        },
    )


def _of_the_cover(chain: Sequence[Settings]) -> list[str]:
    """Return the questions about the cover that the files answer: a colour, and a logo with what it shows."""
    found = ["appearance.colour"] if any(file.model.colour is not None for file in chain) else []
    if any(file.model.logo is not None for file in chain):
        found += ["appearance.logo", "appearance.alternative"]
    return found


def _is_filled(chain: Sequence[Settings], role: str) -> bool:
    """Return whether the files name the holder of a role or say it is vacant, nearest first as in `resolve.settle`.

    If they give only a title or an address, the name is still asked for.
    """
    states = (file.people[role].state for file in chain if role in file.people)
    return next((state for state in states if state != "empty"), "") in ("vacant", "none") or _has_part(
        chain, role, "name"
    )


def _has_part(chain: Sequence[Settings], role: str, part: str) -> bool:
    found = (file.people[role].fields.get(part) for file in chain if role in file.people)
    return any(answer is not None and answer.state in GIVEN for answer in found)


def _answered_for(chain: Sequence[Settings], policy: str) -> set[str]:
    """Return the keys of the vocabulary's `policy` group that the files answer for one policy."""
    return {a.key for file in chain for a in file.policies.get(policy, {}).values() if a.state in GIVEN}


def _open(project: Project, key: str) -> bool:
    """Return whether the page may contain an answer: from a closed list, tested by conditions, and public."""
    group, _, name = key.partition(".")
    question = project.vocabulary.groups[group][name]
    return question.closed and question.public


def tested(value: Typed | None) -> Tested:
    """Return an answer as conditions test it, in JSON's types."""
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, bool | str | int) or value is None else str(value)
