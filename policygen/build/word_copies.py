"""The artifacts of model copies: model/<kind>/<policy>.docx."""

from __future__ import annotations

from policygen.build.artifacts import Builder, add_policy
from policygen.build.order import Order
from policygen.build.rendering import Renderer
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
            _copy(builder.renderer_for(order), builder, model, policy, built, diagnostics)
    return builder.finished(built, diagnostics)


def _copy(
    renderer: Renderer, builder: Builder, model: ModelSchool, policy: str, built: SchoolBuild, diagnostics: Diagnostics
) -> None:
    copy = model_copy(builder.compiler, model, policy)

    def files() -> list[Artifact]:
        overlays = (copy.placeholders,)
        data = renderer.render(copy.document, ("docx",), overlays)["docx"]
        inputs = renderer.inputs_of(copy.document, ("docx",), overlays)["docx"]
        return [Artifact(f"{FOLDER}/{model.base.id}/{policy}.docx", data, inputs)]

    diagnostics.extend(add_policy(built, policy, copy.diagnostics, files, model.base.chain[0].file))
