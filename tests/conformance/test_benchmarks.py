"""The command that writes the figures into the docs, on the smallest sizes; no figure is looked at."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from benchmarks import figures

pytestmark = pytest.mark.conformance
ROOT = Path(__file__).parents[2]
SMALLEST = (
    "--minutes=0", "--rounds=1", "--batch=1", "--sizes", "1", "2", "--clauses", "3", "--schools=1",
    f"--python={sys.executable}", "--only", "typst-alone", "docx", "docxtpl", "python-docx",
)  # fmt: skip


def test_the_figures_are_written_into_the_docs_with_charts_that_can_be_heard(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    page = tmp_path / "measurements.md"
    shutil.copyfile(ROOT / "docs/measurements.md", page)
    command = [sys.executable, "-m", "benchmarks.figures", *SMALLEST, f"--out={tmp_path}"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    text = page.read_text(encoding="utf-8")
    section = text.partition(figures.BEGIN)[2].partition(figures.END)[0]
    for part in (
        "| Word | policygen, Layout given |",
        "| Word | docxtpl",
        "| 2 |",
        "| the Word file |",
        "aims are reached",
    ):
        assert part in section
    assert figures.written_into(text, "") == figures.written_into((ROOT / "docs/measurements.md").read_text(), "")
    for name in ("speed.svg", "growth.svg"):
        drawn = etree.parse(tmp_path / "images" / name).getroot()
        assert [child.tag.partition("}")[2] for child in drawn[:2]] == ["title", "desc"]
        assert all(child.text for child in drawn[:2])
