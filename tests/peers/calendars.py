"""The events of calendars, unfolded and unescaped by RFC 5545 alone, against what parsers find."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.peers.judging import Row

Reading = dict[str, Any]
_NAMES = ("UID", "SUMMARY", "DTSTART", "DESCRIPTION", "SEQUENCE")


def events(file: Path) -> Iterator[dict[str, str]]:
    """Yield the properties of each event (RFC 5545 3.1, 3.3.11); a day as 2027-12-03."""
    text = re.sub("\r\n[ \t]", "", file.read_bytes().decode("utf-8"))
    for event in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", text, re.DOTALL):
        event = re.sub(r"BEGIN:VALARM.*?END:VALARM\r\n", "", event, flags=re.DOTALL)
        found = {}
        for line in event.split("\r\n"):
            name, _, value = line.partition(":")
            name = name.partition(";")[0]
            if name in _NAMES:
                plain = re.sub(r"\\([nN,;\\])", lambda one: "\n" if one[1] in "nN" else one[1], value)
                found[name] = re.sub(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", plain) if name == "DTSTART" else plain
        yield found


def judged(program: str, reader: Callable[[Sequence[Path]], list[Reading]], files: Sequence[Path]) -> Row:
    """Return how a parser reads calendars."""
    count, wrong, said = 0, [], []
    for file, told in zip(files, reader(files), strict=True):
        wanted = list(events(file))
        count += len(wanted)
        said += told["complaints"]
        got = told.get("events", [])
        pairs = zip(wanted, got, strict=False)
        wrong += [f"{file.parent.name}: {one} is {other}" for one, other in pairs if one != other]
        if len(wanted) != len(got):
            wrong.append(f"{file.parent.name}: {len(got)} events of {len(wanted)}")
    losses = {"events": (count, wrong), "complaints": (0, said)}
    return Row(program=program, kind="ics", files=len(files), losses=losses)
