"""A file that a school has, as a policy's passages: Word, PDF, web page, Markdown or plain text."""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterable
from pathlib import PurePath

from lxml import etree

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic, RefusedFile
from policygen.inspect.docx_parts import NotReadable, open_package
from policygen.inspect.pdf_sizes import unpacks_to_too_much
from policygen.intake.gap.from_docx import pages_of_docx, passages_of_docx
from policygen.intake.gap.from_markup import passages_of_html, passages_of_markdown
from policygen.intake.gap.from_pdf import TooLong, passages_of_pdf
from policygen.intake.gap.from_text import passages_of_text
from policygen.intake.gap.passages import PolicyPassage, PresentPolicy, place_passages

_ENDINGS = {
    ".docx": "docx", ".pdf": "pdf", ".html": "html", ".htm": "html", ".xhtml": "html", ".md": "md", ".markdown": "md",
    ".txt": "txt",
}  # fmt: skip
_MOST_TEXT = 5_000_000  # bytes of a file of text or markup; the longest policies have a tenth
_MOST_PASSAGES, _MOST_LETTERS = 6_000, 1_500_000


class PolicyUnreadable(RefusedFile):
    """The file cannot be read, and `finding` says why; the message is for a person."""


def read_policy(name: str, data: bytes) -> PresentPolicy:
    """Return the policy in a file's bytes; messages call it `name`. Raises PolicyUnreadable.

    What it is is seen from its first bytes, and for text from the ending of its name.
    """
    form = _form(name, data)
    if not form:
        raise PolicyUnreadable(Diagnostic.of("PG891.kind", file=name))
    if form in ("html", "md", "txt") and len(data) > _MOST_TEXT:
        raise PolicyUnreadable(Diagnostic.of("PG891.large", file=name))
    passages, pages = _passages(form, name, data)
    found = tuple(place_passages(passages))
    if len(found) > _MOST_PASSAGES or sum(len(one.text) for one in found) > _MOST_LETTERS:
        raise PolicyUnreadable(Diagnostic.of("PG891.large", file=name))
    if not found:
        raise PolicyUnreadable(Diagnostic.of("PG891.wordless", file=name))
    return PresentPolicy(name, form, found, pages)


def _form(name: str, data: bytes) -> str:
    if data.startswith(b"%PDF-"):
        return "pdf"
    ending = _ENDINGS.get(PurePath(name).suffix.lower(), "")
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    return ending if ending not in ("pdf", "docx") else _damaged(name)


def _damaged(name: str) -> str:
    raise PolicyUnreadable(Diagnostic.of("PG891.damaged", file=name, reason=say("gap.other_content")))


def _passages(form: str, name: str, data: bytes) -> tuple[Iterable[PolicyPassage], int]:
    match form:
        case "docx":
            try:
                package = open_package(data)
            except NotReadable as error:
                raise _unreadable(name, str(error).rstrip(".")) from error
            return passages_of_docx(package), pages_of_docx(package)
        case "pdf":
            return _of_pdf(name, data)
        case "html":
            try:
                return list(passages_of_html(data)), 0
            except (etree.LxmlError, ValueError) as error:
                raise PolicyUnreadable(Diagnostic.of("PG891.wordless", file=name)) from error
        case _:
            text = _decoded(name, data)
            found = passages_of_markdown(text) if form == "md" else passages_of_text(text)
            return found, text.count("\f") + 1 if "\f" in text and form == "txt" else 0


def _of_pdf(name: str, data: bytes) -> tuple[Iterable[PolicyPassage], int]:
    if unpacks_to_too_much(data):
        raise _unreadable(name, say("verify.unpacks_large"))
    try:
        return passages_of_pdf(data)
    except TooLong as error:
        raise PolicyUnreadable(Diagnostic.of("PG891.large", file=name)) from error
    except (RuntimeError, ValueError, OSError, zlib.error) as error:
        locked = "password" in str(error).lower()
        raise _unreadable(name, say("verify.locked" if locked else "verify.structure")) from error


def _unreadable(name: str, reason: str) -> PolicyUnreadable:
    return PolicyUnreadable(Diagnostic.of("PG891.damaged", file=name, reason=reason))


def _decoded(name: str, data: bytes) -> str:
    """Return the text of a file: UTF-8, UTF-16 with its mark, or what old editors on Windows save."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", *(() if b"\0" in data else ("cp1252",)))
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PolicyUnreadable(Diagnostic.of("PG891.encoding", file=name))
