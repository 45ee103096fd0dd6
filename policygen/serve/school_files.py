"""What a visitor gives where a school's file is asked for: the file, the ZIP file that it came in, or another file."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile

_ENDING = ".school.zip"
_LARGEST = 4_000_000  # bytes of a school's file within another


def school_file_in(data: bytes) -> bytes:
    """Return the school's file: what was given, or the only one in a ZIP file with policies, given as often."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = [one for one in archive.infolist() if one.filename.endswith(_ENDING) and "/" not in one.filename]
            if len(names) != 1 or names[0].file_size > _LARGEST:
                return data
            with archive.open(names[0]) as file:
                return file.read(_LARGEST)
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return data


def other_kind(data: bytes) -> str:
    """Return which other kind of file this is, `word` or `pdf`, or ""."""
    if data.lstrip()[:5] == b"%PDF-":
        return "pdf"
    try:
        with ZipFile(BytesIO(data)) as archive:
            return "word" if "word/document.xml" in archive.namelist() else ""
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
