"""Every way of tests/inspect/pdf_attacks.py to make a PDF show something else is told, in words, and is not signed."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.sign.certificate import SigningRefused
from tests.inspect.files import CHAIR, Built, changed, signed
from tests.inspect.pdf_attacks import FOUND, MORE, Change

HOSTILE = Path(__file__).parents[1] / "data" / "hostile"


def named(change: Change) -> str:
    return change.__name__


def told(made: Built, data: bytes) -> str:
    """What fails in a file, in words."""
    report = made.report(data)
    assert not report.good
    return "\n".join(line for one in report.findings if one.kind == "fails" for line in (one.words, *one.details))


@pytest.mark.parametrize("change", [*FOUND, *MORE], ids=named)
def test_what_a_reader_would_see_otherwise_is_told(made: Built, change: Change) -> None:
    assert {**FOUND, **MORE}[change] in told(made, changed(made.clean, change))


@pytest.mark.parametrize("change", FOUND, ids=named)
def test_what_verify_does_not_pass_is_not_signed(made: Built, change: Change) -> None:
    with pytest.raises(SigningRefused, match="failed verification"):
        signed(changed(made.clean, change), "chair", CHAIR, made.world)


@pytest.mark.parametrize("change", FOUND, ids=named)
def test_what_is_laid_over_a_signed_file_is_told_though_its_record_is_made_again(made: Built, change: Change) -> None:
    assert {**FOUND, **MORE}[change] in told(made, changed(made.once, change))
