"""What a clause can name: the values of a project and their fields, and the filters and tests."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as MappingType
from dataclasses import dataclass

from jinja2 import nodes

from policygen.model.vocabulary import Question

FILTERS = ("sentence", "all_of", "any_of")
TESTS = ("answered", "vacant")
PERSON_FIELDS = ("name", "title", "post", "email", "telephone")
CONTACT_FIELDS = ("name", "purpose", "telephone", "hours", "web", "email")
REFERENCE_FIELDS = ("title", "short", "publisher", "edition", "web")


@dataclass(frozen=True, slots=True)
class Names:
    """What a clause can name: the keys of each root (school, people …) and the fields of each key.

    `unread` are the ids in files with mistakes, which may include a reference or contact that was not read.
    """

    questions: MappingType[str, MappingType[str, Question]]
    people: Collection[str]
    contacts: Collection[str]
    references: Collection[str]
    unread: Collection[str] = ()

    @property
    def roots(self) -> tuple[str, ...]:
        return (*self.questions, "people", "contacts", "references")

    def keys(self, root: str) -> Collection[str]:
        named = {"people": self.people, "contacts": self.contacts, "references": self.references}
        return named[root] if root in named else self.questions[root]

    def fields(self, root: str) -> tuple[str, ...]:
        return {"people": PERSON_FIELDS, "contacts": CONTACT_FIELDS, "references": REFERENCE_FIELDS}.get(root, ())


def value_path(node: nodes.Node) -> tuple[str, ...] | None:
    """Return the path of a value named in full (`school.name`), or None for any other part of a text."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        inner = value_path(node.node)
        return None if inner is None else (*inner, node.attr)
    return None
