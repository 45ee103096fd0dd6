"""Check that the entries of a vocabulary do not contradict themselves: who may read an answer, and what it can be."""

from __future__ import annotations

from collections.abc import Mapping as MappingType

from policygen.diagnostics.model import Diagnostics
from policygen.model.library import Question, Role


def check_readers(
    groups: MappingType[str, MappingType[str, Question]], people: MappingType[str, Role], diagnostics: Diagnostics
) -> None:
    """Report each entry that contradicts itself about who may read its answer, or about what its answer can be."""
    for questions in groups.values():
        for key, question in questions.items():
            if question.public and question.board_only:
                diagnostics.report("PG361.question", question.label.span, key=key)
            if question.values and question.type not in ("one_of", "many_of"):
                diagnostics.report("PG362.needless", question.label.span, key=key, type=question.type)
            if not question.values and not diagnostics.errors and question.type in ("one_of", "many_of"):
                diagnostics.report("PG362.absent", question.label.span, key=key, type=question.type)
    for key, role in people.items():
        if role.public_contact and not role.public:
            diagnostics.report("PG361.person", role.label.span, key=key)
