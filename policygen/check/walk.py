"""Walk a clause's syntax tree and report everything that is not on the allow-list, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import nodes

from policygen.check.names import FILTERS, TESTS, Names, value_path
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.phrases import Fact
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.checked import Use
from policygen.model.written import Written
from policygen.source.nodes import Source
from policygen.source.positions import place

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.CondExpr, nodes.Name, nodes.Getattr,
    nodes.Const, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.Test, nodes.List,
    nodes.Tuple,
)  # fmt: skip
# Refused parts that sentences.yaml has words for, under `template_part`.
_NAMED_PARTS = frozenset((
    "call", "getitem", "slice", "add", "mul", "concat", "dict", "include", "import", "fromimport", "extends", "block",
    "macro", "assign", "assignblock", "with", "filterblock", "callblock",
))  # fmt: skip
_KEYWORDS = {
    "Include": "include", "Import": "import", "FromImport": "from", "Extends": "extends", "Block": "block",
    "Macro": "macro", "Assign": "set", "AssignBlock": "set", "With": "with", "FilterBlock": "filter",
    "CallBlock": "call",
}  # fmt: skip


class Walk:
    """A walk over the syntax tree of one text; without `tokens` its findings have no exact place."""

    def __init__(
        self,
        names: Names,
        source: Source,
        written: Written,
        tokens: list[tuple[int, int, str]],
        diagnostics: Diagnostics,
    ) -> None:
        self._names, self._source, self._written, self._text = names, source, written, written.text
        self._diagnostics = diagnostics
        self._tokens = tokens
        self._local: list[str] = []
        # The text names a value from a file with mistakes: it cannot be filled, but the mistake is elsewhere.
        self.unread = False

    def walk(self, node: nodes.Node) -> Iterator[Use]:
        if isinstance(node, nodes.TemplateData):
            return
        if not isinstance(node, _ALLOWED):
            self._at("PG244.part", *self._beginning(node), part=_part(node))
            return
        if isinstance(node, nodes.Name | nodes.Getattr):
            yield from self._path(node)
            return
        if isinstance(node, nodes.For):
            yield from self._loop(node)
            return
        if isinstance(node, nodes.Filter):
            self._listed("PG244.filter", node.name, FILTERS, node.lineno)
        if isinstance(node, nodes.Test):
            self._listed("PG244.test", node.name, TESTS, node.lineno)
        if isinstance(node, nodes.Compare):
            self._compared(node)
        # In the order of the text, which finds each name at its own place: the chosen value comes before the `if`.
        children = node.iter_child_nodes()
        if isinstance(node, nodes.CondExpr):
            children = (part for part in (node.expr1, node.test, node.expr2) if part is not None)
        for child in children:
            yield from self.walk(child)

    def _beginning(self, node: nodes.Node) -> tuple[int, int]:
        """Return offset and length of the word that a refused part begins with."""
        if word := _KEYWORDS.get(type(node).__name__):
            return self._offset(node.lineno, word), len(word)
        first = next(node.find_all((nodes.Name, nodes.Const)), None)
        for index, (line, at, token) in enumerate(self._tokens):
            if isinstance(first, nodes.Name | nodes.Const) and line == first.lineno:
                wanted = first.name if isinstance(first, nodes.Name) else str(first.value)
                if token.strip("'\"") == wanted:
                    del self._tokens[index]
                    return at, len(token)
        return tag_near(self._text, node.lineno)

    def _loop(self, node: nodes.For) -> Iterator[Use]:
        if not isinstance(node.target, nodes.Name) or node.test is not None or node.recursive:
            self._at("PG244.loop", self._offset(node.lineno, "for"), len("for"))
            return
        yield from self.walk(node.iter)
        self._local.append(node.target.name)
        for child in (*node.body, *node.else_):
            yield from self.walk(child)
        self._local.pop()

    def _path(self, node: nodes.Name | nodes.Getattr) -> Iterator[Use]:
        path = value_path(node)
        if path is None:
            self._at("PG244.path", *self._beginning(node))
            return
        if path[0] in self._local:
            return
        names = self._names
        offset = self._offset(node.lineno, path[0])
        if path[0] not in names.roots:
            self._at("PG245.root", offset, len(path[0]), path=".".join(path), guess=self._guess(path[0]))
            return
        if len(path) == 1:
            guess = did_you_mean("", names.keys(path[0])) or say("suggest.write", words=f"{path[0]}.…")
            self._at("PG245.many", offset, len(path[0]), group=path[0], guess=guess)
            return
        keys = names.keys(path[0])
        if path[1] not in keys and path[1] in names.unread:
            self.unread = True
            return
        if path[1] not in keys:
            at = self._offset(node.lineno, path[1], offset)
            guess = self._elsewhere(path) or did_you_mean(path[1], keys)
            self._at("PG245.key", at, len(path[1]), group=path[0], key=path[1], guess=guess)
            return
        fields = names.fields(path[0])
        if len(path) > 3 or (len(path) == 3 and path[2] not in fields):
            at = self._offset(node.lineno, path[2], offset)
            guess = did_you_mean(path[2], fields)
            self._at("PG245.field", at, len(path[2]), path=".".join(path[:2]), key=path[2], guess=guess)
            return
        yield Use(path)

    def _guess(self, word: str) -> str:
        names = self._names
        for root in names.roots:
            if word in names.keys(root):
                return say("suggest.write", words=f"{root}.{word}")
        return did_you_mean(word, names.roots)

    def _elsewhere(self, path: tuple[str, ...]) -> str:
        root = next((root for root in self._names.roots if path[1] in self._names.keys(root)), "")
        return say("suggest.write", words=f"{root}.{path[1]}") if root else ""

    def _compared(self, node: nodes.Compare) -> None:
        self._kept_from_some(node)
        path = value_path(node.expr) if isinstance(node.expr, nodes.Getattr) else None
        question = self._names.questions.get(path[0], {}).get(path[1]) if path and len(path) == 2 else None
        if path is None or question is None or not question.closed:
            return
        name = ".".join(path)
        for operand in node.ops:
            for constant in operand.find_all(nodes.Const):
                if isinstance(constant.value, str) and constant.value not in question.values:
                    at = self._text.find(constant.value, self._offset(constant.lineno, path[1]))
                    at, length = max(at, 0), len(constant.value)
                    if question.values:
                        guess = did_you_mean(constant.value, question.values)
                        self._at("PG234.never", at, length, key=name, value=constant.value, guess=guess)
                    else:
                        # A yes or no is not a word, so comparing it with one would never hold, without any error.
                        self._at("PG234.yes_no", at, length, key=name, value=constant.value)

    def _kept_from_some(self, node: nodes.Compare) -> None:
        """Report a free answer, or a person's name, that is compared with fixed words although some copies lack it."""
        if not any(isinstance(constant.value, str) for constant in node.find_all(nodes.Const)):
            return
        paths = [path for path in map(value_path, node.find_all(nodes.Getattr)) if path is not None]
        # `people.chair` is found again within `people.chair.name`.
        for path in (one for one in paths if not any(other != one and other[: len(one)] == one for other in paths)):
            question = self._names.questions.get(path[0], {}).get(path[1]) if len(path) == 2 else None
            free = question is not None and not question.closed and (question.board_only or not question.public)
            if free or (path[0] == "people" and path[2:] in ((), ("name",))):
                name = ".".join(path)
                self._at("PG246", self._offset(node.lineno, path[1]), len(path[1]), path=name)

    def _listed(self, code: str, name: str, listed: tuple[str, ...], line: int) -> None:
        if name not in listed:
            self._at(code, self._offset(line, name), len(name), name=name, guess=did_you_mean(name, listed))

    def _offset(self, line: int, characters: str, after: int = 0) -> int:
        """Return where `characters` is on a template line; each token is used once, to tell repeats apart."""
        for index, (token_line, at, token) in enumerate(self._tokens):
            if token_line == line and token == characters and at >= after:
                del self._tokens[index]
                return at
        return _line_start(self._text, line)

    def _at(self, code: str, offset: int, length: int, **facts: Fact) -> None:
        span = place(self._source, self._written.scalar, offset, length)
        self._diagnostics.report(code, span, None, related=None, **facts)


def _part(node: nodes.Node) -> str:
    """Return a part of a template that is refused, in words."""
    name = type(node).__name__.lower()
    return say(f"template_part.{name}") if name in _NAMED_PARTS else say("template_part.other", name=name)


def _line_start(text: str, line: int) -> int:
    offset = 0
    for _ in range(line - 1):
        offset = text.find("\n", offset) + 1
        if not offset:
            return 0
    return offset


def tag_near(text: str, line: int) -> tuple[int, int]:
    """Return offset and length of the first tag on a line, else of the nearest tag before it."""
    start = _line_start(text, line)
    end = text.find("\n", start)
    here = re.search(r"\{[{%#].*?(?:[}%#]\}|$)", text[start : end if end >= 0 else len(text)])
    if here:
        return start + here.start(), here.end() - here.start()
    before = max(text.rfind("{{", 0, start), text.rfind("{%", 0, start))
    return (before, 2) if before >= 0 else (start, 1)
