"""The visible stamp of a signature: name, role and date, in the document's typeface."""

from __future__ import annotations

from markupsafe import escape

from policygen.diagnostics.codes import say
from policygen.look.fonts import FontFile, advances
from policygen.look.look import Look
from policygen.render.pdf_weasyprint.small_page import draw_small_page
from policygen.sign.certificate import SigningRefused

NAME_SIZE, LINE_SIZE, LEAST_SIZE = 11.0, 8.0, 5.0
_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><style>
@page{{size:{width}pt {height}pt;margin:0}}
body{{margin:0;padding:{above}pt 0 0;font-family:"{family}";color:#000;line-height:1.2;white-space:nowrap}}
p{{margin:0}}
</style></head><body><p style="font-weight:bold;font-size:{name_size}pt">{name}</p>
<p style="font-size:{line_size}pt">{line}</p></body></html>"""


def stamp(name: str, role: str, date: str, width: float, height: float, look: Look) -> bytes:
    """A PDF of one page, `width` by `height` points: the name above role and date, with every font embedded.

    A long line is set smaller. Raises SigningRefused where one does not fit even so, or the face lacks a character.
    """
    line = f"{role} · {date}"
    missing = sorted({c for c in name + line if ord(c) not in look.face.characters})
    if missing:
        raise SigningRefused(say("sign.no_glyph", font=look.face.family, characters=" ".join(missing)))
    name_size = _fitting(name, NAME_SIZE, width, look.face.fonts[1])
    line_size = _fitting(line, LINE_SIZE, width, look.face.fonts[0])
    above = max(0.0, height - 1.2 * (name_size + line_size) - 1.5)
    html = _PAGE.format(
        width=width, height=height, above=round(above, 2), family=look.face.family,
        name=escape(name), line=escape(line), name_size=name_size, line_size=line_size,
    )  # fmt: skip
    page = draw_small_page(html, look.face)
    if page.pages != 1 or page.families - {look.face.family}:
        raise SigningRefused(say("sign.no_fit", name=name, line=line))
    return page.data


def _fitting(words: str, size: float, width: float, font: FontFile) -> float:
    known, units = advances(font)
    natural = sum(known.get(ord(c), units) for c in words) / units
    fitting = min(size, (width - 1) / natural if natural else size)
    if fitting < LEAST_SIZE:
        raise SigningRefused(say("sign.too_long", words=repr(words)))
    return float(int(fitting * 10) / 10)
