"""A file that a person edited or signed is never written over: it is kept, the new one is written, and that is said."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from policygen.build.journal import Journal
from policygen.build.kept import is_signed_copy
from policygen.build.manifest import NAME, Manifest, Output
from policygen.check.schools import files_above_schools
from policygen.world.disk import DiskWorld
from policygen.world.memory import snapshot
from policygen.world.writing import ReplacedMeanwhile, keep_beside, sweep
from tests.support.cli import Ran, run
from tests.support.folders import files_under
from tests.support.projects import lay_out, write

DAY = {"SOURCE_DATE_EPOCH": "1795996800"}  # 2026-11-30
MADE = "build/hilltop/online.md"
KEPT = "schools/hilltop/kept/2026-11-30-online.md"


def build(folder: Path, *more: str) -> Ran:
    return run(folder, "build", "hilltop", "--policy", "online", "--format", "md", *more, environment=DAY)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    lay_out(tmp_path)
    assert build(tmp_path).code == 0
    return tmp_path


def kept(project: Path) -> list[str]:
    return files_under(project / "schools/hilltop/kept")


def test_a_manifest_of_another_version_is_not_read(project: Path) -> None:
    # What its digests are of is not known, so each file there is treated as a person's.
    manifest = project / "build" / NAME
    content = json.loads(manifest.read_bytes())
    manifest.write_text(json.dumps({**content, "manifest": 2}))
    assert Manifest.read(project / "build") == Manifest()
    (project / "clauses/home/basics.yaml").write_text(
        (project / "clauses/home/basics.yaml").read_text().replace("are *kind*", "are calm")
    )
    before = (project / MADE).read_bytes()
    assert build(project).code == 0
    assert (project / KEPT).read_bytes() == before


def test_an_edited_file_is_kept_and_that_is_said(project: Path) -> None:
    new = (project / MADE).read_bytes()
    (project / MADE).write_bytes(b"the head's words")
    ran = build(project)
    assert ran.code == 0
    assert (project / KEPT).read_bytes() == b"the head's words"
    assert (project / MADE).read_bytes() == new
    assert f"You had changed {MADE}. Your copy is now {KEPT}; the new one is in its place." in ran.err


def test_a_file_that_nobody_changed_is_replaced_without_a_word(project: Path) -> None:
    write(project, "schools/hilltop.yaml", (project / "schools/hilltop.yaml").read_text().replace("Hill", "Dale"))
    ran = build(project)
    assert ran.code == 0
    assert "kept" not in ran.err
    assert not (project / "schools/hilltop").exists()


def test_a_second_edit_on_one_day_does_not_replace_the_first(project: Path) -> None:
    for words in (b"first", b"second", b"second"):
        (project / MADE).write_bytes(words)
        build(project)
    assert kept(project) == ["2026-11-30-online-2.md", "2026-11-30-online.md"]
    assert (project / KEPT).read_bytes() == b"first"


@pytest.mark.parametrize("damage", [None, b"{", b"[]", b'{"manifest": 1}'])
def test_without_a_manifest_what_differs_is_taken_for_a_persons(project: Path, damage: bytes | None) -> None:
    (project / "build" / NAME).unlink()
    if damage is not None:
        (project / "build" / NAME).write_bytes(damage)
    (project / MADE).write_bytes(b"whose?")
    ran = build(project)
    assert "or was not written by policygen" in ran.err
    assert (project / KEPT).read_bytes() == b"whose?"


def test_a_folder_outside_the_project_has_a_kept_folder_in_it(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path_factory.mktemp("elsewhere")
    build(project, "--out", str(out))
    (out / "hilltop/online.md").write_bytes(b"mine")
    build(project, "--out", str(out))
    assert (out / "kept/2026-11-30-hilltop-online.md").read_bytes() == b"mine"
    assert not (project / "schools/hilltop").exists()


def test_a_file_that_cannot_be_moved_stays_and_the_new_one_is_not_written(project: Path) -> None:
    (project / MADE).write_bytes(b"mine")
    write(project, "schools/hilltop", b"a file where the folder would be")
    ran = build(project)
    assert ran.code == 1
    assert (project / MADE).read_bytes() == b"mine"
    assert "PG504" in ran.err
    assert "was not replaced" in ran.err
    assert ran.err.splitlines()[-1] == "Built 0 of 1 policy. Not built: online for hilltop (not written)."


def test_after_a_build_that_was_killed_its_files_are_known(project: Path) -> None:
    """It was killed after it wrote a file, before it wrote the manifest."""
    journal = Journal(project / "build")
    data = b"what the killed build wrote"
    journal.announce({"hilltop/online.md": Output(hashlib.sha256(data).hexdigest(), "")})
    (project / MADE).write_bytes(data)
    own = project / f"build/.policygen.{os.getpid()}.journal"
    own.rename(own.with_name(".policygen.999999999.journal"))
    ran = build(project)
    assert "kept" not in ran.err
    assert not (project / "schools/hilltop").exists()
    assert not list((project / "build").glob(".policygen.*.journal"))


def test_what_a_killed_build_wrote_for_another_policy_stays_known(project: Path) -> None:
    data = b"phones, by the killed build"
    journal = project / "build/.policygen.999999999.journal"
    journal.write_text(json.dumps(["hilltop/phones.md", hashlib.sha256(data).hexdigest(), ""]) + '\n["cut o')
    (project / "build/hilltop/phones.md").write_bytes(data)
    build(project)
    assert not journal.exists()
    ran = run(project, "build", "hilltop", "--format", "md", environment=DAY)
    assert "kept" not in ran.err


def test_what_another_build_has_just_written_is_not_a_persons(project: Path) -> None:
    mine = Journal(project / "build")
    other = project / f"build/.policygen.{os.getppid()}.journal"
    other.write_text(json.dumps(["hilltop/online.md", "d1", ""]) + "\n")
    assert mine.knows("hilltop/online.md", "d1")
    assert not mine.knows("hilltop/online.md", "d2")


def test_a_signed_copy_is_the_built_bytes_and_a_signature_behind_them() -> None:
    built = b"%PDF-1.7 words %%EOF\n"
    signed = built + b"1 0 obj /ByteRange [0 1 2 3] %%EOF\n"
    assert is_signed_copy(signed, built, frozenset())
    assert not is_signed_copy(built + b"a comment %%EOF\n", built, frozenset())
    assert not is_signed_copy(b"%PDF-1.7 other" + signed, built, frozenset())


def test_a_kept_settings_file_is_no_group_and_no_school(project: Path) -> None:
    for folder in ("kept", "signed", "base", "adopted/online"):
        write(project, f"schools/hilltop/{folder}/2026-11-30-hilltop.yaml", "extends: hilltop.yaml\n")
    write(project, "schools/trusts/dale.yaml", "{}\n")
    world = DiskWorld(project, project)
    assert [name for name in files_above_schools(world) if "authorities" not in name] == ["schools/trusts/dale.yaml"]
    assert not [name for name in snapshot(world).names("schools") if "/kept/" in name or "/signed/" in name]


def test_a_name_is_taken_again_for_the_same_bytes_only(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    first = keep_beside(tmp_path / "a.pdf", tmp_path / "kept/a.pdf", b"x")
    assert keep_beside(tmp_path / "a.pdf", tmp_path / "kept/a.pdf", b"x") == first
    (tmp_path / "b.pdf").write_bytes(b"y")
    assert keep_beside(tmp_path / "b.pdf", tmp_path / "kept/a.pdf", b"y").name == "a-2.pdf"


def test_what_another_build_wrote_meanwhile_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"its own")
    with pytest.raises(ReplacedMeanwhile):
        keep_beside(tmp_path / "a.pdf", tmp_path / "kept/a.pdf", b"a person's")
    assert files_under(tmp_path) == ["a.pdf"]


def test_a_file_is_kept_where_links_are_impossible(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("policygen.world.writing.os.link", refuse)
    (tmp_path / "a.pdf").write_bytes(b"x")
    assert keep_beside(tmp_path / "a.pdf", tmp_path / "kept/a.pdf", b"x").read_bytes() == b"x"
    assert files_under(tmp_path) == ["a.pdf", "kept/a.pdf"]


def test_only_the_temporary_files_of_dead_runs_are_swept(tmp_path: Path) -> None:
    dead, alive = ".online.md.999999999-0a1b2c3d.part", f".online.md.{os.getpid()}-0a1b2c3d.part"
    old = f".old.md.{os.getpid()}-0a1b2c3d.part"
    others = [".online.md.part", "online.md.999999999-0a1b2c3d.part", ".notes.original", ".a.999999999-0a1b2c3.part"]
    for name in (dead, alive, old, *others):
        (tmp_path / name).write_bytes(b"x")
    os.utime(tmp_path / old, (0, 0))
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([alive, *others])


def test_the_next_build_sweeps_what_a_killed_one_left(project: Path) -> None:
    left = [
        f"{folder}/.x.999999999-0a1b2c3d.part" for folder in ("build", "build/hilltop", "schools", "schools/hilltop")
    ]
    for name in left:
        write(project, name, b"half")
    build(project)
    assert not [name for name in left if (project / name).exists()]
