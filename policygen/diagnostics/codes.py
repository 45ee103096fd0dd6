"""The registry of codes: what each means, why it is refused and what to write instead."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

WIDTH = 80


@dataclass(frozen=True, slots=True)
class Code:
    """An entry of codes.yaml; `example` and `fix` may be empty or have several lines."""

    code: str
    title: str
    explanation: str
    example: str = ""
    fix: str = ""


@cache
def codes() -> Mapping[str, Code]:
    """All codes, read on first use: a run without a mistake does not pay for them."""
    import yaml

    text = resources.files("policygen.diagnostics").joinpath("codes.yaml").read_text(encoding="utf-8")
    return {code: Code(code, **entry) for code, entry in yaml.load(text, Loader=yaml.CSafeLoader).items()}


def explain(code: str) -> str:
    """Plain text of at most 80 columns about a code, in any case of letters; an unknown code gives the nearest ones."""
    wanted = code.strip().upper()
    known = codes().get(wanted)
    if known is None:
        near = difflib.get_close_matches(wanted, codes(), n=3, cutoff=0.6)
        lines = [f"There is no code {code.strip()}."]
        if near:
            lines += ["", "The nearest are:", *(f"  {name}  {codes()[name].title}" for name in near)]
        return "\n".join(lines) + "\n"
    parts = [f"{known.code}: {known.title}", textwrap.fill(known.explanation, WIDTH)]
    if known.example:
        parts.append("For example:\n\n" + textwrap.indent(known.example.rstrip("\n"), "    "))
    if known.fix:
        parts.append("Write instead:\n\n" + textwrap.indent(known.fix.rstrip("\n"), "    "))
    return "\n\n".join(parts) + "\n"
