"""Which answers an edition has: the web those that are public, staff all but the board's own."""

from __future__ import annotations

from pathlib import Path

from policygen.document.model import Edition, Origin
from policygen.resolve.settled import Settled
from policygen.resolve.visibility import for_edition
from tests.support.projects import lay_out, load, settle
from tests.support.readers import vocabulary
from tests.support.settings import school

PEOPLE = """
  headteacher: {name: Ann Reed, title: Principal, post: Teacher, email: ann@hilltop.example}
  chair: {name: Jo Bell, post: Farmer, email: jo@hilltop.example, telephone: 01632 960001}
  safeguarding_lead: {name: Sam Okoro}
"""


def settled(folder: Path, words: str, edition: Edition, people: str = PEOPLE) -> Settled:
    files = {"clauses/vocabulary.yaml": words, "schools/hilltop.yaml": school(people=people)}
    world = lay_out(folder, files)
    return for_edition(load(world).project, settle(world).settled, edition)


def test_the_board_has_every_answer(tmp_path: Path) -> None:
    world = lay_out(tmp_path, {"clauses/vocabulary.yaml": vocabulary("chair", "motto", motto="board_only: yes")})
    found = settle(world).settled
    assert for_edition(load(world).project, found, "board") is found


def test_the_web_has_no_answer_that_is_not_public_nor_where_it_was_given(tmp_path: Path) -> None:
    found = settled(tmp_path, vocabulary("motto"), "web")
    motto = found.settings["choices.motto"]
    assert (motto.value, motto.how, motto.origin) == (None, "withheld", Origin(key="choices.motto"))
    assert found.settings["school.name"].value == "Hilltop School"


def test_what_a_vocabulary_does_not_call_public_is_not(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    found = settled(tmp_path / "a", (vocabulary("name")), "web")
    assert found.settings["school.name"].how == "withheld"


def test_an_answer_that_steers_is_kept_for_conditions_though_it_is_never_printed(tmp_path: Path) -> None:
    phones = settled(tmp_path, vocabulary("phones"), "web").settings["choices.phones"]
    assert (phones.value, phones.how) == ("handed_in", "withheld")


def test_staff_have_what_is_not_public_but_nothing_of_the_boards_own(tmp_path: Path) -> None:
    found = settled(tmp_path, vocabulary("motto", "routes", "chair", motto="board_only: yes"), "staff")
    assert found.settings["choices.motto"].how == "withheld"
    assert found.settings["choices.routes"].value is not None
    assert found.people["chair"].fields["email"].value == "jo@hilltop.example"


def test_of_a_public_post_the_name_is_public_and_how_its_holder_is_reached_is_not(tmp_path: Path) -> None:
    head = settled(tmp_path, vocabulary(), "web").people["headteacher"].fields
    assert (head["name"].value, head["post"].value) == ("Ann Reed", "Teacher")
    assert (head["email"].value, head["email"].how) == (None, "withheld")


def test_how_the_holder_of_a_post_is_reached_is_public_where_the_vocabulary_says_so(tmp_path: Path) -> None:
    head = settled(tmp_path, vocabulary(headteacher="public_contact: yes"), "web").people["headteacher"].fields
    assert head["email"].value == "ann@hilltop.example"


def test_of_a_post_that_is_not_public_only_the_title_is_said(tmp_path: Path) -> None:
    chair = settled(tmp_path, vocabulary("chair"), "web").people["chair"]
    assert chair.title.value == "Chair of governors"
    assert {name for name, field in chair.fields.items() if field.how == "withheld"} == {
        "name", "post", "email", "telephone",
    }  # fmt: skip
    assert "Jo Bell" not in str(chair.fields)


def test_a_post_that_falls_back_on_a_public_one_is_as_public_as_that(tmp_path: Path) -> None:
    lead = settled(tmp_path, vocabulary("online_lead"), "web").people["online_lead"]
    assert lead.fields["name"].value == "Sam Okoro"


def test_who_holds_two_posts_can_still_be_compared_but_not_read(tmp_path: Path) -> None:
    people = "\n  chair: Jo Bell\n  headteacher: Ann Reed\n  safeguarding_lead: Jo Bell\n  online_lead: Ann Reed\n"
    found = settled(tmp_path, vocabulary("chair", "safeguarding_lead", "online_lead"), "web", people).people
    names = {role: person.fields["name"].value for role, person in found.items()}
    assert names["chair"] == names["safeguarding_lead"] != "Jo Bell"
    assert names["headteacher"] == names["online_lead"]
