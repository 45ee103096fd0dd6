"""`policygen freshness` in a school's project: nobody there is told to change what only a library's keepers can."""

from __future__ import annotations

from pathlib import Path

from tests.support.projects import SMALL, write
from tests.support.upgrading import MovingProject

LATER = ("freshness", "--as-of", "2027-12-01")
FORBIDDEN = ("policygen review", "write verified", "Check the clauses against")


def test_only_those_who_keep_a_library_are_told_to_review_and_verify(tmp_path: Path) -> None:
    found = MovingProject.lay_out(tmp_path, {})
    told = found.run(*LATER).out
    assert "“Why we have it” was last reviewed on 2026-09-01" in told
    assert [words for words in FORBIDDEN if words in told] == []
    assert "Only the people who maintain law can change this. Look for a newer version, or tell them." in told
    # A reference that all libraries share comes with policygen.
    assert "Only the people who maintain policygen can change this." in told


def test_a_project_that_keeps_its_own_library_is_told_what_to_do_about_that(tmp_path: Path) -> None:
    found = MovingProject.lay_out(tmp_path, {})
    library = (SMALL / "clauses/law/library.yaml").read_text()
    write(found.root, "clauses/mine/library.yaml", library.replace("law", "mine"))
    clause = "  - {id: kites.fly, title: Kites, kind: information, audience: [staff], text: Staff fly kites.}\n"
    write(found.root, "clauses/mine/kites.yaml", f"clauses:\n{clause}")
    told = found.run(*LATER).out
    assert "run `policygen review mine:kites.fly --by NAME`" in told
    assert "policygen review home:" not in told


def test_what_is_to_be_done_is_said_once_if_it_is_the_same_for_all(tmp_path: Path) -> None:
    found = MovingProject.lay_out(tmp_path, {})
    told = found.run(*LATER).out
    assert told.count("Only the people who maintain law can change this") == 2  # beside those of home
    assert told.count("Only the people who maintain policygen can change this") == 2  # a reference and a contact
