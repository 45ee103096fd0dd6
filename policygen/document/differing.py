"""What of one copy's JSON differs from another's: parts that both have are named, not repeated."""

from __future__ import annotations

from typing import Any

# `{"same": "ID", "n": 0}` stands for a part of the first copy: the first, second … that has this id. With
# `"bare": true` it is without the places where its values were set.
SAME, WHICH, BARE = "same", "n", "bare"
_FILE, _LINE = "file", "line"


class DoesNotFit(ValueError):
    """What differs was made against another copy."""


def differing(first: Any, second: Any) -> Any:
    """Return `second`, parsed JSON, with each part that `first` has as well replaced by its name in `first`."""
    return _shortened(second, _named(first))


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
                return {SAME: name, WHICH: n}
    return {key: _shortened(value, named) for key, value in content.items()}


def _whole(content: Any, named: dict[str, list[Any]]) -> Any:
    if isinstance(content, list):
        return [_whole(value, named) for value in content]
    if not isinstance(content, dict):
        return content
    if {SAME, WHICH} <= content.keys() <= {SAME, WHICH, BARE}:
        try:
            found = named[content[SAME]][content[WHICH]]
        except (KeyError, IndexError, TypeError) as error:
            raise DoesNotFit(str(content[SAME])) from error
        return _without_places(found) if content.get(BARE) else found
    return {key: _whole(value, named) for key, value in content.items()}


def _without_places(content: Any) -> Any:
    if isinstance(content, list):
        return [_without_places(value) for value in content]
    if not isinstance(content, dict):
        return content
    made = {key: _without_places(value) for key, value in content.items()}
    return {**made, _FILE: "", _LINE: 0} if {_FILE, _LINE} <= made.keys() else made
