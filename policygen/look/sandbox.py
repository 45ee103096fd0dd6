"""Where the templates of a look are rendered: they see plain data and a short list of tools, and nothing of Python.

A project brings templates of its own, and a project is somebody else's text: what it says is checked as a clause is, by
an allow-list over the syntax tree and another over what is looked up while it runs, and it has a budget.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, is_dataclass
from pathlib import PurePosixPath
from types import BuiltinMethodType, MethodType
from typing import Any, NoReturn, cast

from jinja2 import (
    BaseLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
    pass_eval_context,
)
from jinja2.environment import TemplateModule
from jinja2.filters import FILTERS, do_replace, sync_do_join
from jinja2.runtime import LoopContext, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from policygen.diagnostics.model import Diagnostic, Span
from policygen.diagnostics.phrases import Fact
from policygen.world.protocol import PACKAGED, World

LONGEST_TEMPLATE = 200_000
LONGEST_TEXT = 5_000_000
LARGEST_NUMBER = 1e15
LONGEST_RANGE = 1_000
# Of one rendering: rounds of loops, calls and characters looked through. The largest policy takes a hundredth.
STEPS = 1_000_000
CHARACTERS = 100_000_000

_STATEMENTS = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Macro, nodes.Assign, nodes.AssignBlock,
    nodes.Include, nodes.Import, nodes.FromImport,
)  # fmt: skip
_EXPRESSIONS = (
    nodes.Name, nodes.Const, nodes.Tuple, nodes.List, nodes.CondExpr, nodes.Getattr, nodes.Getitem, nodes.Slice,
    nodes.Call, nodes.Keyword, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Neg, nodes.Concat,
)  # fmt: skip
_FILTERS = (
    "capitalize", "count", "d", "default", "e", "escape", "first", "groupby", "last", "length", "list", "lower", "map",
    "max", "min", "reject", "rejectattr", "safe", "select", "selectattr", "sort", "trim", "unique", "upper",
)  # fmt: skip
_TESTS = (
    "defined", "undefined", "none", "string", "number", "odd", "even", "true", "false", "in", "==", "eq", "equalto",
    "!=", "ne", "<", "lt", "lessthan", "<=", "le", ">", "gt", "greaterthan", ">=", "ge",
)  # fmt: skip
_LOOP = frozenset({
    "index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0", "previtem", "nextitem",
})  # fmt: skip
_METHODS: Mapping[type, frozenset[str]] = {
    dict: frozenset({"get", "items", "keys", "values"}),
    str: frozenset({"endswith", "lower", "partition", "startswith", "strip", "upper"}),
}
_FORMAT = re.compile(r"(?:[^%]|%%|%[-+ #0]?\d{0,2}(?:\.\d{1,2})?[defgs])*")


class TemplateRefused(TemplateError):
    """A template of the project cannot be rendered: `wording` is a wording of PG853, with its facts."""

    def __init__(self, wording: str, file: str = "", line: int = 0, **facts: Fact) -> None:
        self.wording, self.file, self.line, self.facts = wording, file, line, facts
        super().__init__(self.diagnostic.message)

    @property
    def diagnostic(self) -> Diagnostic:
        span = Span(self.file, self.line or 1, 1) if self.file else None
        return Diagnostic.of(f"PG853.{self.wording}", span, None, related=None, trace=(), **self.facts)


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A template as it was read: `file` is its name in messages, `own` whether it is the project's."""

    file: str
    text: str
    own: bool


def template_texts(world: World, folders: Sequence[str]) -> dict[str, TemplateText]:
    """Return the templates in folders of the look by name; of two of one name the first folder's."""
    found: dict[str, TemplateText] = {}
    for folder in folders:
        for name in world.look_names(folder):
            if name.endswith(".j2"):
                file = world.look_file(name)
                try:
                    text = world.look(name).decode("utf-8")
                except UnicodeDecodeError as error:
                    raise TemplateRefused("unreadable", file, 1) from error
                found.setdefault(PurePosixPath(name).name, TemplateText(file, text, not file.startswith(PACKAGED)))
    return found


class Budget:
    """What one rendering may still do."""

    def __init__(self, steps: int = STEPS) -> None:
        self._steps, self._characters = steps, CHARACTERS

    def spend(self, steps: int, characters: int = 0) -> None:
        self._steps -= steps
        self._characters -= characters
        if self._steps < 0 or self._characters < 0:
            raise TemplateRefused("greedy")


_budget: ContextVar[Budget | None] = ContextVar("budget", default=None)


@contextmanager
def budgeted(steps: int = STEPS) -> Iterator[None]:
    """Give what is rendered meanwhile a budget of so many steps. A template that needs more raises TemplateRefused."""
    token = _budget.set(Budget(steps))
    try:
        yield
    finally:
        _budget.reset(token)


def _spend(steps: int, characters: int = 0) -> None:
    if (budget := _budget.get()) is not None:
        budget.spend(steps, characters)


class SandboxedTemplate(Template):
    """A template that gives text or raises TemplateRefused, or, where no template is the project's, what was wrong."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        environment = self.environment
        assert isinstance(environment, LookEnvironment)  # noqa: S101 - who makes such templates
        with budgeted():
            try:
                return super().render(*args, **kwargs)
            except Exception as error:
                environment.refuse(error)


class LookEnvironment(ImmutableSandboxedEnvironment):
    """Renders `texts` by name. Attributes are the fields of our own frozen classes, and a few methods by name."""

    template_class = SandboxedTemplate
    intercepted_binops = frozenset({"+", "*", "%"})

    def __init__(
        self,
        texts: Mapping[str, TemplateText],
        *,
        filters: Mapping[str, Callable[..., Any]] | None = None,
        tests: Mapping[str, Callable[..., bool]] | None = None,
        methods: Iterable[Callable[..., Any]] = (),
        values: Mapping[str, Any] | None = None,
        keep_trailing_newline: bool = False,
    ) -> None:
        """`filters`, `tests` and `values` come beside the usual ones; `methods` are functions of our classes that a
        template may call.
        """
        super().__init__(
            loader=_Texts(texts),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=keep_trailing_newline,
            auto_reload=False,
            finalize=_finalized,
        )
        self.texts = texts
        self._methods = frozenset(methods)
        self.globals.clear()
        self.globals.update(values or {}, range=_range)
        known = {name: FILTERS[name] for name in _FILTERS}
        known |= {"format": _format, "join": _join, "replace": _replace, **(filters or {})}
        self.filters = {name: _charged(each) for name, each in known.items()}
        self.filters |= guards()
        self.tests = {**{name: TESTS[name] for name in _TESTS}, **(tests or {})}

    def refuse(self, error: Exception) -> NoReturn:
        """Raise what a person can mend as TemplateRefused; what is no template's of the project as it is."""
        own = any(text.own for text in self.texts.values())
        if not own or (isinstance(error, TemplateRefused) and error.file):
            raise error
        file, line = self._place(error)
        if isinstance(error, TemplateRefused):
            raise TemplateRefused(error.wording, file, line, **error.facts) from error
        match error:
            case TemplateSyntaxError():
                reason = error.message or ""
            case TemplateNotFound():
                raise TemplateRefused("absent", file, line, name=str(error.name)) from error
            case RecursionError() | MemoryError():
                raise TemplateRefused("greedy", file, line) from error
            case _:
                reason = str(error) or type(error).__name__
        raise TemplateRefused("wrong", file, line, reason=reason.rstrip(".")) from error

    def _place(self, error: Exception) -> tuple[str, int]:
        """Return file and line: of the innermost line of a template that was being rendered."""
        if isinstance(error, TemplateSyntaxError) and error.filename:
            return error.filename, error.lineno
        files = {text.file for text in self.texts.values()}
        found, trace = ("", 0), error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename in files:
                found = trace.tb_frame.f_code.co_filename, trace.tb_lineno
            trace = trace.tb_next
        if isinstance(error, SyntaxError) and error.filename in files:
            return error.filename, 1
        return found

    def get_template(self, *args: Any, **kwargs: Any) -> Template:
        """Return a template. Raises TemplateRefused, or for one of ours what is wrong with it."""
        try:
            return super().get_template(*args, **kwargs)
        except Exception as error:
            self.refuse(error)

    def _load_template(self, name: str, globals: Any) -> Template:  # noqa: A002 - as Jinja names it
        _spend(100)
        return super()._load_template(name, globals)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > LONGEST_TEMPLATE:
            raise TemplateRefused("greedy", filename or "", 1)
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            self._check(node, filename or "")
        return guarded(tree)

    def _check(self, node: nodes.Node, filename: str) -> None:
        known = isinstance(node, _STATEMENTS + _EXPRESSIONS) and not (isinstance(node, nodes.For) and node.recursive)
        kind = type(node).__name__
        if isinstance(node, nodes.Filter):
            known, kind = node.name in self.filters and not node.name.startswith("_"), f"|{node.name}"
        elif isinstance(node, nodes.Test):
            known, kind = node.name in self.tests, f"is {node.name}"
        if not known:
            raise TemplateRefused("unknown", filename, node.lineno, what=kind)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return a field, an entry or a method that the lists above know. Raises TemplateRefused."""
        if isinstance(obj, Undefined):
            obj._fail_with_undefined_error()
        if attribute.startswith("_"):
            raise TemplateRefused("attribute", name=attribute)
        if isinstance(obj, LoopContext):
            allowed = attribute in _LOOP
        elif isinstance(obj, TemplateModule):
            allowed = attribute in vars(obj)
        elif is_dataclass(obj) and not isinstance(obj, type):
            allowed = self._is_ours(obj, attribute)
        else:
            allowed = any(attribute in names for kind, names in _METHODS.items() if isinstance(obj, kind))
            if isinstance(obj, dict) and not allowed:
                return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if not allowed:
            raise TemplateRefused("attribute", name=attribute)
        return getattr(obj, attribute)

    def _is_ours(self, obj: Any, attribute: str) -> bool:
        kind = type(obj)
        if kind.__module__.partition(".")[0] != "policygen":
            return False
        known = getattr(kind, attribute, None)
        named = any(field.name == attribute for field in fields(obj))
        return named or isinstance(known, property) or known in self._methods

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an entry of a mapping, a place in a sequence, or what `getattr` gives for a name."""
        if isinstance(obj, dict):
            return obj[argument] if argument in obj else self.undefined(obj=obj, name=str(argument))
        if isinstance(obj, list | tuple | str) and isinstance(argument, int):
            try:
                return obj[argument]
            except IndexError:
                return self.undefined(obj=obj, name=str(argument))
        return self.getattr(obj, str(argument))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        if isinstance(obj, Macro) or obj is _range:
            return True
        if isinstance(obj, MethodType) and not isinstance(obj.__self__, str):
            return obj.__func__ in self._methods
        if isinstance(obj, MethodType):  # Markup's own
            return obj.__name__ in _METHODS[str]
        if not isinstance(obj, BuiltinMethodType):
            return False
        return any(obj.__name__ in names for kind, names in _METHODS.items() if isinstance(obj.__self__, kind))

    def call(self, context: Any, obj: Any, *args: Any, **kwargs: Any) -> Any:
        _spend(5)
        if isinstance(obj, Undefined):
            obj._fail_with_undefined_error()
        if not self.is_safe_callable(obj):
            raise TemplateRefused("call")
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Add words to words, lists to lists and numbers to numbers; multiply numbers only."""
        if _is_number(left) and _is_number(right):
            if max(abs(left), abs(right)) > LARGEST_NUMBER:
                raise TemplateRefused("greedy")
        elif operator != "+" or not isinstance(left, str | list | tuple) or not isinstance(right, str | list | tuple):
            raise TemplateRefused("operator", operator=operator)
        else:
            _spend(1, len(left) + len(right))
            _within(len(left) + len(right))
        return super().call_binop(context, operator, left, right)


class _Texts(BaseLoader):
    """Gives templates by their exact names: there is no folder to walk out of."""

    def __init__(self, texts: Mapping[str, TemplateText]) -> None:
        self._texts = texts

    def get_source(self, environment: Any, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:  # noqa: ARG002
        found = self._texts.get(template)
        if found is None:
            raise TemplateNotFound(template)
        return found.text, found.file, None


class _Guarding(NodeTransformer):
    """Has loops count their rounds, `~` its characters, and `in` the size of what it looks through."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - named after the node
        self.generic_visit(node)
        node.iter = _filtered(node.iter, "_counted")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), "_joined")

    def visit_Operand(self, node: nodes.Operand) -> nodes.Operand:  # noqa: N802
        self.generic_visit(node)
        if node.op in ("in", "notin"):
            node.expr = _filtered(node.expr, "_sized")
        return node


def guarded(tree: nodes.Template) -> nodes.Template:
    """Return a template, changed in place, that spends from its budget; it needs the filters of `guards`."""
    return _Guarding().visit(tree)  # type: ignore[no-any-return]


def guards() -> dict[str, Callable[..., Any]]:
    return {"_counted": _counted, "_joined": _joined, "_sized": _sized}


def _filtered(node: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(cast(nodes.Expr, node), name, [], [], None, None, lineno=node.lineno)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _within(length: int) -> None:
    if length > LONGEST_TEXT:
        raise TemplateRefused("greedy")


def _finalized(value: Any) -> Any:
    if isinstance(value, str):
        _spend(1, len(value))
    elif not isinstance(value, int | float | Undefined):
        # What has no words of its own would be printed as Python names it.
        raise TemplateRefused("unprintable", kind=type(value).__name__)
    return value


def _charged(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that spends for the size of what it is given."""
    at = 1 if hasattr(function, "jinja_pass_arg") else 0

    @functools.wraps(function)
    def charged(*args: Any, **kwargs: Any) -> Any:
        value = args[at]
        _spend(1, len(value) if isinstance(value, str | list | tuple | dict) else 0)
        return function(*args, **kwargs)

    return charged


def _counted(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        _spend(1)
        yield value


def _joined(parts: Sequence[Any]) -> str:
    """What `~` gives."""
    words = [part if isinstance(part, str) else str(_finalized(part)) for part in parts]
    _within(sum(map(len, words)))
    return Markup("").join(words) if any(isinstance(word, Markup) for word in words) else "".join(words)


def _sized(value: Any) -> Any:
    _spend(1, len(value) if isinstance(value, str | list | tuple) else 0)
    return value


def _range(*limits: int) -> range:
    found = range(*limits)
    if len(found) > LONGEST_RANGE:
        raise TemplateRefused("greedy")
    return found


def _format(pattern: str, *values: Any) -> str:
    """`pattern % values`, of numbers and words, with widths of two digits at most."""
    if not _FORMAT.fullmatch(pattern) or not all(_is_number(value) or isinstance(value, str) for value in values):
        raise TemplateRefused("format", pattern=str(pattern)[:60])
    return pattern % values


@pass_eval_context
def _join(context: nodes.EvalContext, values: Iterable[Any], d: str = "", attribute: str | None = None) -> str:
    parts = list(values)
    _spend(len(parts))
    _within(sum(len(part) if isinstance(part, str) else 1 for part in parts) + len(parts) * len(str(d)))
    joined: str = sync_do_join(context, parts, d, attribute)
    return joined


@pass_eval_context
def _replace(context: nodes.EvalContext, text: str, old: str, new: str) -> str:
    _within(len(text) + text.count(old) * len(new))
    return do_replace(context, text, old, new)
