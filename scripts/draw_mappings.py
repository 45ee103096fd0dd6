"""Draw mappings (requirement, clause) to be read against the source by somebody who did not write them.

`meets:` is a claim of the clause's author. The seed is committed, so nobody chooses which claims are read; what the
reader found stands in docs/reviews/. A mapping that comes or goes shifts the draw, so a reading keeps its own pairs.
"""

from __future__ import annotations

import random
from pathlib import Path

from policygen.compile.compiler import Compiler
from policygen.world.disk import DiskWorld

ROOT = Path(__file__).resolve().parent.parent
SEED = 20261121
HOW_MANY = 30


def mappings(root: Path = ROOT) -> list[tuple[str, str]]:
    """Return every (requirement, clause) of the project's libraries, sorted."""
    compiler, diagnostics = Compiler.load(DiskWorld(root))
    if compiler is None:
        raise SystemExit(f"{root} holds no library that can be used: {len(list(diagnostics))} diagnostics")
    clauses = compiler.project.clauses
    return sorted({(wanted.text, name) for name, clause in clauses.items() for wanted in clause.entry.claimed})


def draw(pairs: list[tuple[str, str]], seed: int = SEED, how_many: int = HOW_MANY) -> list[tuple[str, str]]:
    """Return `how_many` of the pairs, in the order drawn."""
    return random.Random(seed).sample(pairs, how_many)  # noqa: S311 - a sample that anybody can draw again, no secret


def main() -> None:
    """Print the pairs drawn, one a line."""
    pairs = mappings()
    for requirement, clause in draw(pairs):
        print(f"{requirement} -> {clause}")
    print(f"{HOW_MANY} of {len(pairs)}, seed {SEED}")


if __name__ == "__main__":
    main()
