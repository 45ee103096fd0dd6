"""The served pages without a browser: the way through, what they carry, and what they refuse."""

from __future__ import annotations

import io
import json
import logging
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from policygen import Library
from policygen.serve.guard import HEADERS
from policygen.serve.packing import zip_of
from policygen.serve.sealing import NotSealed, Sealer
from policygen.serve.server import ServerLimits
from policygen.serve.visit import Visit
from tests.support.visiting import (
    KEY,
    PEOPLE,
    answer_to,
    begun,
    client_of,
    fields_for,
    heading_of,
    hosted_library,
    key_of,
    state_of,
)

if TYPE_CHECKING:
    from starlette.testclient import TestClient

POLICIES = ["mobile-phones"]


@pytest.fixture(scope="module")
def library() -> Library:
    return hosted_library()


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[TestClient]:
    with client_of(library, ServerLimits(burst=10_000.0)) as one:
        yield one


@pytest.fixture(scope="module")
def first(client: TestClient) -> str:
    """The page of the first question."""
    return begun(client, "Oakfield Primary School", POLICIES)


@pytest.fixture(scope="module")
def check(client: TestClient, library: Library, first: str) -> str:
    """The page with all answers, of which the first was given on its page and the others are in the page's state."""
    page = client.post("/question", data=answer_to(first)).text
    assert key_of(page) not in ("", key_of(first))
    visit = Visit.from_bytes(Sealer(KEY).open(state_of(page), time.time())[0])
    draft = library.drafts.of(visit.school, visit.files)
    while left := draft.answers.unasked():
        typed = fields_for(left[0].key)
        assert draft.answers.give(left[0].key, typed.get("answer") or typed["name"]) == ""
    whole = Sealer(KEY).seal(replace(visit, files=draft.files).to_bytes(), time.time())
    return client.post("/check", data={"state": whole}).text


def test_a_visitor_gets_from_the_first_question_to_a_school_file_that_another_visit_goes_on_with(
    client: TestClient, check: str
) -> None:
    assert heading_of(check) == "Check your answers"
    assert "Make the policies" in check
    assert PEOPLE in check
    saved = client.post("/file", data={"state": state_of(check)})
    assert saved.headers["content-disposition"] == 'attachment; filename="oakfield-primary-school.school.zip"'
    with zipfile.ZipFile(io.BytesIO(saved.content)) as archive:
        settings = archive.read("schools/oakfield-primary-school.yaml").decode()
    assert f"headteacher:\n    name: {PEOPLE}" in settings
    assert settings.rstrip().endswith("policies:\n  mobile-phones: {}")

    start = client.get("/").text
    upload = {"file": ("x.school.zip", saved.content, "application/zip")}
    again = client.post("/continue", data={"state": state_of(start)}, files=upload).text
    assert heading_of(again) == "Check your answers"
    assert PEOPLE in again

    # The ZIP file that it came in is given as often.
    pack = zip_of({"index.html": b"-", "oakfield-primary-school.school.zip": saved.content})
    upload = {"file": ("oakfield-policies.zip", pack, "application/zip")}
    assert PEOPLE in client.post("/continue", data={"state": state_of(start)}, files=upload).text


def test_an_answer_that_cannot_be_used_is_said_above_the_question_and_keeps_what_was_typed(
    client: TestClient, first: str
) -> None:
    asked = client.post("/question", data={"state": state_of(first), "go": "school.telephone"}).text
    page = client.post(
        "/question",
        data={"state": state_of(asked), "key": "school.telephone", "action": "answer", "answer": "<b>soon</b>"},
    ).text
    assert "There is a problem" in page
    assert '<a href="#school-telephone">' in page
    assert "&lt;b&gt;soon&lt;/b&gt;" in page
    assert "<b>soon</b>" not in page
    assert "<title>Error: " in page


def test_a_question_left_for_somebody_else_is_on_a_page_to_send(client: TestClient, first: str) -> None:
    asked = client.post("/question", data={"state": state_of(first), "go": "people.headteacher"}).text
    page = client.post(
        "/question", data={"state": state_of(asked), "key": "people.headteacher", "action": "later"}
    ).text
    assert key_of(page) not in ("", "people.headteacher")
    assert "You will ask someone" in client.post("/check", data={"state": state_of(page)}).text
    others = client.post("/others", data={"state": state_of(page)}).text
    assert heading_of(others) == "Questions for other people"
    assert "headteacher" in others


def test_the_preview_marks_what_an_answer_changes_and_says_why_a_clause_is_there(
    client: TestClient, check: str
) -> None:
    asked = client.post("/question", data={"state": state_of(check), "go": "people.headteacher"}).text
    assert "Why is this here?" in asked
    assert "<ins>" not in re.sub(r'<p class="hint preview-note">.*?</p>', "", asked)
    fields = {"state": state_of(asked), "key": "people.headteacher", "name": "Mr Zed Quill", "show": POLICIES[0]}
    preview = client.post("/preview", data=fields).text
    assert "Mr Zed Quill" in "".join(re.findall(r"<ins>(.*?)</ins>", preview, re.DOTALL))
    assert " style=" not in preview
    assert "<script" not in preview
    # Nothing of a preview is kept.
    assert "Mr Zed Quill" not in client.post("/check", data={"state": state_of(asked)}).text


def test_two_people_can_share_a_post(client: TestClient, check: str) -> None:
    fields = {"state": state_of(check), "key": "people.headteacher", "return": "check"}
    more = client.post("/question", data={**fields, "more": "people.headteacher", "name": PEOPLE, "rows": "1"}).text
    assert "Name of person 2" in more
    names = {**fields, "action": "answer", "name": [PEOPLE, "Mr Bo Ray"]}
    assert f"{PEOPLE}; Mr Bo Ray" in client.post("/question", data=names).text


def test_an_answer_beside_a_box_that_says_there_is_none_is_not_lost(client: TestClient, check: str) -> None:
    fields = {"state": state_of(check), "key": "people.headteacher", "return": "check", "action": "answer"}
    page = client.post("/question", data={**fields, "name": "Mr Bo Ray", "state_of": "vacant"}).text
    assert "Remove one of them" in page
    assert 'value="Mr Bo Ray"' in page


def test_policies_can_be_changed_and_one_is_needed(client: TestClient, check: str) -> None:
    fields = {"state": state_of(check), "action": "save", "return": "check"}
    assert "Choose at least one policy" in client.post("/policies", data=fields).text
    page = client.post("/policies", data={**fields, "policy": ["mobile-phones", "cyberbullying"]}).text
    assert "Mobile phones policy; Cyberbullying policy" in page


def test_each_page_has_the_headers_that_keep_others_out(client: TestClient) -> None:
    for path in ("/", "/new", "/health", "/nothing", "/pack/guess"):
        found = client.get(path)
        assert {name: found.headers[name] for name in HEADERS} == HEADERS, path
    page = client.get("/").text
    assert "<style" not in page
    assert " style=" not in page
    assert "onclick" not in page
    static = client.get(re.search(r'href="(/static/[^"]*)"', page)[1])  # type: ignore[index]
    assert static.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "", "origin": "https://evil.example"}, 403),
        ({"sec-fetch-site": ""}, 403),
        ({"host": "evil.example"}, 421),
        ({"content-length": "5000000"}, 413),
        ({"sec-fetch-site": "", "origin": "http://127.0.0.1:8600"}, 400),
    ],
)
def test_a_request_from_elsewhere_is_refused(client: TestClient, headers: dict[str, str], status: int) -> None:
    assert client.post("/check", content=b"", headers=headers).status_code == status


def test_a_body_is_counted_while_it_arrives(client: TestClient) -> None:
    endless = (b"x" * 100_000 for _ in range(60))
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/check", content=endless, headers=kind).status_code == 413


def test_a_client_that_asks_too_much_is_told_to_wait(library: Library) -> None:
    with client_of(library, ServerLimits(rate=0.0, burst=2.0)) as one:
        assert [one.get("/").status_code for _ in range(2)] == [200, 200]
        refused = one.get("/")
        assert refused.status_code == 429
        assert "Wait a minute" in refused.text
        assert one.get("/health").status_code == 200


def test_a_page_that_was_changed_or_is_of_another_server_says_how_to_go_on(client: TestClient, first: str) -> None:
    sealed = state_of(first)
    changed = f"{sealed[:60]}{'A' if sealed[60] != 'A' else 'B'}{sealed[61:]}"
    other = Sealer(b"z" * 32).seal(Visit(school="x").to_bytes(), 0)
    for state in (changed, other, "", "…", "AAAA"):
        page = client.post("/check", data={"state": state})
        assert page.status_code == 400
        assert "can no longer be used" in page.text
        assert 'type="file"' in page.text


def test_a_page_that_is_too_old_lets_its_visitor_go_on(client: TestClient, first: str) -> None:
    data, _ = Sealer(KEY).open(state_of(first), 0)
    page = client.post("/check", data={"state": Sealer(KEY).seal(data, 1)}).text
    assert "too old" in page
    assert heading_of(client.post("/check", data={"state": state_of(page)}).text) == "Check your answers"


def test_a_seal_holds_no_more_than_it_may() -> None:
    small = Sealer(KEY, largest=100)
    with pytest.raises(ValueError, match="101"):
        small.seal(b"x" * 101, 0)
    with pytest.raises(NotSealed):
        small.open(Sealer(KEY).seal(b"x" * 5000, 0), 0)


@pytest.mark.parametrize("data", [b"", b"PK\5\6" + bytes(18), b"%PDF-1.7"])
def test_a_file_that_is_no_school_file_is_refused_in_words(client: TestClient, data: bytes) -> None:
    fields = {"data": {"state": state_of(client.get("/").text)}, "files": {"file": ("x.zip", data, "application/zip")}}
    page = client.post("/continue", **fields)  # type: ignore[arg-type]
    assert page.status_code == 200
    assert "There is a problem" in page.text


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"%PDF-1.7", "a PDF file"), (zip_of({"_rels/.rels": b"", "word/document.xml": b""}), "a Word file")],
)
def test_somebody_who_gives_a_policy_is_told_which_file_to_give(client: TestClient, data: bytes, kind: str) -> None:
    fields = {"data": {"state": state_of(client.get("/").text)}, "files": {"file": ("x.zip", data, "application/zip")}}
    page = client.post("/continue", **fields).text  # type: ignore[arg-type]
    assert page.count(f"This is {kind}. Choose the school’s file") == 2  # above the form, and at its field


def test_logs_have_no_answer_and_no_address(client: TestClient, first: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "policygen.serve"):
        client.post(
            "/question",
            data={"state": state_of(first), "key": "people.chair", "action": "answer", "name": "Mr Bo Ray"},
        )
        client.get("/pack/secret-token")
    lines = [json.loads(record.message) for record in caplog.records if record.name == "policygen.serve"]
    assert [(one["page"], one["status"]) for one in lines] == [("/question", 200), ("/pack/{token}", 404)]
    assert not re.search("Ray|secret|testclient|127", json.dumps(lines))


def test_health_says_which_library_is_served(client: TestClient, library: Library) -> None:
    found = client.get("/health").json()
    assert found["status"] == "ok"
    assert found["library"] == library.fingerprint
    assert found["waiting"] == 0


def test_an_answer_given_before_is_offered_and_saved_with_one_click(client: TestClient, check: str) -> None:
    lead = "people.designated_safeguarding_lead"
    fields = {"state": state_of(check), "key": "people.headteacher", "action": "answer", "name": "Mr Bo Ray"}
    page = client.post("/question", data={**fields, "return": "check"}).text
    asked = client.post("/question", data={"state": state_of(page), "go": lead, "return": "check"}).text
    assert 'name="same" value="people.headteacher">Mr Bo Ray' in asked
    # The page of all answers opens at the one that was changed.
    assert f'action="/question#answer-{lead.replace(".", "-")}"' in asked
    saved = client.post("/question", data={"state": state_of(asked), "key": lead, "same": "people.headteacher"}).text
    row = re.search(r'id="answer-people-designated_safeguarding_lead".*?</div>', visit_check(client, saved), re.DOTALL)
    assert row is not None
    assert "Mr Bo Ray" in row[0]


def test_a_wrong_number_is_said_at_its_field_and_a_right_one_is_on_the_page_of_all_answers(
    client: TestClient, check: str
) -> None:
    fields = {
        "state": state_of(check),
        "key": "people.designated_safeguarding_lead",
        "action": "answer",
        "name": "Ms Jo Ash",
    }
    asked = client.post("/question", data={**fields, "telephone": "soon"}).text
    assert 'href="#people-designated_safeguarding_lead-telephone"' in asked
    given = client.post("/question", data={**fields, "telephone": "01234 567891", "return": "check"}).text
    assert "Ms Jo Ash\n01234 567891" in given


def test_a_choice_that_contradicts_other_answers_is_not_offered_and_a_doubt_is_said(
    client: TestClient, check: str
) -> None:
    phones = client.post("/question", data={"state": state_of(check), "go": "choices.phone_stance"}).text
    assert 'value="handed_in"' in phones
    assert 'value="sixth_form_only"' not in phones
    fields = {"state": state_of(check), "key": "school.phase", "action": "answer", "return": "check"}
    page = client.post("/question", data={**fields, "answer": ["primary", "sixth_form"]}).text
    assert "A primary school has no sixth form" in page


def test_the_start_page_counts_the_questions_and_the_count_never_grows(client: TestClient, first: str) -> None:
    assert re.search(r"There are \d+ to 19 questions", client.get("/").text)
    most = int(re.search(r"Questions 2 and 3 of (\d+)", first)[1])  # type: ignore[index]
    after = client.post("/question", data=answer_to(first)).text
    assert int(re.search(r"question[^<]* of (\d+)", after, re.IGNORECASE)[1]) <= most  # type: ignore[index]


def visit_check(client: TestClient, page: str) -> str:
    return client.post("/check", data={"state": state_of(page)}).text
