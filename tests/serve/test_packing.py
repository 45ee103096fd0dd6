"""A pack says how far it is, and has what a build of each order has."""

from __future__ import annotations

import io
import re
import threading
import time
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest
from starlette.datastructures import FormData

from policygen.build.order import Order
from policygen.serve.packing import Pack, artifacts_in, made_with, make_pack
from policygen.serve.pages import Pages
from policygen.serve.sealing import Sealer
from policygen.serve.server import ServerLimits
from policygen.serve.views import Views
from policygen.serve.visit import Visit
from policygen.serve.working import WorkProgress
from tests.support.visiting import KEY, answered_school, client_of, finished, hosted_library

POLICIES = ["mobile-phones", "social-networking"]


@pytest.fixture(scope="module")
def answered() -> Visit:
    return answered_school(hosted_library(), "Oakfield Primary School", POLICIES)


def test_a_page_counts_the_policies_that_are_made(answered: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[WorkProgress] = []

    ending = threading.Event()

    def work(*given: object) -> Pack:
        assert isinstance(given[-1], WorkProgress)
        made.append(given[-1])
        ending.wait(20)
        return Pack()

    monkeypatch.setattr("policygen.serve.packs.pack_in_process", work)
    state = Sealer(KEY).seal(answered.to_bytes(), time.time())
    with client_of(limits=ServerLimits(burst=10_000.0)) as client:
        page = client.post("/pack", data={"state": state})
        assert " of 2 " not in page.text
        (progress,) = made
        assert progress.steps == len(POLICIES)
        for _ in range(2):
            progress.step()
        assert "1 of 2 policies and guides are made." in client.get(page.url.path).text
        ending.set()


@pytest.mark.conformance
def test_a_pack_made_in_steps_has_the_bytes_of_three_builds(answered: Visit) -> None:
    library = hosted_library()
    draft = library.drafts.of(answered.school, answered.files)
    steps = make_pack(library, draft, "typst")
    assert sum(1 for _ in iter(lambda: next(steps, "end"), "end")) == len(POLICIES) + 1
    with zipfile.ZipFile(io.BytesIO(finished(make_pack(library, draft, "typst")).data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    usual = Order(pdf_engine="typst")
    orders = (Order(("html",), editions=("web",)), Order(large_print=True, pdf_engine="typst"), usual)
    expected = {one.name: one.data for order in orders for one in artifacts_in(draft.session().build(order))}
    assert [name for name, data in expected.items() if files[name] != data] == []


def test_every_file_is_said_what_it_is_for_and_those_to_send_are_named() -> None:
    pages = Pages(hosted_library().world)
    files = ["e-safety.pdf", "year.docx", "year.pdf"]
    index = pages.pack_index(
        "Oakfield",
        {"e-safety": "Online safety policy"},
        files,
        kind="policies",
        made=made_with(hosted_library(), "typst"),
        sent=["e-safety.pdf"],
    ).decode()
    assert re.findall(r'<a href="year[^>]*>([^<]*)<', index) == [
        "What the policies promise, as the year at a glance (Word)",
        "What the policies promise, as the year at a glance (PDF)",
    ]
    assert '<a href="e-safety.pdf">Online safety policy</a> (e-safety.pdf)' in index


def test_a_school_whose_policies_were_made_before_is_led_to_what_has_changed(answered: Visit) -> None:
    views = Views(hosted_library(), Pages(hosted_library().world))
    shown, _ = views.check(replace(answered, made_with={"union": "2026.11"}), FormData())
    assert shown.facts["made_before"]
    assert not views.check(answered, FormData())[0].facts["made_before"]


@pytest.mark.parametrize("days", [-400, 30])
def test_a_meeting_that_is_over_is_not_printed_without_a_word(answered: Visit, days: int) -> None:
    library, day = hosted_library(), date.today() + timedelta(days)
    pages, draft = Pages(library.world), library.drafts.of(answered.school, answered.files)
    assert draft.answers.give("policy.meeting_on", day.isoformat()) == ""
    shown, _ = Views(library, pages).check(replace(answered, files=draft.files), FormData())
    said = [one["words"] for one in shown.facts["doubts"] if one["key"] == "policy.meeting_on"]
    over = (
        f"The meeting on {pages.day(day)} is over. If it approved the policies, record it; otherwise give the date of"
    )
    assert said == ([f"{over} the next one."] if days < 0 else [])
