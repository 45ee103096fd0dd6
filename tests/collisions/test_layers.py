"""Two people's changes one over the other: what accepting and rejecting them makes of a text."""

from __future__ import annotations

import pytest

from policygen.collisions.layers import layered
from policygen.collisions.typed import says_the_same, typed_source
from policygen.merge.three_way import merge
from tests.merge.cases import random_case

# Cases of made texts: to read the library's for the others takes seconds.
MADE = (0, 2, 5, 6, 10, 15, 17, 19)


def lines_of(base: str, theirs: str, ours: str) -> dict[str, list[str]]:
    """Return the paragraphs with all changes rejected, with those of one side accepted, and with all accepted."""
    found: dict[str, list[str]] = {"base": [], "theirs": [], "ours": []}
    for block in layered(base, theirs, ours):
        for who, lines in found.items():
            taken = {"base": (), "theirs": ("theirs",), "ours": ("theirs", "ours")}[who]
            words = (
                one.text
                for one in block
                if (one.fate.inserted is None or one.fate.inserted in taken) and one.fate.deleted not in taken
            )
            if (line := "".join(words)).strip():
                lines.append(line)
    return found


def wrong_side(base: str, theirs: str, mine: str) -> list[str]:
    """Return the sides that accepting and rejecting changes does not give back."""
    ours = merge(base, theirs, mine).taking("ours")
    lines = lines_of(base, theirs, ours)
    known = (ours, theirs, base)
    sides = {"base": base, "theirs": theirs, "ours": ours}
    found = [who for who, text in sides.items() if not says_the_same(typed_source(lines[who], known), text)]
    return [*found, *(["layout"] if typed_source(lines["ours"], known).strip() != ours.strip() else [])]


def test_accepting_and_rejecting_gives_both_sides_and_what_they_started_from() -> None:
    cases = (random_case(seed) for seed in MADE)
    wrong = {case.seed: found for case in cases if (found := wrong_side(case.base, case.theirs, case.ours))}
    assert wrong == {}


def test_words_that_both_changed_are_the_library_s_struck_out_by_the_school() -> None:
    base, theirs, ours = (f"Phones are {words} all day.\n" for words in ("silent", "switched off", "off and away"))
    (block,) = layered(base, theirs, ours)
    assert [(one.text, *one.fate) for one in block] == [
        ("Phones are", None, None),
        (" silent", None, "theirs"),
        (" switched off", "theirs", "ours"),
        (" off and away", "ours", None),
        (" all day.", None, None),
    ]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Say this.", "- one", "- two", "- and three"], "Say this.\n\n- one\n- two\n- and three\n"),
        (["New first.", "Say this.", "- two", "New last."], "New first.\n\nSay this.\n\n- two\n\nNew last.\n"),
        (["Say this.", "{% if school.boarding %}", "- one", "  - within", "{% endif %}"],
         "Say this.\n\n{% if school.boarding %}\n- one\n  - within\n{% endif %}\n"),
    ],
)  # fmt: skip
def test_paragraphs_become_a_text_that_markdown_reads_as_they_look(lines: list[str], text: str) -> None:
    assert typed_source(lines, ("Say this.\n\n{% if school.boarding %}\n- one\n{% endif %}\n- two\n",)) == text
