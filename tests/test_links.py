"""Every link and picture in the repository's Markdown leads to a file that exists, and its anchor to a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[1]
READER = MarkdownIt("commonmark").enable("table")
# What builds and tools write; everything that starts with a dot is left out too.
WRITTEN = {"build", "dist"}
PAGES = sorted(
    path
    for top in ROOT.iterdir()
    if not top.name.startswith(".") and top.name not in WRITTEN
    for path in ([top] if top.suffix == ".md" else top.rglob("*.md") if top.is_dir() else [])
)


@cache
def parsed(page: Path) -> list[Token]:
    """A page is read once, however many links lead to it."""
    return READER.parse(page.read_text(encoding="utf-8"))


def tokens(page: Path) -> Iterator[Token]:
    """Every token of a page, those within a line too; links in code are no links and do not come up."""
    for token in parsed(page):
        yield token
        yield from token.children or ()


def targets(page: Path) -> list[str]:
    found = []
    for token in tokens(page):
        match token.type:
            case "link_open":
                found.append(str(token.attrs["href"]))
            case "image":
                found.append(str(token.attrs["src"]))
            case "html_inline" | "html_block":
                found += re.findall(r'(?:href|src)="([^"]+)"', token.content)
    return found


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading: lower case, hyphens for blanks, no other punctuation."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@cache
def anchors(page: Path) -> set[str]:
    """The anchors of a page; a heading that repeats an earlier one gets a number."""
    found: set[str] = set()
    seen: dict[str, int] = {}
    for opening, inline in pairwise(parsed(page)):
        if opening.type == "heading_open":
            words = "".join(child.content for child in inline.children or () if child.type in {"text", "code_inline"})
            name = slug(words)
            count = seen[name] = seen.get(name, -1) + 1
            found.add(f"{name}-{count}" if count else name)
    for token in tokens(page):
        if token.type in {"html_inline", "html_block"}:
            found.update(re.findall(r'\b(?:id|name)="([^"]+)"', token.content))
    return found


def faults(page: Path) -> list[str]:
    """A line for each link of a page that leads nowhere; addresses on other hosts are not looked at."""
    found = []
    for target in targets(page):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        file = page.parent / name if name else page
        if not file.exists():
            found.append(f"{target}: no such file")
        elif anchor and (file.suffix != ".md" or anchor not in anchors(file)):
            found.append(f"{target}: no such heading")
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    assert faults(page) == []


def test_the_pages_are_all_found() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in PAGES}
    assert {
        "README.md",
        "CONTRIBUTING.md",
        "docs/tutorial.md",
        "clauses/README.md",
        "tests/data/bad/README.md",
    } <= names


def test_links_that_lead_nowhere_are_found(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# One, `two` & *three*\n\n## Twice\n\n## Twice\n", encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text(
        "# Here\n\n"
        "[a](other.md) [b](other.md#one-two--three) [c](other.md#twice-1) [d](#here) [e](https://example.org/#x)\n"
        "`[code](nowhere.md)`\n\n"
        "| head |\n| --- |\n| ![x](gone.png) |\n\n"
        "[f](gone.md) [g](other.md#four) [h](#there) [i](other.md#twice-2)\n",
        encoding="utf-8",
    )
    assert faults(page) == [
        "gone.png: no such file",
        "gone.md: no such file",
        "other.md#four: no such heading",
        "#there: no such heading",
        "other.md#twice-2: no such heading",
    ]


# What pages for developers name in code: a file or folder of this repository, from its top.
NAMED = re.compile(
    r"(?:\.github|benchmarks|clauses|docs|policygen|requirements|schools|scripts|templates|tests)/[\w./-]*"
)


def unknown_paths(page: Path) -> list[str]:
    """The paths that a page names in code and that do not exist; patterns and names in capitals stand for others."""
    named = [token.content for token in tokens(page) if token.type == "code_inline"]
    return [name for name in named if NAMED.fullmatch(name) and "NAME" not in name and not (ROOT / name).exists()]


@pytest.mark.parametrize(
    "page",
    [*sorted((ROOT / "docs/dev").glob("*.md")), ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"],
    ids=lambda path: path.name,
)
def test_every_path_that_a_page_for_developers_names_exists(page: Path) -> None:
    assert unknown_paths(page) == ["tests/data/lint/its-id.yaml"] * (page.name == "extending.md")


def test_a_path_that_does_not_exist_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("`policygen/gone.py` and `policygen/document/model.py`, `policygen build`", encoding="utf-8")
    assert unknown_paths(page) == ["policygen/gone.py"]
