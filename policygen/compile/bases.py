"""What tailoring was made against: the words of a clause when a settings file replaced or omitted it.

They are kept beside the settings file, in `schools/<id>/base/<digest>.yaml`, and `index.yaml` there says which digest
an entry was made against, unless the entry says so itself with `base:`. A build writes both. When the clause changes
later, the school is told, and sees the words before and after; no git history is needed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TypeVar

from policygen.check.project import Project
from policygen.check.shape import decode_node
from policygen.check.tailoring import added_name, clauses_called
from policygen.compare.words import marked_difference, word_diff
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span
from policygen.model.checked import clause_digest
from policygen.model.settings import Add, BaseIndex, BaseWords, ClauseBase, Omit, Replace, Settings
from policygen.model.written import Written
from policygen.resolve.groups import group_name
from policygen.resolve.heirs import former_names
from policygen.source.reading import read_source
from policygen.world.protocol import OutsideTheProject, World

T = TypeVar("T")
SHORT = 12  # hex digits of a digest that a person is asked to write
# The wording by whether the entry omits its clause, and whether it is in the school's own file.
WORDINGS = MappingProxyType(
    {
        (False, True): "PG334.replaced",
        (True, True): "PG334.omitted",
        (False, False): "PG334.replaced_above",
        (True, False): "PG334.omitted_above",
    }
)
AROUND, LONGEST = 4, 400  # words around each change that a finding shows, and its length in characters


@dataclass(frozen=True, slots=True)
class PublishedWords:
    """A clause as a settings file receives it: from a library, with its version, or reworded by a file it extends."""

    clause: str
    title: str
    text: str
    source: str
    version: str

    @property
    def digest(self) -> str:
        return clause_digest(self.title, self.text)


@dataclass(frozen=True, slots=True)
class TailoredClause:
    """An entry that replaces or omits a clause: the words there are now, and the digest of those it was made against.

    `base` may be the beginning of a digest, and is empty for an entry that nothing has been recorded of yet.
    """

    settings: Settings
    entry: Omit | Replace
    now: PublishedWords
    base: str

    @property
    def span(self) -> Span:
        return _name(self.entry).span

    @property
    def changed(self) -> bool:
        """Whether the clause has different words now than those the entry was made against."""
        return bool(self.base) and not self.now.digest.startswith(self.base)


def tailored_clauses(project: Project, chain: Sequence[Settings]) -> Iterator[TailoredClause]:
    """Yield the entries of a school's settings files that replace or omit a clause, nearest file first.

    An entry whose clause cannot be found is left out: `check` reports it.
    """
    for n, settings in enumerate(chain):
        entries = [entry for entry in settings.model.tailoring if isinstance(entry, Omit | Replace)]
        index = read_index(project.world, base_folder(settings)) if entries else {}
        for entry in entries:
            now = _published(project, _name(entry).text, chain[n + 1 :])
            if now is not None:
                base = entry.base or _indexed(project, index, now.clause, _name(entry).text)
                yield TailoredClause(settings, entry, now, base.digest.text if base else "")


def report_changed(project: Project, chain: Sequence[Settings], diagnostics: Diagnostics) -> None:
    """Report each clause that has changed since a file of the chain replaced or omitted it, before and after.

    An entry of a file above the school's own is reported for each school that it affects.
    """
    for tailored in tailored_clauses(project, chain):
        if not tailored.changed:
            continue
        before = base_words(project.world, tailored)
        now = tailored.now
        diagnostics.report(
            WORDINGS[isinstance(tailored.entry, Omit), tailored.settings is chain[0]],
            tailored.span,
            clause=now.clause,
            source=say("base.source", source=now.source, version=now.version).strip(),
            school=chain[0].id,
            difference=say("base.difference", difference=shown_difference(before, now)) if before else "",
            base=say("base.entry", base=_base(now.version, now.digest[:SHORT])),
        )


def shown_difference(before: BaseWords, now: PublishedWords) -> str:
    """Return what changed as one short line, `[-removed-]` and `{+added+}`."""
    pieces = word_diff(f"{before.title}\n{before.text}", f"{now.title}\n{now.text}")
    line = marked_difference(pieces, AROUND)
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} …"


def base_folder(settings: Settings) -> str:
    """Return the project's folder for the bases of a settings file."""
    return f"{settings.file.removesuffix('.yaml')}/base"


def base_words(world: World, tailored: TailoredClause) -> BaseWords | None:
    """Return the words that an entry was made against, if they were kept and are unchanged."""
    return kept_words(world, base_folder(tailored.settings), tailored.base)


def kept_words(world: World, folder: str, digest: str) -> BaseWords | None:
    """Return the words whose digest begins with this one, if a `base` folder has them and they are unchanged."""
    for name in world.names(folder, deep=False) if digest else ():
        stem = PurePosixPath(name).stem
        if name.endswith(".yaml") and stem.startswith(digest):
            found = _decoded(world, name, BaseWords)
            if found is not None and clause_digest(found.title.text, found.text.text) == stem:
                return found
    return None


def read_index(world: World, folder: str) -> Mapping[str, ClauseBase]:
    """Return what the index of a `base` folder records: the clause's full name → the base. Empty if it is unusable."""
    found = _decoded(world, f"{folder}/index.yaml", BaseIndex)
    return found.clauses if found else {}


def files_of_bases(project: Project, chain: Sequence[Settings]) -> dict[str, bytes]:
    """Return the files that belong into the `base` folders of a chain and are not there, by name in the project.

    An entry without a recorded base is recorded as made against the words there are now. What was recorded of a clause
    that is no longer tailored goes from the index, so that a later entry starts anew.
    """
    files: dict[str, bytes] = {}
    indexes: dict[str, dict[str, tuple[str, str]]] = {}
    for tailored in tailored_clauses(project, chain):
        folder, now = base_folder(tailored.settings), tailored.now
        name = f"{folder}/{now.digest}.yaml"
        if not tailored.changed and not project.world.exists(name):
            files[name] = _words_file(now)
        if tailored.entry.base is None:
            indexes.setdefault(folder, {})[now.clause] = _recorded(project, folder, tailored)
    for folder, entries in indexes.items():
        name, data = f"{folder}/index.yaml", index_file(entries)
        if not project.world.exists(name) or project.world.read(name) != data:
            files[name] = data
    return files


def _indexed(project: Project, index: Mapping[str, ClauseBase], clause: str, written: str) -> ClauseBase | None:
    """Return what an index records of a clause, under the name that it has now or one that it had before.

    A clause that was made of several had several names; the one that the entry has `written` is its own.
    """
    names = sorted(
        (clause, *former_names(project, clause)), key=lambda name: written not in (name, name.partition(":")[2])
    )
    return next((index[name] for name in names if name in index), None)


def _name(entry: Omit | Replace) -> Written:
    return entry.omit if isinstance(entry, Omit) else entry.replace


def _recorded(project: Project, folder: str, tailored: TailoredClause) -> tuple[str, str]:
    """Return the version and digest that the index has of an entry, or gets."""
    known = _indexed(project, read_index(project.world, folder), tailored.now.clause, _name(tailored.entry).text)
    if known is not None:
        return (known.version.text if known.version else ""), known.digest.text
    return tailored.now.version, tailored.now.digest


def _published(project: Project, written: str, above: Sequence[Settings]) -> PublishedWords | None:
    """Return a clause's words as a settings file finds them: as the nearest file above words it, or as published."""
    names = clauses_called(project, written, above)
    if len(names) != 1:
        return None
    (name,) = names
    clause = project.clauses.get(name)
    words = None
    if clause is not None:
        library = clause.library
        words = PublishedWords(
            name, clause.entry.title.text, clause.entry.text.text, library.id.text, library.version.text
        )
    for n in reversed(range(len(above))):
        settings, further = above[n], above[n + 1 :]
        for entry in settings.model.tailoring:
            source = group_name(settings.file)
            if isinstance(entry, Add) and added_name(settings, entry) == name:
                words = PublishedWords(name, entry.title.text, entry.text.text, source, "")
            elif (
                isinstance(entry, Replace) and clauses_called(project, entry.replace.text, further) == [name] and words
            ):
                title = entry.title.text if entry.title else words.title
                words = PublishedWords(name, title, entry.text.text, source, "")
    return words


def _decoded(world: World, name: str, wanted: type[T]) -> T | None:
    """Read a file that policygen wrote; one that is not there or is damaged counts as missing."""
    if not world.exists(name):
        return None
    diagnostics = Diagnostics()
    try:
        found = read_source(name, world.read(name), diagnostics)
    except (OSError, OutsideTheProject):
        return None
    model = decode_node(found[1], wanted, diagnostics, "settings") if found else None
    return None if diagnostics.errors else model


def _base(version: str, digest: str) -> str:
    """Return a base as YAML writes it in one line."""
    known = f"version: {_quoted(version)}, " if version else ""
    return f"{{{known}digest: {_quoted(digest)}}}"


def _words_file(words: PublishedWords) -> bytes:
    version = f"version: {_quoted(words.version)}\n" if words.version else ""
    block = "".join(f"  {line}\n" if line else "\n" for line in words.text.removesuffix("\n").split("\n"))
    ends = "|" if words.text.endswith("\n") else "|-"
    head = (
        f"{say('base.words_note')}\n"
        f"clause: {_quoted(words.clause)}\nlibrary: {_quoted(words.source)}\n{version}title: {_quoted(words.title)}\n"
    )
    as_block = f"{head}text: {ends}\n{block}".encode()
    read = read_source("", as_block, Diagnostics())
    model = decode_node(read[1], BaseWords, Diagnostics(), "settings") if read else None
    # A text that a block cannot hold, such as one that begins with a space, is quoted.
    return as_block if model and model.text.text == words.text else f"{head}text: {_quoted(words.text)}\n".encode()


def index_file(entries: Mapping[str, tuple[str, str]]) -> bytes:
    """Return the index of a `base` folder: the clause's full name → the version and digest of its base."""
    lines = [f"{say('base.index_note')}\n", "clauses:\n"]
    for clause, (version, digest) in sorted(entries.items()):
        lines.append(f"  {_quoted(clause)}: {_base(version, digest)}\n")
    return "".join(lines).encode()


def _quoted(text: str) -> str:
    """Return text in double quotes: as JSON writes it, which YAML reads."""
    return json.dumps(text, ensure_ascii=False)
