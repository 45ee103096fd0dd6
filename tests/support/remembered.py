"""What many tests of one process do with the same bytes is done once: hundreds of them load the packaged libraries."""

from __future__ import annotations

import hashlib
import pickle
from functools import lru_cache
from weakref import WeakKeyDictionary

from jinja2 import nodes

from policygen.check.names import Names
from policygen.check.templates import TemplateChecker
from policygen.diagnostics.model import Diagnostic, Diagnostics
from policygen.model.checked import Use
from policygen.model.conditions import Condition
from policygen.model.written import Written
from policygen.source import reading
from policygen.source.nodes import Node, Source


def remember() -> None:
    """From now on, a file's tree and the check of a text without a mistake are remembered in this process."""
    _files_are_parsed_once()
    _texts_without_a_mistake_are_checked_once()


def _files_are_parsed_once() -> None:
    read = reading._read

    @lru_cache(maxsize=512)
    def once(name: str, data: bytes) -> tuple[tuple[Source, Node] | None, tuple[Diagnostic, ...]]:
        found = reading.LimitedDiagnostics()
        return read(name, data, found), tuple(found)

    def read_once(name: str, data: bytes, diagnostics: Diagnostics) -> tuple[Source, Node] | None:
        result, found = once(name, data)
        diagnostics.extend(found)
        return result

    reading._read = read_once


def _texts_without_a_mistake_are_checked_once() -> None:
    """A text is known by its place, its condition and all names that it can use. One with a finding is never
    remembered, so that each test sees its own.
    """
    check = TemplateChecker._checked
    clean: dict[object, tuple[tuple[Use, ...], nodes.Template | None]] = {}
    known: WeakKeyDictionary[TemplateChecker, str] = WeakKeyDictionary()

    def checked(
        self: TemplateChecker, source: Source, written: Written, when: Condition | None, diagnostics: Diagnostics
    ) -> tuple[Use, ...]:
        if self not in known:
            known[self] = _known(self.names)
        unread = frozenset(self.names.unread)
        key = (known[self], unread, self._prover is None, source.name, written.span, written.text, when)
        if key not in clean:
            found = Diagnostics()
            uses = check(self, source, written, when, found)
            if not tuple(found) and not self.refuses(written):
                clean[key] = uses, self.tree_of(written)
            diagnostics.extend(found)
            return uses
        uses, tree = clean[key]
        if tree is not None:
            self.trees[self.key_of(written)] = tree
        return uses

    TemplateChecker._checked = checked  # type: ignore[method-assign]


def _known(names: Names) -> str:
    """Return the SHA-256 of all that a check of a text looks at: questions, posts, contacts, references."""
    questions = {group: dict(entries) for group, entries in names.questions.items()}
    rest = [*names.people], [*names.contacts], [*names.references], repr(names.own)
    return hashlib.sha256(pickle.dumps((questions, rest))).hexdigest()
