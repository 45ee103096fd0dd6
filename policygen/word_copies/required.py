"""Find out how texts and conditions use each answer: only one printed as it is typed can be left open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jinja2 import nodes

from policygen.check.conditions import keys_of
from policygen.check.names import value_path
from policygen.check.project import Project, clause_texts, form_texts
from policygen.model.settings import Add, Replace, Settings
from policygen.model.written import Written


@dataclass(frozen=True, slots=True)
class RequiredKeys:
    """Answers by `group.key`. `tested` decide which words are printed; `reworded` are printed in other words than typed
    (with a capital, or inside a form's labels); `alternatives` are lists that read "a or b".
    """

    tested: frozenset[str]
    reworded: frozenset[str]
    alternatives: frozenset[str]

    def as_typed(self, key: str) -> bool:
        """Return whether every place prints the answer to `key` as it is typed, and nothing turns on what it says."""
        return key not in self.tested and key not in self.reworded


# What makes an answer count for more than the words that are printed for it, and the signs of it in a text.
_DECIDING = (nodes.If, nodes.CondExpr, nodes.Compare, nodes.Filter)
_DECIDES = re.compile(r"\{%|[|=<>]|\bif\b|\bin\b")


def required_keys(project: Project, chain: Iterable[Settings]) -> RequiredKeys:
    """Return what the library, and the tailoring of the settings files in `chain`, do with each answer.

    The whole library counts, not one policy: what is open is then open in every policy of a school alike.
    """
    tested = set(_in_conditions(project))
    reworded: set[str] = set()
    alternatives: set[str] = set()
    for text, in_form in _texts(project, chain):
        tree = project.checker.tree_of(text)
        if tree is None:
            continue
        for node in tree.find_all(_DECIDING) if _DECIDES.search(text.text) else ():
            match node:
                case nodes.Filter(name="any_of"):
                    alternatives.update(_paths(node))
                case nodes.Filter(name="sentence"):
                    reworded.update(_paths(node))
                case nodes.Compare():
                    tested.update(_paths(node))
                case nodes.If() | nodes.CondExpr():
                    tested.update(path for test in _looked_at(node.test) for path in _paths(test))
        if in_form:
            reworded |= set(_paths(tree))
    return RequiredKeys(frozenset(tested), frozenset(reworded), frozenset(alternatives))


def _in_conditions(project: Project) -> Iterator[str]:
    vocabulary = project.vocabulary
    yield from vocabulary.deciding_terms
    conditions = [clause.condition for clause in project.clauses.values()]
    asked = (question.asked for group in vocabulary.groups.values() for question in group.values())
    conditions += [project.reader.read(node) for node in asked if node is not None]
    for condition in conditions:
        for key in keys_of(condition) if condition is not None else ():
            yield f"{'school' if key in vocabulary.groups['school'] else 'choices'}.{key}"


def _texts(project: Project, chain: Iterable[Settings]) -> Iterator[tuple[Written, bool]]:
    """Yield each text with whether it stands in a form, whose labels are plain words."""
    for clause in project.clauses.values():
        whole = (clause.entry.title.text, clause.entry.text.text)
        for written in clause_texts(clause.entry):
            yield written, written.text not in whole
    for settings in chain:
        for entry in settings.model.tailoring:
            if isinstance(entry, Add | Replace):
                yield entry.text, False
                if entry.title is not None:
                    yield entry.title, False
            if isinstance(entry, Add):
                yield from ((label, True) for label in form_texts(entry.form))


def _looked_at(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield what an `if` looks at, but for whether something is answered."""
    if isinstance(node, nodes.Test) and node.name == "answered":
        return
    if isinstance(node, nodes.Name | nodes.Getattr):
        yield node
    for child in node.iter_child_nodes():
        yield from _looked_at(child)


def _paths(node: nodes.Node) -> Iterator[str]:
    """Yield the answers of a part of a text as `group.key`, a person's as `people.role.field`."""
    for found in (node, *node.find_all(nodes.Getattr)):
        path = value_path(found)
        if path is not None and len(path) > 1:
            yield ".".join(path)
