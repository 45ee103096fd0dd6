"""Questions that a page asks together, those that are not asked, and answers that are there already."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from policygen.ask.interview import AFTER_ADOPTION, interview
from policygen.serve.pages import Pages
from policygen.serve.server import ServerLimits
from policygen.serve.together import Together, asked_beside
from tests.support.visiting import ANSWERS, begun, client_of, heading_of, hosted_library, key_of, state_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient

KIND = {"answer": "community", "school.phase/answer": "primary"}
POLICIES = ["acceptable-use", "cyberbullying"]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with client_of(hosted_library(), ServerLimits(burst=10_000.0)) as one:
        yield one


@pytest.fixture(scope="module")
def first(client: TestClient) -> str:
    return begun(client, "Oakfield Primary School", POLICIES)


def keys_on(page: str) -> list[str]:
    return re.findall(r'name="(?:key|with)" value="([^"]*)"', page)


def save(client: TestClient, page: str, fields: dict[str, object], action: str = "answer") -> str:
    """Send a page of questions with these fields and return the next page."""
    key, *beside = keys_on(page)
    data = {"state": state_of(page), "key": key, "with": beside, "action": action, **fields}
    return client.post("/question", data=data).text


@pytest.fixture(scope="module")
def more(client: TestClient, first: str) -> str:
    """The page after the first, of a community school."""
    return save(client, first, KIND)


@pytest.fixture(scope="module")
def leaders(client: TestClient, more: str) -> str:
    contact = save(client, more, {"answer": "all", "school.federation/answer": "no"})
    fields = {"answer": "Westshire Council", "school.telephone/answer": "01234 567890"}
    return save(client, contact, fields)


def test_questions_that_belong_together_are_answered_on_one_page(client: TestClient, first: str) -> None:
    assert keys_on(first) == ["school.type", "school.phase"]
    assert heading_of(first) == "What kind of school is it?"
    answers = client.post("/check", data={"state": state_of(save(client, first, KIND))}).text
    assert "Community school" in answers
    assert re.search(r'id="answer-school-phase".*?Primary', answers, re.DOTALL)


def test_a_question_that_is_left_empty_waits_for_somebody_else(client: TestClient, leaders: str) -> None:
    page = save(client, leaders, {"name": "Mrs Ada Lowe"})
    assert key_of(page) == "people.designated_safeguarding_lead"
    answers = client.post("/check", data={"state": state_of(page)}).text
    chair = re.search(r'id="answer-people-chair".*?</div>', answers, re.DOTALL)
    assert chair is not None
    assert "You will ask someone" in chair[0]


def test_a_page_without_any_answer_asks_for_one(client: TestClient, leaders: str) -> None:
    page = save(client, leaders, {})
    assert keys_on(page) == keys_on(leaders)
    assert "Answer at least one of these questions" in page
    assert heading_of(save(client, leaders, {}, "later")) == "Who keeps pupils safe?"


def test_what_cannot_be_used_is_said_at_its_own_question_and_the_rest_is_kept(client: TestClient, leaders: str) -> None:
    page = save(client, leaders, {"name": "Mrs Ada Lowe", "people.chair/telephone": "01234 567891"})
    assert '<a href="#people-chair">Chair of governors: enter an answer</a>' in page
    assert 'name="people.chair/telephone" value="01234 567891"' in page
    # The title of a post is opened only where there is one.
    assert "<details open><summary>Vacant" not in page
    assert "Mrs Ada Lowe" in client.post("/check", data={"state": state_of(page)}).text


def test_an_answer_given_before_is_filled_in_beside_other_questions(client: TestClient, leaders: str) -> None:
    lead = save(client, leaders, {"name": "Mrs Ada Lowe", "people.chair/name": "Mr Bo Ray"})
    deputy = "people.deputy_safeguarding_lead"
    page = save(client, lead, {"name": "Ms Jo Ash", f"{deputy}/same": "people.headteacher"})
    assert keys_on(page) == keys_on(lead)
    assert 'name="name" value="Ms Jo Ash"' in page
    assert f'name="{deputy}/name" value="Mrs Ada Lowe"' in page


def test_another_person_is_added_to_the_post_whose_button_was_pressed(client: TestClient, leaders: str) -> None:
    page = save(client, leaders, {"name": "Mrs Ada Lowe", "more": "people.chair"})
    assert page.count("Name of person 2") == 1
    assert page.count('name="people.chair/name"') == 2


def test_the_preview_has_every_answer_of_the_page(client: TestClient, leaders: str) -> None:
    fields = {"name": "Mrs Ada Lowe", "people.chair/name": "Mr Bo Ray"}
    preview = save(client, leaders, fields).partition('id="preview"')[2]
    assert "Mrs Ada Lowe" in preview
    key, *beside = keys_on(leaders)
    shown = client.post("/preview", data={"state": state_of(leaders), "key": key, "with": beside, **fields}).text
    assert "Mrs Ada Lowe" in shown
    assert "Mr Bo Ray" in shown


def test_going_back_shows_the_page_with_its_answers(client: TestClient, more: str) -> None:
    back = re.search(r'name="go" value="([^"]*)"', more)
    assert back is not None
    page = client.post("/question", data={"state": state_of(more), "go": back[1]}).text
    assert keys_on(page) == ["school.type", "school.phase"]
    assert re.search(r'value="community" checked', page)
    assert re.search(r'value="primary" checked', page)
    # An answer that was there and is gone is no slip that the page passes over.
    assert "Ages taught: enter an answer" in save(client, page, {"answer": "community"})


def test_a_community_school_is_not_asked_for_its_religion_and_can_still_say(
    client: TestClient, first: str, more: str
) -> None:
    assert "school.faith" not in keys_on(more)
    assert "school.faith" in keys_on(save(client, first, {**KIND, "answer": "voluntary_aided"}))
    answers = client.post("/check", data={"state": state_of(more)}).text
    assert 'name="go" value="school.faith"' in answers


def test_the_usual_answer_to_a_choice_is_chosen_already(more: str) -> None:
    assert re.search(r'name="answer" value="all" checked', more)
    assert re.search(r'name="school.federation/answer" value="no" checked', more)
    assert "You can leave this out" not in more


def test_the_employer_of_a_community_school_is_filled_in(leaders: str) -> None:
    assert 'name="school.employer/answer" value="Westshire Council"' in leaders
    assert "This comes from your other answers" in html.unescape(leaders)


def test_every_question_that_is_asked_together_is_one_of_the_library() -> None:
    library = hosted_library()
    known = {item.key for item in interview(library.drafts.compiler.project).items}
    known |= {f"policy.{AFTER_ADOPTION}"}  # asked of adopted policies alone
    together = Together.all_in(Pages(library.world).words)
    assert [key for one in together for key in one.questions if key not in known] == []


def test_a_page_has_what_belongs_together_and_is_to_be_asked() -> None:
    known = (Together("Kind", frozenset(("a", "b", "c"))),)
    assert asked_beside(known, "b", ("d", "c", "b")) == ("c", "b")
    assert asked_beside(known, "d", ("d", "c", "b")) == ("d",)
    assert asked_beside(known, "b", ("d",)) == ("b",)


def test_yes_and_no_are_words(client: TestClient, leaders: str) -> None:
    answers = client.post("/check", data={"state": state_of(leaders)}).text
    federation = re.search(r'id="answer-school-federation".*?</div>', answers, re.DOTALL)
    assert federation is not None
    assert '<dd class="given">No</dd>' in federation[0]


def test_one_missing_answer_is_spoken_of_as_one(client: TestClient) -> None:
    page = begun(client, "Oakfield Primary School", ["mobile-phones"])
    several = client.post("/check", data={"state": state_of(page)}).text
    assert "needed answers are missing" in several
    assert "Until they are given" in several
    while keys := keys_on(page):
        fields = {**ANSWERS, "school.type": KIND["answer"]}
        given = {f"{key}/name": "Ada Lowe" for key in keys} | {f"{key}/answer": fields.get(key, "no") for key in keys}
        first = {name.removeprefix(f"{keys[0]}/"): one for name, one in given.items()}
        page = save(client, page, first, "later" if keys == ["choices.phone_stance"] else "answer")
    one = client.post("/check", data={"state": state_of(page)}).text
    assert "1 needed answer is missing" in one
    assert "Until it is given" in one


DEPUTY = "people.deputy_safeguarding_lead"
OLD = {"name": "Ms Priya Nair", f"{DEPUTY}/name": "Mr Sam Okoro", f"{DEPUTY}/telephone": "01234 567895"}


@pytest.fixture(scope="module")
def safeguarding(client: TestClient, leaders: str) -> str:
    """The page of the people who keep pupils safe, with the answers that it had."""
    lead = save(client, leaders, {"name": "Mrs Ada Lowe", "people.chair/name": "Mr Bo Ray"})
    later = save(client, lead, OLD)
    return client.post("/question", data={"state": state_of(later), "go": DEPUTY}).text


def test_somebody_new_does_not_get_the_number_of_the_person_before_unnoticed(
    client: TestClient, safeguarding: str
) -> None:
    new = {**OLD, f"{DEPUTY}/name": "Ms Jo Ash"}
    page = save(client, safeguarding, new)
    assert keys_on(page) == keys_on(safeguarding)
    assert "This is the telephone number of Mr Sam Okoro. Give that of Ms Jo Ash" in page
    assert 'href="#people-deputy_safeguarding_lead-telephone"' in page
    assert "Mr Sam Okoro" in client.post("/check", data={"state": state_of(page)}).text
    # Sent once more, it is kept: some numbers belong to the post.
    kept = re.search(r'name="([^"]*/kept_for)" value="([^"]*)"', page)
    assert kept is not None
    answers = client.post("/check", data={"state": state_of(save(client, page, {**new, kept[1]: kept[2]}))}).text
    assert "Ms Jo Ash" in answers
    assert "01234 567895" in answers


@pytest.mark.parametrize(
    "changed",
    [
        {f"{DEPUTY}/name": "Ms Jo Ash", f"{DEPUTY}/telephone": "01234 567899"},
        {f"{DEPUTY}/name": "Ms Jo Ash", f"{DEPUTY}/telephone": ""},
        {f"{DEPUTY}/name": "Dr Samuel Okoro"},
    ],
)
def test_a_number_of_their_own_or_a_name_put_right_is_not_questioned(
    client: TestClient, safeguarding: str, changed: dict[str, object]
) -> None:
    assert keys_on(save(client, safeguarding, {**OLD, **changed})) != keys_on(safeguarding)


def test_a_date_is_shown_as_people_write_it(client: TestClient, leaders: str) -> None:
    asked = {"state": state_of(leaders), "go": "policy.meeting_on", "return": "check"}
    page = client.post("/question", data=asked).text
    answers = save(client, page, {"answer": "2027-03-15", "return": "check"})
    again = client.post("/question", data={**asked, "state": state_of(answers)}).text
    assert 'value="15 March 2027"' in again
    assert "2027-03-15" not in again


def test_characters_that_nobody_sees_are_taken_out_of_pasted_answers(client: TestClient, leaders: str) -> None:
    fields = {
        "name": "Mrs\x0bAda\x00 Lowe\u2028",
        "telephone": "01234\x0c567890",
        "people.chair/name": "\ufeffMr Bo\u2029Ray",
    }
    page = save(client, leaders, fields)
    answers = client.post("/check", data={"state": state_of(page)}).text
    assert all(words in answers for words in ("Mrs Ada Lowe", "01234 567890", "Mr Bo Ray"))
