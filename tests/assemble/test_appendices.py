"""Appendices: what is also handed out by itself begins a page there too."""

from __future__ import annotations

from pathlib import Path

from tests.support.projects import document, lay_out
from tests.support.readers import vocabulary
from tests.support.settings import school

OUTLINE = """
id: kept
title: What we keep
subject: Sheets
kind: {kind}
sheets: [{sheets}]
sections:
  - {{id: why, title: Why, clauses: [basics.why, telling.who]}}
appendices:
  - {{id: papers, title: Papers, clauses: [extra.one, extra.two, extra.three]}}
"""
EXTRA = "clauses:\n" + "".join(
    f"  - {{id: extra.{name}, title: Paper {name}, kind: information, audience: [everyone], text: Words.}}\n"
    for name in ("one", "two", "three")
)


def beginning_a_page(folder: Path, sheets: str, kind: str = "policy") -> list[str]:
    files = {
        "clauses/vocabulary.yaml": vocabulary(),
        "clauses/home/extra.yaml": EXTRA,
        "clauses/policies/kept.yaml": OUTLINE.format(sheets=sheets, kind=kind),
        "schools/hilltop.yaml": school(policies="\n  kept: {}\n  online: {}"),
    }
    made = document(lay_out(folder, files), "kept")
    return [one.clause for top in made.sections for one in top.sections if one.new_page]


def test_each_sheet_of_an_appendix_but_the_first_begins_a_page(tmp_path: Path) -> None:
    assert beginning_a_page(tmp_path / "all", "extra.one, extra.two, extra.three") == [
        "home:extra.two",
        "home:extra.three",
    ]
    assert beginning_a_page(tmp_path / "one", "extra.three") == ["home:extra.three"]


def test_in_a_file_of_forms_each_form_begins_a_page_in_any_section(tmp_path: Path) -> None:
    assert beginning_a_page(tmp_path, "basics.why, telling.who", "sheet") == ["home:telling.who"]


def test_a_clause_that_is_no_sheet_or_in_no_appendix_goes_on_where_the_last_ended(tmp_path: Path) -> None:
    assert beginning_a_page(tmp_path, "telling.who") == []
