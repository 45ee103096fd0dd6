"""A pack says how far it is, and has what a build of each order has."""

from __future__ import annotations

import io
import threading
import time
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import lxml.html
import pytest
from starlette.datastructures import FormData

from policygen.build.order import Order
from policygen.serve.pack_contents import PackedDocument
from policygen.serve.packing import Pack, artifacts_in, made_with, make_pack
from policygen.serve.pages import Pages
from policygen.serve.sealing import Sealer
from policygen.serve.second_year import SecondYear
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


DOCUMENTS = [
    PackedDocument(id="e-safety", title="Online safety policy", sheets={"safety-poster": "A poster"}),
    PackedDocument(id="guide", title="Guide", about="What parents can do", approved=False),
]
FILES = [
    "oak.school.zip", "oak/e-safety.docx", "oak/e-safety.large-print.pdf", "oak/e-safety.pdf", "oak/guide.pdf",
    "oak/sheets/e-safety-approval.pdf", "oak/sheets/safety-poster.pdf", "oak/strange.pdf", "oak/web/e-safety.html",
    "oak/web/sheets/safety-poster.html", "oak/year.docx", "oak/year.pdf",
]  # fmt: skip


def _index(kind: str) -> lxml.html.HtmlElement:
    made = made_with(hosted_library(), "typst")
    page = Pages(hosted_library().world).pack_index("Oakfield", DOCUMENTS, FILES, kind=kind, made=made)
    return lxml.html.document_fromstring(page)


@pytest.mark.parametrize("kind", ["policies", "drafts", "adopted", "papers", "copies"])
def test_every_file_is_linked(kind: str) -> None:
    assert {*_index(kind).xpath("//main//a/@href")} == {*FILES}


def test_a_clerk_reads_what_to_do_with_which_file() -> None:
    index = _index("policies")
    groups = {
        str(one.text_content()): (
            one.xpath("string(following-sibling::p[1])"),
            one.xpath("following-sibling::ul[1]")[0],
        )
        for one in index.xpath("//h2[following-sibling::*[1][self::p]]")
    }
    linked = {title: places.xpath(".//a/@href") for title, (_, places) in groups.items()}
    assert linked["Send to the governors"] == ["oak/e-safety.pdf"]
    assert linked["Take to the meeting"] == ["oak/sheets/e-safety-approval.pdf"]
    assert linked["Give out or use in school"] == ["oak/guide.pdf"]
    assert linked["For the school’s website"] == ["oak/web/e-safety.html"]
    assert linked["Keep"] == ["oak.school.zip", "oak/strange.pdf", "oak/year.docx", "oak/year.pdf"]
    assert "need not send them" in groups["Send to the governors"][0]
    assert "What parents can do" in groups["Give out or use in school"][1].text_content()
    sheets = index.xpath("//details[2]//tbody/tr")
    assert [row.xpath("string(th)") for row in sheets] == ["A poster", "Sheet to record the approval at the meeting"]
    assert [one.text_content() for one in index.xpath("//a[starts-with(@href, 'oak/year')]")] == [
        "What the policies promise, as the year at a glance (Word)",
        "What the policies promise, as the year at a glance (PDF)",
    ]


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


@pytest.mark.parametrize("draft", [False, True])
def test_the_page_of_a_finished_pack_says_where_the_schools_file_is_and_what_needs_no_approval(draft: bool) -> None:
    facts = {"waiting": False, "file": "/x.zip", "size": "7 MB", "kept": 60, "id": "oak", "school": "Oak", "state": "x"}
    page = Pages(hosted_library().world).render("pack", title="x", draft=draft, **facts)
    assert f"The {'drafts' if draft else 'policies'} of Oak are ready" in page
    assert "oak.school.zip, is in the ZIP file" in page
    assert 'formaction="/file"' not in page
    assert ("need no approval" in page) is not draft


def test_guides_are_not_said_to_lack_an_adoption() -> None:
    library = hosted_library()
    draft = library.drafts.begin("Oak", ["mobile-phones", "guidance-parents"])
    pages = Pages(library.world)
    shown, _ = SecondYear(library, pages, Views(library, pages)).shown(
        Visit(school=draft.id, files=draft.files), FormData()
    )
    page = pages.render("again", title="x", state="x", **shown.facts)
    assert "no record that the board approved the Mobile phones policy." in page
    assert "Online safety for parents and carers" not in page
