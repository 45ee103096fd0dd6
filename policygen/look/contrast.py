"""Contrast between two colours as WCAG 2.2 measures it, and colours made dark enough, or clear enough, to read."""

from __future__ import annotations

import re
from math import ceil

# WCAG 2.2, 1.4.3: 4.5:1 for text under 18 pt (14 pt bold), 3:1 above and for what is not text (1.4.11).
TEXT_RATIO = 4.5

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, "contrast ratio"); else ValueError."""
    lighter, darker = sorted((_luminance(_channels(first)), _luminance(_channels(second))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, background: str, ratio: float = TEXT_RATIO) -> str:
    """`colour`, darkened in equal proportion as little as gives `ratio` against `background`; its hue is kept.

    A colour that is readable comes back as it was. On a background that even black cannot reach `ratio` on, black.
    """
    if contrast(colour, background) >= ratio:
        return colour
    red, green, blue = _channels(colour)
    for step in range(255, -1, -1):
        share = step / 255
        darker = f"#{int(red * share):02x}{int(green * share):02x}{int(blue * share):02x}"
        if contrast(darker, background) >= ratio:
            return darker
    return "#000000"


def veil(colour: str, paper: str) -> str:
    """Return the darkest and clearest colour (`#rrggbbaa`) that makes paper look as `colour` does, if that is darker.

    What is printed below it stays as dark as it was, so it can lie over words and pictures.
    """
    channels = list(zip(_channels(colour), _channels(paper), strict=True))
    alpha = ceil(255 * max(0.0, *(1 - one / (ground or 1) for one, ground in channels)))
    share = alpha / 255 or 1.0
    seen = (round((one - ground * (1 - share)) / share) for one, ground in channels)
    return "#" + "".join(f"{min(255, max(0, channel)):02x}" for channel in seen) + f"{alpha:02x}"


def _channels(colour: str) -> tuple[int, int, int]:
    if not _COLOUR.fullmatch(colour):
        raise ValueError(f"{colour!r} is not a colour like #1f3a5f")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(channels: tuple[int, int, int]) -> float:
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (channel / 255 for channel in channels)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
