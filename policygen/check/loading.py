"""Read, type and check every file of a project and the links between them, and report every mistake."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from policygen.check.conditions import ConditionReader
from policygen.check.dates import known_today, report_future
from policygen.check.duties import check_duties, check_school_year
from policygen.check.files import (
    DEAD_NAMES,
    Files,
    kind_of,
    names_of_settings,
    report_misnamed,
    report_unlisted,
)
from policygen.check.forms import check_form_part
from policygen.check.heirs import check_heirs, heirs_of_vocabulary
from policygen.check.links import check_links
from policygen.check.locking import check_lock
from policygen.check.markdown.report import check_markdown
from policygen.check.names import Names
from policygen.check.pictures import read_picture, report_coarse
from policygen.check.project import Project, clause_texts, figure_name
from policygen.check.proofs import Prover
from policygen.check.registers import check_printed_fields, check_registers
from policygen.check.requiring import check_versions, report_installed
from policygen.check.shape import report_twice
from policygen.check.templates import TemplateChecker
from policygen.check.vocabulary import (
    check_conditions,
    check_falling_back,
    check_named_questions,
    check_possible,
    check_readers,
    check_terms,
    check_topics,
)
from policygen.diagnostics.model import Diagnostics, Span
from policygen.model.checked import Clause, Model, Requirement, Vocabulary
from policygen.model.library import ClauseFile, FigurePart, LibraryFile, ModelsFile, OutlineFile
from policygen.model.registers import (
    ContactsFile,
    ReferencesFile,
    RegisterFile,
)
from policygen.model.vocabulary import (
    ContradictionEntry,
    Question,
    Role,
    SchoolTerm,
    TermEntry,
    TopicEntry,
    VocabularyFile,
)
from policygen.model.written import Written
from policygen.source.nodes import Mapping, Node, Sequence, Source
from policygen.source.reading import misnamed
from policygen.world.protocol import PACKAGED, World

# Every cover and approval prints these, whatever else a vocabulary asks.
_FRAME = (
    ("school", "name"), ("policy", "approving_body"), ("policy", "version"), ("policy", "meeting_on"),
    ("policy", "effective_on"), ("policy", "review_on"), ("policy", "review_after"),
    ("policy", "people_updated_on"),
)  # fmt: skip


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
        if kind_of(name) == "other" and name.endswith(".yaml") and name.removeprefix(PACKAGED) != DEAD_NAMES:
            files.look_at(name)
    vocabulary = _vocabulary(files, names, to_print)
    if vocabulary is None:
        return None
    reader = ConditionReader.over(vocabulary.axes, vocabulary.conditions, diagnostics, files.unread)
    check_conditions(vocabulary, reader, diagnostics)

    kinds: dict[str, list[str]] = {}
    for name in names:
        kinds.setdefault(kind_of(name), []).append(name)
    references = _entries(files, kinds.get("references", []), ReferencesFile, "references")
    contacts = _entries(files, kinds.get("contacts", []), ContactsFile, "contacts")
    names_of = Names(vocabulary.groups, vocabulary.people, contacts, references, files.unread)
    prover = Prover(vocabulary.axes, reader.read)
    project = Project(
        world, vocabulary, reader, prover, TemplateChecker(names_of, diagnostics, prover),
        references=references, contacts=contacts, sources=sources, unread=files.unread,
        heirs=heirs_of_vocabulary(vocabulary),
    )  # fmt: skip
    _libraries(project, files, kinds.get("library", []))
    check_versions(project, diagnostics)
    _registers(project, files, kinds.get("register", []))
    homeless: dict[str, Span] = {}
    for name in kinds.get("clauses", []):
        _clauses(project, files, name, homeless)
    for folder, span in homeless.items():
        if f"{folder}:" not in files.unread:  # Else its library.yaml was found under another name.
            diagnostics.report("PG210", span, folder=folder)
            files.unread.add(f"{folder}:")
    for name in kinds.get("policy", []):
        _outline(project, files, name)
    for name in kinds.get("models", []):
        _models(project, files, name)
    check_registers(project, diagnostics)
    check_links(project, diagnostics)
    check_heirs(project, diagnostics)
    check_lock(project, diagnostics)
    return project


def _vocabulary(files: Files, names: list[str], to_print: bool) -> Vocabulary | None:
    groups: dict[str, dict[str, Question]] = {"school": {}, "choices": {}, "policy": {}}
    people: dict[str, Role] = {}
    conditions: dict[str, Node] = {}
    topics: list[TopicEntry] = []
    named_by: list[Written] = []
    audiences: dict[str, Written] = {}
    consulted: dict[str, Written] = {}
    terms: list[TermEntry] = []
    contradictions: list[ContradictionEntry] = []
    school_year: list[SchoolTerm] = []
    found = [name for name in names if kind_of(name) == "vocabulary"]
    if not found:
        if not files.unread:  # Else it was found under another name.
            files.diagnostics.report("PG208")
        return None
    for name in found:
        typed = files.typed(name, VocabularyFile, "vocabulary")
        if typed is None:
            return None
        *_, model = typed
        for group in groups:
            groups[group].update(getattr(model, group))
        people.update(model.people)
        conditions.update(model.conditions)
        topics += model.topics
        named_by += model.groups_named_by
        audiences.update(model.audiences)
        consulted.update(model.consulted_groups)
        terms += model.terms
        contradictions += model.contradictions
        school_year += model.school_year
    check_terms(terms, groups, files.diagnostics, files.unread)
    check_school_year(school_year, files.diagnostics)
    missing = [f"{group}.{key}" for group, key in _FRAME if to_print and key not in groups[group]]
    for name in missing:
        if name.partition(".")[2] not in files.unread:
            files.diagnostics.report("PG202.question", Span(found[0], 1, 1), key=name)
    check_topics(topics, named_by, {**groups, "people": people}, files.diagnostics, files.unread)
    check_readers(groups, people, files.diagnostics)
    check_falling_back(people, files.diagnostics)
    sound = check_named_questions(groups, people, contradictions, files.diagnostics, files.unread)
    if missing:
        return None
    naming = tuple(key.text for key in named_by)
    return Vocabulary(
        groups, people, conditions, tuple(topics), naming, audiences, tuple(terms), sound, consulted, tuple(school_year)
    )  # fmt: skip


def _entries(
    files: Files, names: list[str], model: type[ReferencesFile | ContactsFile], attribute: str
) -> dict[str, Any]:
    diagnostics = files.diagnostics
    found: dict[str, Any] = {}
    firsts: dict[str, Written] = {}
    for name in names:
        typed = files.typed(name, model, "file")
        for entry in getattr(typed[2], attribute) if typed else ():
            if entry.id.text in found:
                report_twice("PG206.entry", firsts[entry.id.text], entry.id, diagnostics)
            found[entry.id.text] = entry
            firsts.setdefault(entry.id.text, entry.id)
    return found


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
            project.requirements[full] = Requirement(full, entry, register.source.title.text)


def _clauses(project: Project, files: Files, name: str, homeless: dict[str, Span]) -> None:
    """Add a file's clauses; `homeless` collects folders with clauses and no library, with the first place in each."""
    typed = files.typed(name, ClauseFile, "file")
    if typed is None:
        return
    source, node, model = typed
    diagnostics = files.diagnostics
    folder = PurePosixPath(name.removeprefix(PACKAGED)).relative_to("clauses").parts[0]
    library = project.libraries.get(folder)
    if library is None and any(f"{prefix}clauses/{folder}/library.yaml" in files.sources for prefix in ("", PACKAGED)):
        # Its mistakes were already reported.
        files.unread.update(entry.id.text for entry in model.clauses)
        return
    if library is None:
        homeless.setdefault(folder, node.span)
        files.unread.update(entry.id.text for entry in model.clauses)
        return
    for entry in model.clauses:
        full = f"{folder}:{entry.id.text}"
        if full in project.clauses:
            report_twice("PG206.clause", project.clauses[full].entry.id, entry.id, diagnostics)
            continue
        condition = project.reader.read(entry.when) if entry.when is not None else None
        if condition is not None and entry.when is not None:
            check_possible(project.prover, condition, entry.when, diagnostics)
        uses = tuple(
            use for text in clause_texts(entry) for use in project.checker.check(source, text, None, condition)
        )
        for text in clause_texts(entry):
            if text.text not in project.checker.refused:
                check_markdown(source, text, diagnostics, is_body=text is entry.text)
            check_printed_fields(project, source, text, diagnostics)
        for part in entry.form:
            check_form_part(part, diagnostics)
            if isinstance(part, FigurePart):
                _figure(project, name, folder, part, diagnostics)
        if entry.duties:
            check_duties(project, source, entry.duties, clause_texts(entry), condition, diagnostics)
        project.add_clause(Clause(full, entry, library, source, condition, uses))


def _figure(project: Project, file: str, library: str, part: FigurePart, diagnostics: Diagnostics) -> None:
    """Read a picture of a clause."""
    name = figure_name(file, library, part)
    picture = read_picture(project.world, name, part.figure.span, part.alternative.text, diagnostics)
    if picture is not None:
        project.figures[library, part.figure.text] = picture
        report_coarse(picture, name, float(part.width), part.figure.span, diagnostics)


def _outline(project: Project, files: Files, name: str) -> None:
    typed = files.typed(name, OutlineFile, "policy")
    if typed is None:
        return
    *_, outline = typed
    if outline.id.text in project.outlines:
        report_twice("PG206.policy", project.outlines[outline.id.text].id, outline.id, files.diagnostics)
        return
    project.add_outline(outline)


def _models(project: Project, files: Files, name: str) -> None:
    typed = files.typed(name, ModelsFile, "file")
    if typed is None:
        return
    source, node, found = typed
    listed = node.get("models") if isinstance(node, Mapping) else None
    nodes = {item.span: item for item in listed.items} if isinstance(listed, Sequence) else {}
    for entry in found.models:
        written = nodes.get(entry.span)
        if entry.id.text in project.models:
            report_twice("PG206.model", project.models[entry.id.text].entry.id, entry.id, files.diagnostics)
        elif isinstance(written, Mapping):
            project.models[entry.id.text] = Model(entry, source, written)
