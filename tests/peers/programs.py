"""Runs each program over the files, and reads what it tells into one form (`inside.py` says which).

What is installed for this alone lies in .tools/peers: `scripts/setup.sh conformance` puts it there.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lxml.html
from lxml import etree
from markdown_it import MarkdownIt

from tests.peers import trees
from tests.peers.inside import of_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Reading = dict[str, Any]
Reader = Callable[[Sequence[Path]], list[Reading]]
HERE = Path(__file__).parent
PEERS = HERE.parents[1] / ".tools" / "peers"
PYTHON = PEERS / "python" / "bin" / "python"
NODE_MODULES = PEERS / "node_modules"
NU_CHECKER = PEERS.parent / "node_modules/vnu-jar/build/dist/vnu.jar"


def _lines(command: Sequence[str | Path], **environment: str) -> list[Reading]:
    ran = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": "", **environment}
    )
    return [json.loads(line) for line in ran.stdout.splitlines()]


def packaged(program: str) -> Reader:
    """Return the reader of a Python package."""
    return lambda files: _lines([PYTHON, HERE / "inside.py", program, *files])


# --- Word files -----------------------------------------------------------------------------------------------------


def markitdown(files: Sequence[Path]) -> list[Reading]:
    """Read the Markdown that markitdown makes, as a CommonMark reader with tables does."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    found = []
    for told in packaged("markitdown")(files):
        page = parser.render(told.pop("markdown")) if "markdown" in told else "<p></p>"
        read = of_page(page)
        # In Markdown every table has a head; markitdown gives a table without one an empty head.
        read["tables"] = [rows if any("".join(rows[0]).split()) else rows[1:] for rows in read["tables"]]
        found.append({**told, **read})
    return found


def libreoffice(files: Sequence[Path]) -> list[Reading]:
    """Read LibreOffice's own flat file of each, and what a PDF of it shows."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        # No --convert-to of many files at once: sheets and policies have files of the same names.
        for form in ("fodt", "pdf"):
            for number, file in enumerate(files):
                named = Path(folder) / f"{number}.docx"
                named.write_bytes(file.read_bytes())
            command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", form]
            named_files = [f"{folder}/{number}.docx" for number in range(len(files))]
            subprocess.run([*command, "--outdir", folder, *named_files], check=True, capture_output=True)
        for number in range(len(files)):
            told = _of_fodt(etree.parse(Path(folder) / f"{number}.fodt", etree.XMLParser(huge_tree=True)).getroot())
            found.append({**told, "shown": pdf_text(Path(folder) / f"{number}.pdf")})
    return found


ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
T, TB, S, D = (ODF % name for name in ("text", "table", "style", "drawing"))
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"


def _of_fodt(root: etree._Element) -> Reading:
    told: Reading = {"headings": [], "items": [], "tables": [], "alternatives": [], "links": []}
    kinds: dict[str, dict[int, bool]] = {}
    for style in root.iter(f"{T}list-style"):
        name = style.get(f"{S}name", "")
        kinds[name] = {
            int(level.get(f"{T}level", "1")): level.tag.endswith("-number") for level in style if level.get(f"{T}level")
        }
    (body,) = root.iter(ODF % "office" + "body")
    for element in body.iter(f"{T}h", f"{T}list-item", f"{TB}table", f"{D}frame", f"{T}a"):
        words = _odf_words(element)
        match etree.QName(element).localname:
            case "h":
                told["headings"].append([int(element.get(f"{T}outline-level", "0")), words])
            case "list-item":
                around = list(element.iterancestors(f"{T}list"))
                own = element.find(f"{T}p")
                if own is not None:
                    name = next(style for one in around if (style := one.get(f"{T}style-name")))
                    counted = kinds.get(name, {}).get(len(around), False)
                    told["items"].append([len(around) - 1, counted, "" if counted else "•", _odf_words(own)])
            case "table":
                rows = element.iter(f"{TB}table-row")
                told["tables"].append([[_odf_words(cell) for cell in row.iter(f"{TB}table-cell")] for row in rows])
            case "frame" if element.find(f"{D}image") is not None:
                described = element.find(f"{SVG}desc")
                told["alternatives"].append((described.text or "") if described is not None else "")
            case "a" if not (target := element.get("{http://www.w3.org/1999/xlink}href", "#")).startswith("#"):
                told["links"].append(target)
            case _:
                pass
    told["text"] = _odf_words(body)
    return told


def _odf_words(element: etree._Element) -> str:
    """All text, without what is no words of the page: descriptions of pictures and their data."""
    return "".join(_in_order(element, (f"{SVG}desc", f"{SVG}title", ODF % "office" + "binary-data")))


def _in_order(element: etree._Element, left_out: tuple[str, ...]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in left_out:
            if child.tag in (f"{T}s", f"{T}tab", f"{T}line-break"):
                yield " "
            yield from _in_order(child, left_out)
        yield child.tail or ""


def abiword(files: Sequence[Path]) -> list[Reading]:
    """Read AbiWord's own file of each, and what a PDF of it shows."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        own, pdf = Path(folder) / "own.abw", Path(folder) / "own.pdf"
        for file in files:
            said = []
            for form, to in (("abw", own), ("pdf", pdf)):
                command = ["abiword", f"--to={form}", f"--to-name={to}", str(file)]
                ran = subprocess.run(command, capture_output=True, text=True, timeout=120)
                if ran.returncode:
                    said.append(f"stops with {ran.returncode}: {ran.stderr.strip()[-200:]}")
            told = {"complaints": said} if said else {**_of_abw(etree.parse(own).getroot()), "shown": pdf_text(pdf)}
            found.append(told)
    return found


def _of_abw(root: etree._Element) -> Reading:
    told: Reading = {"headings": [], "items": [], "tables": [], "alternatives": [], "links": []}
    space = root.nsmap.get(None)
    tag = f"{{{space}}}" if space else ""
    for element in root.iter(f"{tag}p", f"{tag}table", f"{tag}image", f"{tag}a"):
        if any(one.get("type", "") in ("header", "footer") for one in element.iterancestors(f"{tag}section")):
            continue
        words = "".join(element.itertext())
        match etree.QName(element).localname:
            case "p" if level := re.fullmatch(r"[Hh]eading (\d)", element.get("style", "")):
                told["headings"].append([int(level[1]), words])
            case "p" if kind := re.fullmatch(r"List (Bullet|Number)(?: (\d))?", element.get("style", "")):
                if element.get("listid"):
                    bullet = kind[1] == "Bullet"
                    told["items"].append([int(element.get("level", "0")), not bullet, "•" if bullet else "", words])
            case "table":
                rows: dict[int, list[str]] = {}
                for cell in element.findall(f"{tag}cell"):
                    top = re.search(r"top-attach:(\d+)", cell.get("props", ""))
                    rows.setdefault(int(top[1]) if top else 0, []).append("".join(cell.itertext()))
                told["tables"].append([rows[row] for row in sorted(rows)])
            case "image":
                told["alternatives"].append(element.get("alt") or element.get("title") or "")
            case "a" if not (target := element.get("{http://www.w3.org/1999/xlink}href", "#")).startswith("#"):
                told["links"].append(target)
            case _:
                pass
    told["text"] = "".join(root.itertext())
    return told


def docx_preview(browser: Browser) -> Reader:
    """Return the reader of docx-preview, which shows a file in a browser's page; what is shown is printed."""
    scripts = [NODE_MODULES / "jszip/dist/jszip.min.js", NODE_MODULES / "docx-preview/dist/docx-preview.min.js"]
    show = """async data => {
        const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
        await docx.renderAsync(bytes, document.getElementById("shown"), null, {});
        const before = element => getComputedStyle(element, "::before");
        const counted = element => before(element).content.includes("counter(");
        const face = element => before(element).content === "none" ? "" : before(element).fontFamily;
        const levels = [...document.querySelectorAll("p[class*=docx-num-]")].map(element => [
            element.className, counted(element), face(element), element.textContent]);
        return levels;
    }"""

    def read(files: Sequence[Path]) -> list[Reading]:
        found = []
        page = browser.new_page()
        for file in files:
            said: list[str] = []
            page.goto("about:blank")
            page.set_content('<!doctype html><meta charset="utf-8"><div id="shown"></div>')
            for script in scripts:
                page.add_script_tag(path=script)
            levels = page.evaluate(show, b64encode(file.read_bytes()).decode())
            with tempfile.TemporaryDirectory() as folder:
                printed = Path(folder) / "shown.pdf"
                page.pdf(path=printed)
                shown = pdf_text(printed)
            faces = {face for _, _, face, _ in levels if face}
            said += [f"numbers in {face}" for face in sorted(faces) if not face.strip('"').startswith("Arial")]
            found.append({**_of_preview(page.content(), levels), "shown": shown, "complaints": said})
        page.close()
        return found

    return read


def _of_preview(page: str, levels: Sequence[tuple[str, bool, str, str]]) -> Reading:
    tree = lxml.html.document_fromstring(page)
    (shown,) = tree.xpath("//div[@id='shown']")
    for outside in shown.xpath(".//style | .//header | .//footer"):
        outside.drop_tree()
    counted = {(name, words) for name, is_counted, _, words in levels if is_counted}
    told = of_page(lxml.html.tostring(shown, encoding="unicode"))
    told["headings"], told["items"] = [], []
    for paragraph in shown.iter("p"):
        name, words = paragraph.get("class", ""), paragraph.text_content()
        if level := re.search(r"docx_heading(\d)", name):
            told["headings"].append([int(level[1]), words])
        elif (place := re.search(r"docx-num-\d+-(\d)", name)) and "_list" in name:
            is_counted = (name, words) in counted
            told["items"].append([int(place[1]), is_counted, "" if is_counted else "•", words])
    return told


# --- PDF files ------------------------------------------------------------------------------------------------------


def poppler(files: Sequence[Path]) -> list[Reading]:
    """Read what pdfinfo tells of the structure and of the links, and what pdftotext tells of the words."""
    found = []
    for file in files:
        ran = subprocess.run(["pdfinfo", "-struct-text", file], capture_output=True, text=True, check=True)
        links = subprocess.run(["pdfinfo", "-url", file], capture_output=True, text=True, check=True)
        complaints = sorted(set(ran.stderr.splitlines()))
        urls = re.findall(r"^ *\d+ +Annotation +(\S+)$", links.stdout, re.MULTILINE)
        told = trees.reading(trees.of_poppler(ran.stdout))
        del told["alternatives"]
        text = {"text": pdf_text(file, "-raw"), "shown": pdf_text(file)}
        found.append({**told, **text, "links": urls, "complaints": complaints})
    return found


def pdf_text(file: Path, order: str = "-layout") -> str:
    """What pdftotext reads in a PDF, as it is laid out or in the order in which it is painted (`-raw`)."""
    return subprocess.run(["pdftotext", order, file, "-"], capture_output=True, text=True, check=True).stdout


def mupdf(files: Sequence[Path]) -> list[Reading]:
    """Read structure, outline and words; MuPDF tells no alternative texts."""
    return [_of_pages(told, alternatives=False) for told in packaged("MuPDF")(files)]


def pdf_js(files: Sequence[Path]) -> list[Reading]:
    """Read structure, outline and words as Firefox does."""
    told = _lines(["node", HERE / "pdfjs.mjs", *files], PDFJS=str(NODE_MODULES / "pdfjs-dist"))
    return [_of_pages(one, alternatives=True) for one in told]


def _of_pages(told: Reading, alternatives: bool) -> Reading:
    found = {**told, **trees.reading(trees.joined(told.get("pages", [])))}
    found.pop("pages", None)
    if not alternatives:
        del found["alternatives"]
    return found


# --- web pages and calendars ----------------------------------------------------------------------------------------


def nu_checker(files: Sequence[Path]) -> list[Reading]:
    """Return what the Nu Html Checker says of each page."""
    command = ["java", "-jar", NU_CHECKER, "--format", "json", "--exit-zero-always", *files]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, list[str]] = {f"file:{file.resolve()}": [] for file in files}
    for message in json.loads(ran.stderr)["messages"]:
        kind = message.get("subType", message["type"])
        told[message["url"]].append(f"{kind}: {message['message']}")
    return [{"complaints": sorted(set(said))} for said in told.values()]


def ical_js(files: Sequence[Path]) -> list[Reading]:
    """Return the events as Thunderbird's parser finds them."""
    return _lines(["node", HERE / "icaljs.mjs", *files], ICALJS=str(NODE_MODULES / "ical.js"))


WORD: Mapping[str, Reader] = {
    "LibreOffice": libreoffice, "pandoc": packaged("pandoc"), "mammoth": packaged("mammoth"),
    "docx2python": packaged("docx2python"), "python-docx": packaged("python-docx"), "markitdown": markitdown,
    "AbiWord": abiword,
}  # fmt: skip
PDF: Mapping[str, Reader] = {"pdf.js": pdf_js, "poppler": poppler, "MuPDF": mupdf, "pypdf": packaged("pypdf")}
CALENDARS: Mapping[str, Reader] = {
    "icalendar": packaged("icalendar"), "vobject": packaged("vobject"), "ical.js": ical_js,
}  # fmt: skip


def missing() -> list[str]:
    """Return what is not installed of what `make peers` needs."""
    commands = ("soffice", "abiword", "pdfinfo", "pdftotext", "node", "java")
    found = [name for name in commands if shutil.which(name) is None]
    return found + [str(path) for path in (PYTHON, NODE_MODULES, NU_CHECKER) if not path.exists()]
