"""Messages, help, fields, public docstrings and pages have none of the turns in tests/data/banned-turns.yaml."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

import policygen
import policygen.api
from policygen.check.shape import slots_of
from policygen.cli import commands
from policygen.model.library import ClauseFile, LibraryFile, ModelsFile, OutlineExtension, OutlineFile
from policygen.model.registers import ContactsFile, ReferencesFile, RegisterFile
from policygen.model.settings import SchoolFile
from policygen.model.vocabulary import LibraryVocabularyFile, VocabularyFile
from policygen.schema.derive import docstring_of
from scripts.reference.markdown import about, models_in

ROOT = Path(__file__).parent.parent
TURNS = yaml.load((ROOT / "tests/data/banned-turns.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
CATALOGUE = ROOT / "policygen/diagnostics"


def sentences(node: Any, place: str) -> Iterator[tuple[str, str]]:
    """Yield each text in a YAML file with its place. The examples of a code are what somebody else wrote."""
    match node:
        case str():
            yield place, node
        case dict():
            for key, value in node.items():
                if key not in ("example", "fix"):
                    yield from sentences(value, f"{place} {key}")
        case list():
            for number, value in enumerate(node):
                yield from sentences(value, f"{place} {number}")


def of_yaml() -> Iterator[tuple[str, str]]:
    files = (
        *CATALOGUE.glob("*.yaml"),
        *CATALOGUE.glob("*/*.yaml"),
        *(ROOT / "templates").glob("*/*.yaml"),
        ROOT / "policygen/lint/words.yaml",
        ROOT / "clauses/vocabulary.yaml",
    )
    for path in sorted(files):
        yield from sentences(
            yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader), str(path.relative_to(ROOT))
        )


def of_help() -> Iterator[tuple[str, str]]:
    context = click.Context(commands, info_name="policygen")
    for name in commands.list_commands(context):
        command = commands.get_command(context, name)
        assert command is not None
        yield f"policygen {name} --help", command.help or ""
        for option in command.params:
            if isinstance(option, click.Option):
                yield f"policygen {name} {option.opts[0]}", option.help or ""


def of_fields() -> Iterator[tuple[str, str]]:
    """Yield what editors and the reference show for the keys of files: each `About` and docstring."""
    files = (
        SchoolFile,
        VocabularyFile,
        LibraryFile,
        ClauseFile,
        LibraryVocabularyFile,
        OutlineExtension,
        RegisterFile,
        OutlineFile,
        ReferencesFile,
        ContactsFile,
    )
    for model in dict.fromkeys(model for file in (*files, ModelsFile) for model in (file, *models_in(file))):
        yield model.__name__, docstring_of(model)
        for key, slot in slots_of(model).items():
            yield f"{model.__name__}.{key}", about(slot.wanted)


def of_public_names() -> Iterator[tuple[str, str]]:
    """Yield the docstrings of what `import policygen` offers, and of the modules that define it."""
    for name in policygen.__all__:
        thing = getattr(policygen, name)
        if not (inspect.isclass(thing) or inspect.isfunction(thing)):
            continue
        yield thing.__module__, sys.modules[thing.__module__].__doc__ or ""
        yield name, inspect.getdoc(thing) or ""
        for key, member in vars(thing).items() if inspect.isclass(thing) else ():
            if not key.startswith("_"):
                yield f"{name}.{key}", inspect.getdoc(member) or ""
    yield "policygen", policygen.__doc__ or ""
    yield "policygen.api", policygen.api.__doc__ or ""


def of_pages() -> Iterator[tuple[str, str]]:
    pages = [
        *ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/dev/*.md"), *ROOT.glob("docs/reference/*.md"),
        ROOT / "clauses/README.md",
    ]  # fmt: skip
    # The page on settings repeats what each policy is about, and that wording belongs to the policies.
    for path in sorted(set(pages) - {ROOT / "docs/reference/settings.md"}):
        # A paragraph at a time, so that a turn may run over the end of a line. Code is not prose.
        text = re.sub(r"```.*?```|^    .*?$|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.S | re.M)
        for paragraph in re.split(r"\n\s*\n", text):
            yield str(path.relative_to(ROOT)), " ".join(paragraph.split())


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn["turn"])
def test_a_banned_turn_matches_its_example_and_has_a_reason(turn: dict[str, str]) -> None:
    assert re.search(turn["turn"], turn["example"], re.IGNORECASE)
    assert turn["why"]
    assert turn["instead"]


@pytest.mark.parametrize(
    "texts",
    [of_yaml, of_help, of_fields, of_public_names, of_pages],
    ids=["messages", "help", "fields", "public names", "pages"],
)
def test_nothing_reads_as_translated(texts: Any) -> None:
    found = []
    all_texts = list(texts())
    # Most turns are nowhere: they are looked for in all texts at once before in each.
    whole = "\n\0\n".join(text for _, text in all_texts)
    turns = [turn for turn in TURNS if re.search(turn["turn"], whole, re.IGNORECASE)]
    for place, text in all_texts:
        for turn in turns:
            if match := re.search(turn["turn"], text, re.IGNORECASE):
                around = text[max(match.start() - 40, 0) : match.end() + 40]
                found.append(f"{place}: …{around}… ({turn['instead']})")
    assert found == []
