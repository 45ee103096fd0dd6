"""WeasyPrint's private parts are used, so only versions that they were tried with are installed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import weasyprint

ROOT = Path(__file__).resolve().parents[1]


def test_weasyprint_is_held_below_the_next_major_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (wanted,) = [one for one in project["dependencies"] if re.match(r"weasyprint\b", one)]
    found = re.fullmatch(r"weasyprint>=(\d+)(?:\.\d+)*,<(\d+)", wanted)
    assert found is not None, wanted
    least, cap = map(int, found.groups())
    assert cap == least + 1
    locked = re.search(
        r"^weasyprint==(\d+)", (ROOT / "requirements/lock.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert locked is not None
    assert least <= int(locked[1]) < cap
    assert least <= int(weasyprint.__version__.split(".")[0]) < cap
