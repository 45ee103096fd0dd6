"""The sandbox that renders the templates of a look: they can use plain data and a short list of tools, but not Python.

A project's own templates are not trusted. Like clauses, they are checked against an allow-list for the syntax tree and
another for what they look up, and the work they may do is limited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from types import BuiltinMethodType, MethodType
from typing import Any, NoReturn

from jinja2 import BaseLoader, StrictUndefined, Template, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import LoopContext, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from policygen.look.budget import budgeted, charged, check_length, finalized, guarded, guards, spend
from policygen.look.texts import TemplateRefused, TemplateText
from policygen.look.tools import is_number, look_filters, look_tests, short_range

LONGEST_TEMPLATE = 200_000
LARGEST_NUMBER = 1e15

_STATEMENTS = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Macro, nodes.Assign, nodes.AssignBlock,
    nodes.Include, nodes.Import, nodes.FromImport,
)  # fmt: skip
_EXPRESSIONS = (
    nodes.Name, nodes.Const, nodes.Tuple, nodes.List, nodes.CondExpr, nodes.Getattr, nodes.Getitem, nodes.Slice,
    nodes.Call, nodes.Keyword, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Neg, nodes.Concat,
)  # fmt: skip
_LOOP = frozenset({
    "index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0", "previtem", "nextitem",
})  # fmt: skip
_METHODS: Mapping[type, frozenset[str]] = {
    dict: frozenset({"get", "items", "keys", "values"}),
    str: frozenset({"endswith", "lower", "partition", "startswith", "strip", "upper"}),
}


class SandboxedTemplate(Template):
    """A template that returns text or raises TemplateRefused; the original error if no template is the project's."""

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
            finalize=finalized,
        )
        self.texts = texts
        self._methods = frozenset(methods)
        # What was allowed of our classes: as much as the templates name. Asking a class for its fields takes longer.
        self._allowed: dict[type, set[str]] = {}
        self.globals.clear()
        self.globals.update(values or {}, range=short_range)
        known = {**look_filters(), **(filters or {})}
        self.filters = {name: charged(each) for name, each in known.items()}
        self.filters |= guards()
        self.tests = {**look_tests(), **(tests or {})}

    def refuse(self, error: Exception) -> NoReturn:
        """Raise TemplateRefused for an error in a project's template; raise any other error as it is."""
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
        spend(100)
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
        if attribute in self._allowed.get(type(obj), ()):
            return getattr(obj, attribute)
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
            if allowed:
                self._allowed.setdefault(type(obj), set()).add(attribute)
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
        if isinstance(obj, Macro) or obj is short_range:
            return True
        if isinstance(obj, MethodType) and not isinstance(obj.__self__, str):
            return obj.__func__ in self._methods
        if isinstance(obj, MethodType):  # Markup's own
            return obj.__name__ in _METHODS[str]
        if not isinstance(obj, BuiltinMethodType):
            return False
        return any(obj.__name__ in names for kind, names in _METHODS.items() if isinstance(obj.__self__, kind))

    def call(self, context: Any, obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Call a macro, `range` or a method on the allow-list. Raises TemplateRefused."""
        spend(5)
        if isinstance(obj, Undefined):
            obj._fail_with_undefined_error()
        if not self.is_safe_callable(obj):
            raise TemplateRefused("call")
        return context.call(obj, *args, **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Add words to words, lists to lists and numbers to numbers; multiply numbers only. Raises TemplateRefused."""
        if is_number(left) and is_number(right):
            if max(abs(left), abs(right)) > LARGEST_NUMBER:
                raise TemplateRefused("greedy")
        elif operator != "+" or not isinstance(left, str | list | tuple) or not isinstance(right, str | list | tuple):
            raise TemplateRefused("operator", operator=operator)
        else:
            spend(1, len(left) + len(right))
            check_length(len(left) + len(right))
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
