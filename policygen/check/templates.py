"""The Jinja that a clause may hold: an allow-list over the syntax tree, with line and column for what is not on it.

A clause may use output, `if`, `for`, inline if, names, attributes, constants, comparisons, and/or/not, the listed
filters and
the test `answered`. The sandbox stands behind the list; values are never template code.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from collections.abc import Mapping as MappingType

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from policygen.diagnostics.model import Diagnostics
from policygen.frozen import frozen
from policygen.read.nodes import Source
from policygen.read.positions import place

from .models import Question
from .shape import Written
from .suggest import did_you_mean

FILTERS = ("sentence", "all_of", "any_of")
TESTS = ("answered",)
PERSON_FIELDS = ("name", "title", "post", "email", "telephone")
CONTACT_FIELDS = ("name", "purpose", "telephone", "hours", "web", "email")
REFERENCE_FIELDS = ("title", "short", "publisher", "edition", "web")
LONGEST_TEXT = 20_000
# Private use: assemble puts its marks there, so a clause must not hold them.
PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
CROSS_REFERENCE = re.compile(r"\[(?P<words>[^\]\n]*)\]\(#(?P<id>[^)\s]*)\)")

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
# A tag up to its closing brackets, else to the next tag or the end of its line.
_TAG = re.compile(
    r"\{(?:\{(?:[^{}]|\{(?!\{|%)|\}(?!\}))*?(?:\}\}|(?=\{[{%]|\n|\Z))"
    r"|%[-+]?\s*(?P<word>\w*)(?:[^{}]|\{(?!\{|%)|\}(?!\}))*?(?:%\}|(?=\{[{%]|\n|\Z)))"
)
# What a tag needs round it to read by itself.
_AROUND = {
    "if": ("", "{% endif %}"),
    "for": ("", "{% endfor %}"),
    "elif": ("{% if x %}", "{% endif %}"),
    "else": ("{% if x %}", "{% endif %}"),
    "endif": ("{% if x %}", ""),
    "endfor": ("{% for x in y %}", ""),
}


@frozen
class Names:
    """What a clause may name: for each root (school, people …) its keys, and for each key the fields it has."""

    questions: MappingType[str, MappingType[str, Question]]
    people: Collection[str]
    contacts: Collection[str]
    references: Collection[str]

    @property
    def roots(self) -> tuple[str, ...]:
        return (*self.questions, "people", "contacts", "references")

    def keys(self, root: str) -> Collection[str]:
        named = {"people": self.people, "contacts": self.contacts, "references": self.references}
        return named[root] if root in named else self.questions[root]

    def fields(self, root: str) -> tuple[str, ...]:
        return {"people": PERSON_FIELDS, "contacts": CONTACT_FIELDS, "references": REFERENCE_FIELDS}.get(root, ())


@frozen
class Use:
    """One value named in a text, as its path."""

    path: tuple[str, ...]


def make_environment() -> SandboxedEnvironment:
    """Return an empty sandbox: no globals, no loader, only the listed filters and tests (filled in by `assemble`)."""
    environment = SandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, autoescape=False, loader=None)
    environment.globals.clear()
    environment.filters = dict.fromkeys(FILTERS, _unfilled)
    environment.tests = dict.fromkeys(TESTS, _unfilled)
    return environment


def _unfilled(value: object) -> object:
    return value


class TemplateChecker:
    """Checks texts against the allow-list and the names of a project; every mistake is reported with its place."""

    def __init__(self, names: Names, diagnostics: Diagnostics) -> None:
        self._names = names
        self._diagnostics = diagnostics
        self._environment = make_environment()
        # Texts with a mistake: they are never filled.
        self.refused: set[str] = set()
        # What the texts without one were read as, for whoever fills them.
        self.trees: dict[str, nodes.Template] = {}

    def check(self, source: Source, written: Written, diagnostics: Diagnostics | None = None) -> tuple[Use, ...]:
        """Check one text and return the values it names, in order; reports into `diagnostics`, else the library's.

        Cross-references are checked by the project.
        """
        found = Diagnostics()
        uses = self._checked(source, written, found)
        if found.errors:
            self.refused.add(written.text)
        (self._diagnostics if diagnostics is None else diagnostics).extend(found)
        return uses

    def _checked(self, source: Source, written: Written, diagnostics: Diagnostics) -> tuple[Use, ...]:
        text = written.text
        if len(text) > LONGEST_TEXT:
            diagnostics.error(
                "PG241",
                f"this text has {len(text):,} characters; a clause has at most {LONGEST_TEXT:,}",
                written.span,
                hint="Divide it into several clauses.",
            )
            return ()
        if found := PRIVATE_USE.search(text):
            diagnostics.error(
                "PG242",
                f"this text holds the private-use character U+{ord(found[0]):04X}",
                place(source, written.scalar, found.start(), 1),
                hint="Remove it, or replace it by the character that was meant.",
            )
            return ()
        if "{" not in text:
            return ()
        try:
            tree = self._environment.parse(text)
        except TemplateSyntaxError as error:
            offset, length = self._faulty_tag(text) or _tag_near(text, error.lineno)
            diagnostics.error(
                "PG243",
                f"the template does not read: {_plain(error.message or '')}",
                place(source, written.scalar, offset, length),
                hint="Each {{ value }} and {% if … %} needs its closing brackets and its {% endif %}.",
            )
            return ()
        doubts = Diagnostics()
        uses = tuple(_Walk(self, source, written, [], doubts).walk(tree))
        if doubts:
            # Only a text with a mistake is worth the time that the places of its words take.
            return tuple(_Walk(self, source, written, self.tokens(text), diagnostics).walk(tree))
        self.trees[text] = tree
        return uses

    def _faulty_tag(self, text: str) -> tuple[int, int] | None:
        """Return offset and length of the first tag that does not read by itself, else of one left open or over."""
        tags = list(_TAG.finditer(text))
        for tag in tags:
            before, after = _AROUND.get(tag["word"], ("", ""))
            try:
                self._environment.parse(f"{before}{tag[0]}{after}")
            except TemplateSyntaxError:
                return tag.start(), len(tag[0])
        opened: list[re.Match[str]] = []
        for tag in tags:
            if tag["word"] in ("if", "for"):
                opened.append(tag)
            elif tag["word"] in ("endif", "endfor") and (not opened or f"end{opened.pop()['word']}" != tag["word"]):
                return tag.start(), len(tag[0])
        return (opened[-1].start(), len(opened[-1][0])) if opened else None

    @property
    def names(self) -> Names:
        return self._names

    def tokens(self, text: str) -> list[tuple[int, int, str]]:
        """Return the names, strings and signs of a template as (line from 1, offset, characters)."""
        found, cursor = [], 0
        for line, kind, characters in self._environment.lexer.tokeniter(text, None):
            at = text.find(characters, cursor)
            if at < 0:
                continue
            cursor = at + len(characters)
            if kind in ("name", "string", "operator", "integer", "float"):
                found.append((line, at, characters))
        return found


class _Walk:
    """One text's walk over its syntax tree; without `tokens` what it reports has no exact place."""

    def __init__(
        self,
        checker: TemplateChecker,
        source: Source,
        written: Written,
        tokens: list[tuple[int, int, str]],
        diagnostics: Diagnostics,
    ) -> None:
        self._checker, self._source, self._written, self._text = checker, source, written, written.text
        self._diagnostics = diagnostics
        self._tokens = tokens
        self._local: list[str] = []

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
        return _tag_near(self._text, node.lineno)

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
        path = _path_of(node)
        if path is None:
            offset, length = self._beginning(node)
            self._at("PG244", "this value is not named in full", offset, length, "Write it as school.name.")
            return
        if path[0] in self._local:
            return
        names = self._checker.names
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
        names = self._checker.names
        for root in names.roots:
            if word in names.keys(root):
                return f"Write `{root}.{word}`."
        return did_you_mean(word, names.roots)

    def _elsewhere(self, path: tuple[str, ...]) -> str:
        names = self._checker.names
        return next((f"Write `{root}.{path[1]}`." for root in names.roots if path[1] in names.keys(root)), "")

    def _compared(self, node: nodes.Compare) -> None:
        path = _path_of(node.expr) if isinstance(node.expr, nodes.Getattr) else None
        question = self._checker.names.questions.get(path[0], {}).get(path[1]) if path and len(path) == 2 else None
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


def _path_of(node: nodes.Node) -> tuple[str, ...] | None:
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        inner = _path_of(node.node)
        return None if inner is None else (*inner, node.attr)
    return None


def _line_start(text: str, line: int) -> int:
    offset = 0
    for _ in range(line - 1):
        offset = text.find("\n", offset) + 1
        if not offset:
            return 0
    return offset


def _tag_near(text: str, line: int) -> tuple[int, int]:
    """Return offset and length of the first tag on a line, else of the nearest tag before it."""
    start = _line_start(text, line)
    end = text.find("\n", start)
    here = re.search(r"\{[{%#].*?(?:[}%#]\}|$)", text[start : end if end >= 0 else len(text)])
    if here:
        return start + here.start(), here.end() - here.start()
    before = max(text.rfind("{{", 0, start), text.rfind("{%", 0, start))
    return (before, 2) if before >= 0 else (start, 1)


def _plain(message: str) -> str:
    """Put Jinja's words for the commonest mistakes into everyday ones."""
    message = message.strip().rstrip(".")
    if "Unexpected end of template" in message or "end of template" in message:
        return "an {% if %} or {% for %} is not closed, or a bracket is missing"
    if match := re.search(r"Encountered unknown tag '(\w+)'", message):
        return f"there is no tag called `{match[1]}`"
    if match := re.search(r"expected token '(.+?)', got '(.+?)'", message):
        wanted = {"end of print statement": "}}", "end of statement block": "%}"}.get(match[1], match[1])
        return f"`{wanted}` was expected before `{match[2]}`"
    return message[:1].lower() + message[1:]
