"""A school goes from one project to another in one file: all of it, the same bytes, and nothing is lost there."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from pathlib import Path
from unittest.mock import patch

import pytest

from policygen.portable.contents import PAGE
from policygen.portable.importing import import_school
from policygen.world.disk import DiskWorld
from tests.support.cli import Ran, run, run_elsewhere
from tests.support.projects import lay_out, write
from tests.support.settings import school

LATER = {"SOURCE_DATE_EPOCH": "1830297600"}
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9mm" height="9mm"><path d="M0 0h9"/></svg>'
SETTINGS = school(
    extends="trusts/elm.yaml",
    logo="{file: pictures/hilltop.svg, alternative: A line}",
    tailoring="\n  - {replace: basics.why, text: Our own words., because: We say it our way}",
)
TRUST = "extends: authorities/westshire.yaml\nspecimen: true\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "one"
    lay_out(
        folder,
        {
            "schools/hilltop.yaml": SETTINGS,
            "schools/vale.yaml": school(),
            "schools/trusts/elm.yaml": TRUST,
            "pictures/hilltop.svg": LOGO,
            "schools/hilltop/kept/2026-11-01-online.docx": b"PK a head's edits",
            "schools/hilltop/signed/online.pdf": b"%PDF-1.7 signed",
        },
    )
    for arguments in (("build", "hilltop", "--format", "docx"), ("adopt", "hilltop", "online", *MEETING)):
        ran = run(folder, *arguments, environment=LATER)
        assert ran.code == 0, ran.err
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A project with a school that has everything that can be carried; built once, each test has a copy."""
    return shutil.copytree(built, tmp_path / "one", symlinks=True)


MEETING = ("--on", "2026-12-03", "--minute", "14/26")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A project of somebody else, with the same library and no such school."""
    folder = tmp_path / "two"
    lay_out(folder)
    (folder / "schools/hilltop.yaml").unlink()
    return folder


def export(folder: Path, *arguments: str) -> Ran:
    ran = run(folder, "export", "hilltop", *arguments)
    assert ran.code == 0, ran.err
    return ran


def carried(project: Path, other: Path, *arguments: str) -> Ran:
    export(project)
    return run(other, "import", str(project / "hilltop.school.zip"), *arguments, environment=LATER)


def files(folder: Path) -> dict[str, bytes]:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith(("templates/", "build/"))}


def test_the_file_has_all_that_belongs_to_the_school_and_a_page_that_says_so(project: Path) -> None:
    ran = export(project)
    assert ran.out == "hilltop.school.zip\n"
    with zipfile.ZipFile(project / "hilltop.school.zip") as archive:
        names = archive.namelist()
        page = archive.read(PAGE).decode()
    assert names[0] == PAGE
    for name in (
        "schools/hilltop.yaml",
        "schools/trusts/elm.yaml",
        "schools/authorities/westshire.yaml",
        "logo/pictures/hilltop.svg",
        "schools/hilltop/adopted/online/2026-12-03.json",
        "schools/hilltop/base/index.yaml",
        "schools/hilltop/kept/2026-11-01-online.docx",
        "schools/hilltop/signed/online.pdf",
    ):
        assert name in names
    assert "schools/vale.yaml" not in names
    words = " ".join(page.split())
    assert "holds the policy settings of Hilltop School" in words
    assert "these clause libraries: home 1.0" in words
    assert "policygen import hilltop.school.zip" in words
    assert "Signed files and files in kept/ may hold more personal data" in words
    assert "schools/trusts/elm.yaml (shared: belongs to the trust or council)" in words


def test_the_bytes_are_the_same_each_time_and_in_another_process(project: Path) -> None:
    export(project)
    first = (project / "hilltop.school.zip").read_bytes()
    os.utime(project / "schools/hilltop.yaml", (1, 1))
    ran = run_elsewhere(project, "export", "hilltop", "--out", "again.zip", environment={"PYTHONHASHSEED": "7"})
    assert ran.code == 0, ran.err
    assert (project / "again.zip").read_bytes() == first


def test_an_import_brings_everything_and_the_policy_is_still_adopted(project: Path, other: Path) -> None:
    ran = carried(project, other)
    assert ran.code == 0, ran.err
    there, here = files(other), files(project)
    for name in ran.out.split():
        assert there[name] == here[name]
    assert {"schools/hilltop.yaml", "schools/trusts/elm.yaml", "pictures/hilltop.svg"} <= set(ran.out.split())
    assert not [name for name in there if name.startswith(".policygen-import-")]
    built = run(other, "build", "hilltop", "--format", "md", environment=LATER)
    assert built.code == 0, built.err
    assert "**Adopted 3 December 2026**" in (other / "build/hilltop/online.md").read_text()


def test_a_second_import_changes_nothing(project: Path, other: Path) -> None:
    carried(project, other)
    before = files(other)
    ran = carried(project, other)
    assert (ran.code, ran.out) == (0, "")
    assert "exactly as in the file" in ran.err
    assert files(other) == before


def test_what_differs_is_named_and_stays(project: Path, other: Path) -> None:
    carried(project, other)
    write(other, "schools/hilltop.yaml", SETTINGS + "# ours\n")
    write(other, "schools/hilltop/signed/online.pdf", b"%PDF-1.7 another")
    before = files(other)
    ran = carried(project, other)
    assert (ran.code, ran.out) == (1, "")
    for name in ("schools/hilltop.yaml", "schools/hilltop/signed/online.pdf"):
        assert f"\n  {name}\n" in ran.err
    assert "schools/hilltop/kept/2026-11-01-online.docx" not in ran.err
    assert files(other) == before


def test_replace_keeps_the_old_file_and_never_a_groups(project: Path, other: Path) -> None:
    carried(project, other)
    write(other, "schools/hilltop.yaml", SETTINGS + "# ours\n")
    write(other, "schools/trusts/elm.yaml", TRUST + "# ours\n")
    ran = carried(project, other, "--replace")
    assert ran.out.split() == ["schools/hilltop.yaml"]
    kept = [name for name in files(other) if name.startswith("schools/hilltop/kept/") and name.endswith(".yaml")]
    assert [(other / name).read_text() for name in kept] == [SETTINGS + "# ours\n"]
    assert f"The old file is now {kept[0]}." in ran.err
    assert (other / "schools/hilltop.yaml").read_text() == SETTINGS
    assert (other / "schools/trusts/elm.yaml").read_text() == TRUST + "# ours\n"
    assert "schools/trusts/elm.yaml differs from the imported one and was not replaced" in ran.err


def test_what_a_trust_adopted_goes_with_the_school_which_can_still_take_another_name(
    project: Path, other: Path
) -> None:
    (project / "schools/hilltop/adopted/online/2026-12-03.json").unlink()
    ran = run(project, "adopt", "trusts/elm", "online", *MEETING, environment=LATER)
    assert ran.code == 0, ran.err
    ran = carried(project, other, "--as", "hilltop-primary")
    assert ran.code == 0, ran.err
    name = "schools/trusts/elm/adopted/online/2026-12-03.json"
    assert (other / name).read_bytes() == (project / name).read_bytes()
    assert run(other, "build", "hilltop-primary", "--policy", "online", "--format", "md", environment=LATER).code == 0
    assert "Common wording adopted by elm" in (other / "build/hilltop-primary/online.md").read_text()


def test_a_school_can_take_another_name_unless_its_board_adopted_something(project: Path, other: Path) -> None:
    ran = carried(project, other, "--as", "hilltop-primary")
    assert ran.code == 1
    assert "cannot be imported as hilltop-primary" in ran.err
    (project / "schools/hilltop/adopted/online/2026-12-03.json").unlink()
    ran = carried(project, other, "--as", "hilltop-primary")
    assert ran.code == 0, ran.err
    assert {"schools/hilltop-primary.yaml", "schools/hilltop-primary/signed/online.pdf"} <= set(ran.out.split())
    assert not (other / "schools/hilltop").exists()
    assert carried(project, other, "--as", "../x").code == 1


def test_what_the_settings_say_is_checked_afterwards(project: Path, other: Path) -> None:
    write(project, "schools/hilltop.yaml", SETTINGS.replace("headteacher:", "head_teacher:"))
    ran = carried(project, other)
    assert ran.code == 1
    assert "head_teacher" in ran.err
    assert (other / "schools/hilltop.yaml").is_file()


def test_a_failure_halfway_puts_everything_back(project: Path, other: Path) -> None:
    carried(project, other)
    write(other, "schools/hilltop.yaml", SETTINGS + "# ours\n")
    (other / "schools/hilltop/signed/online.pdf").unlink()
    before = files(other)
    renamed = Path.replace

    def fails(self: Path, target: Path) -> Path:
        if Path(target).name == "hilltop.yaml" and "old-" not in str(self):
            raise OSError(28, "No space left on device", str(target))
        return renamed(self, target)

    with patch.object(Path, "replace", fails), pytest.raises(OSError, match="No space left"):
        import_school(DiskWorld(other, other, {}), project / "hilltop.school.zip", replace=True)
    assert files(other) == before


def test_a_kept_copy_never_takes_the_place_of_a_file_that_comes(project: Path, other: Path) -> None:
    carried(project, other)
    write(other, "schools/hilltop.yaml", SETTINGS + "# ours\n")
    write(project, "schools/hilltop/kept/2028-01-01-hilltop.yaml", "theirs")
    export(project)
    done = import_school(DiskWorld(other, other, LATER), project / "hilltop.school.zip", replace=True)
    assert done.kept == ("schools/hilltop/kept/2028-01-01-hilltop-2.yaml",)
    assert (other / "schools/hilltop/kept/2028-01-01-hilltop.yaml").read_text() == "theirs"


def test_a_link_in_the_project_is_not_followed_out_of_it(project: Path, other: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (other / "schools/hilltop").symlink_to(tmp_path / "outside")
    ran = carried(project, other)
    assert ran.code == 1
    assert "outside the project" in ran.err
    assert list((tmp_path / "outside").iterdir()) == []
    assert not (other / "schools/hilltop.yaml").exists()


def test_a_name_that_cannot_travel_is_said_before_the_journey(project: Path) -> None:
    write(project, "schools/hilltop/kept/a: b.docx", b"x")
    ran = run(project, "export", "hilltop")
    assert ran.code == 1
    assert "“schools/hilltop/kept/a: b.docx”. Rename it." in ran.err
    assert not (project / "hilltop.school.zip").exists()


def test_an_unknown_school_is_a_mistake_of_usage(project: Path) -> None:
    ran = run(project, "export", "hiltop")
    assert ran.code == 2
    assert "Did you mean `hilltop`?" in ran.err


def test_a_school_is_exported_whatever_is_wrong_with_the_library(project: Path) -> None:
    write(project, "clauses/vocabulary.yaml", "nonsense")
    export(project)
    with zipfile.ZipFile(project / "hilltop.school.zip") as archive:
        assert (
            hashlib.sha256(archive.read("schools/hilltop.yaml")).digest() == hashlib.sha256(SETTINGS.encode()).digest()
        )
