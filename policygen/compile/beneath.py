"""What a policy is made from on one day: its clauses as they were written, the settings and the libraries."""

from __future__ import annotations

import json
from collections.abc import Collection

from policygen.adoption.record import Beneath, ClauseSource, LibraryUsed, SettingsText
from policygen.adoption.sealing import content_digest
from policygen.compile.school import School
from policygen.model.library import LibraryFile
from policygen.resolve.tailoring import Planned
from policygen.source.nodes import Mapping, Node, Scalar, Sequence


def beneath(school: School, policy: str, digests: Collection[str] | None = None) -> Beneath:
    """Return what a policy is made from as the school has it now.

    With `digests`, those of a file's clauses, only the clauses that are still as they were in that file: which answers
    chose the others, and what its settings were, nobody knows any more.
    """
    planned = [one for one in school.plans[policy].clauses if digests is None or one.digest in digests]
    clauses = tuple(_source(one) for one in planned)
    if digests is not None:
        return Beneath(clauses)
    libraries = {one.clause.library.id.text: one.clause.library for one in planned if one.clause is not None}
    return Beneath(
        clauses,
        tuple(SettingsText(one.file, one.source.text) for one in school.settled.chain),
        tuple(_library(school, one) for one in libraries.values()),
    )


def _source(planned: Planned) -> ClauseSource:
    when = planned.clause.entry.when if planned.clause is not None else None
    return ClauseSource(
        id=planned.name,
        version=planned.clause.library.version.text if planned.clause is not None else "",
        digest=planned.digest,
        title=planned.title.text,
        text=planned.text.text,
        condition=json.dumps(_plain(when), ensure_ascii=False) if when is not None else "",
        change=planned.change,
        because=planned.because,
    )


def _library(school: School, library: LibraryFile) -> LibraryUsed:
    clauses = school.project.clauses.items()
    digests = sorted((name, clause.digest) for name, clause in clauses if clause.library.id.text == library.id.text)
    return LibraryUsed(library.id.text, library.version.text, content_digest(digests))


def _plain(node: Node) -> object:
    match node:
        case Scalar():
            return node.text
        case Mapping():
            return {entry.key.text: _plain(entry.value) for entry in node.entries}
        case Sequence():
            return [_plain(item) for item in node.items]
