"""The Word files of the specimen schools; their contents lists say page 1 throughout, on which no words depend."""

from __future__ import annotations

from collections.abc import Iterator

from policygen.api.library import Library
from policygen.document.layout import Layout
from policygen.document.walk import ids_of
from policygen.look.look import Look
from policygen.render.docx import write_docx


def specimen_files(library: Library) -> Iterator[tuple[str, str]]:
    """Yield the school and the policy of each specimen's files that carry their Document."""
    for school in sorted(library.schools):
        session = library.open(school)
        kinds = {policy: plan.outline.kind for policy, plan in session.school.plans.items()}
        yield from ((school, policy) for policy, kind in kinds.items() if kind == "policy")


def built_docx(library: Library, school: str, policy: str, look: Look) -> bytes:
    """Return a school's policy as a Word file."""
    document = library.open(school).compile(policy, draft=True).document
    return write_docx(document, Layout(engine="tests", pages=1, page_of=dict.fromkeys(ids_of(document), 1)), look)
