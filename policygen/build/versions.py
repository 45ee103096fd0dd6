"""The versions of all that the bytes of a format depend on besides the Document and the look."""

from __future__ import annotations

import platform
import zlib
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from policygen.render.engine import Engine
from policygen.render.pdf_weasyprint.native_libraries import library_versions

# The packages behind each engine and each format, by their names on PyPI.
_ENGINE: Mapping[str, tuple[str, ...]] = {
    "weasyprint": ("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "pyphen", "fonttools", "pillow"),
    "typst": ("typst",),
}
_FORMAT: Mapping[str, tuple[str, ...]] = {
    "pdf": ("pikepdf", "lxml", "jinja2"),
    "docx": ("python-docx", "lxml", "pillow", "jinja2"),
    "html": ("jinja2", "pillow"),
    "md": (),
    "json": ("pydantic",),
}
_DRAWN = ("pdf", "docx")  # the contents list of a Word file has the engine's page numbers


def versions_behind(extension: str, engine: Engine) -> str:
    """Return the names and versions of what writes a format, in one line; raises KeyError for an unknown format."""
    packages = (*_FORMAT[extension], *(_ENGINE.get(engine.name, ()) if extension in _DRAWN else ()))
    found = [f"{name} {_version(name)}" for name in packages]
    if extension in _DRAWN:
        # Both pack what they write with zlib.
        found += [f"python {platform.python_version()}", f"zlib {zlib.ZLIB_RUNTIME_VERSION}"]
        if engine.name == "weasyprint":
            found.append(library_versions())
    return ", ".join(dict.fromkeys(found))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"
