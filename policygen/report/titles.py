"""What a clause and an answer are called where no school is in view."""

from __future__ import annotations

import re
from collections.abc import Mapping

from policygen.check.project import Project
from policygen.model.checked import Clause

_VALUE = re.compile(r"\{\{\s*([\w.]+)[^{}]*\}\}")


def title_for_any_school(project: Project, clause: Clause) -> str:
    """Return a clause's title: each answer in it as its label, and cut off where it depends on one."""
    title = clause.entry.title.text
    if "{" not in title:
        return title
    labels, library = answer_labels(project), clause.name.partition(":")[0]

    def label(value: re.Match[str]) -> str:
        # A library's texts leave its own name out of those of its questions.
        group, _, rest = value[1].partition(".")
        return bracketed_label(labels, f"{group}.{library}:{rest}") or bracketed_label(labels, value[1]) or value[0]

    begin, depends, _ = title.partition("{%")
    found = _VALUE.sub(label, begin)
    return f"{found.rstrip()} …" if depends else found


def answer_labels(project: Project) -> dict[str, str]:
    """Return what each answer is called, by `group.key`."""
    vocabulary = project.vocabulary
    found = {
        f"{group}.{key}": question.label.text
        for group, questions in vocabulary.groups.items()
        for key, question in questions.items()
    }
    return found | {f"people.{role}": entry.label.text for role, entry in vocabulary.people.items()}


def bracketed_label(labels: Mapping[str, str], name: str) -> str:
    """Return what is shown in place of an answer: its label in brackets; "" for what the vocabulary does not name."""
    group, _, rest = name.partition(".")
    key, _, part = rest.partition(".")
    label = labels.get(f"{group}.{key}", "")
    return f"[{label}{f', {part}' if part else ''}]" if label else ""
