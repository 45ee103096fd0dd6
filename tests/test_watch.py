from __future__ import annotations

from pathlib import Path

import pytest

from policygen.build.watch import Round, UnknownSchool, asked_for, inputs, rounds, touched
from policygen.world.disk import DiskWorld
from policygen.world.protocol import World

SETTINGS = "school: {name: A school}\n"


@pytest.fixture
def world(tmp_path: Path) -> World:
    files = {
        "schools/alder.yaml": "extends: trusts/wood.yaml\n" + SETTINGS,
        "schools/beech.yaml": "extends: trusts/wood.yaml\n" + SETTINGS,
        "schools/cedar.yaml": SETTINGS,
        "schools/trusts/wood.yaml": "extends: authorities/shire.yaml\n",
        "schools/authorities/shire.yaml": "school: {}\n",
        "clauses/vocabulary.yaml": "axes: {}\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return DiskWorld(tmp_path, tmp_path, {})


ALL = ("alder", "beech", "cedar")


@pytest.mark.parametrize(
    ("file", "schools"),
    [
        ("schools/cedar.yaml", {"cedar"}),
        ("schools/trusts/wood.yaml", {"alder", "beech"}),
        ("schools/authorities/shire.yaml", {"alder", "beech"}),
        ("schools/beech/adopted/e-safety/2026-12-03.json", {"beech"}),
        ("schools/crest.png", set(ALL)),
        ("clauses/union/abuse.yaml", set(ALL)),
        ("templates/pdf/policy.css.j2", set(ALL)),
    ],
)
def test_a_saved_file_touches_the_schools_that_read_it(world: World, file: str, schools: set[str]) -> None:
    assert touched(world, (file,), ALL) == schools


def test_a_file_above_schools_touches_them_even_when_it_was_deleted_or_broken(world: World) -> None:
    (world.root / "schools/trusts/wood.yaml").write_text("extends: [", encoding="utf-8")
    assert touched(world, ("schools/trusts/wood.yaml",), ALL) == {"alder", "beech"}
    (world.root / "schools/trusts/wood.yaml").unlink()
    assert touched(world, ("schools/trusts/wood.yaml",), ALL) == {"alder", "beech"}


def test_only_schools_that_are_asked_for_are_built(world: World) -> None:
    assert touched(world, ("schools/trusts/wood.yaml",), ("beech", "cedar")) == {"beech"}
    assert touched(world, ("clauses/union/abuse.yaml",), ("cedar",)) == {"cedar"}


@pytest.mark.parametrize(
    "passed_over",
    [
        "build/cedar/e-safety.pdf", "schools/.schema/school.json", "schools/.cedar.yaml.x1y2", "schools/cedar.yaml~",
        "schools/.#cedar.yaml", "schools/cedar.yaml.swp", "schools/sedB8AHtq", ".git/index", "README.md", "clauses",
    ],
)  # fmt: skip
def test_what_a_build_does_not_read_is_passed_over(world: World, passed_over: str) -> None:
    assert inputs(world, world.root / "build", [world.root / passed_over]) == ()


def test_a_new_folder_counts_for_what_came_with_it(world: World) -> None:
    (world.root / "clauses/ours").mkdir()
    assert inputs(world, world.root / "build", [world.root / "clauses/ours"]) == ("clauses/ours",)


def test_what_a_build_writes_never_triggers_even_among_the_inputs(world: World) -> None:
    out = world.root / "schools/made"
    saved = [out / "cedar/e-safety.pdf", world.root / "schools/cedar.yaml"]
    assert inputs(world, out, saved) == ("schools/cedar.yaml",)
    assert inputs(world, out, [Path("/elsewhere/schools/cedar.yaml")]) == ()


def test_the_first_round_builds_all_and_each_later_one_what_was_touched(world: World) -> None:
    root = world.root
    changes = [
        {root / "schools/cedar.yaml", root / "build/cedar/e-safety.pdf"},
        {root / "build/cedar/e-safety.pdf"},
        {root / "schools/trusts/wood.yaml", root / "schools/cedar.yaml"},
        {root / "clauses/vocabulary.yaml"},
    ]
    assert list(rounds(world, lambda: ALL, root / "build", changes)) == [
        Round((), ALL),
        Round(("schools/cedar.yaml",), ("cedar",)),
        Round(("schools/cedar.yaml", "schools/trusts/wood.yaml"), ALL),
        Round(("clauses/vocabulary.yaml",), ALL),
    ]


def test_a_school_whose_file_is_new_is_built_too(world: World) -> None:
    new = world.root / "schools/damson.yaml"

    def changes() -> object:
        new.write_text(SETTINGS, encoding="utf-8")
        yield {new}
        new.unlink()
        yield {new}

    found = list(rounds(world, lambda: asked_for(world, ()), world.root / "build", changes()))  # type: ignore[arg-type]
    assert [one.schools for one in found] == [ALL, ("damson",), ()]


def test_schools_are_asked_for_by_id_by_file_and_by_group(world: World) -> None:
    assert asked_for(world, ()) == ALL
    assert asked_for(world, ("cedar", "schools/alder.yaml")) == ("cedar", "alder")
    assert asked_for(world, ("trusts/wood",)) == ("alder", "beech")
    with pytest.raises(UnknownSchool, match="there is no school 'oak'"):
        asked_for(world, ("oak",))


def test_a_school_that_others_extend_touches_them_too(world: World) -> None:
    (world.root / "schools/alder.yaml").write_text("extends: cedar.yaml\n" + SETTINGS, encoding="utf-8")
    assert touched(world, ("schools/cedar.yaml",), ALL) == {"alder", "cedar"}


def test_a_school_may_be_named_by_its_files_whole_path(world: World) -> None:
    assert asked_for(world, (str(world.root / "schools" / "cedar.yaml"),)) == ("cedar",)
