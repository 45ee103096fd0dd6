"""A clause as each branch prints it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.cli import run
from tests.support.projects import lay_out
from tests.support.settings import school

CLAUSES = """\
clauses:
  - id: trips.phones
    title: Phones on trips
    kind: duty
    audience: [staff]
    when: {phones: [handed_in, lockers]}
    text: |
      {{ school.name }} goes on trips.

      {% if choices.phones == "lockers" %}Phones stay in lockers.{% else %}Phones stay here.{% endif %}

      {% if school.boarding %}Boarders ring at six.{% endif %}

      {{ people.headteacher | sentence }} decides, see [](#telling.who).
"""
MODELS = """\
models:
  - id: boarders
    title: boarding school
    school: {nation: england, phase: [primary], boarding: yes}
    choices: {phones: lockers}
"""


def laid_out(folder: Path) -> None:
    lay_out(folder)
    policy = (folder / "clauses/policies/online.yaml").read_text(encoding="utf-8")
    (folder / "clauses/policies/online.yaml").write_text(
        policy.replace("[telling.who,", "[trips.phones, telling.who,"), encoding="utf-8"
    )
    (folder / "clauses/home/trips.yaml").write_text(CLAUSES, encoding="utf-8")
    (folder / "clauses/models.yaml").write_text(MODELS, encoding="utf-8")


def shown(folder: Path, *options: str) -> str:
    ran = run(folder, "preview", *options)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def test_each_branch_is_shown_with_the_answers_that_decide(tmp_path: Path) -> None:
    laid_out(tmp_path)
    found = json.loads(shown(tmp_path, "trips.phones", "--json"))
    branches = {tuple(sorted((key, tuple(options)) for key, options in one["answers"].items())): one["text"]
                for one in found["branches"]}  # fmt: skip
    assert len(branches) == 5
    text = branches[(("choices.phones", ("lockers",)), ("school.boarding", (True,)))]
    assert "Phones stay in lockers." in text
    assert "Boarders ring at six." in text
    assert "Phones stay here." in branches[(("choices.phones", ("handed_in",)), ("school.boarding", (False,)))]
    assert branches[(("choices.phones", ("own_care",)),)] == ""
    assert not found["more"]


def test_answers_of_a_school_are_shown_as_their_labels_and_what_is_alike_once(tmp_path: Path) -> None:
    laid_out(tmp_path)
    text = shown(tmp_path, "trips.phones")
    assert text.startswith("home:trips.phones in online, from clauses/home/trips.yaml:2:9\n")
    assert text.count("[School name] goes on trips.") == 1
    assert "The headteacher decides, see section telling.who." in text
    assert text.rstrip().endswith("(left out)")


def test_a_kind_of_school_and_a_school_have_one_branch(tmp_path: Path) -> None:
    laid_out(tmp_path)
    of_kind = shown(tmp_path, "trips.phones", "--kind", "boarders")
    assert "1. boarding school" in of_kind
    assert "Boarders ring at six." in of_kind
    (tmp_path / "schools/lock.yaml").write_text(school(choices="{phones: lockers}"), encoding="utf-8")
    of_school = shown(tmp_path, "trips.phones", "--school", "lock")
    assert "Phones stay in lockers." in of_school
    assert "Boarders" not in of_school
    assert "(left out)" in shown(tmp_path, "telling.boarders", "--school", "lock")


def test_a_web_page_has_a_section_for_each_branch(tmp_path: Path) -> None:
    laid_out(tmp_path)
    assert shown(tmp_path, "trips.phones", "--out", "p.html") == "p.html\n"
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert page.count("Phones on trips</h3>") == 4
    assert "<h1" in page


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("trips.phone",), "there is no clause 'trips.phone'. Did you mean `trips.phones`?"),
        (("trips.phones", "--kind", "border"), "there is no kind of school 'border'. Did you mean `boarders`?"),
        (("trips.phones", "--kind", "boarders", "--school", "hilltop"), "--kind and --school cannot be combined"),
        (("trips.phones", "--policy", "phones"), "home:trips.phones is not in phones: it is in online"),
        (("trips.phones", "--out", "p.pdf"), "end it with .html"),
    ],
)
def test_what_cannot_be_shown_is_said(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    laid_out(tmp_path)
    ran = run(tmp_path, "preview", *arguments)
    assert ran.code in (1, 2)
    assert ran.out == ""
    assert says in ran.err
