"""Check the Jinja in clauses against an allow-list, with line and column for anything that is not on it.

A clause can use output, `if`, `for`, inline if, names, attributes, constants, comparisons, and/or/not, the listed
filters and the test `answered`. What fills them in `assemble` knows nothing else; values are never template code.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import MutableMapping

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from policygen.check.expressions import Doubt, Expressions
from policygen.check.files import home_of
from policygen.check.homes import tree_in_full
from policygen.check.names import FILTERS, TESTS, Names
from policygen.check.places import Places
from policygen.check.proofs import Prover
from policygen.check.reach import BranchProofs
from policygen.check.results import escapes_in, results_in
from policygen.check.types import ExpressionType, type_of, written_condition
from policygen.check.walk import Walk, tag_near
from policygen.diagnostics.model import Diagnostic, Diagnostics, Span
from policygen.model.checked import Use
from policygen.model.conditions import Condition
from policygen.model.written import Written
from policygen.source.nodes import Source
from policygen.source.positions import place

LONGEST_TEXT = 20_000
# Above this many conditions in a text nothing is proved about its branches, because that would take seconds.
MOST_TESTS = 200
# Parts inside one another, and loops: whoever reads, compiles or fills a text goes that deep.
DEEPEST, DEEPEST_LOOP = 60, 6
# Private use: `assemble` uses these for its marks, so a clause must not contain them.
PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
CROSS_REFERENCE = re.compile(r"\[(?P<words>[^\]\n]*)\]\(#(?P<id>[^)\s]*)\)")

# A tag up to its closing brackets, else to the next tag or the end of its line.
_TAG = re.compile(
    r"\{(?:\{(?:[^{}]|\{(?!\{|%)|\}(?!\}))*?(?:\}\}|(?=\{[{%]|\n|\Z))"
    r"|%[-+]?\s*(?P<word>\w*)(?:[^{}]|\{(?!\{|%)|\}(?!\}))*?(?:%\}|(?=\{[{%]|\n|\Z)))"
)
# `=` or `is` where `==` is meant.
_NO_COMPARISON = re.compile(
    r"(?P<path>[a-z_]+\.\w+)\s*(?P<sign>(?<![=!<>])=(?!=)|\bis(?:\s+not)?(?=\s+[\"'\d]))\s*"
    r"(?P<value>\"[^\"]*\"|'[^']*'|\w+)"
)
# The inside of a tag.
_INSIDE = re.compile(r"\{[{%][^}]*")
# What a tag needs around it to parse on its own.
_AROUND = {
    "if": ("", "{% endif %}"),
    "for": ("", "{% endfor %}"),
    "elif": ("{% if x %}", "{% endif %}"),
    "else": ("{% if x %}", "{% endif %}"),
    "endif": ("{% if x %}", ""),
    "endfor": ("{% for x in y %}", ""),
}


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
    """Checks texts against the allow-list and the names of a project; every mistake is reported with its place.

    `refused` are texts with a mistake, which are never filled; `trees` what the others were read as.
    """

    def __init__(self, names: Names, diagnostics: Diagnostics, prover: Prover | None = None) -> None:
        """Without `prover` nothing is proved about branches: a mistake in the vocabulary would answer for all."""
        self._names, self._prover = names, prover
        self._diagnostics = diagnostics
        self._environment = make_environment()
        # Both by `key_of`.
        self.refused: MutableMapping[str, None] = {}
        self.trees: MutableMapping[str, nodes.Template] = {}

    def for_session(self) -> TemplateChecker:
        """Return a checker that knows what this one has read, and keeps its own reading separate."""
        found = TemplateChecker(self._names, self._diagnostics, self._prover)
        found.refused, found.trees = ChainMap({}, self.refused), ChainMap({}, self.trees)
        return found

    def key_of(self, written: Written) -> str:
        """Return what a text is known by: the text, with its library where a library's own names may be in it."""
        home = home_of(written.span.file)
        return f"{home}\0{written.text}" if home in self._names.own else written.text

    def refuses(self, written: Written) -> bool:
        """Tell whether a text that was checked has a mistake, so that it is never filled."""
        return self.key_of(written) in self.refused

    def tree_of(self, written: Written) -> nodes.Template | None:
        """Return what a text was read as, its values under their full names; None for one with a mistake or no tag."""
        return self.trees.get(self.key_of(written))

    def check(
        self,
        source: Source,
        written: Written,
        diagnostics: Diagnostics | None = None,
        when: Condition | None = None,
    ) -> tuple[Use, ...]:
        """Check one text and return the values it names, in order; report to `diagnostics`, or else to the library's.

        `when` is the condition of its clause. Cross-references are checked by the project.
        """
        found = Diagnostics()
        uses = self._checked(source, written, when, found)
        if found.errors:
            self.refused[self.key_of(written)] = None
        (self._diagnostics if diagnostics is None else diagnostics).extend(found)
        return uses

    def _checked(
        self, source: Source, written: Written, when: Condition | None, diagnostics: Diagnostics
    ) -> tuple[Use, ...]:
        text = written.text
        if len(text) > LONGEST_TEXT:
            diagnostics.report("PG241", written.span, length=len(text), limit=LONGEST_TEXT)
            return ()
        if found := PRIVATE_USE.search(text):
            at = place(source, written.scalar, found.start(), 1)
            diagnostics.report("PG242", at, number=f"{ord(found[0]):04X}")
            return ()
        if "{" not in text:
            return ()
        try:
            tree = self._environment.parse(text)
            if _too_deep(text, tree):
                raise RecursionError
            tree_in_full(tree, self._names, home_of(written.span.file))
        except TemplateSyntaxError as error:
            offset, length = self._faulty_tag(text) or tag_near(text, error.lineno)
            span = place(source, written.scalar, offset, length)
            finding = self._no_comparison(text[offset : offset + length], span)
            diagnostics.add(finding or _explained(error.message or "", span))
            return ()
        except RecursionError:
            diagnostics.report("PG243.deep", written.span)
            return ()
        for one in (*escapes_in(text), *results_in(text, tree, self._environment.parse)):
            span = place(source, written.scalar, one.offset, one.length)
            diagnostics.report(one.code, span, written=one.written, sign=one.sign)
        doubts = Diagnostics()
        walk = Walk(self.names, source, written, [], doubts)
        uses = tuple(walk.walk(tree))
        if walk.unread:
            self.refused[self.key_of(written)] = None
        if doubts:
            # Only a text with a mistake is worth the time that the places of its words take.
            uses = tuple(Walk(self.names, source, written, self.tokens(text), diagnostics).walk(tree))
        if walk.has_expressions:
            wrong = self._expressions(tree, when, prove=not doubts and 0 < text.count("if ") <= MOST_TESTS)
            self._report(wrong, tree, source, written, diagnostics)
            if wrong:
                return uses
        if not doubts:
            self.trees[self.key_of(written)] = tree
        return uses

    def _expressions(self, tree: nodes.Template, when: Condition | None, *, prove: bool) -> list[Doubt]:
        """Return what is wrong with the types of a text, or else what is always or never the case in it."""
        try:
            return self._typed(tree, when, prove=prove)
        except RecursionError:
            # Hundreds of tests inside one another or in one row: nothing is proved about such a text.
            return []

    def _typed(self, tree: nodes.Template, when: Condition | None, *, prove: bool) -> list[Doubt]:
        found = list(Expressions(self.names).check(tree))
        if found or not prove or self._prover is None:
            return found
        given = self._prover.formula(when) if when is not None else None
        if given is not None and not self._prover.possible(given):
            # The condition itself is reported; behind it, everything would be impossible.
            given = None
        return list(BranchProofs(self._prover, self.names, given).check(tree))

    def _report(
        self,
        found: list[Doubt],
        tree: nodes.Template,
        source: Source,
        written: Written,
        diagnostics: Diagnostics,
    ) -> None:
        if not found:
            return
        places = Places(tree, self.tokens(written.text))
        for doubt in found:
            offset, length = places.of(doubt.node) or tag_near(written.text, doubt.node.lineno)
            if written.text[offset : offset + 1] in ("'", '"') and length > 2 and isinstance(doubt.node, nodes.Const):
                # The words are at fault, not their quotation marks.
                offset, length = offset + 1, length - 2
            span = place(source, written.scalar, offset, length)
            diagnostics.report(doubt.code, span, None, related=None, **doubt.facts)

    def _no_comparison(self, tag: str, span: Span) -> Diagnostic | None:
        """Return the finding on a tag that compares with `=` or `is`, or None if it does neither."""
        found = _NO_COMPARISON.search(tag)
        path = tuple(found["path"].split(".")) if found else ()
        if found is None or len(path) != 2 or path[0] not in self.names.questions:
            return None
        value = found["value"].strip("'\"")
        question = self.names.questions[path[0]].get(path[1])
        kind = type_of(nodes.Getattr(nodes.Name(path[0], "load"), path[1], "load"), self.names, {})
        if question is None:
            kind = ExpressionType("words", found["path"])
        sign = "=" if "=" in found["sign"] else "is"
        better = written_condition(kind, value, negated="not" in found["sign"] or "!" in found["sign"])
        return Diagnostic.of("PG243.equals", span, sign=sign, better=better)

    def _faulty_tag(self, text: str) -> tuple[int, int] | None:
        """Return offset and length of the first tag that does not read by itself, else of one left open or over."""
        tags = list(_TAG.finditer(text))
        for tag in tags:
            before, after = _AROUND.get(tag["word"], ("", ""))
            try:
                self._environment.parse(f"{before}{tag[0]}{after}")
            except (TemplateSyntaxError, RecursionError):
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


def _too_deep(text: str, tree: nodes.Template) -> bool:
    """Tell whether tags, brackets or loops are too many levels deep. Brackets leave no trace in a syntax tree."""
    if text.count("(") + text.count("[") > DEEPEST and _brackets(text) > DEEPEST:
        return True
    # Few tags, and none of them long, cannot go that deep: nearly every text is spared the walk.
    if text.count("{%") <= 2 * DEEPEST_LOOP and all(len(tag) < 2 * DEEPEST for tag in _INSIDE.findall(text)):
        return False
    waiting: list[tuple[nodes.Node, int, int]] = [(tree, 0, 0)]
    while waiting:
        node, depth, loops = waiting.pop()
        if depth > DEEPEST or loops > DEEPEST_LOOP:
            return True
        waiting += ((child, depth + 1, loops + isinstance(child, nodes.For)) for child in node.iter_child_nodes())
    return False


def _brackets(text: str) -> int:
    depth = deepest = 0
    for character in text:
        if character in "([":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]":
            depth = max(0, depth - 1)
    return deepest


def _explained(message: str, span: Span) -> Diagnostic:
    """Return Jinja's commonest complaints in everyday words, and any other one as it is."""
    message = message.strip().rstrip(".")
    if "end of template" in message:
        return Diagnostic.of("PG243.unclosed", span)
    if match := re.search(r"Encountered unknown tag '(\w+)'", message):
        return Diagnostic.of("PG243.tag", span, name=match[1])
    if match := re.search(r"expected token '(.+?)', got '(.+?)'", message):
        wanted = {"end of print statement": "}}", "end of statement block": "%}"}.get(match[1], match[1])
        return Diagnostic.of("PG243.expected", span, wanted=wanted, found=match[2])
    return Diagnostic.of("PG243.other", span, reason=message[:1].lower() + message[1:])
