"""Files that visitors give: what they are called, what reads them, and what a visitor is told if that fails."""

from __future__ import annotations

import dataclasses
import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any, TypeVar

from starlette.datastructures import FormData
from starlette.requests import Request

from policygen.api.library import Library
from policygen.diagnostics.model import Diagnostic, Refused
from policygen.serve.server import Server
from policygen.serve.views import Shown
from policygen.serve.visit import Visit
from policygen.serve.working import WorkLost
from policygen.source.characters import EITHER

LOGGER = logging.getLogger("policygen.serve")
_LONGEST_NAME = 80
_SETTINGS = re.compile(r"schools/(?P<folder>(?:[\w-]+/)?)[\w-]+\.yaml")
_BLOCK = re.compile(r"(?P<clause>[\w-]+:[\w.-]+)(?:/\d+)*(?=: )")
_NAME = re.compile(r"`([^`]+)`")

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a visitor gave: what to call it, without folders or signs that no name needs, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Why nothing came of a file: a `reason` in words, or a `key` of the words' errors with its `facts`.

    `field` is the one to blame, if a page asks for several files; `places` are where a program failed, for the log.
    """

    reason: str = ""
    key: str = ""
    facts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    field: str = ""
    places: tuple[str, ...] = ()


class Uploads:
    """Reads what visitors give in a process of its own, so that no file can harm the pages."""

    def __init__(self, server: Server) -> None:
        self._server, self._pages = server, server.pages
        self._titles = server.library.clauses

    async def given(self, form: FormData, name: str = "file") -> Upload | None:
        """Return a file of the form; None if none was chosen."""
        called, data = await self._server.uploaded(form, name)
        return Upload(safe_name(called), data) if called or data else None

    async def result(self, request: Request, work: Callable[[Library, Any], Value], payload: Any) -> Value | NotTaken:
        """Return what `work` makes of a payload, or why it made nothing: whatever is in a file, it is said in words.

        `work` is a function of a module. Raises QueueFull.
        """
        try:
            found: Value | NotTaken = await self._server.worked(request, partial(_guarded, work), payload)
        except WorkLost as lost:
            return NotTaken(key=f"upload_{lost.why}")
        if isinstance(found, NotTaken) and found.places:
            # Only where it happened: the message of an error can hold words of the file.
            LOGGER.error(json.dumps({"error": found.key, "places": found.places}))
        return found

    def page(self, name: str, *, school: bool, errors: dict[str, str] | None = None, **facts: Any) -> Shown:
        """Return the page that asks for files; `name` is that of its words, `errors` are words by field."""
        listed = tuple({"words": words, "target": field} for field, words in (errors or {}).items())
        words = self._pages.words["give"][name]
        return Shown(
            "give-file",
            {"title": words["title"], "give": words, "school": school, "error_list": listed, "wrong": errors or {}}
            | {"choices": (), "chosen": ""} | facts,
        )  # fmt: skip

    def said(self, not_taken: NotTaken) -> str:
        """Return why nothing came of a file, for a visitor."""
        return (
            self.plain(not_taken.reason)
            if not_taken.reason
            else self._pages.said(f"errors.{not_taken.key}", **not_taken.facts)
        )

    def plain(self, text: str, names: Callable[[str], str] = str, *, titled: bool = False) -> str:
        """Return a message of the program for somebody who has no command line.

        `names` gives what people call a clause, an answer or a policy; `titled` puts the title of a clause in the
        place of the name that a line begins with.
        """
        text = self._pages.plainly(text)
        files = self._pages.words["settings_files"]
        if titled and (found := _BLOCK.match(text)) and found["clause"] in self._titles:
            text = f"{self._pages.said('named', name=self._titles[found['clause']])}{text[found.end() :]}"
        text = _SETTINGS.sub(lambda found: str(files["above" if found["folder"] else "own"]), text)
        return _NAME.sub(lambda found: self._pages.said("named", name=names(found[1])), text).strip()

    def finding(self, one: Diagnostic, names: Callable[[str], str] = str) -> str:
        """Return a finding as sentences: what is wrong, and what to do."""
        message = self.plain(one.message, names)
        hint = self.plain(one.hint, names)
        return f"{message[:1].upper()}{message[1:].rstrip('.')}. {hint}".strip()

    def carries(self, visit: Visit, size: int) -> bool:
        """Return whether a request has room for a file of so many bytes beside what the page carries."""
        return size * 4 // 3 + len(self._server.seal(visit)) + 100_000 <= self._server.limits.largest


def safe_name(text: str) -> str:
    """Return what a file is called: no folder, and nothing that hides or changes how words are read."""
    last = EITHER.sub("", PurePosixPath(text.replace("\\", "/")).name)
    name = " ".join("".join(one if one.isprintable() else " " for one in last).split())
    if len(name) <= _LONGEST_NAME:
        return name or "-"
    stem, dot, ending = name.rpartition(".")
    ending = f"{dot}{ending}" if stem and len(ending) <= len("markdown") else ""
    return f"{name[: _LONGEST_NAME - len(ending)]}{ending}"


def _guarded(work: Callable[[Library, Any], Value], library: Library, payload: Any) -> Value | NotTaken:
    try:
        return work(library, payload)
    except Refused as error:
        return NotTaken(reason=f"{str(error).rstrip('.')}. {error.hint}".strip())
    except Exception as error:
        trace, places = error.__traceback__, [type(error).__name__]
        while trace is not None:
            places.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
            trace = trace.tb_next
        return NotTaken(key="upload_unreadable", places=tuple(places[:1] + places[-6:]))
