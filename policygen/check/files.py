"""Read the files of a library once, keeping their texts for messages and the ids in files with mistakes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TypeVar

from policygen.check.misfiled import is_misfiled, kind_inside, wanted_name
from policygen.check.shape import decode_node
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Severity, Span
from policygen.source.encoding import MAX_BYTES
from policygen.source.nodes import Node, Source
from policygen.source.reading import misnamed, read_source, shown
from policygen.world.protocol import (
    PACKAGED,
    SCHOOL_FOLDERS,
    LinkInACircle,
    OutsideTheProject,
    TooLarge,
    World,
    in_school_folder,
)

M = TypeVar("M")
# What is kept beside a settings file, in the folder of its name: adoption records, the words that its tailoring was
# made against, people's own files that a build set aside, and signed files.
OWN_FOLDERS = frozenset(SCHOOL_FOLDERS)
DEAD_NAMES = "clauses/dead-names.yaml"  # what was closed or renamed; only lint, freshness and gap read it
SYNONYMS = "clauses/synonyms.yaml"  # words that mean the same; only gap reads it
UNSAFE = "clauses/unsafe-statements.yaml"  # what no policy may say; only gap reads it
READ_ELSEWHERE = (DEAD_NAMES, SYNONYMS, UNSAFE)
COMMON = "policygen"  # in an origin, the folder of what no library has to itself
# The id of an entry, anywhere on its line.
_ID = re.compile(r"""\bid:[ \t]*["']?([^\s"',{}\[\]#]+)""")
# The key of a question, a role or a named condition in the vocabulary, which has no ids.
_QUESTION = re.compile(r"^ {1,8}([a-z][a-z0-9_]*):", re.MULTILINE)


@dataclass(slots=True)
class Files:
    """Reads files once, keeping each one's text for the messages that point into it.

    `unread` are the ids in files with mistakes, and `library:` for a library whose own file has one. Those mistakes
    were already reported, so reporting one of these ids as unknown elsewhere would mislead.
    """

    world: World
    diagnostics: Diagnostics
    sources: dict[str, Source]
    unread: set[str] = field(default_factory=set)

    def typed(self, name: str, wanted: type[M], thing: str) -> tuple[Source, Node, M] | None:
        """Return a file as a `wanted`, or None after reporting why not; `thing` is its name for messages."""
        before = self.diagnostics.errors
        found = self._node(name)
        made = None
        if found is not None and not self._misfiled(name, found[1]):
            made = decode_node(found[1], wanted, self.diagnostics, thing)
        if self.diagnostics.errors > before:
            self._add_unread(name)
        return (*found, made) if found is not None and made is not None else None

    def look_at(self, name: str) -> None:
        """Report a file that no kind's name fits, if its contents are of a kind that policygen reads."""
        quiet = Diagnostics()
        found = self._node(name, quiet)
        if found is None or self._misfiled(name, found[1]):
            self._add_unread(name)
        else:
            self.diagnostics.report("PG212.nothing", Span(name, 1, 1), Severity.WARNING)

    def pass_over(self, name: str) -> None:
        """Note the ids in a file that is not read because of its name, which was reported."""
        self._node(name, Diagnostics())
        self._add_unread(name)

    def _misfiled(self, name: str, node: Node) -> bool:
        expected, inside = kind_of(name), kind_inside(node)
        if inside is None or not is_misfiled(node, expected):
            return False
        self.diagnostics.report(
            "PG212.elsewhere",
            Span(name, 1, 1),
            contents=say(f"kind_of_file.{inside}"),
            wanted=wanted_name(name, inside),
        )
        if inside == "library":
            self.unread.add(f"{PurePosixPath(name).parent.name}:")
        if inside == "additions":
            self._add_questions(name)
        return True

    def _add_unread(self, name: str) -> None:
        self.unread.add(PurePosixPath(name).stem)
        if any(one.code == "PG111" and one.span and one.span.file == name for one in self.diagnostics):
            # Two entries may have run together, and the id of one is lost: it may be any of the library's.
            self.unread.add(f"{PurePosixPath(name).parent.name}:")
        if name in self.sources:
            # A file in UTF-16 was shown as bytes: without the zeros between them its ids can be read.
            text = self.sources[name].text.replace("\0", "")
            self.unread.update(_ID.findall(text))
            if kind_of(name) in ("vocabulary", "additions"):
                self._add_questions(name)

    def _add_questions(self, name: str) -> None:
        """Note the keys of a vocabulary that cannot be read, as the library's own files write them and as others do."""
        keys = _QUESTION.findall(self.sources[name].text.replace("\0", ""))
        self.unread.update(keys, (f"{home_of(name)}:{key}" for key in keys if home_of(name)))

    def _node(self, name: str, diagnostics: Diagnostics | None = None) -> tuple[Source, Node] | None:
        diagnostics = self.diagnostics if diagnostics is None else diagnostics
        try:
            data = self.world.read(name)
        except (OSError, OutsideTheProject) as error:
            report_unreadable(name, error, diagnostics)
            return None
        found = read_source(name, data, diagnostics)
        self.sources[name] = found[0] if found is not None else shown(name, data)
        return found


def report_unreadable(name: str, error: OSError | OutsideTheProject, diagnostics: Diagnostics) -> None:
    """Report a file that cannot be read, in the words of the operating system."""
    if isinstance(error, LinkInACircle):
        diagnostics.report("PG207.circle", file=name)
    elif isinstance(error, OutsideTheProject):
        diagnostics.report("PG207.outside", file=name)
    elif isinstance(error, TooLarge):
        diagnostics.report("PG104", Span(name, 1, 1), size=error.size, limit=MAX_BYTES)
    else:
        diagnostics.report("PG207.failed", file=name, reason=error.strerror or str(error))


def report_unlisted(world: World, names: Iterable[str], diagnostics: Diagnostics) -> None:
    """Report each name of a folder that cannot be listed: nothing in it was read."""
    for name in names:
        if name.endswith("/"):
            try:
                world.read(name)
            except IsADirectoryError:
                diagnostics.report("PG207.link", file=name.rstrip("/"))
            except (OSError, OutsideTheProject) as error:
                report_unreadable(name, error, diagnostics)


def report_misnamed(names: Iterable[str], diagnostics: Diagnostics) -> None:
    """Report each file whose name is close to one that policygen reads, such as `vocabulary.yml`."""
    for name in names:
        found = misnamed(name)
        if found is not None:
            diagnostics.add(found)


def origin_of(name: str) -> str:
    """Return what Documents and reports call a file: for one of a library `union:responding.yaml`, which says nothing
    of where the library lies. What no library has to itself, such as the vocabulary, is `policygen:vocabulary.yaml`;
    a settings file keeps its name. Diagnostics name the file itself.
    """
    top, _, within = name.removeprefix(PACKAGED).partition("/")
    if top != "clauses":
        return name
    library, _, path = within.partition("/")
    return f"{library}:{path}" if path and library != "policies" else f"{COMMON}:{within}"


def home_of(name: str) -> str:
    """Return the library that a file belongs to; "" for a settings file and for what no library has to itself."""
    top, _, within = name.removeprefix(PACKAGED).partition("/")
    library, _, path = within.partition("/")
    return library if top == "clauses" and path and library != "policies" else ""


def kind_of(name: str) -> str:
    """Return the kind of a file under clauses/ by its name: vocabulary, library, clauses, policy, register …

    A library's own vocabulary is of the kind `additions`.
    """
    path = PurePosixPath(name.removeprefix(PACKAGED)).relative_to("clauses")
    if path.suffix != ".yaml":
        return "other"
    match path.parts:
        case ("vocabulary.yaml" | "references.yaml" | "contacts.yaml" | "models.yaml",):
            return path.stem
        case ("policies", *_) | (_, "policies", *_):
            return "policy"
        case (_, "library.yaml"):
            return "library"
        case (_, "vocabulary.yaml"):
            return "additions"
        case (_, "references.yaml" | "contacts.yaml" | "models.yaml"):
            return path.stem
        case (_, "requirements", *_):
            return "register"
        case (_, *rest) if rest:
            return "clauses"
        case _:
            return "other"


def names_of_settings(world: World) -> list[str]:
    """Return the names of the files under schools/ without those in the folders that belong to one settings file."""
    return [name for name in world.names("schools") if not belongs_to_settings(name)]


def belongs_to_settings(name: str) -> bool:
    """Return whether a file lies in a folder such as `schools/<id>/base/`, which holds no settings."""
    return in_school_folder(name)
