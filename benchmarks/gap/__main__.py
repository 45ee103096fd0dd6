"""How often `policygen gap` finds the passage that meets a requirement, and how often it misses what was cut out.

    python -m benchmarks.gap --sources DIR

The six texts that the first registers were read from are not in the project; `places.yaml` says by line where each
requirement is in them. Three were used to choose the numbers in `policygen/intake/gap/matching.py`, three were not.

Each requirement that is not retired is looked for three times: in the whole text, in the text without its section, and
without every section in which the register has a requirement that the same clause meets, as a text often says the same
thing twice. "Not found" is right for the second and the third, and wrong for the first.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.gap.places import Lines, Source, read_sources
from policygen.check.loading import load_project
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics
from policygen.intake.gap.asked import weights_of
from policygen.intake.gap.from_text import passages_of_text
from policygen.intake.gap.matching import FOUND, PERHAPS, PassageIndex
from policygen.intake.gap.passages import PolicyPassage, place_passages
from policygen.intake.gap.synonyms import Synonyms, load_synonyms
from policygen.world.disk import DiskWorld

TUNED = ("nut-2014", "dfe-cyberbullying", "nasuwt-pledge")
REPORTED = ("all-saints", "county-approaches", "tor-school")

# P is precision, R recall. "best": the best passage is the right one, whatever its score. "found": called found all the
# same, though it was cut out. "retired": statements that must no longer be made.
HEAD = """\
                         words found     best   not found, cut       not found, all cut   retired
register           asked      P      R              R      P  found      R      P  found  count      P      R"""


@dataclass(frozen=True, slots=True)
class Trial:
    """One requirement looked for. `whole` is the score in the whole text, `right` whether it was at its place.

    `cut` and `without` are the scores without its section, and without all that says the same. `retired` ones are
    statements that must no longer be made.
    """

    name: str
    whole: float
    right: bool
    cut: float
    without: float
    retired: bool


def trials(source: Source, text: str, project: Project, synonyms: Synonyms) -> Iterator[Trial]:
    """Yield a trial for each requirement of a register."""
    passages = [one for one in place_passages(passages_of_text(text)) if source.lines[0] <= one.line <= source.lines[1]]
    ends = [one.line - 1 for one in passages[1:]] + [source.lines[1]]
    index = PassageIndex(passages, synonyms, weights_of(project, synonyms))
    entries = {name: one for name, one in project.requirements.items() if name.startswith(f"{source.register}/")}
    clauses = {
        name: {clause for clause, one in project.clauses.items() for claim in one.claims if claim.name == name}
        for name in entries
    }
    for name, requirement in entries.items():
        locator, summary = requirement.entry.locator.text, requirement.entry.summary.text
        place = source.place_of(locator)[0]
        section = (*source.section_of(locator).lines, *place)
        alike = (
            line
            for other, one in entries.items()
            if clauses[other] & clauses[name]
            for line in (*source.section_of(one.entry.locator.text).lines, *source.place_of(one.entry.locator.text)[0])
        )
        scores = index.scores(summary)
        found = [
            index.best({n: one for n, one in scores.items() if not _within(passages[n], ends[n], lines)})
            for lines in ((), section, (*section, *alike))
        ]
        at = found[0].number if found[0] else 0
        whole, cut, without = (one.score if one else 0.0 for one in found)
        right = _within(passages[at], ends[at], place)
        yield Trial(name, whole, right, cut, without, requirement.entry.retired is not None)


def _within(passage: PolicyPassage, end: int, lines: Lines) -> bool:
    return any(passage.line <= last and first <= end for first, last in lines)


def report(name: str, done: list[Trial]) -> str:
    """Return one line of figures, in the order of HEAD."""
    asked, retired = [one for one in done if not one.retired], [one for one in done if one.retired]
    found, said = ([one for one in some if one.whole >= FOUND] for some in (asked, retired))
    missed = sum(one.whole < PERHAPS for one in asked)
    shown = [
        name.ljust(18), f"{len(asked):5}", _share(sum(one.right for one in found), len(found)),
        _share(sum(one.right for one in found), len(asked)), _share(sum(one.right for one in asked), len(asked)),
    ]  # fmt: skip
    for scores in ([one.cut for one in asked], [one.without for one in asked]):
        gone, wrong = sum(one < PERHAPS for one in scores), sum(one >= FOUND for one in scores)
        shown += [_share(gone, len(asked)), _share(gone, gone + missed), _share(wrong, len(asked))]
    shown += [f"{len(retired):6}", _share(sum(one.right for one in said), len(said))]
    return " ".join([*shown, _share(sum(one.right for one in said), len(retired))])


def _share(part: int, whole: int) -> str:
    return f"{part / whole:6.2f}" if whole else "     -"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gap", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--sources", type=Path, required=True, help="the folder with the six texts")
    folder = parser.parse_args().sources
    project = load_project(DiskWorld(Path(__file__).parents[2]), Diagnostics())
    if project is None:
        sys.exit("the library of this project has mistakes")
    synonyms = load_synonyms(project.world, Diagnostics())
    done: dict[str, list[Trial]] = {}
    for source in read_sources():
        file = next(folder.glob(f"{source.file}*"), None)
        if file is None:
            sys.exit(f"{folder} has no file that begins with {source.file}")
        done[source.register] = list(trials(source, file.read_text(encoding="utf-8"), project, synonyms))
    print(HEAD)
    for title, names in (("chosen with", TUNED), ("reported on", REPORTED)):
        for name in names:
            print(report(name, done[name]))
        print(report(title, [one for name in names for one in done[name]]))
        print()


if __name__ == "__main__":
    main()
