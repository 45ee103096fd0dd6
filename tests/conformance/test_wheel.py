"""The wheel as somebody has it: installed by pip into an environment of its own, and used in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path

import pytest

from tests.support.wheels import build, checkout

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkout(tmp_path_factory.mktemp("copy") / "policygen")


@pytest.fixture(scope="module")
def made(root: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return build(root, tmp_path_factory.mktemp("dist"), "sdist", "wheel", SOURCE_DATE_EPOCH="1790000000")


@pytest.fixture(scope="module")
def programs(made: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin/ of an environment with the wheel in it; the packages that it stands on are those of these tests."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin/python"
    where = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    own = Path(subprocess.run(where, check=True, capture_output=True, text=True).stdout.strip())
    (own / "tests.pth").write_text(sysconfig.get_path("purelib") + "\n")
    wheel = next(path for path in made if path.suffix == ".whl")
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", wheel], check=True, capture_output=True)
    return folder / "bin"


def run(programs: Path, folder: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run(
        [programs / "policygen", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_from_an_empty_folder_to_finished_policies(programs: Path, tmp_path: Path) -> None:
    assert run(programs, tmp_path, "--version").startswith("policygen, version ")
    assert run(programs, tmp_path, "check").startswith("No problems in ")
    run(programs, tmp_path, "doctor")
    run(programs, tmp_path, "init", "--sample")
    listed = run(programs, tmp_path, "build", "--format", "md,docx,pdf").splitlines()
    for name in ("e-safety.docx", "e-safety.pdf", "e-safety.md", "guidance-parents.pdf"):
        assert f"build/allhallows/{name}" in listed
    assert all((tmp_path / name).stat().st_size > 500 for name in listed)


def test_a_librarys_own_clauses_reach_every_command(programs: Path, tmp_path: Path) -> None:
    run(programs, tmp_path, "init", "--sample")
    library = tmp_path / "clauses/ours"
    library.mkdir(parents=True)
    (library / "library.yaml").write_text(
        "id: ours\ntitle: Our own\npublisher: We\nversion: 2026.11\nreleased: 2026-11-20\nlicence: CC-BY-4.0\n"
        "language: en-GB\nnation: england\nmaintainers: [We]\n"
    )
    (library / "visits.yaml").write_text(
        "clauses:\n- id: visits.photos\n  title: Photographs on visits\n  kind: expectation\n  audience: [staff]\n"
        "  text: Staff of {{ school.name }} use school devices only. See [](#practice:principles.why).\n"
    )
    (tmp_path / "clauses/policies").mkdir()
    (tmp_path / "clauses/policies/visits.yaml").write_text(
        "id: visits\ntitle: Policy on visits\nsubject: Visits\nsignatories: [chair]\n"
        "sections:\n- {id: photos, title: Photographs, clauses: [visits.photos]}\n"
    )
    settings = tmp_path / "schools/allhallows.yaml"
    settings.write_text(settings.read_text().replace("\npolicies:\n", "\npolicies:\n  visits: {version: '1'}\n"))
    run(programs, tmp_path, "review", "visits.photos", "--by", "We", "--yes")
    run(programs, tmp_path, "check", "--strict")
    for command in ("coverage", "freshness", "lint", "list"):
        run(programs, tmp_path, command)
    assert "source       ours:visits.yaml:6\n" in run(programs, tmp_path, "why", "allhallows", "visits.photos")
    assert "source       practice:principles.yaml:" in run(
        programs, tmp_path, "why", "allhallows", "practice:principles.why"
    )
    run(programs, tmp_path, "build", "--policy", "visits", "--format", "json,md")
    assert "Staff of Allhallows CE Primary School" in (tmp_path / "build/allhallows/visits.md").read_text()
    document = "build/allhallows/visits.json"
    assert "The wording is the same." in run(programs, tmp_path, "compare", document, document)


def test_the_source_distribution_gives_the_same_wheel_and_is_the_same_bytes(
    root: Path, made: list[Path], tmp_path: Path
) -> None:
    wheel, source = sorted(made, key=lambda path: path.suffix, reverse=True)
    again = build(root, tmp_path / "again", "sdist", SOURCE_DATE_EPOCH="1790000000", PYTHONHASHSEED="7")
    assert again[0].read_bytes() == source.read_bytes()
    with tarfile.open(source) as archive:
        names = archive.getnames()
        archive.extractall(tmp_path, filter="data")
    # The folders that lie beside policygen/, whose own build/ belongs to it.
    assert {name.split("/")[1] for name in names} & {"build", ".tools", ".venv"} == set()
    (unpacked,) = (path for path in tmp_path.iterdir() if path.name != "again")
    (same,) = build(unpacked, tmp_path / "from-source", "wheel", SOURCE_DATE_EPOCH="1790000000")
    assert same.read_bytes() == wheel.read_bytes()
