"""A library in a repository of its own, and in its wheel: a school gets the same bytes from both, in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.unions import second_union
from tests.support.wheels import install, run, wheel_of

pytestmark = pytest.mark.conformance

FORMATS = "docx,pdf,html,md,json"


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "example", [True, False], ids=["as it is written", "with a kind of school, questions and a policy"]
)
def test_a_school_gets_the_same_bytes_from_the_repository_and_from_its_wheel(tmp_path: Path, example: bool) -> None:
    name = "west-shire" if example else "second-union"
    root, empty = tmp_path / "repository", tmp_path / "empty"
    run(tmp_path, "library", "new", name, str(root))
    if example:
        settings = (root / "schools/specimen.yaml").read_text("utf-8")
        run(root, "check", "--strict")
        run(root, "lint", "--strict")
        run(root, "coverage", "--fail-under", "100")
    else:
        settings = second_union(root)
    (root / "schools/school.yaml").write_text(settings)
    (empty / "schools").mkdir(parents=True)
    (empty / "schools/school.yaml").write_text(settings)
    site = install(wheel_of(root, tmp_path / "dist"), tmp_path / "site-packages")

    run(root, "build", "school", "--format", FORMATS)
    run(empty, "build", "school", "--format", FORMATS, site=site)

    made = files(root / "build/school")
    assert made == files(empty / "build/school")
    assert {Path(file).suffix for file in made} >= {f".{one}" for one in FORMATS.split(",")}
    assert f"from the Python package policygen-library-{name}" in run(empty, "list", site=site)


def test_the_package_of_a_library_has_nothing_but_the_library(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    run(tmp_path, "library", "new", "west-shire", str(root))
    site = install(wheel_of(root, tmp_path / "dist"), tmp_path / "site-packages")
    assert {path.split("/")[0] for path in files(site)} == {
        "policygen_library_west_shire", "policygen_library_west_shire-2026.11.dist-info",
    }  # fmt: skip
    library = site / "policygen_library_west_shire/library"
    assert files(library) == {
        name: data for name, data in files(root / "clauses/west-shire").items() if not name.startswith(".")
    }


def test_a_projects_lock_holds_it_to_the_wheel_that_it_was_pinned_with(tmp_path: Path) -> None:
    root, empty = tmp_path / "repository", tmp_path / "empty"
    run(tmp_path, "library", "new", "west-shire", str(root))
    site = install(wheel_of(root, tmp_path / "dist"), tmp_path / "site-packages")
    run(tmp_path, "init", "empty", "--no-input", "--school", "larch", site=site)
    assert "- id: west-shire" in (empty / "policygen.lock").read_text("utf-8")
    run(empty, "coverage", site=site)
    clauses = site / "policygen_library_west_shire/library/cycling.yaml"
    clauses.write_text(clauses.read_text("utf-8").replace("keeps pupils active", "keeps pupils fit"))
    with pytest.raises(AssertionError, match=r"differ from those recorded in policygen\.lock"):
        run(empty, "coverage", site=site)
    with pytest.raises(AssertionError, match=r"differ from those recorded in policygen\.lock"):
        run(empty, "build", "--draft", site=site)
