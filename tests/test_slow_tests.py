"""The list of slow tests names tests that exist; a renamed one would be back in the quick run unseen."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.sampling import LONG, slow_tests

TESTS = Path(__file__).parent


def test_each_slow_test_exists() -> None:
    unknown = []
    for file, names in slow_tests().items():
        path = TESTS / file
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        known = set(re.findall(r"^ *(?:async )?def (test_\w+)", text, re.MULTILINE))
        known |= {f"{case}::runTest" for case in re.findall(r"\bTest\w+", text)}
        unknown += [f"{file}: {name}" for name in names if name not in known]
    assert unknown == []


def test_each_long_file_exists() -> None:
    assert [file for file in sorted(LONG) if not (TESTS / file).is_file()] == []
