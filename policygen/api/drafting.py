"""A school's settings in memory: started, answered, built and handed back as a file, with nothing on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from policygen import __version__
from policygen.api.adopting import AdoptionRecords, AdoptionResult, adopt_as_it_stands
from policygen.api.comparing import Comparison
from policygen.api.editing import PolicyEditor
from policygen.api.estate import Estate
from policygen.api.library import Library
from policygen.api.session import Session
from policygen.api.snapshots import DraftSnapshot, RecentDrafts
from policygen.ask.answers import Answers
from policygen.ask.interview import KnownInterviews, interview
from policygen.ask.settings_file import NewSchool, new_settings
from policygen.ask.starting import id_from, only_nation, usual_policies
from policygen.ask.yaml_text import GivenAnswer, with_policies
from policygen.build.order import Order
from policygen.build.results import SchoolBuild
from policygen.check.schools import SCHOOL_ID
from policygen.collect.one_file import TakenBack, taken_back
from policygen.compare.align import Compared
from policygen.compile.adopting import Meeting
from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused
from policygen.document.model import Document
from policygen.portable.contents import LOGO, files_of_school
from policygen.portable.importing import moved_to
from policygen.portable.reading import Limits, unpack
from policygen.portable.writing import write_school_file
from policygen.readback.own_entries import entries_of_own
from policygen.render.engine import DEFAULT_ENGINE
from policygen.world.disk import DiskWorld
from policygen.world.memory import DraftWorld, MemoryWorld

# What a page in a browser takes of a school's file; see `Limits`.
_SMALL = Limits(files=400, archive=3_000_000, file=3_000_000, total=12_000_000, listing=200_000)
_UNNAMED = "my-school"


class SchoolDraft:
    """One school of a library whose settings are in memory. One person's: two threads must not share it."""

    __slots__ = ("_compiler", "_interviews", "_recent", "_snapshots", "_world", "id", "made_with")

    def __init__(
        self,
        compiler: Compiler,
        school: str,
        files: Mapping[str, bytes],
        interviews: KnownInterviews | None = None,
        made_with: Mapping[str, str] | None = None,
        recent: RecentDrafts | None = None,
    ) -> None:
        """`interviews` and `recent` are those of the library, for a program that has many drafts."""
        self.id = school
        # The libraries, each with its version, that the file was made with from which the draft was read.
        self.made_with: Mapping[str, str] = dict(made_with or {})
        self._interviews = interviews or KnownInterviews()
        self._recent, self._snapshots = recent, list[DraftSnapshot]()
        self._world = DraftWorld(compiler.project.world, dict(files))
        # A view, so that the library does not keep what is written in the settings of all schools.
        project = replace(compiler.project.for_session(), world=self._world)
        self._compiler = replace(compiler, project=project, files={school: self.settings})

    @property
    def settings(self) -> str:
        """The name of the settings file."""
        return f"schools/{self.id}.yaml"

    @property
    def files(self) -> dict[str, bytes]:
        """The files of the school by name, as they are in a project now."""
        return dict(self._world.files)

    @property
    def answers(self) -> Answers:
        """The answers, one by one."""
        return Answers(self._compiler.project, self.settings, lambda *_: self.snapshot().now)

    def session(self) -> Session:
        """Return the school as its settings are now."""
        return Session(self._compiler, self.id)

    def snapshot(self) -> DraftSnapshot:
        """Return the school as its settings are now, to be looked at, with what was worked out of them before."""
        files = self._world.files
        found = next((one for one in reversed(self._snapshots) if one.files == files), None)
        if found is None:
            found = self._recent.take_of(self.id, files) if self._recent is not None else None
            found = found or DraftSnapshot(self._compiler, self.id, files, self._interviews)
            self._snapshots.append(found)
        return found

    def put_back(self, *, changed: bool = True) -> None:
        """Leave the snapshot of the files as they are for the next time, or without `changed` as they were first."""
        if self._recent is not None and self._snapshots:
            files = self._world.files if changed else self._snapshots[0].files
            for one in self._snapshots:
                if one.files == files:
                    self._recent.put_back(one)
        self._snapshots.clear()

    def editor(self, policy: str) -> PolicyEditor:
        """Return the clauses of a policy, to leave out, reword or add some. Raises SettingsUnusable, KeyError."""
        school = self.session().school
        if policy not in school.plans:
            raise KeyError(policy)
        return PolicyEditor(self._compiler, school, policy)

    def own_clauses(self) -> dict[str, int]:
        """Return how many clauses of each policy the school leaves out, rewords or adds. Raises SettingsUnusable."""
        school = self.session().school
        own = entries_of_own(school.project, school)
        names = {
            policy: [one.name for one in plan.clauses] + [one.name for one in plan.left_out]
            for policy, plan in school.plans.items()
        }
        return {policy: sum(name in own for name in known) for policy, known in names.items()}

    def keep(self, files: Mapping[str, bytes]) -> None:
        """Have these files, such as those of an edit that was tried, besides the others. Raises OutsideTheProject."""
        for name, data in files.items():
            self._world.write(name, data)

    def take_back(self, name: str, data: bytes) -> TakenBack:
        """Have the answers of a form that came back, those that nobody has given since. Raises OSError.

        `name` is the file's for messages.
        """
        found = taken_back(self._compiler.project, self.settings, self.id, name, data)
        if found.school is not None:
            self._world.write(self.settings, found.school.after)
        return found

    def forget(self, name: str) -> None:
        """Have a file no longer."""
        self._world.files.pop(name, None)

    @property
    def estate(self) -> Estate:
        """The status of this one school."""
        return Estate(self._compiler)

    @property
    def records(self) -> AdoptionRecords:
        """What the school's board has adopted."""
        return AdoptionRecords(self._world)

    @property
    def libraries(self) -> dict[str, str]:
        """The version of each library that there is now."""
        return {key: one.version.text for key, one in sorted(self._compiler.project.libraries.items())}

    def adopt_as_it_stands(self, policy: str, meeting: Meeting) -> AdoptionResult:
        """Record the adoption of the words that the settings give now, with no file that a meeting saw.

        This is for showing what a record would say. Raises SettingsUnusable; KeyError.
        """
        school = self.session().school
        if policy not in school.plans:
            raise KeyError(policy)
        return adopt_as_it_stands(self._compiler, school, policy, meeting)

    def changes(self, policy: str, before: Document, file: str) -> Comparison:
        """Return what changed in a policy since an earlier copy, which messages call `file`.

        Raises SettingsUnusable; KeyError if the school does not have the policy; LibraryUnusable.
        """
        now = self.session().compile(policy).document
        return Comparison(Compared(Path(file), before), Compared(Path(f"{policy}.json"), now), self._world)

    def word_copies(self, policies: Sequence[str] = (), engine: str = DEFAULT_ENGINE) -> Iterator[SchoolBuild]:
        """Build model copies with this school's choices but without its details, by default of all its policies.

        Raises LibraryUnusable for mistakes in the settings.
        """
        library = Library(self._compiler)
        order = Order(("docx",), tuple(policies), blank=True, pdf_engine=engine)
        return library.artifacts(library.word_copies([self.id]), order)

    def choose(self, policies: Sequence[str]) -> None:
        """Have these policies in the settings, and no others. Raises CannotEdit; KeyError for an unknown policy."""
        for policy in policies:
            if policy not in self._compiler.project.outlines:
                raise KeyError(policy)
        text = self._world.read(self.settings).decode("utf-8")
        self._world.write(self.settings, with_policies(text, policies).encode())

    def archive(self) -> bytes:
        """Return the school's file, such as allhallows.school.zip. Raises Refused."""
        return write_school_file(files_of_school(self._world, self.id, self.libraries, __version__))


@dataclass(frozen=True, slots=True)
class SchoolDrafts:
    """Begins drafts of schools with the library of a project, or takes them up again. `Library.drafts` returns it."""

    compiler: Compiler
    interviews: KnownInterviews = field(default_factory=KnownInterviews)
    recent: RecentDrafts = field(default_factory=RecentDrafts)

    def begin(
        self, name: str, policies: Sequence[str] = (), known: Mapping[str, GivenAnswer] | None = None
    ) -> SchoolDraft:
        """Return the draft of a new school; `policies` defaults to all of the library. Raises KeyError.

        `known` are answers by key, such as those of a register of schools.
        """
        project, school = self.compiler.project, id_from(name)
        chosen = tuple(policies) or usual_policies(project)
        school = school if SCHOOL_ID.fullmatch(school) else _UNNAMED
        new = NewSchool(
            file=f"schools/{school}.yaml", name=name, policies=chosen, nation=only_nation(project), known=known or {}
        )
        text = new_settings(project, new, interview(project, chosen))
        return self.of(school, {new.file: text.encode()})

    def of(self, school: str, files: Mapping[str, bytes]) -> SchoolDraft:
        """Return a draft of the school whose `files` these are, by their names in a project."""
        return SchoolDraft(self.compiler, school, files, self.interviews)

    @contextmanager
    def at_hand(self, school: str, files: Mapping[str, bytes], *, changed: bool = True) -> Iterator[SchoolDraft]:
        """Have a draft as `of` returns it, of which a snapshot may still be known, and leave one for the next time.

        It is of the files as they are afterwards, or without `changed` as they were before.
        """
        draft = SchoolDraft(self.compiler, school, files, self.interviews, recent=self.recent)
        yield draft
        draft.put_back(changed=changed)

    def read(self, data: bytes) -> SchoolDraft:
        """Return a draft from the bytes of a school's file, which may come from anywhere.

        It is unpacked in a temporary folder, which is removed again. Raises Refused; OSError.
        """
        with tempfile.TemporaryDirectory(prefix="policygen-read-") as name:
            folder, file = Path(name) / "files", Path(name) / "school.zip"
            folder.mkdir()
            file.write_bytes(data)
            contents = unpack(file, folder, _SMALL)
            files = {moved_to(contents, one, contents.school): (folder / one).read_bytes() for one in contents.files}
        if any(not name.startswith(("schools/",)) and f"{LOGO}{name}" not in contents.files for name in files):
            raise Refused(say("portable.damaged"))
        return SchoolDraft(self.compiler, contents.school, files, self.interviews, contents.libraries)


def hosted_world(folder: Path | None = None) -> MemoryWorld:
    """Return the library and look of a project folder without its schools; None stands for what comes with policygen.

    Of the environment only the date is in it. Raises OSError.
    """
    with _project_in(folder) as root:
        world = MemoryWorld.of(DiskWorld(root))
    environment = {name: text for name, text in world.environment.items() if name == "SOURCE_DATE_EPOCH"}

    return replace(
        world,
        environment=environment,
        files={name: data for name, data in world.files.items() if not name.startswith("schools/")},
        unread={name: one for name, one in world.unread.items() if not name.startswith("schools/")},
    )


@contextmanager
def _project_in(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="policygen-library-") as empty:
        yield Path(empty)
