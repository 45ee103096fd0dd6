"""`policygen build --large-print`: which files are made and what they are called, and that nothing else changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policygen.build.manifest import Manifest
from tests.support.adopted import LATER
from tests.support.cli import Ran, run
from tests.support.folders import files_under
from tests.support.projects import lay_out

PHONES = ("build", "hilltop", "--policy", "phones")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    lay_out(tmp_path)
    return tmp_path


def built(project: Path, *more: str) -> Ran:
    ran = run(project, *PHONES, *more)
    assert ran.code == 0, ran.err
    return ran


def made(project: Path) -> set[str]:
    return {name for name in files_under(project / "build/hilltop") if "phones" in name}


def test_the_copies_are_beside_the_ordinary_files_which_stay(project: Path) -> None:
    built(project, "--format", "html,md")
    before = {name: (project / "build/hilltop" / name).read_bytes() for name in made(project)}
    ran = built(project, "--format", "html,md", "--large-print")
    assert made(project) == {"phones.html", "phones.md", "phones.large-print.html"}
    # Markdown has no type size: its one file is the same either way.
    assert {name: (project / "build/hilltop" / name).read_bytes() for name in before} == before
    assert "build/hilltop/phones.large-print.html" in ran.out.split()
    assert (project / "build/hilltop/phones.large-print.html").read_bytes() != before["phones.html"]


def test_documents_that_go_with_a_policy_are_in_large_print_too(project: Path) -> None:
    (project / "staff.csv").write_text("Name;Role\r\nZoë Quillfeather;Teacher\r\n", encoding="utf-8")
    built(
        project, "--format", "docx", "--large-print", "--staff", "staff.csv", "--edition", "board,staff", "--annotate"
    )
    found = made(project)
    assert {"phones.large-print.docx", "staff/phones.large-print.docx", "phones-annotated.large-print.docx"} <= found
    assert "staff/phones-register.large-print.docx" in found
    assert all(".large-print." in name for name in found)


def test_the_manifest_tells_the_two_looks_apart(project: Path) -> None:
    built(project, "--format", "html,json")
    built(project, "--format", "html,json", "--large-print")
    manifest = Manifest.read(project / "build")
    assert manifest.tools["look"] != manifest.tools["large-print look"]
    outputs = manifest.outputs
    assert outputs["hilltop/phones.html"].inputs != outputs["hilltop/phones.large-print.html"].inputs
    assert "hilltop/phones.large-print.json" not in outputs


def test_formats_without_a_type_size_alone_are_refused(project: Path) -> None:
    ran = run(project, *PHONES, "--large-print", "--format", "md,json")
    assert ran.code == 2
    assert "--large-print needs DOCX, PDF or HTML" in ran.err
    assert not (project / "build").exists()


def test_a_model_copy_has_no_large_print(project: Path) -> None:
    ran = run(project, "build", "--blank", "--large-print")
    assert ran.code == 2
    assert "--large-print" in ran.err


def test_a_large_print_copy_can_be_the_file_that_the_meeting_saw(project: Path, tmp_path: Path) -> None:
    """The words are the same, so what is recorded is the same Document."""
    other = tmp_path / "other"
    lay_out(other)
    records = []
    for folder, more, name in ((project, ("--large-print",), "phones.large-print.docx"), (other, (), "phones.docx")):
        ran = run(folder, *PHONES, "--format", "docx", *more, environment=LATER)
        assert ran.code == 0, ran.err
        meeting = ("--on", "2026-12-03", "--minute", "14/26", "--file", f"build/hilltop/{name}")
        ran = run(folder, "adopt", "hilltop", "phones", *meeting, environment=LATER)
        assert ran.code == 0, ran.err
        file = folder / "schools/hilltop/adopted/phones/2026-12-03.json"
        records.append(json.loads(file.read_text(encoding="utf-8")))
    assert records[0]["document"] == records[1]["document"]
    # What is in force is in large print too, from the record alone.
    ran = run(other, "build", "hilltop", "--adopted", "--large-print", "--format", "html,docx", environment=LATER)
    assert ran.code == 0, ran.err
    assert {"adopted/phones.large-print.html", "adopted/phones.large-print.docx"} <= set(
        files_under(other / "build/hilltop")
    )
    ran = run(other, "verify", "build/hilltop/adopted/phones.large-print.docx", environment=LATER)
    assert ran.code == 0, ran.out + ran.err


def test_a_mistake_in_the_sizes_names_their_file(project: Path) -> None:
    templates = project / "templates"
    source = templates.resolve()
    templates.unlink()
    templates.mkdir()
    for path in source.rglob("*"):
        if path.is_file():
            copy = templates / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    (templates / "large-print.yaml").write_text("type: {body: {size: big}}\n", encoding="utf-8")
    ran = run(project, *PHONES, "--format", "html", "--large-print")
    assert ran.code == 1
    assert "templates/large-print.yaml cannot be used: type.body.size is 'big'" in ran.err
    built(project, "--format", "html")
