"""WeasyPrint's private parts, all of them: what policygen reads and replaces, and what to check in a new version.

pyproject.toml caps WeasyPrint below the next major version, because any release may move these. `moved` says what did.
WeasyPrint is changed in three places, once, when this module is imported, and only for our own renderings: its function
that tags a PDF, the one that fits words into a line, and the logger that it warns through. Everybody else's renderings
and threads see no difference.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from importlib import import_module
from inspect import signature
from types import MappingProxyType, MethodType
from typing import Any

import weasyprint.layout.inline
import weasyprint.pdf
from weasyprint.formatting_structure import boxes as kinds

from policygen.diagnostics.codes import say
from policygen.render.engine import EngineMissing, RenderingError

# WeasyPrint's boxes and pydyf's objects carry no types; they are Any here and in few modules else.

# --- what is known of WeasyPrint ------------------------------------------------------------------------------------

_METADATA = "weasyprint.pdf.metadata:DocumentMetadata"
_BOX = "weasyprint.formatting_structure.boxes:"

# Functions by module and name, and the names of their parameters.
_FUNCTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "weasyprint.pdf:add_tags": ("pdf", "document", "pdf_version", "page_streams"),
        f"{_METADATA}.generate_rdf_metadata": ("self", "variant", "version", "conformance"),
        f"{_METADATA}.include_in_pdf": ("self", "pdf", "variant", "version", "conformance", "compress"),
        "weasyprint.layout.inline:split_first_line": (
            "text", "style", "context", "max_width", "justification_spacing", "is_line_start", "minimum",
        ),
        "weasyprint.pdf.stream:Stream.begin_marked_content": ("self", "tag", "property_list"),
        "weasyprint.pdf.stream:Stream.end_marked_content": ("self",),
        **{
            f"{_BOX}Box.{name}": ("self",)
            for name in (
                "content_box_x", "content_box_y", "border_box_x", "border_box_y", "border_width", "border_height",
            )
        },
    }
)  # fmt: skip

# Classes by module and name, and the attributes that they or their instances have.
_ATTRIBUTES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "weasyprint.document:Page": ("_page_box", "links", "anchors"),
        "weasyprint.document:Document": ("pages", "metadata", "fonts"),
        "weasyprint.pdf.stream:Stream": ("_tags",),
        "weasyprint.layout.absolute:AbsolutePlaceholder": ("_box",),
        f"{_BOX}Box": ("element", "element_tag", "children", "link_annotation", "is_outside_marker", "style"),
        f"{_BOX}LineBox": (),
        f"{_BOX}MarginBox": (),
        f"{_BOX}ReplacedBox": (),
        f"{_BOX}TextBox": ("text",),
    }
)


def moved() -> tuple[str, ...]:
    """Return a sentence for each private part that the installed WeasyPrint lacks or has changed."""
    return (*_moved_functions(), *_moved_attributes())


def require_known() -> None:
    """Raise EngineMissing, which lists the differences, if the installed WeasyPrint is not the one expected here."""
    found = moved()
    if found:
        listed = "; ".join(found)
        raise EngineMissing(say("render.wrong_engine", version=weasyprint.__version__, differences=listed))


def _moved_functions() -> Iterator[str]:
    for name, expected in _FUNCTIONS.items():
        found = _found(name)
        if found is None:
            yield say("render.engine_missing", part=_dotted(name))
        elif (parameters := tuple(signature(found).parameters)) != expected:
            yield say(
                "render.engine_takes", part=_dotted(name), found=", ".join(parameters), wanted=", ".join(expected)
            )


def _moved_attributes() -> Iterator[str]:
    for name, expected in _ATTRIBUTES.items():
        found = _found(name)
        if found is None:
            yield say("render.engine_missing", part=_dotted(name))
            continue
        missing = [attribute for attribute in expected if not _gives(found, attribute)]
        yield from (say("render.engine_lacks", part=_dotted(name), attribute=attribute) for attribute in missing)


def _found(name: str) -> Any:
    """Return what `module:name` refers to, or None."""
    module, _, parts = name.partition(":")
    try:
        found: Any = import_module(module)
    except ImportError:
        return None
    for part in parts.split("."):
        found = getattr(found, part, None)
    return found


def _dotted(name: str) -> str:
    return name.replace(":", ".")


def _gives(found: Any, attribute: str) -> bool:
    """Whether a class has the attribute, or a method that makes its instances names it."""
    makers = (getattr(base, "__init__", None) for base in found.__mro__)
    return hasattr(found, attribute) or any(_names(maker, attribute) for maker in makers)


def _names(maker: Any, attribute: str) -> bool:
    code = getattr(maker, "__code__", None)
    # A class that gives way to another sets its attributes with object.__setattr__, where the name is a constant.
    return code is not None and (attribute in code.co_names or attribute in code.co_consts)


# --- boxes ----------------------------------------------------------------------------------------------------------


def boxes(rendering: Any) -> Iterator[tuple[int, Any]]:
    """Yield (page number from 1, box) in the order of the tree, without the boxes in the margins."""
    for number, page in enumerate(rendering.pages, 1):
        for box in _inside(page_box(page)):
            yield number, box


def _inside(box: Any) -> Iterator[Any]:
    box = real_box(box)
    if is_in_margin(box):
        return
    yield box
    for child in children_of(box):
        yield from _inside(child)


def page_box(page: Any) -> Any:
    """The box of a whole page, at the root of the page's boxes."""
    return page._page_box


def real_box(box: Any) -> Any:
    """Return the box that a placeholder represents; any other box itself."""
    return getattr(box, "_box", box)


def children_of(box: Any) -> tuple[Any, ...]:
    """Return the boxes directly inside a box; a text has none."""
    return tuple(getattr(box, "children", ()))


def is_in_margin(box: Any) -> bool:
    """Whether the box is of the page's margins: running header, page number, watermark."""
    return isinstance(box, kinds.MarginBox)


def is_line_or_text(box: Any) -> bool:
    """Whether the box is a line, or words within one: neither has an HTML element of its own."""
    return isinstance(box, kinds.LineBox | kinds.TextBox)


def is_picture(box: Any) -> bool:
    """Whether the box is a picture."""
    return isinstance(box, kinds.ReplacedBox)


def marks_of(stream: Any) -> dict[Any, dict[str, Any]]:
    """The marked content of a page's stream by box, each with its `tag` and `mcid`; taken out as it is tagged."""
    marks: dict[Any, dict[str, Any]] = stream._tags
    return marks


def keep_links_of(rendering: Any, tag: str) -> None:
    """Drop the links of boxes that are of another HTML element: WeasyPrint gives every box inside a link one."""
    for page in rendering.pages:
        page.links = [link for link in page.links if link[3].element_tag == tag]


def paint_markers_in_place(rendering: Any) -> None:
    """Have the marker of each list item painted before its words, and not after everything else on the page.

    WeasyPrint positions markers absolutely, and paints what is positioned last. Programs that read a page in the order
    of its painting, as browsers do for copying and searching, would find all markers of a page together at its end.
    """
    for _, box in boxes(rendering):
        if box.is_outside_marker:
            # The layout is done: the position only decides when a box is painted.
            box.style["position"] = "static"


# --- tags -----------------------------------------------------------------------------------------------------------

# Tags a PDF: takes the `pydyf.PDF`, the `weasyprint.Document` and the streams of its pages.
Tagger = Callable[[Any, Any, list[Any]], None]

_TAGGER = "_policygen_tagger"


def tag_with(rendering: Any, tagger: Tagger) -> None:
    """Have `tagger` tag each PDF that is written of `rendering`, a `weasyprint.Document`, in place of WeasyPrint."""
    setattr(rendering, _TAGGER, tagger)


def _dispatcher(theirs: Callable[..., None]) -> Callable[..., None]:
    def add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: list[Any]) -> None:
        tagger: Tagger | None = getattr(document, _TAGGER, None)
        if tagger is None:
            theirs(pdf, document, pdf_version, page_streams)
        else:
            tagger(pdf, document, page_streams)

    return add_tags


# Once, for good: to put it in place and take it away around each file would reach other threads' files. A function with
# another signature is left alone, and `moved` tells of it.
if not any("add_tags" in one for one in _moved_functions()):
    weasyprint.pdf.add_tags = _dispatcher(weasyprint.pdf.add_tags)


# --- metadata -------------------------------------------------------------------------------------------------------

_RDF_END = b"</rdf:RDF>"


def add_to_metadata(metadata: Any, rdf: bytes) -> None:
    """Have one rendering's XMP metadata end in `rdf`, and be written uncompressed.

    Uncompressed, it is found by what reads files for their metadata without reading PDF (ISO 19005-1 6.7.2).
    """
    plain, include = type(metadata).generate_rdf_metadata, type(metadata).include_in_pdf

    def generate_rdf_metadata(self: Any, variant: str, version: int, conformance: str) -> bytes:
        made: bytes = plain(self, variant, version, conformance)
        body, end = made[: -len(_RDF_END)], made[-len(_RDF_END) :]
        if end != _RDF_END:
            raise RenderingError(say("render.metadata_end"))
        return body + rdf + end

    def include_in_pdf(
        self: Any,
        pdf: Any,
        variant: str,
        version: int,
        conformance: str,
        compress: bool,  # noqa: ARG001
    ) -> None:
        include(self, pdf, variant, version, conformance, False)

    metadata.generate_rdf_metadata = MethodType(generate_rdf_metadata, metadata)
    metadata.include_in_pdf = MethodType(include_in_pdf, metadata)


# --- warnings -------------------------------------------------------------------------------------------------------

# Where this thread's rendering keeps what WeasyPrint warns of; None while none of ours is being made.
_WARNINGS: ContextVar[list[str] | None] = ContextVar("policygen_weasyprint_warnings", default=None)


@contextmanager
def warnings_kept() -> Iterator[list[str]]:
    """Keep what WeasyPrint warns of in this thread, in the list that is given; nobody else's log has it."""
    kept: list[str] = []
    token = _WARNINGS.set(kept)
    try:
        yield kept
    finally:
        _WARNINGS.reset(token)


class _OurWarnings(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        kept = _WARNINGS.get()
        if kept is None or record.levelno < logging.WARNING:
            return True
        kept.append(record.getMessage())
        return False


logging.getLogger("weasyprint").addFilter(_OurWarnings())


# --- lines ----------------------------------------------------------------------------------------------------------


def _fitting(theirs: Callable[..., Any]) -> Callable[..., Any]:
    """Return WeasyPrint's function without its mistake about words before an element that begins a line.

    Where they fit into the line and the blank after them does not, WeasyPrint 70 breaks after the first word. A blank
    at a line's end takes no room (CSS Text 3, 4.1.2).
    """

    @wraps(theirs)
    def split_first_line(text: str, style: Any, context: Any, max_width: Any, *others: Any, **named: Any) -> Any:
        found = theirs(text, style, context, max_width, *others, **named)
        words = text.rstrip(" ")
        if _WARNINGS.get() is None or max_width is None or found[2] is None or not words or words == text:
            return found
        _, _, rest, width, _, _ = theirs(words, style, context, max_width, *others, **named)
        if rest is None and width <= max_width:
            return theirs(text, style, context, None, *others, **named)
        return found

    return split_first_line


if not any("split_first_line" in one for one in _moved_functions()):
    weasyprint.layout.inline.split_first_line = _fitting(weasyprint.layout.inline.split_first_line)
