"""The signature itself, by pyHanko: an incremental update that adds a signature and what is seen of it, no more."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.stamp import StaticStampStyle

from policygen.diagnostics.codes import say
from policygen.sign.certificate import Identity, SigningRefused


class _Update(IncrementalPdfFileWriter):
    """Leaves the file's metadata as they are: XMP and properties are the document's (ISO 19005-3 6.6.2.3)."""

    def _update_meta(self) -> None:
        pass


class _Page(PdfContent):
    """The first page of a PDF that is held in memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        super().__init__()

    def render(self) -> bytes:
        form = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self._data)))
        self.resources.xobject["/Stamp"] = form
        left, bottom, right, top = (float(edge) for edge in form.get_object()["/BBox"])
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return b"/Stamp Do"


def apply(pdf: bytes, field: str, identity: Identity, shown: bytes) -> bytes:
    """The PDF with `field` signed; `shown` is a PDF page as large as the field. The bytes before stay as they are.

    Raises SigningRefused.
    """
    layout = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MIN, y_align=AxisAlignment.ALIGN_MIN,
        margins=Margins(0, 0, 0, 0), inner_content_scaling=InnerScaling.NO_SCALING,
    )  # fmt: skip
    style: Any = StaticStampStyle(
        border_width=0, background=_Page(shown), background_layout=layout, background_opacity=1.0
    )
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    try:
        signer = SimpleSigner.load_pkcs12_data(identity.data, other_certs=[], passphrase=identity.password)
        metadata = PdfSignatureMetadata(
            field_name=field, md_algorithm="sha256", name=identity.name, subfilter=SigSeedSubFilter.PADES
        )
        made = PdfSigner(metadata, signer, stamp_style=style).sign_pdf(
            _Update(BytesIO(pdf), strict=True), existing_fields_only=True
        )
    except (PdfError, SigningError, ValueError) as error:
        raise SigningRefused(say("sign.failed", reason=str(error))) from error
    return bytes(made.getvalue())
