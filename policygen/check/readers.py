"""Check who may read each answer: an answer cannot be both public and for the board only."""

from __future__ import annotations

from collections.abc import Mapping as MappingType

from policygen.diagnostics.model import Diagnostics
from policygen.model.library import Question, Role


def check_readers(
    groups: MappingType[str, MappingType[str, Question]], people: MappingType[str, Role], diagnostics: Diagnostics
) -> None:
    """Report each entry that contradicts itself about who may read its answer."""
    for questions in groups.values():
        for key, question in questions.items():
            if question.public and question.board_only:
                diagnostics.report("PG361.question", question.label.span, key=key)
    for key, role in people.items():
        if role.public_contact and not role.public:
            diagnostics.report("PG361.person", role.label.span, key=key)
