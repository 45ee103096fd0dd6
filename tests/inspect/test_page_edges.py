"""A draft's watermark is on each page, across it and to be seen."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest

from policygen.look.look import Look
from policygen.render.pdf.seal import seal
from policygen.render.pdf_weasyprint.writer import write_pdf
from tests.inspect.files import Built, changed, told, with_text
from tests.inspect.pdf_attacks import instruction
from tests.support.projects import document


@pytest.fixture(scope="module")
def draft(made: Built) -> bytes:
    policy = document(made.world, draft=True)
    pdf, layout = write_pdf(policy, Look.load(made.world))
    return seal(pdf, policy, layout)


def across(instructions: list[Any]) -> int:
    """Where the words that are turned are painted."""
    turned = [n for n, each in enumerate(instructions) if str(each.operator) == "cm" and float(each.operands[1])]
    return next(n for n in range(turned[0], len(instructions)) if str(instructions[n].operator) == "TJ")


def without_watermark(pdf: pikepdf.Pdf) -> None:
    with_text(pdf, 2, lambda found: [each for n, each in enumerate(found) if n != across(found)])


def watermark_in_white(pdf: pikepdf.Pdf) -> None:
    def edit(found: list[Any]) -> list[Any]:
        place = across(found)
        return [*found[:place], instruction("rg", 1, 1, 1), *found[place:]]

    with_text(pdf, 2, edit)


def test_a_draft_is_what_was_built(made: Built, draft: bytes) -> None:
    report = made.report(draft)
    assert report.good, [finding for finding in report.findings if finding.kind == "fails"]


def test_a_watermark_that_is_missing_is_told(made: Built, draft: bytes) -> None:
    assert "page 3: “DRAFT” is missing from the edge of the page" in told(made, changed(draft, without_watermark))


def test_a_watermark_that_nobody_sees_is_told(made: Built, draft: bytes) -> None:
    assert "are not shown: DRAFT" in told(made, changed(draft, watermark_in_white))
