"""Collecting answers from the schools of a group: a form for each, and what the files that come back change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from policygen.api.errors import LibraryUnusable
from policygen.ask.unfinished import Unfinished
from policygen.build.publish import Publisher
from policygen.build.rendering import digest_of_inputs
from policygen.build.results import Artifact, SchoolBuild, SchoolResult
from policygen.check.project import Project
from policygen.check.schools import load_settings, school_files
from policygen.collect.changes import returned_school
from policygen.collect.model import FolderFile, Returned, ReturnedSchool
from policygen.collect.report import returned_json, returned_lines, sent_json
from policygen.collect.returned import files_in, matched_files
from policygen.collect.sent import INDEX, TABLE, SentForm, SentForms, answer_digest
from policygen.compile.findings import texts_in
from policygen.diagnostics.model import Diagnostic, Diagnostics
from policygen.render.preflight import problems
from policygen.resolve.groups import group_files, schools_in
from policygen.resolve.inherit import chain_of
from policygen.upgrade.writing import write_together
from policygen.web.form.one_school import form_of_school
from policygen.web.form.page import FormPages
from policygen.web.form.parents import parent_of
from policygen.world.disk import on_disk
from policygen.world.writing import write_whole


@dataclass(frozen=True, slots=True)
class SentResult:
    """The forms that were made: the files, the schools that need none, and those whose settings cannot be read.

    `notes` say which file of a person was kept.
    """

    written: SchoolResult
    sent: SentForms
    unreadable: tuple[str, ...]

    def json(self) -> str:
        """Return the forms and who needs none, for a program; keys are stable and always present."""
        return sent_json(self.sent, self.unreadable)


@dataclass(frozen=True, slots=True)
class ReturnedAnswers:
    """What a folder of returned files comes to; nothing is written until `Collecting.write`."""

    found: Returned

    @property
    def schools(self) -> tuple[ReturnedSchool, ...]:
        """What each school that answered says."""
        return self.found.schools

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The files that belong to no school, and the answers that are not taken."""
        return self.found.diagnostics

    @property
    def texts(self) -> Mapping[str, str]:
        """The files' texts, by name, to quote from."""
        return self.found.texts

    def lines(self) -> Iterator[str]:
        """Yield what the answers change, and who has not answered, for a terminal."""
        return returned_lines(self.found)

    def json(self) -> str:
        """Return the same for a program; keys are stable and always present."""
        return returned_json(self.found)


@dataclass(frozen=True, slots=True)
class WrittenAnswers:
    """The settings files that were written. `notes` say which file of a person was kept, `diagnostics` what failed."""

    files: tuple[str, ...]
    notes: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Collecting:
    """The open questions of the schools that extend a group's file. `out` is the out folder.

    The forms, and an index of them, are in its folder `GROUP/collect`.
    """

    project: Project
    group: str
    out: Path
    _names: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the group is called in its own file; "" if that cannot be read."""
        return self._asked_by(Diagnostics())

    @property
    def folder(self) -> Path:
        """The folder of the forms."""
        return self.out / self.group / "collect"

    @property
    def schools(self) -> Mapping[str, str]:
        """The schools of the group: id → name, or the id again if the settings have no name or cannot be read."""
        if not self._names:
            files = school_files(self.project.world)
            for school in schools_in(self.project.world, self.group):
                now = Unfinished.load(self.project, files[school])
                name = now.settled.settings.get("school.name") if now is not None else None
                self._names[school] = str(name.value or school) if name is not None else school
        return self._names

    def send(self) -> SentResult:
        """Write a form for each school with open questions, and the index; a changed file of a person is kept.

        The world must be a folder. Raises LibraryUnusable for a mistake in the library's look or in the group's file;
        OSError.
        """
        world, found = on_disk(self.project.world), Diagnostics()
        before = SentForms.read(self.folder, self.group, found)
        asked_by = self._asked_by(found)
        found.extend(problems(world, ("form",)))
        if found.errors:
            raise LibraryUnusable(found, texts_in(world, found))
        pages = FormPages(world)
        today, files = str(world.today()), school_files(world)
        built, forms, nothing, unreadable = SchoolBuild(self.group), dict[str, SentForm](), dict[str, str](), []
        for school, name in self.schools.items():
            now = Unfinished.load(self.project, files[school])
            if now is None:
                unreadable.append(school)
                continue
            form = form_of_school(now, asked_by)
            if form is None or form.asked is None:
                nothing[school] = name
                continue
            data = pages.page(form).encode()
            digest = hashlib.sha256(data).hexdigest()
            built.beside.append(self._artifact(f"{school}.html", data))
            old = before.forms.get(school)
            forms[school] = SentForm(
                name, f"{school}.html", old.made_on if old is not None and old.digest == digest else today,
                form.asked.needed, form.asked.further, digest,
                old.returned_on if old is not None else "", old.written if old is not None else {},
            )  # fmt: skip
        # A school that was asked before and has nothing open now has answered; its index entry stays for corrections.
        kept = {school: one for school, one in before.forms.items() if school in nothing and one.returned_on}
        sent = SentForms(self.group, {**forms, **kept}, {key: name for key, name in nothing.items() if key not in kept})
        built.beside.append(self._artifact(TABLE, sent.table()))
        write_whole(self.folder / INDEX, sent.to_bytes())
        return SentResult(self._publish(built), sent, tuple(unreadable))

    def returned(self, folder: Path, shown: str) -> ReturnedAnswers:
        """Return what the files in a folder change, which messages call `shown`; nothing is written. Raises OSError."""
        found, texts = Diagnostics(), dict[str, str]()
        sent = SentForms.read(self.folder, self.group, found)
        files = school_files(self.project.world)
        matched = matched_files(self._files(folder, shown), self.schools, found, texts)
        made = []
        for one in sorted(matched, key=lambda each: each.school):
            form = sent.forms.get(one.school)
            written = form.written if form is not None else {}
            texts.setdefault(one.name, one.data.decode("utf-8", "replace"))
            school = returned_school(self.project, files[one.school], one, written, found)
            if school is not None:
                made.append(school)
        answered = {one.school for one in matched}
        asked = sent.forms if sent.forms else self._with_gaps()
        silent = {
            school: self.schools.get(school, school)
            for school in asked
            if school not in answered and school in self.schools and not _has_returned(sent, school)
        }
        return ReturnedAnswers(Returned(tuple(made), silent, tuple(found), texts))

    def write(self, returned: ReturnedAnswers) -> WrittenAnswers:
        """Write the answers that are taken, for all schools or for none, and then the index.

        The world must be a folder. Raises Refused if a file changed in the meantime, or has changes without a commit;
        OSError, OutsideTheProject.
        """
        world = on_disk(self.project.world)
        changed = [one for one in returned.schools if one.after != one.before]
        names: tuple[str, ...] = ()
        if changed:
            names = write_together(
                world,
                {one.settings: one.after for one in changed},
                {one.settings: one.before for one in changed},
                {one.settings: one.school for one in changed},
            )
        sent = SentForms.read(self.folder, self.group, Diagnostics())
        for one in returned.schools:
            sent = sent.with_returned(one.school, str(world.today()), _digests(one))
        if sent.forms:
            write_whole(self.folder / INDEX, sent.to_bytes())
            done = self._publish(SchoolBuild(self.group, beside=[self._artifact(TABLE, sent.table())]))
            return WrittenAnswers(names, tuple(done.notes), tuple(done.diagnostics))
        return WrittenAnswers(names)

    def _asked_by(self, found: Diagnostics) -> str:
        """Return what the group is called in its own file."""
        settings = load_settings(self.project.for_session(), group_files(self.project.world)[self.group], found)
        return parent_of(self.project, chain_of(self.project, settings, found)).name if settings is not None else ""

    def _with_gaps(self) -> list[str]:
        """Return the schools that needed answers are missing of, for a group whose forms were not made here."""
        files = school_files(self.project.world)
        loaded = ((school, Unfinished.load(self.project, files[school])) for school in self.schools)
        return [school for school, now in loaded if now is not None and now.missing()]

    def _files(self, folder: Path, shown: str) -> Iterator[FolderFile]:
        """Yield the files that came back: not the forms and the index, if somebody names their folder."""
        own = self.folder.resolve()
        for one in files_in(folder, shown):
            if one.path.resolve().parent != own or one.path.suffix.lower() not in (".html", ".json", ".csv"):
                yield one

    def _artifact(self, name: str, data: bytes) -> Artifact:
        digest = hashlib.sha256(data).hexdigest()
        return Artifact(f"{self.group}/collect/{name}", data, digest_of_inputs(content=digest))

    def _publish(self, built: SchoolBuild) -> SchoolResult:
        world = on_disk(self.project.world)
        publisher = Publisher(self.out, {}, world.today(), world.root)
        try:
            return publisher.publish(built)
        finally:
            publisher.close()


def _has_returned(sent: SentForms, school: str) -> bool:
    form = sent.forms.get(school)
    return form is not None and bool(form.returned_on)


def _digests(one: ReturnedSchool) -> dict[str, str]:
    return {each.key: answer_digest(each.given) for each in one.taken}
