"""The artifacts of model copies: model/<kind>/<policy>.docx."""

from __future__ import annotations

from dataclasses import replace

from policygen.build.artifacts import Builder
from policygen.build.order import Order
from policygen.build.rendering import refused_in_words
from policygen.build.results import Artifact, NotMade, SchoolBuild
from policygen.compile.answers import lines_of
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.word_copies.copy import ModelSchool, model_copy, model_school
from policygen.word_copies.kinds import Target, base_of

FOLDER = "model"


def build_copies(builder: Builder, target: Target, order: Order) -> SchoolBuild:
    """Build the model copies of one target as ordered; its mistakes are in what is returned, as for a school."""
    built = SchoolBuild(target.id)
    diagnostics = Diagnostics()
    base = base_of(builder.compiler.project, target, diagnostics)
    model = model_school(builder.compiler, base, diagnostics) if base is not None else None
    if model is None or diagnostics.errors:
        file = target.file or (base.chain[0].file if base else "")
        lines = tuple(lines_of(diagnostics, file))
        built.not_made = [NotMade(policy, diagnostics.errors, 0, lines) for policy in order.policies or ("",)]
        return builder.finished(built, diagnostics)
    for label, words in model.given_up:
        built.notes.append(say("copies.default", label=label, target=target.id, words=words))
    for policy in order.policies or model.policies:
        if policy in model.policies:
            _copy(builder, model, policy, built, diagnostics)
    return builder.finished(built, diagnostics)


def _copy(builder: Builder, model: ModelSchool, policy: str, built: SchoolBuild, diagnostics: Diagnostics) -> None:
    copy = model_copy(builder.compiler, model, policy)
    found = copy.diagnostics
    if not found.errors:
        try:
            data = builder.renderer.render(copy.document, ("docx",), (copy.placeholders,))["docx"]
        except Exception as error:
            refused = refused_in_words(error)
            if refused is None:
                raise
            found.extend(refused)
        else:
            name = f"{FOLDER}/{model.base.id}/{policy}.docx"
            inputs = builder.renderer.inputs_of(copy.document, ("docx",), (copy.placeholders,))["docx"]
            built.artifacts[policy] = [Artifact(name, data, inputs)]
    if found.errors:
        lines = tuple(lines_of(found, model.base.chain[0].file))
        built.not_made.append(NotMade(policy, found.errors, 0, lines))
    trace = (f"{policy} for {model.base.id}",)
    diagnostics.extend(replace(one, trace=trace) if not one.trace else one for one in found)
