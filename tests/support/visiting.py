"""A visitor of the served pages without a browser: reads what a page carries and posts its form."""

from __future__ import annotations

import html
import re
import warnings
from collections.abc import Generator
from functools import cache
from typing import TYPE_CHECKING, Any

from policygen import Hosting, Library
from policygen.document.layout import Layout
from policygen.document.walk import ids_of
from policygen.intake.register.index import RegisterIndex
from policygen.look.look import Look
from policygen.render.docx import write_docx
from policygen.serve.app import create_app
from policygen.serve.server import ServerLimits
from policygen.serve.visit import Visit
from tests.edits.docx import EditedFile
from tests.support.edited_word import EditOf

if TYPE_CHECKING:
    from starlette.testclient import TestClient

KEY = b"k" * 32
# By question; the others are people, or answered with no.
ANSWERS = {
    "school.type": "community",
    "school.phase": "primary",
    "school.faith": "none",
    "school.federation": "no",
    "school.local_authority": "Westshire Council",
    "school.telephone": "01234 567890",
    "school.employer": "Westshire Council",
    "choices.phone_stance": "handed_in",
    "school.designated_officer": "none",
    "school.social_care": "none",
}
PEOPLE = "Mrs Ada Lowe"


@cache
def hosted_library() -> Library:
    """Return the library that comes with policygen, loaded once for all tests; it never changes."""
    return Hosting.library_of()


def client_of(
    library: Library | None = None,
    limits: ServerLimits | None = None,
    key: bytes = KEY,
    register: RegisterIndex | None = None,
) -> TestClient:
    """Return a client of an application; it says that its requests come from the pages, as a browser does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from starlette.testclient import TestClient
    app = create_app(library or hosted_library(), key, limits=limits, register=register)
    return TestClient(app, base_url="http://127.0.0.1:8600", headers={"sec-fetch-site": "same-origin"})


def finished(found: Any) -> Any:
    """Return what work gives, which is in steps if it is a generator."""
    if not isinstance(found, Generator):
        return found
    while True:
        try:
            next(found)
        except StopIteration as end:
            return end.value


def state_of(page: str) -> str:
    """Return the sealed field of a page."""
    found = re.search(r'name="state" value="([^"]*)"', page)
    assert found is not None, page[:2000]
    return html.unescape(found[1])


def heading_of(page: str) -> str:
    """Return the words of a page's first heading."""
    found = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert found is not None, page[:2000]
    return html.unescape(re.sub("<[^>]*>", "", found[1])).strip()


def key_of(page: str) -> str:
    """Return the question that a page asks, or ""."""
    found = re.search(r'name="key" value="([^"]*)"', page)
    return found[1] if found else ""


def fields_for(key: str) -> dict[str, Any]:
    """Return the fields that answer a question."""
    return {"name": PEOPLE} if key.startswith("people.") else {"answer": ANSWERS.get(key, "no")}


def begun(client: TestClient, name: str, policies: list[str]) -> str:
    """Begin a school, choose policies, and return the page of the first question."""
    page = client.get("/new").text
    page = client.post("/new", data={"state": state_of(page), "name": name}).text
    return client.post("/policies", data={"state": state_of(page), "action": "save", "policy": policies}).text


def answer_to(page: str) -> dict[str, Any]:
    """Return the fields of a page's form with answers to all its questions, ones that it offers if it offers any."""
    key, *beside = re.findall(r'name="(?:key|with)" value="([^"]*)"', page)
    fields: dict[str, Any] = {"state": state_of(page), "key": key, "with": beside, "action": "answer"}
    for one in (key, *beside):
        prefix = "" if one == key else f"{one}/"
        given = fields_for(one)
        offered = re.findall(rf'<input type="radio"[^>]* name="{re.escape(prefix)}answer" value="([^"]*)"', page)
        if offered and given["answer"] not in offered:
            given["answer"] = offered[0]
        fields |= {f"{prefix}{name}": value for name, value in given.items()}
    return fields


def answered_school(library: Library, name: str, policies: list[str]) -> Visit:
    """Return the visit of a new school with an answer to every question."""
    draft = library.drafts.begin(name, policies)
    while left := draft.answers.unasked():
        typed = fields_for(left[0].key)
        assert draft.answers.give(left[0].key, typed.get("answer") or typed["name"]) == ""
    return Visit(school=draft.id, files=draft.files)


def word_file_of(library: Library, visit: Visit, policy: str, *edits: EditOf) -> bytes:
    """Return a policy of a visit as a Word file, with edits; its pages are not counted."""
    document = library.drafts.of(visit.school, visit.files).session().compile(policy).document
    pages = Layout(engine="tests", pages=1, page_of=dict.fromkeys(ids_of(document), 1))
    file = EditedFile(write_docx(document, pages, Look.load(library.world)))
    for edit in edits:
        edit(file)
    return file.saved() if edits else write_docx(document, pages, Look.load(library.world))
