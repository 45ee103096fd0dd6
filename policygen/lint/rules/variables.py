"""Rules on the vocabulary and the registers: names that are not there, and entries that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policygen.check.conditions import keys_of
from policygen.check.files import home_of
from policygen.diagnostics.model import Severity
from policygen.lint.model import Found, LintedLibrary, rule
from policygen.model.vocabulary import Question, Role

# Printed on every cover, or decides whether anything is printed at all (compile.py).
_FRAME = {"school.name", "school.nation"}


@rule("undefined-variable", "PG617")
def undefined_variable(library: LintedLibrary) -> Iterator[Found]:
    """A value in a text, or a question in a condition, that the vocabulary does not have."""
    for found in library.diagnostics:
        if found.code in ("PG245", "PG233"):
            yield Found(found.message, found.span, found.hint)


@rule("unused-variable", "PG618")
def unused_variable(library: LintedLibrary) -> Iterator[Found]:
    """A question that governors would answer for no reason, or a contact or reference that no clause uses."""
    project = library.project
    if any(one.severity is Severity.ERROR and one.span and home_of(one.span.file) for one in library.diagnostics):
        return  # What the library uses in a file with mistakes is not known.
    used = {*_FRAME, *project.vocabulary.deciding_terms}
    used |= {f"school.{key}" for key, one in project.vocabulary.groups["school"].items() if one.on_cover}
    used |= {".".join(use.path[:2]) for clause in project.clauses.values() for use in clause.uses}
    tested = {key for clause in project.clauses.values() if clause.condition for key in keys_of(clause.condition)}
    asked = [q.asked for group in project.vocabulary.groups.values() for q in group.values() if q.asked is not None]
    for condition in (project.reader.read(node) for node in asked):
        tested |= keys_of(condition) if condition else frozenset()
    used |= {f"{group}.{key}" for key in tested for group in ("school", "choices")}
    for outline in project.outlines.values():
        used |= {f"people.{role.text}" for role in (*outline.people, *outline.signatories)}
    used |= {f"people.{role.falls_back.text}" for role in project.vocabulary.people.values() if role.falls_back}
    used |= {f"references.{cited.text}" for clause in project.clauses.values() for cited in clause.entry.cites}
    # An earlier edition stays for those who still name it, and the newer one is what they are told to name.
    for reference in project.references.values():
        if reference.superseded_by is not None:
            used |= {f"references.{reference.superseded_by.text}", f"references.{reference.id.text}"}
    for requirement in project.requirements.values():
        named_by = (requirement.entry.reference, requirement.source.reference)
        used |= {f"references.{one.text}" for one in named_by if one is not None}
    groups: dict[str, Mapping[str, Question | Role]] = {
        **project.vocabulary.groups,
        "people": project.vocabulary.people,
    }
    for group, entries in groups.items():
        for key, entry in entries.items():
            # The cover prints the answers that each policy asks for.
            if group != "policy" and f"{group}.{key}" not in used:
                yield Found.of("PG618.answer", entry.label.span, name=f"{group}.{key}")
    for group, named in (("contacts", project.contacts), ("references", project.references)):
        for key, item in named.items():
            if f"{group}.{key}" not in used:
                yield Found.of("PG618.entry", item.id.span, name=f"{group}.{key}")
