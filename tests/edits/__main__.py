"""Make edits over all specimens, read each back, and print the figures: `python -m tests.edits --count 500`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import policygen
from policygen.look.look import Look

from . import DISGUISES, KINDS, EditedFile, NothingToEdit, disguised, make_edit
from .judging import faults
from .specimens import built_docx, specimen_files

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Return 1 if an edit was missed, or something was found that nobody edited."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    world = policygen.DiskWorld(ROOT)
    library, look = policygen.load(world), Look.load(world)
    files = list(specimen_files(library))
    Random(options.seed).shuffle(files)  # noqa: S311
    built: dict[tuple[str, str], bytes] = {}
    sessions: dict[str, policygen.Session] = {}
    right: Counter[str] = Counter()
    made: Counter[str] = Counter()
    outcome: Counter[tuple[str, str]] = Counter()
    sure: Counter[tuple[str, str]] = Counter()
    wrong = []
    began = time.monotonic()
    for number in range(options.count):
        kind = list(KINDS)[number % len(KINDS)]
        how = list(DISGUISES)[number // len(KINDS) % len(DISGUISES)]
        random = Random(options.seed * 100_000 + number)  # noqa: S311
        for step in range(len(files)):
            school, policy = files[(number + step) % len(files)]
            if (school, policy) not in built:
                built[school, policy] = built_docx(library, school, policy, look)
            try:
                edit = make_edit(kind, EditedFile(built[school, policy]), random)
                break
            except NothingToEdit:
                continue
        session = sessions.setdefault(school, library.open(school))
        reading = session.read_word(f"{school}/{policy}.docx", disguised(edit.data, how, random))
        found = json.loads(reading.json())
        made[kind] += 1
        mistakes = faults(edit, found)
        right[kind] += not mistakes
        if mistakes:
            wrong.append(f"{number} {kind} {how} {school}/{policy}: {mistakes}")
            print(wrong[-1], flush=True)
        for proposal in found["proposals"]:
            refusal = proposal["refusal"]
            outcome[kind, refusal["code"] if refusal else "taken" if proposal["taken"] else "asked"] += 1
        for change in found["changes"]:
            sure[how, change["sure"]] += 1
    print(f"{options.count} edits in {len(built)} files of {len(sessions)} schools, {time.monotonic() - began:.0f} s")
    for kind in KINDS:
        states = ", ".join(f"{state} {count}" for (one, state), count in sorted(outcome.items()) if one == kind)
        print(f"{kind:20} {right[kind]} of {made[kind]} right; proposals: {states}")
    for how in DISGUISES:
        print(f"{how:26}", ", ".join(f"{state} {count}" for (one, state), count in sorted(sure.items()) if one == how))
    print(f"{sum(right.values())} of {options.count} right")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
