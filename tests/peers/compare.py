"""What is lost between the facts of a Document and a program's reading of a file of it, by kind of fact."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from tests.peers.facts import Facts, Part
from tests.support.readback import squeezed

Reading = dict[str, Any]
# Of a paragraph so many characters are looked for beside its number: the rest may be on the next line or page.
BESIDE = 24


def losses(document: Part, facts: Facts, told: Reading, kind: str) -> dict[str, tuple[int, list[str]]]:
    """Return, by kind of fact, how many there were to find and what is wrong; a kind that is not told is left out.

    `kind` is docx or pdf: in a PDF the heading of the contents is a heading.
    """
    found: dict[str, tuple[int, list[str]]] = {}
    contents = squeezed(document["words"]["contents"])
    listed = [(1, contents)] if kind == "pdf" and document["kind"] == "policy" else []
    outline = listed + facts.outline
    if "headings" in told:
        # In a PDF the number is a part of the words.
        wanted = outline if kind == "pdf" else facts.headings
        found["headings"] = _apart(wanted, [(level, squeezed(words)) for level, words in told["headings"]])
    if "outline" in told:
        found["outline"] = _apart(outline, [(level, squeezed(words)) for level, words in told["outline"]])
    if "items" in told:
        wanted_items = [(item.depth, item.counted, item.words) for item in facts.items]
        got = [(depth, counted, squeezed(words)) for depth, counted, _, words in told["items"]]
        found["lists"] = _apart(wanted_items, got)
        if any(marker for _, counted, marker, _ in told["items"] if counted):
            markers = [(item.marker, item.words) for item in facts.items if item.counted]
            said = [(marker, squeezed(words)) for _, counted, marker, words in told["items"] if counted]
            found["markers"] = _apart(markers, said)
    if "tables" in told:
        got_tables = [tuple(tuple(map(squeezed, row)) for row in table) for table in told["tables"]]
        found["tables"] = _apart(facts.tables, [table for table in got_tables if not _layout(table, facts)])
    if "captions" in told:
        found["captions"] = _apart(facts.captions, [squeezed(words) for words in told["captions"]])
    if "alternatives" in told:
        found["alternatives"] = _apart(facts.alternatives, [words or "" for words in told["alternatives"]])
    if "links" in told:
        found["links"] = _links(facts, told["links"], kind)
    if "shown" in told or kind == "pdf":
        text = without_running(document, told.get("shown", told.get("text", "")))
        found["numbers"] = _numbers(facts, text)
        if "markers" not in found:
            found["markers"] = _markers(facts, text)
    if "text" in told:
        found["words"] = _words(facts, without_running(document, told["text"]))
    if "complaints" in told:
        found["complaints"] = (0, list(told["complaints"]))
    return found


def _apart(wanted: Sequence[object], got: Sequence[object]) -> tuple[int, list[str]]:
    matcher = SequenceMatcher(None, wanted, got, autojunk=False)  # type: ignore[type-var]
    wrong = []
    for what, a, b, c, d in matcher.get_opcodes():
        if what != "equal":
            wrong += [f"not there: {_short(one)}" for one in wanted[a:b]] + [
                f"not ours: {_short(one)}" for one in got[c:d]
            ]
    return len(wanted), wrong


def _links(facts: Facts, told: Iterable[str], kind: str) -> tuple[int, list[str]]:
    """In a PDF a link that goes on in the next line has an area for each line."""
    wanted, got = Counter(map(_address, facts.links)), Counter(map(_address, told))
    wrong = [f"not there: {target}" for target in (wanted - got).elements()]
    wrong += [f"not ours: {target}" for target in (got - wanted) if kind != "pdf" or target not in wanted]
    return len(facts.links), wrong


def _short(one: object) -> str:
    text = repr(one)
    return text if len(text) <= 160 else f"{text[:120]} … {text[-30:]}"


def _address(target: str) -> str:
    """pdf.js and Word write a bare address with a slash at its end; that is the same address (RFC 3986, 6.2.3)."""
    return re.sub(r"^(https?://[^/?#]+)/$", r"\1", target)


def _layout(table: Iterable[Iterable[str]], facts: Facts) -> bool:
    """Whether a table only sets out where people sign or write."""
    words = "".join(cell for row in table for cell in row)
    for known in sorted(set(facts.beside), key=len, reverse=True):
        words = words.replace(known, "") if known else words
    return not words


def without_running(document: Part, text: str) -> str:
    """Return text squeezed, without headers and footers, which come between the words of a paragraph that goes on."""
    page = _loose(document["words"]["page"]).replace(r"\{page\}", r"\d+").replace(r"\{pages\}", r"\d+")
    notices = "".join(rf"(?:\s*{_loose(notice)})?" for notice in document["notices"])
    header, footer = _loose(document["header"]) + notices, rf"(?:{_loose(document['cover']['status'])}\s*)?{page}"
    return squeezed(re.sub(f"{header}|{footer}", "", text))


def _loose(words: str) -> str:
    """A pattern for words that may be broken into lines."""
    return r"\s*".join(map(re.escape, words.split()))


def _body(facts: Facts, text: str) -> str:
    """What follows the contents list: its last entry is the last heading with a page's number."""
    last = facts.headings[-1][1] if facts.headings else ""
    entries = list(re.finditer(re.escape(last) + r"[.…]*(?=\d)", text))
    return text[entries[-1].end() :] if entries and entries[-1].end() < len(text) * 0.7 else text


def _numbers(facts: Facts, text: str) -> tuple[int, list[str]]:
    return _in_order([(number, words) for number, words in facts.numbers], _body(facts, text))


def _markers(facts: Facts, text: str) -> tuple[int, list[str]]:
    return _in_order([(item.marker, item.words) for item in facts.items if item.counted], _body(facts, text))


def _in_order(wanted: Sequence[tuple[str, str]], text: str) -> tuple[int, list[str]]:
    at, wrong = 0, []
    for number, words in wanted:
        start = text.find(number + words[:BESIDE], at)
        if start < 0:
            near = text.find(words[:BESIDE], at)
            shown = text[max(0, near - 8) : near] if near >= 0 else "nothing"
            wrong.append(f"not there: {number!r} before {_short(words[:BESIDE])}; shown: {shown!r}")
        else:
            at = start + len(number)
    return len(wanted), wrong


def _words(facts: Facts, text: str) -> tuple[int, list[str]]:
    """Every paragraph, heading and cell as often as the Document has it; in order they are headings and lists."""
    wrong = []
    for words, times in Counter(facts.words).items():
        if text.count(words) < times:
            wrong.append(f"not there: {_short(words)}")
    return len(facts.words), wrong


def summed(rows: Iterable[Mapping[str, tuple[int, list[str]]]]) -> dict[str, tuple[int, list[str]]]:
    """Return the losses of several files together."""
    total: dict[str, tuple[int, list[str]]] = {}
    for row in rows:
        for kind, (count, wrong) in row.items():
            before, known = total.get(kind, (0, []))
            total[kind] = (before + count, known + wrong)
    return total
