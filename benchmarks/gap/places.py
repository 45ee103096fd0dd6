"""Where each requirement of a register is in the text that it was read from: its locator, as ranges of lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_PART = re.compile(r"(?:.*\W)?(paragraph|item|bullet|commitment)s? (\d+(?:(?:, | and | to )\d+)*)")
Lines = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a text: its lines, the first lines of its paragraphs and items, and lines that belong to all."""

    name: str
    lines: Lines
    paragraphs: tuple[int, ...] = ()
    items: tuple[int, ...] = ()
    also: Lines = ()

    def part(self, rest: str) -> Lines | None:
        """Return the lines of what a locator names in this section; None if it names no part that is known."""
        found = _PART.match(rest)
        if found is None:
            return None
        starts = self.paragraphs if found[1] == "paragraph" else self.items
        numbers = [int(one) for one in re.findall(r"\d+", found[2])]
        if " to " in found[2]:
            numbers = list(range(numbers[0], numbers[-1] + 1))
        if not numbers or max(numbers) > len(starts):
            return None
        return (*self.also, *((starts[one - 1], self._end(starts[one - 1])) for one in numbers))

    def _end(self, start: int) -> int:
        """Return the last line of what begins at a line: the one before the next part, or the section's last."""
        last = max(end for _, end in self.lines)
        return min((one - 1 for one in sorted({*self.paragraphs, *self.items}) if one > start), default=last)


@dataclass(frozen=True, slots=True)
class Source:
    """A text and the places in it. `lines` is the part of the file that the register read, inclusive, from 1."""

    register: str
    file: str
    lines: tuple[int, int]
    sections: tuple[Section, ...]

    def section_of(self, locator: str) -> Section:
        """Return the section with the longest name that a locator begins with. Raises LookupError."""
        known = [one for one in self.sections if locator.startswith(one.name)]
        if not known:
            raise LookupError(f"{self.register}: {locator}")
        return max(known, key=lambda one: len(one.name))

    def place_of(self, locator: str) -> tuple[Lines, bool]:
        """Return the lines that a locator means, and whether it names a part of a section. Raises LookupError."""
        section = self.section_of(locator)
        part = section.part(locator[len(section.name) :])
        return (part, True) if part is not None else (section.lines, False)


def read_sources() -> tuple[Source, ...]:
    """Return the sources of `places.yaml`."""
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("places.yaml").read_text(encoding="utf-8"))
    return tuple(
        Source(
            register, one["file"], tuple(one["lines"]),
            tuple(
                Section(
                    name, tuple(map(tuple, each["lines"])), tuple(each.get("paragraphs", ())),
                    tuple(each.get("items", ())), tuple(map(tuple, each.get("also", ()))),
                )
                for name, each in one["sections"].items()
            ),
        )
        for register, one in found.items()
    )  # fmt: skip
