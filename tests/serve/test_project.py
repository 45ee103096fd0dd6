"""The pages of a project's folder: who may see them, what they write, and that nobody's change is lost."""

from __future__ import annotations

import io
import re
import shutil
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.responses import PlainTextResponse

from policygen import DiskWorld, Hosting, Library, Refused
from policygen.api.in_folder import ChangedMeanwhile, SchoolInFolder, digest_of_file, library_in
from policygen.diagnostics.model import Diagnostic
from policygen.serve.app import ProjectSite, create_app
from policygen.serve.building import BuildRequest, build_in_folder
from policygen.serve.folder_views import said_of
from policygen.serve.owner import Owner
from policygen.serve.project_folder import ProjectFolder
from policygen.serve.server import ServerLimits
from policygen.serve.trust import GivenFile, schools_seen
from tests.support.visiting import KEY, heading_of, key_of, state_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SCHOOLS = Path(__file__).parents[2] / "schools"
TOKEN = "t" * 32
GROUP = "trusts/hartwold"
SIGN_IN = "x-forwarded-user"


@pytest.fixture(scope="module")
def library() -> Library:
    return Hosting.library_of()


@pytest.fixture(scope="module")
def settings(library: Library) -> bytes:
    """The settings of a new school with one policy."""
    draft = library.drafts.begin("Oakfield Primary School")
    draft.choose(["mobile-phones"])
    return draft.files[draft.settings]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, settings: bytes) -> Path:
    """A folder with a trust and several schools; each test changes one of its own."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "schools/trusts").mkdir(parents=True)
    shutil.copyfile(SCHOOLS / "trusts/hartwold.yaml", folder / "schools/trusts/hartwold.yaml")
    for school in ("answers", "tabs", "files", "whole"):
        (folder / "schools" / f"{school}.yaml").write_bytes(settings)
    return folder


@pytest.fixture(scope="module")
def client(library: Library, root: Path) -> Iterator[TestClient]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from starlette.testclient import TestClient
    site = ProjectSite(folder=ProjectFolder.at(root), token=TOKEN)
    app = create_app(library, KEY, limits=ServerLimits(burst=10_000.0), project=site)
    address = "http://127.0.0.1:8600"
    with TestClient(app, base_url=address, headers={"sec-fetch-site": "same-origin"}) as one:
        assert one.get(f"/?token={TOKEN}").status_code == 200
        yield one


def on_question(client: TestClient, school: str) -> str:
    page = client.get(f"/schools/{school}").text
    return client.post("/question", data={"state": state_of(page), "go": "people.headteacher"}).text


def fields_of(page: str, name: str) -> dict[str, str]:
    return {"state": state_of(page), "key": key_of(page), "action": "answer", "name": name}


def test_only_who_has_the_token_gets_in_and_the_token_leaves_the_address(client: TestClient) -> None:
    known = dict(client.cookies)
    client.cookies.clear()
    for path in ("/", "/schools/whole", "/?token=guess", "/health", "/files/build/x/y.pdf"):
        refused = client.get(path)
        assert refused.status_code == 403, path
        assert heading_of(refused.text) == "These pages are for the person who started them"
        assert "Oakfield" not in refused.text
    assert client.post("/new", data={"name": "X"}).status_code == 403
    let_in = client.get(f"/schools/whole?token={TOKEN}", follow_redirects=False)
    assert let_in.headers["location"] == "/schools/whole"
    cookie = let_in.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert TOKEN not in cookie
    assert dict(client.cookies) == known
    outside = client.get(f"http://127.0.0.1:8600//evil.example/?token={TOKEN}", follow_redirects=False)
    assert outside.headers["location"] == "/evil.example/"


def test_behind_a_proxy_every_request_needs_its_header() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from starlette.testclient import TestClient
    app = Owner(PlainTextResponse("in"), header="X-Forwarded-User", refusal=lambda: PlainTextResponse("out", 403))
    one = TestClient(app)
    assert [one.get("/static/x.css", headers={SIGN_IN: who}).text for who in ("clerk", " ")] == ["in", "out"]
    assert [one.get(path).text for path in ("/", "/?token=", "/static/x.css", "/health")] == ["out"] * 4


def test_an_answer_is_written_as_the_command_line_would_write_it(
    client: TestClient, library: Library, root: Path, settings: bytes, tmp_path: Path
) -> None:
    page = on_question(client, "answers")
    client.post("/question", data=fields_of(page, "Mrs Nia Birch"))
    (tmp_path / "schools").mkdir()
    (tmp_path / "schools/answers.yaml").write_bytes(settings)
    answers = library_in(library, DiskWorld(tmp_path)).interviews.answers("answers")
    assert answers.give("people.headteacher", "Mrs Nia Birch", post="none") == ""
    written = (root / "schools/answers.yaml").read_bytes()
    assert written == (tmp_path / "schools/answers.yaml").read_bytes()
    assert b"Mrs Nia Birch" in written
    assert written.startswith(settings[:1000])


def test_what_somebody_changed_meanwhile_is_shown_and_not_written_over(client: TestClient, root: Path) -> None:
    file = root / "schools/tabs.yaml"
    first = second = on_question(client, "tabs")
    client.post("/question", data=fields_of(first, "Mrs Nia Birch"))
    late = client.post("/question", data=fields_of(second, "Mr Zed Quill"))
    assert late.status_code == 409
    assert "Somebody changed this school" in late.text
    assert "Mrs Nia Birch" in late.text
    assert "Zed Quill" not in file.read_text()
    # From the page with the answers of today it goes on, until an editor changes the file again.
    third = client.post("/question", data={"state": state_of(late.text), "go": "people.headteacher"}).text
    # A preview of an answer is not saved.
    client.post("/preview", data=fields_of(third, "Mr Zed Quill"))
    with file.open("a") as stream:
        stream.write("# mine\n")
    assert client.post("/question", data=fields_of(third, "Mr Zed Quill")).status_code == 409
    assert "# mine" in file.read_text()
    assert "Zed Quill" not in file.read_text()
    file.write_text("school: [")
    broken = client.get("/schools/tabs").text
    assert "The settings have mistakes" in broken
    refused = client.post("/check", data={"state": state_of(broken)})
    assert refused.status_code == 409
    assert "cannot be" in refused.text
    file.unlink()
    assert client.post("/check", data={"state": state_of(broken)}).status_code == 400
    assert not file.exists()


def test_files_are_written_all_or_none(root: Path) -> None:
    school = SchoolInFolder(DiskWorld(root), "whole")
    seen = {name: digest_of_file(data) for name, data in school.files().items()}
    logo = "schools/whole/logo.png"
    (root / "schools/whole").mkdir()
    (root / logo).write_bytes(b"theirs")
    before = (root / school.settings).read_bytes()
    with pytest.raises(ChangedMeanwhile, match=re.escape(logo)):
        school.write({**school.files(), school.settings: b"x", logo: b"ours"}, seen)
    assert (root / school.settings).read_bytes() == before


def test_a_new_school_is_begun_as_init_would_and_its_name_is_taken_once(
    client: TestClient, library: Library, root: Path, tmp_path: Path
) -> None:
    asked = client.get(f"/new?group={GROUP}").text
    assert re.search(r'value="trusts/hartwold" checked', asked)
    fields = {"state": state_of(asked), "name": "Elm Park School", "group": GROUP}
    page = client.post("/new", data=fields).text
    assert heading_of(page) == "Which policies does Elm Park School need?"
    shutil.copytree(SCHOOLS / "trusts", tmp_path / "schools/trusts")
    ours = library_in(library, DiskWorld(tmp_path))
    ours.interviews.start("elm-park-school", "Elm Park School", extends=GROUP)
    name = "schools/elm-park-school.yaml"
    assert (root / name).read_bytes() == (tmp_path / name).read_bytes()
    assert "There is a problem" in client.post("/new", data=fields).text
    (root / name).unlink()


def test_a_schools_file_goes_out_and_only_its_own_files_are_given(client: TestClient, root: Path) -> None:
    kept = root / "schools/files/kept/2026-01-01-old.docx"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"old")
    page = client.get("/schools/files").text
    assert "2026-01-01-old.docx" in page
    assert client.get("/files/schools/files/kept/2026-01-01-old.docx").content == b"old"
    for name in ("schools/files.yaml", "build/../schools/files.yaml", "build/%2e%2e/x", "schools/files/kept/.x", ""):
        assert client.get(f"/files/{name}").status_code == 404
    data = client.post("/file", data={"state": state_of(page)}).content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "schools/files/kept/2026-01-01-old.docx" in archive.namelist()


def test_the_library_of_the_folder_must_not_change_under_the_pages(library: Library, tmp_path: Path) -> None:
    folder = ProjectFolder.at(tmp_path)
    assert not folder.library(library).schools
    (tmp_path / "clauses").mkdir()
    (tmp_path / "clauses/extra.yaml").write_text("x: 1")
    with pytest.raises(Refused, match="start it again"):
        folder.library(library)


def test_a_build_keeps_what_a_person_changed(library: Library, settings: bytes, tmp_path: Path) -> None:
    (tmp_path / "schools").mkdir()
    (tmp_path / "schools/elm.yaml").write_bytes(settings)
    # Word and PDF take seconds: the walk in a browser compares them with the command line's.
    asked = BuildRequest(ProjectFolder.at(tmp_path), ("elm",), draft=True), "/"
    done = build_in_folder(library, asked, formats=("md",))
    assert done.files[0] == "build/elm/mobile-phones.md"
    (tmp_path / done.files[0]).write_text("mine")
    again = build_in_folder(library, asked, formats=("md",))
    assert "mobile-phones.md" in again.notes[0]
    assert [one.read_text() for one in (tmp_path / "schools/elm/kept").iterdir()] == ["mine"]
    whole = build_in_folder(library, (BuildRequest(ProjectFolder.at(tmp_path), ("elm",)), "/"), formats=("md",))
    assert whole.not_made == 1
    assert whole.missing > 1


def test_a_trusts_status_from_the_files_that_a_visitor_brings(
    library: Library, settings: bytes, tmp_path: Path
) -> None:
    files = []
    for school in ("elm", "oak"):
        draft = library.drafts.of(school, {f"schools/{school}.yaml": settings})
        files.append(GivenFile(f"{school}.school.zip", draft.archive()))
        (tmp_path / draft.settings).parent.mkdir(exist_ok=True)
        (tmp_path / draft.settings).write_bytes(settings)
    both = io.BytesIO()
    with zipfile.ZipFile(both, "w") as archive:
        for one in files:
            archive.writestr(f"schools/{one.name}", one.data)
    given = [GivenFile("trust.zip", both.getvalue()), files[0], GivenFile("bad.zip", b"PK nothing")]
    seen = schools_seen(library, (given, "csv"))
    assert seen.file is not None
    expected = library_in(library, DiskWorld(tmp_path)).estate.status(("elm", "oak"))
    assert seen.file.data.decode() == expected.text("csv")
    assert seen.twice == ((files[0].name, "elm"),)
    assert [name for name, _ in seen.refused] == ["bad.zip"]
    assert all(seen.missing[school] for school in ("elm", "oak"))


@pytest.mark.parametrize(
    ("message", "shown"),
    [("this line is too long", "This line is too long"), ("schools/a.yaml is empty", "schools/a.yaml is empty")],
)
def test_a_finding_is_said_as_a_sentence(message: str, shown: str) -> None:
    assert said_of(Diagnostic("PG101", message))["message"] == shown
