"""What somebody else knows: a form for each person, with nothing that the school has answered, and the answers back."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from policygen.api.drafting import hosted_world
from policygen.serve.server import ServerLimits
from tests.support.visiting import ANSWERS, begun, client_of, heading_of, hosted_library, state_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PHONES = b"answers_for: oakfield-primary-school\nchoices:\n  phone_stance: locker\n"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with client_of(hosted_library(), ServerLimits(burst=10_000.0, patience=60.0)) as one:
        yield one


@pytest.fixture(scope="module")
def others(client: TestClient) -> str:
    """The page with what other people know, of a school that has answered what kind it is."""
    page = begun(client, "Oakfield Primary School", ["mobile-phones"])
    key, *beside = re.findall(r'name="(?:key|with)" value="([^"]*)"', page)
    fields = {"answer": ANSWERS[key], f"{beside[0]}/answer": ANSWERS[beside[0]]}
    page = client.post("/question", data={"state": state_of(page), "key": key, "with": beside, **fields}).text
    return client.post("/others", data={"state": state_of(page)}).text


def returned(client: TestClient, page: str, *files: tuple[str, bytes]) -> str:
    given = [("file", (name, data, "application/octet-stream")) for name, data in files]
    return html.unescape(client.post("/others/answers", data={"state": state_of(page)}, files=given or None).text)


def form_for(client: TestClient, page: str, who: str) -> Any:
    return client.post("/others/form", data={"state": state_of(page), "who": who})


def test_each_person_gets_a_form_with_only_their_questions_and_no_answer(client: TestClient, others: str) -> None:
    found = form_for(client, others, "head")
    assert found.headers["content-disposition"] == 'attachment; filename="oakfield-primary-school-questions-head.html"'
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', found.text, re.DOTALL)
    assert data is not None
    # The telephone number is the clerk's to give, the kind of school has been said, and the rest is standard wording.
    people = {"people.designated_safeguarding_lead", "people.deputy_safeguarding_lead"}
    assert set(json.loads(data[1])["items"]) == {"choices.phone_stance", *people}
    assert "Your school’s clerk looks after" in html.unescape(found.text)
    assert "community" not in found.text.lower().partition('id="data"')[2]


def test_nobody_gets_a_form_without_questions(client: TestClient, others: str) -> None:
    assert heading_of(form_for(client, others, "x").text) == "Questions for other people"


def test_answers_that_come_back_are_in_the_schools_file(client: TestClient, others: str) -> None:
    page = returned(client, others, ("phones.answers.yaml", PHONES))
    assert "This answer is in your school’s file now" in page
    assert "Phones stay in lockers for the day" in page
    assert "What happens to pupils’ phones" not in page  # nobody need be asked any more
    answers = client.post("/check", data={"state": state_of(page)}).text
    assert "Phones stay in lockers for the day" in answers


def test_an_answer_that_is_there_stays_and_several_files_follow_each_other(client: TestClient, others: str) -> None:
    second = PHONES.replace(b"locker", b"handed_in")
    page = returned(client, others, ("a.yaml", PHONES), ("b.yaml", second))
    assert "has since been answered" in page
    assert "change the answer under “Check your answers”" in page
    assert "Phones stay in lockers for the day" in client.post("/check", data={"state": state_of(page)}).text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (PHONES.replace(b"oakfield", b"ashfield"), "and not for your school"),
        (b"choices: [", "nothing was taken from x.yaml"),
        (b"\0", "x.yaml"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing_and_says_why(
    client: TestClient, others: str, data: bytes, said: str
) -> None:
    page = returned(client, others, ("x.yaml", data))
    assert "No answer was taken" in page
    assert said.lower() in page.lower()
    assert "policygen" not in re.sub(r"<[^>]*>", "", page.partition("<main")[2].partition("<section")[0])


def test_without_a_file_the_page_asks_for_one(client: TestClient, others: str) -> None:
    assert "Choose a file that came back" in returned(client, others)


def test_a_button_that_sends_no_file_leaves_files_out() -> None:
    """A page that takes no file refuses a form that says it has one, even an empty one."""
    world = hosted_world()
    found = []
    for name in world.look_names("serve"):
        text = world.look(name).decode() if name.endswith(".j2") else ""
        for form in re.findall(r"<form[^>]*multipart/form-data.*?</form>", text, re.DOTALL):
            found += [f"{name}: {one}" for one in re.findall(r"<button[^>]*formaction=[^>]*>", form)]
    assert found
    assert [one for one in found if "formenctype" not in one] == []
