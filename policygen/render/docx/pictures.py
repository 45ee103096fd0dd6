"""Pictures as inline DrawingML (ECMA-376 20.4.2.8) and the media parts they show."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

from docx.image.image import Image

from policygen.document.model import Asset
from policygen.look.fonts import Face
from policygen.render.docx.repeatable import Numbers, relationship_id
from policygen.render.docx.xml import EMU_PER_MM, Element, R, append, plain, safe
from policygen.render.line_art import drawn_by

PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
EXTENSIONS = {"image/png": "png", "image/jpeg": "jpeg"}
SVG = "image/svg+xml"


class Pictures:
    """The pictures of one document; `media` maps relationship ids to (part name, bytes).

    Drawings are drawn by the engine of the name `engine`.
    """

    def __init__(self, assets: Iterable[Asset], numbers: Numbers, face: Face, engine: str) -> None:
        self.media: dict[str, tuple[str, bytes]] = {}
        self._assets = {asset.id: asset for asset in assets}
        self._numbers = numbers
        self._face = face
        self._engine = engine

    def asset(self, asset_id: str) -> Asset:
        """The picture of `asset_id`. ValueError when the document does not hold it, or in no form we know."""
        asset = self._assets.get(asset_id)
        if asset is None or asset.media_type not in (*EXTENSIONS, SVG):
            raise ValueError(f"the picture {asset_id!r} is not among the document's assets as PNG, JPEG or SVG")
        return asset

    def ratio(self, asset: Asset) -> float:
        """Height over width."""
        if asset.width > 0 and asset.height > 0:
            return asset.height / asset.width
        if asset.media_type == SVG:
            return 1.0
        image = Image.from_file(BytesIO(b64decode(asset.data)))
        return float(image.px_height) / float(image.px_width)

    def show(self, run: Element, asset: Asset, alternative: str, width: float, key: str) -> None:
        """Append the picture to a w:r, `width` millimetres wide; `key` names it among all drawings."""
        if asset.media_type == SVG:
            # Word shows SVG only from 2016 on and wants a PNG beside it anyway; LibreOffice and Pages want the PNG.
            data = drawn_by(self._engine, asset.data, width, round(width * self.ratio(asset), 2), self._face)
            asset = replace(asset, media_type="image/png")
        else:
            data = b64decode(asset.data)
        name = f"{sha256(data).hexdigest()[:16]}.{EXTENSIONS[asset.media_type]}"
        relationship = relationship_id(f"media/{name}")
        self.media[relationship] = (f"word/media/{name}", data)
        across, down = round(width * EMU_PER_MM), round(width * self.ratio(asset) * EMU_PER_MM)
        words = safe(alternative)
        inline = plain(append(run, "drawing"), "wp:inline", distT=0, distB=0, distL=0, distR=0)
        plain(inline, "wp:extent", cx=across, cy=down)
        number = self._numbers.number(f"drawing:{key}")
        plain(inline, "wp:docPr", id=number, name=name, descr=words)
        plain(plain(inline, "wp:cNvGraphicFramePr"), "a:graphicFrameLocks", noChangeAspect=1)
        graphic = plain(plain(inline, "a:graphic"), "a:graphicData", uri=PICTURE)
        picture = plain(graphic, "pic:pic")
        about = plain(picture, "pic:nvPicPr")
        plain(about, "pic:cNvPr", id=number, name=name, descr=words)
        plain(about, "pic:cNvPicPr")
        fill = plain(picture, "pic:blipFill")
        plain(fill, "a:blip").set(f"{{{R}}}embed", relationship)
        plain(plain(fill, "a:stretch"), "a:fillRect")
        shape = plain(picture, "pic:spPr")
        frame = plain(shape, "a:xfrm")
        plain(frame, "a:off", x=0, y=0)
        plain(frame, "a:ext", cx=across, cy=down)
        plain(plain(shape, "a:prstGeom", prst="rect"), "a:avLst")
