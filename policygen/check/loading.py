"""Read, type and check every file of a project and the links between them, and report every mistake."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from policygen.check.claims import read_claims
from policygen.check.conditions import ConditionReader
from policygen.check.dates import known_today, report_future
from policygen.check.duties import check_duties
from policygen.check.entries import added_up
from policygen.check.files import (
    READ_ELSEWHERE,
    Files,
    home_of,
    kind_of,
    names_of_settings,
    report_misnamed,
    report_unlisted,
)
from policygen.check.forms import check_form_part
from policygen.check.heirs import check_heirs, heirs_of_vocabulary
from policygen.check.homes import condition_in_full, duty_in_full
from policygen.check.links import check_links
from policygen.check.locking import check_lock
from policygen.check.markdown.report import check_markdown
from policygen.check.models import read_models
from policygen.check.names import Names
from policygen.check.outlines import read_outlines
from policygen.check.pictures import read_picture, report_coarse
from policygen.check.project import Project, clause_texts, figure_name
from policygen.check.proofs import Prover
from policygen.check.registers import check_printed_fields, check_registers
from policygen.check.requiring import check_versions, report_installed
from policygen.check.shape import report_twice
from policygen.check.templates import TemplateChecker
from policygen.check.vocabularies import read_vocabulary
from policygen.check.vocabulary import check_conditions, check_possible
from policygen.diagnostics.model import Diagnostics, Span
from policygen.model.checked import Clause, Requirement
from policygen.model.library import ClauseFile, FigurePart, LibraryFile
from policygen.model.registers import (
    ContactsFile,
    ReferencesFile,
    RegisterFile,
)
from policygen.model.written import Written
from policygen.source.nodes import Node, Source
from policygen.source.reading import misnamed
from policygen.world.protocol import PACKAGED, World


def load_project(world: World, diagnostics: Diagnostics, *, to_print: bool = True) -> Project | None:
    """Read and check the whole library of a project; report a missing or unusable vocabulary and return None.

    Without `to_print` the vocabulary may lack what every cover prints, as in one older than this policygen.
    """
    sources: dict[str, Source] = {}
    files = Files(world, diagnostics, sources)
    names = [*world.names("clauses"), *world.packaged_names("clauses")]
    report_installed(world, diagnostics)
    settings = names_of_settings(world)
    report_misnamed([*names, *settings], diagnostics)
    for name in filter(misnamed, names):
        files.pass_over(name)
    # A folder within schools/ holds up only the schools that need it.
    report_unlisted(world, [*names, *(name for name in settings if name == "schools/")], diagnostics)
    for name in names:
        if kind_of(name) == "other" and name.endswith(".yaml") and name.removeprefix(PACKAGED) not in READ_ELSEWHERE:
            files.look_at(name)
    vocabulary = read_vocabulary(files, names, to_print=to_print)
    if vocabulary is None:
        return None
    reader = ConditionReader.over(vocabulary.axes, vocabulary.conditions, diagnostics, files.unread)
    check_conditions(vocabulary, reader, diagnostics)

    kinds: dict[str, list[str]] = {}
    for name in names:
        kinds.setdefault(kind_of(name), []).append(name)
    for kind in ("policy", "contacts", "references", "models"):
        # What is common, and what comes with policygen, is there before what libraries add to it.
        kinds.get(kind, []).sort(key=lambda name: (bool(home_of(name)), not name.startswith(PACKAGED), name))
    read = [files.typed(name, ReferencesFile, "file") for name in kinds.get("references", [])]
    references, old_references = added_up((typed[2].references for typed in read if typed), diagnostics)
    listed = [files.typed(name, ContactsFile, "file") for name in kinds.get("contacts", [])]
    contacts, old_contacts = added_up((typed[2].contacts for typed in listed if typed), diagnostics)
    names_of = Names(vocabulary.groups, vocabulary.people, contacts, references, files.unread, vocabulary.own)
    prover = Prover(vocabulary.axes, reader.read)
    project = Project(
        world, vocabulary, reader, prover, TemplateChecker(names_of, diagnostics, prover),
        references=references, contacts=contacts, corrected=(*old_references.values(), *old_contacts.values()),
        sources=sources, unread=files.unread, heirs=heirs_of_vocabulary(vocabulary),
    )  # fmt: skip
    _libraries(project, files, kinds.get("library", []))
    check_versions(project, diagnostics)
    _registers(project, files, kinds.get("register", []))
    homeless: dict[str, Span] = {}
    # All are read before any is checked: one of them can be a vocabulary, with questions that the others use.
    written = [(name, files.typed(name, ClauseFile, "file")) for name in kinds.get("clauses", [])]
    for name, typed in written:
        if typed is not None:
            _clauses(project, files, name, typed, homeless)
    for kind in ("additions", "policy", "contacts", "references", "models"):
        for name in kinds.get(kind, []):
            home = home_of(name)
            if home and home not in project.libraries and not _has_library_file(files, home):
                homeless.setdefault(home, Span(name, 1, 1))
    for folder, span in homeless.items():
        if f"{folder}:" not in files.unread:  # Else its library.yaml was found under another name.
            diagnostics.report("PG210", span, folder=folder)
            files.unread.add(f"{folder}:")
    read_outlines(project, files, kinds.get("policy", []))
    read_models(project, files, kinds.get("models", []))
    check_registers(project, diagnostics)
    check_links(project, diagnostics)
    check_heirs(project, diagnostics)
    check_lock(project, diagnostics)
    return project


def _libraries(project: Project, files: Files, names: list[str]) -> None:
    for name in names:
        typed = files.typed(name, LibraryFile, "library")
        if typed is None:
            continue
        *_, library = typed
        folder = PurePosixPath(name).parent.name
        if library.id.text in project.libraries:
            report_twice("PG206.library", project.libraries[library.id.text].id, library.id, files.diagnostics)
        elif library.id.text != folder:
            files.diagnostics.report("PG209", library.id.span, library=library.id.text, folder=folder)
        project.libraries[folder] = library


def _registers(project: Project, files: Files, names: list[str]) -> None:
    firsts: dict[str, Written] = {}
    for name in names:
        typed = files.typed(name, RegisterFile, "register")
        if typed is None:
            continue
        *_, register = typed
        read = register.source.read
        if read is not None:
            report_future(read.on, read.span, known_today(project.world), files.diagnostics)
        for entry in register.requirements:
            full = f"{register.source.id.text}/{entry.id.text}"
            if full in firsts:
                report_twice("PG206.requirement", firsts[full], entry.id, files.diagnostics)
            firsts.setdefault(full, entry.id)
            project.requirements[full] = Requirement(full, entry, register.source)


def _clauses(
    project: Project, files: Files, name: str, typed: tuple[Source, Node, ClauseFile], homeless: dict[str, Span]
) -> None:
    """Add a file's clauses; `homeless` collects folders with clauses and no library, with the first place in each."""
    source, node, model = typed
    diagnostics = files.diagnostics
    folder = PurePosixPath(name.removeprefix(PACKAGED)).relative_to("clauses").parts[0]
    library = project.libraries.get(folder)
    if library is None and _has_library_file(files, folder):
        # Its mistakes were already reported.
        files.unread.update(entry.id.text for entry in model.clauses)
        return
    if library is None:
        homeless.setdefault(folder, node.span)
        files.unread.update(entry.id.text for entry in model.clauses)
        return
    own = project.vocabulary.own.get(folder)
    for written in model.clauses:
        entry = replace(written, duties=tuple(duty_in_full(duty, own) for duty in written.duties))
        full = f"{folder}:{entry.id.text}"
        if full in project.clauses:
            report_twice("PG206.clause", project.clauses[full].entry.id, entry.id, diagnostics)
            continue
        when = condition_in_full(entry.when, own) if entry.when is not None else None
        condition = project.reader.read(when) if when is not None else None
        if condition is not None and when is not None:
            check_possible(project.prover, condition, when, diagnostics)
        uses = tuple(
            use for text in clause_texts(entry) for use in project.checker.check(source, text, None, condition)
        )
        for text in clause_texts(entry):
            if not project.checker.refuses(text):
                check_markdown(source, text, diagnostics, is_body=text is entry.text)
            check_printed_fields(project, source, text, diagnostics)
        for part in entry.form:
            check_form_part(part, diagnostics)
            if isinstance(part, FigurePart):
                _figure(project, name, folder, part, diagnostics)
        if entry.duties:
            check_duties(project, source, entry.duties, clause_texts(entry), condition, diagnostics)
        claims = read_claims(project, entry, condition, diagnostics)
        project.add_clause(Clause(full, entry, library, source, condition, uses, claims))


def _has_library_file(files: Files, folder: str) -> bool:
    return any(f"{prefix}clauses/{folder}/library.yaml" in files.sources for prefix in ("", PACKAGED))


def _figure(project: Project, file: str, library: str, part: FigurePart, diagnostics: Diagnostics) -> None:
    """Read a picture of a clause."""
    name = figure_name(file, library, part)
    picture = read_picture(project.world, name, part.figure.span, part.alternative.text, diagnostics)
    if picture is not None:
        project.figures[library, part.figure.text] = picture
        report_coarse(picture, name, float(part.width), part.figure.span, diagnostics)
