"""What a page carries for its visitor: compressed, dated and signed, so that it comes back as it was or not at all."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
import zlib
from dataclasses import dataclass, replace

_HEAD = struct.Struct(">32sQ")  # the HMAC-SHA-256 of all that follows; when it was sealed, in seconds since 1970


class NotSealed(ValueError):
    """The text was not sealed with this key, or was changed since."""


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals bytes with a key. `largest` is the most bytes that a seal may hold when unpacked, `longest` the most
    letters of a seal, which a form sends back in one field; `lifetime` is in seconds.
    """

    key: bytes
    largest: int = 12_000_000
    longest: int = 2_800_000
    lifetime: int = 8 * 3600

    def seal(self, data: bytes, now: float) -> str:
        """Return the bytes as text for a form's field. Raises ValueError for more than `largest` or `longest`."""
        if len(data) > self.largest:
            raise ValueError(len(data))
        body = struct.pack(">Q", int(now)) + zlib.compress(data, 6)
        text = base64.urlsafe_b64encode(self._mac(body) + body).decode("ascii")
        if len(text) > self.longest:
            raise ValueError(len(text))
        return text

    def open(self, text: str, now: float) -> tuple[bytes, bool]:
        """Return what was sealed, and whether it is older than `lifetime`. Raises NotSealed."""
        try:
            packed = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
            mac, made = _HEAD.unpack_from(packed)
        except (binascii.Error, struct.error, UnicodeEncodeError) as error:
            raise NotSealed from error
        if not hmac.compare_digest(mac, self._mac(packed[32:])):
            raise NotSealed
        # Only what this server packed gets here; the limit holds all the same.
        data = zlib.decompressobj().decompress(packed[_HEAD.size :], self.largest + 1)
        if len(data) > self.largest:
            raise NotSealed
        return data, not 0 <= now - made + 60 <= self.lifetime + 60

    def apart(self, purpose: str) -> Sealer:
        """Return a sealer for something else: neither opens what the other sealed."""
        return replace(self, key=hmac.digest(self.key, purpose.encode(), "sha256"))

    def _mac(self, body: bytes) -> bytes:
        return hmac.new(self.key, body, hashlib.sha256).digest()
