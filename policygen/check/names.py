"""What a clause can name: the values of a project and their fields, and the filters and tests."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field

from jinja2 import nodes

from policygen.model.checked import OwnNames
from policygen.model.vocabulary import Question

FILTERS = ("sentence", "all_of", "any_of")
TESTS = ("answered", "vacant")
PERSON_FIELDS = ("name", "title", "post", "email", "telephone")
CONTACT_FIELDS = ("name", "purpose", "telephone", "hours", "web", "email")
# The roots whose keys a vocabulary defines, and a library's own vocabulary too.
_VOCABULARY = frozenset(("school", "people", "choices"))
REFERENCE_FIELDS = ("title", "short", "publisher", "edition", "web")


@dataclass(frozen=True, slots=True)
class Names:
    """What a clause can name: the keys of each root (school, people …) and the fields of each key.

    `unread` are the ids in files with mistakes, which may include a reference or contact that was not read. `own` has
    the keys that libraries bring, by library.
    """

    questions: MappingType[str, MappingType[str, Question]]
    people: Collection[str]
    contacts: Collection[str]
    references: Collection[str]
    unread: Collection[str] = ()
    own: MappingType[str, OwnNames] = field(default_factory=dict)

    @property
    def roots(self) -> tuple[str, ...]:
        return (*self.questions, "people", "contacts", "references")

    def keys(self, root: str) -> Collection[str]:
        named = {"people": self.people, "contacts": self.contacts, "references": self.references}
        return named[root] if root in named else self.questions[root]

    def fields(self, root: str) -> tuple[str, ...]:
        return {"people": PERSON_FIELDS, "contacts": CONTACT_FIELDS, "references": REFERENCE_FIELDS}.get(root, ())

    def in_full(self, path: tuple[str, ...], home: str) -> tuple[str, ...]:
        """Return a path of a text of the library `home` with its key as every library knows it.

        `choices.phones` becomes ("choices", "westshire:phones") in a text of Westshire's, if the question is its own;
        everywhere else that is written `choices.westshire.phones`.
        """
        if len(path) < 2 or path[0] not in _VOCABULARY or not self.own:
            return path
        root, key, *rest = path
        if home in self.own and key in self.own[home].keys[root]:
            return root, f"{home}:{key}", *rest
        library = self.library_called(key)
        if library and rest and key not in self.keys(root) and rest[0] in self.own[library].keys[root]:
            return root, f"{library}:{rest[0]}", *rest[1:]
        return path

    def library_called(self, word: str) -> str:
        """Return the library with a vocabulary of its own that a text calls `word`, where hyphens are underscores."""
        return next((library for library in self.own if in_text(library) == word), "")


def in_text(name: str) -> str:
    """Return a name as every text can write it, whatever library it is in: `choices.westshire.phones`."""
    start, colon, key = name.rpartition(":")
    if not colon:
        return name.replace("-", "_")
    group, dot, library = start.rpartition(".")
    return f"{group}{dot}{library.replace('-', '_')}.{key}"


def value_path(node: nodes.Node) -> tuple[str, ...] | None:
    """Return the path of a value named in full (`school.name`), or None for any other part of a text."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        inner = value_path(node.node)
        return None if inner is None else (*inner, node.attr)
    return None
