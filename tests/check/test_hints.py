"""A hint gives what can be done in the place that it is given for, and nothing that would then be refused."""

from __future__ import annotations

from pathlib import Path

from tests.support.projects import check, lay_out
from tests.support.settings import school

CLAUSE = """\
clauses:
  - id: extra.one
    title: One
    kind: duty
    audience: [staff]
{more}
    text: |
"""


def hints(folder: Path, lines: list[str], more: str = "    note: For maintainers.") -> list[tuple[str, str]]:
    """The code and the hint of each finding in a clause with these lines of text."""
    clause = CLAUSE.format(more=more) + "".join(f"      {line}\n" for line in lines)
    found = check(lay_out(folder, {"clauses/home/extra.yaml": clause}))
    return [(one.code, one.hint) for one in found if one.span and one.span.file == "clauses/home/extra.yaml"]


def test_only_a_visible_character_is_to_be_typed_in_the_place_of_an_escape(tmp_path: Path) -> None:
    expected = {
        r"\x41": "Type the character itself: “A”.",
        r"\N{BULLET}": "Type the character itself: “•”.",
        r"\xa0": "Type an ordinary space instead.",
        r"\x1b": "Delete it.",
        r"\n": "Delete it.",
        r"\ue000": "Delete it.",
        r"\u202e": "Delete it.",
        r"\ud800": "Delete it.",
        r"\7": "Delete it.",
    }
    # A tag in a comment is not read, so nothing has checked that its escapes are any.
    lines = [r"{# {{ '\U00110000\N{NOBODY}' }} #}"]
    lines += ["Staff {{ 'ESCAPE' }} ask.".replace("ESCAPE", escape) for escape in expected]
    found = hints(tmp_path, lines)
    assert found == [("PG250", hint) for hint in ("Delete it.", "Delete it.", *expected.values())]


def test_what_is_to_be_deleted_for_an_unknown_name_is_what_the_file_has_there(tmp_path: Path) -> None:
    many = "".join(
        f"  - {{id: more.n{number}, title: A, kind: duty, audience: [staff], text: A.}}\n" for number in range(20)
    )
    text = "  - {id: more.text, title: A, kind: duty, audience: [staff], text: 'See [](#qqqqqqqq).'}\n"
    own = school(tailoring="[{omit: qqqqqqqq, because: Ours.}]")
    files = {"clauses/home/more.yaml": f"clauses:\n{many}{text}", "schools/hilltop.yaml": own}
    found = {one.span.file: one.hint for one in check(lay_out(tmp_path, files)) if one.code == "PG253" and one.span}
    assert found["clauses/home/more.yaml"].endswith("remove it from the text.")
    assert found["schools/hilltop.yaml"].endswith("delete this entry.")
