"""Write records as JSON files with a digest of their content, and read only those whose digest matches."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Severity
from policygen.document.differing import DoesNotFit
from policygen.document.json import NotADocument
from policygen.world.protocol import OutsideTheProject

_Made = TypeVar("_Made")
_Read = TypeVar("_Read")


class NotAnAdoptionRecord(ValueError):
    """The file is not an adoption record that can be trusted; `edited` says that its digests do not match."""

    def __init__(self, message: str, *, edited: bool = False) -> None:
        super().__init__(message)
        self.edited = edited


def content_digest(content: object) -> str:
    """Return the SHA-256 (hex) of JSON content, however it is laid out."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def sealed(content: Mapping[str, Any]) -> bytes:
    """Return a record's file: its `record` first, then the digest of all its content, as indented UTF-8 JSON."""
    content = {"record": content["record"], "digest": content_digest(content), **content}
    return json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"


def trusted(data: bytes | str, kind: str, versions: tuple[int, ...]) -> dict[str, Any]:
    """Return the content of a record of a kind, whose digest matches. Raises NotAnAdoptionRecord."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotAnAdoptionRecord(say("record.not_json", reason=str(error))) from error
    if not isinstance(found, dict) or found.get("record") != kind:
        raise NotAnAdoptionRecord(say("record.not_a_record"))
    if found.get("schema") not in versions:
        raise NotAnAdoptionRecord(say("record.version", found=str(found.get("schema")), known=versions[-1]))
    if found.get("digest") != content_digest({key: value for key, value in found.items() if key != "digest"}):
        raise NotAnAdoptionRecord(say("record.changed"), edited=True)
    return found


def decoded(make: Callable[[], _Made]) -> _Made:
    """Return what `make` makes of a record's content. Raises NotAnAdoptionRecord for content of another shape."""
    try:
        return make()
    except (KeyError, TypeError, AttributeError, NotADocument, DoesNotFit, ValueError) as error:
        raise NotAnAdoptionRecord(say("record.damaged", reason=str(error))) from error


def text_in(found: Mapping[str, Any], key: str) -> str:
    """Return the text at `key`. Raises KeyError, ValueError."""
    value = found[key]
    if not isinstance(value, str):
        raise ValueError(say("record.not_text", value=repr(value)))
    return value


def check_parts(found: Mapping[str, Any], parts: Iterable[str]) -> None:
    """Raise NotAnAdoptionRecord for the first of the parts whose digest in `digests` does not match."""
    digests = found.get("digests")
    for part in parts:
        if not isinstance(digests, dict) or digests.get(part) != content_digest(found.get(part)):
            raise NotAnAdoptionRecord(say("record.part", part=part), edited=True)


def read_trusted(
    names: Iterable[str], read: Callable[[str], _Read], diagnostics: Diagnostics, severity: Severity
) -> list[_Read]:
    """Return what `read` makes of each file of the project; one that cannot be trusted is reported and left out."""
    found = []
    for name in names:
        try:
            found.append(read(name))
        except NotAnAdoptionRecord as error:
            code = "PG801" if error.edited else "PG802.rejected"
            diagnostics.report(code, severity=severity, file=name, reason=str(error))
        except (OSError, OutsideTheProject) as error:
            reason = getattr(error, "strerror", None) or say("record.outside")
            diagnostics.report("PG802.unreadable", severity=severity, file=name, reason=reason)
    return found
