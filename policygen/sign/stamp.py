"""The visible stamp of a signature, in the document's typeface: name and role, and the date on its own line."""

from __future__ import annotations

from markupsafe import escape

from policygen.diagnostics.codes import say
from policygen.look.fonts import FontFile, advances
from policygen.look.look import Look
from policygen.look.units import POINTS_PER_MM
from policygen.render.pdf_weasyprint.small_page import draw_small_page
from policygen.sign.certificate import SigningRefused

NAME_SIZE, LINE_SIZE, LEAST_SIZE = 11.0, 8.0, 5.0
_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><style>
@page{{size:{width}pt {height}pt;margin:0}}
body{{margin:0;padding:{above}pt 0 0;font-family:"{family}";color:#000;line-height:1.2;white-space:nowrap}}
p{{margin:0}}
.date{{position:absolute;left:{date_at}pt;bottom:1.5pt}}
</style></head><body><p style="font-weight:bold;font-size:{name_size}pt">{name}</p>
<p style="font-size:{line_size}pt">{role}</p><p class="date" style="font-size:{date_size}pt">{date}</p></body></html>"""


def stamp(name: str, role: str, date: str, width: float, height: float, look: Look) -> bytes:
    """A PDF of one page, `width` by `height` points: the name above the role, and the date where its line is.

    Every font is embedded, and a long line is set smaller. Raises SigningRefused where one does not fit even so, or the
    face lacks a character.
    """
    missing = sorted({c for c in name + role + date if ord(c) not in look.face.characters})
    if missing:
        raise SigningRefused(say("sign.no_glyph", font=look.face.family, characters=" ".join(missing)))
    signature = look.tokens.signature
    date_at = width - signature.date_width * POINTS_PER_MM
    room = date_at - signature.gap * POINTS_PER_MM
    name_size = _fitting(name, NAME_SIZE, room, look.face.fonts[1])
    line_size = _fitting(role, LINE_SIZE, room, look.face.fonts[0])
    date_size = _fitting(date, NAME_SIZE, width - date_at, look.face.fonts[0])
    above = max(0.0, height - 1.2 * (name_size + line_size) - 1.5)
    html = _PAGE.format(
        width=width, height=height, above=round(above, 2), family=look.face.family,
        name=escape(name), role=escape(role), date=escape(date), name_size=name_size, line_size=line_size,
        date_at=round(date_at, 2), date_size=date_size,
    )  # fmt: skip
    page = draw_small_page(html, look.face)
    if page.pages != 1 or page.families - {look.face.family}:
        raise SigningRefused(say("sign.no_fit", name=name, line=f"{role}, {date}"))
    return page.data


def _fitting(words: str, size: float, width: float, font: FontFile) -> float:
    known, units = advances(font)
    natural = sum(known.get(ord(c), units) for c in words) / units
    fitting = min(size, (width - 1) / natural if natural else size)
    if fitting < LEAST_SIZE:
        raise SigningRefused(say("sign.too_long", words=repr(words)))
    return float(int(fitting * 10) / 10)
