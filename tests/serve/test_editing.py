"""The editor of the served pages: what a school may change in a policy, what it sees first, and what is written."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from policygen import Library
from policygen.api.editing import ClauseEdit
from policygen.serve.server import ServerLimits
from tests.support.visiting import begun, client_of, heading_of, hosted_library, state_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SCHOOL = "oakfield-primary-school"
POLICY = "mobile-phones"
DEVICES, RULE = "department:mobile.devices", "department:phones.rule"


@pytest.fixture(scope="module")
def library() -> Library:
    return hosted_library()


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[TestClient]:
    with client_of(library, ServerLimits(burst=10_000.0)) as one:
        yield one


@pytest.fixture(scope="module")
def start(client: TestClient) -> str:
    """The policy with a button at each clause."""
    page = begun(client, "Oakfield Primary School", [POLICY])
    return client.post("/clauses", data={"state": state_of(page)}).text


def sent(client: TestClient, page: str, **fields: str) -> str:
    """Post an edit of a clause from the state of a page."""
    return client.post("/clauses/edit", data={"state": state_of(page), "policy": POLICY, **fields}).text


def settings_in(client: TestClient, page: str) -> tuple[str, list[str]]:
    """Return the tailoring in the school's file that a page carries, and the names of its files."""
    saved = client.post("/file", data={"state": state_of(page)}).content
    with zipfile.ZipFile(io.BytesIO(saved)) as archive:
        text = archive.read(f"schools/{SCHOOL}.yaml").decode()
        return text.partition("\ntailoring:")[2], archive.namelist()


def test_a_policy_is_shown_with_a_button_at_each_clause_and_an_edit_is_refused_where_the_law_asks_for_it(
    client: TestClient, start: str
) -> None:
    assert heading_of(start) == "Mobile phones policy"
    assert start.count('formaction="/clauses/one"') > 15
    page = client.post("/clauses/one", data={"state": state_of(start), "policy": POLICY, "clause": RULE}).text
    assert heading_of(page) == "A school day without phones"
    assert "it covers something required by the guidance on mobile phones in schools" in page
    assert "What it covers" in page
    assert 'value="omit"' not in page
    assert heading_of(sent(client, page, clause=RULE, doing="omit", because="x", action="save")) == heading_of(page)


def test_a_clause_is_left_out_after_the_page_said_what_is_then_not_covered_and_put_back(
    client: TestClient, start: str
) -> None:
    assert "Enter a reason" in sent(client, start, clause=DEVICES, doing="omit", action="try")
    page = sent(client, start, clause=DEVICES, doing="omit", because="We have <none>", action="try")
    assert "Your policies would no longer cover this requirement" in page
    assert "We have &lt;none&gt;" in page
    assert settings_in(client, page)[0] == ""
    page = sent(client, page, clause=DEVICES, doing="omit", because="We have <none>", action="save")
    assert "“What counts as a phone” has been left out" in page
    written, files = settings_in(client, page)
    assert written.strip() == f"- omit: {DEVICES}\n    because: We have <none>"
    assert f"schools/{SCHOOL}/base/index.yaml" in files
    again = sent(client, page, clause=DEVICES, doing="undo", action="save")
    assert "has been undone" in again
    assert settings_in(client, again)[0] == ""


def test_words_are_written_as_a_person_would_write_them_and_can_be_changed_again(
    client: TestClient, start: str
) -> None:
    page = sent(client, start, clause=DEVICES, doing="reword")
    assert "In this policy a *phone* is any device" in page
    fields = {
        "clause": DEVICES,
        "doing": "reword",
        "title": "Phones: which?",
        "text": "  A phone is a phone.\r\n\r\n- a watch, says {{ people.headteacher.title }}\r\n- a tablet",
        "because": "Ours is short",
    }
    page = sent(client, start, **fields, action="try")
    assert "Compare your words with this requirement" in page
    assert re.search(r"<ins>[^<]*watch", page)
    assert 'name="text" value="A phone is a phone.\n\n- a watch' in page
    page = sent(client, page, **fields, action="save")
    written, _ = settings_in(client, page)
    assert written.strip().split("\n") == [
        f"- replace: {DEVICES}",
        '    title: "Phones: which?"',
        "    text: |",
        "      A phone is a phone.",
        "",
        "      - a watch, says {{ people.headteacher.title }}",
        "      - a tablet",
        "    because: Ours is short",
    ]
    assert "Nothing has been changed yet" in sent(client, page, **fields, action="try")
    page = sent(client, page, **{**fields, "because": "Ours is shorter"}, action="save")
    assert settings_in(client, page)[0].strip().endswith("because: Ours is shorter")


def test_a_clause_is_added_and_taken_out_again(client: TestClient, start: str) -> None:
    fields = {"clause": DEVICES, "doing": "add", "title": "Pagers", "text": "Staff carry pagers.", "because": "Cellars"}
    page = sent(client, start, **fields, action="try")
    assert "The policy will say" in page
    page = sent(client, page, **fields, action="save")
    written, _ = settings_in(client, page)
    assert written.strip().split("\n")[:3] == [
        f"- add: {{after: {DEVICES}}}",
        "    id: school.pagers",
        "    title: Pagers",
    ]
    mine = f"{SCHOOL}:school.pagers"
    page = sent(client, page, **{**fields, "clause": mine, "title": "More pagers"}, action="save")
    assert "- add: {after: school.pagers}" in settings_in(client, page)[0]
    refused = sent(client, page, clause=mine, doing="undo", action="save")
    assert "Remove these first: More pagers" in refused
    page = sent(client, page, clause=f"{SCHOOL}:school.more-pagers", doing="undo", action="save")
    assert "school.pagers" in settings_in(client, page)[0]
    assert settings_in(client, sent(client, page, clause=mine, doing="undo", action="save"))[0] == ""


@pytest.mark.parametrize(
    ("fields", "code", "field", "line"),
    [
        ({"text": "Ask {{ people.nobody.name }}."}, "PG245", "text", 0),
        ({"text": "One\n\n![a](b.png)"}, "PG247", "text", 3),
        ({"text": "{% for a in school.schools %}"}, "PG243", "text", 0),
        ({"text": "One\n\nTwo {{ school.name"}, "PG243", "text", 3),
        ({"title": "{{ school.name"}, "PG243", "title", 0),
        ({"because": "TBC"}, "PG235", "because", 0),
        ({"text": "A bell \x07 rings."}, "PG950", "", 0),
    ],
)
def test_what_cannot_be_printed_is_found_in_its_field_and_line(
    library: Library, fields: dict[str, str], code: str, field: str, line: int
) -> None:
    draft = library.drafts.begin("Oakfield Primary School", [POLICY])
    good = {"title": "Phones", "text": "A phone.", "because": "Ours"}
    trial = draft.editor(POLICY).tried(ClauseEdit(doing="reword", clause=DEVICES, **{**good, **fields}))  # type: ignore[arg-type]
    assert [(one.found.code, one.field, one.line) for one in trial.mistakes] == [(code, field, line)]
    assert trial.files is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "One\n\n<script>alert(1)</script>", "because": "TBC"}, "Line 3: "),
        ({"text": "x" * 20_001}, "This is too long"),
        ({"text": ""}, "Enter the text of the clause"),
        ({"text": "Ask {{ people.headteacher }."}, "Copy it from below, under “Answers you can use in the text”"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_saved(
    client: TestClient, start: str, fields: dict[str, str], words: str
) -> None:
    good = {"clause": DEVICES, "doing": "reword", "title": "Phones", "text": "A phone.", "because": "Ours"}
    page = sent(client, start, **{**good, **fields}, action="save")
    assert words in page
    assert '<a href="#text">' in page
    assert 'id="text-error"' in page
    assert "<script>alert" not in page
    assert settings_in(client, page)[0] == ""


@pytest.mark.parametrize("path", ["/clauses", "/clauses/one", "/clauses/edit"])
def test_unknown_policies_clauses_and_edits_lead_back(client: TestClient, start: str, path: str) -> None:
    fields = {"state": state_of(start), "policy": "../x", "clause": "no:clause", "doing": "drop", "action": "save"}
    page = client.post(path, data=fields)
    assert page.status_code == 200
    assert heading_of(page.text) == "Mobile phones policy"


def test_a_clause_is_edited_in_the_words_that_this_school_has(library: Library) -> None:
    editor = library.drafts.begin("Oakfield Primary School", ["e-safety", POLICY]).editor(POLICY)
    assert "{% if" in editor.clauses[RULE].text
    plain = editor.words_to_edit(RULE)
    assert plain.is_settled
    assert plain.text.startswith("Pupils do not use phones, smartwatches or anything like them during the school day: ")
    assert "By law {{ people.headteacher }} must have regard to *{{ references." in plain.text
    assert "{%" not in plain.text
    assert [len(one) > 0 for one in plain.text.split("\n")] == [True, False, True]


def test_characters_that_nobody_sees_are_taken_out_of_pasted_words(client: TestClient, start: str) -> None:
    fields = {
        "clause": DEVICES,
        "doing": "reword",
        "title": "Phones\x0band\x00 watches\u2028here",
        "text": "A phone\x00 is\x07 a phone.\x0c\u2029A watch is one.\u2028\u2028\ufeffSo is\x0b\u200ba tablet.",
        "because": "Ours\x0cis\x1b short",
    }
    page = sent(client, start, **fields, action="save")
    assert "now has your wording" in page
    written, _ = settings_in(client, page)
    assert written.strip().split("\n") == [
        f"- replace: {DEVICES}",
        "    title: Phones and watches here",
        "    text: |",
        "      A phone is a phone.",
        "",
        "      A watch is one.",
        "",
        "      So is",
        "      a tablet.",
        "    because: Ours is short",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A <b>phone</b>.", "Write the words without the tag in &lt; and &gt;."),
        ("![a phone](phone.png)", "Pictures cannot be put into a clause."),
        ("A phone.[^1]\n\n[^1]: The Act.", "write the note or the source in the sentence"),
        ("- [ ] A phone", "Write an ordinary list item, without [ ]."),
        ("See [](#no.such).", "write its heading in place of the link"),
    ],
)
def test_what_cannot_be_printed_is_said_without_the_words_of_files(
    client: TestClient, start: str, text: str, words: str
) -> None:
    page = sent(client, start, clause=DEVICES, doing="reword", title="Phones", text=text, because="Ours", action="try")
    errors = "".join(re.findall(r'<p class="error".*?</p>', page, re.DOTALL))
    assert words in errors
    assert not any(each in errors for each in ("Markdown", "form:", "cites:"))


def test_a_clause_that_the_policy_does_not_have_is_chosen_again(client: TestClient, start: str) -> None:
    page = sent(client, start, clause="no:clause", doing="reword", action="save")
    assert "Choose the clause again on this page" in page
    assert "Choose the clause again" not in sent(client, start)


def test_removed_words_are_struck_through_beside_the_new_ones_before_they_are_saved(
    client: TestClient, start: str
) -> None:
    fields = {"clause": DEVICES, "doing": "reword", "because": "Ours", "title": "What counts as a gadget"}
    page = sent(client, start, **fields, text="In this policy a *phone* is any gadget.", action="try")
    printed = page[page.index('class="paper open"') : page.index("<strong>Reason:")]
    assert "removed words <del>like this</del>" in page
    assert re.search(r"<del>[^<]*phone[^<]*</del>", printed)
    assert re.search(r"<ins>[^<]*gadget[^<]*</ins>", printed)
    gone = "".join(re.findall(r"<del>(.*?)</del>", printed, re.DOTALL))
    assert "smartwatch" in gone
    assert "smartwatch" not in re.sub(r"<del>.*?</del>", "", printed, flags=re.DOTALL)
