"""Every way of tests/inspect/docx_attacks.py to make a DOCX show something else is told, in words."""

from __future__ import annotations

import pytest

from tests.inspect.docx_attacks import FOUND, MORE, Change, spoilt
from tests.inspect.docx_formats import FORMATS, HONEST
from tests.inspect.files import Built, named, told
from tests.support.sampling import sampled


@pytest.mark.parametrize("change", sampled([*FOUND, *MORE], 3), ids=named)
def test_what_a_reader_would_see_otherwise_is_told(made: Built, change: Change) -> None:
    assert {**FOUND, **MORE}[change] in told(made, spoilt(made.docx, change))


@pytest.mark.parametrize(("change", "words"), sampled(FORMATS.values(), 3), ids=FORMATS)
def test_formatting_that_is_never_written_is_told(made: Built, change: Change, words: str) -> None:
    assert words in told(made, spoilt(made.docx, change))


@pytest.mark.parametrize("change", HONEST, ids=named)
def test_what_programs_add_when_they_save_a_file_holds(made: Built, change: Change) -> None:
    assert made.codes(spoilt(made.docx, change)) == made.codes(made.docx)
