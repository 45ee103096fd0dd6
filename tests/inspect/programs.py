"""What other programs do to a PDF of policygen, and may."""

from __future__ import annotations

import io

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator import ValidationContext

from tests.support.certificates import PASSWORD, certificate


def signed_in_a_program(data: bytes, field: str, name: str) -> bytes:
    """A PDF signed as a program for PDF signs it: certified, with the certificates stored in the file (PAdES B-LT)."""
    signer = SimpleSigner.load_pkcs12_data(certificate(name), other_certs=[], passphrase=PASSWORD.encode())
    metadata = PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS, embed_validation_info=True,
        signer_key_usage=set(),
        validation_context=ValidationContext(trust_roots=[signer.signing_cert], allow_fetching=True),
    )  # fmt: skip
    made = PdfSigner(metadata, signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), existing_fields_only=True)
    return bytes(made.getvalue())
