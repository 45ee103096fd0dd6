"""Which rows of the register are wanted: by URN, by the words of columns, by trust."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused
from policygen.diagnostics.suggest import did_you_mean
from policygen.intake.register.format import RegisterFormat
from policygen.intake.register.rows import RegisterRow, RegisterTable


@dataclass(frozen=True, slots=True)
class RegisterSelection:
    """The rows that are wanted: all of them if nothing is said. What is said must all hold.

    `where` gives the words that a column may have; upper and lower case are the same.
    """

    urns: frozenset[str] = frozenset()
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    trust: str = ""

    @classmethod
    def of(cls, urns: Collection[str] = (), where: Collection[str] = (), trust: str = "") -> RegisterSelection:
        """Return the selection that a person typed, with `where` as `COLUMN=VALUE`. Raises Refused."""
        columns: dict[str, set[str]] = {}
        for condition in where:
            column, sign, value = condition.partition("=")
            if not sign:
                raise Refused(say("register_import.where_form", text=condition))
            same = (each for each in columns if _plain_words(each) == _plain_words(column))
            columns.setdefault(next(same, column.strip()), set()).add(_plain_words(value))
        for urn in urns:
            if not (urn.isdecimal() and urn.isascii() and len(urn) == 6):
                raise Refused(say("register_import.urn_form", text=urn))
        return cls(frozenset(urns), {key: frozenset(values) for key, values in columns.items()}, trust)

    def check(self, table: RegisterTable) -> None:
        """Raise Refused for a column that the file does not have."""
        for column in self.where:
            if not table.has(column):
                hint = did_you_mean(column, table.names)
                raise Refused(say("register_import.no_column", file=table.file, column=column, hint=hint).strip())

    def wants(self, row: RegisterRow, urn: str, layout: RegisterFormat) -> bool:
        """Return whether a row with this URN is wanted."""
        if self.urns and urn not in self.urns:
            return False
        if self.trust and _plain_words(self.trust) not in (
            _plain_words(row.cell(layout.columns["trust"])),
            row.cell(layout.columns["trust_code"]),
        ):
            return False
        return all(_plain_words(row.cell(column)) in values for column, values in self.where.items())


def _plain_words(text: str) -> str:
    return " ".join(text.split()).casefold()
