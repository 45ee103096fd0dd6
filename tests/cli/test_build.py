"""`policygen build`: which files are made, whole or not at all, and how a build ends in words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import policygen
from policygen.build.results import NotMade, SchoolResult
from policygen.build.summary import build_summary
from policygen.document.json import from_json
from policygen.look.look import Look
from policygen.render.templates import template_of
from policygen.world.disk import DiskWorld
from policygen.world.protocol import OutsideTheProject
from policygen.world.writing import write_whole
from tests.support.cli import ROOT, run, run_elsewhere
from tests.support.folders import files_under
from tests.support.projects import document, lay_out, write
from tests.support.settings import school

QUICK = ("--format", "md,json")


def made(folder: Path) -> list[str]:
    return files_under(folder)


def test_a_build_makes_each_policy_of_each_school_in_each_format(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            "schools/second.yaml": school(
                school="\n  name: Second\n  phase: [primary]", policies="{phones: {}, online: {}}"
            )
        },
    )
    ran = run(tmp_path, "build", *QUICK)
    expected = [
        f"build/{name}/{policy}.{extension}"
        for name in ("hilltop", "second")
        for policy in ("online", "phones")
        for extension in ("json", "md")
    ]
    expected.insert(4, "build/hilltop/review.ics")  # the second school has no meeting to count a review from
    assert ran.code == 0
    assert sorted(ran.out.split()) == expected
    assert made(tmp_path / "build") == [name.removeprefix("build/") for name in expected]
    assert ran.err.endswith("Built 4 of 4 policies in build/.\n")


def test_one_school_and_one_policy_can_be_asked_for_in_a_folder_of_choice(tmp_path: Path) -> None:
    lay_out(tmp_path / "p")
    ran = run(
        tmp_path / "p",
        "build",
        "schools/hilltop.yaml",
        "--policy",
        "phones",
        "--format",
        "md",
        "--out",
        str(tmp_path / "out"),
    )
    assert ran.code == 0
    assert ran.err.endswith("/out/hilltop/.\n")
    assert made(tmp_path / "out") == ["hilltop/phones.md", "hilltop/review.ics"]
    assert not (tmp_path / "p" / "build").exists()


def test_the_json_of_a_build_reads_back_equal_to_the_document(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    run(tmp_path, "build", "--format", "json")
    assert from_json((tmp_path / "build/hilltop/online.json").read_bytes()) == document(world)


def test_a_school_that_fails_stops_no_other_and_keeps_its_earlier_files(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/a-first.yaml": school(), "schools/third.yaml": school()})
    assert run(tmp_path, "build", *QUICK).code == 0
    before = (tmp_path / "build/hilltop/online.json").read_bytes()
    write(tmp_path, "schools/hilltop.yaml", school(people="\n  headteacher:\n  chair:\n  safeguarding_lead: Sam Okoro"))
    (tmp_path / "build/third/online.md").unlink()
    ran = run(tmp_path, "build", *QUICK)
    assert ran.code == 1
    assert (tmp_path / "build/hilltop/online.json").read_bytes() == before
    assert (tmp_path / "build/third/online.md").is_file()
    assert ran.err.splitlines()[-1] == (
        "Built 4 of 6 policies in build/. Not built: online for hilltop (2 answers missing, lines 12 and 13); "
        "phones for hilltop (1 answer missing, line 12)."
    )
    assert not any("hilltop" in line for line in ran.out.split())


def test_a_build_ends_in_words_for_settings_with_mistakes(tmp_path: Path) -> None:
    lay_out(
        tmp_path, {"schools/second.yaml": "school: [", "schools/third.yaml": school(colour="blue", specimen="perhaps")}
    )
    ran = run(tmp_path, "build", "--format", "md", "--jobs", "1")
    last = ran.err.splitlines()[-1]
    assert last.startswith("Built 2 of 5 policies in build/hilltop/. Not built: second (1 mistake, line 1); ")
    assert last.endswith("online and phones for third (2 mistakes in each, lines 13 and 14).")


def test_nothing_is_made_when_the_library_has_mistakes(tmp_path: Path) -> None:
    lay_out(tmp_path, {"clauses/home/x.yaml": "clauses: {}"})
    ran = run(tmp_path, "build", *QUICK)
    assert (ran.code, ran.out) == (1, "")
    assert "Nothing was built: there are mistakes in the clause library" in ran.err
    assert not (tmp_path / "build").exists()


def test_a_mistake_in_a_schools_own_words_stops_that_school_only(tmp_path: Path) -> None:
    text = school(tailoring="\n- {replace: basics.why, text: 'At {{ school.nme }}', because: We do}")
    lay_out(tmp_path, {"schools/hilltop.yaml": text, "schools/second.yaml": school()})
    ran = run(tmp_path, "build", "--format", "md")
    assert ran.code == 1
    assert "PG245" in ran.err
    assert ran.out.split() == ["build/second/online.md", "build/second/phones.md", "build/second/review.ics"]


def test_a_policy_that_no_school_here_has_is_not_left_out_in_silence(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": school(policies="{online: {}}")})
    ran = run(tmp_path, "build", "hilltop", "--policy", "phones", *QUICK)
    assert ran.code == 2
    assert "hilltop has no policy called phones" in ran.err


def test_a_draft_is_made_though_answers_are_missing(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": school(people="\n  headteacher:")})
    assert run(tmp_path, "build", *QUICK).code == 1
    ran = run(tmp_path, "build", "--draft", *QUICK)
    assert ran.code == 0
    assert json.loads((tmp_path / "build/hilltop/online.json").read_text())["state"] == "draft"


def test_a_file_that_cannot_be_written_leaves_the_earlier_one_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(tmp_path)
    run(tmp_path, "build", *QUICK)
    before = {name: (tmp_path / "build" / name).read_bytes() for name in made(tmp_path / "build")}
    write(tmp_path, "schools/hilltop.yaml", school(school="\n  name: Another name\n  phase: [primary]"))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("policygen.world.writing.os.fsync", full)
    ran = run(tmp_path, "build", *QUICK)
    assert (ran.code, ran.out) == (1, "")
    assert "PG501" in ran.err
    assert "No space left on device" in ran.err
    assert {name: (tmp_path / "build" / name).read_bytes() for name in made(tmp_path / "build")} == before
    assert ran.err.splitlines()[-1].startswith(
        "Built 0 of 2 policies. Not built: online and phones for hilltop (not written)."
    )


def test_a_policy_of_which_one_format_cannot_be_written_counts_as_not_made(tmp_path: Path) -> None:
    lay_out(tmp_path)
    (tmp_path / "build/hilltop/online.md").mkdir(parents=True)
    ran = run(tmp_path, "build", "--policy", "online", *QUICK)
    assert ran.code == 1
    assert ran.err.splitlines()[-1] == "Built 0 of 1 policy. Not built: online for hilltop (not written)."


def test_an_interrupted_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    write_whole(path, b"before")

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("policygen.world.writing.os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"after")
    assert path.read_bytes() == b"before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.pdf"]


def test_a_written_file_may_be_read_as_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_whole(tmp_path / "a.pdf", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "a.pdf").stat().st_mode & 0o777 == 0o644


def test_who_may_read_a_file_stays_as_its_owner_set_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.yaml", b"x")
    (tmp_path / "a.yaml").chmod(0o600)
    write_whole(tmp_path / "a.yaml", b"y")
    assert (tmp_path / "a.yaml").read_bytes() == b"y"
    assert (tmp_path / "a.yaml").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "schools/../../x", "schools/link", "C:/x", "schools\\x", "schools/linked/x"]
)
def test_no_name_leads_out_of_the_project(tmp_path: Path, name: str) -> None:
    world = lay_out(tmp_path / "p")
    write(tmp_path, "elsewhere/x", "secret")
    (tmp_path / "p/schools/link").symlink_to(tmp_path / "elsewhere/x")
    (tmp_path / "p/schools/linked").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutsideTheProject):
        world.read(name)
    assert not world.exists(name)


def test_a_name_within_the_project_is_read(tmp_path: Path) -> None:
    assert lay_out(tmp_path).read("schools/hilltop.yaml").startswith(b"extends:")


def test_packaged_files_are_named_apart_from_the_projects_own(tmp_path: Path) -> None:
    packaged = lay_out(tmp_path / "packaged").root
    write(tmp_path / "own", "schools/a.yaml", "own")
    world = DiskWorld(tmp_path / "own", packaged, {})
    assert world.read("policygen/schools/hilltop.yaml").startswith(b"extends:")
    assert "policygen/clauses/vocabulary.yaml" in world.packaged_names("clauses")
    with pytest.raises(OutsideTheProject):
        world.read("policygen/../own/schools/a.yaml")


def test_a_project_may_change_one_file_of_the_look_and_leave_the_rest(tmp_path: Path) -> None:
    packaged = lay_out(tmp_path / "packaged")
    tokens = packaged.look("tokens.yaml").decode()
    write(tmp_path / "own", "templates/tokens.yaml", tokens.replace("lead: 200", "lead: 201"))
    world = DiskWorld(tmp_path / "own", packaged.root, {})
    look = Look.load(world)
    assert look.tokens.lists.lead == 201
    assert template_of(look, "pdf", "policy.html.j2").filename == "policygen/templates/pdf/policy.html.j2"
    assert world.look_file("words/en.yaml") == "policygen/templates/words/en.yaml"


def test_a_look_that_leads_out_of_the_project_is_not_read(tmp_path: Path) -> None:
    packaged = lay_out(tmp_path / "packaged")
    write(tmp_path, "elsewhere/tokens.yaml", "secret: yes")
    (tmp_path / "own/templates").mkdir(parents=True)
    (tmp_path / "own/templates/tokens.yaml").symlink_to(tmp_path / "elsewhere/tokens.yaml")
    world = DiskWorld(tmp_path / "own", packaged.root, {})
    assert world.look("tokens.yaml") == (packaged.root / "templates/tokens.yaml").read_bytes()


def test_a_build_reads_nothing_outside_the_project_the_look_the_store_and_its_own_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    whole = Path.read_bytes

    def noted(path: Path) -> bytes:
        read.append(path.resolve())
        return whole(path)

    world = lay_out(tmp_path)
    monkeypatch.setattr(Path, "read_bytes", noted)
    assert run(tmp_path, "build", *QUICK).code == 0
    look = (world.packaged / "templates").resolve()
    store, code = policygen.store_folder(os.environ).resolve(), Path(policygen.__file__).resolve().parent
    assert len(read) > 8
    known = (tmp_path.resolve(), look, store, code)
    assert [path for path in read if not any(path.is_relative_to(folder) for folder in known)] == []


def test_builds_in_processes_with_different_hash_seeds_and_jobs_are_the_same_bytes(tmp_path: Path) -> None:
    results = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        lay_out(folder, {"schools/second.yaml": school(), "schools/third.yaml": "school: ["})
        ran = run_elsewhere(folder, "build", *QUICK, "--jobs", seed, environment={"PYTHONHASHSEED": seed})
        files = {name: (folder / "build" / name).read_bytes() for name in made(folder / "build")}
        results.append((ran.code, ran.out, ran.err, files))
    assert results[0] == results[1]
    assert results[0][0] == 1
    assert len(results[0][3]) == 10


def test_a_final_build_says_in_one_line_a_kind_what_is_out_of_date_and_strict_refuses(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, "build", "--format", "md")
    assert "1 contact is unverified: helpline. Run `policygen freshness` for details.\n" in ran.err
    assert "out of date" not in run(tmp_path, "build", "--draft", "--format", "md").err
    refused = run(tmp_path, "build", "--strict", "--format", "md", "--out", str(tmp_path / "strict"))
    assert refused.code == 1
    assert "Nothing was built" in refused.err
    assert not (tmp_path / "strict").exists()


def test_a_clerk_who_uses_the_packaged_libraries_is_not_told_of_their_state_by_each_build(tmp_path: Path) -> None:
    specimen = (ROOT / "schools" / "dunsallow.yaml").read_text(encoding="utf-8")
    write(tmp_path, "schools/dunsallow.yaml", specimen)

    def built(*options: str) -> tuple[int, str]:
        arguments = [
            "build",
            "--format",
            "md",
            "--policy",
            "forms",
            "--out",
            str(tmp_path / "-".join(("out", *options))),
        ]
        command = [sys.executable, "-m", "policygen", *arguments, *options]
        ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return ended.returncode, ended.stderr

    code, said = built()
    assert (code, "freshness" in said) == (0, False), said
    code, said = built("--strict")
    assert (code, "Run `policygen freshness` for details." in said) == (1, True), said


def test_a_school_of_which_nothing_could_be_made_is_named_once() -> None:
    entries = [NotMade(policy, 1, 0, (12,)) for policy in ("online", "phones", "forms")]
    assert (
        build_summary([SchoolResult("vale", not_made=entries)])
        == "Built 0 of 3 policies. Not built: all policies of vale (1 mistake, line 12)."
    )


def test_policies_that_want_the_same_answers_are_named_together() -> None:
    entries = [NotMade("a", 1, 1, (12,)), NotMade("b", 2, 2, (12, 14)), NotMade("c", 1, 1, (12,))]
    assert build_summary([SchoolResult("vale", not_made=entries)]) == (
        "Built 0 of 3 policies. Not built: a and c for vale (1 answer missing in each, line 12); "
        "b for vale (2 answers missing, lines 12 and 14)."
    )
