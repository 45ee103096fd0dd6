"""Charts as SVG, with a title and a description for those who do not see them, legible on light and on dark pages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

WIDTH, LABELS, ROW = 820, 360, 30
_STYLE = """
  text { font: 14px 'Liberation Sans', Arial, Helvetica, sans-serif; fill: #1b2330 }
  .page { fill: #ffffff } .small { font-size: 12px }
  .ours { fill: #1d5a94; stroke: #1d5a94 } .others { fill: #a8b4c2; stroke: #5d6b7a }
  .axis { stroke: #5d6b7a } .line { fill: none; stroke-width: 2.5 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6ebf2 } .page { fill: #12161d }
    .ours { fill: #6fb1ee; stroke: #6fb1ee } .others { fill: #4a5665; stroke: #9aa8b8 }
    .axis { stroke: #9aa8b8 }
  }
"""


def shown(value: float) -> str:
    """Return a number with three digits that count, and thousands set apart."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def bars(title: str, unit: str, rows: Sequence[tuple[str, float, bool]]) -> str:
    """Return bars, one a row of (name, value, whether it is ours), on a scale of tenfold steps."""
    height = 72 + ROW * len(rows)
    lowest = 10.0 ** math.floor(math.log10(min(value for _, value, _ in rows)))
    steps = math.log10(max(value for _, value, _ in rows) / lowest)
    parts = []
    for number, (name, value, ours) in enumerate(rows):
        top = 48 + ROW * number
        length = max(3.0, math.log10(value / lowest) / max(steps, 0.1) * (WIDTH - LABELS - 80))
        parts += [
            f'<text x="{LABELS - 10}" y="{top + 15}" text-anchor="end">{escape(name)}</text>',
            f'<rect class="{"ours" if ours else "others"}" x="{LABELS}" y="{top}" width="{length:.1f}" height="20"/>',
            f'<text x="{LABELS + length + 8:.1f}" y="{top + 15}">{shown(value)}</text>',
        ]
    parts.append(
        f'<text class="small" x="{LABELS}" y="{height - 12}">{escape(unit)}; each tenfold step is equally wide</text>'
    )
    told = "; ".join(f"{name}: {shown(value)}" for name, value, _ in rows)
    return _svg(title, f"{unit}. {told}.", height, parts)


def lines(title: str, unit: str, across: str, points: Sequence[tuple[float, float]]) -> str:
    """Return a line through points, both scales in tenfold steps."""
    height, left, right, top, bottom = 360, 90, WIDTH - 60, 50, 300
    xs, ys = ([math.log10(one[place]) for one in points] for place in (0, 1))

    def place(value: float, values: Sequence[float], start: int, end: int) -> float:
        low, high = min(values), max(values)
        return start + (value - low) / ((high - low) or 1) * (end - start)

    spots = [(place(x, xs, left, right), place(y, ys, bottom - 10, top + 20)) for x, y in zip(xs, ys, strict=True)]
    path = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
    parts = [
        f'<path class="axis line" d="M{left - 30} {top} V{bottom} H{right + 20}"/>',
        f'<path class="ours line" style="fill:none" d="{path}"/>',
        f'<text class="small" x="{left - 24}" y="{top + 4}">{escape(unit)}</text>',
        f'<text class="small" x="{right + 20}" y="{bottom + 42}" text-anchor="end">{escape(across)}; on both scales, '
        "each tenfold step is equally wide</text>",
    ]
    for (x, y), (size, value) in zip(spots, points, strict=True):
        parts += [
            f'<circle class="ours" cx="{x:.1f}" cy="{y:.1f}" r="4"/>',
            f'<text x="{x:.1f}" y="{y - 12:.1f}" text-anchor="middle">{shown(value)}</text>',
            f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{size:,.0f}</text>',
        ]
    told = "; ".join(f"{size:,.0f} {across}: {shown(value)}" for size, value in points)
    return _svg(title, f"{unit}. {told}.", height, parts)


def _svg(title: str, description: str, height: int, parts: Sequence[str]) -> str:
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
            'aria-labelledby="title desc">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="desc">{escape(description)}</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect class="page" width="{WIDTH}" height="{height}"/>',
            f'<text x="20" y="28" style="font-weight: bold">{escape(title)}</text>',
            *parts,
            "</svg>\n",
        )
    )
