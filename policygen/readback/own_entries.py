"""The entries by which a school's own file leaves out, rewords or adds clauses, and what such an entry has to heed."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import assert_never

from policygen.check.project import Project
from policygen.compile.school import School
from policygen.model.settings import Add, AddSection, Omit, Replace, Take
from policygen.readback.tokens import word_keys
from policygen.resolve.tailoring import Planned, full_name

_LONGEST_LINE = 90
_BINDING, _LAW = ("duty", "prohibition"), ("law", "statutory-guidance")
_WORDS_OF_ID = 4


def law_asking_for(project: Project, planned: Planned) -> str:
    """Return the short title of the law that a clause cites for what it binds people to, or ""."""
    if planned.clause is None or planned.kind not in _BINDING:
        return ""
    known = project.references
    cited = (known[one.text] for one in planned.clause.entry.cites if one.text in known)
    return next((one.short.text for one in cited if one.kind in _LAW), "")


def entries_of_own(project: Project, school: School) -> MappingProxyType[str, tuple[int, Omit | Replace | Take | Add]]:
    """Return the entries of the school's own file for clauses: the clause's full name → the entry and its number."""
    settings, *above = school.settled.chain
    found: dict[str, tuple[int, Omit | Replace | Take | Add]] = {}
    for n, entry in enumerate(settings.model.tailoring):
        match entry:
            case Add():
                found[f"{settings.id}:{entry.id.text}"] = n, entry
            case Omit():
                found[full_name(project, entry.omit, above)] = n, entry
            case Replace():
                found[full_name(project, entry.replace, above)] = n, entry
            case Take():
                found[full_name(project, entry.clause, ())] = n, entry
            case AddSection():
                pass
            case _:
                assert_never(entry)
    return MappingProxyType(found)


def new_clause_id(title: str, names: Sequence[str]) -> str:
    """Return an id for a clause of a school, made of its title; `names` are those that are taken."""
    words = [word for word in word_keys(title.lower()) if word.isascii() and word.isalnum()][:_WORDS_OF_ID]
    stem = f"school.{'-'.join(words) or 'clause'}"
    taken = {name.rpartition(":")[2] for name in names}
    found, number = stem, 1
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    return found


def text_for_file(text: str) -> str:
    """Return a text as a settings file has it best: in a block if it is long or has quotation marks."""
    text = text.strip("\n")
    return f"{text}\n" if len(text) > _LONGEST_LINE or any(sign in text for sign in '\n"') else text
