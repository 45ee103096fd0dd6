"""Synonyms: the longest phrase counts, in any form; nobody can say what a phrase in two groups means."""

from __future__ import annotations

from pathlib import Path

from policygen.diagnostics.model import Diagnostics
from policygen.intake.gap.synonyms import load_synonyms
from policygen.world.disk import DiskWorld
from policygen.world.memory import MemoryWorld

GROUPS = """groups:
  - [head teacher, principal]
  - [teacher, member of staff]
  - [e-mail, electronic mail]
ignored: [the is]
"""


def test_the_longest_phrase_is_met_in_any_form_and_words_that_say_nothing_are_not() -> None:
    mistakes = Diagnostics()
    synonyms = load_synonyms(MemoryWorld(files={"clauses/synonyms.yaml": GROUPS.encode()}), mistakes)
    terms = synonyms.terms("The Head-Teacher’s e-mails; the members of staff IS reporting.")
    assert not list(mistakes)
    assert [(one.words, one.idea) for one in terms] == [
        ("head-teacher", "head teacher"),
        ("e-mails", "e-mail"),
        ("members of staff", "teacher"),
        ("reporting", "report"),
    ]


def test_a_phrase_in_two_groups_and_one_too_long_are_reported_with_their_places() -> None:
    text = GROUPS.replace("e-mail, ", "Principals, ").replace("member of", "a b c d e f member of") + "more: x\n"
    mistakes = Diagnostics()
    load_synonyms(MemoryWorld(files={"clauses/synonyms.yaml": text.encode()}), mistakes)
    found = [(one.code, one.span.line if one.span else 0) for one in mistakes]
    assert found == [("PG201", 6), ("PG892", 3), ("PG892", 4)]
    twice = list(mistakes)[2]
    assert "Principals" in twice.message
    assert twice.related[0].span.line == 2


def test_a_projects_own_groups_add_to_the_packaged_ones_and_take_from_them() -> None:
    own = "groups:\n  - [teacher, tutor]\n  - [mail, e-mail]\n"
    files = {"clauses/synonyms.yaml": own.encode(), "policygen/clauses/synonyms.yaml": GROUPS.encode()}
    mistakes = Diagnostics()
    synonyms = load_synonyms(MemoryWorld(files=files), mistakes)
    assert not list(mistakes)
    ideas = [one.idea for one in synonyms.terms("tutor, member of staff, mail, e-mail, electronic mail")]
    assert ideas == ["teacher", "teacher", "mail", "mail", "e-mail"]


def test_the_list_that_comes_with_policygen_has_no_mistakes() -> None:
    mistakes = Diagnostics()
    assert len(load_synonyms(DiskWorld(Path(__file__).parents[3]), mistakes).groups) > 300
    assert not list(mistakes)
