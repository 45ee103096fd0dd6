"""The registry of codes, and what `policygen explain` prints."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import policygen
from policygen.diagnostics.codes import codes, explain_code


def test_every_code_has_a_title_and_an_explanation() -> None:
    for name, code in codes().items():
        assert re.fullmatch(r"PG[1-9]\d\d", name)
        assert code.title
        assert not code.title.endswith(".")
        assert code.explanation.endswith(".")


def test_every_code_that_the_compiler_uses_is_in_the_registry() -> None:
    used = set()
    for path in (Path(policygen.__file__).parent / "source").rglob("*.py"):
        used |= set(re.findall(r'"(PG\d{3})[."]', path.read_text(encoding="utf-8")))
    assert used <= set(codes())
    assert {code for code in codes() if code.startswith("PG1")} <= used


def test_an_explanation_is_wrapped_for_a_terminal() -> None:
    words = explain_code("pg123")
    assert words.startswith("PG123: A colon in a value\n\n")
    assert 'name: "Allhallows: a school"' in words
    assert max(len(line) for line in words.splitlines()) <= 80


def test_an_unknown_code_gives_the_nearest_ones() -> None:
    words = explain_code("PG1233")
    assert words.startswith("There is no code PG1233.")
    assert "PG123  A colon in a value" in words
    assert explain_code("zzz") == "There is no code zzz.\n"


def test_the_registry_is_not_read_at_import() -> None:
    program = (
        "import sys, policygen.diagnostics.codes as c, policygen.diagnostics.render; "
        "sys.exit('yaml' in sys.modules or c.codes.cache_info().currsize)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
