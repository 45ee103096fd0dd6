"""Check the contacts and references that a library rests on: their numbers, addresses, words and dates.

A clause that prints a field that is empty ("on , .") is reported too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from jinja2 import nodes

from policygen.check import scalars
from policygen.check.dates import known_today, report_future
from policygen.check.names import value_path
from policygen.check.non_answers import check_full_stop, is_no_answer
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics
from policygen.model.registers import ContactEntry, ReferenceEntry, Verified
from policygen.model.written import Written
from policygen.source.nodes import Source
from policygen.source.positions import place

# How each field is read; one that is not here has words.
_READERS: dict[str, Callable[[str], object]] = {
    "telephone": scalars.read_helpline,
    "web": scalars.read_web,
    "email": scalars.read_email,
}
# These are printed in the middle of a sentence.
_IN_SENTENCES = ("name", "hours", "title", "short")


def check_registers(project: Project, diagnostics: Diagnostics) -> None:
    """Report each contact and reference with a field that is no value, or with dates that contradict each other."""
    today = known_today(project.world)
    for library in project.libraries.values():
        report_future(library.released, library.span, today, diagnostics)
    for clause in project.clauses.values():
        reviewed = clause.entry.reviewed
        if reviewed is not None:
            report_future(reviewed.on, reviewed.span, today, diagnostics)
    for requirement in project.requirements.values():
        retired = requirement.entry.retired
        if retired is not None:
            report_future(retired.on, retired.span, today, diagnostics)
    for contact in project.contacts.values():
        _check_fields(contact, ("name", "purpose", "telephone", "hours", "web", "email"), diagnostics)
        _check_verified(contact, today, diagnostics)
    for reference in project.references.values():
        _check_fields(reference, ("title", "short", "publisher", "edition", "web"), diagnostics)
        _check_verified(reference, today, diagnostics)
        start, end = reference.in_force_from, reference.in_force_to
        newer = project.references.get(reference.superseded_by.text) if reference.superseded_by else None
        if newer is not None and start and newer.in_force_from and newer.in_force_from < start:
            diagnostics.report(
                "PG240.newer",
                reference.span,
                name=reference.id.text,
                start=str(start),
                newer=newer.id.text,
                newer_start=str(newer.in_force_from),
            )
        if start and end and end < start:
            diagnostics.report("PG240.order", reference.span, start=str(start), to=str(end))


def _check_fields(entry: ContactEntry | ReferenceEntry, fields: tuple[str, ...], diagnostics: Diagnostics) -> None:
    for field in fields:
        written: Written | None = getattr(entry, field)
        if written is None:
            continue
        about = f"`{entry.id.text}`, `{field}`"
        try:
            if field in _READERS and is_no_answer(written.text):
                raise scalars.UnreadableValue("PG235.library", text=written.text)
            if field in _READERS:
                _READERS[field](written.text)
            elif field in _IN_SENTENCES:
                check_full_stop(written.text)
        except scalars.UnreadableValue as error:
            diagnostics.add(error.finding(written.span, about))


def _check_verified(entry: ContactEntry | ReferenceEntry, today: date | None, diagnostics: Diagnostics) -> None:
    if isinstance(entry.verified, Verified):
        report_future(entry.verified.on, entry.verified.span, today, diagnostics)


def check_printed_fields(project: Project, source: Source, text: Written, diagnostics: Diagnostics) -> None:
    """Report each field of a contact or reference that a text prints although it is empty."""
    if "contacts." not in text.text and "references." not in text.text:
        return
    tree = project.checker.tree_of(text)
    entries: Mapping[str, ContactEntry | ReferenceEntry]
    for path, line in _printed(tree, frozenset()) if tree is not None else ():
        entries = project.contacts if path[0] == "contacts" else project.references if path[0] == "references" else {}
        entry = entries.get(path[1])
        if len(path) == 3 and entry is not None and getattr(entry, path[2]) is None:
            words = ".".join(path)
            start = sum(len(each) + 1 for each in text.text.split("\n")[: line - 1])
            at = max(text.text.find(words, start), 0)
            span = place(source, text.scalar, at, len(words))
            diagnostics.report("PG256", span, path=words, entry=path[1], field=path[2])


def _printed(node: nodes.Node, tested: frozenset[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield each value that is printed outside a condition that names it, with its line in the text."""
    path = value_path(node) if isinstance(node, nodes.Getattr) else None
    if path is not None:
        if path not in tested:
            yield path, node.lineno
        return
    parts: list[nodes.Node]
    match node:
        case nodes.If():
            tested |= _named(node.test)
            parts = [*node.body, *node.elif_, *node.else_]
        case nodes.CondExpr():
            tested |= _named(node.test)
            parts = [part for part in (node.expr1, node.expr2) if part is not None]
        case nodes.For():
            parts = [*node.body, *node.else_]
        case _:
            parts = list(node.iter_child_nodes())
    for part in parts:
        yield from _printed(part, tested)


def _named(test: nodes.Node) -> frozenset[tuple[str, ...]]:
    found = [value_path(node) for node in (test, *test.find_all(nodes.Getattr)) if isinstance(node, nodes.Getattr)]
    return frozenset(path for path in found if path is not None)
