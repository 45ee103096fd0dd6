"""`policygen upgrade` and clauses that are gone, were split or became one, also where a file only refers to them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.projects import SMALL
from tests.support.upgrading import MovingProject

SETTINGS = (SMALL / "schools/hilltop.yaml").read_text()
ADDED = """\
  - add: {{after: {after}}}
    id: hill.watches
    title: Watches
    text: {text}
    because: New
"""


def moved(folder: Path, tailoring: str, *, split: bool = False) -> MovingProject:
    """A project whose library has removed telling.young, or split it into telling.small and telling.tiny."""
    found = MovingProject.lay_out(folder, {"schools/hilltop.yaml": f"{SETTINGS}tailoring:\n{tailoring}"})
    path = found.packaged / "clauses/home/basics.yaml"
    text = path.read_text()
    start, end = text.index("  - id: telling.young"), text.index("  - id: telling.boarders")
    part = (
        "  - id: telling.{}\n    formerly: [{{id: telling.young, with: [telling.{}]}}]\n    title: {}\n"
        "    kind: advice\n    audience: [staff]\n    text: Adults tell for {}.\n"
    )
    parts = part.format("small", "tiny", "Small", "them") + part.format("tiny", "small", "Tiny", "the tiny")
    path.write_text(text[:start] + (parts if split else "") + text[end:])
    found.library("policies/online.yaml", ("telling.young, ", "telling.small, telling.tiny, " if split else ""))
    return found


@pytest.mark.parametrize("place", ["after: telling.young", "before: home:telling.young"])
def test_a_clause_that_is_added_beside_one_that_is_gone_holds_the_upgrade(tmp_path: Path, place: str) -> None:
    found = moved(tmp_path, ADDED.format(after="X", text="Watches too.").replace("after: X", place))
    before = found.files()
    ran = found.run("upgrade", "--write")
    assert ran.code == 1
    name = place.partition(": ")[2]
    line = next(line for line in ran.out.splitlines() if f"the library no longer has {name}" in line)
    assert line.strip().startswith("schools/hilltop.yaml:15:")
    assert "Nothing can be written until this is resolved: hilltop" in ran.err
    assert found.files() == before


def test_a_cross_reference_to_a_clause_that_is_gone_or_was_split_is_found_at_its_place(tmp_path: Path) -> None:
    text = "Watches too, see [](#telling.young)."
    gone = moved(tmp_path / "gone", ADDED.format(after="telling.record", text=text))
    assert "schools/hilltop.yaml:18:28: the library no longer has telling.young" in gone.run("upgrade").out
    split = moved(tmp_path / "split", ADDED.format(after="telling.record", text=text), split=True)
    ran = split.run("upgrade", "--json")
    (one,) = [one for one in json.loads(ran.out)["files"] if one["name"] == "hilltop"]
    assert ran.code == 1
    assert one["lost"] == [
        {
            "name": "telling.young",
            "place": "schools/hilltop.yaml:18:28",
            "heirs": ["home:telling.small", "home:telling.tiny"],
        }
    ]


def test_a_reference_that_goes_with_its_entry_is_not_lost(tmp_path: Path) -> None:
    own = "  - replace: telling.young\n    text: We tell, see [](#telling.young).\n    because: We do\n"
    found = moved(tmp_path, own)
    ran = found.run("upgrade", "--write", "--settle", "telling.young=theirs")
    assert ran.code == 0, ran.out + ran.err
    assert found.run("check").code == 0


def test_an_entry_that_is_dropped_takes_the_comment_above_it_along(tmp_path: Path) -> None:
    own = (
        "  # From the start.\n  - replace: basics.words\n    text: Nothing.\n    because: Short\n"
        "  # The youngest are with us.\n  # Ask Ms Lee.\n  - omit: telling.young\n    because: We do\n"
        "  # Since May.\n  - omit: telling.boarders\n    because: None here\n"
    )
    found = moved(tmp_path, own)
    assert found.run("upgrade", "--write").code == 0
    gone = "  # The youngest are with us.\n  # Ask Ms Lee.\n  - omit: telling.young\n    because: We do\n"
    assert found.read("schools/hilltop.yaml") == f"{SETTINGS}tailoring:\n{own.replace(gone, '')}"


REPLACED = "  - replace: telling.young\n    text: We tell for them.\n    because: We do\n"


def test_words_for_a_split_clause_cannot_go_to_each_of_its_parts(tmp_path: Path) -> None:
    found = moved(tmp_path, REPLACED, split=True)
    settle = ("--settle", "telling.small=ours", "--settle", "home:telling.tiny=ours")
    ran = found.run("upgrade", *settle)
    assert ran.code == 2
    assert "into only one of these: home:telling.small and home:telling.tiny. Resolve one" in " ".join(ran.err.split())


@pytest.mark.parametrize("first", ["small", "tiny"])
def test_one_part_of_a_split_clause_takes_the_schools_words_and_the_other_the_librarys(
    tmp_path: Path, first: str
) -> None:
    found = moved(tmp_path, REPLACED, split=True)
    given = {"small": "telling.small=ours", "tiny": "telling.tiny=theirs"}
    other = "tiny" if first == "small" else "small"
    ran = found.run("upgrade", "--write", "--settle", given[first], "--settle", given[other])
    assert ran.code == 0, ran.out + ran.err
    assert "compared with the library's: Adults tell for them" not in ran.out
    assert "[-Adults-] {+We+} tell for" in ran.out
    assert "  - replace: home:telling.small\n    text: We tell for them.\n" in found.read("schools/hilltop.yaml")


def test_the_librarys_words_for_one_part_alone_leave_the_entry_to_be_settled(tmp_path: Path) -> None:
    found = moved(tmp_path, REPLACED, split=True)
    assert found.run("upgrade", "--settle", "telling.small=theirs").code == 1
    ran = found.run("upgrade", "--write", "--settle", "telling.small=theirs", "--settle", "telling.tiny=theirs")
    assert ran.code == 0, ran.out + ran.err
    assert "replace:" not in found.read("schools/hilltop.yaml")


def test_a_split_and_a_merge_are_told_as_such_with_the_words_of_before(tmp_path: Path) -> None:
    found = moved(tmp_path, REPLACED, split=True)
    old = MovingProject.lay_out(tmp_path / "then", {}).keep_libraries()
    found.library(
        "home/basics.yaml", ("id: telling.boarders", "id: telling.night\n    formerly: [telling.boarders, telling.who]")
    )
    path = found.packaged / "clauses/home/basics.yaml"
    text = path.read_text()
    path.write_text(text[: text.index("  - id: telling.who")] + text[text.index("  - id: telling.record") :])
    found.library("policies/online.yaml", ("telling.who, ", ""), ("telling.boarders", "telling.night"))
    told = [line.strip() for line in found.run("upgrade", "--old", str(old)).out.splitlines()]
    assert "split: home:telling.young → home:telling.small and home:telling.tiny" in told
    assert "added: home:telling.tiny “Tiny”, split from home:telling.young" in told
    at = told.index("added: home:telling.small “Small”, split from home:telling.young")
    assert told[at + 1] == "[-The youngest-] {+Small+} Adults tell for them."
    assert "joined: home:telling.who is now part of home:telling.night" in told
    at = next(
        n for n, line in enumerate(told) if line.startswith("renamed: home:telling.boarders → home:telling.night")
    )
    assert "Pupils tell {{" in told[at + 1]
