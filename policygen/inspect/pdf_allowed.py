"""What a PDF may hold beside the words of its pages: lists of what policygen writes, and everything else is named.

A list of what is allowed needs no list of attacks: a script, a layer, a form in XFA or a stamp is not on it
(ISO 32000-1 7.7.2 the catalogue, 7.7.3 pages, 12.3.3 bookmarks, 12.5 annotations, 12.6 actions, 12.7 fields).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pikepdf

from policygen.diagnostics.codes import say
from policygen.render.carried import DOCUMENT, EDITIONS
from policygen.render.pdf.fields import HEIGHT


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_CATALOGUE = _names(
    "/Type /Version /Pages /Outlines /Names /Lang /MarkInfo /ViewerPreferences /PageMode /PageLayout /OutputIntents"
    " /StructTreeRoot /Metadata /AcroForm /AF /PieceInfo /Extensions /DSS /Perms"
)
# What programs add when they sign: the certificates that a signature is checked with, and which one of them allows
# later changes (ISO 32000-2 12.8.4.3, 12.8.6).
_STORED = frozenset(("/Type", "/VRI", "/Certs", "/OCSPs", "/CRLs"))
_PERMISSIONS = frozenset(("/DocMDP",))
_ACTIVE = frozenset(("/OpenAction", "/AA", "/JavaScript"))
_NAMES = frozenset(("/Dests", "/EmbeddedFiles"))
_TREE_OF_PAGES = frozenset(("/Type", "/Kids", "/Count", "/Parent"))
_PAGE = _names(
    "/Type /Parent /MediaBox /CropBox /BleedBox /TrimBox /ArtBox /Resources /Contents /Annots /StructParents /Tabs"
    " /Rotate"
)
_FORM = frozenset(("/Fields", "/SigFlags", "/DR", "/DA"))
_LINK = _names("/Type /Subtype /Rect /Contents /F /BS /Border /StructParent /A /Dest /P /NM /M /H /QuadPoints")
_WIDGET = _names("/Type /Subtype /Rect /FT /T /TU /F /P /AP /StructParent /V /Lock /SV /DA /Ff /MK")
_BOOKMARK = _names("/Title /Dest /Parent /Prev /Next /First /Last /Count /C /F")
_QUIET = (b"", b"q Q")
_MOST = 20_000  # annotations, bookmarks or pages; the longest policy has some hundreds
_SLACK = 1.0  # points by which a field may be higher than policygen makes it


class FieldPlace(NamedTuple):
    """Where a page shows a signature field: its edges in points."""

    page: int
    name: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class Beside:
    """What a PDF holds beside words. `fields` maps a signature field to whether it is signed, `dressed` are unsigned
    ones that show something. `addresses` are where links lead, `bookmarks` the titles in the list of bookmarks;
    `extras` name what policygen never makes,
    `places` are where the fields are.
    """

    fields: dict[str, bool] = field(default_factory=dict)
    dressed: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)
    bookmarks: list[str] = field(default_factory=list)
    extras: list[str] = field(default_factory=list)
    places: list[FieldPlace] = field(default_factory=list)


def look_beside(pdf: pikepdf.Pdf) -> Beside:
    """Return what is beside the words of an open PDF. Raises what pikepdf raises for a broken structure."""
    found = Beside()
    root: Any = pdf.Root
    for name in sorted(set(root.keys()) - _CATALOGUE):
        found.extras.append(_entry(name))
    for name in sorted(set(root.get("/Names", {}).keys()) - _NAMES):
        found.extras.append(_entry(name))
    for name, known in (("/DSS", _STORED), ("/Perms", _PERMISSIONS)):
        found.extras += [_entry(one) for one in sorted(set(root.get(name, {}).keys()) - known)]
    if "/PieceInfo" in root and set(root.PieceInfo.keys()) != {"/policygen"}:
        found.extras.append(_entry("/PieceInfo"))
    _attachments(found, pdf)
    ours = _form(found, root.get("/AcroForm", {}))
    _pages(found, root)
    met = 0
    for number, page in enumerate(pdf.pages, 1):
        _page(found, page, number)
        for annotation in page.obj.get("/Annots", []):
            met += 1
            if met > _MOST:
                found.extras.append(say("verify.too_many_annotations"))
                return found
            _annotation(found, annotation, number, ours)
    found.extras += [say("verify.field_nowhere", name=name) for name in ours.values()]
    _bookmarks(found, root)
    return found


def _entry(name: str) -> str:
    if name in _ACTIVE:
        return say("verify.active", kind=name[1:])
    if name == "/OCProperties":
        return say("verify.layers")
    return say("verify.entry", name=name[1:])


def _attachments(found: Beside, pdf: pikepdf.Pdf) -> None:
    names = list(pdf.attachments)
    found.extras += [say("verify.attachment", name=name) for name in names if name not in (DOCUMENT, EDITIONS)]
    root: Any = pdf.Root
    known = {DOCUMENT, EDITIONS} & set(names)
    for file in root.get("/AF", []):
        shown = {str(file.get(key, "")) for key in ("/F", "/UF")} - {""}
        if len(shown) != 1 or not shown <= known:
            found.extras.append(say("verify.attachment", name=" / ".join(sorted(shown))))
    for name in known:
        file = pdf.attachments[name].obj
        if {str(file.get(key, name)) for key in ("/F", "/UF")} != {name}:
            found.extras.append(say("verify.attachment", name=str(file.get("/UF", file.get("/F", "")))))


def _form(found: Beside, form: Any) -> dict[tuple[int, int], str]:
    """Take up the fields of the form; return those that a page has yet to show, by their place in the file."""
    if "/XFA" in form:
        found.extras.append(say("verify.xfa"))
    found.extras += [_entry(name) for name in sorted(set(form.keys()) - _FORM - {"/XFA"})]
    ours: dict[tuple[int, int], str] = {}
    for each in form.get("/Fields", []):
        name = str(each.get("/T", ""))
        if each.get("/FT") != "/Sig" or "/Kids" in each or name in found.fields:
            found.extras.append(say("verify.field", name=name))
            continue
        found.fields[name] = "/V" in each
        ours[each.objgen] = name
        shown = each.get("/AP", {}).get("/N")
        if "/V" not in each and shown is not None:
            quiet = isinstance(shown, pikepdf.Stream) and shown.read_bytes().strip() in _QUIET
            if not quiet:
                found.dressed.append(name)
    return ours


def _pages(found: Beside, root: Any) -> None:
    """Name what the tree of pages would hand down to its pages: only what a page says itself is read."""
    waiting: list[Any] = [root.Pages]
    met: set[tuple[int, int]] = set()
    while waiting and len(met) < _MOST:
        node = waiting.pop()
        if node.get("/Type") != "/Pages" or node.objgen in met:
            continue
        met.add(node.objgen)
        found.extras += [_entry(name) for name in sorted(set(node.keys()) - _TREE_OF_PAGES)]
        waiting += list(node.get("/Kids", []))


def _page(found: Beside, page: pikepdf.Page, number: int) -> None:
    here: Any = page.obj
    for name in sorted(set(here.keys()) - _PAGE):
        words = say("verify.active", kind=name[1:]) if name in _ACTIVE else say("verify.entry", name=name[1:])
        found.extras.append(say("verify.on_page", page=number, words=words))
    whole = [round(float(edge), 1) for edge in here.MediaBox]
    if here.get("/Rotate", 0) != 0 or [round(float(edge), 1) for edge in here.get("/CropBox", whole)] != whole:
        found.extras.append(say("verify.turned", page=number))


def _annotation(found: Beside, annotation: Any, page: int, ours: dict[tuple[int, int], str]) -> None:
    kind = str(annotation.get("/Subtype", ""))
    words = ""
    if kind == "/Link":
        words = _link(found, annotation)
    elif kind == "/Widget" and annotation.get("/FT") == "/Sig":
        words = _widget(annotation, ours)
        left, bottom, right, top = (float(edge) for edge in annotation.Rect)
        sides = (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
        found.places.append(FieldPlace(page, str(annotation.get("/T", "")), *sides))
    else:
        words = say("verify.annotation", kind=kind[1:] or say("verify.no_kind"))
    if words:
        found.extras.append(say("verify.on_page", page=page, words=words))


def _link(found: Beside, link: Any) -> str:
    """Return what is wrong with a link; "" for one that shows nothing and leads to an address or a place here."""
    action = link.get("/A")
    if "/AP" in link or _border(link):
        return say("verify.link_shows")
    more = sorted(set(link.keys()) - _LINK)
    if more:
        return say("verify.active" if more[0] in ("/AA", "/PA") else "verify.entry", kind=more[0][1:], name=more[0][1:])
    if action is None:
        return (
            "" if isinstance(link.get("/Dest"), pikepdf.String | pikepdf.Name | pikepdf.Array) else say("verify.no_end")
        )
    if not isinstance(action, pikepdf.Dictionary):
        return say("verify.no_end")
    does = str(action.get("/S", ""))
    if does == "/URI" and set(action.keys()) <= {"/Type", "/S", "/URI"}:
        found.addresses.add(str(action.URI))
        return ""
    if does == "/GoTo" and set(action.keys()) <= {"/Type", "/S", "/D"}:
        return ""
    return say("verify.action", kind=(does if does not in ("/URI", "/GoTo") else "/Next")[1:])


def _border(link: Any) -> bool:
    """Tell whether a program draws a frame round a link, which can be as thick as a page (ISO 32000-1 12.5.4)."""
    if "/BS" in link:
        return float(link.BS.get("/W", 1)) != 0
    border = link.get("/Border")
    return border is None or len(border) < 3 or float(border[2]) != 0


def _widget(widget: Any, ours: dict[tuple[int, int], str]) -> str:
    name = str(widget.get("/T", ""))
    if ours.pop(widget.objgen, None) is None:
        return say("verify.unlisted_field", name=name)
    more = sorted(set(widget.keys()) - _WIDGET)
    if more:
        return say("verify.active" if more[0] in ("/A", "/AA") else "verify.entry", kind=more[0][1:], name=more[0][1:])
    if set(widget.get("/AP", {}).keys()) - {"/N"}:
        return say("verify.field_changes", name=name)
    _, bottom, _, top = (float(edge) for edge in widget.Rect)
    return say("verify.field_high", name=name) if abs(top - bottom) > HEIGHT + _SLACK else ""


def _bookmarks(found: Beside, root: Any) -> None:
    if "/Outlines" not in root:
        return
    for one in _listed(root.Outlines, set()):
        title = str(one.get("/Title", ""))
        more = sorted(set(one.keys()) - _BOOKMARK)
        if more:
            found.extras.append(say("verify.bookmark_acts", title=title[:60], kind=more[0][1:]))
        found.bookmarks.append(title)


def _listed(parent: Any, met: set[tuple[int, int]]) -> Iterator[Any]:
    """Yield the bookmarks below `parent` in their order. Raises RecursionError for one that is met twice."""
    one = parent.get("/First")
    while one is not None:
        if one.objgen in met or one.objgen == (0, 0) or len(met) > _MOST:
            raise RecursionError
        met.add(one.objgen)
        yield one
        yield from _listed(one, met)
        one = one.get("/Next")
