"""What the page that the PDF is set from and the web page share: pictures, logo, colours, the margins of paper."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import BytesIO

from PIL import Image

from policygen.check.pictures import logo_width
from policygen.document.model import Asset, Document
from policygen.look.contrast import readable
from policygen.look.tokens import Colours
from policygen.render.templates import css_string


@dataclass(frozen=True, slots=True)
class PlacedLogo:
    """The school's logo: `source` is a `data:` URI, `width` in millimetres."""

    source: str
    alternative: str
    width: float


def logo_of(document: Document) -> PlacedLogo | None:
    if not document.cover.logo:
        return None
    asset = next(asset for asset in document.assets if asset.id == document.cover.logo)
    return PlacedLogo(source(asset), asset.alternative, logo_width(asset.width, asset.height))


def pictures_of(document: Document) -> dict[str, str]:
    """Return the `data:` URI of each asset, by its id."""
    return {asset.id: source(asset) for asset in document.assets}


def source(asset: Asset) -> str:
    """The `data:` URI of a picture, in a colour space that PDF/A-3 with an sRGB intent allows (ISO 19005-3 6.2.4).

    A CMYK or 16-bit picture becomes an RGB PNG, which every browser shows too; another stays as it is.
    """
    if asset.media_type != "image/svg+xml":
        with Image.open(BytesIO(base64.b64decode(asset.data))) as picture:
            if picture.mode not in ("1", "L", "LA", "P", "PA", "RGB", "RGBA"):
                converted = BytesIO()
                picture.convert("RGB").save(converted, "PNG")
                return f"data:image/png;base64,{base64.b64encode(converted.getvalue()).decode('ascii')}"
    return f"data:{asset.media_type};base64,{asset.data}"


def colours_of(document: Document, colours: Colours) -> dict[str, str]:
    """Return the colours by name, the school's own as `house`: darkened where it could not be read on what lies under
    it. Raises ValueError when the document's colour is none.
    """
    named: dict[str, str] = asdict(colours)
    if document.colour:
        named["house"] = document.colour
        for ground in (colours.paper, colours.tint, colours.watermark):
            named["house"] = readable(named["house"], ground)
    return named


def running_css(document: Document, foot: Sequence[str]) -> str:
    """Return the `@page` rules for what every page's margins print, without the watermark.

    `foot` are the lines of the status (`footer_lines`).
    """
    head = css_string("\n".join((document.header, *([" · ".join(document.notices)] if document.notices else []))))
    before, _, rest = document.words.page.partition("{page}")
    between, _, after = rest.partition("{pages}")
    number = f"{css_string(before)} counter(page) {css_string(between)}"
    if "{pages}" in document.words.page:
        number += f" counter(pages) {css_string(after)}"
    status = css_string("\n".join(foot))
    lines = "white-space:pre-line;" if len(foot) > 1 else ""
    rules = f"@top-left{{content:{head}}}@bottom-left{{{lines}content:{status}}}@bottom-right{{content:{number}}}"
    if document.kind == "sheet":
        return f"@page{{{rules}}}"
    bare = "".join(f"@{box}{{content:none}}" for box in ("top-left", "bottom-left", "bottom-right"))
    return f"@page{{{rules}}}@page :first{{{bare}}}"
