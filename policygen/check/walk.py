"""The walk over a clause's syntax tree: what is on the allow-list passes, all else is reported with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import nodes

from policygen.check.names import FILTERS, TESTS, Names, value_path
from policygen.diagnostics.model import Diagnostics
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
_WORDS_FOR = {
    "Call": "a call with brackets", "Getitem": "square brackets", "Add": "sums", "Concat": "joining with ~",
    "Mul": "sums",
    "Include": "`include`", "Import": "`import`", "FromImport": "`import`", "Extends": "`extends`", "Block": "`block`",
    "Macro": "`macro`", "Assign": "`set`", "AssignBlock": "`set`", "Slice": "square brackets",
    "Dict": "curly brackets inside a value",
    "With": "`with`", "FilterBlock": "`filter` blocks", "CallBlock": "`call`",
}  # fmt: skip

_KEYWORDS = {
    "Include": "include", "Import": "import", "FromImport": "from", "Extends": "extends", "Block": "block",
    "Macro": "macro", "Assign": "set", "AssignBlock": "set", "With": "with", "FilterBlock": "filter",
    "CallBlock": "call",
}  # fmt: skip


class Walk:
    """One text's walk over its syntax tree; without `tokens` what it reports has no exact place."""

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
        # A value is named that nobody could read: the text cannot be filled, and the mistake is not here.
        self.unread = False

    def walk(self, node: nodes.Node) -> Iterator[Use]:
        if isinstance(node, nodes.TemplateData):
            return
        if not isinstance(node, _ALLOWED):
            words = _WORDS_FOR.get(type(node).__name__, f"“{type(node).__name__.lower()}”")
            offset, length = self._beginning(node)
            hint = "Only {{ values }}, if, for, comparisons, and/or/not and the listed filters."
            self._at("PG244", f"a clause cannot use {words}", offset, length, hint)
            return
        if isinstance(node, nodes.Name | nodes.Getattr):
            yield from self._path(node)
            return
        if isinstance(node, nodes.For):
            yield from self._loop(node)
            return
        if isinstance(node, nodes.Filter):
            self._listed(node.name, FILTERS, "filter", node.lineno)
        if isinstance(node, nodes.Test):
            self._listed(node.name, TESTS, "test", node.lineno)
        if isinstance(node, nodes.Compare):
            self._compared(node)
        # In the order of the text, so that each name is found at its own place: what is chosen stands before the `if`.
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
            hint = "Write one name after `for`, and nothing behind the list."
            self._report("PG244", "a loop is written {% for item in choices.a_list %}", node.lineno, "for", hint)
            return
        yield from self.walk(node.iter)
        self._local.append(node.target.name)
        for child in (*node.body, *node.else_):
            yield from self.walk(child)
        self._local.pop()

    def _path(self, node: nodes.Name | nodes.Getattr) -> Iterator[Use]:
        path = value_path(node)
        if path is None:
            offset, length = self._beginning(node)
            self._at("PG244", "this value is not named in full", offset, length, "Write it as school.name.")
            return
        if path[0] in self._local:
            return
        names = self._names
        offset = self._offset(node.lineno, path[0])
        if path[0] not in names.roots:
            self._at(
                "PG245", f"there is no value called `{'.'.join(path)}`", offset, len(path[0]), self._guess(path[0])
            )
            return
        if len(path) == 1:
            self._at(
                "PG245",
                f"`{path[0]}` holds many values; name one of them",
                offset,
                len(path[0]),
                did_you_mean("", names.keys(path[0])) or f"Write {path[0]}.something.",
            )
            return
        keys = names.keys(path[0])
        if path[1] not in keys and path[1] in names.unread and path[0] in ("contacts", "references"):
            self.unread = True
            return
        if path[1] not in keys:
            at = self._offset(node.lineno, path[1], offset)
            self._at(
                "PG245",
                f"there is no `{path[1]}` in `{path[0]}`",
                at,
                len(path[1]),
                self._elsewhere(path) or did_you_mean(path[1], keys),
            )
            return
        fields = names.fields(path[0])
        if len(path) > 3 or (len(path) == 3 and path[2] not in fields):
            at = self._offset(node.lineno, path[2], offset)
            self._at(
                "PG245", f"`{path[0]}.{path[1]}` has no `{path[2]}`", at, len(path[2]), did_you_mean(path[2], fields)
            )
            return
        yield Use(path)

    def _guess(self, word: str) -> str:
        names = self._names
        for root in names.roots:
            if word in names.keys(root):
                return f"Write `{root}.{word}`."
        return did_you_mean(word, names.roots)

    def _elsewhere(self, path: tuple[str, ...]) -> str:
        names = self._names
        return next((f"Write `{root}.{path[1]}`." for root in names.roots if path[1] in names.keys(root)), "")

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
                    # An answer of yes or no is no word: comparing it with one would never hold, in silence.
                    hint = f"Write {{% if {name} %}} or {{% if not {name} %}}."
                    self._at(
                        "PG234",
                        f"`{name}` is never `{constant.value}`",
                        max(at, 0),
                        len(constant.value),
                        did_you_mean(constant.value, question.values) if question.values else hint,
                    )

    def _kept_from_some(self, node: nodes.Compare) -> None:
        """Report a free answer, or a person's name, that is held against fixed words although some copies lack it."""
        if not any(isinstance(constant.value, str) for constant in node.find_all(nodes.Const)):
            return
        paths = [path for path in map(value_path, node.find_all(nodes.Getattr)) if path is not None]
        # `people.chair` is found again within `people.chair.name`.
        for path in (one for one in paths if not any(other != one and other[: len(one)] == one for other in paths)):
            question = self._names.questions.get(path[0], {}).get(path[1]) if len(path) == 2 else None
            free = question is not None and not question.closed and (question.board_only or not question.public)
            if free or (path[0] == "people" and path[2:] in ((), ("name",))):
                name = ".".join(path)
                self._report(
                    "PG246",
                    f"`{name}` is compared with fixed words, but not every copy of a policy may know it",
                    node.lineno,
                    path[1],
                    f"Ask whether there is one ({{% if {name} is answered %}}), or turn on a question with choices.",
                )

    def _listed(self, name: str, listed: tuple[str, ...], word: str, line: int) -> None:
        if name not in listed:
            self._report("PG244", f"there is no {word} called `{name}` here", line, name, did_you_mean(name, listed))

    def _offset(self, line: int, characters: str, after: int = 0) -> int:
        """Return where `characters` stands on a template line; each token answers once, so repeats are told apart."""
        for index, (token_line, at, token) in enumerate(self._tokens):
            if token_line == line and token == characters and at >= after:
                del self._tokens[index]
                return at
        return _line_start(self._text, line)

    def _report(self, code: str, message: str, line: int, token: str, hint: str) -> None:
        self._at(code, message, self._offset(line, token), len(token), hint)

    def _at(self, code: str, message: str, offset: int, length: int, hint: str) -> None:
        self._diagnostics.error(code, message, place(self._source, self._written.scalar, offset, length), hint=hint)


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
