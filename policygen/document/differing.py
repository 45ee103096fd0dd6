"""What of one copy's JSON differs from another's: parts that both have are named, not repeated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from policygen.document.model import ClauseRecord, Document, Origin
from policygen.document.typography import PARTS

# `{"same": "ID", "n": 0}` stands for a part of the first copy: the first, second … that has this id.
_SAME, _WHICH = "same", "n"


class DoesNotFit(ValueError):
    """What differs was made against another copy."""


def differing(first: Any, second: Any) -> Any:
    """Return `second`, parsed JSON, with each part that `first` has as well replaced by its name in `first`."""
    return _shortened(second, _named(first))


def differing_copies(first: Document, others: Iterable[Document]) -> Iterator[Any]:
    """Yield for each of the others what `differing` returns for the JSON of two Documents.

    Parts that both share are not even looked into.
    """
    found: dict[str, list[Any]] = {}
    for parts in (first.cover, first.sections, first.clauses, first.assets):
        _note_parts(parts, found)
    for other in others:
        yield _shortened_part(other, found)


def joined(first: Any, shortened: Any) -> Any:
    """Return the copy that `differing` shortened against `first`. Raises DoesNotFit."""
    return _whole(shortened, _named(first))


def _named(content: Any) -> dict[str, list[Any]]:
    """Return every object that has an id, by its id, outermost first."""
    found: dict[str, list[Any]] = {}
    waiting = [content]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if isinstance(part.get("id"), str):
                found.setdefault(part["id"], []).append(part)
            waiting.extend([value for value in part.values() if isinstance(value, dict | list)][::-1])
        else:
            waiting.extend([value for value in part if isinstance(value, dict | list)][::-1])
    return found


def _shortened(content: Any, named: dict[str, list[Any]]) -> Any:
    if isinstance(content, list):
        return [_shortened(value, named) for value in content]
    if not isinstance(content, dict):
        return content
    name = content.get("id")
    if isinstance(name, str):
        for n, part in enumerate(named.get(name, ())):
            if part == content:
                return {_SAME: name, _WHICH: n}
    return {key: _shortened(value, named) for key, value in content.items()}


def _whole(content: Any, named: dict[str, list[Any]]) -> Any:
    if isinstance(content, list):
        return [_whole(value, named) for value in content]
    if not isinstance(content, dict):
        return content
    if content.keys() == {_SAME, _WHICH}:
        try:
            return named[content[_SAME]][content[_WHICH]]
        except (KeyError, IndexError, TypeError) as error:
            raise DoesNotFit(str(content[_SAME])) from error
    return {key: _whole(value, named) for key, value in content.items()}


def _note_parts(node: Any, found: dict[str, list[Any]]) -> None:
    """Note every part with an id, by its id, outermost first; inline content has none."""
    if isinstance(node, tuple):
        for one in node:
            _note_parts(one, found)
        return
    name = getattr(node, "id", None)
    if name is not None:
        found.setdefault(name, []).append(node)
    for field in PARTS.get(type(node), ()):
        _note_parts(getattr(node, field), found)


def _shortened_part(node: Any, named: dict[str, list[Any]]) -> Any:
    if isinstance(node, tuple):
        return [_shortened_part(one, named) for one in node]
    names = getattr(node, "__dataclass_fields__", None)
    if names is None:
        return node
    name = getattr(node, "id", None)
    if name is not None:
        for n, part in enumerate(named.get(name, ())):
            if part is node or (type(part) is type(node) and part == node):
                return {_SAME: name, _WHICH: n}
    made = {field: _shortened_part(getattr(node, field), named) for field in names}
    # As in `document.json`.
    if isinstance(node, Origin) and not node.contact:
        del made["contact"]
    if isinstance(node, ClauseRecord) and not node.consult:
        del made["consult"]
    return made
