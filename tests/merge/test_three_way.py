"""The three-way merge: 200 random merges, and the cases that a person would think of first."""

from __future__ import annotations

import pytest

from policygen.merge.parts import blocks_of
from policygen.merge.three_way import Collision, merge
from tests.merge.cases import random_cases
from tests.merge.model import real_texts
from tests.merge.run import judged


def test_200_random_merges_lose_no_edit_invent_no_word_and_show_every_collision() -> None:
    wrong = {case.seed: found for case in random_cases(0, 200) if (found := judged(case)[0])}
    assert wrong == {}


def test_a_text_in_blocks_is_the_text() -> None:
    for text in real_texts():
        assert "".join(block.written for block in blocks_of(text)).strip("\n") == text.strip("\n")


def test_changes_to_one_sentence_with_words_between_them_merge() -> None:
    merged = merge(
        "Staff report abuse to the head within a day.\n",
        "Staff report online abuse to the head within a day.\n",
        "Staff report abuse to the head within two days.\n",
    )
    assert merged.text == "Staff report online abuse to the head within two days.\n"
    assert merged.collisions == ()


def test_changes_without_a_word_between_them_collide() -> None:
    merged = merge("The school pays at once.\n", "The school pays back at once.\n", "The school pays today.\n")
    assert merged.collisions == (Collision(" at once", " back at once", " today"),)
    assert merged.taking("theirs") == "The school pays back at once.\n"
    assert merged.taking("ours") == "The school pays today.\n"
    assert merged.taking("base") == "The school pays at once.\n"


def test_what_both_changed_alike_is_taken_once() -> None:
    merged = merge("Tell a teacher.\n", "Tell a trusted adult.\n", "Tell a trusted adult.\n")
    assert (merged.text, merged.collisions) == ("Tell a trusted adult.\n", ())


def test_stops_are_words_of_their_own() -> None:
    merged = merge("A phone or a watch.\n", "Any phone or a watch.\n", "A phone, a tablet or a watch at school.\n")
    assert merged.text == "Any phone, a tablet or a watch at school.\n"


def test_a_paragraph_that_one_side_removed_and_the_other_changed_collides_as_a_whole() -> None:
    base = "One stays as it is here.\n\nTwo is kept for a year by the office.\n\nThree stays as well.\n"
    merged = merge(
        base,
        "One stays as it is here.\n\nThree stays as well.\n",
        "One stays as it is here.\n\nTwo is kept for six years by the office.\n\nThree stays as well.\n",
    )
    (collision,) = merged.collisions
    assert collision.base.strip() == "Two is kept for a year by the office."
    assert collision.theirs.strip() == ""
    assert collision.ours.strip() == "Two is kept for six years by the office."


def test_where_lines_are_broken_is_no_change() -> None:
    merged = merge(
        "Pupils hand in their phones\nwhen they arrive.\n",
        "Pupils hand in their phones when\nthey arrive at school.\n",
        "All pupils hand in their\nphones when they arrive.\n",
    )
    assert merged.text == "All pupils hand in their\nphones when they arrive at school.\n"


def test_items_added_by_one_side_join_a_list_that_the_other_reworded() -> None:
    merged = merge(
        "- tell a teacher\n- keep proof\n",
        "- tell a teacher\n- keep proof\n- block them\n",
        "- tell any teacher\n- keep proof\n",
    )
    assert (merged.text, merged.collisions) == ("- tell any teacher\n- keep proof\n- block them\n", ())


def test_a_row_with_fewer_cells_than_its_table_is_not_merged_into_it() -> None:
    head, rule, row = "| Who | What |\n", "| --- | --- |\n", "| the head | decides |\n"
    wider = "| Who | What | When |\n| --- | --- | --- |\n| the head | decides | at once |\n"
    merged = merge(head + rule + row, wider, head + rule + row + "| the board | approves |\n")
    assert len(merged.collisions) == 1
    assert merged.taking("theirs") == wider
    assert merged.taking("ours") == head + rule + row + "| the board | approves |\n"


@pytest.mark.parametrize("tag", ["{{ people.headteacher }}", "{{ contacts.line.telephone }}"])
def test_a_value_is_one_word(tag: str) -> None:
    merged = merge(f"Ring {tag} by noon.\n", "Ring {{ people.office }} by noon.\n", f"Ring {tag} by nine.\n")
    assert merged.text == "Ring {{ people.office }} by nine.\n"


def test_a_condition_changed_by_one_side_keeps_the_words_that_the_other_changed_within_it() -> None:
    text = "We {% if choices.a %}lock phones away in the office{% else %}trust pupils{% endif %}.\n"
    merged = merge(text, text.replace("choices.a", "choices.b"), text.replace("the office", "a safe"))
    assert merged.text == "We {% if choices.b %}lock phones away in a safe{% else %}trust pupils{% endif %}.\n"
    assert merged.collisions == ()


def test_conditions_that_would_cross_collide() -> None:
    merged = merge(
        "one two three four five six seven\n",
        "{% if choices.a %}one two three four{% endif %} five six seven\n",
        "one two {% if choices.b %}three four five six{% endif %} seven\n",
    )
    assert len(merged.collisions) == 1
    assert "{% if choices.a %}one two three four{% endif %}" in merged.taking("theirs")


def test_a_text_that_only_the_library_changed_is_the_library_s() -> None:
    theirs = "Other words altogether.\n\n- a list\n- of two\n"
    assert merge("Some words of before.\n", theirs, "Some words of before.\n").text == theirs


def test_a_merge_with_nothing_on_one_side_shows_the_other() -> None:
    assert merge("", "", "Ours.\n").text == "Ours.\n"
    (collision,) = merge("Keep this.\n", "", "Keep this one.\n").collisions
    assert (collision.theirs, collision.ours.strip()) == ("", "Keep this one.")


def test_what_two_sides_put_in_beside_a_word_that_is_said_again_collides() -> None:
    """“to” put in before “to” is the same as after it, so nobody can tell which insertion comes first."""
    merged = merge("able to watch", "able at once to watch", "able now to to watch")
    assert [(one.theirs, one.ours) for one in merged.collisions] == [(" at once", " now to")]
    merged = merge("go on on to it", "go on to it", "go on on x to it")
    assert len(merged.collisions) == 1
    assert merge("a b c d e", "a x b c d e", "a b c y d e").text == "a x b c y d e"
