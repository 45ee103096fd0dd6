"""Changes to a settings file by hand-written YAML: only what changes changes, or nothing does."""

from __future__ import annotations

import pytest

from policygen.ask.yaml_text import CannotEdit
from policygen.upgrade.editing import Change, changed

SETTINGS = """\
# Ours.
choices:
  phones: handed_in   # after the vote
  routes: [teacher, 'form tutor']  # two

tailoring:
  # The office.
  - replace: basics.why
    text: |  # agreed
      One.

      Two.
    because: >-
      We mean
      all
  - omit: telling.young   # for now
    because: "Not here"
  - {replace: phones.all, text: "Off.", because: short, base: {version: "1", digest: aaaaaaaaaaaa}}
"""


def edited(*changes: Change, text: str = SETTINGS) -> str:
    return changed("schools/x.yaml", text.encode(), changes).decode()


def test_a_key_and_its_value_are_renamed_and_the_comment_stays() -> None:
    path = ("choices", "phones")
    made = edited(Change(path, "key", "devices"), Change(path, "value", "in_office"))
    assert made == SETTINGS.replace("phones: handed_in ", "devices: in_office ")


def test_values_keep_their_quotation_marks() -> None:
    made = edited(
        Change(("choices", "routes", 1), "value", "year's head"),
        Change(("tailoring", 1, "because"), "value", 'No "here"'),
        Change(("tailoring", 2, "text"), "value", "Off, and away.\n"),
    )
    assert made == (
        SETTINGS.replace("'form tutor'", "'year''s head'")
        .replace('"Not here"', '"No \\"here\\""')
        .replace('"Off."', '"Off, and away.\\n"')
    )


def test_a_block_is_written_anew_in_its_place() -> None:
    made = edited(Change(("tailoring", 0, "text"), "value", "One.\n\n- two\n- three\n"))
    assert made == SETTINGS.replace("      One.\n\n      Two.\n", "      One.\n\n      - two\n      - three\n")


def test_a_base_on_one_line_gets_the_new_digest() -> None:
    made = edited(
        Change(("tailoring", 2, "base", "digest"), "value", "bbbbbbbbbbbb"),
        Change(("tailoring", 2, "base", "version"), "value", "2"),
    )
    assert made == SETTINGS.replace('{version: "1", digest: aaaaaaaaaaaa}', '{version: "2", digest: bbbbbbbbbbbb}')


def test_an_entry_is_removed_and_comments_above_others_stay() -> None:
    made = edited(Change(("tailoring", 1), "remove"))
    assert made == SETTINGS.replace('  - omit: telling.young   # for now\n    because: "Not here"\n', "")


def test_a_list_that_loses_everything_is_empty() -> None:
    made = edited(*(Change(("tailoring", n), "remove") for n in range(3)))
    assert made == SETTINGS[: SETTINGS.index("tailoring:")] + "tailoring: []\n"


def test_windows_line_ends_and_a_byte_order_mark_stay() -> None:
    text = "\ufeff" + SETTINGS.replace("\n", "\r\n")
    made = edited(Change(("tailoring", 0, "text"), "value", "One.\n\nThree.\n"), text=text)
    assert made == text.replace("Two.", "Three.")


def test_nothing_is_changed_where_the_file_would_not_hold_what_it_should() -> None:
    listed = "tailoring: [{omit: a.b, because: c}]\n"
    with pytest.raises(CannotEdit, match=r"schools/x\.yaml"):
        edited(Change(("tailoring", 0), "remove"), text=listed)


def test_a_file_with_mistakes_is_not_changed() -> None:
    with pytest.raises(CannotEdit, match=r"schools/x\.yaml"):
        edited(Change(("choices",), "key", "school"), text="choices:\n\tphones: x\n")
