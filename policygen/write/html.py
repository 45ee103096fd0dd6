"""Document -> the HTML page that the PDF is set from; the templates say what it looks like."""

from __future__ import annotations

import base64
from dataclasses import asdict
from io import BytesIO

from markupsafe import Markup
from PIL import Image

from policygen.document.model import Asset, Document
from policygen.write.contrast import readable
from policygen.write.look import Look, css_string

# The room that the cover gives a logo, in millimetres.
LOGO_WIDTH = 60.0
LOGO_HEIGHT = 32.0


def html_for_pdf(document: Document, look: Look) -> str:
    """The whole page as HTML; every section and block has `anchor(id)` as its id, pictures are `data:` URIs.

    Raises KeyError for a picture that is not in `document.assets`.
    """
    pictures = {asset.id: source(asset) for asset in document.assets}
    logo = None
    if document.cover.logo:
        asset = next(asset for asset in document.assets if asset.id == document.cover.logo)
        logo = {"source": source(asset), "alternative": asset.alternative, "width": logo_width(asset)}
    page = look.pages.get_template("policy.html.j2")
    return page.render(document=document, pictures=pictures, logo=logo, running=Markup(running_css(document)))  # noqa: S704 - escaped by css_string


def stylesheet(document: Document, look: Look) -> str:
    """The stylesheet in the school's colour, darkened where it could not be read on paper, a tint or the watermark."""
    tokens = look.tokens.for_kind(document.kind)
    colours = tokens.colours
    named = asdict(colours)
    if document.colour:
        named["house"] = document.colour
        for ground in (colours.paper, colours.tint, colours.watermark):
            named["house"] = readable(named["house"], ground)
    return look.pages.get_template("policy.css.j2").render(tokens=tokens, colour=named)


def logo_width(asset: Asset) -> float:
    """Millimetres: as wide as the cover's room for a logo allows, and its height with that; square if not known."""
    ratio = asset.width / asset.height if asset.width and asset.height else 1.0
    return round(min(LOGO_WIDTH, LOGO_HEIGHT * ratio), 2)


def source(asset: Asset) -> str:
    """The `data:` URI of a picture, in a colour space that PDF/A-3 with an sRGB intent allows (ISO 19005-3 6.2.4).

    A CMYK or 16-bit picture becomes an RGB PNG; another stays as it is.
    """
    if asset.media_type != "image/svg+xml":
        with Image.open(BytesIO(base64.b64decode(asset.data))) as picture:
            if picture.mode not in ("1", "L", "LA", "P", "PA", "RGB", "RGBA"):
                converted = BytesIO()
                picture.convert("RGB").save(converted, "PNG")
                return f"data:image/png;base64,{base64.b64encode(converted.getvalue()).decode('ascii')}"
    return f"data:{asset.media_type};base64,{asset.data}"


def running_css(document: Document) -> str:
    """The `@page` rule that holds what this document prints in every page's margins."""
    head = css_string("\n".join((document.header, *([" · ".join(document.notices)] if document.notices else []))))
    before, _, rest = document.words.page.partition("{page}")
    between, _, after = rest.partition("{pages}")
    number = f"{css_string(before)} counter(page) {css_string(between)}"
    if "{pages}" in document.words.page:
        number += f" counter(pages) {css_string(after)}"
    # Both rules stand here: WeasyPrint ranks the stylesheets it is handed below those of the page.
    rules = [
        f"@top-left{{content:{head}}}",
        f"@bottom-left{{content:{css_string(document.cover.status)}}}",
        f"@bottom-right{{content:{number}}}",
    ]
    if document.words.watermark:
        rules.append(f"@left-middle{{content:{css_string(document.words.watermark)}}}")
    if document.kind == "sheet":
        return f"@page{{{''.join(rules)}}}"
    bare = "".join(f"@{box}{{content:none}}" for box in ("top-left", "bottom-left", "bottom-right"))
    return f"@page{{{''.join(rules)}}}@page :first{{{bare}}}"
