"""Run by the Python of .tools/peers, which has the packages: `inside.py PROGRAM FILE ...` prints a reading a line.

A reading is JSON: headings [[level, words]], items [[depth, counted, marker or "", words]], tables [[[cell]]],
captions, alternatives and links [words], text, complaints [words]. A key that is left out is one of which the program
has nothing to say.
"""

from __future__ import annotations

import json
import re
import sys
import warnings
from pathlib import Path
from typing import Any

Reading = dict[str, Any]


def pandoc(file: Path) -> Reading:
    """The abstract syntax tree that all of pandoc's writers write from."""
    import pypandoc

    tree = json.loads(pypandoc.convert_file(str(file), "json", format=file.suffix[1:]))
    told: Reading = {name: [] for name in ("headings", "items", "tables", "captions", "alternatives", "links")}
    styles = {"Decimal": "1", "LowerAlpha": "a", "LowerRoman": "i", "UpperAlpha": "A", "UpperRoman": "I"}

    def plain(parts: Any) -> str:
        if isinstance(parts, list):
            return "".join(plain(part) for part in parts)
        if isinstance(parts, dict):
            kind, content = parts.get("t", ""), parts.get("c", [])
            if kind == "Str":
                return str(content)
            if kind in ("Space", "SoftBreak", "LineBreak"):
                return " "
            if kind in ("Note", "Math", "RawInline"):
                return ""
            if kind in ("Link", "Image", "Span"):
                return plain(content[1])
            if kind == "Quoted":
                left, right = ("‘", "’") if content[0]["t"] == "SingleQuote" else ("“", "”")
                return left + plain(content[1]) + right
            return plain(content)
        return ""

    def walk(node: Any, depth: int) -> None:
        if isinstance(node, list):
            for one in node:
                walk(one, depth)
            return
        if not isinstance(node, dict):
            return
        kind, content = node.get("t"), node.get("c")
        if kind in ("BulletList", "OrderedList"):
            counted = kind == "OrderedList"
            start, style, delimiter = content[0] if counted else (0, {"t": ""}, {"t": ""})
            for number, blocks in enumerate(content[1] if counted else content):
                marker = marked(styles.get(style["t"], "?"), start + number, delimiter["t"]) if counted else "•"
                told["items"].append([depth, counted, marker, plain(blocks[:1]) if blocks else ""])
                walk(blocks, depth + 1)
            return
        if kind == "Header":
            told["headings"].append([content[0], plain(content[2])])
        elif kind == "Image":
            told["alternatives"].append(plain(content[1]))
        elif kind == "Link" and not content[2][0].startswith("#"):
            told["links"].append(content[2][0])
        elif kind == "Table":
            _, caption, _, head, bodies, foot = content
            if plain(caption[1]):
                told["captions"].append(plain(caption[1]))
            rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
            told["tables"].append([[plain(cell[4]) for cell in row[1]] for row in rows])
        walk(content, depth)

    def marked(style: str, number: int, delimiter: str) -> str:
        count = str(number) if style == "1" else letter(number) if style in "aA" else roman(number)
        return {"TwoParens": f"({count})", "OneParen": f"{count})", "Period": f"{count}."}.get(delimiter, count)

    walk(tree["blocks"], 0)
    told["text"] = plain(tree["blocks"])
    return told


def letter(number: int) -> str:
    return chr(96 + number)


def roman(number: int) -> str:
    units = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    return "x" * (number // 10) + units[number % 10]


def mammoth(file: Path) -> Reading:
    """The page that mammoth makes. That it has no element for a style, with which it prints plain words, is no loss."""
    import mammoth as program

    with file.open("rb") as opened:
        made = program.convert_to_html(opened)
    said = [str(one.message) for one in made.messages]
    serious = [one for one in said if not re.match("Unrecognised (paragraph|run) style", one)]
    return {**of_page(made.value), "complaints": serious}


def markitdown(file: Path) -> Reading:
    """The Markdown, which `tests.peers` reads."""
    from markitdown import MarkItDown

    return {"markdown": MarkItDown().convert(str(file)).text_content}


def of_page(page: str) -> Reading:
    """What a web page says."""
    import lxml.html

    tree = lxml.html.document_fromstring(f"<body>{page}</body>")
    items = []
    for item in tree.iter("li"):
        around = item.getparent()
        depth = sum(1 for one in item.iterancestors("ol", "ul")) - 1
        own = lxml.html.fromstring(lxml.html.tostring(item))
        for inner in own.xpath(".//ol | .//ul | .//table | .//p[position() > 1]"):
            inner.drop_tree()
        items.append([depth, around.tag == "ol", "" if around.tag == "ol" else "•", own.text_content()])
    return {
        "headings": [[int(one.tag[1]), one.text_content()] for one in tree.iter("h1", "h2", "h3", "h4", "h5", "h6")],
        "items": items,
        "tables": [
            [[cell.text_content() for cell in row.iter("td", "th")] for row in table.iter("tr")]
            for table in tree.iter("table")
        ],
        "alternatives": [one.get("alt", "") for one in tree.iter("img")],
        "links": [one.get("href") for one in tree.iter("a") if not one.get("href", "#").startswith("#")],
        "text": tree.text_content(),
    }


def docx2python(file: Path) -> Reading:
    """Its paragraphs, each with its style, its place in a list and its runs."""
    from docx2python import docx2python as opened

    told: Reading = {"headings": [], "items": [], "tables": [], "links": []}
    with opened(file) as document, opened(file, html=True) as pages:
        told["text"] = document.body_pars and document.text
        for table, marked in zip(document.body_pars, pages.body_pars, strict=True):
            cells = []
            for row, marked_row in zip(table, marked, strict=True):
                cells.append(["".join("".join(one.run_strings) for one in cell) for cell in row])
                for cell, marked_cell in zip(row, marked_row, strict=True):
                    for one, of in zip(cell, marked_cell, strict=True):
                        words = "".join(one.run_strings)
                        level = re.match(r"<h(\d)>", "".join(of.run_strings))
                        marker = re.match(r"\t*(--|\w+\))\t", words)
                        told["links"] += re.findall(r'<a href="([^"#][^"]*)"', words)
                        if level:
                            told["headings"].append([int(level[1]), words[marker.end() :] if marker else words])
                        elif marker:
                            depth = len(one.list_position[1]) - 1 if one.list_position[1] else 0
                            bullet = marker[1] == "--"
                            told["items"].append(
                                [depth, not bullet, "•" if bullet else marker[1], words[marker.end() :]]
                            )
            if len(cells) > 1 or any(len(row) > 1 for row in cells):
                told["tables"].append(cells)
        told["alternatives"] = re.findall(r"----Image alt text---->(.*?)<", document.text)
    strip = re.compile(r"</?a\b[^>]*>")
    told["headings"] = [[level, strip.sub("", words)] for level, words in told["headings"]]
    told["items"] = [[*rest, strip.sub("", words)] for *rest, words in told["items"]]
    told["tables"] = [[[strip.sub("", cell) for cell in row] for row in table] for table in told["tables"]]
    told["text"] = told["shown"] = strip.sub("", told["text"])
    return told


def python_docx(file: Path) -> Reading:
    """Its paragraphs by the names of their styles, its tables and its pictures."""
    import docx

    document = docx.Document(str(file))
    told: Reading = {"headings": [], "items": [], "tables": [], "alternatives": [], "links": []}
    texts = []
    for part in document.iter_inner_content():
        if isinstance(part, docx.table.Table):
            told["tables"].append([[cell.text for cell in row.cells] for row in part.rows])
            texts += [cell.text for row in part.rows for cell in row.cells]
            inner = [one for row in part.rows for cell in row.cells for one in cell.paragraphs]
        else:
            inner = [part]
            texts.append(part.text)
            name = part.style.name if part.style is not None else ""
            if level := re.fullmatch(r"Heading (\d)", name):
                told["headings"].append([int(level[1]), part.text])
            elif kind := re.fullmatch(r"List (Bullet|Number)(?: (\d))?", name):
                bullet = kind[1] == "Bullet"
                told["items"].append([int(kind[2] or 1) - 1, not bullet, "•" if bullet else "", part.text])
        told["links"] += [link.address for one in inner for link in one.hyperlinks if link.address]
    for shape in document.inline_shapes:
        told["alternatives"].append(shape._inline.docPr.get("descr"))
    told["text"] = "\n".join(texts)
    return told


def mupdf(file: Path) -> Reading:
    """Outline, structure, links and words; `nodes` is the tree of every page, which `tests.peers` joins."""
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    pymupdf.TOOLS.reset_mupdf_warnings()
    document = pymupdf.open(file)
    pages, links, text = [], [], []
    flags = pymupdf.TEXTFLAGS_DICT | pymupdf.TEXT_COLLECT_STRUCTURE

    def node(block: dict[str, Any]) -> Any:
        if block["type"] == 2:
            return {"role": block["std"], "index": block["index"], "kids": [node(one) for one in block["blocks"]]}
        words = "\n".join("".join(span["text"] for span in line["spans"]) for line in block.get("lines", []))
        return {"text": words}

    for page in document:
        pages.append([node(block) for block in page.get_text("dict", flags=flags)["blocks"]])
        links += [link["uri"] for link in page.get_links() if link["kind"] == pymupdf.LINK_URI]
        text.append(page.get_text(flags=pymupdf.TEXTFLAGS_TEXT))
    complaints = pymupdf.TOOLS.mupdf_warnings()
    return {
        "outline": [[level, title] for level, title, _ in document.get_toc()],
        "pages": pages,
        "links": links,
        "text": "\n".join(text),
        "complaints": complaints.split("\n") if complaints else [],
    }


def pypdf(file: Path) -> Reading:
    """Outline, words, links, and the alternative texts of the pictures in its structure."""
    import logging

    import pypdf as program

    said: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logging.getLogger("pypdf").addHandler(Keep())
    reader = program.PdfReader(file, strict=True)
    outline: list[list[Any]] = []

    def down(entries: list[Any], level: int) -> None:
        for entry in entries:
            if isinstance(entry, list):
                down(entry, level + 1)
            else:
                outline.append([level, str(entry.title)])

    down(reader.outline, 1)
    links = []
    for page in reader.pages:
        for annotation in page.get("/Annots", []):
            action = annotation.get_object().get("/A", {})
            if "/URI" in action:
                links.append(str(action["/URI"]))
    alternatives = []

    def tree(element: Any) -> None:
        waiting = [element]
        while waiting:
            one = waiting.pop().get_object()
            if not hasattr(one, "get"):
                continue
            if one.get("/S") == "/Figure":
                alternatives.append(str(one.get("/Alt", "")))
            kids = one.get("/K", [])
            kids = kids if isinstance(kids, list) else [kids]
            waiting += [kid for kid in reversed(kids) if not isinstance(kid, int)]

    tree(reader.root_object["/StructTreeRoot"])
    text = "\n".join(page.extract_text() for page in reader.pages)
    return {"outline": outline, "links": links, "alternatives": alternatives, "text": text, "complaints": said}


def icalendar(file: Path) -> Reading:
    """The events."""
    from icalendar import Calendar

    calendar = Calendar.from_ical(file.read_bytes())
    events = [
        {name: one.decoded(name) for name in ("UID", "SUMMARY", "DTSTART", "DESCRIPTION", "SEQUENCE") if name in one}
        for one in calendar.walk("VEVENT")
    ]
    wrong = [f"{name}: {what}" for one in calendar.walk() for name, what in one.errors]
    plain = [
        {name: one.decode() if isinstance(one, bytes) else str(one) for name, one in event.items()} for event in events
    ]
    return {"events": plain, "complaints": wrong}


def vobject(file: Path) -> Reading:
    """The events."""
    import vobject as program

    calendar = program.readOne(file.read_text(encoding="utf-8"))
    calendar.validate(raiseException=True)
    names = ("uid", "summary", "dtstart", "description", "sequence")
    events = [
        {name.upper(): str(getattr(one, name).value) for name in names if hasattr(one, name)}
        for one in calendar.vevent_list
    ]
    return {"events": events, "complaints": []}


PROGRAMS = {
    "pandoc": pandoc, "mammoth": mammoth, "markitdown": markitdown, "docx2python": docx2python,
    "python-docx": python_docx, "MuPDF": mupdf, "pypdf": pypdf, "icalendar": icalendar, "vobject": vobject,
}  # fmt: skip


def main() -> None:
    """Read the files that are named, each into a line of JSON."""
    program, *files = sys.argv[1:]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for file in files:
            try:
                told = PROGRAMS[program](Path(file))
            except Exception as error:  # whatever a program stops with is what it says of the file
                told = {"complaints": [f"stops: {type(error).__name__}: {error}"]}
            print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
