"""The fixed words: each placeholder is replaced, and what is put in is printed exactly as it was given."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.assemble.wording import Wording
from policygen.document.plain import words_of
from tests.support.projects import document, lay_out
from tests.support.settings import school


def test_a_value_that_looks_like_a_placeholder_is_not_filled_in() -> None:
    wording = Wording({"header": "{school} · {title}"})
    assert wording("header", school="{title} Academy", title="Online safety") == "{title} Academy · Online safety"


@pytest.mark.parametrize("order", [("first", "second"), ("second", "first")])
def test_values_that_name_each_other_are_printed_in_any_order(order: tuple[str, str]) -> None:
    values = {"first": "{second}", "second": "{first}"}
    assert Wording({"pair": "{first}+{second}"})("pair", **{name: values[name] for name in order}) == "{second}+{first}"


def test_a_placeholder_that_is_there_twice_is_filled_in_twice() -> None:
    assert Wording({"again": "{name}, {name}"})("again", name="Sam") == "Sam, Sam"


def test_a_placeholder_without_a_value_stays_for_the_writer() -> None:
    assert Wording({"page": "Page {page} of {pages}"})("page") == "Page {page} of {pages}"


def test_a_school_with_braces_in_its_name_has_them_in_its_header(tmp_path: Path) -> None:
    settings = school(school='\n  name: "{title} Academy"\n  phase: [primary]')
    made = document(lay_out(tmp_path, {"schools/hilltop.yaml": settings}))
    assert made.header == f"{{title}} Academy · {words_of(made.cover.title)}"
