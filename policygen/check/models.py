"""Read the kinds of school that model copies are made for, of every library."""

from __future__ import annotations

from collections.abc import Sequence as SequenceType
from dataclasses import replace

from policygen.check.files import Files, home_of
from policygen.check.homes import keys_in_full
from policygen.check.project import Project
from policygen.check.shape import report_twice
from policygen.diagnostics.codes import say
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.checked import Model, OwnNames
from policygen.model.library import ModelAnswers, ModelEntry, ModelsFile
from policygen.source.nodes import Mapping, Node, Sequence


def read_models(project: Project, files: Files, names: SequenceType[str]) -> None:
    """Add the kinds of school to the project, each with the answers that libraries give for every kind."""
    everywhere: dict[str, dict[str, Node]] = {"school": {}, "choices": {}}
    for name in names:
        typed = files.typed(name, ModelsFile, "file")
        if typed is None:
            continue
        source, node, found = typed
        own = project.vocabulary.own.get(home_of(name))
        listed = node.get("models") if isinstance(node, Mapping) else None
        nodes = {item.span: item for item in listed.items} if isinstance(listed, Sequence) else {}
        for entry in found.models:
            written = nodes.get(entry.span)
            if entry.id.text in project.models:
                report_twice("PG206.model", project.models[entry.id.text].entry.id, entry.id, files.diagnostics)
            elif isinstance(written, Mapping):
                project.models[entry.id.text] = Model(_in_full(entry, own), source, written)
        if found.everywhere is not None:
            _add_answers(project, found.everywhere, own, everywhere, files)
    for name, model in project.models.items():
        entry = model.entry
        answered = replace(
            entry,
            school={**everywhere["school"], **entry.school},
            choices={**everywhere["choices"], **entry.choices},
        )
        project.models[name] = replace(model, entry=answered)


def _in_full(entry: ModelEntry, own: OwnNames | None) -> ModelEntry:
    return replace(
        entry,
        school=keys_in_full(entry.school, "school", own),
        people=keys_in_full(entry.people, "people", own),
        choices=keys_in_full(entry.choices, "choices", own),
    )


def _add_answers(
    project: Project, given: ModelAnswers, own: OwnNames | None, everywhere: dict[str, dict[str, Node]], files: Files
) -> None:
    """Add the answers of one file for every kind; report a question that does not exist, once and not for each kind."""
    for group, answers in (("school", given.school), ("choices", given.choices)):
        known = project.vocabulary.groups[group]
        for key, node in keys_in_full(answers, group, own).items():
            if key in known:
                everywhere[group][key] = node
            elif key not in files.unread:
                guess = did_you_mean(key, known) or say("suggest.no_name")
                files.diagnostics.report("PG201.question", node.span, group=group, key=key, guess=guess)
