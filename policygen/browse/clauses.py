"""A clause as the pages of a site show it: its words with every branch, who gets it, who needs it, who reviewed it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup

from policygen.branches.axes import references_of
from policygen.branches.preview import PrintedBranch
from policygen.browse.addresses import SiteAddresses, dotted
from policygen.browse.in_words import ConditionWords, condition_words, on_one_line, review_in_words, title_in_words
from policygen.browse.sources import SiteReference, document_of, site_reference
from policygen.check.project import Project
from policygen.check.templates import CROSS_REFERENCE
from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.document.model import Block, Inline, Link, Paragraph, Section, Table, Text, Value
from policygen.document.plain import words_of
from policygen.document.revisions import NO_REVISIONS
from policygen.document.transform import mapped
from policygen.document.typography import typeset
from policygen.look.look import Look
from policygen.model.checked import Clause, ReviewState, review_state
from policygen.model.heirs import former_ids
from policygen.render.html.shared import pictures_of
from policygen.render.templates import template_of
from policygen.review.paper_clause import PAPER, paper_clause
from policygen.review.sheet import ClauseSources, claim_words

# The attributes that only the page of a whole policy needs. Quotes in words are escaped, so none of these is a word.
_ID = re.compile(r' id="[^"]*"')
_BLANK = re.compile(r"\n\s*\n")
_SECTION = "section."


@dataclass(frozen=True, slots=True)
class SiteWording:
    """One of a clause's wordings: `lead` and `answers` (question, its address, answer) say who has it.

    `rest` says what it shares with the first wording.
    """

    lead: str
    answers: tuple[tuple[str, str, str], ...]
    rest: tuple[str, ...]
    words: Markup


@dataclass(frozen=True, slots=True)
class SiteClaim:
    """What a clause does for one requirement: `does` in words; `document` is the address of the source itself."""

    name: str
    address: str
    source: str
    locator: str
    summary: str
    does: str
    document: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteClause:
    """A clause. `unprinted` says why it has no wordings; `unchanged` are its lines as they are written, then.

    `related` are the clauses that its text refers to: title and address.
    """

    name: str
    anchor: str
    title: str
    kind: str
    audience: str
    library: str
    public: bool
    consult: str
    condition: ConditionWords | None
    state: ReviewState
    review: str
    former: tuple[str, ...]
    deprecated: str
    related: tuple[tuple[str, str], ...]
    wordings: tuple[SiteWording, ...]
    more: bool
    unprinted: str
    unchanged: tuple[str, ...]
    claims: tuple[SiteClaim, ...]
    references: tuple[SiteReference, ...]
    schools: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def site_clause(
    compiler: Compiler, name: str, addresses: SiteAddresses, look: Look, schools: Mapping[str, tuple[str, ...]]
) -> SiteClause:
    """Return a clause as a page shows it. It takes a moment for one with many branches.

    `schools` are the names of schools by how they have it. Raises TemplateRefused.
    """
    project = compiler.project
    clause = project.clauses[name]
    paper = paper_clause(compiler, name)
    entry, vocabulary = clause.entry, project.vocabulary
    wordings = [one for one in paper.section.sections if one.id.startswith(f"{PAPER}/{name}/wording-")]
    unprinted = "" if wordings else say("review.paper_left_out_all" if paper.policy else "review.not_printed")
    return SiteClause(
        name=name,
        anchor=dotted(name),
        title=words_of(paper.section.title) if wordings else title_in_words(project, clause),
        kind=say(f"browse.kind_{entry.kind}"),
        audience=_listed(vocabulary.audiences[one.text] for one in entry.audience if one.text in vocabulary.audiences),
        library=on_one_line(clause.library.title),
        public=entry.public,
        consult=_listed(
            vocabulary.consulted_groups[one.text] for one in entry.consult if one.text in vocabulary.consulted_groups
        ),
        condition=condition_words(project, addresses, clause.condition) if clause.condition is not None else None,
        state=review_state(entry),
        review=review_in_words(entry),
        former=tuple(one.text for one in former_ids(entry.formerly)),
        deprecated=_deprecated(clause),
        related=tuple(
            (title_in_words(project, project.clauses[one]), addresses.clause(one))
            for one in dict.fromkeys(references_of(project, clause))
        ),
        wordings=tuple(
            _wording(project, clause, section, branch, addresses, look)
            for section, branch in zip(wordings, paper.branches, strict=True)
        ),
        more=bool(wordings) and any(block.id.endswith("/more") for block in paper.section.blocks),
        unprinted=unprinted,
        unchanged=() if wordings else tuple(line for line in entry.text.text.split("\n") if line.strip()),
        claims=tuple(_claims(project, clause, addresses)),
        references=tuple(site_reference(one, addresses) for one in ClauseSources.of(project, clause).references),
        schools=schools,
    )


def _listed(words: Any) -> str:
    return "; ".join(on_one_line(one) for one in words)


def _deprecated(clause: Clause) -> str:
    gone = clause.entry.deprecated
    if gone is None:
        return ""
    because = on_one_line(gone.because)
    if gone.instead is None:
        return say("browse.deprecated", because=because)
    return say("browse.deprecated_instead", because=because, instead=gone.instead.text)


def _wording(
    project: Project, clause: Clause, section: Section, branch: PrintedBranch, addresses: SiteAddresses, look: Look
) -> SiteWording:
    """Return one wording of the paper for reviewers as HTML, with its links to other clauses."""
    own = [block for block in section.blocks if not block.id.startswith(PAPER)]
    notes = [words_of(block.children) for block in _about(section) if isinstance(block, Paragraph)]
    rows = [row for block in _about(section) if isinstance(block, Table) for row in block.rows]
    answers = tuple(
        (typeset(words_of(row.cells[0].children)), addresses.question(key), typeset(words_of(row.cells[1].children)))
        for key, row in zip(branch.answers, rows, strict=True)
    )
    document = branch.document
    assert document is not None  # noqa: S101 - of a branch that is printed
    linked = mapped((tuple(own), section.sections), _linking(project, clause, addresses))
    html = template_of(look, "web", "wording.html.j2").render(
        document=document, own=linked[0], parts=linked[1], revisions=NO_REVISIONS, pictures=pictures_of(document)
    )
    words = Markup(_BLANK.sub("\n", _ID.sub("", html)))  # noqa: S704 - rendered just now with everything escaped
    return SiteWording(notes[0] if notes else "", answers, tuple(notes[1:]), words)


def _about(section: Section) -> Iterator[Block]:
    return (block for block in section.blocks if block.id.startswith(PAPER))


def _linking(project: Project, clause: Clause, addresses: SiteAddresses) -> Any:
    """Return what makes a link of each reference to another clause.

    The paper has the title of one in the same policy, and of one elsewhere the name that the text gives it.
    """
    library = clause.library.id.text
    named = {
        match["id"]: found[0]
        for match in CROSS_REFERENCE.finditer(clause.entry.text.text)
        if len(found := project.find_clause(match["id"], library)) == 1
    }

    names = re.compile(rf"(?<![\w:.-])({'|'.join(map(re.escape, named))})(?![\w-])") if named else None

    def linked(name: str) -> Inline:
        title = title_in_words(project, project.clauses[name]) if name in project.clauses else name
        address = addresses.clause(name)
        words = Text(text=say("browse.quoted", words=title))
        return Link(target=f"../{address}", children=(words,)) if address else words

    def pieces(child: Inline) -> Iterator[Inline]:
        match child:
            case Value(origin=origin) if origin.key.startswith(_SECTION):
                yield linked(origin.key.removeprefix(_SECTION))
            case Text(text=text) if names is not None and names.search(text):
                # The names are every other part of what is split.
                for number, part in enumerate(names.split(text)):
                    if part:
                        yield linked(named[part]) if number % 2 else replace(child, text=part)
            case _:
                yield child

    def shown(node: Any) -> Any:
        children = getattr(node, "children", ())
        found = tuple(piece for child in children for piece in pieces(child))
        return replace(node, children=found) if found != children else node

    return shown


def _claims(project: Project, clause: Clause, addresses: SiteAddresses) -> Iterator[SiteClaim]:
    for claim, requirement, reading in ClauseSources.of(project, clause).claims:
        notes = [reading[:1].upper() + reading[1:]] if reading else []
        if requirement is not None and requirement.entry.retired is not None:
            notes.append(say("review.retired"))
        yield SiteClaim(
            name=claim.name,
            address=addresses.requirement(claim.name),
            source=typeset(requirement.source_title) if requirement is not None else claim.name,
            locator=on_one_line(requirement.entry.locator) if requirement is not None else "",
            summary=on_one_line(requirement.entry.summary) if requirement is not None else "",
            does=claim_words(claim),
            document=document_of(project, requirement) if requirement is not None else "",
            notes=tuple(notes),
        )
