"""The page for a school's colour and logo: what it takes, what it refuses, and what the school's file then has."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from policygen import Library
from policygen.api.looks import SchoolLook
from policygen.serve.server import Server, ServerLimits
from tests.support.visiting import begun, client_of, heading_of, hosted_library, state_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SCHOOL = "oakfield-primary-school"
ALTERNATIVE = "The school’s crest: an oak"


@pytest.fixture(scope="module")
def library() -> Library:
    return hosted_library()


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[TestClient]:
    """A client of pages that look at pictures in this process, where a test can wait for them."""

    async def worked(_: Server, __: Any, work: Any, payload: Any) -> Any:
        return work(library, payload)

    with pytest.MonkeyPatch.context() as patch, client_of(library, ServerLimits(burst=10_000.0)) as one:
        patch.setattr(Server, "worked", worked)
        yield one


@pytest.fixture(scope="module")
def first(client: TestClient) -> str:
    return begun(client, "Oakfield Primary School", ["mobile-phones"])


def sent(client: TestClient, page: str, data: bytes | None = None, name: str = "logo.png", **fields: str) -> str:
    files = {"file": (name, data, "image/png")} if data is not None else None
    answer = client.post("/look", data={"state": state_of(page), **fields}, files=files)
    assert answer.status_code == 200
    return answer.text


def files_in(client: TestClient, page: str) -> dict[str, bytes]:
    saved = client.post("/file", data={"state": state_of(page)}).content
    with zipfile.ZipFile(io.BytesIO(saved)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def picture(width: int = 800, height: int = 300, kind: str = "PNG", mode: str = "RGB", **saved: Any) -> bytes:
    made = io.BytesIO()
    Image.new(mode, (width, height)).save(made, kind, **saved)
    return made.getvalue()


def test_a_logo_is_saved_shown_and_removed(client: TestClient, first: str) -> None:
    page = sent(client, first)
    assert heading_of(page) == "Logo and colour"
    turned = Image.Exif()
    turned[0x0112] = 6
    page = sent(client, page, picture(4000, 1500, "JPEG", "CMYK", exif=turned), action="logo", alternative=ALTERNATIVE)
    assert "The logo has been saved" in page
    assert f'alt="{ALTERNATIVE}"' in page
    kept = files_in(client, page)
    logo = Image.open(io.BytesIO(kept[f"logo/schools/{SCHOOL}-logo.jpg"]))
    assert (logo.mode, logo.height) == ("RGB", 378)
    assert logo.height > logo.width
    written = kept[f"schools/{SCHOOL}.yaml"].decode()
    assert written.endswith(f'\nlogo:\n  file: schools/{SCHOOL}-logo.jpg\n  alternative: "{ALTERNATIVE}"\n')
    page = sent(client, page, picture(900, 400), action="logo", alternative="An oak")
    assert [name for name in files_in(client, page) if "logo" in name] == [f"logo/schools/{SCHOOL}-logo.png"]
    page = sent(client, page, action="no_logo")
    kept = files_in(client, page)
    assert not any("logo" in name for name in kept)
    assert b"\nlogo:" not in kept[f"schools/{SCHOOL}.yaml"]


def test_the_logo_of_the_website_does_not_set_the_height_of_the_logo_in_a_policy(client: TestClient) -> None:
    address = re.search(r'href="(/static/[^"]+[.]css)"', client.get("/").text)
    assert address is not None
    rules = client.get(address[1]).text
    assert "header .logo {" in rules
    assert "\n.logo {" not in rules


def test_an_empty_colour_is_refused_with_an_example(client: TestClient, first: str) -> None:
    assert "Enter a colour, such as #1f3a5f" in sent(client, first, action="colour", colour="")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7", "PG345"),
        (b"PK\3\4" + bytes(40), "PG345"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><svg>&b;</svg>', "PG344"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1/"/></svg>', "PG344"),
        (picture(5000, 5000, mode="1"), "PG347"),
        (picture()[:200], "PG345"),
    ],
)
def test_a_picture_that_cannot_be_printed_changes_nothing(library: Library, data: bytes, code: str) -> None:
    draft = library.drafts.begin("Oakfield", ["mobile-phones"])
    before = draft.files
    assert [one.code for one in SchoolLook(draft).give_logo(data, "An oak")] == [code]
    assert draft.files == before


def test_what_is_wrong_with_a_logo_is_said_beside_its_field(client: TestClient, first: str) -> None:
    hostile = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    page = sent(client, first, hostile, "../../<b>crest.svg", action="logo", alternative="x y")
    assert '<a href="#file">The picture &lt;b&gt;crest.svg contains scripts' in page
    assert "<b>crest" not in page
    page = sent(client, page, picture(), action="logo", alternative=" ")
    assert '<a href="#alternative">Describe what the logo shows' in page
    page = sent(client, page, picture(100, 40), action="logo", alternative="An oak")
    assert "will look blurred in print" in page
    assert f"logo/schools/{SCHOOL}-logo.png" in files_in(client, page)


def test_a_colour_is_checked_for_contrast_and_taken_away(client: TestClient, first: str, library: Library) -> None:
    page = sent(client, first, action="colour", colour="FFD200")
    assert "too light to read on white paper" in page
    assert 'class="band"' in page
    assert b'\ncolour: "#FFD200"\n' in files_in(client, page)[f"schools/{SCHOOL}.yaml"]
    wrong = sent(client, page, action="picked", picked="#11442")
    assert '<a href="#colour">' in wrong
    assert b"\ncolour" not in files_in(client, sent(client, wrong, action="no_colour"))[f"schools/{SCHOOL}.yaml"]
    look = SchoolLook(library.drafts.begin("Oakfield", ["mobile-phones"]))
    assert look.remove("logo") == ()
    for typed in ("green", "#12345", "#1122334", "", "#11\n22"):
        assert [one.code for one in look.give_colour(typed)] == ["PG951"]
    assert look.colour == ""
