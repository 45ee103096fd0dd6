"""Reads transcripts: a case of input files and of the findings expected, in a form that needs no Python to write.

    The name of the school has a colon in it

    === schools/x.yaml
    name: Allhallows: a school

    === expect
    schools/x.yaml:1:17 PG123 must be in quotes

The first line is the title; what follows it up to the first `===` is commentary. A block `=== path` is a file, relative
to the project; a blank line at its end belongs to the transcript, not to the file. Modifiers may follow the path:

    (encoding: utf-16)       how the text is stored: utf-8 (when nothing is said), utf-8-sig, utf-16, windows-1252 …
    (bytes: escapes)         \\xNN stands for the byte NN, in hexadecimal digits
    (line ends: crlf)        crlf or cr instead of a line feed
    (repeat: 40000)          the text, without its last line end, this many times
    (repeat lines: 40000)    the same with the last line end
    (repeat last: 40000)     the last line alone, this many times
    (link: ../elsewhere)     no file but a link to this path, which is relative to the link
    (instead: nothing)       no file: one that would be there otherwise is taken away

A block `=== check` holds the ids of the schools to check, a line each, instead of all that are there.
In the block `=== expect` each line is a finding: `path:line:column CODE words that the message contains`, with `-`
instead of a place for a finding that has none. Without lines, nothing may be found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

_HEAD = re.compile(r"=== (?P<name>\S.*?)(?P<modifiers>( \([a-z ]+: [^()]+\))*)\s*")
_FINDING = re.compile(r"(?P<place>-|\S.*?:\d+:\d+) (?P<code>PG\d{3})(?: (?P<words>.*))?")
_LINE_ENDS = {"crlf": "\r\n", "cr": "\r", "lf": "\n"}


@dataclass(frozen=True, slots=True)
class Expected:
    """A finding: `place` is `path:line:column` or `-`; the message must contain `words`."""

    place: str
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """A case. `links` maps a path to where it leads, `absent` are files taken away, `schools` empty means all.

    `editions` are those that are assembled beside the board's.
    """

    title: str
    files: dict[str, bytes]
    expected: list[Expected]
    links: dict[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()


def parse(text: str) -> Transcript:
    """The case that a transcript describes. Raises ValueError when the transcript itself is badly written."""
    head, *rest = re.split(r"^(?==== )", text, flags=re.MULTILINE)
    title = head.strip().split("\n")[0]
    if not title:
        raise ValueError("a transcript begins with a title")
    files: dict[str, bytes] = {}
    links: dict[str, str] = {}
    absent: list[str] = []
    schools: list[str] = []
    editions: list[str] = []
    expected: list[Expected] | None = None
    for block in rest:
        first, _, body = block.partition("\n")
        match = _HEAD.fullmatch(first)
        if match is None:
            raise ValueError(f"not a heading: {first!r}")
        if match["name"] == "expect":
            expected = [_finding(line.strip()) for line in body.splitlines() if line.strip()]
        elif match["name"] == "check":
            schools = body.split()
        elif match["name"] == "edition":
            editions = body.split()
        elif link := re.fullmatch(r" \(link: ([^()]+)\)", match["modifiers"]):
            links[match["name"]] = link[1]
        elif match["modifiers"] == " (instead: nothing)":
            absent.append(match["name"])
        elif match["name"] in files:
            raise ValueError(f"the file {match['name']} stands twice")
        else:
            files[match["name"]] = _stored(body.rstrip("\n"), match["modifiers"])
    if expected is None:
        raise ValueError("a transcript ends with `=== expect`")
    return Transcript(title, files, expected, links, tuple(absent), tuple(schools), tuple(editions))


def load(path: Path) -> Transcript:
    try:
        return parse(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def _finding(line: str) -> Expected:
    match = _FINDING.fullmatch(line)
    if match is None:
        raise ValueError(f"not a finding (`path:line:column CODE words`): {line!r}")
    return Expected(match["place"], match["code"], match["words"] or "")


def _stored(text: str, written: str) -> bytes:
    modifiers = dict(re.findall(r"\(([a-z ]+): ([^()]+)\)", written))
    text = f"{text}\n" if text else ""
    if times := modifiers.pop("repeat", ""):
        text = text.removesuffix("\n") * int(times) + "\n"
    if times := modifiers.pop("repeat lines", ""):
        text *= int(times)
    if times := modifiers.pop("repeat last", ""):
        last = text.splitlines(keepends=True)[-1]
        text += last * (int(times) - 1)
    text = text.replace("\n", _LINE_ENDS[modifiers.pop("line ends", "lf")])
    data = text.encode(modifiers.pop("encoding", "utf-8"))
    if modifiers.pop("bytes", "") == "escapes":
        data = re.sub(rb"\\x([0-9a-fA-F]{2})", lambda match: bytes([int(match[1], 16)]), data)
    if modifiers:
        raise ValueError(f"unknown modifier: {', '.join(modifiers)}")
    return data
