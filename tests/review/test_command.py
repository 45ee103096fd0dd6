"""`policygen review`: it shows what a reviewer needs, and records the review of that one clause."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest

from tests.support.cli import Ran, run
from tests.support.projects import lay_out

BASICS = "clauses/home/basics.yaml"
EPOCH = {"SOURCE_DATE_EPOCH": "1796040000"}  # 30 November 2026


def on_the_day(folder: Path, *arguments: str) -> Ran:
    return run(folder, *arguments, environment=EPOCH)


def review(folder: Path, *options: str) -> Ran:
    return on_the_day(folder, "review", *options)


def change(folder: Path, old: str, new: str) -> None:
    file = folder / BASICS
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@b.test", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A project in git, in which a clause has been changed since its review."""
    lay_out(tmp_path)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "clauses", "schools")
    git(tmp_path, "commit", "-qm", "As reviewed")
    change(tmp_path, "Pupils tell {{", "Pupils ask {{")
    return tmp_path


def test_what_has_changed_is_found_under_a_former_name(changed: Path) -> None:
    change(changed, "id: telling.who", "id: telling.whom\n    formerly: [telling.who]")
    ran = review(changed, "telling.whom")
    assert "What has changed since the last review (wording of" in ran.out
    assert "[-tell-] {+ask+}" in ran.out


def test_a_part_of_a_clause_that_nobody_has_reviewed_is_compared_with_the_whole(changed: Path) -> None:
    part = (
        "  - id: telling.tiny\n    formerly: [{id: telling.young, with: [telling.small]}]\n    title: The tiny\n"
        "    kind: advice\n    audience: [staff]\n    text: Adults speak for them.\n  - id: telling.small\n"
        "    formerly: [{id: telling.young, with: [telling.tiny]}]\n"
    )
    change(changed, "  - id: telling.young\n", part)
    outline = changed / "clauses/policies/online.yaml"
    outline.write_text(outline.read_text("utf-8").replace("telling.young", "telling.tiny, telling.small"), "utf-8")
    ran = review(changed, "telling.tiny")
    assert "What has changed since it was telling.young (wording of" in ran.out
    assert "Adults [-tell-] {+speak+} for them." in ran.out


def test_it_shows_words_branches_sources_and_what_has_changed(changed: Path) -> None:
    ran = review(changed, "telling.who")
    assert ran.code == 0
    assert "Nothing was recorded" in ran.err
    assert "reviewed on 2026-09-01 by the maintainers; its wording has changed since" in ran.out
    assert "    Pupils ask {{ choices.routes | any_of }}{% if" in ran.out
    # As it is written, and as each of two branches prints it.
    assert ran.out.count("Pupils ask ") == 3
    assert (
        "guide/tell-1 (meets it; nobody has compared the two)\n      The Guide; page 3: Pupils tell someone." in ran.out
    )
    assert "care_act: Care of Children Act 2001\n      It was entered from memory and has not been verified." in ran.out
    assert "Pupils [-tell-] {+ask+} {{ choices.routes | any_of }}" in ran.out
    assert "PG270" in on_the_day(changed, "check").out


def test_a_recorded_review_changes_one_line_of_one_file(changed: Path) -> None:
    before = (changed / BASICS).read_text(encoding="utf-8").split("\n")
    ran = review(changed, "home:telling.who", "--by", "Jo Bell", "--yes")
    assert (ran.code, ran.err) == (0, f"{BASICS}: the review of home:telling.who is recorded.\n")
    after = (changed / BASICS).read_text(encoding="utf-8").split("\n")
    (line,) = [new for old, new in zip(before, after, strict=True) if old != new]
    assert line.startswith("    reviewed: {on: 2026-11-30, by: Jo Bell, digest: ")
    assert on_the_day(changed, "check").code == 0


@pytest.mark.parametrize("typed", ["", "no\n", "\n"])
def test_without_a_yes_nothing_is_recorded(changed: Path, typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (changed / BASICS).read_bytes()
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    ran = review(changed, "telling.who", "--by", "Jo Bell")
    assert ran.code == 1
    assert ran.err.endswith("Nothing was recorded.\n")
    assert (changed / BASICS).read_bytes() == before


def test_a_correction_of_spelling_keeps_the_date_and_the_name(tmp_path: Path) -> None:
    lay_out(tmp_path)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "clauses", "schools")
    git(tmp_path, "commit", "-qm", "As reviewed")
    change(tmp_path, "It is written down:", "It is writen down:")
    ran = review(tmp_path, "telling.who", "--by", "Jo Bell", "--editorial", "--yes")
    assert ran.code == 0, ran.err
    assert "reviewed: {on: 2026-09-01, by: the maintainers, digest: " in (tmp_path / BASICS).read_text(encoding="utf-8")
    assert on_the_day(tmp_path, "check").code == 0


def test_a_change_of_what_is_said_is_no_correction(changed: Path) -> None:
    ran = review(changed, "telling.who", "--by", "Jo Bell", "--editorial", "--yes")
    assert (ran.code, ran.out) == (1, "")
    assert "differs from the reviewed wording in more than spelling" in ran.err


def test_without_a_repository_it_says_so_and_no_correction_can_be_recorded(tmp_path: Path) -> None:
    lay_out(tmp_path)
    change(tmp_path, "Pupils tell {{", "Pupils ask {{")
    assert "cannot be shown, because this folder is not in a git repository" in review(tmp_path, "telling.who").out
    ran = review(tmp_path, "telling.who", "--by", "Jo Bell", "--editorial", "--yes")
    assert ran.code == 1
    assert "review it without --editorial" in ran.err


def test_a_verdict_is_recorded_and_counted_until_the_words_change(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran = review(tmp_path, "telling.who", "--judge", "guide/tell-1=partly", "--by", "Jo Bell", "--yes")
    assert ran.code == 0, ran.err
    assert "guide/tell-1 (The Guide; page 3)\n    Pupils tell someone." in ran.out
    text = (tmp_path / BASICS).read_text(encoding="utf-8")
    assert "{id: guide/tell-1, status: partly, judged: {on: 2026-11-30, by: Jo Bell, digest: " in text
    covered = on_the_day(tmp_path, "coverage").out
    assert "met in part: home:telling.who" in covered
    assert "judged 1 of 1 claim" in covered
    change(tmp_path, "Pupils tell {{", "Pupils ask {{")
    covered = on_the_day(tmp_path, "coverage").out
    assert "judged 0 of 1 claim" in covered
    assert "home:telling.who and guide/tell-1 were compared before one of them changed" in covered
    again = review(tmp_path, "telling.who", "--judge", "guide/tell-1=met", "--by", "Al", "--yes")
    assert again.code == 0, again.err
    assert "{id: guide/tell-1, status: met, judged: {on: 2026-11-30, by: Al, digest: " in (tmp_path / BASICS).read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("telling.whoo",), "there is no clause 'telling.whoo'. Did you mean `telling.who`?"),
        (("telling.who", "--judge", "guide/tell-1"), "is not a verdict"),
        (("telling.who", "--judge", "guide/tell-1=met", "--editorial"), "use one of them"),
    ],
)
def test_incorrect_usage_ends_with_2(tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    lay_out(tmp_path)
    ran = review(tmp_path, *options)
    assert ran.code == 2
    assert words in " ".join(ran.err.split())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("telling.who", "--judge", "guide/tell-9=met", "--by", "Jo"), "unknown requirement guide/tell-9"),
        (("basics.why", "--judge", "guide/tell-1=met", "--by", "Jo"), "Add it there first."),
        (("basics.why", "--by", "TBC", "--yes"), "is not the name of a person or a body"),
    ],
)
def test_what_cannot_be_recorded_says_why(tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    lay_out(tmp_path)
    ran = review(tmp_path, *options)
    assert ran.code == 1
    assert words in ran.err
