"""Make edits over all specimens, read each back, and print the figures: `python -m tests.edits --count 500`.

With `--through libreoffice`, LibreOffice makes the edits that the generator chose.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import policygen
from policygen.look.look import Look

from . import DISGUISES, KINDS, disguised
from .judging import faults
from .office import office_command
from .trials import Chosen, choose, through_office

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Figures:
    """How many edits were made and found, by kind, and what the proposals came to."""

    made: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    outcome: Counter[tuple[str, str]] = field(default_factory=Counter)
    sure: Counter[tuple[str, str]] = field(default_factory=Counter)

    def lines(self) -> Iterator[str]:
        for kind in KINDS:
            yield f"{kind:20} {self.right[kind]} of {self.made[kind]} right; proposals: {_states(self.outcome, kind)}"
        for how in DISGUISES:
            yield f"{how:26} {_states(self.sure, how)}"
        yield f"{self.right.total()} of {self.made.total()} right"


def _states(counted: Counter[tuple[str, str]], of: str) -> str:
    return ", ".join(f"{state} {count}" for (one, state), count in sorted(counted.items()) if one == of)


def main() -> int:
    """Return 1 if an edit was missed, or something was found that nobody edited."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--through", choices=("generator", "libreoffice"), default="generator")
    options = parser.parse_args()
    world = policygen.DiskWorld(ROOT)
    library = policygen.load(world)
    sessions: dict[str, policygen.Session] = {}
    figures, files = Figures(), set()
    began = time.monotonic()
    chosen = choose(library, Look.load(world), options.count, options.seed)
    with TemporaryDirectory() as profile:
        if options.through == "libreoffice":
            chosen = through_office(chosen, office_command(Path(profile)))
        for one in chosen:
            session = sessions.setdefault(one.school, library.open(one.school))
            files.add((one.school, one.policy))
            data = disguised(one.edit.data, one.how, one.random)
            found = json.loads(session.read_word(f"{one.school}/{one.policy}.docx", data).json())
            mistakes = faults(one.edit, found)
            if mistakes:
                print(f"{one.number} {one.edit.kind} {one.how} {one.school}/{one.policy}: {mistakes}", flush=True)
            add_up(figures, one, found, right=not mistakes)
    print(f"{options.count} edits in {len(files)} files of {len(sessions)} schools, {time.monotonic() - began:.0f} s")
    print("\n".join(figures.lines()))
    return 0 if figures.right.total() == options.count else 1


def add_up(figures: Figures, one: Chosen, found: dict[str, list[dict[str, object]]], *, right: bool) -> None:
    kind = one.edit.kind
    figures.made[kind] += 1
    figures.right[kind] += right
    for proposal in found["proposals"]:
        refusal = proposal["refusal"]
        state = "taken" if proposal["taken"] else "asked"
        figures.outcome[kind, refusal["code"] if isinstance(refusal, dict) else state] += 1
    for change in found["changes"]:
        figures.sure[one.how, str(change["sure"])] += 1


if __name__ == "__main__":
    sys.exit(main())
