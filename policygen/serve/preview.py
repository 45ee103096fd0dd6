"""A policy as it stands, with the words that the last answer changed marked, and why each clause is there."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from markupsafe import Markup

from policygen.api.session import Session
from policygen.ask.unfinished import Unfinished
from policygen.document.model import Document, Inline, Paragraph, Row, Section
from policygen.document.plain import words_of
from policygen.document.revisions import RevisedWords, Revision, Revisions, cell_id
from policygen.document.typography import typeset
from policygen.document.walk import walk
from policygen.look.look import Look
from policygen.render.html.shared import PlacedLogo, colours_of, logo_of, pictures_of
from policygen.render.templates import template_of
from policygen.report.explain import Trace
from policygen.serve.fragments import Fragments

_NEW = Revision(how="inserted", author="", date="")
# The pages' policy (CSP) forbids these; what they say is how wide a blank or a column is on paper.
_STYLE = re.compile(r' style="[^"]*"')
_MOST_QUESTIONS = 6
_LARGEST_LOGO = 400_000  # characters of a data: URI


@dataclass(frozen=True, slots=True)
class Previewer:
    """Shows policies of one look. It keeps the HTML of clauses for a while, so that the next answer is quick."""

    look: Look
    fragments: Fragments = field(default_factory=Fragments)
    # Where a clause begins and ends in what the template gives; no visitor's words can have it.
    _cut: Markup = field(default_factory=lambda: Markup(f"\0{secrets.token_hex(16)}\0"))  # noqa: S704 - hex digits

    def beside(self, session: Session, policy: str, before: Document | None, now: Unfinished) -> Markup:
        """Return the policy as HTML to put in a page. `before` is the same policy before the last answer."""
        document = session.document(policy, draft=True)
        questions = {item.key: item.label for item in now.asked()}
        why = {name: _why(trace, questions) for name, trace in session.reasons(policy).items()}
        same = _same_clauses(before, document)
        shared = (document.kind, document.words, document.assets)
        keys = {
            one.clause: (shared, one, why.get(one.clause))
            for one in _clauses(document)
            if before is None or one.clause in same
        }
        kept = {name: html for name, key in keys.items() if (html := self.fragments.find(key)) is not None}
        page = template_of(self.look, "web", "preview.html.j2").render(
            document=document,
            revisions=new_words(before, document, same) if before is not None else Revisions(),
            pictures=pictures_of(document),
            logo=logo_beside(document),
            band=_band(colours_of(document, self.look.tokens.colours)["house"]) if document.colour else "",
            why=why,
            kept=kept,
            cut=self._cut,
        )
        parts = [without_styles(part) for part in page.split(self._cut)]
        made = [one.clause for one in _clauses(document) if one.clause not in kept]
        if len(parts) == 2 * len(made) + 1:
            for name, html in zip(made, parts[1::2], strict=True):
                if name in keys:
                    self.fragments.keep(keys[name], html)
        return Markup().join(parts)


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


@dataclass(frozen=True, slots=True)
class Why:
    """What a page says of a clause: whose words it has, and what it covers. `questions` are (key, label)."""

    state: str
    because: str
    words: str
    meets: tuple[str, ...]
    cites: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]


def _why(trace: Trace, questions: Mapping[str, str]) -> Why:
    keys = dict.fromkeys(_question_of(key) for _, key, _ in trace.values)
    asked = tuple((key, questions[key]) for key in keys if key in questions)
    met = (*trace.requirements, *trace.partly)
    return Why(
        state=trace.state,
        because=typeset(trace.because),
        words=trace.words,
        meets=tuple(typeset(f"{summary} ({locator})" if locator else summary) for _, locator, summary in met),
        cites=tuple(typeset(title) for _, title in trace.references),
        questions=asked[:_MOST_QUESTIONS],
    )


def _clauses(document: Document) -> Iterator[Section]:
    """Yield the sections that are clauses, in reading order."""
    waiting = [*reversed(document.sections)]
    while waiting:
        section = waiting.pop()
        if section.clause:
            yield section
        else:
            waiting += reversed(section.sections)


def _same_clauses(before: Document | None, after: Document) -> frozenset[str]:
    """Return the clauses that are in both documents with the same words and the same number."""
    known = {one.clause: one for one in _clauses(before)} if before is not None else {}
    return frozenset(one.clause for one in _clauses(after) if known.get(one.clause) == one)


def _question_of(key: str) -> str:
    """Return the question that a value's key belongs to: a person's name and title are one question."""
    group, name, *_ = f"{key}..".split(".")
    return f"{group}.{name}"


def new_words(before: Document, after: Document, same: frozenset[str] = frozenset()) -> Revisions:
    """Return which words of `after` are not in `before`; what is gone is not marked. `same` clauses are passed over."""
    known = dict(_runs(before, same))
    blocks: dict[str, Revision] = {}
    words: dict[str, tuple[RevisedWords, ...]] = {}
    for name, children in _runs(after, same):
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


def _runs(document: Document, same: frozenset[str]) -> Iterator[tuple[str, tuple[Inline, ...]]]:
    sections = [
        replace(one, sections=tuple(clause for clause in one.sections if clause.clause not in same))
        for one in document.sections
        if not one.clause or one.clause not in same
    ]
    for part in walk(*document.cover.tables, *sections):
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
