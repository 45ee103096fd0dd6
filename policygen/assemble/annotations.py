"""What a reviewer needs to know about each clause: its id, what it meets and cites, and its note."""

from __future__ import annotations

from collections.abc import Iterator

from policygen.assemble.wording import Wording
from policygen.check.claims import met_at
from policygen.check.project import Project
from policygen.document.overlays import Annotations
from policygen.model.checked import review_state
from policygen.resolve.settled import Settled
from policygen.resolve.tailoring import Plan, Planned


def annotations_of(project: Project, plan: Plan, settled: Settled, wording: Wording) -> Annotations:
    """Return the note of each clause of a school's policy: the lines are plain text in the policy's language."""
    notes = {planned.name: tuple(_lines(project, planned, settled, wording)) for planned in plan.clauses}
    return Annotations(notes=notes)


def _lines(project: Project, planned: Planned, settled: Settled, wording: Wording) -> Iterator[str]:
    yield wording("annotation.clause", clause=planned.name, kind=planned.kind)
    if planned.clause is None:
        yield wording("annotation.added", because=planned.because)
        return
    entry, library = planned.clause.entry, planned.clause.library
    published = wording("annotation.library", title=library.title.text, version=library.version.text)
    if planned.change == "replaced":
        yield wording("annotation.replaced", library=published, because=planned.because)
    else:
        yield published
    # What a clause meets is said of the library's words, which this school may not have.
    for name in met_at(planned.clause, settled.tested) if planned.change == "as-published" else ():
        found = project.requirements.get(name)
        if found is not None:
            yield wording(
                "annotation.meets",
                requirement=name,
                source=found.source_title,
                locator=found.entry.locator.text,
                summary=found.entry.summary.text,
            )
    for cited in entry.cites:
        reference = project.references.get(cited.text)
        if reference is not None:
            yield wording("annotation.cites", title=reference.title.text)
    if entry.reviewed is not None and planned.change == "as-published" and review_state(entry) == "reviewed":
        reviewed = entry.reviewed
        yield wording("annotation.reviewed", date=wording.date(reviewed.on), by=reviewed.by.text)
    if entry.note is not None:
        yield wording("annotation.note", note=entry.note.text)
