"""A build reads its project once: every process sees the same bytes, whatever is saved meanwhile."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from policygen.build import parallel
from policygen.look.look import Look
from policygen.world.disk import DiskWorld
from policygen.world.memory import OverlaidWorld, Unread, snapshot
from policygen.world.protocol import OutsideTheProject, World
from tests.support.cli import run
from tests.support.projects import lay_out, load, write


def everything_of(world: World) -> object:
    names = [*world.names("clauses"), *world.names("schools"), *world.packaged_names("clauses")]
    look = list(world.look_names())
    return (
        names,
        [world.read(name) for name in names],
        look,
        [(world.look_file(name), world.look(name)) for name in look],
        list(world.names("schools", deep=False)),
        # Packaged files are not the project's, although their names in a snapshot begin with a folder.
        list(world.names("policygen")),
        world.is_checkout,
        world.today(),
    )


@pytest.fixture
def beside(tmp_path: Path) -> DiskWorld:
    """A project beside a packaged library and look."""
    packaged = lay_out(tmp_path / "packaged").root
    write(tmp_path / "own", "schools/hilltop.yaml", (packaged / "schools/hilltop.yaml").read_bytes())
    write(tmp_path / "own", "templates/words/en.yaml", (packaged / "templates/words/en.yaml").read_bytes() + b"\n")
    return DiskWorld(tmp_path / "own", packaged, {"SOURCE_DATE_EPOCH": "1790000000"})


def test_a_snapshot_says_what_the_disk_says_and_crosses_to_another_process(tmp_path: Path, beside: DiskWorld) -> None:
    for world in (lay_out(tmp_path / "small"), beside):
        kept = pickle.loads(pickle.dumps(snapshot(world)))  # noqa: S301 - made in this line
        assert everything_of(kept) == everything_of(OverlaidWorld(world, {})) == everything_of(world)


def test_a_snapshot_keeps_what_cannot_be_read_as_such(tmp_path: Path) -> None:
    world = lay_out(tmp_path / "own")
    write(tmp_path, "secret.yaml", "school: {}")
    (tmp_path / "own/schools/linked.yaml").symlink_to(tmp_path / "secret.yaml")
    kept = snapshot(world)
    assert "schools/linked.yaml" in list(kept.names("schools"))
    assert kept.leads_out("schools/linked.yaml")
    for name in ("schools/linked.yaml", "../secret.yaml", "/etc/passwd", "a\\b", "a\0b"):
        for each in (world, kept):
            with pytest.raises(OutsideTheProject):
                each.read(name)
    refused = replace(kept, unread={"schools/x.yaml": Unread(13, "Permission denied")})
    with pytest.raises(PermissionError, match="Permission denied"):
        refused.read("schools/x.yaml")


def test_a_logo_that_lies_anywhere_in_the_project_is_kept(tmp_path: Path) -> None:
    files = {
        "our pictures/the crest.png": b"picture",
        "schools/second.yaml": "school: {logo: our pictures/the crest.png}",
    }
    assert snapshot(lay_out(tmp_path, files)).read("our pictures/the crest.png") == b"picture"


def test_schools_compile_and_print_with_no_project_on_disk(beside: DiskWorld) -> None:
    kept = snapshot(beside)
    empty = DiskWorld(beside.root / "nowhere", beside.root / "nowhere", {})
    assert not list(empty.names("schools"))
    compiler = load(kept)
    from_disk = load(beside)
    (on_disk,), (in_memory,) = ([one.compile(one.school("hilltop"), "online")] for one in (from_disk, compiler))
    assert on_disk.document == in_memory.document
    from policygen.render.pdf_weasyprint.writer import write_pdf

    assert write_pdf(in_memory.document, Look.load(kept))[0] == write_pdf(on_disk.document, Look.load(beside))[0]


def made(folder: Path) -> dict[str, bytes]:
    """The files of a build by name."""
    paths = (path for path in (folder / "build").rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_what_is_saved_during_a_build_is_not_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [run(lay_out(tmp_path / "whole").root, "build", "hilltop", "--format", "md,pdf")]
    files = made(tmp_path / "whole")
    changed = lay_out(tmp_path / "changed").root
    real = parallel.build

    def saved_midway(*arguments: object, **named: object) -> Iterator[object]:
        for path in (*(changed / "clauses").rglob("*.yaml"), *(changed / "schools").rglob("*.yaml")):
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])  # an editor has saved a part
        return real(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(parallel, "build", saved_midway)
    whole.append(run(changed, "build", "hilltop", "--format", "md,pdf", "--jobs", "2"))
    assert [ran.code for ran in whole] == [0, 0]
    assert files == made(changed)


def test_a_worker_is_sent_the_snapshot_and_fails_loudly_on_a_library_with_mistakes(tmp_path: Path) -> None:
    sent = snapshot(lay_out(tmp_path))
    name = "clauses/home/basics.yaml"
    cut = {**sent.files, name: sent.files[name][: len(sent.files[name]) // 2]}
    with pytest.raises(parallel.LibraryUnreadable):
        parallel._start(replace(sent, files=cut))


def test_a_project_with_a_vocabulary_of_its_own_uses_no_packaged_library_in_memory_either(tmp_path: Path) -> None:
    own, packaged = tmp_path / "own", tmp_path / "packaged"
    for folder in (own, packaged):
        (folder / "clauses").mkdir(parents=True)
        (folder / "clauses/vocabulary.yaml").write_text("{}")
    (packaged / "templates").mkdir()
    world = DiskWorld(own, packaged, {})
    assert list(world.packaged_names("clauses")) == list(snapshot(world).packaged_names("clauses")) == []
    (own / "clauses/vocabulary.yaml").unlink()
    assert list(snapshot(world).packaged_names("clauses")) == ["policygen/clauses/vocabulary.yaml"]
