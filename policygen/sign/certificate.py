"""Who signs: a certificate with its key from a PKCS #12 file (.p12, .pfx), and whether it is good today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused


class SigningRefused(Refused):
    """The file cannot be signed, or not in this way; the message is for a person."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate and its key. `name` is the holder's: the common name, else the whole subject."""

    name: str
    valid_from: datetime
    valid_to: datetime
    data: bytes
    password: bytes | None

    def check(self, now: datetime) -> None:
        """Raise SigningRefused for a certificate that is not valid at `now`."""
        if now < self.valid_from:
            raise SigningRefused(say("sign.too_early", name=self.name, time=f"{self.valid_from:%Y-%m-%d %H:%M} UTC"))
        if now > self.valid_to:
            raise SigningRefused(say("sign.expired", name=self.name, time=f"{self.valid_to:%Y-%m-%d %H:%M} UTC"))


def load_identity(data: bytes, password: str) -> Identity:
    """Return who a PKCS #12 file belongs to. Raises SigningRefused for a wrong password, or a file without a key."""
    from cryptography.hazmat.primitives.serialization import pkcs12

    secret = password.encode() if password else None
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(data, secret)
    except ValueError as error:
        raise SigningRefused(say("sign.not_opened")) from error
    if key is None or certificate is None:
        raise SigningRefused(say("sign.no_key"))
    return Identity(_name(certificate), certificate.not_valid_before_utc, certificate.not_valid_after_utc, data, secret)


def _name(certificate: Any) -> str:
    from cryptography.x509.oid import NameOID

    common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    name = str(common[0].value) if common else str(certificate.subject.rfc4514_string())
    if not name.strip():
        raise SigningRefused(say("sign.no_name"))
    return " ".join(name.split())
