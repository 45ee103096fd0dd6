"""Jobs that make papers for the board on what changed, and model copies in Word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policygen.api.drafting import SchoolDraft
from policygen.api.library import Library
from policygen.build.order import Order
from policygen.build.results import SchoolBuild
from policygen.diagnostics.model import Refused
from policygen.document.model import Document
from policygen.inspect.documents import carried_by
from policygen.render.engine import DEFAULT_ENGINE
from policygen.serve.pack_contents import PackedDocument
from policygen.serve.packing import Pack, artifacts_in, error_messages, made_with, zip_of
from policygen.serve.pages import Pages
from policygen.serve.visit import Visit
from policygen.world.memory import MemoryWorld


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersWanted:
    """The policies whose changes since their last adoption are wanted, and `files` of earlier copies, by name."""

    visit: Visit
    policies: tuple[str, ...]
    files: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesWanted:
    """The policies of which model copies are wanted: for a `kind` of school, or with the visit's choices."""

    visit: Visit
    kind: str
    policies: tuple[str, ...]
    engine: str = DEFAULT_ENGINE


def board_papers(library: Library, wanted: PapersWanted) -> Pack:
    """Return what `policygen compare --paper` gives for each policy, in Word and PDF."""
    draft = library.drafts.of(wanted.visit.school, wanted.visit.files)
    session, pages = draft.session(), _pages(library)
    if not session.readable:
        return Pack(messages=tuple(error_messages(session.diagnostics)))
    earlier: dict[str, tuple[Document, str]] = {}
    records = draft.records.of(draft.id)
    for policy in wanted.policies:
        if policy in records:
            earlier[policy] = (records[policy][-1].document, records[policy][-1].file)
    for name, data in wanted.files:
        try:
            document = carried_by(data).document
        except Refused as error:
            return Pack(messages=(pages.said("errors.papers.unreadable", file=name, reason=str(error)),))
        if document.policy not in session.policies:
            title = library.policies.get(document.policy, document.metadata.title)
            return Pack(messages=(pages.said("errors.papers.other", file=name, title=title),))
        earlier[document.policy] = (document, name)
    files: dict[str, bytes] = {}
    for policy, (before, file) in earlier.items():
        try:
            changes = draft.changes(policy, before, file)
            files |= {f"{policy}-changes.docx": changes.board_paper("docx")}
            files |= {f"{policy}-changes.pdf": changes.board_paper("pdf")}
        except Refused as error:
            return Pack(messages=(f"{library.policies[policy]}: {error}",))
    titles = {policy: library.policies[policy] for policy in earlier}
    return _packed(library, pages, session.name, titles, files, kind="papers", name=f"{draft.id}-board-papers.zip")


def model_copies(library: Library, wanted: CopiesWanted) -> Pack:
    """Return what `policygen build --blank` makes for a kind of school, or for the visit's school."""
    try:
        if wanted.kind:
            order = Order(("docx",), wanted.policies, blank=True, pdf_engine=wanted.engine)
            builds: Iterator[SchoolBuild] = library.artifacts(library.word_copies([wanted.kind]), order)
        else:
            builds = _draft(library, wanted.visit).word_copies(wanted.policies, wanted.engine)
        made = list(builds)
    except Refused as error:
        return Pack(messages=(str(error),))
    found = dict.fromkeys(message for build in made for message in error_messages(build.diagnostics))
    files = {one.name: one.data for build in made for one in artifacts_in(build)}
    if not files or any(build.not_made for build in made):
        return Pack(messages=tuple(found))
    titles = {policy: library.policies[policy] for policy in wanted.policies}
    name = wanted.kind or wanted.visit.school
    return _packed(library, _pages(library), "", titles, files, kind="copies", name=f"{name}-model-copies.zip")


def _draft(library: Library, visit: Visit) -> SchoolDraft:
    return library.drafts.of(visit.school, visit.files)


def _pages(library: Library) -> Pages:
    world = library.world
    assert isinstance(world, MemoryWorld)  # noqa: S101 - that of every server
    return Pages(world)


def _packed(
    library: Library, pages: Pages, school: str, titles: dict[str, str], files: dict[str, bytes], kind: str, name: str
) -> Pack:
    documents = [PackedDocument(id=policy, title=title) for policy, title in titles.items()]
    index = pages.pack_index(school, documents, sorted(files), kind=kind, made=made_with(library, DEFAULT_ENGINE))
    return Pack(name, zip_of({"index.html": index, **dict(sorted(files.items()))}))
