"""A copy for the web says nothing of where the values in it were set, whatever part of a Document they are in."""

from __future__ import annotations

import pytest

from policygen.assemble.redaction import published
from policygen.document.model import Document, Origin, Text, Value
from policygen.document.transform import mapped
from tests.support.documents import everything
from tests.support.random_documents import random_document

ORIGIN = Origin(key="school.name", file="schools/secret.yaml", line=7)


def of_values(document: Document) -> Document:
    """Return the document with a value in place of all words that can be one."""

    def valued(node: object) -> object:
        return Value(text=node.text, origin=ORIGIN) if isinstance(node, Text) else node

    made: Document = mapped(document, valued)
    return made


def origins_in(document: Document) -> list[Origin]:
    found: list[Origin] = []

    def look(node: object) -> object:
        if isinstance(node, Origin):
            found.append(node)
        return node

    mapped(document, look)
    return found


@pytest.mark.parametrize("seed", [None, *range(4)])
def test_no_part_of_a_copy_for_the_web_says_where_a_value_was_set(seed: int | None) -> None:
    document = of_values(everything() if seed is None else random_document(seed))
    assert any(origin.file for origin in origins_in(document))
    made = published(document)
    assert {(origin.file, origin.line) for origin in origins_in(made)} == {("", 0)}
    assert {origin.key for origin in origins_in(made)} == {origin.key for origin in origins_in(document)}
