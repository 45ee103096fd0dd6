"""Every text that a policy may print or a school is asked, and who owns it: all of it is searched for dead names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass

from policygen.check.project import Project, clause_texts
from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Span
from policygen.model.registers import ContactEntry, ReferenceEntry
from policygen.model.vocabulary import Question, Role
from policygen.model.written import Written
from policygen.report.usage import Touched
from policygen.source.nodes import Scalar, Source
from policygen.source.positions import place

NOBODY = Touched()


@dataclass(frozen=True, slots=True)
class PrintedText:
    """A text with its file. `group` and `owner` say what it belongs to (`clauses` and an id …), `where` names it."""

    written: Written
    source: Source | None
    group: str
    owner: str
    where: str
    touched: Touched = NOBODY
    allow: Collection[str] = ()

    def place(self, offset: int, length: int) -> Span:
        return place(self.source, self.written.scalar, offset, length) if self.source else self.written.span


def library_texts(project: Project) -> Iterator[PrintedText]:
    """Yield the texts of the library."""
    yield from _clauses(project)
    yield from _registers(project)
    yield from _outlines(project)
    yield from _vocabulary(project)


def school_texts(school: School) -> Iterator[PrintedText]:
    """Yield the texts that a school and the files above it wrote themselves."""
    for policy, plan in school.plans.items():
        touched = Touched((policy,), (school.id,))
        for planned in plan.clauses:
            if planned.change != "as-published":
                for written in (planned.title, planned.text):
                    where = say("freshness.in_own_wording", school=school.id, clause=planned.name)
                    yield PrintedText(written, planned.source, "school", planned.name, where, touched)
    touched = Touched(tuple(school.plans), (school.id,))
    for settings in school.settled.chain:
        for group in ("school", "choices"):
            for key, answer in settings.groups[group].items():
                for text in answer.value if isinstance(answer.value, tuple) else (answer.value,):
                    if isinstance(text, str):
                        written = Written(text, Scalar(text, answer.span))
                        yield PrintedText(
                            written, None, "school", key, say("freshness.in_answer", name=f"{group}.{key}"), touched
                        )


def _clauses(project: Project) -> Iterator[PrintedText]:
    for name, clause in project.clauses.items():
        for written in clause_texts(clause.entry):
            yield PrintedText(
                written, clause.source, "clauses", name, say("freshness.in_clause", name=name), allow=clause.entry.allow
            )


def _registers(project: Project) -> Iterator[PrintedText]:
    entries: tuple[tuple[str, MappingType[str, ContactEntry] | MappingType[str, ReferenceEntry]], ...] = (
        ("contacts", project.contacts),
        ("references", project.references),
    )
    for group, named in entries:
        for name, entry in named.items():
            texts = (
                (entry.name, entry.purpose, entry.web, entry.email)
                if isinstance(entry, ContactEntry)
                else (entry.title, entry.short, entry.publisher)
            )
            for written in texts:
                if written is not None:
                    source = project.sources.get(written.span.file)
                    yield PrintedText(written, source, group, name, say(f"freshness.in_{group[:-1]}", name=name))


def _outlines(project: Project) -> Iterator[PrintedText]:
    for policy, outline in project.outlines.items():
        titles = (section.title for section in outline.all_sections)
        for written in (outline.title, outline.subject, *outline.keywords, *titles):
            source = project.sources.get(written.span.file)
            yield PrintedText(
                written, source, "policies", policy, say("freshness.in_policy", name=policy), Touched((policy,))
            )


def _vocabulary(project: Project) -> Iterator[PrintedText]:
    vocabulary = project.vocabulary
    groups: dict[str, MappingType[str, Question | Role]] = {**vocabulary.groups, "people": vocabulary.people}
    for group, questions in groups.items():
        for key, asked in questions.items():
            values = asked.values.values() if isinstance(asked, Question) else ()
            for written in (asked.label, asked.question, asked.help, *values):
                source = project.sources.get(written.span.file)
                yield PrintedText(
                    written, source, "vocabulary", key, say("freshness.in_question", name=f"{group}.{key}")
                )
