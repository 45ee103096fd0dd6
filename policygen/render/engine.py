"""What draws pages: the protocol of an engine, the errors it may raise, and the known engines by name.

A second engine gets a folder beside `pdf_weasyprint/` and a line in ENGINES; code that calls an engine does not change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from policygen.diagnostics.codes import say
from policygen.document.layout import Layout
from policygen.document.model import Document, Edition
from policygen.document.overlays import Overlay

if TYPE_CHECKING:
    from policygen.look.fonts import Face
    from policygen.look.look import Look

# Each engine's module and class. A module is imported when its engine is asked for, and loads no heavy library until
# the engine draws.
ENGINES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "weasyprint": ("policygen.render.pdf_weasyprint.engine", "WeasyPrintEngine"),
        "typst": ("policygen.render.pdf_typst.engine", "TypstEngine"),
    }
)
DEFAULT_ENGINE = "weasyprint"


@dataclass(frozen=True, kw_only=True, slots=True)
class Seal:
    """What a finished PDF carries beside its pages and signature fields.

    `attached`: the Document, in a policy; `editions`: the copies for other readers that the board's copy carries.
    """

    attached: bool = True
    editions: Mapping[Edition, Document] = field(default_factory=dict)


class Engine(Protocol):
    """Draws a Document as a PDF, and says where everything fell."""

    @property
    def name(self) -> str:
        """The engine's name in ENGINES."""

    @property
    def version(self) -> str:
        """The version of the program behind it; empty if it is not installed."""

    def missing(self) -> tuple[str, ...]:
        """What this computer lacks for drawing, under names that people can search for. Loads as little as it can."""

    def require(self) -> None:
        """Load everything that drawing needs. Raises EngineMissing, which says what is missing."""

    def render(self, document: Document, look: Look, overlays: Sequence[Overlay] = ()) -> tuple[bytes, Layout]:
        """Return a PDF that conforms to PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), and its Layout.

        Of `overlays` it draws Revisions; the others are added to the finished file.

        The bytes depend on the arguments alone, and several threads may call it. Raises EngineMissing, MissingGlyphs,
        ResourceRefused or RenderingError.
        """

    def render_sealed(self, document: Document, look: Look, seal: Seal) -> tuple[bytes, Layout]:
        """Return the PDF with a signature field for each signatory and what `seal` says in it, and its Layout.

        Raises NoPlace, and what `render` raises.
        """

    def draw(self, svg: str, width: float, height: float, face: Face) -> bytes:
        """Return an SVG (base64) as a PNG of this size in millimetres at 300 pixels an inch, its words in `face`.

        Raises EngineMissing or RenderingError.
        """


class EngineMissing(Exception):
    """The software that draws pages cannot be loaded on this computer; the message says what is missing."""


class ResourceRefused(Exception):
    """The page asked for something outside the Document; `urls` lists it. Nothing was fetched."""

    def __init__(self, urls: tuple[str, ...]) -> None:
        self.urls = urls
        super().__init__(say("render.not_fetched", urls=", ".join(url[:200] for url in urls)))


class RenderingError(Exception):
    """The engine gave a warning or used another font than the look's; no file is written."""


def engine_named(name: str = DEFAULT_ENGINE) -> Engine:
    """Return the engine of this name. Raises KeyError for a name that is not in ENGINES."""
    module, made = ENGINES[name]
    engine: Engine = getattr(import_module(module), made)()
    return engine


def engine_of(layout: Layout) -> Engine:
    """Return the engine that a Layout is from; the default for one that is not known."""
    name = layout.engine.partition(" ")[0]
    return engine_named(name if name in ENGINES else DEFAULT_ENGINE)


def require_nothing_missing(missing: Sequence[str]) -> None:
    """Raise EngineMissing, which lists `missing`, unless it is empty."""
    if missing:
        raise EngineMissing(say("render.no_libraries", count=len(missing), libraries=missing))
