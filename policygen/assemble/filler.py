"""Fills the Jinja of clauses by programs that are made of the syntax tree that the check read (`assemble.programs`)."""

from __future__ import annotations

from collections.abc import Collection, MutableMapping
from collections.abc import Mapping as MappingType
from typing import Any

from jinja2 import nodes

from policygen.assemble.placeholders import MARK_OPEN, Hole
from policygen.assemble.programs import Filling, Step, program_of
from policygen.check.templates import make_environment


class Filler:
    """Fills clause texts for a scope, and returns marked text with its holes. Safe to use from several threads."""

    def __init__(
        self,
        refused: Collection[str],
        trees: MappingType[str, nodes.Template],
        programs: MutableMapping[str, Step] | None = None,
    ) -> None:
        """`refused` are texts with mistakes, which stay unfilled: the rest of the policy can still be checked.

        `trees` are texts that were read already. `programs` are those of them that were filled before.
        """
        self._refused, self._trees = refused, trees
        self._programs: MutableMapping[str, Step] = {} if programs is None else programs

    def for_session(self, refused: Collection[str], trees: MappingType[str, nodes.Template]) -> Filler:
        """Return the same for one school, whose `trees` hold its own texts too: their programs are kept with it."""
        return Filler(refused, trees, _OwnPrograms(self._programs, self._trees))

    def fill(self, text: str, scope: MappingType[str, Any], key: str = "") -> tuple[str, list[Hole]]:
        """Return `text` with each value as a mark, and the holes the marks stand for, in order.

        `key` is what the check knows the text by (`TemplateChecker.key_of`); by default the text itself.
        Raises TemplateRefused for a text whose loops take more than ROUNDS rounds.
        """
        # A mark that was typed is a finding already (PG242), and would stand for a value that is not there.
        key = key or text
        if key in self._refused or MARK_OPEN in text:
            return "…", []
        if "{" not in text:
            return text, []
        program = self._programs.get(key)
        if program is None:
            tree = self._trees.get(key) or make_environment().parse(text)
            program = self._programs[key] = program_of(tree)
        filling = Filling(scope)
        program(filling)
        return "".join(filling.words), filling.holes


class _OwnPrograms(dict[str, Step]):
    """The programs of a school's own texts, in front of the library's, which serve every school."""

    def __init__(self, shared: MutableMapping[str, Step], of: MappingType[str, nodes.Template]) -> None:
        """`shared` are programs of the texts `of` a library."""
        super().__init__()
        self._shared, self._of = shared, of

    def get(self, key: str, default: Any = None) -> Any:
        """Return the program of a text."""
        return super().get(key) or self._shared.get(key, default)

    def __setitem__(self, key: str, program: Step) -> None:
        if key in self._of:
            self._shared[key] = program
        else:
            super().__setitem__(key, program)
