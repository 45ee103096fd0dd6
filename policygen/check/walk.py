"""Walk a clause's syntax tree and report everything that is not on the allow-list, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import nodes

from policygen.check.expressions import bare_words
from policygen.check.names import FILTERS, TESTS, Names, in_text, value_path
from policygen.check.types import type_of, written_condition
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
# What has types that can be wrong; a constant would print as it is.
_EXPRESSIONS = (
    nodes.If, nodes.CondExpr, nodes.Compare, nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.Test, nodes.Const,
)  # fmt: skip
# Refused parts that sentences.yaml has words for, under `template_part`.
_NAMED_PARTS = frozenset((
    "call", "getitem", "slice", "add", "mul", "concat", "dict", "include", "import", "fromimport", "extends", "block",
    "macro", "assign", "assignblock", "with", "filterblock", "callblock",
))  # fmt: skip
_IN_WORDS = ("text", "lines", "telephone", "email", "web", "list")
_HYPHENATED = re.compile(r"[\w.]+(?:-[\w.]*\w)+")
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
        # Whether anything in the text is more than a value to print, and so has types that can be wrong.
        self.has_expressions = False
        self._bare: set[int] = set()

    def walk(self, node: nodes.Node) -> Iterator[Use]:
        if isinstance(node, nodes.TemplateData):
            return
        if not isinstance(node, _ALLOWED):
            if not self._hyphen(node):
                self._at("PG244.part", *self._beginning(node), part=_part(node))
            return
        if isinstance(node, nodes.Name | nodes.Getattr):
            yield from self._path(node)
            return
        if isinstance(node, nodes.For):
            self.has_expressions = True
            yield from self._loop(node)
            return
        if not self.has_expressions:
            self.has_expressions = isinstance(node, _EXPRESSIONS)
        if isinstance(node, nodes.Filter):
            self._listed("PG244.filter", node.name, FILTERS, node.lineno)
        if isinstance(node, nodes.Test) and node.name not in TESTS:
            self._unknown_test(node)
        if isinstance(node, nodes.Compare):
            self._bare.update(map(id, bare_words(node, self._names, self._local)))
            self._kept_from_some(node)
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

    def _hyphen(self, node: nodes.Node) -> bool:
        """Report a hyphen in a name, which reads as a subtraction; return whether there is one."""
        if isinstance(node, nodes.Getattr):
            return self._hyphen(node.node)
        left = value_path(node.left) if isinstance(node, nodes.Sub) else None
        if left is None or left[0] not in self._names.roots:
            return False
        offset = self._offset(node.lineno, left[0])
        written = _HYPHENATED.match(self._text, offset)
        name = written[0] if written else ".".join(left)
        known = [f"{left[0]}.{key}" for key in self._names.keys(left[0])]
        self._at("PG244.hyphen", offset, len(name), name=name, guess=did_you_mean(name, known))
        return True

    def _unknown_test(self, node: nodes.Test) -> None:
        """Report an unknown test; after a question, its name was probably meant as an answer."""
        found = type_of(node.node, self._names, {})
        offset = self._offset(node.lineno, node.name)
        if found.kind in ("one_of", "many_of", "yes_no"):
            better = written_condition(found, node.name)
            self._at("PG243.equals", offset, len(node.name), sign="is", better=better)
        else:
            guess = did_you_mean(node.name, TESTS)
            self._at("PG244.test", offset, len(node.name), name=node.name, guess=guess)

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
        if path[0] in self._local or id(node) in self._bare:
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
        library = "" if path[1] in keys else names.library_called(path[1])
        if path[1] not in keys and (path[1] in names.unread or (library and path[2:] and path[2] in names.unread)):
            self.unread = True
            return
        if library and len(path) > 2:
            at = self._offset(node.lineno, path[2], offset)
            own = [key for key in keys if key.startswith(f"{library}:")]
            guess = did_you_mean(path[2], [key.partition(":")[2] for key in own]) or say("suggest.no_value")
            self._at("PG245.key", at, len(path[2]), group=".".join(path[:2]), key=path[2], guess=guess)
            return
        if path[1] not in keys:
            at = self._offset(node.lineno, path[1], offset)
            known = map(in_text, keys)
            guess = self._elsewhere(path) or did_you_mean(path[1], known) or say("suggest.no_value")
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
        names = self._names
        root = next((root for root in names.roots if path[1] in names.keys(root)), "")
        if root:
            return say("suggest.write", words=f"{root}.{path[1]}")
        owned = [
            in_text(f"{root}.{key}") for root in names.roots for key in names.keys(root) if key.endswith(f":{path[1]}")
        ]
        return say("suggest.write", words=owned[0]) if len(owned) == 1 else ""

    def _kept_from_some(self, node: nodes.Compare) -> None:
        """Report a free answer, or a person's name, that is compared with set text although some copies lack it."""
        if not any(isinstance(constant.value, str) for constant in node.find_all(nodes.Const)):
            return
        paths = [path for path in map(value_path, node.find_all(nodes.Getattr)) if path is not None]
        # `people.chair` is found again within `people.chair.name`.
        for path in (one for one in paths if not any(other != one and other[: len(one)] == one for other in paths)):
            question = self._names.questions.get(path[0], {}).get(path[1]) if len(path) == 2 else None
            # Words are never equal to a number or a date, whatever copy it is in: that is reported as such.
            free = question is not None and question.type in _IN_WORDS and (question.board_only or not question.public)
            if free or (path[0] == "people" and path[2:] in ((), ("name",))):
                name = ".".join(path)
                key = path[1].rpartition(":")[2]
                self._at("PG246", self._offset(node.lineno, key), len(key), path=in_text(name))

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
