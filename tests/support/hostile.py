"""People and files that mean the served pages harm: words in every field of every form, and uploads of all kinds."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import lxml.html

from policygen.serve.guard import HEADERS
from tests.support.visiting import state_of

if TYPE_CHECKING:
    from httpx import Response
    from starlette.testclient import TestClient

MARK = "x-attack"  # an element that no page has, unless a visitor's words became markup
WORDS: tuple[str, ...] = (
    f"<{MARK}>", f'"><{MARK} a="', f"'><{MARK} a='", f"</textarea><{MARK}>", f"</title></style></script><{MARK}>",
    f'" onfocus="{MARK}', f"<img src=x onerror={MARK}>", f"<!--<{MARK}>", f"]]><{MARK}>", f"[a](javascript:{MARK})",
    f"&lt;{MARK}&gt;", "{{ 7*7 }}", "{% raw %}", "{# ", "${7*7}", "%s%n%d", "%0d%0aset-cookie: a=b",
    "\r\nset-cookie: a=b", "!!python/object/apply:os.system [id]", "&a [*a]", "*a", "- - x: [", "'", '"', "\\", "|",
    ": ", "#", "---", "...", "~", "=cmd|' /C calc'!A0", "../../../etc/passwd", "\x00", "\x07", "\u202eabc",
    "\ue0005\ue001", "\ufffe", "\ud800", "Zoe\u0308", "a" * 5_000, "<" * 3_000, "[" * 2_000, "*" * 2_000,
    "a\n" * 500, "9" * 400, "-1", "1e309", "none", "vacant", "yes", "no", "1", "2026-02-30", "2 days",
    "01632 960123", "a@b.example", "mailto:a@b", "Ann Reed", "Ann; Bob; Cy", ";;;", " ", "",
)  # fmt: skip
# What a refused or mistaken request is answered with; anything else is a mistake of the pages.
FINE = {200, 303, 400, 403, 404, 405, 408, 409, 413, 415, 421, 422, 429, 503}
# What somebody may write in the place of a school, a group, a token or a file of an address.
PARTS = (
    "x", "..", "../../etc/passwd", "%2e%2e%2fx", "a\\..\\b", "con", "-", "\x00", "a" * 3_000, f"<{MARK}>", "{{7*7}}",
    "trusts/../x", "\u202ex", "\udcff", "a/b/c", " ", ".",
)  # fmt: skip


def faults_of(answer: Response, secret: str = "") -> Iterator[str]:
    """Yield what is wrong with an answer: its status, its headers, markup that nobody meant, or another's secret."""
    if answer.status_code not in FINE:
        yield f"status {answer.status_code}"
    for name, value in HEADERS.items():
        if answer.headers.get(name) != value:
            yield f"header {name}: {answer.headers.get(name)}"
    if "set-cookie" in answer.headers:
        yield "a cookie"
    if secret and secret in answer.text:
        yield "words of another visitor"
    if answer.headers.get("content-type", "").startswith("text/html"):
        yield from marks_in(answer.text)


def marks_in(page: str) -> Iterator[str]:
    """Yield where words of a visitor became markup in a page."""
    if not page.strip():
        return
    for element in lxml.html.document_fromstring(page.encode()).iter():
        if not isinstance(element.tag, str):
            if MARK in str(element.text):
                yield "a comment"
            continue
        if element.tag == MARK:
            yield "an element"
        for name, value in element.attrib.items():
            if name.startswith("on") or MARK in name or (name == "href" and value.strip().startswith("javascript:")):
                yield f"the attribute {name}"
        if element.tag in ("script", "style") and MARK in str(element.text):
            yield "a script or style"


@dataclass(slots=True)
class HostileVisitor:
    """Presses buttons of pages with words and files that mean harm; remembers pages to go back to. `secret` is in
    what it types, and nobody else may ever read it. `school` is a school's file that it begins with, and `seeds` are
    files that it spoils.
    """

    client: TestClient
    chance: random.Random
    secret: str
    school: bytes = b""
    seeds: Sequence[bytes] = ()
    page: str = ""
    pages: list[str] = field(default_factory=list)

    def begin(self) -> Response:
        """Open the start page or one that it leads to."""
        path = self.chance.choice(["/", "/new", *re.findall(r'href="(/[a-z][^"/]*)"', self.page)])
        return self._seen(self.client.get(path))

    def arrive(self) -> Response:
        """Go on with its school's file, from which most pages can be reached."""
        state = state_of(self.client.get("/").text)
        files = {"file": ("x.school.zip", self.school, "application/zip")}
        return self._seen(self.client.post("/continue", data={"state": state}, files=files))

    def aim(self, method: str, path: str, fields: Sequence[str], values: Sequence[str]) -> Response:
        """Send any of these fields, with any of these values or hostile ones, to an address."""
        sent = [(name, self._aimed(values)) for name in fields if name != "state" and self.chance.random() < 0.3]
        if method == "GET":
            query = urlencode([(name, value.encode("utf-8", "replace")[:500]) for name, value in sent[:5]])
            return self._seen(self.client.get(f"{path}?{query}" if self.chance.random() < 0.5 else path))
        if self.chance.random() < 0.9 and 'name="state"' in self.page:
            sent.append(("state", state_of(self.page)))
        names = [name for name in ("file", "file", "old", "new", "record") if self.chance.random() < 0.3]
        return self._sent(path, sent, [(name, self._file()) for name in names])

    def _aimed(self, values: Sequence[str]) -> str:
        return self.chance.choice(values) if self.chance.random() < 0.6 else self._words("")

    def press(self, other: str = "") -> Response | None:
        """Press a button of this page; now and then with the state of `other`, another visitor's page."""
        if not self.page:
            return self.begin()
        forms = [one for one in lxml.html.document_fromstring(self.page.encode()).forms if one.method == "POST"]
        if not forms:
            return self.begin()
        form = self.chance.choice(forms)
        buttons = form.xpath(".//button")
        button = self.chance.choice(buttons) if buttons else None
        path = (button.get("formaction") if button is not None else None) or form.get("data-preview") or form.action
        if form.get("data-preview") and self.chance.random() < 0.2:
            path = form.get("data-preview")
        fields, files = self._filled(form)
        if button is not None and button.get("name"):
            fields.append((button.get("name"), button.get("value") or ""))
        if other and self.chance.random() < 0.1:
            fields = [(name, other if name == "state" else value) for name, value in fields]
        return self._sent(path, fields, files)

    def go_back(self) -> None:
        """Go back to a page that was open before."""
        if self.pages:
            self.page = self.chance.choice(self.pages)

    def _sent(self, path: str, fields: list[tuple[str, str]], files: list[Any]) -> Response:
        encoded = [(name, value.encode("utf-8", "surrogatepass")) for name, value in fields]
        data: dict[str, Any] = {}
        for name, value in encoded:
            data.setdefault(name, []).append(value)
        return self._seen(self.client.post(path, data=data, files=files or None, follow_redirects=True))

    def _seen(self, answer: Response) -> Response:
        if answer.headers.get("content-type", "").startswith("text/html") and "<form" in answer.text:
            self.page = answer.text
            self.pages = [*self.pages[-9:], answer.text]
        return answer

    def _filled(self, form: Any) -> tuple[list[tuple[str, str]], list[Any]]:
        fields: list[tuple[str, str]] = []
        files: list[Any] = []
        for one in form.xpath(".//input | .//textarea | .//select"):
            name, kind = one.get("name"), one.get("type") or one.tag
            if not name:
                continue
            if kind == "file":
                files.append((name, self._file()))
            elif kind in ("radio", "checkbox"):
                if self.chance.random() < 0.5:
                    fields.append((name, one.get("value") or "on"))
            elif kind == "hidden" and self.chance.random() < 0.97:
                fields.append((name, one.get("value") or ""))
            elif kind == "select" and self.chance.random() < 0.9:
                options = [option.get("value") for option in one.xpath("./option")]
                fields.append((name, self.chance.choice(options) if options else ""))
            else:
                fields.append((name, self._words(one.get("value") or "")))
        if self.chance.random() < 0.05:
            fields.append(
                (self.chance.choice(("go", "key", "show", "action", "return", "rows", "policy")), self._words(""))
            )
        return fields, files

    def _words(self, usual: str) -> str:
        kind = self.chance.random()
        if kind < 0.2 and usual:
            return usual
        if kind < 0.5:
            return f"{self.secret} {self.chance.choice(WORDS)}"
        return self.chance.choice(WORDS)

    def _file(self) -> tuple[str, bytes, str]:
        if self.seeds and self.chance.random() < 0.3:
            return "x", self.chance.choice(self.seeds), "application/octet-stream"
        return hostile_file(self.chance, self.seeds)


def hostile_file(chance: random.Random, seeds: Sequence[bytes] = ()) -> tuple[str, bytes, str]:
    """Return the name, the bytes and the type of an upload that means harm. `seeds` are files that are spoiled."""
    kinds = (_bomb, _many, _traversal, _liar, _polyglot, _xxe, _yaml_bomb, _noise, _truncated, _nested)
    make = chance.choice(kinds)
    data = _spoiled(chance, chance.choice(seeds)) if seeds and chance.random() < 0.4 else make(chance)
    name = chance.choice((
        "x.school.zip", "x.docx", "x.pdf", "x.svg", "x.png", "../../x.zip", "/etc/passwd", "C:\\x.zip", "x\x00.zip", "",
        "a" * 300 + ".zip", f'"><{MARK}>.zip', "\u202epiz.x", "con.zip", "x.zip\r\nset-cookie: a=b", "x", ".zip",
    ))  # fmt: skip
    kind = chance.choice(
        ("application/zip", "application/pdf", "text/html", "image/svg+xml", "", "multipart/mixed", "x")
    )
    return name, data[:3_900_000], kind


def _zipped(entries: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, how)
    return out.getvalue()


def _bomb(chance: random.Random) -> bytes:
    size = chance.choice((20_000_000, 60_000_000))
    return _zipped({"schools/a.yaml": bytes(size), "policygen-school.json": b"{}"})


def _many(chance: random.Random) -> bytes:
    return _zipped({f"schools/{n}.yaml": b"" for n in range(chance.choice((401, 5_000)))})


def _traversal(chance: random.Random) -> bytes:
    names = (
        "../../x",
        "/etc/cron.d/x",
        "C:\\x",
        "schools/../../x",
        "schools/a\\..\\..\\x",
        "\u2025/x",
        "schools/con",
        "a" * 5_000,
    )
    made = {chance.choice(names): b"x", "school.yaml": b"school: {name: x}", **_listing(chance)}
    data = bytearray(_zipped(made))
    if chance.random() < 0.3:  # a symbolic link
        at = data.rfind(b"PK\1\2")
        data[at + 38 : at + 42] = struct.pack("<I", 0o120777 << 16)
    return bytes(data)


def _listing(chance: random.Random) -> dict[str, bytes]:
    return {
        "listing.json": chance.choice(
            (b"{}", b"[" * 5_000, b'{"files": {"../x": 1}}', b'{"a":' * 3_000, b"null", b"\xff")
        )
    }


def _liar(chance: random.Random) -> bytes:
    """A ZIP file whose directory says other sizes, places or flags than its entries have."""
    data = bytearray(_zipped({"schools/a.yaml": b"school: {name: x}" * 50}))
    at = data.rfind(b"PK\1\2")
    offset = chance.choice((8, 10, 16, 20, 24, 28, 30, 34, 42))
    data[at + offset : at + offset + 4] = chance.choice(
        (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\1\0\0\0", chance.randbytes(4))
    )
    return bytes(data)


def _polyglot(chance: random.Random) -> bytes:
    head = chance.choice(
        (b"%PDF-1.7\n", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ")
    )
    return head + _zipped({"word/document.xml": b"<a/>", "schools/a.yaml": b"school: {}"})


def _xxe(chance: random.Random) -> bytes:
    bomb = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"lol" * 10) for n in range(10))
    inside = chance.choice(
        (b'<!ENTITY x SYSTEM "file:///etc/passwd">', b'<!ENTITY % x SYSTEM "http://127.0.0.1:1/x"> %x;', bomb)
    )
    text = b"<!DOCTYPE a [" + inside + b"]><a>&x;&a9;</a>"
    if chance.random() < 0.5:
        return text
    return _zipped(
        {"[Content_Types].xml": text, "word/document.xml": text, "_rels/.rels": text, "docProps/core.xml": text}
    )


def _yaml_bomb(chance: random.Random) -> bytes:
    text = chance.choice((
        b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(b"b%d: &b%d [*a,*a,*a,*a,*a,*a,*a]\n" % (n, n) for n in range(50)),
        b"[" * 40_000, b"? " * 10_000, b"a: " * 10_000, b"!!python/object/apply:os.system [id]",
        b"\xff\xfe", b"- " * 50_000,
    ))  # fmt: skip
    return _zipped({"schools/a.yaml": text, "settings.yaml": text}) if chance.random() < 0.7 else text


def _noise(chance: random.Random) -> bytes:
    return chance.randbytes(chance.choice((0, 1, 22, 1_000, 200_000)))


def _truncated(chance: random.Random) -> bytes:
    whole = _polyglot(chance)
    return whole[: chance.randrange(len(whole))]


def _nested(chance: random.Random) -> bytes:
    data = zlib.compress(bytes(10_000_000), 9)
    for n in range(chance.choice((3, 30))):
        data = _zipped({f"{n}.zip": data, "schools/a.school.zip": data[:1000]})
    return data


def _spoiled(chance: random.Random, whole: bytes) -> bytes:
    data = bytearray(whole)
    for _ in range(chance.choice((1, 3, 20))):
        at = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randrange(1, 40)]
            case 2:
                data[at:at] = data[at // 2 : at // 2 + chance.randrange(1, 200)]
            case _:
                data[at : at + 4] = chance.choice((b"\xff" * 4, b"\0" * 4, b"PK\1\2"))
        data = data or bytearray(b"x")
    return bytes(data)
