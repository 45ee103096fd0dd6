"""Many schools are built together, like documents one after the other, and the files are those of each alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.build.artifacts import Builder
from policygen.build.order import Order
from policygen.build.parallel import artifacts_of
from policygen.build.rendering import Renderer
from policygen.document.model import Document
from policygen.render.engine import RenderingError
from policygen.world.disk import DiskWorld
from tests.support.projects import lay_out, load

BROKEN = "school-3"


def test_like_documents_are_drawn_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(tmp_path)
    settings = (tmp_path / "schools/hilltop.yaml").read_text(encoding="utf-8")
    names = [f"school-{number}" for number in range(9)]
    for name in names:
        (tmp_path / f"schools/{name}.yaml").write_text(settings.replace("Hilltop", name.title()), encoding="utf-8")
    order, drawn = Order(("md",), out=tmp_path / "build", draft=True), list[str]()
    real = Renderer.render

    def render(self: Renderer, document: Document, *more: object) -> dict[str, bytes]:
        drawn.append(document.policy)
        if (document.school, document.policy) == (BROKEN, "phones"):
            raise RenderingError("it cannot be drawn")
        return real(self, document, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(Renderer, "render", render)
    builder = Builder(load(DiskWorld(tmp_path, tmp_path, {})))
    together = {one.school: one for one in artifacts_of(builder, names, order)}
    turns = [policy for n, policy in enumerate(drawn) if n == 0 or policy != drawn[n - 1]]
    runs = 5  # of two schools, the last of one
    assert turns == (["online", "phones"] * runs)[: runs + 1], "a run begins with what the one before it ended with"
    alone = {name: builder.school(name, order) for name in ("school-0", BROKEN)}
    assert {name: together[name] for name in alone} == alone
    assert [one.policy for one in together[BROKEN].not_made] == ["phones"]
