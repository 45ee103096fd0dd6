"""The engine that draws pages: WeasyPrint, and the native libraries that it looks for on the machine.

A machine where one is missing is told so in words, before anything is begun; `policygen doctor` says how to get it.
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

# Where WeasyPrint looks on Windows, unless WEASYPRINT_DLL_DIRECTORIES says otherwise.
_WINDOWS_FOLDERS = r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;C:\Program Files\GTK3-Runtime Win64\bin"


class EngineMissing(Exception):
    """What draws pages cannot be loaded on this machine; the words say what is missing."""


@dataclass(frozen=True, slots=True)
class Library:
    """A native library that WeasyPrint draws with: what people call it, and its files' names on each system."""

    name: str
    linux: str
    macos: str
    windows: str

    @property
    def file(self) -> str:
        """The name of its file on this system."""
        return {"darwin": self.macos, "win32": self.windows}.get(sys.platform, self.linux)


def _library(name: str, stem: str, number: int = 0) -> Library:
    return Library(name, f"lib{stem}.so.{number}", f"lib{stem}.{number}.dylib", f"lib{stem}-{number}.dll")


# In the order in which WeasyPrint loads them. It draws without harfbuzz-subset too, but then the bytes differ from run
# to run, so policygen does not.
LIBRARIES = (
    _library("glib", "gobject-2.0"),
    _library("pango", "pango-1.0"),
    _library("harfbuzz", "harfbuzz"),
    _library("harfbuzz-subset", "harfbuzz-subset"),
    _library("fontconfig", "fontconfig", 1),
    _library("pangoft2", "pangoft2-1.0"),
)


def load(library: Library) -> ctypes.CDLL | None:
    """Return the library, found as WeasyPrint finds it; None where it cannot be loaded."""
    _look_where_weasyprint_looks()
    with contextlib.suppress(OSError):
        return ctypes.CDLL(library.file)
    stem = library.linux.removeprefix("lib").partition(".so")[0]
    found = ctypes.util.find_library(stem)
    if found is not None:
        with contextlib.suppress(OSError):
            return ctypes.CDLL(found)
    return None


def missing_libraries() -> tuple[Library, ...]:
    """Return the libraries that cannot be loaded on this machine."""
    return tuple(library for library in LIBRARIES if load(library) is None)


def require_libraries() -> None:
    """Load the native libraries that drawing needs. Raises EngineMissing, which names those that are not there."""
    missing = missing_libraries()
    if missing:
        names = [f"{library.name} ({library.file})" for library in missing]
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        verb = "a library that is" if len(names) == 1 else "libraries that are"
        raise EngineMissing(f"pages are drawn with {verb} not on this machine: {listed}")


def require_engine() -> None:
    """Load what draws pages. Raises EngineMissing, which names what is not there."""
    require_libraries()
    try:
        # WeasyPrint prints advice of its own, on the stream that is for the names of the files made.
        with contextlib.redirect_stdout(io.StringIO()):
            import_module("weasyprint")
    except (ImportError, OSError) as error:
        said = " ".join(str(error).split())
        raise EngineMissing(f"WeasyPrint, which draws pages, cannot be loaded: {said}") from error


@cache
def _look_where_weasyprint_looks() -> None:
    if sys.platform == "win32":
        for folder in os.environ.get("WEASYPRINT_DLL_DIRECTORIES", _WINDOWS_FOLDERS).split(";"):
            with contextlib.suppress(OSError):
                os.add_dll_directory(folder)
