"""Who was sent which form: an index that `collect` keeps beside the forms, and a table of it for people.

The index also has a digest of each answer that `collect` wrote, so that a corrected file from the same school can
replace it, and nothing that a person has set since.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from policygen.ask.yaml_text import GivenAnswer
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.report.cells import formula_safe

INDEX, TABLE = "sent.json", "sent.csv"
KIND, VERSION = "policygen collect", 1


@dataclass(frozen=True, slots=True)
class SentForm:
    """The form of one school: when it was made, how many questions were open, and the digest of its bytes.

    `returned_on` is empty until answers were written. `written` has the digest of each answer, by its key.
    """

    name: str
    form: str
    made_on: str
    needed: int
    further: int
    digest: str
    returned_on: str = ""
    written: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SentForms:
    """The forms of a group's schools, by id. `nothing_open` are the schools that need none: id → name."""

    group: str
    forms: Mapping[str, SentForm] = field(default_factory=dict)
    nothing_open: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, group: str, diagnostics: Diagnostics) -> SentForms:
        """Return the index in a folder; an empty one if there is none, or, reported, if it cannot be read."""
        path = folder / INDEX
        try:
            found = json.loads(path.read_bytes())
            if found["kind"] != KIND or found["version"] != VERSION:
                raise ValueError(path.name)
            forms = {str(school): _form(one) for school, one in found["schools"].items()}
            return cls(group, forms, {str(key): str(name) for key, name in found["nothing_open"].items()})
        except FileNotFoundError:
            return cls(group)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            diagnostics.report("PG879", file=str(path))
            return cls(group)

    def with_returned(self, school: str, on: str, written: Mapping[str, str]) -> SentForms:
        """Return the index after answers of a school were written; one that was not sent a form stays out."""
        if school not in self.forms:
            return self
        form = self.forms[school]
        changed = replace(form, returned_on=on, written={**form.written, **written})
        return replace(self, forms={**self.forms, school: changed})

    def to_bytes(self) -> bytes:
        """Return the index file: indented UTF-8 JSON with a final newline."""
        content = {
            "kind": KIND,
            "version": VERSION,
            "group": self.group,
            "schools": {school: asdict(form) for school, form in sorted(self.forms.items())},
            "nothing_open": dict(sorted(self.nothing_open.items())),
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"

    def table(self) -> bytes:
        """Return the index as CSV (RFC 4180) with a byte order mark; no cell is a formula to a spreadsheet."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(("school", "name", "form", "made_on", "needed", "optional", "returned_on"))
        for school, one in sorted(self.forms.items()):
            cells = (school, one.name, one.form, one.made_on, str(one.needed), str(one.further), one.returned_on)
            writer.writerow(formula_safe(cell) for cell in cells)
        for school, name in sorted(self.nothing_open.items()):
            cells = (school, name, say("collect.nothing_open"), "", "0", "0", "")
            writer.writerow(formula_safe(cell) for cell in cells)
        return ("\ufeff" + stream.getvalue()).encode()


def answer_digest(given: GivenAnswer) -> str:
    """Return the SHA-256 (hex) of an answer, which tells whether it was changed, and not what it says."""
    return hashlib.sha256(json.dumps([given.state, given.value], sort_keys=True).encode()).hexdigest()


def _form(found: Any) -> SentForm:
    written = {str(key): str(digest) for key, digest in found["written"].items()}
    return SentForm(
        str(found["name"]), str(found["form"]), str(found["made_on"]), int(found["needed"]), int(found["further"]),
        str(found["digest"]), str(found["returned_on"]), written,
    )  # fmt: skip
