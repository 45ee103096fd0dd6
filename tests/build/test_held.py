"""What was built before is not built again, whether it lies in the out folder or in the store."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from policygen.build.held import Held
from policygen.build.order import Order
from policygen.build.parallel import build
from policygen.build.rendering import Renderer
from policygen.document.layout import Box, Layout
from policygen.store.place import FORM
from policygen.world.disk import DiskWorld
from tests.support.projects import lay_out, load

FORMATS = ("md", "json")
Rendered = list[str]


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Rendered:
    """The policies that are rendered, in order."""
    found: Rendered = []
    real = Renderer.render

    def render(self: Renderer, document, formats, overlays=()):  # type: ignore[no-untyped-def]
        found.append(document.policy)
        return real(self, document, formats, overlays)

    monkeypatch.setattr(Renderer, "render", render)
    return found


def _build(folder: Path, store: Path | None = None) -> dict[str, bytes]:
    """Build the small project and return its files by name."""
    world = DiskWorld(folder, folder, {})
    out = folder / "build"
    order = Order(FORMATS, out=out, store=store, draft=True)
    for result in build(load(world), ["hilltop"], order, 1):
        assert result.made
        assert not [one for one in result.diagnostics if one.code == "PG859"]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.*") if path.is_file()}


def test_only_what_differs_is_rendered(tmp_path: Path, rendered: Rendered) -> None:
    project, store = tmp_path / "project", tmp_path / "store"
    lay_out(project)
    first = _build(project, store)
    assert rendered
    rendered.clear()
    assert _build(project, store) == first
    assert not rendered, "everything lies in the out folder"

    shutil.rmtree(project / "build")
    assert _build(project, store) == first
    assert not rendered, "everything lies in the store"

    shutil.rmtree(project / "build")
    for path in (store / FORM / "bytes").rglob("*"):
        if path.is_file():
            path.write_bytes(b"damaged")
    assert _build(project, store) == first
    assert rendered, "what is damaged is made again"

    rendered.clear()
    shutil.rmtree(store)
    _build(project)
    assert rendered, "without a store, everything is made"


def test_a_file_that_a_person_changed_is_not_taken_for_the_policy(tmp_path: Path, rendered: Rendered) -> None:
    project, store = tmp_path / "project", tmp_path / "store"
    lay_out(project)
    first = _build(project, store)
    name = next(name for name in first if name.endswith(".md"))
    rendered.clear()
    # In place, so that the store's second name of the file has these words too.
    (project / "build" / name).write_bytes(b"edited")
    again = _build(project, store)
    assert again[name] == first[name]
    assert rendered
    assert b"edited" in {path.read_bytes() for path in project.rglob("kept/*.md")}


def test_a_layout_reads_back_equal(tmp_path: Path) -> None:
    held = Held(tmp_path, tmp_path / "store")
    layout = Layout(engine="x 1", pages=2, page_of={"a": 1}, boxes={"b": Box(page=2, x=0.1, y=1, width=3, height=4)})
    key = hashlib.sha256(b"").hexdigest()
    held.keep_layout(key, layout)
    assert held.layout(key) == layout
    held.store.put_data("layout", key, {"pages": 1, "unknown": 2})
    assert held.layout(key) is None
