"""A fresh PDF of any permitted name passes its own verify, however the name is broken, joined or written."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.inspect.squeezing import squeezed
from policygen.inspect.verify import verify
from policygen.look.look import Look
from policygen.render.pdf.seal import seal
from policygen.render.pdf_weasyprint.writer import write_pdf
from tests.support.projects import document, lay_out, write

NAMES = (
    "Hill\u00adtop \u05d1\u05d9\u05ea 12 \u05e1\u05e4\u05e8 Caf\u0065\u0301",
    "\u05d1\u05d9\u05ea\u200d \u05e1\u05e4\u05e8\u200f " * 8,
    "Ym\u0302 x\u0302 q\u0323 School",
)
SETTINGS = "schools/hilltop.yaml"


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_with_soft_hyphen_joiner_hebrew_and_decomposed_letters_is_what_was_built(
    tmp_path: Path, name: str
) -> None:
    world = lay_out(tmp_path)
    text = (tmp_path / SETTINGS).read_text(encoding="utf-8")
    write(tmp_path, SETTINGS, text.replace("Hilltop School", f'"{name.strip()}"'))
    made = document(world)
    pdf, layout = write_pdf(made, Look.load(world))
    report = verify("policy.pdf", seal(pdf, made, layout), world)
    assert report.good, [finding for finding in report.findings if finding.kind == "fails"]


@pytest.mark.parametrize(
    ("read", "seen"),
    [
        ("Hill\u00adtop", "Hilltop"),
        ("a\u200d\u200e\u2060b", "ab"),
        ("e\u0301", "\u00e9"),
        ("of \u05d1\u05d9\u05ea 12 in", "of 12 \u05ea\u05d9\u05d1 in"),
    ],
)
def test_what_is_read_and_what_is_seen_are_the_same_words(read: str, seen: str) -> None:
    assert squeezed(read) == squeezed(seen)


def test_other_words_around_a_name_from_right_to_left_stay_other_words() -> None:
    assert squeezed("may \u05d1\u05d9\u05ea not") != squeezed("not \u05d1\u05d9\u05ea may")
