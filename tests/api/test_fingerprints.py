"""What a library, a session and a build depend on has a digest each."""

from __future__ import annotations

from pathlib import Path

import policygen
from policygen.build.artifacts import Builder
from policygen.build.manifest import Manifest
from policygen.build.order import Order
from policygen.build.rendering import Renderer
from policygen.compile.compiler import Compiler
from policygen.world.disk import DiskWorld
from policygen.world.memory import snapshot
from policygen.world.protocol import World
from tests.support.documents import everything
from tests.support.projects import lay_out, write

ROOT = Path(__file__).parents[2]


def test_the_librarys_fingerprint_is_of_its_files_and_not_of_where_they_lie(tmp_path: Path) -> None:
    checkout, packaged = policygen.load(DiskWorld(ROOT)), policygen.load(DiskWorld(tmp_path, ROOT))
    assert checkout.fingerprint == packaged.fingerprint


def test_a_changed_clause_changes_the_librarys_fingerprint_and_not_the_sessions(tmp_path: Path) -> None:
    before = policygen.load(snapshot(lay_out(tmp_path)))
    name = next(name for name in before.world.names("clauses") if name.endswith("home/basics.yaml"))
    write(tmp_path, name, before.world.read(name) + b"# changed\n")
    after = policygen.load(DiskWorld(tmp_path, tmp_path, {}))
    assert after.fingerprint != before.fingerprint
    assert after.open("hilltop").fingerprint == before.open("hilltop").fingerprint


def test_a_changed_settings_file_changes_the_sessions_fingerprint_alone(tmp_path: Path) -> None:
    before = policygen.load(snapshot(lay_out(tmp_path)))
    was, library = before.open("hilltop").fingerprint, before.fingerprint
    write(tmp_path, "schools/hilltop.yaml", before.world.read("schools/hilltop.yaml") + b"# changed\n")
    after = policygen.load(DiskWorld(tmp_path, tmp_path, {}))
    assert after.open("hilltop").fingerprint != was
    assert after.fingerprint == library


def test_the_manifest_says_what_a_build_was_made_with(tmp_path: Path) -> None:
    builder = Builder(compiler_of(lay_out(tmp_path)))
    tools = builder.tools(Order(("pdf",)))
    assert set(tools) == {"policygen", "engine", "look", "library", *(f"font {f.name}" for f in looked(builder))}
    assert tools["engine"].startswith("weasyprint ")
    assert set(builder.tools(Order(("json", "md")))) == {"policygen", "library"}
    assert Manifest().with_written({}, tools).tools == dict(sorted(tools.items()))


def test_only_what_the_look_decides_on_depends_on_it(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "tokens.yaml").write_bytes(DiskWorld(ROOT).look("tokens.yaml").replace(b"210", b"200", 1))
    formats = ("docx", "pdf", "html", "md", "json")
    ours, own = (
        Renderer(world).inputs_of(everything(), formats) for world in (DiskWorld(ROOT), DiskWorld(tmp_path, ROOT))
    )
    assert {name for name in formats if ours[name] != own[name]} == {"docx", "pdf", "html"}


def compiler_of(world: World) -> Compiler:
    compiler, _ = Compiler.load(world)
    assert compiler is not None
    return compiler


def looked(builder: Builder) -> list[object]:
    return list(builder.renderer.look.face.fonts)
