"""An estate of schools: where each of their policies stands, and answers collected from them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from policygen.adoption.record import AdoptionRecord
from policygen.adoption.records import read_records
from policygen.api.errors import CannotRender
from policygen.assemble.wording import Wording
from policygen.build.manifest import Manifest
from policygen.build.rendering import Renderer, refused_in_words
from policygen.check.schools import UnknownSchool
from policygen.compile.adopting import in_force
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.model import Diagnostic, Diagnostics, Refused
from policygen.document.model import Document
from policygen.look.tokens import load_tokens
from policygen.report.status.confirmations import with_confirmations
from policygen.report.status.gather import policy_statuses
from policygen.report.status.model import EstateStatus, PolicyStatus, UnreadWord
from policygen.report.status.sheet_rows import GivenTable, read_given_table
from policygen.report.status.writers import STATUS_FORMATS, status_text
from policygen.resolve.groups import group_files
from policygen.world.disk import on_disk

if TYPE_CHECKING:
    from policygen.api.collecting import Collecting

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Estate:
    """The schools of a project, for a person who looks after many of them."""

    _compiler: Compiler

    def status(
        self,
        schools: Collection[str],
        out: Path | None = None,
        shown: Callable[[Path], str] = str,
        *,
        confirmed: tuple[str, bytes] | None = None,
        staff: tuple[str, bytes] | None = None,
        published: tuple[str, bytes] | None = None,
        beside: Path | None = None,
    ) -> StatusReport:
        """Return where each policy of these schools stands, and what waits for a person.

        `out` is the out folder, whose Word files may have been edited; `shown` turns a path into the text that messages
        use. The lists are CSV files, each with its name for messages: `confirmed` has the answers of a form about the
        versions that people have read, `staff` who should answer it, `published` the published copies, which are in the
        folder `beside`. Raises OSError, TokensError.
        """
        return status_of(self._compiler, schools, StatusOrder(out, shown, confirmed, staff, published, beside))

    def collecting(self, group: str, out: Path) -> Collecting:
        """Return the open questions of a group's schools, to send and to take back; `out` is the out folder.

        Raises UnknownSchool if there is no such group.
        """
        from policygen.api.collecting import Collecting

        groups = group_files(self._compiler.project.world)
        if group not in groups:
            raise UnknownSchool(group, groups)
        return Collecting(self._compiler.project, group, out)


@dataclass(frozen=True, slots=True)
class StatusOrder:
    """What a status is to look at besides the project.

    `out` is the out folder, whose Word files may have been edited; `shown` turns a path into the text that messages
    use. `confirmed` is the CSV file of a form, `staff` one of the people who should answer it, and `published` a list
    of published copies: each a file's name for messages and its bytes. `beside` is the folder that the published copies
    are in.
    """

    out: Path | None = None
    shown: Callable[[Path], str] = str
    confirmed: tuple[str, bytes] | None = None
    staff: tuple[str, bytes] | None = None
    published: tuple[str, bytes] | None = None
    beside: Path | None = None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The status of schools on a day, in each format."""

    FORMATS: ClassVar[tuple[str, ...]] = STATUS_FORMATS

    status: EstateStatus
    _compiler: Compiler

    def joined(self, others: Iterable[StatusReport]) -> StatusReport:
        """Return one report on the schools of this and other reports, in the order of their ids."""
        every = [one.status for one in (self, *others)]
        policies = sorted((each for one in every for each in one.policies), key=lambda each: each.school)
        unreadable = sorted({name for one in every for name in one.unreadable})
        return replace(self, status=replace(self.status, policies=tuple(policies), unreadable=tuple(unreadable)))

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings on the lists that were given."""
        return self.status.diagnostics

    @property
    def texts(self) -> Mapping[str, str]:
        """The texts of those lists, by name, to quote from."""
        return self.status.texts

    @property
    def policies(self) -> tuple[PolicyStatus, ...]:
        """One entry for each policy, in the order of the schools."""
        return self.status.policies

    def text(self, form: str = "table") -> str:
        """Return the status in one of FORMATS, with a line end. Raises KeyError for any other; CannotRender."""
        try:
            return status_text(self.status, form, load_tokens(self._compiler.project.world).colours)
        except Exception as error:
            refused = refused_in_words(error)
            if refused is None:
                raise
            raise CannotRender(refused) from error


def status_of(compiler: Compiler, schools: Collection[str], order: StatusOrder) -> StatusReport:
    """Return the status of these schools. A school whose settings cannot be used is named, and stops no other."""
    world = compiler.project.world
    today, found, texts = world.today(), Diagnostics(), dict[str, str]()
    manifest = Manifest.read(order.out) if order.out is not None else Manifest()
    policies: list[PolicyStatus] = []
    unreadable: list[str] = []
    records: dict[Key, tuple[AdoptionRecord, ...]] = {}
    current: dict[Key, tuple[Document, ...]] = {}
    asked = order.confirmed is not None or order.published is not None
    for name in sorted(schools):
        school = compiler.school(name, Diagnostics())
        if school is None:
            unreadable.append(name)
            continue
        for one in policy_statuses(compiler, school, today):
            key = (one.school, one.policy)
            policies.append(replace(one, word=_unread(compiler, school, one, order, manifest)))
            if asked:
                records[key] = read_records(world, one.school, one.policy, Diagnostics())
            if order.published is not None and one.state == "adopted":
                board = compiler.compile(school, one.policy)
                current[key] = (board.document, *compiler.for_other_readers(school, board).values())
    if order.confirmed is not None:
        policies = list(_with_confirmations(policies, order, records, Wording.load(world), found, texts))
    if order.published is not None:
        policies = list(_with_published(compiler, policies, order, records, current, found, texts))
    status = EstateStatus(
        today, tuple(policies), tuple(unreadable), tuple(found), order.confirmed is not None,
        order.published is not None, texts,
    )  # fmt: skip
    return StatusReport(status, compiler)


def _unread(
    compiler: Compiler, school: School, one: PolicyStatus, order: StatusOrder, manifest: Manifest
) -> UnreadWord | None:
    """Return what a person changed in the policy's Word file in the out folder and the settings do not have yet."""
    name = f"{one.school}/{one.policy}.docx"
    written = manifest.outputs.get(name)
    path = order.out / name if order.out is not None else None
    if path is None or written is None or not path.is_file():
        return None
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() == written.sha256:
        return None
    # Few of the files were changed, so what reads Word files is loaded for those only.
    from policygen.api.reading_back import EditedWord

    shown = order.shown(path)
    try:
        edited = EditedWord.of(compiler, school, shown, data)
    except Exception as error:
        refused = [error] if isinstance(error, Refused) else refused_in_words(error)
        if not refused:
            raise
        reason = refused[0] if isinstance(refused[0], Refused) else refused[0].message
        return UnreadWord(shown, fault=str(reason).rstrip("."))
    edits = sum(not proposal.is_done and proposal.kind != "remark" for proposal in edited.proposals)
    remarks = len(edited.reading.comments)
    return UnreadWord(shown, edits, remarks) if edits or remarks else None


def _with_confirmations(
    policies: Sequence[PolicyStatus],
    order: StatusOrder,
    records: Mapping[Key, Sequence[AdoptionRecord]],
    wording: Wording,
    found: Diagnostics,
    texts: dict[str, str],
) -> Sequence[PolicyStatus]:
    table = _table(order.confirmed, found, texts)
    staff = _table(order.staff, found, texts)
    if table is None or (order.staff is not None and staff is None):
        return policies
    return with_confirmations(policies, table, staff, records, wording, found)


def _with_published(
    compiler: Compiler,
    policies: Sequence[PolicyStatus],
    order: StatusOrder,
    records: Mapping[Key, Sequence[AdoptionRecord]],
    current: Mapping[Key, Sequence[Document]],
    found: Diagnostics,
    texts: dict[str, str],
) -> Sequence[PolicyStatus]:
    from policygen.report.status.copies import CopyReader, with_published

    table = _table(order.published, found, texts)
    if table is None:
        return policies
    world = on_disk(compiler.project.world)
    renderer, wording = Renderer(world), Wording.load(world)

    def copies(key: Key, record: AdoptionRecord) -> Iterator[Document]:
        """Yield what is published of an adoption; of the last one, with the people of today too."""
        every = records[key]
        earlier = every[: every.index(record) + 1]
        yield from in_force(record, earlier, wording).values()
        if record is every[-1] and key in current:
            yield from current[key]

    reader = CopyReader(world, records, copies, lambda one: renderer.render(one, ("html",))["html"])
    return with_published(policies, table, order.beside or Path(), reader, found)


def _table(given: tuple[str, bytes] | None, found: Diagnostics, texts: dict[str, str]) -> GivenTable | None:
    if given is None:
        return None
    table = read_given_table(*given, found)
    if table is not None:
        texts[table.name] = table.text
    return table
