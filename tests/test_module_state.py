"""Nothing at the level of a module changes while the program runs, but for a short list with reasons."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.support.sources import nodes_of, tree_of

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "policygen"
LISTED = yaml.safe_load((ROOT / "tests/data/module-state.yaml").read_text(encoding="utf-8"))
MOST_CACHES = 35

_CACHES = {"cache", "lru_cache"}
_SHARED = {"ContextVar", "Lock", "RLock", "Semaphore", "Condition", "Event", "local"}
_MUTABLE = (ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp)
_MUTABLE_CALLS = {"dict", "list", "set", "defaultdict", "deque", "Counter", "OrderedDict", "bytearray", "ChainMap"}
_CHANGES = {
    "add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "setdefault", "sort", "update",
}  # fmt: skip


def states_in(source: str) -> Iterator[str]:
    """Yield the names in a module that hold what can change."""
    tree = tree_of(source)
    yield from (name for name, _, _ in caches_in(source))
    changed = set(changed_names(tree))
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        called = called_name(node.value)
        mutable = isinstance(node.value, _MUTABLE) or called in _MUTABLE_CALLS
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for name in (one.id for one in targets if isinstance(one, ast.Name)):
            constant = name == "__all__" or name.strip("_").isupper()
            if called in _SHARED or name in changed or (mutable and not constant):
                yield name


def caches_in(source: str) -> Iterator[tuple[str, bool, list[str]]]:
    """Yield the name of each cached function, whether its cache has a limit, and its arguments.

    A cache made without a decorator, as one that an object keeps for itself, is named as it is made.
    """
    decorators = set()
    for node in nodes_of(source):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            decorators |= set(node.decorator_list)
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            for decorator in node.decorator_list:
                if called_name(decorator) in _CACHES:
                    yield node.name, has_limit(decorator), [one.arg for one in arguments]
    for node in nodes_of(source):
        if isinstance(node, ast.Call) and node not in decorators and called_name(node) in _CACHES:
            yield ast.unparse(node), has_limit(node), ["any"]


def has_limit(cache: ast.expr) -> bool:
    return called_name(cache) == "lru_cache" and "None" not in ast.unparse(cache)


def called_name(node: ast.expr) -> str:
    inner = node.func if isinstance(node, ast.Call) else node
    return inner.attr if isinstance(inner, ast.Attribute) else getattr(inner, "id", "")


def changed_names(tree: ast.Module) -> Iterator[str]:
    """Yield names of the module that a function sets again, or that anything in the module fills."""
    for node in ast.walk(tree):
        match node:
            case ast.Global(names=names):
                yield from names
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                yield name
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if attr in _CHANGES:
                yield name


def modules() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), path.read_text(encoding="utf-8")


def test_what_can_change_in_a_module_is_listed_with_a_reason() -> None:
    found = {(module, name) for module, source in modules() for name in states_in(source)}
    listed = [(one["module"], one["name"]) for one in LISTED]
    assert sorted(found) == sorted(listed)
    assert all(len(one["why"]) > 20 for one in LISTED)


def test_a_cache_that_a_project_could_fill_has_a_limit() -> None:
    reasons = {(one["module"], one["name"]): one.get("bounded_by", "") for one in LISTED}
    unlimited = {
        (module, name)
        for module, source in modules()
        for name, limited, arguments in caches_in(source)
        if not limited and arguments
    }
    assert unlimited == {place for place, reason in reasons.items() if reason}


def test_there_are_few_caches() -> None:
    assert sum(len(list(caches_in(source))) for _, source in modules()) <= MOST_CACHES


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("@cache\ndef f(): ...", ["f"]),
        ("@functools.lru_cache(maxsize=4)\ndef f(a): ...", ["f"]),
        ("class A:\n    @lru_cache\n    def f(self): ...", ["f"]),
        ("f = cache(g)", ["cache(g)"]),
        ("class A:\n    def __init__(self): self.f = lru_cache(9)(g)", ["lru_cache(9)"]),
        ("seen = set()", ["seen"]),
        ("seen: dict[str, int] = {}", ["seen"]),
        ("SEEN = {}\ndef f(): SEEN['a'] = 1", ["SEEN"]),
        ("SEEN = []\ndef f(): SEEN.append(1)", ["SEEN"]),
        ("_one = None\ndef f():\n    global _one\n    _one = 1", ["_one"]),
        ("gate = threading.Lock()", ["gate"]),
        ("_GATE = ContextVar('gate')", ["_GATE"]),
        ("NAMES = {'a': 1}\n__all__ = ['x']\nPAIR = (1, 2)", []),
    ],
)
def test_the_search_finds(source: str, names: list[str]) -> None:
    assert list(states_in(source)) == names


def test_a_limit_is_told_from_none() -> None:
    source = "@lru_cache(maxsize=None)\ndef f(a): ...\n@lru_cache(maxsize=8)\ndef g(a): ...\n@cache\ndef h(a): ..."
    assert [limited for _, limited, _ in caches_in(source)] == [False, True, False]
