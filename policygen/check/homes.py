"""Names as every library knows them, for what a library writes at home: there its own keys have no prefix.

A condition `{phones: allowed}` and a text `{{ choices.phones }}` of the library Westshire mean `westshire:phones` if
that question is in the library's own vocabulary. Everything after `check` sees only full names.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import replace

from jinja2 import nodes

from policygen.check.names import Names, value_path
from policygen.model.checked import OwnNames
from policygen.model.duties import DutyEntry
from policygen.model.written import Written
from policygen.source.nodes import Entry, Mapping, Node, Scalar, Sequence


def condition_in_full(node: Node, own: OwnNames | None) -> Node:
    """Return a condition of a library's file with the full names of its own questions and conditions."""
    if own is None:
        return node
    match node:
        case Scalar():
            return _scalar(node, own)
        case Sequence():
            return node
        case Mapping():
            return replace(node, entries=tuple(_entry(entry, own) for entry in node.entries))


def _scalar(node: Scalar, own: OwnNames) -> Scalar:
    return node._replace(text=own.condition_in_full(node.text))


def _entry(entry: Entry, own: OwnNames) -> Entry:
    value = entry.value
    match entry.key.text, value:
        case (("any" | "all"), Sequence()):
            items = tuple(condition_in_full(item, own) for item in value.items)
            return entry._replace(value=replace(value, items=items))
        case "not", _:
            return entry._replace(value=condition_in_full(value, own))
        case "has", Scalar():
            return entry._replace(value=_scalar(value, own))
        case "at_least", Mapping():
            numbers = tuple(each._replace(key=_scalar(each.key, own)) for each in value.entries)
            return entry._replace(value=replace(value, entries=numbers))
        case _:
            return entry._replace(key=_scalar(entry.key, own))


def role_in_full(name: Written, own: OwnNames | None) -> Written:
    """Return the name of a post with its library's name before it, if it is the library's own."""
    return name if own is None else _renamed(name, own.in_full("people", name.text))


def question_in_full(name: Written, own: OwnNames | None) -> Written:
    """Return the name of a question or role, `choices.phones`, with its library's name in it."""
    return name if own is None else _renamed(name, own.question_in_full(name.text))


def duty_in_full(duty: DutyEntry, own: OwnNames | None) -> DutyEntry:
    """Return a duty of a library's clause with the full names of posts and questions."""
    if own is None:
        return duty

    def named(name: Written) -> Written:
        return question_in_full(name, own) if "." in name.text else role_in_full(name, own)

    return replace(
        duty,
        who=tuple(named(name) for name in duty.holders),
        by=None if duty.by is None else question_in_full(duty.by, own),
        within=None if duty.within is None else question_in_full(duty.within, own),
        when=None if duty.when is None else condition_in_full(duty.when, own),
    )


def keys_in_full(answers: MappingType[str, Node], group: str, own: OwnNames | None) -> dict[str, Node]:
    """Return answers by key with the full names of the library's own questions or roles."""
    return {key if own is None else own.in_full(group, key): node for key, node in answers.items()}


def tree_in_full(tree: nodes.Template, names: Names, home: str) -> None:
    """Give each value of a text of the library `home` its full name, in the syntax tree itself."""
    if not names.own:
        return
    for node in tuple(tree.find_all(nodes.Getattr)):
        path = value_path(node)
        if path is None or len(path) not in (2, 3):
            continue
        found = names.in_full(path, home)
        if found != path and len(found) == 2:
            node.node, node.attr = nodes.Name(path[0], "load", lineno=node.lineno), found[1]


def _renamed(name: Written, full: str) -> Written:
    return name if full == name.text else Written(full, name.scalar)
