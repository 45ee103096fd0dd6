"""The native libraries that WeasyPrint looks for on the machine, and loading it with them.

A missing library is reported before the work starts; `policygen doctor` says how to install it.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import io
import os
import sys
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from policygen.diagnostics.codes import say
from policygen.render.engine import EngineMissing, require_nothing_missing

# Where WeasyPrint looks on Windows, unless WEASYPRINT_DLL_DIRECTORIES says otherwise.
_WINDOWS_FOLDERS = r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;C:\Program Files\GTK3-Runtime Win64\bin"


@dataclass(frozen=True, slots=True)
class NativeLibrary:
    """A native library that WeasyPrint needs: its usual name, and its file name on each system."""

    name: str
    linux: str
    macos: str
    windows: str

    @property
    def file(self) -> str:
        """The name of its file on this system."""
        return {"darwin": self.macos, "win32": self.windows}.get(sys.platform, self.linux)


def _library(name: str, stem: str, number: int = 0) -> NativeLibrary:
    return NativeLibrary(name, f"lib{stem}.so.{number}", f"lib{stem}.{number}.dylib", f"lib{stem}-{number}.dll")


# In the order in which WeasyPrint loads them. WeasyPrint works without harfbuzz-subset too, but the bytes then differ
# from run to run, so policygen requires it.
LIBRARIES = (
    _library("glib", "gobject-2.0"),
    _library("pango", "pango-1.0"),
    _library("harfbuzz", "harfbuzz"),
    _library("harfbuzz-subset", "harfbuzz-subset"),
    _library("fontconfig", "fontconfig", 1),
    _library("pangoft2", "pangoft2-1.0"),
)


def load_library(library: NativeLibrary) -> ctypes.CDLL | None:
    """Return the library, found as WeasyPrint finds it; None if it cannot be loaded."""
    _look_where_weasyprint_looks()
    with contextlib.suppress(OSError):
        return ctypes.CDLL(library.file)
    stem = library.linux.removeprefix("lib").partition(".so")[0]
    found = ctypes.util.find_library(stem)
    if found is not None:
        with contextlib.suppress(OSError):
            return ctypes.CDLL(found)
    return None


def missing_libraries() -> tuple[NativeLibrary, ...]:
    """Return the libraries that cannot be loaded on this machine."""
    return tuple(library for library in LIBRARIES if load_library(library) is None)


def library_versions() -> str:
    """Return the versions of the libraries that decide where lines break and which glyphs a font gets."""
    found = []
    for library in LIBRARIES:
        if library.name in ("pango", "harfbuzz"):
            loaded = load_library(library)
            if loaded is not None and library.name == "pango":
                found.append(f"pango {loaded.pango_version()}")
            elif loaded is not None:
                loaded.hb_version_string.restype = ctypes.c_char_p
                found.append(f"harfbuzz {loaded.hb_version_string().decode()}")
    return ", ".join(found)


def require_weasyprint() -> None:
    """Load WeasyPrint and its native libraries.

    Raises EngineMissing, which names what is missing, or which private parts of WeasyPrint have changed.
    """
    require_nothing_missing([f"{library.name} ({library.file})" for library in missing_libraries()])
    try:
        # WeasyPrint prints advice to standard output, which is reserved for the names of the built files.
        with contextlib.redirect_stdout(io.StringIO()):
            import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise EngineMissing(say("render.no_engine", reason=" ".join(str(error).split()))) from error
    from policygen.render.pdf_weasyprint.internals import require_known

    require_known()


@cache
def _look_where_weasyprint_looks() -> None:
    if sys.platform == "win32":
        for folder in os.environ.get("WEASYPRINT_DLL_DIRECTORIES", _WINDOWS_FOLDERS).split(";"):
            with contextlib.suppress(OSError):
                os.add_dll_directory(folder)
