"""The words of findings: each call names a wording that there is, and gives just the facts that it needs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import policygen
from policygen.diagnostics.codes import Phrase, codes, phrase_of, say, sentence
from policygen.diagnostics.model import Diagnostic, Diagnostics, Severity, Span
from policygen.diagnostics.phrases import filled, placeholders
from policygen.source.scan import scan
from tests.support.sources import nodes_of

PACKAGE = Path(policygen.__file__).parent
_OURS = {"span", "severity", "related", "trace"}


@cache
def modules() -> Mapping[str, tuple[ast.AST, ...]]:
    """Return the nodes of each module of policygen, by its file; they are read once for all tests."""
    return {
        str(path.relative_to(PACKAGE.parent)): nodes_of(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Yield (file:line, call) for each call of a method or function of these names with a literal first argument."""
    for file, nodes in modules().items():
        for node in nodes:
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in names and isinstance(node.args[0].value, str):
                yield f"{file}:{node.lineno}", node


def facts_of(call: ast.Call) -> set[str] | None:
    """Return the facts that a call gives by name; None where it passes some on with `**`."""
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    return {keyword.arg for keyword in call.keywords if keyword.arg} - _OURS


def needed(phrase: Phrase) -> set[str]:
    texts = (phrase.message, phrase.hint, *phrase.labels.values())
    return {name for text in texts for name in placeholders(text)}


def test_each_finding_has_its_wording_and_gives_the_facts_it_needs() -> None:
    wrong = []
    for place, call in calls("report", "of", "UnreadableValue"):
        code = call.args[0].value  # type: ignore[attr-defined]
        if not code.startswith("PG"):
            continue
        try:
            phrase = phrase_of(code)
        except KeyError:
            wrong.append(f"{place}: the catalogue has no {code}")
            continue
        given = facts_of(call)
        if given is not None and given != needed(phrase):
            wrong.append(f"{place}: {code} needs {sorted(needed(phrase))}, and is given {sorted(given)}")
    assert wrong == []


def test_each_sentence_is_there_and_is_given_the_facts_it_needs() -> None:
    wrong = []
    for place, call in calls("say", "usage", "failure", "tell", "stop"):
        if isinstance(call.func, ast.Attribute):
            continue  # a terminal's own `say`
        key = call.args[0].value  # type: ignore[attr-defined]
        try:
            needed = placeholders(sentence(key))
        except KeyError:
            wrong.append(f"{place}: there is no {key}")
            continue
        given = facts_of(call)
        if given is not None and given != needed:
            wrong.append(f"{place}: {key} needs {sorted(needed)}, and is given {sorted(given)}")
    assert wrong == []


def _yaml(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


@cache
def sentence_groups() -> dict[str, dict[str, str]]:
    folder = PACKAGE / "diagnostics"
    groups = {path.stem: _yaml(path) for path in folder.glob("sentences/*.yaml")}
    return {**_yaml(folder / "sentences.yaml"), **groups}


def test_each_sentence_is_used() -> None:
    constants, prefixes = set(), set()
    for nodes in modules().values():
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                prefixes.add(str(node.values[0].value))
    prefixes = {prefix for prefix in prefixes if "." in prefix and " " not in prefix}
    keys = [f"{group}.{name}" for group, texts in sentence_groups().items() for name in texts]
    unused = [key for key in keys if key not in constants and not key.startswith(tuple(prefixes))]
    assert unused == []


def names_of_wordings() -> dict[str, str]:
    """Return every text of the package that names a code and a wording, and where it is."""
    return {
        node.value: f"{file}:{node.lineno}"
        for file, nodes in modules().items()
        for node in nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"PG\d{3}(\.\w+)?", node.value)
    }


def test_each_wording_that_is_named_anywhere_is_in_the_catalogue() -> None:
    known = {f"{code}.{name}".rstrip(".") for code, entry in codes().items() for name in entry.phrases} | set(codes())
    assert {name: place for name, place in names_of_wordings().items() if name not in known} == {}


def test_no_wording_of_reading_checking_and_resolving_is_left_over() -> None:
    wordings = {
        f"{code}.{name}".rstrip(".")
        for code, entry in codes().items()
        for name in entry.phrases
        if code[:3] in ("PG1", "PG2", "PG3")
    }
    assert wordings - set(names_of_wordings()) == set()


def test_no_key_of_the_catalogue_is_given_twice() -> None:
    """YAML takes the last of two equal keys, so that a wording would vanish without any error."""
    folder = PACKAGE / "diagnostics"
    for file in (folder / "codes.yaml", folder / "sentences.yaml", *sorted((folder / "sentences").glob("*.yaml"))):
        found = Diagnostics()
        lines = file.read_text(encoding="utf-8").split("\n")
        assert scan(file.name, lines, found).failure is None
        assert [str(one.span) for one in found if one.code == "PG111"] == []


def test_a_check_without_mistakes_does_not_read_the_catalogue() -> None:
    """Reading it takes longer than checking a school, so only a finding is worth it."""
    script = """
from policygen.diagnostics import codes

def refused(name):
    raise AssertionError(f"{name} was read")

codes._load = refused

from policygen.check.loading import load_project
from policygen.check.schools import load_settings, school_files
from policygen.diagnostics.model import Diagnostics
from policygen.resolve.inherit import chain_of
from policygen.resolve.settle import settle
from policygen.resolve.tailoring import plan
from policygen.resolve.unplaced import report_unplaced
from policygen.world.disk import DiskWorld
from pathlib import Path
import sys

world = DiskWorld(Path(sys.argv[1]))
found = Diagnostics()
project = load_project(world, found)
for file in school_files(world).values():
    settled = settle(project, chain_of(project, load_settings(project, file, found), found), found)
    plans = [plan(project, settled, project.outlines[policy]) for policy in settled.policies]
    report_unplaced(project, settled, plans, found)
print(len(found), len(project.clauses), len(school_files(world)))
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, str(PACKAGE.parent)],
        capture_output=True,
        text=True,
        check=False,
        cwd=PACKAGE.parent,
    )
    assert ran.returncode == 0, ran.stderr
    findings, clauses, schools = map(int, ran.stdout.split())
    assert findings == 0
    assert clauses > 100
    assert schools > 1


def test_every_severity_in_the_catalogue_is_one() -> None:
    for code in codes().values():
        for phrase in code.phrases.values():
            assert Severity(phrase.severity)


def test_a_finding_is_worded_by_the_catalogue() -> None:
    span = Span("clauses/vocabulary.yaml", 3, 1)
    found = Diagnostic.of("PG361.person", span, key="{key} {other}")
    assert found.code == "PG361"
    assert found.message.startswith("`{key} {other}` has public contact details")
    assert found.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("phrase", "facts", "words"),
    [
        ("{a} and {b}", {"a": "{b}", "b": "x"}, "{b} and x"),
        ("{n:1 file|# files}", {"n": 1}, "1 file"),
        ("{n:1 file|# files}", {"n": 1200}, "1,200 files"),
        ("{n:|s}", {"n": 0}, "s"),
        ("{names:or}", {"names": ["a", "b", "c"]}, "a, b or c"),
        ("{names}", {"names": ("a", "b")}, "a and b"),
        ("write {{ school.name }} or {% if x %}, {a}", {"a": "b"}, "write {{ school.name }} or {% if x %}, b"),
    ],
)
def test_a_phrase_is_filled_in_one_pass(phrase: str, facts: dict[str, str | int | list[str]], words: str) -> None:
    assert filled(phrase, facts) == words


def test_a_fact_that_is_not_given_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        say("suggest.did_you_mean")
