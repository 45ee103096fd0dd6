"""The catalogue of codes: what each means, why it is refused, what to write instead, and every wording it has.

The words of a finding are in codes.yaml beside their explanation, so that the code that finds a mistake only gives
facts. Sentences that belong to no code (what a command prints when it ends) are in sentences.yaml.
"""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from policygen.diagnostics.phrases import Fact, filled

WIDTH = 80


@dataclass(frozen=True, slots=True)
class Phrase:
    """One wording of a code: the message, what to do, and the labels of the other places it points at."""

    message: str
    hint: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class Code:
    """An entry of codes.yaml; `example` and `fix` may be empty or have several lines.

    `phrases` are its wordings by name; one that has no name is called "".
    """

    code: str
    title: str
    explanation: str
    example: str = ""
    fix: str = ""
    phrases: Mapping[str, Phrase] = field(default_factory=dict)


@cache
def codes() -> Mapping[str, Code]:
    """All codes, read on first use: a run without a mistake does not pay for them."""
    return {code: _code(code, entry) for code, entry in _load("codes.yaml").items()}


@cache
def _sentences(group: str) -> Mapping[str, str]:
    """The sentences of one group: of sentences/<group>.yaml, or of sentences.yaml for a group of few."""
    if Path(__file__).with_name("sentences").joinpath(f"{group}.yaml").is_file():
        return _load(f"sentences/{group}.yaml")
    return _small_groups()[group]


@cache
def _small_groups() -> Mapping[str, Mapping[str, str]]:
    return _load("sentences.yaml")


def sentence(key: str) -> str:
    """Return the sentence that "group.name" names. Raises KeyError."""
    group, _, name = key.partition(".")
    return _sentences(group)[name]


def _load(name: str) -> dict[str, Any]:
    import yaml

    text = Path(__file__).parent.joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader) or {}


def _code(code: str, entry: dict[str, Any]) -> Code:
    """Read an entry. Its wording is `message`, `hint`, `labels`; if there are several, `wordings` has each by name.

    A wording without a hint or severity has the entry's.
    """
    shared = {name: entry.pop(name) for name in ("hint", "labels", "severity") if name in entry}
    wordings = entry.pop("wordings", {})
    if "message" in entry:
        wordings = {"": {"message": entry.pop("message")}, **wordings}
    phrases = {
        name: Phrase(**{**shared, **(wording if isinstance(wording, dict) else {"message": wording})})
        for name, wording in wordings.items()
    }
    return Code(code, **entry, phrases=phrases)


def phrase_of(code: str) -> Phrase:
    """Return the wording that "PG207" or "PG207.outside" names. Raises KeyError."""
    number, _, name = code.partition(".")
    return codes()[number].phrases[name]


def say(key: str, /, **facts: Fact) -> str:
    """Return the sentence that "group.name" names, filled with the facts. Raises KeyError."""
    return filled(sentence(key), facts)


def explain_code(code: str) -> str:
    """Return the explanation of a code as plain text of at most 80 columns; for an unknown code, list similar ones."""
    wanted = code.strip().upper()
    known = codes().get(wanted)
    if known is None:
        near = difflib.get_close_matches(wanted, codes(), n=3, cutoff=0.6)
        lines = [say("codes.unknown", code=code.strip())]
        if near:
            lines += ["", say("codes.nearest"), *(f"  {name}  {codes()[name].title}" for name in near)]
        return "\n".join(lines) + "\n"
    parts = [f"{known.code}: {known.title}", textwrap.fill(known.explanation, WIDTH)]
    if known.example:
        parts.append(say("codes.example") + "\n\n" + textwrap.indent(known.example.rstrip("\n"), "    "))
    if known.fix:
        parts.append(say("codes.fix") + "\n\n" + textwrap.indent(known.fix.rstrip("\n"), "    "))
    return "\n\n".join(parts) + "\n"
