"""`policygen why`: why a school has a clause or not, and where its words come from."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.cli import run
from tests.support.projects import lay_out
from tests.support.settings import school


def why(folder: Path, clause: str, *options: str) -> list[str]:
    ran = run(folder, "why", "hilltop", clause, *options)
    assert (ran.code, ran.err) == (0, "")
    return [" ".join(line.split()) for line in ran.out.splitlines()]


def test_a_clause_that_is_held_says_number_place_values_and_sources(tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert why(tmp_path, "telling.who") == [
        "2.1 Whom to tell (home:telling.who, online for hilltop)",
        "source home:basics.yaml:37",
        "printed as published: every school has it",
        "value “any adult they trust” is choices.routes, from policygen:vocabulary.yaml:56",
        "words of the library “Home”, version 1.0",
        "meets guide/tell-1 (The Guide; page 3): Pupils tell someone.",
        "cites care_act: Care of Children Act 2001",
        "reviewed 2026-09-01 by the maintainers",
        "note Ask pupils too.",
    ]


def test_a_clause_says_how_its_condition_came_out(tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert why(tmp_path, "telling.young")[2] == "printed as published: young (phase is primary)"
    assert why(tmp_path, "telling.boarders")[2] == "left out by its condition: boarding is no"
    assert why(tmp_path, "phones.lockers")[2] == "left out by its condition: phones is handed_in"


def test_a_clause_left_out_or_reworded_by_the_school_says_the_schools_reason(tmp_path: Path) -> None:
    text = school(
        tailoring="\n- {omit: telling.young, because: We have none}\n"
        "- {replace: basics.why, text: Because., because: We like it short}\n"
        "- {add: {after: basics.why}, id: school.own, title: Own, text: A., because: We have a chapel}"
    )
    lay_out(tmp_path, {"schools/hilltop.yaml": text})
    assert why(tmp_path, "telling.young")[2] == "left out by the school: We have none"
    assert why(tmp_path, "basics.why")[1:3] == [
        "source schools/hilltop.yaml:16",
        "reworded by the school: We like it short",
    ]
    assert why(tmp_path, "school.own")[2] == "added by the school: We have a chapel"


def test_what_a_school_reworded_is_not_what_the_library_reviewed_or_says_it_meets(tmp_path: Path) -> None:
    text = school(tailoring="\n- {replace: telling.who, text: Ask., because: We like it short}\n")
    lay_out(tmp_path, {"schools/hilltop.yaml": text})
    lines = why(tmp_path, "telling.who")
    assert "words of the school" in lines
    assert (
        "not checked guide/tell-1 (The Guide; page 3), which the library's wording meets: Pupils tell someone." in lines
    )
    assert "reviewed the library has not reviewed this wording" in lines
    assert not [line for line in lines if line.startswith("meets") or "the maintainers" in line]


def test_words_that_the_library_changed_since_its_review_are_not_said_to_be_reviewed(tmp_path: Path) -> None:
    lay_out(tmp_path)
    file = tmp_path / "clauses/home/basics.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Pupils tell {{", "Pupils ask {{"), encoding="utf-8")
    assert (
        "reviewed 2026-09-01 by the maintainers, before its wording changed; its current wording has not been reviewed"
    ) in why(tmp_path, "telling.who")


def test_a_number_finds_the_clause_in_each_policy(tmp_path: Path) -> None:
    lay_out(tmp_path)
    heads = [line for line in why(tmp_path, "1.2") if " for hilltop)" in line]
    assert heads == [
        "1.2 Rules (home:basics.rules, online for hilltop)",
        "1.2 Every day (home:phones.all, phones for hilltop)",
    ]
    assert [line for line in why(tmp_path, "1.2", "--policy", "phones") if " for hilltop)" in line] == heads[1:]
    assert why(tmp_path, "A.1")[0] == "A.1 A form (law:duties.form, online for hilltop)"


def test_a_clause_of_a_policy_that_the_school_does_not_build_says_so(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": school(policies="{online: {}}")})
    assert why(tmp_path, "phones.lockers")[2] == (
        "not in any policy: it belongs to Phone policy, which this school does not build; "
        "its condition: phones is handed_in"
    )


def test_values_say_the_file_and_line_they_were_set_at(tmp_path: Path) -> None:
    lay_out(tmp_path)
    values = [line for line in why(tmp_path, "basics.why") if line.startswith("value")]
    assert values == [
        "value “Hilltop School” is school.name, from schools/hilltop.yaml:4",
        "value “The principal” is people.headteacher.title, from schools/hilltop.yaml:7",
    ]


def test_a_program_gets_json(tmp_path: Path) -> None:
    lay_out(tmp_path)
    (found,) = json.loads(run(tmp_path, "why", "hilltop.yaml", "telling.who", "--json").out)
    assert (found["number"], found["clause"], found["policy"]) == ("2.1", "home:telling.who", "online")


def test_an_unknown_clause_ends_with_1_and_the_nearest(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, "why", "hilltop", "telling.whoo")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "hilltop has no clause with the id or number 'telling.whoo'. Did you mean `telling.who`?\n"
