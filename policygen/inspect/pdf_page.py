"""What one page of a PDF paints: its words by marked content and where each is, and what is painted as never here.

policygen's own pages use few operators of a content stream (ISO 32000-1 8 and 9): a line of text is set by Tf, Tm and
TJ, on rectangles and straight lines. So the ways of painting are a list as well, and whatever is not on it is named. A
picture (/Figure) may be drawn in any way; its words are compared with those of the document's picture elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pikepdf

from policygen.diagnostics.codes import say
from policygen.inspect.pdf_drawable import is_dashed_in_time, is_gradient, is_plain_colour, is_small
from policygen.inspect.pdf_fonts import Font, Fonts, UnreadablePdf
from policygen.inspect.pdf_legible import Sight, unlike_a_line
from policygen.inspect.pdf_operators import (
    ALLOWED,
    CURVES,
    ENDS_PATH,
    LINES,
    MARKS,
    SHOWN,
    STATE,
    TEXT,
    UNIT,
    Box,
    Matrix,
    is_plain,
    matrix_of,
    moved_by,
    times,
)  # fmt: skip
from policygen.inspect.pdf_paths import Path, Point, Shape, box_of
from policygen.inspect.pdf_runs import Painted, Run, run_on, set_out
from policygen.inspect.squeezing import marks_only, squeezed

_FIGURE = "/Figure"
_PLAIN_STATE = frozenset(("/Type", "/CA", "/ca"))
_AROUND = frozenset(("q", "BDC", "BMC", "EMC"))  # what a picture has outside of q and Q
_PROPERTIES = frozenset(("/MCID", "/Type", "/ActualText", "/Lang"))  # of marked content
_PROPERTIES_BESIDE = frozenset(("/Type", "/BBox", "/Attached", "/Subtype"))  # of an artefact (ISO 32000-1 14.8.2.2)
_DEEPEST, _DEEPEST_STATE = 4, 500  # forms in forms, in a picture; graphics states that are saved one in another
_LARGEST = 2_000.0  # points of a side of a page: A3 has 1,191
_LEAST_SHARE = 0.0005  # of a page, that anything painted counts for: 2,000 things are a page
_ARTIFACT = "Artifact"  # a name that policygen gives text which the structure tree does not hold


@dataclass(slots=True)
class _State:
    """The graphics state, as far as it moves or hides words. `clip` is None where everything is seen."""

    matrix: Matrix = UNIT
    clip: Box | None = None
    odd_clip: bool = False
    font: Font | None = None
    size: float = 0.0
    mode: int = 0
    rise: float = 0.0
    leading: float = 0.0
    line: float = 1.0


class _Mark:
    """A marked-content sequence while it is open: `key` its MCID, `Artifact`, or None for one that is neither."""

    def __init__(self, operands: Any, figure: bool) -> None:
        properties = operands[1] if len(operands) > 1 else None
        held = properties if isinstance(properties, pikepdf.Dictionary) else pikepdf.Dictionary()
        mcid = held.get("/MCID")
        self.actual = held.get("/ActualText")
        self.tag = str(operands[0])
        beside = self.tag == "/Artifact" and mcid is None
        self.odd = sorted(set(held.keys()) - (_PROPERTIES_BESIDE if beside else _PROPERTIES))
        self.key: int | str | None = int(mcid) if mcid is not None else _ARTIFACT if self.tag == "/Artifact" else None
        self.figure = figure or self.tag == _FIGURE
        self.kept = 0
        self.lines: list[Run] = []


class PageContent:
    """The marked content of one page by MCID (`runs`), its `artefacts`, and what is painted outside of both (`loose`).

    `words` are all words in the order of painting, with their places, `figures` the words in pictures. `painted` has
    the mark of each picture, `drawn` the words in each, `shapes` are the lines and boxes beside the words. `faults`
    say what is painted in a way that policygen never does.
    """

    def __init__(self, page: pikepdf.Page, fonts: Fonts) -> None:
        self.runs: dict[int, Run] = {}
        self.artefacts: list[str] = []
        self.loose: list[str] = []
        self.replaced: list[str] = []
        self.painted: list[int | str | None] = []
        self.taken: set[int] = set()
        self.figures: set[int | str | None] = set()
        self.words: list[Painted] = []
        self.drawn: list[list[str]] = []
        self.shapes: list[Shape] = []
        self.faults: dict[str, None] = {}
        self._fonts = fonts
        self._marks: list[_Mark] = []
        self._state = _State()
        self._kept: list[_State] = []
        self._line: Matrix = UNIT
        self._path = Path()
        here: Any = page.obj
        left, bottom, right, top = (float(edge) for edge in here.MediaBox)
        self.box = (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
        self._across, self._along = self.box[2] - self.box[0], self.box[3] - self.box[1]
        if not (0 < self._across <= _LARGEST and 0 < self._along <= _LARGEST):
            raise UnreadablePdf(say("verify.page_size"))
        fonts.budget.begin_page(self._across, self._along)
        self._read(_instructions(page, fonts), here.get("/Resources", pikepdf.Dictionary()), 0)

    def take(self, mcid: int, figure: bool) -> Run | None:
        """Return the run of a marked-content sequence, which an element of the tree holds."""
        self.taken.add(mcid)
        if figure:
            self.figures.add(mcid)
        return self.runs.get(mcid)

    def _fault(self, key: str, **facts: Any) -> None:
        self.faults[say(key, **facts)] = None

    def _read(self, instructions: Any, resources: Any, depth: int) -> None:
        marks, kept = len(self._marks), len(self._kept)
        for operands, operator in instructions:
            name = str(operator)
            figure = bool(self._marks) and self._marks[-1].figure
            if name not in ALLOWED and not figure and not is_plain_colour(name, operands, resources):
                self._stranger(name)
            if not (figure or is_plain(name, operands)) or self._leaks(name, depth):
                self._fault("verify.operator", operator=name)
            if name in MARKS:
                self._mark(name, operands, marks, figure)
            elif name in STATE or name in ("scn", "SCN"):
                self._change(name, operands, resources, kept, depth, figure)
            elif name in ("Do", "INLINE IMAGE", "BI", "sh"):
                self._picture(name, operands, resources, depth, figure)
            elif name in TEXT or name in SHOWN:
                self._text(name, operands, resources, figure)
            elif name in LINES or name in CURVES:
                self._lines(name, operands, figure)
        while len(self._marks) > marks:
            self._finish(self._marks.pop())

    def _leaks(self, name: str, depth: int) -> bool:
        """Tell whether a picture would change how what follows it is painted: it has to be between q and Q."""
        mark = self._marks[-1] if self._marks else None
        if mark is None or not mark.figure or depth:
            return False
        start = next(one for one in self._marks if one.figure).kept
        if len(self._kept) == start:
            return name not in _AROUND
        return name == "EMC" and sum(one.figure for one in self._marks) == 1

    def _stranger(self, name: str) -> None:
        if name in ("Do", "INLINE IMAGE", "BI"):
            return
        if name in CURVES or name == "sh":
            self._fault("verify.drawing")
        else:
            self._fault("verify.operator", operator=name)

    # --- marked content ----------------------------------------------------------------------------------------------

    def _mark(self, name: str, operands: Any, marks: int, figure: bool) -> None:
        if name in ("BDC", "BMC"):
            if str(operands[0]) == "/OC":
                self._fault("verify.layer")
            if len(operands) > 1 and isinstance(operands[1], pikepdf.Name):
                self._fault("verify.operator", operator=name)
            self._marks.append(_Mark(operands, figure))
            self._marks[-1].kept = len(self._kept)
            for entry in self._marks[-1].odd:
                self._fault("verify.entry", name=entry[1:])
            if self._marks[-1].tag == _FIGURE:
                self._paints()
                self.drawn.append([])
        elif name == "EMC" and len(self._marks) > marks:
            self._finish(self._marks.pop())

    def _innermost(self) -> _Mark | None:
        return next((mark for mark in reversed(self._marks) if mark.key is not None), None)

    def _finish(self, mark: _Mark) -> None:
        lines = mark.lines
        if mark.actual is not None:
            shown = run_on(lines)
            if squeezed(shown) != squeezed(str(mark.actual)):
                self.replaced.append(f"{shown} → {mark.actual}")
            if mark.key is not None:
                height = lines[-1].last if lines else 0.0
                lines = [Run(str(mark.actual), height, height)]
        if mark.key is None or not lines:
            return
        run = Run(run_on(lines), lines[0].first, lines[-1].last)
        if not isinstance(mark.key, int):
            self.artefacts.append(run.text)
        elif mark.key in self.runs:
            self.loose.append(run.text)  # a number given twice: the tree can mean one of the two only
        else:
            self.runs[mark.key] = run

    # --- graphics ----------------------------------------------------------------------------------------------------

    def _covers(self, corners: list[Point]) -> None:
        """Count what is painted between corners as a share of the page."""
        across, along = [x for x, _ in corners], [y for _, y in corners]
        width = min(max(across), self.box[2]) - max(min(across), self.box[0])
        height = min(max(along), self.box[3]) - max(min(along), self.box[1])
        self._fonts.budget.paint(max(_LEAST_SHARE, max(0.0, width) * max(0.0, height) / (self._across * self._along)))

    def _whole(self) -> list[Point]:
        return [(self.box[0], self.box[1]), (self.box[2], self.box[3])]

    def _change(self, name: str, operands: Any, resources: Any, kept: int, depth: int, figure: bool) -> None:
        match name:
            case "q":
                self._kept.append(replace(self._state))
                if len(self._kept) > _DEEPEST_STATE:
                    raise RecursionError
            case "Q":
                if len(self._kept) > kept:
                    self._state = self._kept.pop()
            case "cm":
                self._state.matrix = times(matrix_of(operands), self._state.matrix)
            case "gs":
                state = resources.get("/ExtGState", {}).get(str(operands[0]), pikepdf.Dictionary())
                if not figure and set(state.keys()) - _PLAIN_STATE:
                    self._fault("verify.see_through")
                mask = state.get("/SMask")
                if figure and isinstance(mask, pikepdf.Dictionary):
                    self._covers(self._whole())
                    self._form(mask.G, resources, depth)
            case "w":
                self._state.line = float(operands[0])
            case "d":
                dashes = [float(one) for one in operands[0]]
                if (dashes and not figure) or not is_dashed_in_time(dashes):
                    self._fault("verify.operator", operator=name)
            case "scn" | "SCN":
                if operands and isinstance(operands[-1], pikepdf.Name):
                    self._pattern(resources.get("/Pattern", {}).get(str(operands[-1])))
            case _:
                pass

    def _lines(self, name: str, operands: Any, figure: bool) -> None:
        if name not in ENDS_PATH:
            self._path.add(name, operands, self._state.matrix)
            return
        if name != "n" and self._path.points:
            self._covers(self._path.points)
        if name != "n" and not figure:
            self._shape(name)
        if self._path.clips:
            self._clip()
        self._path = Path()

    def _shape(self, name: str) -> None:
        """Take up what is painted beside words and pictures."""
        state, mark = self._state, self._innermost()
        width = state.line * max(abs(part) for part in state.matrix[:4])
        painted = self._path.shapes(name, width, state.clip)
        if mark is None or state.odd_clip or not painted:
            self._fault("verify.drawing")
            return
        self.shapes += [Shape(kind, box, mark.key) for kind, box in painted]

    def _clip(self) -> None:
        box = box_of(self._path.points) if self._path.points else (0.0, 0.0, 0.0, 0.0)
        old = self._state.clip
        if old is not None:
            box = (max(old[0], box[0]), max(old[1], box[1]), min(old[2], box[2]), min(old[3], box[3]))
        self._state.clip = box
        self._state.odd_clip |= not self._path.is_rectangle()

    def _paints(self) -> None:
        inner = self._innermost()
        self.painted.append(inner.key if inner else None)

    def _picture(self, name: str, operands: Any, resources: Any, depth: int, figure: bool) -> None:
        self._paints()
        if name != "Do":
            self._covers(self._whole())
            if name == "sh":
                if not is_gradient(resources.get("/Shading", {}).get(str(operands[0]))):
                    self._fault("verify.pattern")
            elif figure:
                self._fault("verify.form_outside")  # policygen's pictures are objects of the file
            return
        thing = resources.get("/XObject", {}).get(str(operands[0]))
        if thing is None:
            return
        if not figure:
            self._fault("verify.form_outside")
        if "/OC" in thing or "/Alternates" in thing:
            self._fault("verify.layer")
        if thing.get("/Subtype") == "/Form":
            self._covers(self._whole() if "/Group" in thing else [(0.0, 0.0)])
            self._form(thing, resources, depth)
            return
        self._covers([moved_by(self._state.matrix, x, y) for x in (0.0, 1.0) for y in (0.0, 1.0)])
        for image in (thing, thing.get("/SMask")):
            if image is not None and not is_small(image):
                self._fault("verify.picture_large")

    def _form(self, form: Any, resources: Any, depth: int) -> None:
        if depth >= _DEEPEST:
            raise RecursionError
        kept = len(self._kept)
        self._kept.append(replace(self._state))
        if "/Matrix" in form:
            self._state.matrix = times(matrix_of(list(form.Matrix)), self._state.matrix)
        self._read(_instructions(form, self._fonts), form.get("/Resources", resources), depth + 1)
        self._state = self._kept[kept]
        del self._kept[kept:]

    def _pattern(self, pattern: Any) -> None:
        """Look at what a picture is filled with: a gradient, and not a drawing repeated without end."""
        if pattern is None or pattern.get("/PatternType") != 2 or not is_gradient(pattern.get("/Shading")):
            self._fault("verify.pattern")

    # --- words -------------------------------------------------------------------------------------------------------

    def _text(self, name: str, operands: Any, resources: Any, figure: bool) -> None:
        state = self._state
        match name:
            case "BT":
                self._line = UNIT
            case "Tf":
                state.font = self._fonts.font(resources.get("/Font", pikepdf.Dictionary()), str(operands[0]))
                state.size = float(operands[1])
            case "Tm":
                self._line = matrix_of(operands)
            case "TL":
                state.leading = float(operands[0])
            case "Tr":
                state.mode = int(operands[0])
            case "Ts":
                state.rise = float(operands[0])
            case "Td" | "TD":
                if name == "TD":
                    state.leading = -float(operands[1])
                self._line = times((1.0, 0.0, 0.0, 1.0, float(operands[0]), float(operands[1])), self._line)
            case "T*":
                self._line = times((1.0, 0.0, 0.0, 1.0, 0.0, -state.leading), self._line)
            case "Tj" | "TJ" | "'" | '"':
                if name in ("'", '"'):
                    self._line = times((1.0, 0.0, 0.0, 1.0, 0.0, -state.leading), self._line)
                self._show(operands[0] if name == "TJ" else [operands[-1]], figure)
            case _:
                pass

    def _show(self, parts: Any, figure: bool) -> None:
        state = self._state
        font = state.font
        if font is None:
            raise UnreadablePdf(say("verify.no_font"))
        shown = set_out(parts, font)
        text = shown.text
        mark = self._innermost()
        whole = times(self._line, state.matrix)
        left, base = moved_by(whole, shown.first * state.size / 1000, state.rise)
        right, end = moved_by(whole, shown.last * state.size / 1000, state.rise)
        run = Run(text, base, base)
        if mark is None:
            self.loose.append(text)
        else:
            mark.lines.append(run)
        self._line = times((1.0, 0.0, 0.0, 1.0, shown.pen * state.size / 1000, 0.0), self._line)
        size = abs(whole[3] * state.size)
        mirrored = min(whole[0] * state.size, whole[3] * state.size) <= 0
        self._covers([(left, base), (right, base + size)])
        if figure:
            self.drawn[-1].append(text)
            return
        key = mark.key if mark else None
        painted = Painted(key, text, min(left, right), max(left, right), base, size)
        self.words.append(painted)
        if marks_only(text):
            return
        rise = state.rise / state.size if state.size else 0.0
        sight = Sight(state.mode, rise, state.clip, state.odd_clip, mirrored)
        stretch = abs(whole[0] * state.size) / size if size else 0.0
        for key, facts in unlike_a_line(painted, sight, self.box, stretch, abs(end - base), shown.backwards):
            self._fault(key, **facts)


def _instructions(content: Any, fonts: Fonts) -> Iterator[Any]:
    """Return what a page or a form does. Raises UnreadablePdf for more than any page has."""
    streams = content.obj.get("/Contents", []) if isinstance(content, pikepdf.Page) else content
    parts = list(streams) if isinstance(streams, pikepdf.Array) else [streams]
    fonts.budget.spend(sum(len(part.read_bytes()) for part in parts))
    found: Any = pikepdf.parse_content_stream(content)
    return iter(found)
