"""Signing: a field of a PDF that was built here, signed with a certificate, with a record beside it.

Each method imports pikepdf and pyhanko when it is called; pyhanko is an extra.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from policygen.diagnostics.codes import say
from policygen.sign.certificate import SigningRefused, load_identity
from policygen.sign.safe import copy_with_signatures, free_place, signed_folder
from policygen.world.disk import DiskWorld
from policygen.world.writing import sweep, write_whole


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """What was written: the signed file and its record.

    `file` is the copy to keep; a build may replace the file that was signed, but not this copy of it. `signer` is the
    name in the certificate, `printed` the name under the field ("" if there is none).
    """

    file: Path
    record: Path
    signer: str
    printed: str
    other_name: bool


@dataclass(frozen=True, slots=True)
class SignablePdf:
    """A PDF built by policygen, as it is now. `fields` says of each signature field whether it is signed.

    Raises OSError; Refused for a file that cannot be signed; EngineMissing if pages cannot be drawn.
    """

    file: Path
    world: DiskWorld
    data: bytes = field(init=False, repr=False)
    fields: Mapping[str, bool] = field(init=False)

    def __post_init__(self) -> None:
        from policygen.render.engine import engine_named
        from policygen.sign.sign import fields_of

        engine_named().require()
        object.__setattr__(self, "data", self.file.read_bytes())
        object.__setattr__(self, "fields", fields_of(self.data))

    def sign(
        self, name: str, certificate: bytes, password: Callable[[], str], at: datetime, out: Path | None = None
    ) -> SignedPdf:
        """Sign the field `name` and write the file and its record, both or neither. The other bytes do not change.

        `certificate` is a PKCS #12 file; `password` is called when nothing else prevents signing. Without `out`, a file
        built for a school is written to schools/SCHOOL/signed/, and the file itself becomes the same; any other file is
        signed in place. Raises OSError, Refused.
        """
        from policygen.render.pdf.fields import is_name_of
        from policygen.sign.sign import printed_name, record_path, sign, write

        home = None if out else signed_folder(self.file, self.world)
        if home is not None and (other := copy_with_signatures(home[0], self.data)) is not None:
            raise SigningRefused(say("sign.other_copy", other=other.relative_to(self.world.root).as_posix()))
        identity = load_identity(certificate, password())
        made, record = sign(self.data, name, identity, at, self.world, (out or self.file).name)
        target = out or (free_place(*home, made) if home is not None else self.file)
        write(target, made, replace(record, file=target.name))
        sweep(target.parent, deep=False)
        if home is not None:
            write_whole(self.file, made)
        printed = printed_name(self.data, name)
        other_name = bool(printed) and not is_name_of(identity.name, printed)
        return SignedPdf(target, record_path(target), identity.name, printed, other_name)
