"""Files that somebody made to stop `read`, or to make it show something else: each is one finding, in words."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

import policygen
from policygen.readback.model import NotReadBack
from tests.inspect.docx_attacks import BODY, FOUND, MORE, TYPES, Change, Parts, entity, leads_to, put, spoilt
from tests.support.edited_word import WordProject, words
from tests.support.sampling import sampled

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BOMB = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
_OUTSIDE = '<!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/hostname">]>'


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> WordProject:
    return WordProject.lay_out(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def session(project: WordProject) -> policygen.Session:
    return policygen.load(policygen.DiskWorld(project.folder)).open("hilltop")


@pytest.fixture(scope="module")
def built(project: WordProject) -> bytes:
    return project.docx("online", words("A phone", "A telephone"))


def refusal(session: policygen.Session, data: bytes) -> str:
    """Return the finding of a file that is refused."""
    with pytest.raises(NotReadBack) as refused:
        session.read_word("edited.docx", data)
    assert refused.value.finding.code == "PG820"
    return str(refused.value)


def entities_in_the_body(declared: str) -> Change:
    def change(parts: Parts) -> None:
        put(parts, BODY, "<w:document", f"{declared}<w:document")
        put(parts, BODY, "A telephone", "A &c;")

    return change


def entities_in_a_comment(parts: Parts) -> None:
    parts["word/comments.xml"] = f"{_OUTSIDE}<w:comments {_W}><w:comment>&c;</w:comment></w:comments>".encode()
    leads_to(parts, "comments", "comments.xml")


def nested(name: str, deep: int) -> Change:
    def change(parts: Parts) -> None:
        put(parts, BODY, "<w:body>", "<w:body>" + f"<w:{name}>" * deep + f"</w:{name}>" * deep)

    return change


def part(name: str, content: bytes) -> Change:
    def change(parts: Parts) -> None:
        assert name in parts
        parts[name] = content

    return change


def deep_document(parts: Parts) -> None:
    name = "customXml/item3.xml"
    start, end = parts[name].index(b"piece>") + 6, parts[name].index(b"</", parts[name].index(b"piece>"))
    parts[name] = parts[name][:start] + b"[" * 100_000 + parts[name][end:]


def in_another_namespace(parts: Parts) -> None:
    """What Word writes as a Strict Open XML Document (ISO 29500-1)."""
    usual, strict = (f"http://{one}/wordprocessingml/" for one in ("schemas.openxmlformats.org", "purl.oclc.org/ooxml"))
    parts[BODY] = parts[BODY].replace(f"{usual}2006/main".encode(), f"{strict}main".encode())


def many_parts(parts: Parts) -> None:
    parts.update({f"word/{number}.xml": b"" for number in range(3_000)})


REFUSED: dict[str, tuple[Change, str]] = {
    "entities that multiply": (entities_in_the_body(_BOMB), "document type"),
    "an entity from outside": (entities_in_the_body(_OUTSIDE), "document type"),
    "an entity in a comment": (entities_in_a_comment, "document type"),
    "endless tables": (nested("tbl", 5_000), "missing or have been changed"),
    "endless containers": (nested("sdtContent", 300_000), "too large"),
    "a document that is nested without end": (deep_document, "document data is damaged"),
    "thousands of parts": (many_parts, "parts"),
    "a picture as the body": (part(BODY, b"\x89PNG\r\n\x1a\n" + bytes(100)), "missing or have been changed"),
    "words in another namespace": (in_another_namespace, "not in the usual Word format"),
    "another root": (part(BODY, b"<html><p>Phones</p></html>"), "not in the usual Word format"),
    "no types": (part(TYPES, b"\x00\x01"), "missing or have been changed"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_no_program_writes_is_one_finding(name: str, built: bytes, session: policygen.Session) -> None:
    change, words = REFUSED[name]
    assert words in refusal(session, spoilt(built, change))


def test_the_finding_is_one_line_of_the_command(built: bytes, project: WordProject) -> None:
    ran = project.read(spoilt(built, entities_in_the_body(_OUTSIDE)), "--write", "--because", "x")
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert Path("/etc/hostname").read_text().strip() not in ran.err


def encrypted(data: bytes) -> bytes:
    """Return a file whose parts say that they are encrypted (APPNOTE 4.4.4, bit 0)."""
    made = bytearray(data)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = made.find(sign)
        while place >= 0:
            made[place + at] |= 1
            place = made.find(sign, place + 4)
    return bytes(made)


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def listed_far_away(data: bytes) -> bytes:
    """Return a file whose list of parts begins behind its end."""
    at = data.rindex(b"PK\x05\x06")
    return data[: at + 16] + b"\xff\xff\xff\x7f" + data[at + 20 :]


def packed_oddly(data: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return made.getvalue()


@pytest.mark.parametrize("spoil", [encrypted, cut, listed_far_away, packed_oddly])
def test_an_archive_that_no_program_writes_is_one_finding(
    spoil: Callable[[bytes], bytes], built: bytes, session: policygen.Session
) -> None:
    assert refusal(session, spoil(built)).startswith("edited.docx cannot be read: ")


@pytest.mark.parametrize("change", sampled([*FOUND, *MORE], 3))
def test_what_verify_tells_of_never_stops_read(change: Change, built: bytes, session: policygen.Session) -> None:
    data = spoilt(built, change)
    if change is entity:
        refusal(session, data)
    else:
        assert json.loads(session.read_word("edited.docx", data).json())["changes"]
