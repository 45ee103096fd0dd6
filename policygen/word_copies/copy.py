"""One base's model copies: its policies as Documents, each with the placeholders that a word processor binds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from policygen.assemble.assemble import title_of
from policygen.compile.answers import report_axes
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.model import Diagnostics
from policygen.document.model import Blank, Document, Inline, Origin, Text, Value
from policygen.document.overlays import Placeholder, Placeholders
from policygen.document.plain import words_of
from policygen.document.transform import mapped
from policygen.document.typography import folded
from policygen.document.walk import parts_of
from policygen.resolve.settle import settle
from policygen.resolve.terms import in_terms, terms_of
from policygen.word_copies.guide import guide_of, settled_here
from policygen.word_copies.kinds import Base, Target, base_of
from policygen.word_copies.placeholders import AnswersWithPlaceholders, given_up, with_placeholders
from policygen.word_copies.required import RequiredKeys, required_keys

STATUS = "document.status"


@dataclass(frozen=True, slots=True)
class ModelSchool:
    """A base settled and planned, with what is open; `given_up` are (label, words) of a school's own that are not."""

    base: Base
    school: School
    opened: AnswersWithPlaceholders
    given_up: tuple[tuple[str, str], ...] = ()

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies to make: those that the nearest file names."""
        named = next((settings.policies for settings in self.base.chain if settings.policies), {})
        return tuple(policy for policy in self.school.plans if policy in named)


@dataclass(frozen=True, slots=True)
class ModelCopy:
    """One policy as a model copy; with errors among its diagnostics nothing is to be written."""

    policy: str
    document: Document
    placeholders: Placeholders
    diagnostics: Diagnostics


def model_school(
    compiler: Compiler, base: Base, diagnostics: Diagnostics, uses: RequiredKeys | None = None
) -> ModelSchool:
    """Return a base settled, with what a model copy leaves open, and the clauses that its answers choose."""
    project = compiler.project
    uses = uses or required_keys(project, base.chain)
    settled = settle(project, base.chain, diagnostics)
    project, settled = in_terms(project, settled, terms_of(project.vocabulary, settled))
    made = with_placeholders(project, settled, compiler.assembler.wording, uses, base.usual, diagnostics)
    own = given_up(project, base.own, made) if base.own else ()
    return ModelSchool(base, compiler.planned(made.settled, diagnostics), made, own)


def check_kinds(compiler: Compiler, diagnostics: Diagnostics) -> None:
    """Report every mistake in clauses/models.yaml: answers that do not read, and what needs an answer and has none."""
    uses = required_keys(compiler.project, ())
    for kind in compiler.project.models:
        base = base_of(compiler.project, Target(kind=kind), diagnostics)
        if base is not None:
            model = model_school(compiler, base, diagnostics, uses)
            for policy in model.policies:
                report_axes(model.school.project, model.school.settled, policy, diagnostics, draft=False, of_kind=True)


def model_copy(compiler: Compiler, model: ModelSchool, policy: str) -> ModelCopy:
    """Return one policy of a base as a model copy."""
    wording = model.school.assembler.wording
    compiled = compiler.model(model.school, policy)
    known = model.opened.of(policy)
    document = compiled.document
    values = tuple(replace(value, gap=wording("model.gap", label=value.label)) for value in _values(document, known))
    gaps = {value.key: value.gap for value in values}
    title = title_of(model.opened.settled, model.school.plans[policy])
    before, _, after = wording("header", title=title).partition("{school}")
    document = mapped(document, lambda node: _relabelled(node, gaps))
    header = tuple(part for part in (Text(text=before), *document.cover.school, Text(text=after)) if words_of((part,)))
    status: tuple[Inline, ...] = ()
    if document.cover.status:
        here = document.cover.status
        options = (here, wording("state.for-approval"))
        question = wording("model.status.question")
        placeholder = Placeholder(
            key=STATUS, label=wording("model.status.label"), question=question, kind="choice", words=here,
            options=options,
        )  # fmt: skip
        values = (*values, placeholder)
        status = (Value(text=here, origin=Origin(key=STATUS)),)
    kind = model.base.title
    named = wording("model.title", title=title, kind=kind) if kind else wording("model.title_alone", title=title)
    document = replace(
        document,
        school=model.base.id,
        header=words_of(header),
        metadata=replace(document.metadata, title=named, author=""),
    )
    open_keys = [value.key for value in values]
    settled = settled_here(model.school.project, wording, model.school, policy, open_keys, kind=bool(kind))
    placeholders = Placeholders(
        id=f"{model.base.id}/{policy}",
        values=values,
        guide_title=wording("model.guide"),
        guide=guide_of(wording, named, values, settled, policy=bool(status)),
        header=header,
        status=status,
    )
    return ModelCopy(policy, document, placeholders, compiled.diagnostics)


def _values(document: Document, known: dict[str, Placeholder]) -> Iterator[Placeholder]:
    """Yield the placeholder of each value that is to be typed in, once and in the document's order.

    A blank without a placeholder of its own (a number that a text prints though it is optional) gets one.
    """
    seen: set[str] = set()
    for part in parts_of(document):
        key = ""
        if isinstance(part, Blank) and part.kind == "answer":
            key = part.key
        elif isinstance(part, Value) and part.origin.key in known:
            key = part.origin.key
            if folded(part.text) != folded(known[key].words):
                raise ValueError(f"{key} is printed as {part.text!r} here and as {known[key].words!r} elsewhere")
        if key and key not in seen:
            seen.add(key)
            yield known.get(key) or Placeholder(key=key, label=part.label if isinstance(part, Blank) else "")


def _relabelled(node: Any, gaps: dict[str, str]) -> Any:
    """One key shows one gap, whichever role it is printed for."""
    return replace(node, label=gaps[node.key]) if isinstance(node, Blank) and node.key in gaps else node
