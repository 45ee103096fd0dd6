"""A policy as it stands, with the words that the last answer changed marked, and why each clause is there."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from markupsafe import Markup

from policygen.api.session import Session
from policygen.ask.unfinished import Unfinished
from policygen.document.model import Document, Inline, Paragraph, Row, Section
from policygen.document.plain import words_of
from policygen.document.revisions import RevisedWords, Revision, Revisions, cell_id
from policygen.document.walk import walk
from policygen.look.look import Look
from policygen.render.html.shared import PlacedLogo, colours_of, logo_of, pictures_of
from policygen.render.templates import template_of
from policygen.report.explain import Trace

_NEW = Revision(how="inserted", author="", date="")
# The pages' policy (CSP) forbids these; what they say is how wide a blank or a column is on paper.
_STYLE = re.compile(r' style="[^"]*"')
_MOST_QUESTIONS = 6
_LARGEST_LOGO = 400_000  # characters of a data: URI


def policy_beside(session: Session, policy: str, before: Document | None, now: Unfinished, look: Look) -> Markup:
    """Return the policy as HTML to put in a page. `before` is the same policy before the last answer."""
    document = session.compile(policy, draft=True).document
    questions = {item.key: item.label for item in now.asked()}
    why = {name: _why(trace, questions) for name, trace in session.reasons(policy).items()}
    page = template_of(look, "web", "preview.html.j2").render(
        document=document,
        revisions=new_words(before, document) if before is not None else Revisions(),
        pictures=pictures_of(document),
        logo=logo_beside(document),
        band=_band(colours_of(document, look.tokens.colours)["house"]) if document.colour else "",
        why=why,
    )
    return without_styles(page)


def logo_beside(document: Document) -> PlacedLogo | None:
    """Return the logo on a policy's cover; without its picture if that would make every preview slow."""
    logo = logo_of(document)
    return replace(logo, source="") if logo is not None and len(logo.source) > _LARGEST_LOGO else logo


def _band(colour: str) -> str:
    """Return a picture that is all of the colour that is printed; the pages' policy lets no style name it."""
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><rect width="100%" height="100%" fill="{colour}"/></svg>'
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}"


def without_styles(page: str) -> Markup:
    """Return HTML that one of the look's templates has just made, without what the pages' policy forbids."""
    return Markup(_STYLE.sub("", page))  # noqa: S704 - rendered just now with everything escaped


def _why(trace: Trace, questions: Mapping[str, str]) -> dict[str, Any]:
    keys = dict.fromkeys(_question_of(key) for _, key, _ in trace.values)
    asked = [{"key": key, "label": questions[key]} for key in keys if key in questions]
    return {
        "state": trace.state,
        "because": trace.because,
        "words": trace.words,
        "meets": [
            f"{summary} ({locator})" if locator else summary
            for _, locator, summary in (
                *trace.requirements,
                *trace.partly,
            )
        ],
        "cites": [title for _, title in trace.references],
        "questions": asked[:_MOST_QUESTIONS],
    }


def _question_of(key: str) -> str:
    """Return the question that a value's key belongs to: a person's name and title are one question."""
    group, name, *_ = f"{key}..".split(".")
    return f"{group}.{name}"


def new_words(before: Document, after: Document) -> Revisions:
    """Return which words of `after` are not in `before`; what is gone is not marked."""
    known = dict(_runs(before))
    blocks: dict[str, Revision] = {}
    words: dict[str, tuple[RevisedWords, ...]] = {}
    for name, children in _runs(after):
        if name not in known:
            blocks[name] = _NEW
        elif (old := [_seen(one) for one in known[name]]) != (new := [_seen(one) for one in children]):
            matcher = SequenceMatcher(None, old, new, autojunk=False)
            pieces = [
                RevisedWords(children=children[start:end], revision=None if how == "equal" else _NEW)
                for how, _, _, start, end in matcher.get_opcodes()
                if end > start
            ]
            words[name] = tuple(pieces)
    return Revisions(blocks=blocks, words=words)


def _runs(document: Document) -> Iterator[tuple[str, tuple[Inline, ...]]]:
    for part in walk(*document.cover.tables, *document.sections):
        if isinstance(part, Section):
            yield part.id, part.title
        elif isinstance(part, Paragraph):
            yield part.id, part.children
        elif isinstance(part, Row):
            for place, cell in enumerate(part.cells):
                yield cell_id(part, place), cell.children


def _seen(one: Inline) -> tuple[str, str]:
    """Return what a reader sees of a run; where a value was set makes no difference."""
    return one.type, words_of((one,))
