"""Words in Markdown read as themselves to a CommonMark reader, wherever they are, and are escaped only if needed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from policygen.compile.compiler import Compiler
from policygen.document.model import Blank, Emphasis, Inline, Link, Section, Strong
from policygen.render.markdown import write_markdown
from policygen.render.markdown_words import inline_words
from policygen.world.disk import DiskWorld
from tests.support.documents import HARD_NAME, bullets, everything, paragraph, table, text, value

ROOT = Path(__file__).parents[2]
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])

HARD = (
    HARD_NAME, "1. April", "2026) a year", "12345678901. too long for a list", "# of pupils", "#hashtag", "C #", "#",
    "+ plus", "- dash", "-5 degrees", "---", "> 18", "* star", "2 * 3 * 4", "**bold**", "snake_case_name", "_all_",
    "__init__", "a_", "`code`", "``", "[x]", "[x](y)", "[x]: https://example.org", "![x](y)", "- [ ] task", "a ] b",
    "<b>", "</b>", "<!-- -->", "<me@example.org>", "a < b > c", "<3", "&amp;", "&#64;", "R&D", "A & B; C",
    "~~struck~~", "~", "a|b", "| a |", "\\", "C:\\temp\\*", "\\|", "ends with \\", "Stop!", "~~~", "```", "===",
    ": meaning", "5'10\"", "https://example.org/a_b", "me_you@example.org", "(a) first", "one\ntwo", "10:30",
    "^ $ = { } ( ) . , ; ' \"", "    far in",
)  # fmt: skip


def read(markdown: str) -> list[tuple[str, str]]:
    """Each piece of running words: the kind of block that it is in, and its words; nothing is left as markup."""
    found, kind = [], "paragraph"
    for token in READER.parse(markdown):
        if token.type in ("heading_open", "list_item_open", "th_open", "td_open"):
            kind = {"heading_open": "heading", "list_item_open": "item"}.get(token.type, "cell")
        elif token.type == "inline":
            children = token.children or []
            assert not any(child.type in ("image", "code_inline", "s_open") for child in children), markdown
            words = "".join(" " if child.content == "<br>" else child.content for child in children)
            found.append((kind, re.sub(r"</?(strong|em)>", "", words)))
            kind = "paragraph"
        else:
            assert token.type not in ("fence", "code_block", "html_block", "blockquote_open"), markdown
    return found


def printed(*blocks: object, title: str = "Title") -> list[tuple[str, str]]:
    section = Section(id="union:x", level=1, number="", title=text(title), blocks=blocks)  # type: ignore[arg-type]
    plain_one = everything()
    cover = replace(plain_one.cover, status="", tables=())
    document = replace(plain_one, kind="sheet", cover=cover, sections=(section,), notices=())
    found = read(write_markdown(document).decode("utf-8"))
    return found[found.index(("heading", plain(title))) :]


def plain(words: str) -> str:
    return words.strip(" ").replace("\n", " ")


@pytest.mark.parametrize("words", HARD)
def test_words_read_as_themselves_in_every_place(words: str) -> None:
    said = plain(words)
    found = printed(
        paragraph("p", words),
        bullets("l", words, "next"),
        table("t", (words, "Head"), (words, words)),
        paragraph("s", Strong(children=text(words))),
        paragraph("e", "Before ", Emphasis(children=text(words)), " and after"),
        paragraph("k", Link(target="https://example.org/", children=text(words)), "!"),
        title=words,
    )
    assert found[: found.index(("cell", "Head"))] == [
        ("heading", said), ("paragraph", said), ("item", said), ("item", "next"), ("cell", said)
    ]  # fmt: skip
    cells = found[found.index(("cell", "Head")) + 1 :]
    assert [(kind, plain(one)) for kind, one in cells[:3]] == [("cell", said), ("cell", said), ("paragraph", said)]
    assert " ".join(cells[3][1].split()) == " ".join(f"Before {said} and after".split())
    assert cells[4][1].strip(" ") == f"{said}!"


@pytest.mark.parametrize(
    "pieces",
    [
        ("A &", value("amp;"), " B"),
        ("Stop!", Link(target="https://example.org/", children=text("here"))),
        ("<", value("b>")),
        ("snake", value("_case_"), "name"),
        (value("1"), ". April"),
        ("so", Strong(children=text("(bold)")), "it is"),
        ("so", Emphasis(children=text("!")), "it"),
        (Strong(children=text(" padded ")), "words"),
        (Emphasis(children=text("one")), Strong(children=text("two"))),
        (Strong(children=(Emphasis(children=text("both")), *text(" of them"))),),
        ("ends with \\", Strong(children=text("bold"))),
    ],
)
def test_words_that_meet_make_no_markup(pieces: tuple[Inline | str, ...]) -> None:
    said = "".join(
        one if isinstance(one, str) else getattr(one, "text", "") or "".join(words_in(one)) for one in pieces
    )
    _, (kind, found) = printed(paragraph("p", *pieces))
    assert (kind, found) == ("paragraph", said)


def words_in(part: object) -> list[str]:
    inner = getattr(part, "children", ())
    return [getattr(one, "text", "") or "".join(words_in(one)) for one in inner]


@pytest.mark.parametrize(
    "pieces", [("", ""), ("on ", "."), ("(", ")"), ("on ", " and later"), ("a_", "_b"), ("-", "-")]
)
def test_room_for_a_pen_is_neither_a_rule_nor_emphasis(pieces: tuple[str, str]) -> None:
    gap = Blank(label="Date", kind="meeting")
    before, after = pieces
    _, (_, found) = printed(paragraph("p", before, gap, after, gap, after))
    assert found == f"{before}{'_' * 12}{after}{'_' * 12}{after}"


def test_a_specimen_has_no_backslash_that_could_be_left_out() -> None:
    compiler, _ = Compiler.load(DiskWorld(ROOT))
    assert compiler is not None
    school = compiler.school("allhallows")
    assert school is not None
    for policy in school.plans:
        compiled = compiler.compile(school, policy)
        for document in (compiled.document, *compiled.sheets.values()):
            markdown = write_markdown(document).decode("utf-8")
            whole = READER.render(markdown)
            for found in re.finditer(r"\\", markdown):
                line = markdown[markdown.rfind("\n", 0, found.start()) + 1 : markdown.find("\n", found.start())]
                without = markdown[: found.start()] + markdown[found.end() :]
                assert READER.render(without) != whole, line


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("Higgs [2025] EWCA Civ 109", "Higgs [2025] EWCA Civ 109"),
        ("[a](b)", r"\[a](b)"),
        ("[a]: b", r"\[a]: b"),
        ("[x] done", r"\[x] done"),
        ("[^1] below", r"\[^1] below"),
        ("[open", r"\[open"),
    ],
)
def test_a_bracket_is_escaped_only_where_it_could_begin_a_link_a_note_or_a_box(words: str, written: str) -> None:
    assert inline_words(text(words)) == written
