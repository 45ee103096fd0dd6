"""Questions and roles of a library's own vocabulary that were renamed: in settings, and in words that name them."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.support.projects import SMALL, write
from tests.support.upgrading import MovingProject

VOCABULARY = """\
choices:
  {lunch}:
    type: one_of
    values: {{allowed: Allowed, away: Put away}}
    label: Phones at lunch
    question: May pupils use phones while they eat?
    help: Choose one.
    knows: head
people:
  {cook}:
    label: Cook
    question: Who cooks?
    help: One person.
    falls_back: headteacher
    knows: clerk
"""
CLAUSES = """\
clauses:
  - id: meals.phones
    title: Phones at lunch
    kind: duty
    audience: [pupils]
    text: |
      At lunch phones are {{% if choices.{lunch} == "away" %}}in bags{{% else %}}on the table{{% endif %}}. {extra}
      Questions go to {{{{ people.{cook} }}}} at the hatch.
"""
POLICY = """\
id: meals
title: Meals policy
subject: Meals
sections: [{id: meals, title: Meals, clauses: [meals.phones]}]
signatories: [headteacher]
"""
OWN = """\
tailoring:
  - replace: meals:meals.phones
    text: |
      At lunch phones are {% if choices.meals.lunch == "away" %}in bags{% else %}on the table{% endif %}.
      Questions go to {{ people.meals.cook }} at the counter.
    because: We have a counter
"""


def library(found: MovingProject, lunch: str, cook: str, extra: str = "", formerly: bool = False) -> None:
    folder = "clauses/meals"
    about = (SMALL / "clauses/home/library.yaml").read_text().replace("home", "meals").replace("Home", "Meals")
    vocabulary = VOCABULARY.format(lunch=lunch, cook=cook)
    if formerly:
        vocabulary = vocabulary.replace("    label: Phones", "    formerly: [lunch]\n    label: Phones")
        vocabulary = vocabulary.replace("    label: Cook", "    formerly: [cook]\n    label: Cook")
    write(found.packaged, f"{folder}/library.yaml", about)
    write(found.packaged, f"{folder}/vocabulary.yaml", vocabulary)
    write(found.packaged, f"{folder}/meals.yaml", CLAUSES.format(lunch=lunch, cook=cook, extra=extra))
    write(found.packaged, f"{folder}/policies/meals.yaml", POLICY)


def test_names_of_a_library_s_own_vocabulary_are_renamed(tmp_path: Path) -> None:
    found = MovingProject.lay_out(tmp_path, {})
    library(found, "lunch", "cook")
    settings = (SMALL / "schools/hilltop.yaml").read_text()
    settings = settings.replace("choices:\n", "choices:\n  meals:lunch: away  # at table\n")
    settings = settings.replace("people:\n", "people:\n  meals:cook: Di Oliver\n").replace(
        "  online: {}\n", "  online: {}\n  meals: {}\n"
    )
    write(found.root, "schools/hilltop.yaml", settings + OWN)
    found.build()
    assert found.run("check").code == 0
    library(found, "dinner", "chef", "So are watches.", formerly=True)
    ran = found.run("upgrade", "--write")
    assert ran.code == 0, ran.out + ran.err
    made = found.read("schools/hilltop.yaml")
    assert "  meals:dinner: away  # at table\n" in made
    assert "  meals:chef: Di Oliver\n" in made
    assert yaml.safe_load(made)["tailoring"][0]["text"] == (
        'At lunch phones are {% if choices.meals.dinner == "away" %}in bags{% else %}on the table{% endif %}. '
        "So are watches.\nQuestions go to {{ people.meals.chef }} at the counter.\n"
    )
    assert found.run("check").code == 0
