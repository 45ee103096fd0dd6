"""Model copies of the small project: a kind of school, and clauses that use each type of answer."""

from __future__ import annotations

from pathlib import Path

from policygen.build.artifacts import Builder
from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Diagnostics
from policygen.render.docx import write_docx
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.word_copies.copy import ModelCopy, ModelSchool, model_copy, model_school
from policygen.word_copies.kinds import Target, base_of

from .projects import lay_out, load, shown

PRIMARY = """
models:
  - id: primary
    title: primary school
    school: {nation: england, phase: [primary]}
    choices: {phones: handed_in}
"""
ASKING = """
id: asking
title: Asking policy
subject: Every type of answer
people: [headteacher, chair, online_lead]
signatories: [headteacher]
sections:
  - id: asking
    title: What is asked
    clauses: [asking.one]
"""


def asking(text: str, title: str = "Asked") -> dict[str, str]:
    """A project with the kind `primary`, and a policy `asking` whose only clause has this text."""
    lines = "\n".join(f"      {line}" for line in text.split("\n"))
    head = f"clauses:\n  - id: asking.one\n    title: {title}\n    kind: duty\n    audience: [staff]\n    text: |\n"
    return {
        "clauses/models.yaml": PRIMARY,
        "clauses/home/asking.yaml": f"{head}{lines}\n",
        "clauses/policies/asking.yaml": ASKING,
    }


def compiler_of(folder: Path, files: dict[str, str]) -> Compiler:
    return load(lay_out(folder, files))


def model_of(compiler: Compiler, *, file: str = "", kind: str = "") -> ModelSchool:
    """What a target is made after, settled; there is nothing to report."""
    diagnostics = Diagnostics()
    base = base_of(compiler.project, Target(file, kind), diagnostics)
    assert base is not None, shown(diagnostics)
    made = model_school(compiler, base, diagnostics)
    assert not list(diagnostics), shown(diagnostics)
    return made


def copy_of(compiler: Compiler, policy: str = "asking", *, file: str = "", kind: str = "primary") -> ModelCopy:
    made = model_copy(compiler, model_of(compiler, file=file, kind=kind), policy)
    assert not made.diagnostics.errors, shown(made.diagnostics)
    return made


def docx_of(compiler: Compiler, copy: ModelCopy) -> bytes:
    look = Builder(compiler).renderer.look
    _, layout = write_pdf(copy.document, look)
    return write_docx(copy.document, layout, look, (copy.placeholders,))
