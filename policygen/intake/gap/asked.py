"""What a policy is asked: the requirements that apply to it, and how much each word of them says."""

from __future__ import annotations

from policygen.check.project import Project
from policygen.intake.gap.matching import WordWeights
from policygen.intake.gap.synonyms import Synonyms


def weights_of(project: Project, synonyms: Synonyms) -> WordWeights:
    """Return how rare words are in the library: its requirements and its clauses."""
    texts = [one.entry.summary.text for one in project.requirements.values()]
    texts += [f"{one.entry.title.text}. {one.entry.text.text}" for one in project.clauses.values()]
    return WordWeights.over(synonyms.terms(text) for text in texts)
