"""One job: a school's finished files as one ZIP file, made in a separate process."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from policygen import __version__
from policygen.api.drafting import SchoolDraft
from policygen.api.library import Library
from policygen.api.session import SchoolPolicy
from policygen.build.order import Order
from policygen.build.results import Artifact, SchoolBuild
from policygen.diagnostics.model import Diagnostic, Refused, Severity
from policygen.document.plain import words_of
from policygen.render.engine import DEFAULT_ENGINE, engine_named
from policygen.serve.pack_contents import PackedDocument, stem_of
from policygen.serve.pages import Pages
from policygen.serve.visit import Visit
from policygen.serve.working import WorkLimits, WorkLost, WorkProgress, in_process
from policygen.world.memory import MemoryWorld

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first date that a ZIP file can hold


@dataclass(frozen=True, slots=True)
class Pack:
    """What came of a job: the ZIP file, or, without `data`, why there is none (`ended`, or the messages).

    `visit` is the visit after it, if the job changed anything in the school's file; `school` is the school's name, and
    `draft` says that answers are missing.
    """

    name: str = ""
    data: bytes = b""
    messages: tuple[str, ...] = ()
    ended: str = ""
    visit: Visit | None = None
    school: str = ""
    draft: bool = False


def pack_in_process(
    world: MemoryWorld, visit: Visit, limits: WorkLimits, engine: str, progress: WorkProgress | None = None
) -> Pack:
    """Make a school's pack in a new process, which ends with this call. `world` is the library's.

    Each step of `progress` is a policy that is made.
    """
    work: Callable[[Library, tuple[Visit, str]], Pack | Generator[None, None, Pack]] = _packed
    try:
        return in_process(world, work, (visit, engine), limits, progress)
    except WorkLost as lost:
        return Pack(ended=lost.why)


def _packed(library: Library, payload: tuple[Visit, str]) -> Generator[None, None, Pack]:
    visit, engine = payload
    return make_pack(library, library.drafts.of(visit.school, visit.files), engine)


def make_pack(library: Library, draft: SchoolDraft, engine: str = DEFAULT_ENGINE) -> Generator[None, None, Pack]:
    """Return the pack: what `policygen build` makes of the school's file, more for other readers, and the file itself.

    Yields when the library is there, and after each policy. If an answer is missing, the policies that need it are
    drafts. `engine`, one of Order.ENGINES, draws the pages.
    """
    session = draft.session()
    yield
    if not session.usable:
        return Pack(messages=tuple(error_messages(session.diagnostics)))
    unfinished = bool(draft.answers.missing())
    making = session.build_in_steps(
        (
            Order(draft=unfinished, pdf_engine=engine),
            Order(draft=unfinished, large_print=True, pdf_engine=engine),
            Order(("html",), draft=unfinished, editions=("web",)),
        )
    )
    builds = yield from making
    lacking = [build for build in builds if build.not_made]
    if lacking:
        return Pack(
            messages=tuple(dict.fromkeys(error_messages(one for build in lacking for one in build.diagnostics)))
        )
    try:
        duties = session.duties(pdf_engine=engine).artifacts(("docx", "pdf"))
    except Refused as error:
        return Pack(messages=(str(error),))
    files = {one.name: one.data for one in duties}
    for build in reversed(builds):
        files |= {one.name: one.data for one in artifacts_in(build)}
    files[f"{draft.id}.school.zip"] = draft.archive()
    documents = [_packed_document(session.compile(policy, draft=True)) for policy in session.policies]
    index = Pages(library.world).pack_index(
        session.name,
        documents,
        sorted(files),
        kind="drafts" if unfinished else "policies",
        made=made_with(library, engine),
    )
    data = zip_of({"index.html": index, **dict(sorted(files.items()))})
    return Pack(f"{draft.id}-policies.zip", data, school=session.name, draft=unfinished)


def _packed_document(compiled: SchoolPolicy) -> PackedDocument:
    document = compiled.document
    return PackedDocument(
        id=document.policy,
        title=words_of(document.cover.title),
        about=document.metadata.subject,
        approved=document.kind == "policy",
        sheets={stem_of(name): words_of(sheet.cover.title) for name, sheet in compiled.sheets.items()},
    )


def made_with(library: Library, engine: str) -> dict[str, str]:
    """Return what the page that a pack opens with says of the software and the clauses."""
    drawn = engine_named(engine)
    return {"version": __version__, "library": library.fingerprint, "engine": drawn.name, "of": drawn.version}


def artifacts_in(build: SchoolBuild) -> Iterable[Artifact]:
    """Yield the files of a build."""
    for files in build.artifacts.values():
        yield from files
    yield from build.beside


def error_messages(diagnostics: Iterable[Diagnostic]) -> Iterable[str]:
    """Yield what is wrong, in words."""
    return (f"{one.message}. {one.hint}".strip() for one in diagnostics if one.severity is Severity.ERROR)


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """Return files as a ZIP file, the same bytes each time."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = ZipInfo(name, _EARLIEST)
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o100644 << 16
            archive.writestr(entry, data)
    return out.getvalue()
