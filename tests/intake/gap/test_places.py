"""The benchmark of `gap` knows where each requirement is in the text that it was read from."""

from __future__ import annotations

from pathlib import Path

import yaml

from benchmarks.gap.places import read_sources

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CLAUSES = Path(__file__).parents[3] / "clauses"


def test_each_locator_leads_to_lines_within_its_text() -> None:
    for source in read_sources():
        (file,) = CLAUSES.glob(f"*/requirements/{source.register}.yaml")
        for entry in yaml.load(file.read_bytes(), LOADER)["requirements"]:  # noqa: S506 - one that is safe
            lines, _ = source.place_of(entry["locator"])
            assert lines
            first, last = source.lines
            assert all(first <= start <= end <= last for start, end in lines), (source.register, entry["id"], lines)
