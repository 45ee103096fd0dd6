"""The policies in force, built from the adoption records alone: no settings and no library are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from policygen.adoption.records import policies_with_records, read_records
from policygen.assemble.wording import Wording
from policygen.build.order import Order
from policygen.build.publish import Publisher
from policygen.build.rendering import Renderer, refused_in_words
from policygen.build.results import Artifact, NotMade, SchoolBuild, SchoolResult
from policygen.compile.adopting import in_force
from policygen.compile.findings import texts_in
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.document.model import Document, Edition
from policygen.document.overlays import Companions, Overlay
from policygen.world.protocol import World

FOLDER = "adopted"


def schools_with_records(world: World) -> list[str]:
    """Return the ids of the schools that have adopted a policy, in sorted order."""
    parts = (name.split("/") for name in world.names("schools"))
    return sorted({part[1] for part in parts if len(part) == 5 and part[2] == FOLDER and part[4].endswith(".json")})


def build_in_force(world: World, renderer: Renderer, wording: Wording, school: str, order: Order) -> SchoolBuild:
    """Build the policies of a school that are in force, in the formats and editions ordered.

    They lie under `<school>/adopted/`, beside the copies of the settings as they are now.
    """
    built = SchoolBuild(school)
    diagnostics = Diagnostics()
    for policy in policies_with_records(world, school):
        if order.policies and policy not in order.policies:
            continue
        found = Diagnostics()
        records = read_records(world, school, policy, found)
        if records and not found.errors:
            copies = in_force(records[-1], records, wording)
            try:
                built.artifacts[policy] = _artifacts(renderer, school, policy, copies, order)
            except Exception as error:
                refused = refused_in_words(error)
                if refused is None:
                    raise
                found.extend(refused)
            _note_missing(built, school, policy, copies, order.editions)
        if found.errors:
            built.not_made.append(NotMade(policy, found.errors, 0, ()))
        diagnostics.extend(found)
    built.diagnostics = list(diagnostics)
    built.sources = texts_in(world, diagnostics)
    return built


def artifacts_in_force(world: World, school: str, order: Order) -> SchoolBuild:
    """Build the policies of a school that are in force in memory. Raises TokensError, FaceMissing, WordsUnusable."""
    return build_in_force(world, _renderer(world, order), Wording.load(world), school, order)


def _artifacts(
    renderer: Renderer, school: str, policy: str, copies: dict[Edition, Document], order: Order
) -> list[Artifact]:
    others: dict[Edition, Document] = {edition: copy for edition, copy in copies.items() if edition != "board"}
    made: list[Artifact] = []
    for edition in order.editions:
        document = copies.get(edition)
        if document is None:
            continue
        overlays: tuple[Overlay, ...] = (Companions(editions=others),) if edition == "board" and order.papers else ()
        folder = f"{school}/{FOLDER}/" if edition == "board" else f"{school}/{FOLDER}/{edition}/"
        made += renderer.artifacts(f"{folder}{policy}", document, order.formats, overlays)
    return made


def _note_missing(
    built: SchoolBuild, school: str, policy: str, copies: dict[Edition, Document], editions: Sequence[Edition]
) -> None:
    for edition in editions:
        if edition not in copies:
            built.notes.append(say("build.not_in_record", edition=edition, policy=policy, school=school))


def _renderer(world: World, order: Order) -> Renderer:
    return Renderer(world, large_print=order.large_print, engine=order.pdf_engine)


def build_from_records(world: World, schools: Iterable[str], order: Order) -> Iterator[SchoolResult]:
    """Build the policies in force of schools, write their files and yield each result as it is done.

    Raises TokensError, FaceMissing, WordsUnusable; OSError where the manifest cannot be written.
    """
    renderer, wording = _renderer(world, order), Wording.load(world)
    publisher = Publisher(order.out, renderer.tools(order.formats), world.today(), order.project)
    try:
        for school in schools:
            if publisher.stopped:
                yield SchoolResult(school, not_made=[NotMade("", 1, 0, (), unwritten=True)])
            else:
                yield publisher.publish(build_in_force(world, renderer, wording, school, order))
    finally:
        publisher.close()
