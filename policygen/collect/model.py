"""What a returned file says for a school's settings, and what becomes of each answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from policygen.ask.yaml_text import GivenAnswer
from policygen.diagnostics.model import Diagnostic


@dataclass(frozen=True, slots=True)
class CollectedAnswer:
    """One answer of a returned file. `key` is its place in the settings, such as `people.chair`.

    `old` and `new` are in a person's words; `old` is empty for a question that nobody had answered. `refusal` says why
    it is not taken. `is_there` tells that the settings have the same answer already.
    """

    key: str
    label: str
    old: str
    new: str
    place: tuple[str, ...]
    given: GivenAnswer
    type: str
    is_there: bool = False
    refusal: Diagnostic | None = None

    @property
    def is_taken(self) -> bool:
        return self.refusal is None and not self.is_there


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """A file that came back: its name for messages, its school, and the settings file's text in it.

    `data` has as many lines as the file, with the line that names the school as a comment.
    """

    name: str
    school: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ReturnedSchool:
    """What came back from a school: the answers, and the settings file with those that are taken.

    `left` is how many needed questions are still open then.
    """

    school: str
    name: str
    file: str
    settings: str
    answers: tuple[CollectedAnswer, ...]
    before: bytes
    after: bytes
    left: int

    @property
    def taken(self) -> tuple[CollectedAnswer, ...]:
        return tuple(one for one in self.answers if one.is_taken)


@dataclass(frozen=True, slots=True)
class Returned:
    """What a folder of returned files comes to.

    `silent` are the schools that were asked and have not answered, with their names. `diagnostics` are about the files:
    those that belong to no school, and answers that were not taken. `texts` are the files' texts, to quote from.
    """

    schools: tuple[ReturnedSchool, ...]
    silent: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FolderFile:
    """A file in the folder of returned files, and its name for messages."""

    path: Path
    name: str
