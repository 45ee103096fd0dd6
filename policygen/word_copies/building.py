"""The files of model copies: build/model/<kind>/<policy>.docx, written whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policygen.build.builder import NotMade, Order, SchoolResult, finished, put, refused_in_words
from policygen.compile.compiler import Compiler, lines_of
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.word_copies.copy import ModelSchool, model_copy, model_school
from policygen.word_copies.kinds import Target, base_of

if TYPE_CHECKING:
    from policygen.render.look import Look

FOLDER = "model"


def build_copies(compiler: Compiler, look: Look, target: Target, order: Order) -> SchoolResult:
    """Build the model copies of one target as ordered; its mistakes are in the result, as for a school."""
    result = SchoolResult(target.id)
    diagnostics = Diagnostics()
    base = base_of(compiler.project, target, diagnostics)
    model = model_school(compiler, base, diagnostics) if base is not None else None
    if model is None or diagnostics.errors:
        file = target.file or (base.chain[0].file if base else "")
        lines = tuple(lines_of(diagnostics, file))
        result.not_made = [NotMade(policy, diagnostics.errors, 0, lines) for policy in order.policies or ("",)]
        return finished(compiler, result, diagnostics)
    for label, words in model.given_up:
        result.notes.append(say("copies.default", label=label, target=target.id, words=words))
    for policy in order.policies or model.policies:
        if policy in model.policies:
            _write(compiler, look, model, policy, order, result, diagnostics)
    return finished(compiler, result, diagnostics)


def _write(
    compiler: Compiler,
    look: Look,
    model: ModelSchool,
    policy: str,
    order: Order,
    result: SchoolResult,
    diagnostics: Diagnostics,
) -> None:
    from policygen.render.docx import write_docx
    from policygen.render.engine import engine_named

    copy = model_copy(compiler, model, policy)
    found = copy.diagnostics
    path = order.out / FOLDER / model.base.id / f"{policy}.docx"
    if not found.errors:
        try:
            _, layout = engine_named().render(copy.document, look)
            data = write_docx(copy.document, layout, look, (copy.placeholders,))
        except Exception as error:
            refused = refused_in_words(error)
            if refused is None:
                raise
            found.extend(refused)
        else:
            if put(path, data, found):
                result.made[policy] = [path]
    if found.errors:
        lines = tuple(lines_of(found, model.base.chain[0].file))
        result.not_made.append(NotMade(policy, found.errors, 0, lines))
    trace = (f"{policy} for {model.base.id}",)
    diagnostics.extend(replace(one, trace=trace) if not one.trace else one for one in found)
