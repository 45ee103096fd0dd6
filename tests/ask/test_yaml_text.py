"""Answers as YAML: every value reads back as it was given, and nothing else in the file changes."""

from __future__ import annotations

import pytest

from policygen.ask.yaml_text import CannotEdit, GivenAnswer, answer_lines, scalar, with_answer
from policygen.diagnostics.model import Diagnostics
from policygen.source.nodes import Mapping, Node, Scalar, Sequence
from policygen.source.reading import read_source

HARD = [
    "NO", "yes", "Off", "~", "null", "none", "vacant", "01204 332555", "+44 1204 332555", "14/26", "1e3", "0x1f",
    "1_000", "3", "2026-12-03", "a: b", "a:b", "a #b", "a#b", "# no comment", "- no list", "*star", "&anchor", "!tag",
    "%per cent", "@at", "`tick`", "{a: b}", "[a, b]", "'single'", '"double"', 'in "the" middle', "back\\slash", "it's",
    "ends:", "Ysgol Ŵyn", "學校", "(in brackets)", "£5", "Dr O'Neill & Söns — x", "| bar", "> more", "? what",
    ", comma", "=", "<b>bold</b>", "{{ 7*7 }}", "{% if %}", "a  b", "tab\there", "tab:\tend", "tab\t# end",
]  # fmt: skip
SETTINGS = """\
# Kept by the office.
extends: authorities/westshire.yaml  # the council

school:
  # What is the school called?
  name: Quayside  # as on the sign
  type:  # needed
  # short_name:
  address: |
    1 Quay Lane

    Harnsey

people:
  headteacher:
    name: Ruth Adeyemi
    # until summer
    title: Head

policies:
  e-safety: {}

tailoring:
  - omit: practice:young-people.life
    because: "Not us: we are small"
"""


def found_in(text: str, *path: str) -> Node | None:
    diagnostics = Diagnostics()
    read_file = read_source("settings.yaml", text.encode(), diagnostics)
    assert read_file is not None
    assert not diagnostics.errors, [d.message for d in diagnostics]
    node: Node | None = read_file[1]
    for key in path:
        assert isinstance(node, Mapping)
        node = node.get(key)
    return node


def words_at(text: str, *path: str) -> str:
    node = found_in(text, *path)
    assert isinstance(node, Scalar)
    return node.text


@pytest.mark.parametrize("words", HARD)
def test_words_read_back_as_they_were_given_and_no_other_line_changes(words: str) -> None:
    changed = with_answer(SETTINGS, ("school", "name"), GivenAnswer(words), "text")
    assert words_at(changed, "school", "name") == words
    before, after = SETTINGS.split("\n"), changed.split("\n")
    assert len(before) == len(after)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


@pytest.mark.parametrize("words", ["none", "vacant", "yes", "NO", "null", "12", "1.5"])
def test_words_that_mean_something_else_are_quoted(words: str) -> None:
    assert scalar(words) == f'"{words}"'


def test_several_lines_a_list_and_a_person_read_back() -> None:
    address = GivenAnswer("The Old Ropeworks: 2\n\n# Tallow Street\nHarnsey")
    changed = with_answer(SETTINGS, ("school", "address"), address, "lines")
    assert words_at(changed, "school", "address").rstrip("\n") == address.value
    person = GivenAnswer({"name": "NO", "title": "Head: acting", "post": ""})
    changed = with_answer(changed, ("people", "headteacher"), person, "person")
    assert words_at(changed, "people", "headteacher", "name") == "NO"
    assert words_at(changed, "people", "headteacher", "title") == "Head: acting"
    changed = with_answer(changed, ("choices", "pupil_report_routes"), GivenAnswer(("a: b", "yes")), "list")
    routes = found_in(changed, "choices", "pupil_report_routes")
    assert isinstance(routes, Sequence)
    assert [one.text for one in routes.items if isinstance(one, Scalar)] == ["a: b", "yes"]
    assert "tailoring:\n  - omit: practice:young-people.life" in changed


def test_remarks_on_the_old_answer_stay_with_the_new_one() -> None:
    changed = with_answer(SETTINGS, ("school", "name"), GivenAnswer("Quay # 2: north"), "text")
    assert '\n  name: "Quay # 2: north"  # as on the sign\n' in changed
    changed = with_answer(changed, ("school", "name"), GivenAnswer("Quayside"), "text")
    assert "\n  name: Quayside  # as on the sign\n" in changed
    changed = with_answer(changed, ("people", "headteacher"), GivenAnswer({"name": "Sam Okoro"}), "person")
    assert "\n  headteacher:\n    # until summer\n    name: Sam Okoro\n" in changed
    vacant = with_answer(changed, ("people", "headteacher"), GivenAnswer(state="vacant"), "person")
    assert "\npeople:\n  # until summer\n  headteacher: vacant\n" in vacant
    changed = with_answer(changed, ("school", "type"), GivenAnswer("academy"), "one_of")
    assert "\n  type: academy\n" in changed
    block = with_answer(SETTINGS, ("school", "address"), GivenAnswer("1 Quay\n# Lane"), "lines")
    again = with_answer(block, ("school", "address"), GivenAnswer("2 Quay"), "lines")
    assert "# Lane" not in again


def test_a_key_that_is_a_comment_becomes_one_that_is_answered() -> None:
    changed = with_answer(SETTINGS, ("school", "short_name"), GivenAnswer("the Quay"), "text")
    assert "\n  short_name: the Quay\n" in changed
    assert "# short_name:" not in changed


def test_a_missing_group_and_an_empty_policy_get_their_answers() -> None:
    changed = with_answer(SETTINGS, ("choices", "school_accounts"), GivenAnswer(value=True), "yes_no")
    changed = with_answer(changed, ("policies", "e-safety", "meeting_on"), GivenAnswer("2026-12-03"), "date")
    assert words_at(changed, "choices", "school_accounts") == "yes"
    assert words_at(changed, "policies", "e-safety", "meeting_on") == "2026-12-03"
    assert words_at(changed, "school", "name") == "Quayside"


def test_states_are_words_and_an_answer_can_be_taken_out() -> None:
    assert answer_lines("chair", GivenAnswer(state="vacant"), "person") == ["  chair: vacant"]
    changed = with_answer(SETTINGS, ("school", "name"), None, "text")
    name = found_in(changed, "school", "name")
    assert isinstance(name, Scalar)
    assert name.empty


def test_a_group_on_one_line_is_left_to_the_person_who_wrote_it_so() -> None:
    with pytest.raises(CannotEdit, match="`school` is written on one line"):
        with_answer("school: {name: Quayside}\n", ("school", "type"), GivenAnswer("academy"), "one_of")


def test_a_file_with_the_line_ends_of_windows_takes_answers_and_keeps_them() -> None:
    windows = SETTINGS.replace("\n", "\r\n")
    changed = with_answer(windows, ("school", "type"), GivenAnswer("academy"), "one_of")
    assert changed == windows.replace("type:  # needed", "type: academy")


@pytest.mark.parametrize(
    "text", ["school:\n  name: Quayside\n  name: Quayside\n", "school:\n  name: [\n  type:\n", "- school:\n- name:\n"]
)
def test_a_file_in_which_the_answer_would_not_be_read_back_is_left_alone(text: str) -> None:
    with pytest.raises(CannotEdit, match="Add it by hand"):
        with_answer(text, ("school", "short_name"), GivenAnswer("the Quay"), "text")
