"""The version that follows: by the calendar as the packaged libraries have it, or by what changed."""

from __future__ import annotations

from datetime import date

import pytest

from policygen.diagnostics.model import Refused
from policygen.report.release.model import Weight
from policygen.report.release.version import is_at_least, next_version

NOVEMBER = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("version", "weight", "follows"),
    [
        ("2026.9", "breaking", "2026.11"),
        ("2026.9.3", "minor", "2026.11"),
        ("2026.9", "patch", "2026.9.1"),
        ("2026.11", "minor", "2026.11.1"),
        ("2026.11.1", "breaking", "2026.11.2"),
        ("2025.12", "minor", "2026.11"),
        ("2026.12", "minor", "2026.12.1"),
        ("1.4.2", "breaking", "2.0.0"),
        ("1.4.2", "minor", "1.5.0"),
        ("1.4.2", "patch", "1.4.3"),
        ("1.0", "patch", "1.0.1"),
        ("0.3", "breaking", "0.4.0"),
        ("2.0rc1", "patch", "2.0.1"),
    ],
)
def test_the_version_that_follows(version: str, weight: Weight, follows: str) -> None:
    assert next_version(version, weight, NOVEMBER) == follows
    assert is_at_least(follows, version)


def test_words_that_are_no_version_are_refused() -> None:
    with pytest.raises(Refused, match="banana"):
        next_version("banana", "minor", NOVEMBER)
