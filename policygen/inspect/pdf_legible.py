"""What keeps a reader from seeing a line of words as it is in a PDF, by where and how it is painted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from policygen.inspect.pdf_operators import Box
from policygen.inspect.pdf_runs import Painted

_LEAST = 6.5  # points: policygen sets none below 7
_HIGHEST = 0.5  # of the size, that a mark stands off the line
_CLOSER = 200.0  # thousandths of the size by which TJ may move a letter back; half the narrowest letter's width
_EDGE = 1.0  # points


class Sight(NamedTuple):
    """The graphics state as far as it hides words: rendering mode, rise (as a share of the size), clip.

    `mirrored` says that letters run backwards or stand on their heads.
    """

    mode: int
    rise: float
    clip: Box | None
    odd_clip: bool
    mirrored: bool


def unlike_a_line(
    run: Painted, sight: Sight, page: Box, stretch: float, slope: float, backwards: float
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the sentence's key and facts for all that is unlike a line of a policy.

    `stretch` is how much wider than high the letters are made, `slope` how far the line rises in points, `backwards`
    how far a letter was moved back over others.
    """
    words = run.text.strip()[:60]
    left, bottom, right, top = page
    lowest, highest = run.base - 0.2 * run.size, run.base + 0.7 * run.size
    if sight.mode != 0:
        yield _fault("verify.invisible_mode", words=words, mode=sight.mode)
    if run.size < _LEAST:
        yield _fault("verify.tiny", words=words, size=f"{run.size:.1f}")
    elif sight.mirrored or (isinstance(run.key, int) and (slope > _EDGE or not 0.8 < stretch < 1.25)):
        yield _fault("verify.askew", words=words)
    if abs(sight.rise) > _HIGHEST:
        yield _fault("verify.askew", words=words)
    if backwards > _CLOSER:
        yield _fault("verify.moved_back", words=words)
    if run.left < left - _EDGE or run.right > right + _EDGE or lowest < bottom - _EDGE or highest > top + _EDGE:
        yield _fault("verify.off_page", words=words)
        return
    clip = sight.clip
    if clip is None:
        return
    outside = run.left < clip[0] - _EDGE or run.right > clip[2] + _EDGE
    outside |= lowest < clip[1] - _EDGE or highest > clip[3] + _EDGE
    if outside or sight.odd_clip:
        yield _fault("verify.cut_off", words=words)


def _fault(key: str, **facts: Any) -> tuple[str, dict[str, Any]]:
    return key, facts
