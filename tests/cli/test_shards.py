"""A build by several machines: what is joined is what one machine builds, and nothing else is joined."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from policygen.build.shards import Shard, ShardManifest
from policygen.build.workforce import Workforce, in_units
from tests.support.cli import run
from tests.support.projects import lay_out
from tests.support.settings import school

NAMES = ("ash", "beech", "cedar", "hilltop")
QUICK = ("build", "--format", "md,json", "--policy", "online")


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with four schools that was built whole into `whole`, and in two shards."""
    folder = tmp_path_factory.mktemp("machines")
    settings = {
        f"schools/{name}.yaml": school(school=f"\n  name: {name.title()}\n  phase: [primary]") for name in NAMES
    }
    lay_out(folder, {name: text for name, text in settings.items() if "hilltop" not in name})
    assert run(folder, *QUICK, "--draft", "--out", "whole").code == 0
    for number in (1, 2):
        assert run(folder, *QUICK, "--draft", "--out", f"shard{number}", "--shard", f"{number}/2").code == 0
    return folder


@pytest.fixture
def project(machines: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(machines, tmp_path / "project", symlinks=True))


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_joined_shards_are_what_one_machine_builds(project: Path) -> None:
    ran = run(project, "manifest", "merge", "joined", "shard1", "shard2")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "Joined 2 shards in joined/, with 4 schools and 12 files.\n"
    assert files(project / "joined") == files(project / "whole")
    assert {*files(project / "shard1")} & {*files(project / "shard2")} == {".policygen.json"}

    # All downloaded to one folder, which is where they are joined.
    shutil.copytree(project / "shard1", project / "shard2", dirs_exist_ok=True)
    assert run(project, "manifest", "merge", "shard2", "shard2").code == 0
    assert {**files(project / "whole"), **files(project / "shard2")} == files(project / "shard2")

    # A file that a person changed where the shards are joined is kept.
    edited = project / "joined/ash/online.md"
    edited.write_text("A person's words")
    ran = run(project, "manifest", "merge", "joined", "shard1", "shard2")
    assert ran.code == 0
    assert "You had changed" in ran.err
    assert b"A person's words" in files(project / "joined").values()


def test_what_does_not_belong_together_is_said_and_not_joined(project: Path) -> None:
    ran = run(project, "manifest", "merge", "joined", "shard2")
    assert ran.code == 1
    assert "shard 1 of 2 is missing" in ran.err
    second = project / "shard2" / Shard(2, 2).manifest
    good = second.read_text()
    other = json.loads(good)
    other["tools"]["library"] = "0" * 64
    theirs = ShardManifest.from_bytes((project / "shard1" / Shard(1, 2).manifest).read_bytes())
    name = next(iter(theirs.outputs))
    other["outputs"][name] = {"sha256": "0" * 64, "inputs": "0" * 64}
    other["sheets"] = False
    second.write_text(json.dumps(other))
    ran = run(project, "manifest", "merge", "joined", "shard1", "shard2", "whole")
    assert ran.code == 1
    for words in (
        "different versions of library: ",
        "000000000000 (2)",
        "shard 2 was built without sheets, but the others were built with them",
        f"{name} is in shards 1 and 2, but is not the same in each",
        "whole does not contain a shard",
        "Nothing was joined",
    ):
        assert words in ran.err, ran.err
    other["outputs"] = {"../../outside": other["outputs"][name]}
    second.write_text(json.dumps(other))
    ran = run(project, "manifest", "merge", "joined", "shard1", "shard2")
    assert "is damaged, or is not a shard's manifest" in ran.err
    assert not (project / "joined").exists()

    second.write_text(good)
    damaged = project / "shard1" / name
    damaged.write_bytes(b"damaged")
    ran = run(project, "manifest", "merge", "joined", "shard1", "shard2")
    assert ran.code == 1
    assert f"{name} has changed since it was built" in ran.err
    hurt = name.partition("/")[0]
    assert ran.err.endswith(f"Not joined: {hurt} (see above).\n")
    assert {path.name for path in (project / "joined").iterdir() if path.is_dir()} == {*NAMES} - {hurt}


@pytest.mark.parametrize("address", ["10.0.0.7:8786", "tcp://build.example:8786", "ws://build.example", "tcp://["])
def test_a_scheduler_on_another_machine_needs_encryption(machines: Path, address: str) -> None:
    ran = run(machines, *QUICK, "--scheduler", address)
    assert ran.code == 2
    assert "begins with tls://, or --insecure-scheduler" in ran.err
    for safe in ("local", "localhost:8786", "tcp://127.0.0.1:8786", "tcp://[::1]:8786", f"tls://{address}"):
        Workforce(scheduler=safe).require_safe()
    Workforce(scheduler=address, insecure=True).require_safe()


def test_an_amount_of_memory_is_read_and_shown() -> None:
    assert [Workforce.bytes_of(text) for text in ("0", "800M", "2G", "3 GiB", "1024k")] == [
        0, 800 << 20, 2 << 30, 3 << 30, 1 << 20,
    ]  # fmt: skip
    assert [in_units(size) for size in (800 << 20, 2 << 30, 1000)] == ["800M", "2G", "1000"]
    with pytest.raises(ValueError, match="much"):
        Workforce.bytes_of("much")


def test_a_shard_is_the_same_schools_whatever_others_there_are() -> None:
    schools = [f"school-{number}" for number in range(1000)]
    shards = [Shard(number, 4).of(schools) for number in (1, 2, 3, 4)]
    assert sorted(name for shard in shards for name in shard) == sorted(schools)
    assert all(200 < len(shard) < 300 for shard in shards)
    assert Shard(2, 4).of(schools[500:]) == [name for name in shards[1] if name in schools[500:]]
    for wrong in ("0/4", "5/4", "2", "a/b", "-1/2"):
        with pytest.raises(ValueError, match=wrong):
            Shard.read(wrong)
