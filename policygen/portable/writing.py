"""A school's files as one ZIP file, the same bytes each time, with a page that says what it is."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from policygen.check.files import OWN_FOLDERS
from policygen.diagnostics.codes import say
from policygen.portable.contents import LIST, PAGE, SchoolContents

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first date that a ZIP file can hold


def write_school_file(files: Mapping[str, bytes]) -> bytes:
    """Return the ZIP file of `files_of_school`; its bytes depend on the files alone."""
    contents = SchoolContents.from_bytes(files[LIST])
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in ((PAGE, cover_page(contents)), *sorted(files.items())):
            entry = ZipInfo(name, _EARLIEST)
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o100644 << 16
            archive.writestr(entry, data)
    return out.getvalue()


def cover_page(contents: SchoolContents) -> bytes:
    """Return the page for people: what the file is, what is in it, how to use it, and what in it is private."""
    libraries = [f"{name} {version}" for name, version in contents.libraries.items()] or [say("portable.no_library")]
    personal = any(f"schools/{contents.school}/{folder}/" in name for name in contents.files for folder in OWN_FOLDERS)
    parts = [
        say("portable.page_what", school=contents.name),
        say("portable.page_made", policygen=contents.policygen, libraries=libraries),
        say("portable.page_use", file=f"{contents.school}.school.zip"),
        say("portable.page_private") if personal else say("portable.page_settings_private"),
    ]
    lines = [line for part in parts for line in (*textwrap.wrap(part, 80), "")]
    lines += [say("portable.page_files"), "", *(_line(contents, name) for name in contents.files)]
    return ("\r\n".join(lines) + "\r\n").encode()


def _line(contents: SchoolContents, name: str) -> str:
    if contents.is_shared(name):
        return f"  {say('portable.page_shared', file=name)}"
    return f"  {name}"
