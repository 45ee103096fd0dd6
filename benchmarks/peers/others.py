"""Other programs' ways to a file, in their own environment: `python -m benchmarks.peers.others ROUTE FOLDER`.

It imports nothing of policygen.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from benchmarks.peers.serving import Prepare, serve

NAME, SHORT = "Allhallows CE Primary School", "Allhallows"


def _names(number: int) -> dict[str, str]:
    return {
        "school": f"St Mary's and St Peter's School {number}",
        "short": f"School {number}",
        "email": f"office{number}@example.org",
    }


def docxtpl(folder: Path) -> Callable[[int], bytes]:
    """Fill a template made of the same words, styles and tables; its contents list has the numbers of the template."""
    from docxtpl import DocxTemplate

    path = folder / "template.docx"

    def fill(number: int) -> bytes:
        template = DocxTemplate(path)
        template.render(_names(number), autoescape=True)
        target = BytesIO()
        template.save(target)
        return target.getvalue()

    return fill


def python_docx(folder: Path) -> Callable[[int], bytes]:
    """Build the same headings, paragraphs, lists and tables one by one in its default template."""
    import docx

    blocks = json.loads((folder / "blocks.json").read_text(encoding="utf-8"))

    def build(number: int) -> bytes:
        name, document = _names(number)["school"], docx.Document()
        for kind, words in blocks:
            if kind == "table":
                _table(document, words, name)
            elif kind.startswith("heading"):
                document.add_heading(words.replace(NAME, name), int(kind[-1]))
            else:
                document.add_paragraph(words.replace(NAME, name), "List Bullet" if kind == "item" else None)
        target = BytesIO()
        document.save(target)
        return target.getvalue()

    return build


def _table(document: Any, rows: list[list[str]], name: str) -> None:
    made = document.add_table(len(rows), max(map(len, rows)), "Table Grid")
    for row, words in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, words, strict=False):
            cell.text = text.replace(NAME, name)


def _markdown(folder: Path, number: int) -> str:
    text = (folder / "policy.md").read_text(encoding="utf-8")
    return text.replace(NAME, _names(number)["school"]).replace(SHORT, _names(number)["short"])


def pandoc_docx(folder: Path) -> Callable[[int], bytes]:
    """Markdown to Word by pandoc, with a contents list."""
    import pypandoc

    def convert(number: int) -> bytes:
        command = [
            pypandoc.get_pandoc_path(),
            "--from=markdown",
            "--to=docx",
            "--quiet",
            "--toc",
            f"--resource-path={folder}",
            "--output=-",
        ]
        return subprocess.run(command, input=_markdown(folder, number).encode(), stdout=-1, check=True).stdout

    return convert


def pandoc_typst(folder: Path) -> Callable[[int], bytes]:
    """Markdown to PDF by pandoc and Typst, in pandoc's own look, with a contents list; Typst 0.15 in this process."""
    import pypandoc
    import typst

    pictures = {path.name: path.read_bytes() for path in folder.glob("*.svg")}

    def convert(number: int) -> bytes:
        command = [
            pypandoc.get_pandoc_path(),
            "--from=markdown",
            "--to=typst",
            "--standalone",
            "--toc",
            "--metadata=lang:en",
        ]
        source = subprocess.run(command, input=_markdown(folder, number).encode(), stdout=-1, check=True).stdout
        return bytes(typst.compile({"main.typ": source, **pictures}, format="pdf"))

    return convert


def libreoffice(folder: Path) -> Prepare:
    """Word to PDF by LibreOffice, all the files of a run by one start of it, with a profile of its own."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office is not None
    profile = tempfile.TemporaryDirectory(prefix="office-")

    def convert(files: list[Path]) -> bytes:
        first = f"-env:UserInstallation={Path(profile.name).as_uri()}"
        command = [str(office), first, "--headless", "--convert-to", "pdf", "--outdir", profile.name, *map(str, files)]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        return Path(profile.name, files[-1].with_suffix(".pdf").name).read_bytes()

    def prepare(first: int, count: int) -> Sequence[Callable[[], bytes]]:
        files = [Path(profile.name, f"policy-{number}.docx") for number in range(first, first + count)]
        for file in files:
            shutil.copyfile(folder / "policy.docx", file)
        return [partial(convert, files)]

    return prepare


ROUTES = {"docxtpl": docxtpl, "python-docx": python_docx, "pandoc-docx": pandoc_docx, "pandoc-typst": pandoc_typst}


def _prepare(route: str, folder: Path) -> Prepare:
    if route == "libreoffice":
        return libreoffice(folder)
    make = ROUTES[route](folder)
    return lambda first, count: [partial(make, number) for number in range(first, first + count)]


if __name__ == "__main__":
    try:
        prepared = _prepare(sys.argv[1], Path(sys.argv[2]))
    except ModuleNotFoundError as error:
        sys.exit(f"{sys.argv[1]}: {error}")
    serve(prepared)
