"""The lines, frames and fills that a page paints beside its words, as the rectangles that they cover.

policygen's own pages paint few kinds of path (ISO 32000-1 8.5): a straight line that is stroked, the space between
two rectangles, a filled rectangle, and by Typst a rectangle of four lines that is stroked or filled. Each may be
clipped to a rectangle. Any other path is none of policygen's.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from policygen.inspect.pdf_operators import Box, Matrix, moved_by

_STRAIGHT = 0.05  # points by which what is upright may be off
_CORNER = 2.1  # points that a clip takes away at the corner where two sides of a frame meet
_NOTHING = 0.01  # points
_THICKEST = 2.6  # points of a line that is painted as a rectangle
_CLOSED = ["m", "l", "l", "l", "h"]

Point = tuple[float, float]
Kind = Literal["line", "frame", "fill"]
Rectangle = tuple[Kind, Box]


class Shape(NamedTuple):
    """A rectangle that was painted, or a frame's outer edge. `key` is the marked content that it belongs to."""

    kind: Kind
    box: Box
    key: int | str | None

    @property
    def width(self) -> float:
        """Points from left to right."""
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        """Points from the lower edge to the upper one."""
        return self.box[3] - self.box[1]


class Path:
    """A path while it is made, its points in the page's own space. `clips` says that it will clip what follows."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self.clips = False
        self._steps: list[str] = []

    def add(self, name: str, operands: Any, matrix: Matrix) -> None:
        """Add what an operator that constructs or clips paths does (ISO 32000-1 tables 59 and 61)."""
        if name in ("W", "W*"):
            self.clips = True
            return
        self._steps.append(name)
        if name == "re":
            left, bottom, width, height = map(float, operands)
            corners = ((left, bottom), (left + width, bottom), (left + width, bottom + height), (left, bottom + height))
            self.points += [moved_by(matrix, *corner) for corner in corners]
        elif name != "h":
            self.points.append(moved_by(matrix, float(operands[-2]), float(operands[-1])))

    def is_rectangle(self) -> bool:
        """Tell whether the path is one upright rectangle, or one whose corners are mitred."""
        return self._steps in (["re"], ["m", "l", "l", "l"]) and _is_upright(self.points, _CORNER)

    def shapes(self, operator: str, width: float, clip: Box | None) -> list[Rectangle]:
        """Return the rectangles that `operator` paints of the path; [] for a path that policygen never paints.

        `width` is that of a line in points. What the clip leaves nothing of is a rectangle without height or width.
        """
        match self._steps, operator:
            case ["m", "l"], "S":
                box = _line(self.points, width)
                return [("line", _within(box, clip))] if box else []
            case ["re"], "f" if _is_upright(self.points, _STRAIGHT):
                return [("fill", _within(box_of(self.points), clip))]
            case ["re", "re"], "f*":
                first, second = self.points[:4], self.points[4:]
                if _is_upright(first, _STRAIGHT) and _is_upright(second, _STRAIGHT):
                    return _frame(box_of(first), box_of(second), clip)
            case steps, "S" if steps == _CLOSED and _is_upright(self.points, _STRAIGHT):
                left, bottom, right, top = box_of(self.points)
                half = width / 2
                return [("frame", _within((left - half, bottom - half, right + half, top + half), clip))]
            case steps, "f" if steps == _CLOSED and _is_upright(self.points, _STRAIGHT):
                box = box_of(self.points)
                return [("line" if min(_sides(box)) <= _THICKEST else "fill", _within(box, clip))]
        return []


def box_of(points: Sequence[Point]) -> Box:
    """Return the upright rectangle round some points."""
    across, along = [x for x, _ in points], [y for _, y in points]
    return min(across), min(along), max(across), max(along)


def _is_upright(points: Sequence[Point], slack: float) -> bool:
    """Tell whether four points are the corners of an upright rectangle, one after the other."""
    left, bottom, right, top = box_of(points)
    corners = ((left, bottom), (right, bottom), (right, top), (left, top))
    places = []
    for point in points:
        off = [abs(point[0] - x) + abs(point[1] - y) for x, y in corners]
        places.append(off.index(min(off)))
        if min(off) > 2 * slack:
            return False
    return sorted(places) == [0, 1, 2, 3] and all((one - other) % 2 for one, other in pairwise(places))


def _line(points: Sequence[Point], width: float) -> Box | None:
    left, bottom, right, top = box_of(points)
    half = width / 2
    if top - bottom <= _STRAIGHT:
        return left, bottom - half, right, top + half
    if right - left <= _STRAIGHT:
        return left - half, bottom, right + half, top
    return None


def _frame(one: Box, other: Box, clip: Box | None) -> list[Rectangle]:
    """Return the frame between two rectangles, or those of its sides that it has and that are not clipped away."""
    outer, inner = box_of((one[:2], one[2:], other[:2], other[2:])), _within(one, other)
    # The corners of both are sums of what the file says, and where they meet one may be off by the last bit.
    if not any(max(abs(edge - own) for edge, own in zip(outer, box, strict=True)) <= _NOTHING for box in (one, other)):
        return []
    left, bottom, right, top = outer
    sides = [
        (left, inner[3], right, top), (left, bottom, right, inner[1]),
        (left, bottom, inner[0], top), (inner[2], bottom, right, top),
    ]  # fmt: skip
    if all(_is_something(side) for side in sides) and _within(outer, clip) == outer:
        return [("frame", outer)]
    seen = [_within(side, clip) for side in sides if _is_something(side)]
    long: list[Rectangle] = [("line", side) for side in seen if _is_something(side) and max(_sides(side)) > _CORNER]
    return long or [("line", side) for side in seen[:1]]


def _sides(box: Box) -> tuple[float, float]:
    return box[2] - box[0], box[3] - box[1]


def _is_something(box: Box) -> bool:
    return min(_sides(box)) > _NOTHING


def _within(box: Box, clip: Box | None) -> Box:
    if clip is None:
        return box
    left, bottom = max(box[0], clip[0]), max(box[1], clip[1])
    return left, bottom, max(left, min(box[2], clip[2])), max(bottom, min(box[3], clip[3]))
