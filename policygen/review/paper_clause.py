"""One clause in the paper for a reviewer: its branches, each below the answers that print it, and what it rests on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from policygen.branches.axes import VACANT, Option
from policygen.branches.preview import PrintedBranch, listing, preview_of
from policygen.branches.walk import FILE
from policygen.check.project import Project
from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.document.model import (
    Blank,
    Block,
    Cell,
    Document,
    Inline,
    Link,
    List,
    ListItem,
    Origin,
    Paragraph,
    Reference,
    Row,
    Section,
    Table,
    Text,
    Value,
)
from policygen.document.transform import mapped
from policygen.document.walk import walk
from policygen.model.checked import Clause
from policygen.model.registers import ReferenceEntry
from policygen.report.titles import answer_labels, bracketed_label
from policygen.report.usage import policies_of
from policygen.review.sheet import ClauseSources, claim_words, review_words

# The Document's `policy`, and the beginning of the id of whatever is no text of a clause.
PAPER = "policygen:review"
_MARK = "#"  # between the id of a block and the number of its branch; no id of a clause contains it
_ABOVE_WORDING = re.compile(rf"{PAPER}/[^/]*/(?:if|rest|wording)-(?P<number>\d+)(?![^/-])")
_FIRST_WORDS = 8


@dataclass(frozen=True, slots=True)
class PaperClause:
    """A clause in a paper: its section, and its printed branches, the first of which is 1.

    `policy` is the one that it is printed in; "" if none lists it.
    """

    clause: Clause
    policy: str
    branches: tuple[PrintedBranch, ...]
    section: Section


def paper_clause(compiler: Compiler, name: str) -> PaperClause:
    """Return a clause as a paper has it. It takes a moment for a clause with many branches."""
    project = compiler.project
    clause = project.clauses[name]
    policy = listing(project, name)[0] if name in policies_of(project) else ""
    printed: tuple[PrintedBranch, ...] = ()
    left_out: tuple[PrintedBranch, ...] = ()
    more = False
    if policy:
        preview = preview_of(compiler, name, policy)
        printed = tuple(one for one in preview.branches if one.text)
        left_out = tuple(one for one in preview.branches if not one.text)
        more = preview.more
    writer = _ClauseWriter(project, clause, answer_labels(project))
    return PaperClause(clause, policy, printed, writer.section(printed, left_out, more))


def without_branch(block: str) -> str:
    """Return the id that a block of a paper has in its clause."""
    head, _, tail = block.partition(_MARK)
    return f"{head}/{tail.partition('/')[2]}" if "/" in tail else head


def branch_number(block: str) -> int:
    """Return the number of the wording that a block of a paper belongs to; 0 for what is no text of a clause."""
    number = block.partition(_MARK)[2].partition("/")[0]
    return int(number) if number.isdecimal() and not block.startswith(PAPER) else 0


def wording_below(block: str) -> int:
    """Return the number of the wording that begins below a block, such as the list of its schools, or has it, or 0."""
    found = _ABOVE_WORDING.match(block)
    return int(found["number"]) if found is not None else branch_number(block)


def in_words_of_paper(project: Project) -> Callable[[Any], Any]:
    """Return what gives each part of a Document as a paper has it: answers as their labels, sections by their title."""
    labels = answer_labels(project)

    def shown(node: Any) -> Any:
        match node:
            case Reference(target=target, before=before):
                clause = project.clauses.get(target)
                title = clause.entry.title.text if clause is not None else target
                return Value(text=f"{before}[{title}]", origin=Origin(key=f"section.{target}"))
            case Value(origin=origin) if origin.file == FILE:
                return replace(node, text=bracketed_label(labels, origin.key) or node.text)
            case Blank(kind="answer", key=key, label=label) if key:
                return Value(text=bracketed_label(labels, key) or f"[{label}]", origin=Origin(key=key))
            case _:
                return node

    return shown


@dataclass(frozen=True, slots=True)
class _ClauseWriter:
    """Writes the section of one clause."""

    project: Project
    clause: Clause
    labels: Mapping[str, str]

    def section(self, printed: Sequence[PrintedBranch], left_out: Sequence[PrintedBranch], more: bool) -> Section:
        shown = in_words_of_paper(self.project)
        found = [mapped(_section_in(one.document, self.clause.name), shown) for one in printed]
        entry = self.clause.entry
        title = found[0].title if found else (Text(text=entry.title.text),)
        known = _Known.of((*found[0].blocks, *found[0].sections)) if found else _Known()
        wordings = [self._wording(n, one, found, known) for n, one in enumerate(printed, 1)]
        blocks: list[Block] = [self._facts()]
        if not printed:
            lines = [line for line in entry.text.text.split("\n") if line.strip()]
            notes = (say("review.paper_left_out_all" if left_out else "review.not_printed"), *lines)
            blocks += (self._note(f"as-written-{n}", words) for n, words in enumerate(notes))
        else:
            for n, one in enumerate(left_out):
                blocks += self._answers(f"left-out-{n}", one, "review.paper_left_out")
        if more:
            blocks.append(self._note("more", say("review.paper_more")))
        return Section(
            id=f"{self.clause.name}{_MARK}1", level=2, number="", title=title, blocks=tuple(blocks),
            sections=(*wordings, *self._sources()), clause=self.clause.name,
        )  # fmt: skip

    def _id(self, part: str) -> str:
        return f"{PAPER}/{self.clause.name}/{part}"

    def _note(self, part: str, words: str) -> Paragraph:
        return Paragraph(id=self._id(part), children=(Text(text=words),))

    def _facts(self) -> Table:
        entry, audiences = self.clause.entry, self.project.vocabulary.audiences
        to = [audiences[one.text].text if one.text in audiences else one.text for one in entry.audience]
        facts = {
            "id": self.clause.name,
            "kind": entry.kind,
            "audience": "; ".join(to),
            "reviewed": _capital(review_words(entry)),
        }
        return paper_table(
            self._id("facts"), [(say(f"review.paper_{key}"), words) for key, words in facts.items() if words]
        )

    def _wording(self, number: int, branch: PrintedBranch, found: Sequence[Section], known: _Known) -> Section:
        """Return a branch; from the second on, without the parts that the first has too."""
        section = found[number - 1]
        parts: tuple[Block | Section, ...] = (*section.blocks, *section.sections)
        if branch.answers:
            notes = self._answers(f"if-{number}", branch, "review.paper_if")
        else:
            notes = [self._note(f"if-{number}", say("review.paper_everybody"))]
        if number > 1:
            first = (*found[0].blocks, *found[0].sections)
            own = tuple(_new_parts(parts, known))
            gone = () if own else tuple(map(_first_words, _new_parts(first, _Known.of(parts))))
            if gone:
                notes.append(self._note(f"without-{number}", say("review.paper_without", parts=gone)))
            elif own != parts:
                notes.append(self._note(f"rest-{number}", say("review.paper_rest")))
            parts = own
        title = say("review.paper_wording" if len(found) > 1 else "review.paper_wording_only", number=number)
        return Section(
            id=self._id(f"wording-{number}"), level=3, number="", title=(Text(text=title),),
            blocks=(*notes, *(_of_branch(one, number) for one in parts if not isinstance(one, Section))),
            sections=tuple(_of_branch(one, number) for one in parts if isinstance(one, Section)),
        )  # fmt: skip

    def _answers(self, part: str, branch: PrintedBranch, lead: str) -> list[Block]:
        """Return the answers of the schools that have a branch, below a sentence that says so."""
        rows = []
        for key, options in branch.answers.items():
            words = dict.fromkeys(self._option(key, one) for one in options)
            said = reduce(lambda one, other: say("review.paper_or", one=one, other=other), words)
            rows.append((self.labels.get(key, key), said))
        return [self._note(part, say(lead)), paper_table(self._id(f"{part}-answers"), rows)]

    def _option(self, key: str, option: Option) -> str:
        group, _, name = key.partition(".")
        question = self.project.vocabulary.groups.get(group, {}).get(name)
        if option is None:
            return say("preview.unanswered")
        if group == "people" and not isinstance(option, bool):
            return say("review.paper_vacant") if option == VACANT else say("review.paper_same", key=str(option))
        if isinstance(option, bool):
            answer = "held" if group == "people" else "yes"
            return say(f"review.paper_{answer}" if option else "review.paper_no")
        if isinstance(option, tuple):
            words = tuple(self._option(key, one) for one in option)
            return say("review.paper_all", words=words) if words else say("review.paper_none")
        if question is not None and not question.closed:
            return say("review.paper_answered")
        known = question.values.get(str(option)) if question is not None else None
        return known.text if known is not None else str(option)

    def _sources(self) -> Iterator[Section]:
        sources = ClauseSources.of(self.project, self.clause)
        blocks: list[Block] = []
        if sources.claims:
            rows = []
            for claim, requirement, reading in sources.claims:
                place = asked = ""
                if requirement is not None:
                    place = f"{requirement.source_title}; {requirement.entry.locator.text}"
                    retired = say("review.retired") if requirement.entry.retired is not None else ""
                    asked = " ".join((*requirement.entry.summary.text.split(), retired)).strip()
                rows.append((f"{claim.name} ({claim_words(claim)})", place, f"{asked} {reading}".strip()))
            head = tuple(say(f"review.paper_{key}") for key in ("requirement", "place", "asks"))
            blocks.append(paper_table(self._id("meets"), rows, head, (0.25, 0.34, 0.41)))
        else:
            blocks.append(self._note("meets-nothing", say("review.meets_nothing")))
        if not sources.references:
            blocks.append(self._note("cites-nothing", say("review.cites_nothing")))
        yield Section(
            id=self._id("sources"), level=3, number="", title=(Text(text=say("review.paper_sources")),),
            blocks=(*blocks, *map(self._reference, sources.references)),
        )  # fmt: skip

    def _reference(self, reference: ReferenceEntry) -> Paragraph:
        edition = f" ({reference.edition.text})" if reference.edition is not None else ""
        notes = [say("review.unverified")] if reference.verified is False else []
        if reference.superseded_by is not None:
            notes.append(say("review.superseded", name=reference.superseded_by.text))
        title: Inline = Text(text=f"{reference.title.text}{edition}")
        if reference.web is not None:
            title = Link(target="".join(reference.web.text.split()), children=(title,))
        lead = Text(text=say("review.paper_cited", name=reference.id.text))
        rest = (Text(text=". " + " ".join(notes)),) if notes else ()
        return Paragraph(id=self._id(f"cites-{reference.id.text}"), children=(lead, Text(text=" "), title, *rest))


def _section_in(document: Document | None, clause: str) -> Section:
    """Return the section of a clause, with its values as they are."""
    sections = (one for one in walk(*document.sections) if isinstance(one, Section)) if document else iter(())
    return next(one for one in sections if one.clause == clause)


@dataclass(frozen=True, slots=True)
class _Known:
    """Parts of a clause that were printed before, and the items and rows in them, as something to compare."""

    whole: frozenset[str] = frozenset()
    pieces: frozenset[str] = frozenset()

    @classmethod
    def of(cls, parts: Sequence[Block | Section]) -> _Known:
        pieces = (one for one in walk(*parts) if isinstance(one, ListItem | Row))
        return cls(frozenset(map(_plain, parts)), frozenset(map(_plain, pieces)))


def _new_parts(parts: Iterable[Block | Section], known: _Known) -> Iterator[Block | Section]:
    """Yield the parts that are not among those known, a list or a table without the items or rows that are."""
    for part in parts:
        if _plain(part) in known.whole:
            continue
        match part:
            case List(items=items):
                part = replace(part, items=tuple(one for one in items if _plain(one) not in known.pieces))
                if part.items:
                    yield part
            case Table(rows=rows):
                part = replace(part, rows=tuple(one for one in rows if _plain(one) not in known.pieces))
                if part.rows:
                    yield part
            case _:
                yield part


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _plain(part: Block | Section | ListItem | Row) -> str:
    """Return a block or a section as something to compare, without the ids in it."""
    return repr(mapped(part, lambda node: replace(node, id="") if getattr(node, "id", "") else node))


def _of_branch(part: Any, number: int) -> Any:
    """Return a part of a clause with ids that no other branch has."""
    return mapped(part, lambda node: replace(node, id=_marked(node.id, number)) if getattr(node, "id", "") else node)


def _marked(id_: str, number: int) -> str:
    # What comes after the clause's name: the name itself may have no "/", so the mark goes before the first one.
    head, slash, tail = id_.partition("/")
    return f"{head}{_MARK}{number}{slash}{tail}"


def _first_words(part: Block | Section) -> str:
    texts = (one.text for one in walk(part) if isinstance(one, Text | Value))
    words = " ".join("".join(texts).split()).split(" ")
    return " ".join((*words[:_FIRST_WORDS], "…")) if len(words) > _FIRST_WORDS else " ".join(words)


def paper_table(
    id_: str, rows: Sequence[Sequence[str]], head: Sequence[str] = (), widths: tuple[float, ...] = (0.25, 0.75)
) -> Table:
    def row(name: str, words: Sequence[str]) -> Row:
        return Row(id=f"{id_}/{name}", cells=tuple(Cell(children=(Text(text=one),)) for one in words))

    return Table(
        id=id_, widths=widths, rows=tuple(row(f"row-{n}", one) for n, one in enumerate(rows, 1)),
        header=(row("head", head),) if head else (), row_headers=not head,
    )  # fmt: skip
