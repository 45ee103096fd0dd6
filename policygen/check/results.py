"""Find what the tags of a text would print that is no text: nothing, a list, a number out of range, an escape."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError, nodes

# Beyond this many figures Python refuses or rounds what a person wrote.
_LARGEST = 10**15
_OUTPUT = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_CONTROLS = "abfnrtv01234567"  # the letters and figures after which an escape stands for a control character
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|N\{[^}]*\}|[^'\"\\\n])")


@dataclass(frozen=True, slots=True)
class NoText:
    """A finding under `code` at `length` characters from `offset`; `written` is what stands there.

    `sign` is the visible character that a written escape stands for.
    """

    code: str
    offset: int
    length: int
    written: str
    sign: str = ""


def escapes_in(text: str) -> Iterator[NoText]:
    """Yield the escapes in the tags of a text: they could make control characters that nobody sees in the file."""
    if "\\" not in text:
        return
    for tag in _TAG.finditer(text):
        for match in _ESCAPE.finditer(tag[0]):
            sign = _sign(match[0])
            if unicodedata.category(sign) == "Zs":
                code, sign = "PG250.space_escape", ""
            elif sign.isprintable():
                code = "PG250.escape"
            else:
                code, sign = "PG250.hidden_escape", ""
            yield NoText(code, tag.start() + match.start(), len(match[0]), match[0], sign)


def _sign(escape: str) -> str:
    """Return the character that an escape stands for; U+FFFF, which nobody can type, where it stands for none."""
    kind, rest = escape[1], escape[2:]
    if kind == "N":
        try:
            return unicodedata.lookup(rest.strip("{}"))
        except KeyError:
            return "\uffff"
    if rest:
        number = int(rest, 16)
        return chr(number) if number <= sys.maxunicode else "\uffff"
    return "\uffff" if kind in _CONTROLS else kind


def results_in(text: str, tree: nodes.Template, parse: Callable[[str], nodes.Template]) -> Iterator[NoText]:
    """Yield the tags of a text that print something else than text; `parse` reads a tag by itself."""
    if not any(_fault(node) for output in _outputs(tree) for node in output.nodes):
        return
    for tag in _OUTPUT.finditer(text):
        try:
            alone = parse(tag[0])
        except TemplateSyntaxError:
            continue  # In a comment or a string, what looks like a tag is none.
        found = next((code for output in _outputs(alone) if (code := _fault(output.nodes[0]))), "")
        if found:
            yield NoText(found, tag.start(), len(tag[0]), " ".join(tag[0].strip("{}-+ \n").split()))


def _outputs(node: nodes.Node) -> Iterator[nodes.Output]:
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Output):
            yield child
        elif not isinstance(child, nodes.Expr):  # expressions have no statements inside them
            yield from _outputs(child)


def _fault(node: nodes.Node | None) -> str:
    """Return the code for an expression that can yield something else than text, or ""."""
    match node:
        case nodes.Const(value=str() | bool() | None) | nodes.Compare() | nodes.Not() | nodes.Test():
            return ""  # What is true or false is PG261.
        case nodes.Const(value=int() as number) if abs(number) < _LARGEST:
            return ""
        case nodes.Const() | nodes.List() | nodes.Tuple():
            return "PG250.other"
        case nodes.And() | nodes.Or():
            return _fault(node.left) or _fault(node.right)
        case nodes.CondExpr(expr2=None):
            return "PG250.nothing"
        case nodes.CondExpr():
            return _fault(node.expr1) or _fault(node.expr2)
        case nodes.Filter():
            return _fault(node.node)
        case _:
            return ""
