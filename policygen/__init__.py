"""policygen: a document compiler for school policies.

    library = policygen.load(policygen.DiskWorld(folder))
    school = library.open("allhallows")
    policy = school.compile("e-safety")
    files = school.render(policy.document, ("docx", "pdf"))

`load` gives a Library, which never changes and can be shared; `Library.open` gives a Session for one school. Everything
else that commands, scripts and servers need is here too or a method of these. A name is loaded when it is first used,
so importing policygen costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policygen.api.library import Library as Library
    from policygen.api.library import LibraryUnusable as LibraryUnusable
    from policygen.api.library import UnknownSchool as UnknownSchool
    from policygen.api.library import load as load
    from policygen.api.session import SchoolPolicy as SchoolPolicy
    from policygen.api.session import Session as Session
    from policygen.api.session import SettingsUnusable as SettingsUnusable
    from policygen.build.order import Order as Order
    from policygen.build.results import Artifact as Artifact
    from policygen.build.results import SchoolBuild as SchoolBuild
    from policygen.build.results import SchoolResult as SchoolResult
    from policygen.diagnostics.model import Diagnostic as Diagnostic
    from policygen.diagnostics.model import Diagnostics as Diagnostics
    from policygen.diagnostics.model import Severity as Severity
    from policygen.diagnostics.model import Span as Span
    from policygen.document.layout import Layout as Layout
    from policygen.document.model import Document as Document
    from policygen.world.disk import DiskWorld as DiskWorld
    from policygen.world.memory import MemoryWorld as MemoryWorld
    from policygen.world.protocol import World as World

__version__ = "0.1.0"

# Where each public name is defined; `TYPE_CHECKING` above says the same to type checkers, and a test compares the two.
_PUBLIC = {
    "Artifact": "policygen.build.results",
    "Diagnostic": "policygen.diagnostics.model",
    "Diagnostics": "policygen.diagnostics.model",
    "DiskWorld": "policygen.world.disk",
    "Document": "policygen.document.model",
    "Layout": "policygen.document.layout",
    "Library": "policygen.api.library",
    "LibraryUnusable": "policygen.api.library",
    "MemoryWorld": "policygen.world.memory",
    "Order": "policygen.build.order",
    "SchoolBuild": "policygen.build.results",
    "SchoolPolicy": "policygen.api.session",
    "SchoolResult": "policygen.build.results",
    "Session": "policygen.api.session",
    "SettingsUnusable": "policygen.api.session",
    "Severity": "policygen.diagnostics.model",
    "Span": "policygen.diagnostics.model",
    "UnknownSchool": "policygen.api.library",
    "World": "policygen.world.protocol",
    "load": "policygen.api.library",
}

__all__ = [*_PUBLIC, "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_PUBLIC[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_PUBLIC})
