"""Check that the requirements, references, clauses and roles that files name exist, and only once."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from policygen.check.project import Project, clause_texts
from policygen.check.shape import Thing, report_same_names, report_twice
from policygen.check.templates import CROSS_REFERENCE
from policygen.check.typed_names import check_typed_names
from policygen.check.values_in_sentences import check_values_in_sentences
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span
from policygen.diagnostics.suggest import did_you_mean, did_you_mean_one_of
from policygen.model.checked import Clause, Requirement
from policygen.model.library import MovesIn, OutlineFile
from policygen.model.registers import ReferenceEntry
from policygen.model.written import Written
from policygen.source.nodes import Source
from policygen.source.positions import place


def check_links(project: Project, diagnostics: Diagnostics) -> None:
    """Report every unknown name in clauses and outlines, with the nearest known one."""
    vocabulary = project.vocabulary
    check_listed("nation", (one.nation for one in project.libraries.values()), vocabulary.nations, diagnostics)
    for requirement in project.requirements.values():
        check_listed("audience", requirement.entry.audience, vocabulary.audiences, diagnostics, entries=True)
        _replaced(project, requirement, diagnostics)
        named = (requirement.source.reference, requirement.entry.reference)
        _known(project, tuple(one for one in named if one), project.references, "PG251.reference", diagnostics)
    for clause in project.clauses.values():
        _retired(project, clause, diagnostics)
        check_listed("audience", clause.entry.audience, vocabulary.audiences, diagnostics, entries=True)
        _known(project, clause.entry.consult, vocabulary.consulted_groups, "PG251.consulted_group", diagnostics)
        _known(project, clause.entry.claimed, project.requirements, "PG251.requirement", diagnostics)
        _known(project, clause.entry.cites, project.references, "PG251.reference", diagnostics)
        check_cross_references(
            project, clause.source, clause.entry.text, clause.library.id.text, diagnostics, own_name=clause.name
        )
        for text in clause_texts(clause.entry):
            if not project.checker.refuses(text):
                check_typed_names(project, clause.source, text, clause.library.id.text, diagnostics)
        for text in (clause.entry.title, clause.entry.text):
            if not project.checker.refuses(text):
                check_values_in_sentences(project, clause.source, text, diagnostics, of_library=True)
    report_same_names("PG206.model_title", (one.entry.title for one in project.models.values()), diagnostics)
    _contact_names(project, diagnostics)
    for outline in project.outlines.values():
        _outline(project, outline, diagnostics)
    for role in project.vocabulary.people.values():
        if role.falls_back is not None:
            _known(project, (role.falls_back,), project.vocabulary.people, "PG251.role", diagnostics)
        _known(project, (*role.covered_by, *role.often), project.vocabulary.people, "PG251.role", diagnostics)
        if role.signs_for is not None:
            _signing(project, role.signs_for, diagnostics)
    for reference in project.references.values():
        if reference.superseded_by is not None:
            _known(project, (reference.superseded_by,), project.references, "PG251.reference", diagnostics)
            _superseded(project, reference, reference.superseded_by, diagnostics)


def _signing(project: Project, name: Written, diagnostics: Diagnostics) -> None:
    """Report a body to sign for that no question asks about."""
    asked = [f"{group}.{key}" for group, questions in project.vocabulary.groups.items() for key in questions]
    if name.text not in asked and name.text.rpartition(".")[2] not in project.unread:
        diagnostics.report("PG351", name.span, key=name.text, guess=did_you_mean(name.text, asked))


def _contact_names(project: Project, diagnostics: Diagnostics) -> None:
    """Report contacts of one file that have one name: a trust's file may give its own details of a service."""
    by_file: dict[str, list[Written]] = {}
    for contact in project.contacts.values():
        by_file.setdefault(contact.name.span.file, []).append(contact.name)
    for names in by_file.values():
        report_same_names("PG206.contact_name", names, diagnostics)


def _replaced(project: Project, requirement: Requirement, diagnostics: Diagnostics) -> None:
    """Check what a retired requirement is replaced by: other requirements, references, contacts or clauses."""
    for name in requirement.entry.retired.replaced_by if requirement.entry.retired is not None else ():
        if name.text == requirement.name:
            diagnostics.report("PG264.replaced", name.span, name=name.text)
        elif "/" in name.text:
            _known(project, (name,), project.requirements, "PG251.requirement", diagnostics)
        elif ":" in name.text or "." in name.text:
            clause_at(project, name.text, "", diagnostics, span=name.span)
        else:
            known = {**project.references, **project.contacts}
            _known(project, (name,), known, "PG251.reference", diagnostics)


def _retired(project: Project, clause: Clause, diagnostics: Diagnostics) -> None:
    """Report each requirement that a clause claims to meet although it is retired."""
    for name in clause.entry.claimed:
        requirement = project.requirements.get(name.text)
        if requirement is not None and requirement.entry.retired is not None:
            related = {"retired": requirement.entry.span}
            diagnostics.report("PG257", name.span, name=name.text, related=related)


def _superseded(project: Project, reference: ReferenceEntry, by: Written, diagnostics: Diagnostics) -> None:
    """Report a reference that is superseded by itself, directly or through others."""
    passed = [reference.id.text]
    following: Written | None = by
    while following is not None and following.text not in passed:
        passed.append(following.text)
        further = project.references.get(following.text)
        following = further.superseded_by if further is not None else None
    if by.text == reference.id.text:
        diagnostics.report("PG264.superseded", by.span, name=by.text)
    elif following is not None and following.text == reference.id.text == min(passed):
        diagnostics.report("PG264.superseded_circle", by.span, name=reference.id.text, names=passed)


def _known(
    project: Project, names: tuple[Written, ...], known: Collection[str], code: str, diagnostics: Diagnostics
) -> None:
    for name in names:
        if name.text not in known and name.text.rpartition("/")[2] not in project.unread:
            diagnostics.report(code, name.span, name=name.text, guess=hint_for(name.text, known))


def check_listed(
    key: str, words: Iterable[Written], allowed: Collection[str], diagnostics: Diagnostics, *, entries: bool = False
) -> None:
    """Report each of `words`, the value of `key` or its `entries`, that is not in the vocabulary's list.

    A vocabulary without the list, such as an older one, allows any word.
    """
    for word in words:
        if allowed and word.text not in allowed:
            thing = str(Thing("entry" if entries else "key", key))
            diagnostics.report(
                "PG205", word.span, thing=thing, found=word.text, guess=did_you_mean_one_of(word.text, allowed)
            )


def hint_for(name: str, known: Collection[str]) -> str:
    """Return a suggestion; for a requirement only one from the same source, or else a list of the sources.

    A requirement from another source would make a claim for the clause that nobody has checked.
    """
    source, slash, _ = name.partition("/")
    if not slash:
        return did_you_mean(name, known) or say("suggest.no_name")
    same = [each for each in known if each.startswith(f"{source}/")]
    if same:
        return did_you_mean(name, same) or say("suggest.no_name")
    return say("suggest.sources", names=", ".join(sorted({each.partition("/")[0] for each in known})))


def check_cross_references(
    project: Project,
    source: Source,
    text: Written,
    home: str,
    diagnostics: Diagnostics,
    own: Collection[str] = (),
    own_name: str = "",
) -> None:
    """Check each `[](#clause)` of a text of the clause `own_name`; `own` are the ids of clauses that a school adds."""
    for match in CROSS_REFERENCE.finditer(text.text):
        held = match["id"] in own
        found = project.find_clause(match["id"], home) or ([match["id"]] if held else [])
        to_itself = bool(own_name) and found == [own_name]
        former = not held and bool(project.clause_heirs(match["id"], home))
        if not match["words"] and not to_itself and not former and (held or len(found) == 1):
            continue
        span = place(source, text.scalar, match.start(), match.end() - match.start())
        if match["words"]:
            diagnostics.report("PG252", span, clause=match["id"])
        elif to_itself:
            diagnostics.report("PG264.clause", span)
        if not held and not to_itself:
            clause_at(project, match["id"], home, diagnostics, span=span, own=own, in_text=True)


def clause_at(
    project: Project,
    name: str,
    home: str,
    diagnostics: Diagnostics,
    *,
    span: Span | None,
    own: Collection[str] = (),
    in_text: bool = False,
) -> Clause | None:
    """Return the one clause called `name`; report none or several at `span`. The hint may also suggest one of `own`.

    `in_text` says that the name is part of a text, and not an entry that could be deleted.
    """
    found = project.find_clause(name, home)
    if len(found) == 1:
        if span is not None:
            report_former(project, name, home, span, diagnostics)
        return project.clauses[found[0]]
    if found:
        diagnostics.report("PG254", span, name=name, names=found)
        return None
    heirs = project.clause_heirs(name, home)
    if heirs:
        diagnostics.report("PG287.in_text" if in_text else "PG287.clause", span, name=name, names=heirs)
        return None
    library, _, key = name.rpartition(":")
    library = library or home
    unread = {one for one in project.unread if one.endswith(":")}
    if key in project.unread or f"{library}:" in unread or (unread and not library):
        return None
    guess = did_you_mean(name, [*_names(project, name), *own])
    guess = guess or say("suggest.no_value" if in_text else "suggest.no_name")
    diagnostics.report("PG253.unknown", span, name=name, guess=guess)
    return None


def report_former(project: Project, name: str, home: str, span: Span, diagnostics: Diagnostics) -> None:
    """Warn of a clause's name that it had before, with the name to write instead."""
    heirs = project.clause_heirs(name, home)
    if len(heirs) == 1:
        bare = heirs[0].partition(":")[2]
        short = ":" not in name and project.find_clause(bare, home, former=False) == [heirs[0]]
        diagnostics.report("PG286.clause", span, name=name, heir=bare if short else heirs[0])


def _names(project: Project, name: str) -> list[str]:
    return list(project.clauses) if ":" in name else [full.partition(":")[2] for full in project.clauses]


def _outline(project: Project, outline: OutlineFile, diagnostics: Diagnostics) -> None:
    seen: dict[str, Written] = {}
    ids: dict[str, Written] = {}
    report_same_names("PG206.section_title", (section.title for section in outline.all_sections), diagnostics)
    for section in outline.all_sections:
        if section.id.text in ids:
            report_twice("PG206.section", ids[section.id.text], section.id, diagnostics)
        ids.setdefault(section.id.text, section.id)
        for name in section.names:
            clause = clause_at(project, name.text, "", diagnostics, span=name.span)
            if clause is None:
                continue
            if clause.name in seen:
                related = {"first": seen[clause.name].span}
                diagnostics.report("PG206.listed", name.span, name=clause.name, related=related)
            seen.setdefault(clause.name, name)
        homes = tuple(entry.unless for entry in section.clauses if isinstance(entry, MovesIn))
        _known(project, homes, project.outlines, "PG251.policy", diagnostics)
        for unless in (unless for unless in homes if unless.text == outline.id.text):
            diagnostics.report("PG264.unless", unless.span, name=unless.text)
    for name in outline.sheets:
        clause = clause_at(project, name.text, "", diagnostics, span=name.span)
        if clause is not None and clause.name not in seen and outline.id.text not in project.unread:
            diagnostics.report("PG255", name.span, name=clause.name)
    _known(project, (*outline.people, *outline.signatories), project.vocabulary.people, "PG251.role", diagnostics)
