"""The files of a new library's repository, filled in with its name; nothing here writes.

Each file in `library/` ends in `.txt`, so that no tool takes it for one of policygen's own. In its path, `dot_` stands
for a dot at the start of a name and `LIBRARY` for the library's id; in its text, `<<words>>` for a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from policygen import __version__
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused
from policygen.source.writing import scalar
from policygen.world.installed import RESERVED

FILES = Path(__file__).with_name("library")
# Long enough for any library, and short enough for a file's name with a policy's after it.
LIBRARY_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST_ID = 40
_FACT = re.compile(r"<<([a-zA-Z. -]+)>>")
_NO_DIGEST = "0" * 12


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLibrary:
    """The facts of a library that is about to be begun; `practice` is the version of the packaged library `practice`.

    Raises Refused for an id that cannot be used, and for a title or publisher that is not one line of text.
    """

    id: str
    title: str
    publisher: str
    practice: str
    today: date

    def __post_init__(self) -> None:
        if not LIBRARY_ID.fullmatch(self.id) or len(self.id) > _LONGEST_ID:
            raise Refused(say("scaffold.wrong_id", id=self.id))
        if self.id in RESERVED:
            raise Refused(say("scaffold.taken", id=self.id))
        for words in (self.title, self.publisher):
            if not words.strip() or not words.isprintable():
                raise Refused(say("scaffold.one_line", words=words))

    @property
    def facts(self) -> Mapping[str, str]:
        """What stands in the files in place of `<<words>>`."""
        return {
            "id": self.id,
            "key": self.id.replace("-", "_"),
            "title": self.title,
            "title in YAML": scalar(self.title),
            "publisher": self.publisher,
            "publisher in YAML": scalar(self.publisher),
            "version": f"{self.today.year}.{self.today.month}",
            "today": self.today.isoformat(),
            "year": str(self.today.year),
            "practice": self.practice,
            "policygen": __version__,
            "distribution": f"policygen-library-{self.id}",
            "package": f"policygen_library_{self.id.replace('-', '_')}",
        }


def library_files(library: NewLibrary, digests: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files of a library's repository by name, in order.

    `digests` are those of the reviews of its clauses by id, which depend on the library's own name; one that is missing
    is filled with zeros.
    """
    facts = library.facts

    def fact(match: re.Match[str]) -> str:
        of, _, clause = match[1].rpartition(" of ")
        return digests.get(clause, _NO_DIGEST) if of == "words" else facts[match[1]]

    return {name: _FACT.sub(fact, text).encode() for name, text in _templates(library.id)}


def _templates(library: str) -> Iterator[tuple[str, str]]:
    for path in sorted(FILES.rglob("*.txt")):
        parts = path.relative_to(FILES).as_posix().removesuffix(".txt").split("/")
        name = "/".join(re.sub(r"^dot_", ".", part).replace("LIBRARY", library) for part in parts)
        yield name, path.read_text(encoding="utf-8")
