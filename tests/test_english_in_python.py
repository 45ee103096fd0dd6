"""Sentences for people are in YAML, where their wording can be edited; Python has keys and facts only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.support.sources import tree_of

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "policygen"
ALLOWED = yaml.safe_load((ROOT / "tests/data/english-in-python.yaml").read_text(encoding="utf-8"))
SHORTEST = 4  # words

# The words of errors for developers, of help texts, and of what the reference takes from a model's fields.
ELSEWHERE = {
    "About", "AssertionError", "TypeError", "NotImplementedError", "option", "argument", "command", "group", "Argument",
    "Option",
}  # fmt: skip
PATTERNS = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}

WORD = re.compile(r"(?<![\w/.<=-])[A-Za-z][a-z']*(?=[\s,.;:!?)]|$)")
LOWER_CASE = re.compile(r"(?<![\w/.<=-])[a-z]{2,}(?=[\s,.;:!?)]|$)")


def is_sentence(text: str) -> bool:
    """Return whether a text has four English words, two of them in lower case, without code between them."""
    return any(
        len(WORD.findall(part)) >= SHORTEST and len(LOWER_CASE.findall(part)) > 1
        for part in re.split(r"[{}<>=|\\\n]", text)
    )


def sentences_in(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield each sentence in a syntax tree with its line, without docstrings and the words in `ELSEWHERE`."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Assert():
            return
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in ELSEWHERE:
            return
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=attribute)) if attribute in PATTERNS:
            return
        case ast.Constant(value=str(text)) if is_sentence(text):
            yield node.lineno, text.strip()
        case ast.JoinedStr(values=values) if is_sentence(text := _joined(values)):
            yield node.lineno, text.strip()
            return
    for child in ast.iter_child_nodes(node):
        yield from sentences_in(child)


def _joined(values: list[ast.expr]) -> str:
    return "".join(str(value.value) if isinstance(value, ast.Constant) else "…" for value in values)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('print("the clause was not found")', ["the clause was not found"]),
        ('x = f"the clause {name} was not found"', ["the clause … was not found"]),
        ('raise ValueError("this clause was not found")', ["this clause was not found"]),
        ('x = {"key": ("a", f"the file {name} could not be read")}', ["the file … could not be read"]),
        ('"""The clause was not found here."""', []),
        ('x = re.compile("the clause was not found")', []),
        ('x: Annotated[str, About("The clause that was not found.")]', []),
        ('raise TypeError("the clause was not found")', []),
        ('x = say("group.clause_not_found", name=name)', []),
        ('x = "one_key two.key three/key"', []),
    ],
)
def test_the_search_finds_sentences_only(source: str, found: list[str]) -> None:
    assert [text for _, text in sentences_in(ast.parse(source))] == found


def test_no_sentence_is_left_in_python() -> None:
    left, used = [], set()
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        starts = {entry["text"] for entry in ALLOWED if entry["file"] == name}
        for line, text in sentences_in(tree_of(path.read_text(encoding="utf-8"))):
            allowed = {start for start in starts if text.startswith(start)}
            used |= {(name, start) for start in allowed}
            if not allowed:
                left.append(f"{name}:{line}: {text}")
    assert left == []
    assert {(entry["file"], entry["text"]) for entry in ALLOWED} == used, "an entry is no longer needed"
    assert all(entry["because"] for entry in ALLOWED)
