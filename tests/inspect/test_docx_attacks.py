"""Every way of tests/inspect/docx_attacks.py to make a DOCX show something else is told, in words."""

from __future__ import annotations

import pytest

from tests.inspect.docx_attacks import FOUND, MORE, Change, spoilt
from tests.inspect.files import Built, named, told


@pytest.mark.parametrize("change", [*FOUND, *MORE], ids=named)
def test_what_a_reader_would_see_otherwise_is_told(made: Built, change: Change) -> None:
    found = told(made, spoilt(made.docx, change))
    assert any(words in found for words in {**FOUND, **MORE}[change].split("|")), found


def test_the_parts_put_into_another_file_hold(made: Built) -> None:
    assert made.report(spoilt(made.docx, dict.copy)).good
