"""Every address of the served pages, from their routes, and every field of their forms, from their templates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from policygen.world.protocol import World

if TYPE_CHECKING:
    from starlette.applications import Starlette

_FOLDER = "serve"
# Names that a template writes with a number or the name of a policy.
_NUMBERED = ("mark-1", "choice-1", "reason-1", "version-mobile-phones", "version-../x", "choice-", "mark-")


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """A method and a path, whose parts in braces a visitor chooses."""

    method: str
    path: str

    def with_parts(self, parts: dict[str, str]) -> str:
        """Return the path with its parts."""
        return re.sub(r"\{(\w+)(?::path)?\}", lambda found: parts.get(found[1], "x"), self.path)

    @property
    def parts(self) -> list[str]:
        return re.findall(r"\{(\w+)", self.path)


def addresses_of(app: Starlette) -> tuple[Address, ...]:
    """Return all addresses, in the order of their routes; what an earlier route answers is listed once."""
    routes = [route for route in app.routes if isinstance(route, Route)]
    found = [Address(method, route.path) for route in routes for method in sorted(route.methods or ())]
    return tuple(dict.fromkeys(one for one in found if one.method != "HEAD"))


def fields_of(world: World) -> tuple[str, ...]:
    """Return the names of all fields that the pages' forms have."""
    texts = [world.look(name).decode() for name in world.look_names(_FOLDER) if name.endswith(".j2")]
    words = [world.look(name).decode() for name in world.look_names(f"{_FOLDER}/words")]
    found = {name for text in texts for name in re.findall(r' name="([\w-]+)"', text)}
    found |= {name for text in words for name in re.findall(r"(?m)^\s+- name: ([a-z]+)$", text)}
    return (*sorted(found - {"viewport", "color-scheme"}), *_NUMBERED)


def values_of(world: World) -> tuple[str, ...]:
    """Return the values that buttons, boxes and choices of the templates send."""
    texts = [world.look(name).decode() for name in world.look_names(_FOLDER) if name.endswith(".j2")]
    return tuple(sorted({value for text in texts for value in re.findall(r' value="([\w-]+)"', text)}))
