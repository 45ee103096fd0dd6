"""A policy's clauses as pages show them: printed, with what their school may do, and what an edit changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from policygen.api.editing import EditableClause, EditTrial
from policygen.compare.redlining import redlined
from policygen.document.model import Document, Section
from policygen.document.plain import words_of
from policygen.document.revisions import NOTHING_HEARD, Revisions
from policygen.document.typography import typeset
from policygen.look.look import Look
from policygen.readback.entry_fields import FieldFinding
from policygen.render.html.shared import pictures_of
from policygen.render.templates import template_of
from policygen.serve.pages import Pages
from policygen.serve.preview import without_styles

_IN_CODE = re.compile(r"`([^`]*)`")
_FIELD = re.compile(r"^`[a-z_]+`: ")
_RULE = re.compile(r" \([a-z-]+\)$")


def policy_with_buttons(document: Document, clauses: Mapping[str, EditableClause], look: Look, words: Any) -> Markup:
    """Return a policy as HTML with a button at each clause; `words` are the pages' words for how a clause is."""
    left: dict[str, list[dict[str, str]]] = {}
    for one in clauses.values():
        if one.how == "left_out":
            left.setdefault(one.section, []).append({"name": one.name, "title": one.title, "because": one.because})
    shown = {words_of(section.title) for section in document.sections}
    rest = [one for section, found in left.items() if section not in shown for one in found]
    tags = {name: clause_state_words(one, words) for name, one in clauses.items()}
    return _rendered(document, document.sections, look, left=left, rest=rest, tags=tags, editable=clauses)


def clause_as_printed(document: Document, clause: str, look: Look, before: Document | None = None) -> Markup:
    """Return one clause as HTML, "" if the policy does not have it.

    Words that `before` does not have are marked as inserted, and those that only it has as deleted.
    """
    found = _section_of(document, clause)
    if found is None:
        return Markup("")
    if before is None:
        return _rendered(document, (found,), look)
    known = _section_of(before, clause)
    old, new = replace(before, sections=(known,) if known else ()), replace(document, sections=(found,))
    marked, revisions = redlined(old, new, NOTHING_HEARD)
    return _rendered(marked, marked.sections, look, revisions=revisions)


def heading_in(document: Document, clause: str) -> tuple[str, str]:
    """Return the number and the title that a policy prints above a clause, both "" if it does not have it."""
    found = _section_of(document, clause)
    return (found.number, words_of(found.title)) if found is not None else ("", "")


def clause_state_words(clause: EditableClause, words: Any) -> str:
    """Return how a school has a clause, "" for one as its library publishes it."""
    if clause.how == "published":
        return ""
    return str(words["clause_states" if clause.is_own else "clause_states_above"][clause.how])


def requirements_in_words(clause: EditableClause) -> list[dict[str, str]]:
    """Return what a clause covers of which guidance."""
    if clause.why is None:
        return []
    found = (*clause.why.requirements, *clause.why.partly, *clause.why.unchecked)
    return [{"place": typeset(place), "words": typeset(summary)} for _, place, summary in found]


def uncovered_in_words(trial: EditTrial) -> dict[str, list[dict[str, str]]]:
    """Return the requirements that an edit leaves uncovered, and those that somebody has to compare with new words."""
    found: dict[str, list[dict[str, str]]] = {"gone": [], "compare": []}
    for one in trial.uncovered:
        row = {"place": typeset(one.place), "words": typeset(one.summary)}
        found["compare" if one.state == "not-checked" else "gone"].append(row)
    return found


def finding_in_words(one: FieldFinding, pages: Pages) -> str:
    """Return a finding for a person who does not see the file; the `pages` have hints that fit there."""
    words = pages.words
    message = _FIELD.sub("", _RULE.sub("", one.found.message))
    hint = words["clause_hints"].get(one.found.code, pages.plainly(one.found.hint))
    said = _IN_CODE.sub(r"“\1”", f"{message[:1].upper()}{message[1:]}. {hint}".strip())
    return f"{words['clause_line'].format(line=one.line)} {said}" if one.line > 0 else said


def _section_of(document: Document, clause: str) -> Section | None:
    waiting = list(document.sections)
    while waiting:
        section = waiting.pop()
        if section.clause == clause:
            return section
        waiting += section.sections
    return None


def _rendered(document: Document, sections: tuple[Section, ...], look: Look, **facts: Any) -> Markup:
    usual: dict[str, Any] = {"left": {}, "rest": [], "tags": {}, "editable": {}, "revisions": Revisions()}
    return without_styles(
        template_of(look, "web", "clauses.html.j2").render(
            **{**usual, **facts}, document=document, shown=sections, pictures=pictures_of(document)
        )
    )
