"""Warn of optional questions without an answer, where somebody who reads the policies will miss it.

Schools only: a model copy in Word leaves such an answer open for the school that fills it in.
"""

from __future__ import annotations

from policygen.check.conditions import evaluate
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics
from policygen.resolve.settled import Settled


def report_unanswered(project: Project, settled: Settled, diagnostics: Diagnostics) -> None:
    """Report each question with `warn_unanswered` that is asked of the school and has no answer, at its group."""
    for group in ("school", "choices"):
        for key, question in project.vocabulary.groups[group].items():
            setting = settled.settings[f"{group}.{key}"]
            if question.warn_unanswered is None or setting.how != "unanswered":
                continue
            condition = project.reader.read(question.asked) if question.asked is not None else None
            if condition is None or evaluate(condition, settled.tested).holds:
                diagnostics.report("PG357", setting.span, key=setting.key, why=question.warn_unanswered.text)
