"""What a project holds once its library is read: vocabulary, clauses, registers, outlines and pictures."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from policygen.check.conditions import ConditionReader
from policygen.check.pictures import Picture
from policygen.check.proofs import Prover
from policygen.check.templates import TemplateChecker
from policygen.model.checked import Clause, Model, Requirement, Vocabulary
from policygen.model.heirs import former_ids
from policygen.model.library import (
    ClauseEntry,
    FieldsPart,
    FigurePart,
    FormPart,
    GridPart,
    LibraryFile,
    MovesIn,
    OutlineFile,
    SignaturesPart,
)
from policygen.model.registers import (
    ContactEntry,
    ReferenceEntry,
)
from policygen.model.written import Written
from policygen.source.nodes import Source
from policygen.world.protocol import PACKAGED, World


@dataclass(slots=True)
class Project:
    """The contents of a project once its library is read. Nothing in it changes after that.

    A school is read against `for_session()`, which keeps the school's texts separate from the project's.
    """

    world: World
    vocabulary: Vocabulary
    reader: ConditionReader
    prover: Prover
    checker: TemplateChecker
    libraries: dict[str, LibraryFile] = field(default_factory=dict)
    clauses: dict[str, Clause] = field(default_factory=dict)
    requirements: dict[str, Requirement] = field(default_factory=dict)
    references: dict[str, ReferenceEntry] = field(default_factory=dict)
    contacts: dict[str, ContactEntry] = field(default_factory=dict)
    # The entries in whose place a library has put others with the same ids.
    corrected: tuple[ContactEntry | ReferenceEntry, ...] = ()
    outlines: dict[str, OutlineFile] = field(default_factory=dict)
    models: dict[str, Model] = field(default_factory=dict)
    figures: dict[tuple[str, str], Picture] = field(default_factory=dict)
    sources: MutableMapping[str, Source] = field(default_factory=dict)
    # Ids in files with mistakes: reporting one of them as unknown would only repeat what was already reported.
    unread: set[str] = field(default_factory=set)
    # By full former name, as `check.heirs` writes them: the full names of those that inherit it.
    heirs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _full_names: dict[str, list[str]] = field(default_factory=dict)
    _former_names: dict[str, list[str]] = field(default_factory=dict)
    # By a clause's name as outlines write it: each policy that lists it, and the policy that it moves in without.
    _listed: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def for_session(self) -> Project:
        """Return a view of this project that collects the texts of one school or one request."""
        return replace(self, sources=ChainMap({}, self.sources), checker=self.checker.for_session())

    def find_clause(self, name: str, home: str = "", *, former: bool = True) -> list[str]:
        """Return the full names that match a clause's name: one if it is found, several if it is ambiguous.

        With `former`, a name that no clause has now finds the clause that had it before, if it is only one.
        """
        if ":" in name:
            if name in self.clauses:
                return [name]
        elif f"{home}:{name}" in self.clauses:
            return [f"{home}:{name}"]
        elif name in self._full_names and not (home and former and self.heirs.get(f"{home}:{name}")):
            return list(self._full_names[name])
        found = self.clause_heirs(name, home) if former else ()
        return list(found) if len(found) == 1 else []

    def clause_heirs(self, name: str, home: str = "") -> tuple[str, ...]:
        """Return the full names of the clauses that had a name before; none for a name that a clause has now."""
        if ":" in name:
            return () if name in self.clauses else self.heirs.get(name, ())
        if f"{home}:{name}" in self.clauses:
            return ()
        if home and f"{home}:{name}" in self.heirs:
            return self.heirs[f"{home}:{name}"]
        if name in self._full_names:
            return ()
        olds = self._former_names.get(name, ())
        return tuple(dict.fromkeys(heir for old in olds for heir in self.heirs[old]))

    def listings(self, name: str) -> list[tuple[str, str]]:
        """Return each policy that lists a clause, by its full name, as (policy, unless).

        `unless` is the policy that has the clause instead where a school takes both, or "" in the clause's own policy.
        """
        found: list[tuple[str, str]] = []
        for full in (name, *(old for old, new in self.heirs.items() if new == (name,))):
            bare = full.partition(":")[2]
            found += self._listed.get(full, ())
            found += self._listed.get(bare, ()) if self.find_clause(bare) == [name] else ()
        return found

    def add_outline(self, outline: OutlineFile) -> None:
        """Add a policy's outline, and note which clauses it lists."""
        policy = outline.id.text
        self.outlines[policy] = outline
        for section in outline.all_sections:
            for listed in section.clauses:
                if isinstance(listed, MovesIn):
                    self._listed.setdefault(listed.clause.text, []).append((policy, listed.unless.text))
                else:
                    self._listed.setdefault(listed.text, []).append((policy, ""))

    def add_clause(self, clause: Clause) -> None:
        """Add a clause of a library, to be found by its full name and by its name alone."""
        self.clauses[clause.name] = clause
        library, _, bare = clause.name.partition(":")
        self._full_names.setdefault(bare, []).append(clause.name)
        for former in former_ids(clause.entry.formerly):
            old = f"{library}:{former.text}"
            self.heirs[old] = (*self.heirs.get(old, ()), clause.name)
            self._former_names.setdefault(former.text, []).append(old)


def figure_name(file: str, library: str, part: FigurePart) -> str:
    """Return the name of a clause's picture: in the library that the clause's `file` belongs to, packaged or not."""
    prefix = PACKAGED if file.startswith(PACKAGED) else ""
    return f"{prefix}clauses/{library}/{part.figure.text}"


def clause_texts(entry: ClauseEntry) -> Iterator[Written]:
    """Yield every text of a clause that takes values: its title, its text and the words of its form."""
    yield entry.title
    yield entry.text
    yield from form_texts(entry.form)


def form_texts(form: Iterable[FormPart]) -> Iterator[Written]:
    """Yield the words of a form, which take values."""
    for part in form:
        match part:
            case FieldsPart(fields=fields):
                yield from (field.label for field in fields)
            case GridPart(columns=columns, items=items):
                yield from (*columns, *items)
            case SignaturesPart(signatures=signatures):
                yield from signatures
            case FigurePart():
                pass
            case _:
                assert_never(part)
