"""Word's numbering: the lists of headings and items, and a check that they print the Document's numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from policygen.document.markers import letters, roman
from policygen.look.tokens import Tokens
from policygen.render.docx.properties import RunForm, write_run
from policygen.render.docx.roles import (
    APPENDIX_NUMBERING,
    BODY_NUMBERING,
    BOLD_WIDTH,
    BULLET_NUMBERING,
    BULLETS,
    HEADINGS,
    WIDE_NUMBER_GAP,
    list_hanging,
    list_indent,
)
from policygen.render.docx.xml import Element, append, mm_twips, root, twips

LEVELS = 9
BULLET = "•"
MARKER = re.compile(r"(?P<before>\W*)(?P<count>\w+)(?P<after>\W*)")
APPENDIX = re.compile(r"(?P<before>.*?)(?P<letter>[A-Z])")


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a list counts: `kind` is a w:numFmt (ECMA-376 17.18.59), `before` and `after` surround the count."""

    kind: str
    before: str
    after: str

    def printed(self, count: int) -> str:
        """The marker of the item that is `count`-th, from 1."""
        return f"{self.before}{counted(self.kind, count)}{self.after}"


# The formats of an ordered list's levels, its own level from 0, and the count that it starts with.
NumberedList = tuple[tuple[NumberFormat, ...], int, int]

LETTERED, ROMANED, NUMBERED = (
    NumberFormat("lowerLetter", "(", ")"),
    NumberFormat("lowerRoman", "(", ")"),
    NumberFormat("decimal", "(", ")"),
)
CYCLE = (LETTERED, ROMANED, NUMBERED)


def counted(kind: str, count: int) -> str:
    """`count` as Word prints it (ECMA-376 17.18.59)."""
    match kind:
        case "bullet":
            return ""
        case "lowerRoman":
            return roman(count)
        case "lowerLetter":
            return letters(count)
        case "upperLetter":
            return letters(count).upper()
    return str(count)


@dataclass(slots=True)
class Numbering:
    """Gathers the lists that a document uses, and makes the numbering part of them.

    numIds 1 to 3 are the sections, the appendices and the bullets. Each ordered list has a separate w:num and
    w:abstractNum, so that it starts again in every program and wherever its items are moved: AbiWord counts on through
    all lists of one w:abstractNum, whatever their w:num overrides.
    """

    tokens: Tokens
    appendix_words: str = ""
    lists: list[NumberedList] = field(default_factory=list)

    def ordered(self, markers: tuple[str, ...], depth: int, earlier: tuple[str, ...] = ()) -> int | None:
        """The numId that prints `markers` at `depth` (0 outermost); None when Word cannot count like that.

        It prints the `earlier` markers too, once the changes are rejected.
        """
        others = set(_fitting(earlier or markers))
        found = next((one for one in _fitting(markers) if one in others), None)
        if found is None or depth >= LEVELS:
            return None
        form, start = found
        cycle = CYCLE if form in CYCLE else (form,)
        offset = cycle.index(form) - depth
        forms = tuple(cycle[(offset + level) % len(cycle)] for level in range(LEVELS))
        self.lists.append((forms, depth, start))
        return BULLET_NUMBERING + len(self.lists)

    def part(self) -> Element:
        """The w:numbering element: every w:abstractNum before every w:num (ECMA-376 17.9.17)."""
        numbering = root("numbering")
        _heading_levels(_abstract(numbering, BODY_NUMBERING, "sections"), self.tokens, HEADINGS, "", False)
        # A style can be linked to one list only, and the headings' own are linked to the sections.
        appendix = _abstract(numbering, APPENDIX_NUMBERING, "appendices")
        _heading_levels(appendix, self.tokens, (), self.appendix_words, True)
        bullets = _abstract(numbering, BULLET_NUMBERING, "bullets")
        for level in range(LEVELS):
            style = BULLETS[level] if level < len(BULLETS) else ""
            self._level(bullets, level, "bullet", BULLET, style)
        for number, (forms, depth, start) in enumerate(self.lists, BULLET_NUMBERING + 1):
            abstract = _abstract(numbering, number, f"list {number}")
            for level, form in enumerate(forms):
                count = "" if form.kind == "bullet" else f"%{level + 1}"
                text = f"{form.before}{count}{form.after}"
                self._level(abstract, level, form.kind, text, start=start if level == depth else 1)
        for number in range(1, BULLET_NUMBERING + len(self.lists) + 1):
            append(append(numbering, "num", numId=number), "abstractNumId", val=number)
        return numbering

    def _level(self, abstract: Element, level: int, kind: str, text: str, style: str = "", start: int = 1) -> None:
        made = _level(abstract, level, kind, text, style, start)
        properties = append(made, "pPr")
        hanging = list_hanging(self.tokens, level)
        append(properties, "ind", left=list_indent(self.tokens, level), hanging=hanging)
        _set_face(made, self.tokens)


def _fitting(markers: tuple[str, ...]) -> Iterator[tuple[NumberFormat, int]]:
    """The ways of counting, each with where it starts, that print these markers; the likeliest first."""
    if markers and not re.search(r"\w", markers[0]) and set(markers) == {markers[0]}:
        yield NumberFormat("bullet", markers[0], ""), 1
        return
    match = MARKER.fullmatch(markers[0]) if markers else None
    if match is None:
        return
    for kind in ("lowerLetter", "lowerRoman", "decimal", "upperLetter"):
        form = NumberFormat(kind, match["before"], match["after"])
        for start in (1, 2, *range(3, 27)):
            if form.printed(start) != markers[0]:
                continue
            if all(form.printed(start + place) == marker for place, marker in enumerate(markers)):
                yield form, start
            break


def _abstract(numbering: Element, number: int, what: str) -> Element:
    abstract = append(numbering, "abstractNum", abstractNumId=number)
    code = sha256(what.encode()).hexdigest()[:8].upper()
    append(abstract, "nsid", val=code)
    append(abstract, "multiLevelType", val="multilevel")
    append(abstract, "tmpl", val=code[::-1])
    return abstract


def _level(abstract: Element, level: int, kind: str, text: str, style: str, start: int = 1) -> Element:
    made = append(abstract, "lvl", ilvl=level)
    append(made, "start", val=start)
    append(made, "numFmt", val=kind)
    if style:
        append(made, "pStyle", val=style)
    append(made, "suff", val="tab")
    append(made, "lvlText", val=text)
    append(made, "lvlJc", val="left")
    return made


def _set_face(level: Element, tokens: Tokens) -> None:
    """Name the face of a level's numbers: docx-preview and others set them in their own otherwise."""
    write_run(append(level, "rPr"), RunForm(face=tokens.faces.docx))


def _heading_levels(abstract: Element, tokens: Tokens, styles: tuple[str, ...], words: str, letter: bool) -> None:
    hanging = mm_twips(tokens.page.number_column)
    for level in range(LEVELS):
        text = words if level == 0 else ""
        text += ".".join(f"%{place}" for place in range(1, level + 2))
        kind = "upperLetter" if letter and level == 0 else "decimal"
        made = _level(abstract, level, kind, text, styles[level] if level < len(styles) else "")
        properties = append(made, "pPr")
        if text.startswith("%"):
            stop = 0
        else:  # 'Appendix A' is wider than the column in the margin
            wide = twips((len(words) + 1) * tokens.type.heading1.size * BOLD_WIDTH) + mm_twips(WIDE_NUMBER_GAP)
            stop = max(0, wide - hanging)
        if stop:
            append(append(properties, "tabs"), "tab", val="left", pos=stop)
        append(properties, "ind", left=0, hanging=hanging)
        _set_face(made, tokens)


class HeadingCounter:
    """Counts headings as Word does, and finds those that Word would number differently from the Document."""

    def __init__(
        self, appendix_words: str, body: Sequence[int] = (0,) * LEVELS, appendix: Sequence[int] = (0,) * LEVELS
    ) -> None:
        self._counts = {"body": list(body), "appendix": list(appendix)}
        self._words = appendix_words

    @property
    def state(self) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
        """What a counter that goes on from here is made of."""
        return self._words, tuple(self._counts["body"]), tuple(self._counts["appendix"])

    def agrees(self, number: str, level: int, appendix: bool) -> bool:
        """Count one more heading at `level` (1 to 3) if Word would print `number`; else leave the counts alone."""
        kind = "appendix" if appendix else "body"
        counts = list(self._counts[kind])
        counts[level - 1] += 1
        counts[level:] = [0] * (LEVELS - level)
        shown = [str(max(1, count)) for count in counts[:level]]
        if appendix:
            shown[0] = counted("upperLetter", max(1, counts[0]))
        made = (self._words if appendix and level == 1 else "") + ".".join(shown)
        if made != number:
            return False
        self._counts[kind] = counts
        return True


def appendix_words(number: str) -> str:
    """The words before the letter of an appendix's number: 'Appendix ' of 'Appendix A'."""
    match = APPENDIX.fullmatch(number)
    return match["before"] if match else ""
