"""Where the parts of a template are in its text: Jinja's syntax tree itself knows only lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jinja2 import nodes

Token = tuple[int, int, str]


class Places:
    """The offset and length of each expression of one template, found by reading its tokens once, in order."""

    def __init__(self, tree: nodes.Template, tokens: Sequence[Token]) -> None:
        self._tokens, self._next = tokens, 0
        self._found: dict[int, tuple[int, int]] = {}
        self._visit(tree)

    def of(self, node: nodes.Node) -> tuple[int, int] | None:
        """Return offset and length of a node, or None if its words were not found."""
        found = self._found.get(id(node))
        return None if found is None else (found[0], found[1] - found[0])

    def _visit(self, node: nodes.Node) -> None:
        starts_at = self._next
        # The part of a `not` that its own word begins is found by that word.
        if isinstance(node, nodes.Not):
            self._take("not")
        for child in _in_order(node):
            self._visit(child)
        match node:
            case nodes.Name():
                self._take(node.name)
            case nodes.Getattr():
                # The name of the library before a key is left out at home.
                self._take(node.attr.rpartition(":")[2])
            case nodes.Filter() | nodes.Test():
                self._take(node.name)
            case nodes.Const():
                self._constant(node.value)
            case _:
                pass
        if isinstance(node, nodes.List | nodes.Tuple) and self._next < len(self._tokens):
            self._close(starts_at)
        ends = [self._found[id(child)] for child in node.iter_child_nodes() if id(child) in self._found]
        if self._next > starts_at and isinstance(node, nodes.Expr | nodes.Operand):
            _, at, characters = self._tokens[self._next - 1]
            own = (at, at + len(characters))
            first = min((start for start, _ in ends), default=own[0])
            if isinstance(node, nodes.Not):
                first = next((at for _, at, word in self._tokens[starts_at:] if word == "not"), first)
            if isinstance(node, nodes.List | nodes.Tuple):
                first = self._opening(starts_at, first)
            self._found[id(node)] = (first, own[1])

    def _close(self, starts_at: int) -> None:
        """Take the closing bracket of a list, and the comma before it."""
        after = self._next
        while after < len(self._tokens) and self._tokens[after][2] == ",":
            after += 1
        if self._next > starts_at and after < len(self._tokens) and self._tokens[after][2] in (")", "]"):
            self._next = after + 1

    def _opening(self, starts_at: int, first: int) -> int:
        """Return where the bracket before a list's first entry is."""
        before = [at for _, at, word in self._tokens[starts_at:] if at < first and word in ("(", "[")]
        return before[-1] if before else first

    def _take(self, word: str) -> None:
        for index in range(self._next, len(self._tokens)):
            if self._tokens[index][2] == word:
                self._next = index + 1
                return

    def _constant(self, value: object) -> None:
        for index in range(self._next, len(self._tokens)):
            token = self._tokens[index][2]
            same = token[1:-1] == value if token[:1] in ("'", '"') else token.lower() == str(value).lower()
            if same:
                self._next = index + 1
                return


def _in_order(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield a node's children in the order of the text."""
    if isinstance(node, nodes.CondExpr):
        yield from (part for part in (node.expr1, node.test, node.expr2) if part is not None)
    else:
        yield from node.iter_child_nodes()
