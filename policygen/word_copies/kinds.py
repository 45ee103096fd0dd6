"""The bases of model copies: a kind of school, a school's settings, or a trust's or council's for a kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from pathlib import PurePosixPath

from policygen.check.answers import type_answers, type_people
from policygen.check.files import home_of, names_of_settings
from policygen.check.project import Project
from policygen.check.schools import load_settings, school_files
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Refused, Span
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.checked import Model
from policygen.model.settings import SchoolFile, Settings
from policygen.resolve.inherit import chain_of
from policygen.source.nodes import Mapping
from policygen.word_copies.placeholders import emptied


@dataclass(frozen=True, slots=True)
class Base:
    """What a model copy is made after: `chain` holds settings, nearest first. `id` names the folder, `title` the kind.

    The words of the `usual` files can be typed over; `own` is the school's file as it was written.
    """

    id: str
    title: str
    chain: tuple[Settings, ...]
    usual: frozenset[str]
    own: Settings | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A model copy to be made: after `file` (a settings file) or a `kind` of school, or after the file for the kind."""

    file: str = ""
    kind: str = ""

    def __str__(self) -> str:
        # No settings file has a colon in its name: `World.path` refuses it.
        return f"{self.file}:{self.kind}"

    @classmethod
    def read(cls, text: str) -> Target:
        """Return the target that `str` gave."""
        file, _, kind = text.partition(":")
        return cls(file, kind)

    @property
    def id(self) -> str:
        """The folder of its files: `maintained-primary`, `allhallows`, `authorities/westshire/maintained-primary`."""
        file = self.file.removeprefix("schools/").removesuffix(".yaml")
        return "/".join(part for part in (file, self.kind) if part)


class NoSuchModel(Refused):
    """Somebody named a file or a kind of school that is not there, or one that fits no kind; the words say which."""


def targets(project: Project, names: Iterable[str], diagnostics: Diagnostics) -> list[Target]:
    """Return what the `names` stand for: schools, kinds, and files that schools extend; no name means every kind.

    A file that schools extend does not say what type of school it is for, so a copy is made for each kind that agrees
    with it, or for those that are named beside it. Raises NoSuchModel.
    """
    schools = school_files(project.world)
    files, kinds = [], []
    for name in names:
        file = f"schools/{name.removeprefix('schools/').removesuffix('.yaml')}.yaml"
        stem = PurePosixPath(file).stem
        if file == f"schools/{stem}.yaml" and stem not in schools and stem in project.models:
            kinds.append(stem)
        elif project.world.exists(file):
            files.append(file)
        else:
            raise NoSuchModel(say("copies.unknown", name=name, guess=_known(project, name)).strip())
    if not project.models and (not files or any(PurePosixPath(file).stem not in schools for file in files)):
        raise NoSuchModel(say("copies.no_kinds"))
    found = []
    above = False
    for file in files:
        if file in schools.values():
            found.append(Target(file))
            continue
        above = True
        found += [Target(file, kind) for kind in _fitting(project, file, kinds, diagnostics)]
    return found + ([] if above or (files and not kinds) else [Target(kind=kind) for kind in kinds or project.models])


def _known(project: Project, name: str) -> str:
    known = [file.removeprefix("schools/").removesuffix(".yaml") for file in names_of_settings(project.world)]
    return did_you_mean(name, [*project.models, *known])


def _fitting(project: Project, file: str, kinds: list[str], diagnostics: Diagnostics) -> Iterator[str]:
    settings = load_settings(project, file, diagnostics)
    if settings is None:
        return
    facts = _facts(project, chain_of(project, settings, diagnostics))
    against: list[str] = []
    fitting = []
    for kind in kinds or project.models:
        own = _facts(project, (settings_of_kind(project, project.models[kind], Diagnostics()),))
        clashes = [name for name in facts.keys() & own.keys() if facts[name] != own[name]]
        against += sorted(say("copies.fact", name=name, value=facts[name]) for name in clashes)
        if not clashes:
            fitting.append(kind)
    if not fitting:
        key = "copies.fits_none_given" if kinds else "copies.fits_none"
        raise NoSuchModel(say(key, file=file, facts=tuple(dict.fromkeys(against))))
    yield from fitting


def _facts(project: Project, chain: tuple[Settings, ...]) -> dict[str, str]:
    """Return the closed facts of a school that the files answer, in words."""
    found: dict[str, str] = {}
    for settings in chain:
        for key, answer in settings.groups["school"].items():
            if project.vocabulary.groups["school"][key].closed and answer.value is not None:
                value = answer.value
                found.setdefault(key, ", ".join(value) if isinstance(value, tuple) else str(value))
    return found


def base_of(project: Project, target: Target, diagnostics: Diagnostics) -> Base | None:
    """Return what a target is made after, or None where its file has nothing usable (reported)."""
    chain: tuple[Settings, ...] = ()
    own = None
    usual: tuple[str, ...] = ()
    title = ""
    if target.file:
        settings = load_settings(project, target.file, diagnostics)
        if settings is None:
            return None
        chain = chain_of(project, settings, diagnostics)
        if not target.kind:
            own, usual = settings, (target.file,)
            chain = (emptied(project, settings), *chain[1:])
    if target.kind:
        model = project.models[target.kind]
        title, usual = model.entry.title.text, (*usual, model.source.name)
        chain = (*chain, settings_of_kind(project, model, diagnostics))
    return Base(target.id, title, chain, frozenset(usual), own)


def settings_of_kind(project: Project, model: Model, diagnostics: Diagnostics) -> Settings:
    """Return a kind's answers as settings; what does not read is reported."""
    entry, vocabulary = model.entry, project.vocabulary

    own = vocabulary.own.get(home_of(model.source.name))

    def keys(group: str) -> MappingType[str, Span]:
        node = model.node.get(group)
        found = {each.key.text: each.key.span for each in node.entries} if isinstance(node, Mapping) else {}
        return {key if own is None or group == "policy" else own.in_full(group, key): at for key, at in found.items()}

    groups = {
        group: type_answers(
            getattr(entry, group), vocabulary.groups[group], group, keys(group), diagnostics, project.unread
        )
        for group in ("school", "choices", "policy")
    }
    for name in entry.policies:
        if name.text not in project.outlines and name.text not in project.unread:
            guess = did_you_mean(name.text, project.outlines)
            diagnostics.report("PG302", name.span, policy=name.text, guess=guess)
    wanted = [name.text for name in entry.policies] or sorted(project.outlines)
    policies = {name: groups["policy"] for name in wanted if name in project.outlines}
    people = type_people(entry.people, vocabulary.people, keys("people"), diagnostics, project.unread)
    school = SchoolFile(school=entry.school, people=entry.people, choices=entry.choices, span=entry.span)
    return Settings(entry.id.text, model.source.name, model.source, model.node, school, groups, people, policies)
