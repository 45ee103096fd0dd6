"""A school's policy is read the same from each format, with what a reader sees and nothing else."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest

from policygen.intake.gap.passages import PolicyPassage
from policygen.intake.gap.reading import PolicyUnreadable, read_policy
from tests.intake.gap.made import HTML, MARKDOWN, TEXT, pdf_file, word_file

PARAGRAPHS = [
    ("heading", "Reporting", "", ""),
    ("paragraph", "Pupils tell a teacher the same day.", "Reporting", ""),
    ("paragraph", "Staff should:", "Reporting", ""),
    ("item", "keep the evidence;", "Reporting", "Staff should:"),
    ("item", "never reply.", "Reporting", "Staff should:"),
]
CELLS = [("paragraph", words, "Reporting", "") for words in ("Who", "Does what", "Head", "Rings the police")]


def seen(name: str, data: bytes) -> list[tuple[str, str, str, str]]:
    return [(one.role, one.text, one.heading, one.lead) for one in read_policy(name, data).passages]


@pytest.mark.parametrize(
    ("name", "data"), [("a.docx", word_file()), ("a.html", HTML.encode()), ("a.md", MARKDOWN.encode())]
)
def test_word_web_page_and_markdown_give_the_same_passages(name: str, data: bytes) -> None:
    assert seen(name, data) == [*PARAGRAPHS, *CELLS]


def test_text_that_was_wrapped_is_joined_and_has_lines_and_pages() -> None:
    found = read_policy("a.txt", TEXT.encode("utf-16"))
    assert [(one.role, one.text.lower(), one.page, one.line) for one in found.passages] == [
        ("heading", "reporting", 1, 1),
        ("paragraph", "pupils tell a teacher the same day.", 1, 3),
        ("paragraph", "staff should:", 1, 6),
        ("item", "keep the evidence;", 1, 8),
        ("item", "never reply.", 1, 10),
        ("paragraph", "the head rings the police.", 2, 12),
    ]
    assert found.pages == 2


def test_a_pdf_is_joined_by_its_lines_and_loses_its_headers() -> None:
    body = [
        [
            ("Reporting", 700, 18),
            ("Pupils tell a teacher, or write to a teacher,", 670, 11),
            ("the same day.", 656, 11),
        ],
        [("Staff should:", 700, 11), ("- keep the evidence;", 686, 11), ("- never", 672, 11), ("reply.", 658, 11)],
        [("Contents ........ 3", 700, 11), ("The head rings the police, and", 400, 11)],
        [("tells the board.", 700, 11)],
    ]
    edges = ([("Hilltop School", 800, 9), (f"Page {number} of 4", 30, 9)] for number in range(1, 5))
    found = read_policy("a.pdf", pdf_file([[*edge, *lines] for edge, lines in zip(edges, body, strict=True)]))
    assert [(one.role, one.text, one.page) for one in found.passages] == [
        ("heading", "Reporting", 1),
        ("paragraph", "Pupils tell a teacher, or write to a teacher, the same day.", 1),
        ("paragraph", "Staff should:", 2),
        ("item", "keep the evidence;", 2),
        ("item", "never reply.", 2),
        ("paragraph", "The head rings the police, and tells the board.", 3),
    ]
    assert found.pages == 4


def test_short_lines_after_a_colon_are_items_and_no_headings() -> None:
    text = "Statement\n\nThe school will:\n\nTeach pupils\n\nTrain staff\n\nIt is reviewed every year by the board.\n"
    assert [one.role for one in read_policy("a.txt", text.encode()).passages] == [
        "heading", "paragraph", "item", "item", "paragraph",
    ]  # fmt: skip
    assert read_policy("a.txt", text.encode()).passages[-1] == PolicyPassage(
        "It is reviewed every year by the board.", "paragraph", 0, 9, "Statement"
    )


def _encrypted() -> bytes:
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_file([[("a", 9, 9)]]))) as opened:
        opened.save(saved, encryption=pikepdf.Encryption(owner="a", user="b"))
    return saved.getvalue()


def _bomb() -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<a>" + " " * 50_000_000 + "</a>")
    return saved.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0", "a.doc cannot be read: it must be a .docx, .pdf"),
        ("a.pdf", b"words", "its contents do not match the ending of its name"),
        ("a.pdf", b"%PDF-1.7 words", "its structure is broken"),
        ("a.pdf", _encrypted(), "it is locked with a password"),
        ("a.pdf", pdf_file([[]]), "a.pdf contains no text that can be read"),
        ("a.docx", b"PK\x03\x04", "parts of it are missing"),
        ("a.docx", _bomb(), "word/document.xml is too large"),
        ("a.html", b"", "a.html contains no text that can be read"),
        ("a.txt", b"a\0\xff", "a.txt is not saved as UTF-8"),
        ("a.txt", b"word " * 1_200_000, "it is much longer than any policy"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(name: str, data: bytes, message: str) -> None:
    with pytest.raises(PolicyUnreadable, match=message):
        read_policy(name, data)
