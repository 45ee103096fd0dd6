"""Names of what was closed, renamed or merged, from clauses/dead-names.yaml, and where a text still uses them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from policygen.check.files import DEAD_NAMES
from policygen.check.shape import decode_node
from policygen.diagnostics.model import Diagnostics, Span
from policygen.model.registers import Verified
from policygen.model.written import Distinct, RealName, RealWords, Written
from policygen.source.reading import read_source
from policygen.world.protocol import PACKAGED, World


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadName:
    """A name to look for as a whole word, in just these letters, with what to write instead and since when."""

    name: RealName
    instead: RealWords
    since: RealWords
    also: Annotated[tuple[Written, ...], Distinct()] = ()
    verified: Verified | bool = False
    note: RealWords | None = None
    span: Span

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.name.text, *(word.text for word in self.also))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadNamesFile:
    names: tuple[DeadName, ...]


@dataclass(frozen=True, slots=True)
class Met:
    """A dead name met in a text: which, as written there, and at which offset."""

    name: DeadName
    words: str
    offset: int


class DeadNames:
    """The names of a project and of the packaged library, ready to be looked for."""

    def __init__(self, names: tuple[DeadName, ...]) -> None:
        self.names = names
        self._by_form = {form: name for name in names for form in name.forms}
        # The longest first, so that "MSN Messenger" is met as a whole.
        forms = "|".join(re.escape(form) for form in sorted(self._by_form, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<![\w.@-])(?:{forms})(?![\w-])") if forms else None

    def find(self, text: str) -> Iterator[Met]:
        """Yield each dead name in a text, in order."""
        for match in self._pattern.finditer(text) if self._pattern else ():
            yield Met(self._by_form[match[0]], match[0], match.start())


def load_dead_names(world: World, diagnostics: Diagnostics) -> DeadNames:
    """Return the names in the project's file and in the packaged one; mistakes in either are reported."""
    found: list[DeadName] = []
    packaged = () if world.is_checkout else (f"{PACKAGED}{DEAD_NAMES}",)
    for file in (DEAD_NAMES, *packaged):
        if not world.exists(file):
            continue
        node = read_source(file, world.read(file), diagnostics)
        model = decode_node(node[1], DeadNamesFile, diagnostics, "file") if node else None
        found += model.names if model else ()
    return DeadNames(tuple(found))
