"""The signatures of a PDF as pyHanko finds them: whether each is whole, what it covers, and who says to have signed.

Imports pyHanko, an extra, which takes half a second: import this late.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto.parser import peek  # type: ignore[import-untyped]
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from policygen.inspect.changes import POLICY


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature. `end` is how many bytes of the file, from its start, are the revision that was signed.

    `whole` says that those bytes are as they were signed and the key fits; `covers` that they are all of a revision;
    `after` that nothing but further signatures was added behind them. `certificate` is the SHA-256 of the signer's.
    `time` is what the signer's computer said, `fault` why the signature could not be read.
    """

    field: str
    signer: str = ""
    issuer: str = ""
    self_made: bool = False
    certificate: str = ""
    time: datetime | None = None
    valid_then: bool = False
    whole: bool = False
    covers: bool = False
    after: bool = False
    last: bool = False
    end: int = 0
    fault: str = ""


def signatures(data: bytes) -> list[Signature]:
    """Return the signatures in the order they were made. Never raises: faults are in the result."""
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        found = PdfFileReader(BytesIO(data), strict=True).embedded_regular_signatures
    except Exception as error:  # whatever a broken file makes a parser raise is the finding
        return [Signature("", fault=_said(error))]
    return [_signature(embedded, len(data)) for embedded in found]


def _signature(embedded: Any, length: int) -> Signature:
    field = ""
    try:
        field = str(embedded.field_name)
        embedded.compute_integrity_info(diff_policy=POLICY)
        context = ValidationContext(trust_roots=[], allow_fetching=False)
        status = validate_pdf_signature(embedded, signer_validation_context=context, diff_policy=POLICY)
        certificate = embedded.signer_cert
        time = status.signer_reported_dt
        first, _, start, tail = (int(number) for number in embedded.byte_range)
        content = bytes(embedded.pkcs7_content)
        # The room that the signature did not fill is in no digest: nothing may stand there.
        clean = not content[peek(content) :].strip(b"\0")
        validity = certificate["tbs_certificate"]["validity"]
        return Signature(
            field=field,
            signer=str(certificate.subject.native.get("common_name") or certificate.subject.human_friendly),
            issuer=str(certificate.issuer.native.get("common_name") or certificate.issuer.human_friendly),
            self_made=certificate.subject == certificate.issuer,
            certificate=hashlib.sha256(certificate.dump()).hexdigest(),
            time=time,
            valid_then=time is not None and validity["not_before"].native <= time <= validity["not_after"].native,
            whole=bool(status.intact and status.valid and first == 0 and clean),
            covers=status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION,
            after=status.modification_level <= ModificationLevel.FORM_FILLING,
            last=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
            end=min(start + tail, length),
        )
    except Exception as error:
        return Signature(field, fault=_said(error))


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:160]
