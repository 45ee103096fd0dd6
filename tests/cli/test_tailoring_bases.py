"""Tailoring knows what it was made against: a build keeps the words, and a change of the clause is named with both."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from policygen.model.checked import clause_digest
from tests.support.cli import Ran, run
from tests.support.git import commit
from tests.support.projects import lay_out, write
from tests.support.settings import school
from tests.support.stamps import stamped

BASICS = "clauses/home/basics.yaml"
OWN = "{replace: basics.why, text: Our own words., because: We say it our way}"
LEFT_OUT = "{omit: basics.words, because: Nobody needs it}"
BEFORE, AFTER = "keeps its pupils safe online", "keeps its pupils and staff safe online"
FOLDER = "schools/hilltop/base"


def tailored(*entries: str, **groups: str) -> str:
    return school(tailoring="".join(f"\n  - {entry}" for entry in entries), **groups)


def reworded(folder: Path, before: str = BEFORE, after: str = AFTER) -> None:
    path = folder / BASICS
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(stamped(text.replace(before, after)), encoding="utf-8")


def build(folder: Path, *names: str) -> Ran:
    ran = run(folder, "build", *names, "--format", "md")
    assert ran.code == 0, ran.err
    return ran


def check(folder: Path, *arguments: str) -> Ran:
    return run(folder, "check", *arguments)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    lay_out(tmp_path, {"schools/hilltop.yaml": tailored(OWN, LEFT_OUT)})
    build(tmp_path)
    return tmp_path


def test_a_build_keeps_the_words_that_an_entry_was_made_against(project: Path) -> None:
    index = yaml.safe_load((project / FOLDER / "index.yaml").read_text())["clauses"]
    assert set(index) == {"home:basics.why", "home:basics.words"}
    for clause, base in index.items():
        kept = yaml.safe_load((project / FOLDER / f"{base['digest']}.yaml").read_text())
        assert (kept["clause"], kept["library"], kept["version"]) == (clause, "home", base["version"])
        assert clause_digest(kept["title"], kept["text"]) == base["digest"]
    assert BEFORE in (project / FOLDER / f"{index['home:basics.why']['digest']}.yaml").read_text()
    assert check(project, "--strict").code == 0


def test_a_change_of_a_replaced_clause_is_named_with_the_words_before_and_after(project: Path) -> None:
    reworded(project)
    ran = check(project)
    assert ran.code == 0
    assert "warning[PG334]: `home:basics.why` has changed in home 1.0 since hilltop replaced it" in ran.out
    assert "pupils {+and staff+} safe online" in " ".join(ran.out.split())
    line = (project / "schools/hilltop.yaml").read_text().splitlines().index(f"  - {OWN}") + 1
    assert f"schools/hilltop.yaml:{line}:" in ran.out
    assert check(project, "--strict").code == 1
    assert "PG334" in build(project).err


def test_a_change_of_an_omitted_clause_is_named_too(project: Path) -> None:
    reworded(project, "A phone or a computer.", "A phone, a watch or a computer.")
    assert "`home:basics.words` has changed in home 1.0 since hilltop left it out" in check(project).out
    assert "`home:basics.why`" not in check(project).out


def test_a_later_build_keeps_what_was_recorded_and_never_overwrites_words(project: Path) -> None:
    before = {path.name: path.read_bytes() for path in (project / FOLDER).iterdir()}
    reworded(project)
    build(project)
    assert {path.name: path.read_bytes() for path in (project / FOLDER).iterdir()} == before
    assert "PG334" in check(project).out


def test_the_base_that_the_hint_gives_settles_it_and_its_words_are_kept(project: Path) -> None:
    reworded(project)
    out = " ".join(check(project).out.split())
    base = out.split("and add `base: ")[1].split("`")[0]
    accepted = OWN.replace("}", f", base: {base}}}")
    write(project, "schools/hilltop.yaml", tailored(accepted, LEFT_OUT))
    assert check(project, "--strict").code == 0, check(project).out
    build(project)
    digest = yaml.safe_load(base)["digest"]
    assert [path for path in (project / FOLDER).iterdir() if path.name.startswith(digest)]
    reworded(project, AFTER, BEFORE)
    assert "`home:basics.why` has changed" in check(project).out


def test_an_entry_that_went_and_came_back_starts_anew(project: Path) -> None:
    write(project, "schools/hilltop.yaml", tailored(LEFT_OUT))
    build(project)
    reworded(project)
    write(project, "schools/hilltop.yaml", tailored(OWN, LEFT_OUT))
    build(project)
    assert "PG334" not in check(project).out


def test_words_that_were_not_kept_or_were_edited_are_not_shown(project: Path) -> None:
    index = yaml.safe_load((project / FOLDER / "index.yaml").read_text())["clauses"]
    path = project / FOLDER / f"{index['home:basics.why']['digest']}.yaml"
    path.write_text(path.read_text().replace("safe", "very safe"))
    reworded(project)
    assert "PG334" in check(project).out
    assert "Before and after" not in check(project).out
    path.unlink()
    assert "PG334" in check(project).out


def test_a_trusts_entry_names_each_school_that_it_affects(tmp_path: Path) -> None:
    trust = f"extends: authorities/westshire.yaml\nspecimen: true\ntailoring:\n  - {OWN}\n"
    member = school(extends="trusts/elm.yaml")
    files = {"schools/trusts/elm.yaml": trust, "schools/vale.yaml": member, "schools/valley.yaml": member}
    lay_out(tmp_path, files)
    build(tmp_path, "trusts/elm")
    assert (tmp_path / "schools/trusts/elm/base/index.yaml").is_file()
    assert not (tmp_path / "schools/vale/base").exists()
    reworded(tmp_path)
    out = check(tmp_path).out
    for name in ("vale", "valley"):
        assert f"since it was replaced here, which affects {name}" in out
    assert "schools/trusts/elm.yaml:4:" in out
    found = json.loads(run(tmp_path, "freshness", "--json", "--as-of", "2026-11-29").out)["findings"]
    (one,) = [finding for finding in found if finding["kind"] == "tailored"]
    assert one["schools"] == ["vale", "valley"]


def test_a_school_that_rewords_its_trusts_words_is_told_when_the_trust_changes_them(tmp_path: Path) -> None:
    trust = f"extends: authorities/westshire.yaml\nspecimen: true\ntailoring:\n  - {OWN}\n"
    mine = tailored("{replace: basics.why, text: Mine., because: It is mine}", extends="trusts/elm.yaml")
    lay_out(tmp_path, {"schools/trusts/elm.yaml": trust, "schools/vale.yaml": mine})
    build(tmp_path, "vale")
    write(tmp_path, "schools/trusts/elm.yaml", trust.replace("Our own words.", "Our new words."))
    out = " ".join(check(tmp_path).out.split())
    assert "`home:basics.why` has changed in trusts/elm since vale replaced it" in out
    assert "Our [-own-] {+new+} words." in out


def test_freshness_and_the_end_of_a_build_count_it(project: Path) -> None:
    reworded(project)
    out = run(project, "freshness").out
    assert "Tailored clauses that have changed (1)" in out
    assert "home:basics.why has changed since schools/hilltop.yaml replaced or omitted it" in out
    assert "1 school: hilltop" in out
    assert "1 tailored clause has changed: home:basics.why." in build(project).err


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
def test_impact_names_the_schools_that_tailor_a_changed_clause(project: Path) -> None:
    commit(project)
    reworded(project)
    assert "replaced or left out by hilltop" in run(project, "impact", "--since", "HEAD").out
    (change,) = json.loads(run(project, "impact", "--since", "HEAD", "--json").out)["clauses"]
    assert (change["tailored"], change["touched"]["schools"]) == (["hilltop"], [])


def test_adopting_keeps_the_words_too(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": tailored(OWN)})
    later = {"SOURCE_DATE_EPOCH": "1830297600"}
    assert run(tmp_path, "build", "hilltop", "--policy", "online", "--format", "json").code == 0
    shutil.rmtree(tmp_path / FOLDER)
    ran = run(tmp_path, "adopt", "hilltop", "online", "--on", "2026-12-03", "--minute", "1", environment=later)
    assert ran.code == 0, ran.err
    assert (tmp_path / FOLDER / "index.yaml").is_file()


def test_what_lies_in_a_base_folder_is_no_settings_file(project: Path) -> None:
    assert "base" not in run(project, "list").out
    write(project, f"{FOLDER}/notes.yml", "x")
    assert check(project, "--strict").code == 0
    assert "base" not in run(project, "build", "hilltop/bas").err


def test_a_base_folder_that_cannot_be_written_stops_no_document(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": tailored(OWN), FOLDER: "a file in the way"})
    ran = build(tmp_path)
    assert "warning[PG501]" in ran.err
    assert (tmp_path / "build/hilltop/online.md").is_file()


def test_an_awkward_text_is_kept_exactly(tmp_path: Path) -> None:
    clause = '    text: "  Spaced: {{ school.name }} # no comment\\n\\n\\n\\\\ end"\n'
    lay_out(tmp_path, {"schools/hilltop.yaml": tailored(OWN)})
    text = (tmp_path / BASICS).read_text(encoding="utf-8")
    start, end = text.index("    text: |"), text.index("  - id: basics.rules")
    write(tmp_path, BASICS, text[:start] + clause + text[end:])
    build(tmp_path)
    index = yaml.safe_load((tmp_path / FOLDER / "index.yaml").read_text())["clauses"]["home:basics.why"]
    kept = yaml.safe_load((tmp_path / FOLDER / f"{index['digest']}.yaml").read_text())
    assert clause_digest(kept["title"], kept["text"]) == index["digest"]
