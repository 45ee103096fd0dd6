"""A policy that a school has, compared with what is asked of it: words found, perhaps found, and not found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from policygen.check.project import Project
from policygen.compile.school import School
from policygen.diagnostics.model import Diagnostics
from policygen.intake.gap.asked import requirements_asked, requirements_retired, weights_of
from policygen.intake.gap.matching import FOUND, PERHAPS, PassageIndex, PassageMatch, WordMatch
from policygen.intake.gap.out_of_date import OldName, OldReference, old_names, old_references
from policygen.intake.gap.passages import PolicyPassage, PresentPolicy
from policygen.intake.gap.synonyms import load_synonyms
from policygen.intake.gap.unsafe import UnsafeStatement, unsafe_statements
from policygen.model.checked import Requirement
from policygen.report.freshness.dead_names import load_dead_names

Evidence = Literal["found", "perhaps", "not-found"]
EVIDENCE: tuple[Evidence, ...] = ("not-found", "perhaps", "found")
_UNASKED = 0.22  # the most that any requirement fits a passage of which it is said that none asks for it
_FEWEST = 10  # words of such a passage


@dataclass(frozen=True, slots=True)
class RequirementEvidence:
    """What a policy has for one requirement. Without a passage nothing was found, and a person must look.

    `quote` is the sentence of the passage that fits, and `words` are those that it shares with the requirement.
    """

    name: str
    source: str
    locator: str
    kind: str
    audience: tuple[str, ...]
    summary: str
    evidence: Evidence
    passage: PolicyPassage | None = None
    quote: str = ""
    words: tuple[WordMatch, ...] = ()


@dataclass(frozen=True, slots=True)
class OldStatement:
    """A passage that seems to say what a retired requirement said, with the reason why it was retired."""

    passage: PolicyPassage
    name: str
    summary: str
    because: str
    quote: str
    words: tuple[WordMatch, ...]


@dataclass(frozen=True, slots=True)
class GapAnalysis:
    """What was found in a policy. `unasked` are passages that no requirement of any policy asks for.

    `policy`, `school` and `registers` are what it was compared for, empty for all.
    """

    read: PresentPolicy
    policy: str
    school: str
    registers: tuple[str, ...]
    requirements: tuple[RequirementEvidence, ...]
    names: tuple[OldName, ...]
    references: tuple[OldReference, ...]
    statements: tuple[OldStatement, ...]
    unsafe: tuple[UnsafeStatement, ...]
    unasked: tuple[PolicyPassage, ...]

    def of(self, evidence: Evidence) -> tuple[RequirementEvidence, ...]:
        """Return the requirements of which this was found, in the order of their registers."""
        return tuple(one for one in self.requirements if one.evidence == evidence)


def analyse_gap(
    project: Project,
    read: PresentPolicy,
    diagnostics: Diagnostics,
    *,
    policy: str | None = None,
    school: School | None = None,
    registers: Collection[str] = (),
) -> GapAnalysis:
    """Compare a policy with the requirements of a policy of the library, a school and some registers; default: all.

    Mistakes in the lists of synonyms, dead names and unsafe statements are reported in `diagnostics`; what is right in
    them is used.
    """
    world = project.world
    synonyms = load_synonyms(world, diagnostics)
    index = PassageIndex(read.passages, synonyms, weights_of(project, synonyms))
    closest = [0.0] * len(read.passages)
    matches: dict[str, PassageMatch | None] = {}
    for name, one in project.requirements.items():
        scores = index.scores(one.entry.summary.text)
        matches[name] = index.best(scores)
        for number, (score, _) in scores.items():
            closest[number] = max(closest[number], score)
    names = load_dead_names(world, diagnostics)
    asked = requirements_asked(project, policy, school, registers)
    statements = ((one, matches[one.name]) for one in requirements_retired(project))
    return GapAnalysis(
        read, policy or "", school.id if school else "", tuple(registers),
        tuple(_evidence(one, matches[one.name], index) for one in asked),
        tuple(old_names(read.passages, names)),
        tuple(old_references(read.passages, project.references.values(), world.today())),
        tuple(_statement(one, match, index) for one, match in statements if match is not None and match.score >= FOUND),
        tuple(unsafe_statements(read.passages, world, diagnostics)),
        tuple(
            passage
            for passage, score in zip(read.passages, closest, strict=True)
            if score <= _UNASKED and passage.role != "heading" and len(passage.text.split()) >= _FEWEST
        ),
    )  # fmt: skip


def _evidence(requirement: Requirement, match: PassageMatch | None, index: PassageIndex) -> RequirementEvidence:
    entry = requirement.entry
    score = match.score if match is not None else 0.0
    evidence: Evidence = "found" if score >= FOUND else "perhaps" if score >= PERHAPS else "not-found"
    about = (
        requirement.name, requirement.source_title, entry.locator.text, entry.kind,
        tuple(one.text for one in entry.audience), " ".join(entry.summary.text.split()), evidence,
    )  # fmt: skip
    if match is None or evidence == "not-found":
        return RequirementEvidence(*about)
    words = index.shared_words(entry.summary.text, match.quote)
    return RequirementEvidence(*about, index.passages[match.number], match.quote, words)


def _statement(requirement: Requirement, match: PassageMatch, index: PassageIndex) -> OldStatement:
    retired, summary = requirement.entry.retired, " ".join(requirement.entry.summary.text.split())
    because = " ".join(retired.because.text.split()) if retired is not None else ""
    words = index.shared_words(summary, match.quote)
    return OldStatement(index.passages[match.number], requirement.name, summary, because, match.quote, words)
