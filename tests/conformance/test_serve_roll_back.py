"""A host rolls back: what a visitor made with the newer library is opened by pages with the older one."""

from __future__ import annotations

import html
import re
import shutil
import time
from pathlib import Path

import pytest

from policygen import Hosting, Library
from policygen.api.drafting import SchoolDraft
from policygen.serve.sealing import Sealer
from policygen.serve.server import ServerLimits
from policygen.serve.visit import Visit
from tests.support.hostile import faults_of
from tests.support.visiting import KEY, PEOPLE, answer_to, client_of, fields_for, hosted_library, key_of, state_of

pytestmark = pytest.mark.conformance

CLAUSES = Path(__file__).parents[2] / "clauses"
POLICY, NEW_POLICY = "mobile-phones", "robots"


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The library of next year: another edition, a policy more, a question more, and an answer more to another."""
    folder = tmp_path_factory.mktemp("newer")
    shutil.copytree(CLAUSES, folder / "clauses")
    vocabulary, edition = folder / "clauses/vocabulary.yaml", folder / "clauses/department/library.yaml"
    text = vocabulary.read_text(encoding="utf-8")
    question = "  robots:\n    type: yes_no\n    label: Robots\n    question: Are there robots?\n    knows: head\n"
    text = text.replace("  phone_stance:\n", f"{question}    public: true\n  phone_stance:\n", 1)
    text = text.replace("      not_on_site:", "      given_away: Pupils give them away\n      not_on_site:", 1)
    vocabulary.write_text(text, encoding="utf-8")
    text = edition.read_text(encoding="utf-8")
    edition.write_text(re.sub(r"(?m)^version: .*$", "version: 2099.1", text), encoding="utf-8")
    outline = (folder / f"clauses/policies/{POLICY}.yaml").read_text(encoding="utf-8")
    outline = outline.replace(f"id: {POLICY}\n", f"id: {NEW_POLICY}\n").replace("Mobile phones policy", "Robots policy")
    (folder / f"clauses/policies/{NEW_POLICY}.yaml").write_text(outline, encoding="utf-8")
    return Hosting.library_of(folder)


def answered(library: Library, policies: list[str]) -> SchoolDraft:
    draft = library.drafts.begin("Oakfield Primary School", policies)
    while left := draft.answers.unasked():
        key, typed = left[0].key, fields_for(left[0].key)
        answer = "given_away" if key == "choices.phone_stance" else typed.get("answer") or typed["name"]
        assert draft.answers.give(key, answer) == ""
    return draft


def with_new_answer(draft: SchoolDraft, library: Library) -> SchoolDraft:
    """Return the draft with an answer to the question that only the newer library has."""
    text = draft.files[draft.settings].decode()
    assert "\nchoices:\n" in text
    text = text.replace("\nchoices:\n", "\nchoices:\n  robots: yes\n")
    return library.drafts.of(draft.id, {**draft.files, draft.settings: text.encode()})


def test_what_the_newer_library_made_is_opened_under_the_older_in_words(newer: Library) -> None:
    older = hosted_library()
    draft = with_new_answer(answered(newer, [POLICY]), newer)
    both = answered(newer, [POLICY, NEW_POLICY])
    told = (
        (draft, "“given_away” is not one of the answers"),
        (draft, "robots"),
        (both, f"unknown policy `{NEW_POLICY}`"),
    )
    with client_of(older, ServerLimits(burst=1e9, jobs=0)) as client:
        state = state_of(client.get("/").text)
        for made, words in told:
            # The file that the visitor saved.
            file = {"file": ("x.school.zip", made.archive(), "application/zip")}
            opened = client.post("/continue", data={"state": state}, files=file)
            assert "your file was made with 2099.1" in opened.text
            # The page that was open while the host rolled back.
            sealed = Sealer(KEY).seal(Visit(school=made.id, files=made.files).to_bytes(), time.time())
            for path in ("check", "again", "question", "preview", "policies", "others", "adopt", "papers", "clauses"):
                page = client.post(f"/{path}", data={"state": sealed})
                assert page.status_code == 200, path
                assert [*faults_of(page)] == [], path
            checked = client.post("/check", data={"state": sealed}).text
            assert words in html.unescape(checked)
            # What the older library has no answer for is asked again, and the rest is still there.
            asked = client.post("/question", data={"state": state_of(checked)}).text
            assert key_of(asked) == "choices.phone_stance"
            after = client.post("/question", data=answer_to(asked)).text
            assert PEOPLE in client.post("/check", data={"state": state_of(after)}).text
