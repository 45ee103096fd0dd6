"""Which schools stand below a file, whatever mistakes the files hold."""

from __future__ import annotations

from pathlib import Path

from policygen import load
from policygen.resolve.groups import group_files, group_name, groups_of, schools_in
from tests.support.projects import lay_out
from tests.support.settings import school

FILES = {
    "schools/trusts/elm.yaml": "extends: authorities/westshire.yaml\nspecimen: true\n",
    "schools/valley.yaml": school(extends="trusts/elm.yaml"),
    "schools/alone.yaml": "specimen: true\n",
}


def test_a_group_is_all_that_extend_its_file_straight_or_through_another(tmp_path: Path) -> None:
    world = lay_out(tmp_path, FILES)
    assert schools_in(world, "trusts/elm") == ["valley"]
    assert schools_in(world, "authorities/westshire") == ["hilltop", "valley"]
    assert groups_of(world, "schools/valley.yaml") == ("trusts/elm", "authorities/westshire")
    assert groups_of(world, "schools/alone.yaml") == ()


def test_a_school_whose_file_does_not_read_is_still_of_its_group(tmp_path: Path) -> None:
    broken = "extends: trusts/elm.yaml # ours\nschool: {name: 'Vale\n"
    world = lay_out(tmp_path, FILES | {"schools/valley.yaml": broken})
    assert schools_in(world, "trusts/elm") == ["valley"]


def test_files_that_extend_each_other_in_a_circle_end(tmp_path: Path) -> None:
    world = lay_out(tmp_path, FILES | {"schools/authorities/westshire.yaml": "extends: trusts/elm.yaml\n"})
    assert groups_of(world, "schools/valley.yaml") == ("trusts/elm", "authorities/westshire")


def test_a_group_is_named_in_several_ways(tmp_path: Path) -> None:
    ways = ("trusts/elm", "trusts/elm.yaml", "schools/trusts/elm.yaml", "./schools/trusts/elm.yaml")
    assert {group_name(way) for way in ways} == {"trusts/elm"}
    assert list(group_files(lay_out(tmp_path, FILES))) == ["authorities/westshire", "trusts/elm"]


def test_a_school_whose_file_lies_in_a_folder_is_not_lost_in_silence(tmp_path: Path) -> None:
    world = lay_out(tmp_path, {"schools/trusts/valley.yaml": school()})
    found = [(str(one.span), one.code, one.hint) for one in load(world).check()]
    assert ("schools/trusts/valley.yaml:4:3", "PG212") in [(place, code) for place, code, _ in found]
    assert any("move it to schools/valley.yaml" in hint for _, _, hint in found)
