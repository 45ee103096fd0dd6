"""A project's own clauses stand beside the packaged library's: they add to it, and each finds what belongs to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.world.disk import DiskWorld
from policygen.world.protocol import World
from tests.support.projects import SMALL, check, lay_out, load, shown, write
from tests.support.settings import school

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9mm" height="9mm"><path d="M0 0h9"/></svg>'
DRAWN = """\
clauses:
  - id: drawn.way
    title: The way
    kind: information
    audience: [staff]
    text: This is how it goes.
    form:
      - {figure: way.svg, alternative: A line from left to right}
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A project with no library of its own yet, beside the small one as if that came with policygen."""
    lay_out(tmp_path / "data", {"clauses/home/drawn.yaml": DRAWN, "clauses/home/way.svg": PICTURE})
    (tmp_path / "project/schools").mkdir(parents=True)
    return DiskWorld(tmp_path / "project", tmp_path / "data", {})


def own(name: str) -> str:
    return DRAWN.replace("drawn.way", name)


def findings(world: World) -> str:
    return shown(check(world))


def test_a_library_of_ones_own_adds_to_the_packaged_one(world: World) -> None:
    library = (world.packaged / "clauses/home/library.yaml").read_text(encoding="utf-8")
    write(world.root, "clauses/ours/library.yaml", library.replace("id: home", "id: ours"))
    write(world.root, "clauses/ours/drawn.yaml", own("mine"))
    write(world.root, "clauses/ours/way.svg", PICTURE)
    project = load(world).project
    assert {"home:drawn.way", "ours:mine"} <= set(project.clauses)
    assert project.clauses["home:drawn.way"].entry.id.span.file == "policygen/clauses/home/drawn.yaml"
    assert project.clauses["ours:mine"].entry.id.span.file == "clauses/ours/drawn.yaml"


def test_clauses_put_into_a_packaged_library_leave_its_pictures_where_they_are(world: World) -> None:
    write(world.root, "clauses/home/more.yaml", own("more").split("    form:")[0])
    assert findings(world) == ""
    assert ("home", "way.svg") in load(world).project.figures


def test_a_picture_of_ones_own_clause_lies_in_ones_own_library(world: World) -> None:
    write(world.root, "clauses/home/more.yaml", own("more"))
    assert "cannot find the picture clauses/home/way.svg" in findings(world)


def test_an_id_that_the_packaged_library_has_is_a_mistake(world: World) -> None:
    write(world.root, "clauses/home/more.yaml", own("drawn.way"))
    assert "PG206" in findings(world)


def test_a_policy_and_a_contact_of_ones_own_can_be_called_as_packaged_ones(world: World) -> None:
    """A school builds one of the two policies; only the policies that a school has are told apart by their titles."""
    clauses = world.packaged / "clauses"
    contact = (clauses / "contacts.yaml").read_text(encoding="utf-8")
    outline = (clauses / "policies/phones.yaml").read_text(encoding="utf-8")
    write(world.root, "clauses/contacts.yaml", contact.replace("id: ", "id: our_"))
    write(world.root, "clauses/policies/ours.yaml", outline.replace("id: phones", "id: ours"))
    write(world.root, "schools/trusts/elm.yaml", (SMALL / "schools/authorities/westshire.yaml").read_text("utf-8"))
    settings = school(extends="trusts/elm.yaml", policies="{online: {}, ours: {}}")
    write(world.root, "schools/hilltop.yaml", settings)
    assert findings(world) == ""
    for policies in ("{phones: {}, ours: {}}", "{online: {title: phone POLICY}, ours: {}}"):
        write(world.root, "schools/hilltop.yaml", school(extends="trusts/elm.yaml", policies=policies))
        assert [one.span and one.span.file for one in check(world) if one.code == "PG206"] == ["schools/hilltop.yaml"]


def test_a_library_without_schools_is_found_from_a_folder_within_it(tmp_path: Path) -> None:
    write(tmp_path, "clauses/ours/library.yaml", (SMALL / "clauses/home/library.yaml").read_text(encoding="utf-8"))
    (tmp_path / "clauses/ours/requirements").mkdir()
    assert DiskWorld.find(tmp_path / "clauses/ours/requirements").root == tmp_path.resolve()
