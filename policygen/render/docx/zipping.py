"""The package as a zip whose bytes depend on its parts alone."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

FIRST = ("[Content_Types].xml", "_rels/.rels")
PACKED = (".png", ".jpeg")  # compressed already
EPOCH = (1980, 1, 1, 0, 0, 0)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip of `parts` (name without leading slash, to bytes): content types first as ECMA-376-2 advises, then by name.

    Times are zip's first day and the system is MS-DOS: neither clock, time zone nor platform shows.
    """
    ordered = [name for name in FIRST if name in parts] + sorted(name for name in parts if name not in FIRST)
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name in ordered:
            info = ZipInfo(name, date_time=EPOCH)
            info.compress_type = ZIP_STORED if name.endswith(PACKED) else ZIP_DEFLATED
            info.create_system = 0
            info.external_attr = 0
            archive.writestr(info, parts[name])
    return buffer.getvalue()
