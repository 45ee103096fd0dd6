"""Find out which policies use which answers."""

from __future__ import annotations

from collections.abc import Iterator

from policygen.check.conditions import keys_of
from policygen.check.project import Project
from policygen.model.library import OutlineFile

# Every cover prints the name; the nation decides whether the library's wording can be used at all.
ALWAYS = ("school.name", "school.nation")
# What the approval page and the cover of a policy can print.
OF_A_POLICY = ("approving_body", "meeting_on", "effective_on", "review_on", "review_after", "consulted", "version")


def keys_used(project: Project, outline: OutlineFile) -> frozenset[str]:
    """Return the questions (`group.key`) that a policy's clauses, their conditions, its cover and signatures use."""
    keys = {
        *ALWAYS,
        *project.vocabulary.deciding_terms,
        *(f"people.{role.text}" for role in (*outline.people, *outline.signatories)),
    }
    if outline.kind == "policy":
        keys |= {f"policy.{key}" for key in OF_A_POLICY}
        # The cover does without an answer, so no question is needed because of it.
        school = project.vocabulary.groups["school"]
        keys |= {f"school.{key}" for key, one in school.items() if one.on_cover and one.optional}
    for section in outline.all_sections:
        for name in section.names:
            for full in project.find_clause(name.text):
                keys |= set(_of_clause(project, full))
    waiting = list(keys)
    while waiting:
        more = set(_leading_to(project, waiting.pop())) - keys
        keys |= more
        waiting += more
    return frozenset(keys)


def qualified_condition(project: Project, axis: str) -> str:
    """Return a condition's key with its group; if both groups have it, the school's (`Settled.tested`)."""
    return f"{'school' if axis in project.vocabulary.groups['school'] else 'choices'}.{axis}"


def _of_clause(project: Project, name: str) -> Iterator[str]:
    clause = project.clauses[name]
    yield from (".".join(use.path[:2]) for use in clause.uses)
    if clause.condition is not None:
        yield from (qualified_condition(project, key) for key in keys_of(clause.condition))


def _leading_to(project: Project, key: str) -> Iterator[str]:
    """Yield the questions that decide whether this one is asked, and the role that it falls back on."""
    group, _, name = key.partition(".")
    question = project.vocabulary.groups.get(group, {}).get(name)
    role = project.vocabulary.people.get(name) if group == "people" else None
    conditions = [entry.asked for entry in (question, role) if entry is not None]
    conditions += [title.when for title in (role.titles if role is not None else ())]
    for node in conditions:
        condition = project.reader.read(node) if node is not None else None
        if condition is not None:
            yield from (qualified_condition(project, axis) for axis in keys_of(condition))
    if question is not None and question.falls_back is not None:
        yield question.falls_back.text
    if role is not None and role.falls_back is not None:
        yield f"people.{role.falls_back.text}"
