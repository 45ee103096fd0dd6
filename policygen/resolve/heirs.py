"""The names that clauses, questions, values and roles had before, and those that have taken their place."""

from __future__ import annotations

from policygen.check.project import Project


def heirs(project: Project, name: str) -> tuple[str, ...]:
    """Return what has taken the place of a former id: one full name, several where it was split, or none.

    `name` is a full name: `library:clause`, `choices.question`, `choices.question=value` or `people.role`. A name that
    something has now has no heirs: nothing has taken its place.
    """
    return () if _is_living(project, name) else project.heirs.get(name, ())


def former_names(project: Project, name: str) -> tuple[str, ...]:
    """Return the full names that something had before, by its full name now; also those that it shares."""
    return tuple(old for old, new in project.heirs.items() if name in new)


def _is_living(project: Project, name: str) -> bool:
    if name in project.clauses:
        return True
    key, _, value = name.partition("=")
    group, _, key = key.partition(".")
    if group == "people":
        return key in project.vocabulary.people
    question = project.vocabulary.groups.get(group, {}).get(key)
    return question is not None and (not value or value in question.values)
