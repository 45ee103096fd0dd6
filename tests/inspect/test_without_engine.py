"""A DOCX is verified on a machine that has no engine for PDF."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from policygen.document.json import to_json

from .files import Built

ROOT = Path(__file__).parents[2]
# `None` in sys.modules makes every import of the name fail.
VERIFY = """
import sys
sys.modules["weasyprint"] = None
from policygen.cli import main
main()
"""


@pytest.mark.parametrize("against", [False, True])
def test_a_docx_is_verified_where_weasyprint_cannot_be_imported(made: Built, tmp_path: Path, against: bool) -> None:
    (tmp_path / "policy.docx").write_bytes(made.docx)
    (tmp_path / "policy.json").write_bytes(to_json(made.document))
    asked = ["verify", str(tmp_path / "policy.docx"), "--json", "--project", str(made.world.root)]
    asked += ["--against", str(tmp_path / "policy.json")] if against else []
    ran = subprocess.run([sys.executable, "-c", VERIFY, *asked], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["good"]
    codes = [one["code"] for one in found["findings"]]
    assert "docx-against" in codes
    assert ("docx-own-word" in codes) != against
