"""Corrections: a further record that puts a wrong date or minute right, while the first record stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from policygen.adoption.record import AdoptionRecord
from policygen.adoption.sealing import decoded, sealed, text_in, trusted

CORRECTION = "policygen adoption correction"
_VERSION = 2
_INFIX = "-correction-"


@dataclass(frozen=True, slots=True)
class Correction:
    """`corrects` is the digest of the record whose date and minute should have been `on` and `minute`.

    `recorded_on` is the date in that record, by which its file is named; `number` counts its corrections from 1.
    """

    school: str
    policy: str
    corrects: str
    recorded_on: date
    number: int
    on: date
    minute: str

    @property
    def file(self) -> str:
        """The correction's name in the project."""
        return f"schools/{self.school}/adopted/{self.policy}/{self.recorded_on}{_INFIX}{self.number}.json"


def is_correction_name(name: str) -> bool:
    """Return whether a file in the folder of records is named as a correction."""
    return _INFIX in name.rpartition("/")[2]


def encode_correction(correction: Correction) -> bytes:
    """Return the correction's file: indented UTF-8 JSON with a final newline."""
    content: dict[str, Any] = {
        "record": CORRECTION,
        "schema": _VERSION,
        "school": correction.school,
        "policy": correction.policy,
        "corrects": correction.corrects,
        "recorded_on": correction.recorded_on.isoformat(),
        "number": correction.number,
        "on": correction.on.isoformat(),
        "minute": correction.minute,
    }
    return sealed(content)


def decode_correction(data: bytes) -> Correction:
    """Return the correction that `encode_correction` wrote. Raises NotAnAdoptionRecord."""
    found = trusted(data, CORRECTION, (_VERSION,))
    return decoded(
        lambda: Correction(
            school=text_in(found, "school"),
            policy=text_in(found, "policy"),
            corrects=text_in(found, "corrects"),
            recorded_on=date.fromisoformat(text_in(found, "recorded_on")),
            number=int(found["number"]),
            on=date.fromisoformat(text_in(found, "on")),
            minute=text_in(found, "minute"),
        )
    )


def corrected(record: AdoptionRecord, corrections: Sequence[Correction]) -> AdoptionRecord:
    """Return the record with the date and minute of the last of its corrections; itself where there is none."""
    own = [one for one in corrections if one.corrects == record.digest]
    if not own:
        return record
    last = max(own, key=lambda one: one.number)
    return replace(record, on=last.on, minute=last.minute, corrected=last.file)
