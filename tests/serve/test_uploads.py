"""Files that visitors give to the served pages: an edited Word file, a gap report, a comparison, a check, and attacks.

Files are read in the process of the tests; tests/conformance/test_serve_uploads.py has them read as a host does.
"""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from policygen import Library
from policygen.diagnostics.codes import codes
from policygen.inspect.findings import Verification
from policygen.serve.file_checks import verdict_of
from policygen.serve.sealing import Sealer
from policygen.serve.server import Server, ServerLimits
from policygen.serve.uploads import Uploads, safe_name
from policygen.serve.visit import Visit
from policygen.serve.working import WorkLost
from policygen.world.memory import MemoryWorld
from tests.support.edited_word import added, gone, words
from tests.support.visiting import KEY, answered_school, client_of, heading_of, hosted_library, state_of, word_file_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient

POLICY = "mobile-phones"
# As a requirement has it.
SAME = "Staff do not use their own mobile phones to contact pupils or parents."
LOCKED = "Staff lock it away in "
DOCX_HEAD = b"PK\x03\x04"


@pytest.fixture(scope="module")
def library() -> Library:
    return hosted_library()


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[TestClient]:
    async def worked(self: Server, _: object, work: Callable[[Library, Any], Any], payload: object) -> object:
        return work(self.library, payload)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Server, "worked", worked)
        with client_of(library, ServerLimits(burst=10_000.0)) as one:
            yield one


@pytest.fixture(scope="module")
def visit(library: Library) -> Visit:
    return answered_school(library, "Oakfield Primary School", [POLICY])


@pytest.fixture(scope="module")
def state(visit: Visit) -> str:
    return Sealer(KEY).seal(visit.to_bytes(), time.time())


@pytest.fixture(scope="module")
def built(library: Library, visit: Visit) -> bytes:
    """The policy as a Word file."""
    return word_file_of(library, visit, POLICY)


@pytest.fixture(scope="module")
def edited(library: Library, visit: Visit) -> bytes:
    """The policy with a clause reworded, one left out that may be, one that may not, and one added."""
    return word_file_of(
        library,
        visit,
        POLICY,
        words("Staff keep it in ", LOCKED),
        gone("Trips and residential visits"),
        gone("On a day trip the rules are those of the school day"),
        gone("Sexual images of children are never copied"),
        gone("Nobody at the school copies, photographs"),
        added("Parents are asked to mark it with a name", "Lost phones", "Heading2"),
        added("Lost phones", "<b>Lost phones</b> go to the school office."),
    )


@pytest.fixture(scope="module")
def listed(client: TestClient, state: str, edited: bytes) -> str:
    """The page with what was edited."""
    return given(client, "/word-changes/read", state, file=("../../C:\\edited.docx", edited)).text


def given(
    client: TestClient, path: str, state: str, data: dict[str, str] | None = None, **files: tuple[str, bytes]
) -> Any:
    """Send a page's form with files."""
    sent = {name: (called, content, "application/octet-stream") for name, (called, content) in files.items()}
    return client.post(path, data={"state": state, **(data or {})}, files=sent)


def fields_of(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's form, and the reasons in it."""
    return dict(
        re.findall(r'<input (?:type="hidden"|class="text") (?:id="[^"]*" )?name="([^"]*)" value="([^"]*)"', page)
    )


def heads_of(page: str) -> list[str]:
    return re.findall(r'<h3 id="change-\d+">(.*?)</h3>', page)


def test_an_edited_file_is_listed_with_old_and_new_words_and_why_something_cannot_be_taken(listed: str) -> None:
    assert heading_of(listed) == "Changes in your Word file"
    assert heads_of(listed) == [
        "Change 1: reword “Phones are put away on arrival”",
        "Change 2: leave out “Trips and residential visits”",
        "Change 3: add “Lost phones”",
        "Change 4: leave out “Sexual images of children are never copied”",
    ]
    assert "<del>keep</del>" in listed
    assert "<ins>lock</ins>" in listed
    assert "&lt;b&gt;Lost phones&lt;/b&gt;" in listed
    assert "<b>Lost" not in listed
    refusal = listed.partition("that cannot be accepted")[2]
    assert "it covers something required by the Protection of Children Act 1978" in refusal
    assert "--" not in re.sub(r"(?s)<input.*?>|<!--.*?-->", "", listed)
    assert "edited.docx" in listed
    assert "C:" not in listed


def test_only_what_was_accepted_becomes_part_of_the_answers(client: TestClient, visit: Visit, listed: str) -> None:
    fields = fields_of(listed)
    page = client.post("/word-changes/take", data={**fields, "choice-1": "accept"}).text
    assert "Choose whether to accept or refuse change 2" in page
    assert "Give a reason for change 1" in page
    choices = {"choice-1": "accept", "choice-2": "refuse", "choice-3": "accept", "reason-1": "Our\n office  is locked"}
    page = client.post("/word-changes/take", data={**fields, **choices, "because": "New this year"}).text
    assert heading_of(page) == "The changes are now in your answers"
    after = Visit.from_bytes(Sealer(KEY).open(state_of(page), time.time())[0])
    assert after.school == visit.school
    settings = after.files[f"schools/{visit.school}.yaml"].decode()
    assert "Staff lock it away" in " ".join(settings.split())
    assert "Our office is locked" in settings
    assert "New this year" in settings
    assert "mobile.trips" not in settings
    # As the program does outside git, it keeps the settings from before.
    before = visit.files[f"schools/{visit.school}.yaml"]
    assert before in [data for name, data in after.files.items() if "/kept/" in name]


@pytest.mark.conformance
def test_an_edited_file_can_be_given_again_and_an_old_page_takes_nothing(
    client: TestClient, listed: str, edited: bytes
) -> None:
    fields = fields_of(listed)
    choices = {"choice-1": "accept", "choice-2": "refuse", "choice-3": "refuse", "reason-1": "Our office is locked"}
    page = client.post("/word-changes/take", data={**fields, **choices}).text
    again = given(client, "/word-changes/read", state_of(page), file=("edited.docx", edited)).text
    assert "Already as in the file" in again
    assert heads_of(again)[:1] == ["Change 2: leave out “Trips and residential visits”"]
    stale = client.post("/word-changes/take", data={**fields, **choices, "state": state_of(page)}).text
    assert "Your answers have changed since you saw the changes" in stale


def test_a_policy_is_compared_with_what_is_asked_with_a_school_and_without(client: TestClient, state: str) -> None:
    text = f"{SAME}\n\n<i>Becta</i> says.\n"
    asked = client.get("/gap").text
    none = given(client, "/gap/report", state_of(asked), file=("p.txt", text.encode())).text
    assert "Choose which policy it is" in none
    page = given(client, "/gap/report", state_of(asked), {"policy": POLICY}, file=("p.txt", text.encode())).text
    assert heading_of(page) == "Your policy compared with what is required"
    assert f"“{SAME}”" in page
    assert "“Becta”" in page
    assert "<i>" not in page
    assert "does not say that your policy meets a requirement" in page
    own = client.post("/gap", data={"state": state}).text
    assert 'value="e-safety"' not in own
    assert f'value="{POLICY}"' in own
    file = client.post("/gap/file", data={"state": state_of(page), "read": "AAAA", "form": "docx"})
    assert file.status_code == 400
    # A seal for something else opens nothing.
    assert client.post("/gap/file", data={"state": state_of(page), "read": state}).status_code == 400


@pytest.mark.conformance
def test_two_files_are_compared_word_by_word(
    client: TestClient, library: Library, visit: Visit, built: bytes, edited: bytes
) -> None:
    start = state_of(client.get("/compare").text)
    missing = given(client, "/compare/report", start, old=("a.docx", built)).text
    assert "Choose the newer file" in missing
    same = given(client, "/compare/report", start, old=("a.docx", built), new=("b.docx", edited)).text
    assert heading_of(same) == "The words are the same"
    assert "somebody edited it in Word after it was made" in same
    draft = library.drafts.of(visit.school, visit.files)
    assert draft.answers.give("school.telephone", "01234 567999") == ""
    newer = word_file_of(library, Visit(school=draft.id, files=draft.files), POLICY)
    page = given(client, "/compare/report", start, old=("a.docx", built), new=("b.docx", newer)).text
    assert heading_of(page) == "What changed"
    assert "567890</del>" in page
    assert "567999</ins>" in page
    assert "</del><ins>" not in page
    assert 'name="sides"' in page
    wrong = given(client, "/compare/report", start, old=("a.docx", built), new=("x.pdf", b"%PDF-1.7 <b>")).text
    assert '<a href="#new">x.pdf cannot be compared' in wrong


@pytest.mark.conformance
def test_a_file_is_checked_in_plain_words(client: TestClient, edited: bytes) -> None:
    start = state_of(client.get("/verify").text)
    page = given(client, "/verify/report", start, file=("a.docx", edited)).text
    assert heading_of(page) == "This file was changed after it was made"
    assert "“Phones are put away on arrival”: different words" in page
    assert "--" not in re.sub(r"(?s)<input.*?>", "", page)


@pytest.mark.parametrize(
    ("kinds", "verdict"),
    [
        ("holds:words holds:signed", "signed"),
        ("holds:words holds:signed unknown:signature-tail", "added"),
        ("holds:words fails:record-broken", "record"),
        ("holds:words fails:record-broken fails:words", "changed"),
        ("holds:words fails:record-broken fails:signer-time", "bad"),
    ],
)
def test_a_checked_file_gets_the_verdict_that_its_findings_deserve(kinds: str, verdict: str) -> None:
    found = Verification("x.pdf")
    for one in kinds.split():
        kind, _, code = one.partition(":")
        getattr(found, kind)(code, "-")
    assert verdict_of(found) == verdict


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


_ENTITY = b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document>&e;</w:document>'
_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
HOSTILE = {
    "empty": b"",
    "words": b"Only words \xff\x00 and signs",
    "zip of nothing": b"PK\5\6" + bytes(18),
    "bomb": _zip(**{"[Content_Types].xml": _TYPES, "word/document.xml": bytes(100_000_000)}),
    "entity": _zip(**{"[Content_Types].xml": _TYPES, "word/document.xml": _ENTITY}),
    "traversal": _zip(**{"../../etc/cron.d/x": b"x", "word/document.xml": b"<a/>"}),
    "PDF and ZIP": b"%PDF-1.7\n" + _zip(**{"word/document.xml": b"<a/>"}),
    "program": b"MZ\x90\0" + bytes(2_000),
    "half": DOCX_HEAD + b"\x14\0\0\0" * 30,
    "deep": b"[" * 200_000,
    "web page": b"<!doctype html><script>alert(1)</script>",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_file_breaks_a_page(client: TestClient, state: str, kind: str) -> None:
    file = ("../..\\<script>alert(1)</script>\u202e.docx", HOSTILE[kind])
    tries = [
        ("/word-changes/read", {}, {"file": file}),
        ("/gap/report", {"policy": "all"}, {"file": file}),
        ("/compare/report", {}, {"old": file, "new": file}),
        ("/verify/report", {}, {"file": file, "record": file}),
    ]
    for path, data, files in tries:
        page = given(client, path, state, data, **files)
        assert page.status_code == 200, path
        assert "There is a problem" in page.text or path == "/verify/report", path
        assert "<script>alert" not in page.text
        assert "\u202e" not in page.text


def test_a_reader_that_fails_or_is_stopped_is_told_in_words(
    client: TestClient, state: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise MemoryError("words of the file")

    monkeypatch.setattr("policygen.serve.file_checks.verify", broken)
    page = given(client, "/verify/report", state, file=("a.pdf", b"%PDF-1.7"))
    assert page.status_code == 200
    assert "This file cannot be read" in page.text
    assert "words of the file" not in caplog.text

    async def stopped(*_: object) -> None:
        raise WorkLost("late")

    monkeypatch.setattr(Server, "worked", stopped)
    page = given(client, "/verify/report", state, file=("a.pdf", b"%PDF-1.7"))
    assert page.status_code == 200
    assert "This file was taking too long to read" in page.text


def test_a_changed_page_of_an_edited_file_is_read_as_any_other_file(client: TestClient, state: str) -> None:
    for carried in ("", "…", "AAAA", "UEsDBA=="):
        page = client.post("/word-changes/take", data={"state": state, "edited": carried, "edited_name": "<b>"})
        assert page.status_code == 200
        assert "There is a problem" in page.text
        assert "<b>" not in page.text


def test_what_the_program_says_of_an_edited_file_names_no_command(library: Library) -> None:
    assert isinstance(library.world, MemoryWorld)
    uploads = Uploads(Server(library, library.world, Sealer(KEY), ServerLimits()))
    read_back = {name: code for name, code in codes().items() if re.fullmatch(r"PG(82\d|845)", name)}
    assert len(read_back) > 8
    for name, code in read_back.items():
        # Two are about files for a library, which these pages do not take.
        phrases = (phrase for one, phrase in code.phrases.items() if one not in ("school", "unusable"))
        for hint in filter(None, (phrase.hint for phrase in phrases)):
            shown = uploads.plain(hint.format_map(_Named()))
            assert not re.search(r"--\w|policygen |\.md|`|settings file", shown), (name, shown)


class _Named(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "schools/x.yaml" if key in ("file", "own") else key


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\policy.docx", "policy.docx"),
        ("a\u202egpj.docx\n", "agpj.docx"),
        ("", "-"),
        (f"{'x' * 300}.docx", f"{'x' * 75}.docx"),
        ("\x00\ud800", "-"),
    ],
)
def test_a_name_is_without_folders_and_hidden_signs(given_name: str, name: str) -> None:
    assert safe_name(given_name) == name
