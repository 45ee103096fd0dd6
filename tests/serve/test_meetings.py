"""The pages that record a meeting, and those of the second year, without a browser and without drawing a page."""

from __future__ import annotations

import asyncio
import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from policygen import Hosting, Library, Meeting
from policygen.serve.recording import Recording, tried_in_steps
from policygen.serve.sealing import Sealer
from policygen.serve.server import Server, ServerLimits
from policygen.serve.visit import Visit
from tests.support.edited_word import words
from tests.support.visiting import KEY, client_of, fields_for, finished, heading_of, key_of, state_of, word_file_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SCHOOL, POLICY = "oakfield-primary-school", "mobile-phones"
RECORD = f"schools/{SCHOOL}/adopted/{POLICY}/2026-11-28.json"
MEETING = {"policy": POLICY, "day": "28", "month": "11", "year": "2026", "minute": "14/26", "seen": "answers"}


@pytest.fixture(scope="module")
def library() -> Library:
    return Hosting.library_of()


@pytest.fixture(scope="module")
def answered(library: Library) -> Visit:
    """A school with all answers that its one policy needs."""
    draft = library.drafts.begin("Oakfield Primary School", [POLICY])
    while left := draft.answers.unasked():
        typed = fields_for(left[0].key)
        assert draft.answers.give(left[0].key, typed.get("answer") or typed["name"]) == ""
    return Visit(school=draft.id, files=draft.files)


@pytest.fixture(scope="module")
def adopted(library: Library, answered: Visit) -> bytes:
    """The file of the same school after its board adopted the policy."""
    draft = library.drafts.of(answered.school, answered.files)
    assert draft.adopt_as_it_stands(POLICY, Meeting(date(2026, 11, 28), "14/26")).file == RECORD
    return draft.archive()


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[TestClient]:
    async def here(self: Server, _: object, work: Any, payload: object, __: int = 1) -> object:
        return finished(await asyncio.to_thread(work, self.library, payload))

    with pytest.MonkeyPatch.context() as patch:
        # The day of the pages; and work in this process, because a new one has to read the library first.
        patch.setattr(Server, "worked", here)
        patch.setattr("policygen.world.memory.MemoryWorld.today", lambda _: date(2026, 11, 30))
        with client_of(library, ServerLimits(burst=10_000.0)) as one:
            yield one


def sealed(visit: Visit) -> str:
    return Sealer(KEY).seal(visit.to_bytes(), time.time())


def visit_in(page: str) -> Visit:
    return Visit.from_bytes(Sealer(KEY).open(state_of(page), time.time())[0])


def go_on(client: TestClient, data: bytes) -> str:
    fields = {"state": state_of(client.get("/").text)}
    return client.post("/continue", data=fields, files={"file": ("x.school.zip", data, "application/zip")}).text


def test_what_would_be_recorded_is_shown_and_nothing_is_recorded_yet(client: TestClient, answered: Visit) -> None:
    asked = client.post("/adopt", data={"state": sealed(answered)}).text
    assert heading_of(asked) == "Record a meeting"
    page = client.post("/adopt/check", data={"state": state_of(asked), **MEETING}).text
    assert heading_of(page) == "What will be recorded"
    assert "Nothing has been recorded yet" in page
    assert all(words in page for words in ("28 November 2026", "14/26", "28 November 2027"))
    assert visit_in(page).files == answered.files
    back = client.post("/adopt", data={"state": state_of(page), **MEETING}).text
    assert 'name="minute" value="14/26"' in back
    assert f'value="{POLICY}" checked' in back


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"policy": ""}, "Choose the policies"),
        ({"policy": "e-safety"}, "Choose the policies"),
        ({"day": ""}, "Enter the date of the meeting, with"),
        ({"day": "31"}, "a date that exists"),
        ({"year": "26"}, "the year with four figures"),
        ({"year": "2027"}, "28 November 2027 is in the future: today is 30 November 2026"),
        ({"minute": " "}, "Enter the minute number"),
        ({"minute": "x" * 201}, "Use one line"),
        ({"seen": ""}, "Choose what the meeting saw"),
        ({"seen": "files"}, "Choose the files"),
    ],
)
def test_what_is_wrong_with_a_meeting_is_said_and_what_was_typed_stays(
    client: TestClient, answered: Visit, changed: dict[str, str], words: str
) -> None:
    page = client.post("/adopt/check", data={"state": sealed(answered), **MEETING, **changed}).text
    assert heading_of(page) == "Record a meeting"
    assert words in page
    assert "There is a problem" in page
    assert 'name="month" value="11"' in page


def test_a_file_that_is_no_copy_of_the_policy_is_not_recorded(client: TestClient, answered: Visit) -> None:
    fields = {"state": sealed(answered), **MEETING, "seen": "files"}
    for name, data in (("<b>.pdf", b"%PDF-1.7 nothing"), ("x.docx", b"PK\3\4"), ("e.pdf", b"")):
        page = client.post("/adopt/check", data=fields, files={"file": (name, data, "application/pdf")})
        assert page.status_code == 200
        assert "cannot be used: " in page.text
        assert "<b>.pdf" not in page.text


def test_a_file_that_was_edited_in_word_leads_to_where_it_is_brought_back(
    client: TestClient, library: Library, answered: Visit
) -> None:
    edited = word_file_of(
        library, answered, POLICY, words("Smartphones and simple phones", "Smartphones and other phones")
    )
    fields = {"state": sealed(answered), **MEETING, "seen": "files"}
    page = client.post("/adopt/check", data=fields, files={"file": ("x.docx", edited, "application/zip")}).text
    assert "choose “Bring back a Word file that you edited”" in page
    assert "settings" not in page.partition("There is a problem")[2].partition("<h1")[0]


def test_a_policy_without_its_answers_or_with_a_later_meeting_is_not_recorded(library: Library, adopted: bytes) -> None:
    draft = library.drafts.begin("Oakfield Primary School", [POLICY])
    fields: dict[str, Any] = {"on": date(2026, 11, 28), "minute": "1", "versions": {POLICY: ""}}
    found = tried_in_steps(library, Recording(visit=Visit(school=draft.id, files=draft.files), **fields))
    assert [one.key for one in finished(found).problems] == ["meeting.unanswered"]
    after = library.drafts.read(adopted)
    for day, key in ((28, "recorded"), (27, "earlier")):
        fields["on"] = date(2026, 11, day)
        found = tried_in_steps(library, Recording(visit=Visit(school=after.id, files=after.files), **fields))
        assert [one.key for one in finished(found).problems] == [f"meeting.{key}"]


def test_a_record_that_was_changed_on_its_way_is_refused(client: TestClient, answered: Visit) -> None:
    other = Sealer(b"z" * 32).seal(answered.to_bytes(), time.time())
    page = client.post("/adopt/record", data={"state": sealed(answered), "after": other, **MEETING})
    assert page.status_code == 400
    assert "can no longer be used" in page.text


@pytest.mark.conformance
def test_a_wrong_minute_is_corrected_beside_the_first_record(client: TestClient, adopted: bytes) -> None:
    page = client.post("/adopt", data={"state": state_of(go_on(client, adopted))}).text
    page = client.post("/adopt/correct", data={"state": state_of(page), "correct": POLICY}).text
    assert 'name="minute" value="14/26"' in page
    fields = {"state": state_of(page), "correct": POLICY, "action": "save", "day": "28", "month": "11", "year": "2026"}
    assert "There is a problem" in client.post("/adopt/correct", data={**fields, "minute": "14/26"}).text
    page = client.post("/adopt/correct", data={**fields, "minute": "15/26"}).text
    assert "adopted on 28 November 2026, minute 15/26" in page
    files = visit_in(page).files
    assert RECORD in files
    assert json.loads(files[RECORD.replace(".json", "-correction-1.json")])["minute"] == "15/26"


def test_the_second_year_asks_only_what_changed(client: TestClient, adopted: bytes) -> None:
    page = go_on(client, adopted)
    assert heading_of(page) == "What has changed since last time"
    assert "Adopted on 28 November 2026, minute 14/26. Next review: 28 November 2027." in page
    assert "still has the wording that was adopted" in page
    assert "Tick the meeting" not in page  # it was not given, so it is not in the list
    begin = {"state": state_of(page), "action": "begin"}
    assert heading_of(client.post("/again", data=begin).text) == "Check your answers"
    page = client.post("/again", data={**begin, "changed": "people.headteacher"}).text
    assert key_of(page) == "people.headteacher"
    assert "2 to look at" in page
    answer = {"state": state_of(page), "key": "people.headteacher", "action": "answer", "name": "Mr Bo Ray"}
    page = client.post("/question", data=answer).text
    assert key_of(page) == "policy.people_updated_on"
    answer = {"state": state_of(page), "key": key_of(page), "action": "answer", "answer": "2026-11-29"}
    page = client.post("/question", data=answer).text
    assert heading_of(page) == "Check your answers"
    assert "Mr Bo Ray" in page


def test_a_new_meeting_is_offered_with_the_date_of_the_last_in_words(client: TestClient, adopted: bytes) -> None:
    page = go_on(client, adopted)
    answer = {"state": state_of(page), "key": "policy.meeting_on", "action": "answer", "answer": "2027-01-14"}
    page = client.post("/question", data={**answer, "return": "check"}).text
    page = client.post("/again", data={"state": state_of(page)}).text
    assert "<strong>14 January 2027</strong>" in page
    assert "Tick the meeting" in page
    page = client.post("/again", data={"state": state_of(page), "action": "begin", "changed": "policy.meeting_on"}).text
    assert key_of(page) == "policy.meeting_on"
    assert "last question" in page


@pytest.mark.conformance
def test_other_editions_and_other_words_are_told(client: TestClient, adopted: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(adopted)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    listed = json.loads(files["school.json"])
    made_with = dict.fromkeys(listed["libraries"], "2001.1")
    settings = files[f"schools/{SCHOOL}.yaml"]
    changed = re.sub(rb"phone_stance: \w+", b"phone_stance: not_on_site", settings)
    assert changed != settings
    visit = Visit(
        school=SCHOOL,
        files={name: data for name, data in files.items() if name.startswith("schools/")}
        | {f"schools/{SCHOOL}.yaml": changed},
        made_with=made_with,
    )
    page = client.post("/again", data={"state": sealed(visit)}).text
    assert "your file was made with 2001.1" in page
    assert "the board has to approve it again" in page
    assert "changed: " in page


def test_papers_and_model_copies_ask_what_to_make(client: TestClient, adopted: bytes, answered: Visit) -> None:
    first = client.post("/papers", data={"state": sealed(answered)}).text
    assert "no record of a meeting yet" in first
    page = client.post("/papers", data={"state": state_of(go_on(client, adopted))}).text
    assert "(adopted on 28 November 2026)" in page
    assert "Choose a policy" in client.post("/papers/make", data={"state": state_of(page)}).text
    page = client.get("/copies").text
    assert heading_of(page) == "Model copies in Word"
    assert "With the choices of" not in page
    fields = {"state": state_of(page), "kind": "school"}
    assert "Choose a kind of school" in client.post("/copies/make", data=fields).text
    kind = re.search(r'name="kind" value="([^"]+)"', page)
    assert kind is not None
    fields["kind"] = kind[1]
    assert "Choose at least one policy" in client.post("/copies/make", data=fields).text
    assert client.get("/made/copies/guess").status_code == 404


def test_what_a_browser_may_keep_is_offered_without_script_in_the_page(client: TestClient, answered: Visit) -> None:
    page = client.post("/check", data={"state": sealed(answered)}).text
    assert f'data-keep="{SCHOOL}"' in page
    assert "<div data-choice hidden>" in page
    assert "do not tick this on a shared computer" in page
    assert "<div data-offer hidden>" in client.get("/").text
    script = re.search(r'src="(/static/keep-[^"]*)"', page)
    assert script is not None
    assert "localStorage" in client.get(script[1]).text
    assert "localStorage" not in page


def test_a_visit_of_an_earlier_server_can_still_be_read() -> None:
    older = json.dumps({"school": "x", "files": {}, "later": [], "policy": ""}).encode()
    assert Visit.from_bytes(older) == Visit(school="x")


def test_files_stay_in_the_page_if_the_date_is_wrong_and_the_policies_are_ticked(
    client: TestClient, library: Library, answered: Visit
) -> None:
    asked = client.post("/adopt", data={"state": sealed(answered)}).text
    assert f'value="{POLICY}" checked' in asked
    fields = {**MEETING, "state": sealed(answered), "seen": "files", "year": "1999"}
    file = ("e’s <b>.docx", word_file_of(library, answered, POLICY), "application/zip")
    page = client.post("/adopt/check", data=fields, files={"file": file}).text
    assert "more than a year before this wording was published" in page
    assert "You have chosen e’s &lt;b&gt;.docx" in page
    given = re.search(r'name="given" value="([^"]*)"', page)
    assert given is not None
    page = client.post("/adopt/check", data={**fields, "year": "2026", "given": given[1]}).text
    assert heading_of(page) == "What will be recorded"
    assert "e’s &lt;b&gt;.docx, which has not changed" in page
