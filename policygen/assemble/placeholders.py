"""The names a clause can use: settled answers as holes, and the marks that replace them while Markdown is parsed.

`{{ school.name }}` yields a private-use mark, never the value; the value is put back after parsing as a plain-text node
with its origin. Comparisons and loops see the value itself, so conditions in a text work as written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Undefined, nodes, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from policygen.assemble.wording import Wording, capitalised
from policygen.check.templates import make_environment
from policygen.diagnostics.model import Span
from policygen.document.model import Inline, Origin, Value
from policygen.look.budget import budgeted, guarded, guards
from policygen.model.answers import Typed

# Rounds of all loops in one text: lists of a school have some dozens of entries, and few texts loop in a loop.
ROUNDS = 20_000
MARK_OPEN, MARK_CLOSE = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class MissingAnswer:
    """An answer that a text needs and nobody gave: its key, its label, and where it should be.

    One that is `withheld` was given, but not to the readers of this edition.
    """

    key: str
    label: str
    question: str
    span: Span
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Hole:
    """A value to be printed in a text. `raw` is what conditions see; `missing` means that nobody gave it."""

    text: str
    raw: Typed | None
    origin: Origin
    missing: MissingAnswer | None = None
    wording: Wording | None = field(default=None, compare=False)
    lang: str | None = None

    def __eq__(self, other: object) -> bool:
        return self.raw == (other.raw if isinstance(other, Hole) else other)

    def __hash__(self) -> int:
        return hash(self.raw)

    def __bool__(self) -> bool:
        return bool(self.raw)

    def __contains__(self, item: object) -> bool:
        return isinstance(self.raw, tuple | str) and (item.raw if isinstance(item, Hole) else item) in self.raw

    def __iter__(self) -> Iterator[Hole]:
        items = self.raw if isinstance(self.raw, tuple) else ()
        return iter([Hole(item, item, self.origin, self.missing, self.wording) for item in items])

    def __len__(self) -> int:
        return len(self.raw) if isinstance(self.raw, tuple) else 1

    @property
    def target(self) -> str:
        """The value as the target of a link: an address in full, whatever is printed of it."""
        return self.raw if isinstance(self.raw, str) else self.text

    def retold(self, text: str) -> Hole:
        """Return the same value with other text, as a filter does."""
        return Hole(text, self.raw, self.origin, self.missing, self.wording, self.lang)


@dataclass(frozen=True, slots=True)
class PlaceholderGroup:
    """A group of holes by key; `own` is what the group itself prints (a role's title), where it prints anything."""

    children: MappingType[str, Any]
    own: Hole | None = None


class Filling:
    """The holes of one rendering, in the order in which they were printed."""

    def __init__(self) -> None:
        self.holes: list[Hole] = []

    def mark(self, hole: Hole) -> str:
        self.holes.append(hole)
        return f"{MARK_OPEN}{len(self.holes) - 1}{MARK_CLOSE}"


class _ClauseEnvironment(SandboxedEnvironment):
    """A sandbox in which attributes are the keys of Branches and nothing else."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, PlaceholderGroup) and attribute in obj.children:
            return obj.children[attribute]
        return self.undefined(obj=None, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ARG002
        return self.undefined(obj=None, name=str(argument))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002
        return False


class Filler:
    """Fills clause texts: compiles each once, renders it for a scope, and returns marked text with its holes.

    It keeps one compiled template for each text that it is given, so a library's filler is given the library's texts
    only; a school's own go through `for_session`. Safe to use from several threads.
    """

    def __init__(self, refused: Collection[str] = (), trees: MappingType[str, nodes.Template] | None = None) -> None:
        """`refused` are texts with mistakes, which stay unfilled: the rest of the policy can still be checked.

        `trees` are texts that were read already.
        """
        self._refused, self._trees = refused, {} if trees is None else trees
        self._shared: Filler | None = None
        plain = make_environment()
        self._environment = _ClauseEnvironment(
            trim_blocks=plain.trim_blocks, lstrip_blocks=plain.lstrip_blocks, autoescape=False, finalize=_finalize
        )
        self._environment.globals.clear()
        self._environment.filters = {
            "sentence": lambda value: _retold(value, capitalised),
            "all_of": lambda value: _listed(value, "and"),
            "any_of": lambda value: _listed(value, "or"),
        }
        self._environment.filters |= guards()
        self._environment.tests = {"answered": _answered}
        self._compiled: dict[str, Callable[..., str]] = {}

    def fill(self, text: str, scope: MappingType[str, Any]) -> tuple[str, list[Hole]]:
        """Return `text` with each value as a mark, and the holes the marks stand for, in order.

        Raises TemplateRefused for a text whose loops take more than ROUNDS rounds.
        """
        if "{" not in text:
            return text, []
        if text in self._refused:
            return "…", []
        filling = Filling()
        with budgeted(ROUNDS):
            return self._template(text)({**scope, "_filling": filling}), filling.holes

    def for_session(self, refused: Collection[str], trees: MappingType[str, nodes.Template]) -> Filler:
        """Return a filler that draws on what this one has compiled, and keeps a school's own texts to itself."""
        found = Filler.__new__(Filler)
        found._refused, found._trees, found._shared = refused, trees, self
        found._environment, found._compiled = self._environment, {}
        return found

    def _template(self, text: str) -> Callable[..., str]:
        if self._shared is not None and text in self._shared._trees:
            return self._shared._template(text)
        render = self._compiled.get(text)
        if render is None:
            tree = self._trees.get(text)
            if tree is None or tree.find(nodes.For):
                # Read anew: others hold the tree that was read when the text was checked.
                tree = guarded(self._environment.parse(text))
            render = self._compiled[text] = self._environment.from_string(tree).render
        return render


@pass_context
def _finalize(context: Context, value: Any) -> Any:
    hole = value.own if isinstance(value, PlaceholderGroup) else value
    if isinstance(hole, Hole):
        filling: Filling = context["_filling"]
        return filling.mark(hole)
    if hole is None or isinstance(hole, Undefined):
        # The allow-list has refused what is not in the vocabulary, so this is a mistake of ours.
        raise LookupError(f"a value was not found: {getattr(hole, '_undefined_name', hole)}")
    return str(hole)


def _hole(value: Any) -> Any:
    return value.own if isinstance(value, PlaceholderGroup) else value


def _retold(value: Any, change: Callable[[str], str]) -> Any:
    hole = _hole(value)
    return hole.retold(change(hole.text)) if isinstance(hole, Hole) else change(str(hole))


def _listed(value: Any, word: str) -> Any:
    hole = _hole(value)
    if isinstance(hole, Hole) and isinstance(hole.raw, tuple) and hole.wording:
        return hole.retold(hole.wording.joined(hole.raw, word))
    return hole


def _answered(value: Any) -> bool:
    hole = _hole(value)
    return isinstance(hole, Hole) and hole.raw is not None


def inline_of(hole: Hole) -> Inline:
    """Return the Document's node for a hole that has a value."""
    return Value(text=hole.text, origin=hole.origin, lang=hole.lang)
