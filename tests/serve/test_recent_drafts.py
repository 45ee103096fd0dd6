"""What is kept of a visit for its next page: it changes no page, is found by that visit only, and goes again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from starlette.datastructures import FormData

from policygen import Library
from policygen.api.snapshots import RecentDrafts
from policygen.serve.pages import Pages
from policygen.serve.views import Views
from policygen.serve.visit import Visit
from tests.support.visiting import client_of, fields_for, hosted_library

POLICY = "mobile-phones"


@pytest.fixture(scope="module")
def library() -> Library:
    return hosted_library()


@pytest.fixture(scope="module")
def begun(library: Library) -> Visit:
    draft = library.drafts.begin("Oakfield Primary School", [POLICY])
    return Visit(school=draft.id, files=draft.files)


def form_of(questions: Sequence[Mapping[str, str]]) -> FormData:
    """Return a form that answers the first of a page's questions and leaves the others empty."""
    key, *beside = [one["key"] for one in questions]
    fields = [("key", key), ("action", "answer"), *(("with", one) for one in beside)]
    return FormData([*fields, *fields_for(key).items()])


def answered(views: Views, visit: Visit, count: int) -> list[str]:
    """Answer questions, each after a look at the preview, and return what the pages show."""
    seen, (shown, visit) = [], views.question(visit, FormData())
    for _ in range(count):
        form = form_of(shown.facts["questions"])
        preview, _ = views.preview(visit, form)
        shown, visit = views.question(visit, form)
        seen += [str(preview.facts["preview"]), str(shown.facts["preview"]), repr(sorted(visit.files.items()))]
    return seen


def test_pages_are_the_same_with_what_was_kept_as_without_it(library: Library, begun: Visit) -> None:
    pages, recent = Pages(library.world), library.drafts.recent
    with_it = answered(Views(library, pages), begun, 2)
    assert len(recent) > 0
    largest, recent.largest = recent.largest, 0
    try:
        assert answered(Views(library, pages), begun, 2) == with_it
    finally:
        recent.largest = largest


def test_a_draft_is_found_by_all_of_its_files_once_and_not_for_long(library: Library, begun: Visit) -> None:
    now = [0.0]
    recent = RecentDrafts(most=2, largest=100_000, seconds=900.0, clock=lambda: now[0])
    drafts = [{**begun.files, f"schools/{begun.school}/note.txt": str(n).encode()} for n in range(3)]
    for files in drafts:
        draft = library.drafts.of(begun.school, files)
        recent.put_back(draft.snapshot())
    assert recent.take_of(begun.school, drafts[0]) is None  # only two are kept
    assert recent.take_of(begun.school, begun.files) is None
    assert recent.take_of("elsewhere", drafts[2]) is None
    found = recent.take_of(begun.school, drafts[2])
    assert found is not None
    assert found.files == drafts[2]
    assert recent.take_of(begun.school, drafts[2]) is None  # nobody else gets it meanwhile
    now[0] = 901.0
    recent.forget()
    assert len(recent) == 0
    recent.put_back(library.drafts.of(begun.school, {**begun.files, "schools/x.png": bytes(100_000)}).snapshot())
    assert len(recent) == 0


def test_what_a_visitor_writes_does_not_stay_in_the_library(library: Library) -> None:
    before = library.fingerprint
    draft = library.drafts.begin("Oakfield School of Nobody", [POLICY])
    assert draft.answers.now().settled.id == draft.id
    assert draft.session().usable
    assert library.fingerprint == before


def test_pages_that_were_shown_are_looked_through_for_what_nothing_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[int] = []
    monkeypatch.setattr("policygen.serve.server.COLLECTED", 2)
    monkeypatch.setattr("policygen.serve.server.gc.get_freeze_count", lambda: 1)
    monkeypatch.setattr("policygen.serve.server.gc.collect", lambda: found.append(1))
    client = client_of()
    for _ in range(4):
        client.get("/new")
    assert len(found) == 2
