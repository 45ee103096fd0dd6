"""What became of each row of the register: every row has one fate, and the fates are counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic
from policygen.intake.register.facts import RowReader
from policygen.intake.register.format import ABROAD
from policygen.intake.register.merging import AnswerDifference
from policygen.intake.register.rows import RegisterRow


class RowFate(StrEnum):
    """What became of a row; sentences/register_import.yaml has the words for each."""

    WRITTEN = "written"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    THERE = "there"
    NOT_ASKED_FOR = "not_asked_for"
    CLOSED = "closed"
    PROPOSED = "proposed"
    NO_SCHOOL = "no_school"
    REFUSED = "refused"
    NATION = "nation"
    STATUS = "status"
    NO_URN = "no_urn"
    DUPLICATE = "duplicate"
    DAMAGED = "damaged"
    BLANK = "blank"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SchoolTaken:
    """A school whose file was written or updated, was there before, or could not be written."""

    file: str
    fate: RowFate
    differences: tuple[AnswerDifference, ...] = ()

    @property
    def is_news(self) -> bool:
        """Whether the file has changed or the register says otherwise."""
        return self.fate in (RowFate.WRITTEN, RowFate.UPDATED) or bool(self.differences)


@dataclass(frozen=True, slots=True)
class RegisterReport:
    """How many rows had each fate, which groups' files were written, and what was found."""

    rows: int
    fates: Counter[RowFate] = field(default_factory=Counter)
    groups: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def written(self) -> int:
        """How many schools' files were written or updated."""
        return self.fates[RowFate.WRITTEN] + self.fates[RowFate.UPDATED]

    def lines(self) -> list[str]:
        """Return the count of every fate that a row had, a line each, and their sum."""
        width = len(f"{self.rows:,}")
        found = [(self.fates[fate], say(f"register_import.{fate}")) for fate in RowFate if self.fates[fate]]
        found.append((self.rows, say("register_import.rows")))
        return [f"{count:>{width},}  {words}" for count, words in found]


def unfit_kind(row: RegisterRow, reader: RowReader) -> RowFate | None:
    """Return why a kind of establishment is left out, None for a school that the libraries are for."""
    if row.cell(reader.column("type")) in reader.layout.not_schools:
        return RowFate.NO_SCHOOL
    held = {library.nation.text for library in reader.project.libraries.values()}
    nation = reader.nation(row)
    if nation == ABROAD or (held and nation not in held):
        return RowFate.NATION
    return RowFate.REFUSED if reader.refused_type(row) else None
