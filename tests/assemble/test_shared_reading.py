"""One reading of a text serves schools with other words than the library's, and gives what reading it again would."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from policygen.assemble.placeholders import MARK_CLOSE, MARK_OPEN
from policygen.assemble.prose import Context, Prose
from policygen.document.model import Text
from policygen.resolve.terms import Terms

STUDENTS = Terms.of(
    {"pupil": "student", "pupils": "students", "pupils'": "students'", "pupil premium": "pupil premium"}
)
VALUE = f"{MARK_OPEN}0{MARK_CLOSE}"
TEXTS = [
    "All pupils sign.",
    "Nobody else does.",
    f"Pupils ask {VALUE}, who tells *other pupils* and **Pupils’ parents**.",
    "- pupils\n- staff\n\n  1. one pupil\n  2. parents\n",
    f"|Who|What|\n|-|-|\n|a pupil who writes|{VALUE}|\n|pupil premium|pupils of every year and their parents|\n",
    "|Who|What|\n|-|-|\n|pupil|the pupils and the parents of the pupils|\n",
    "Pupils\n: those on the roll\n",
    "### For pupils\n\nWrite to [pupils](https://pupils.example/pupils) or see [the pupils' rules](#union:pupils).",
    "&#112;upils, _pupils_ and pu\\pils",
    # Without an address the words of a link are joined to their neighbours.
    "See [pupils](nowhere)s, pup[ils](nowhere), [pu](nowhere)pils.",
]
LINES = [
    "The pupils' day",
    "Of pupils: who, what; why?",
    f"Pupils and {VALUE}",
    "A *pupil*’s [rules](#x) & more",
    " a  b ",
]


class Counting(Prose):
    """Prose that counts what it parses."""

    parsed = 0

    def _parts(self, marked: str, context: Context) -> Iterator[Any]:
        self.parsed += 1
        return super()._parts(marked, context)


def context(say: Callable[[str], str]) -> Context:
    holes: Any = ("the head",)
    return Context("union:a", holes, lambda hole: Text(text=str(hole)), lambda name: (Text(text=name),), say)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_in_other_words_is_that_text_read_with_them(text: str) -> None:
    prose = Prose()
    for say in (Terms(), STUDENTS, str):
        assert prose.parts(text, context(say), kept=True) == prose.parts(text, context(say))


@pytest.mark.parametrize("text", LINES)
def test_so_is_a_line_whether_it_has_markdown_in_it_or_not(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    prose = Prose()
    read = [prose.inline(text, context(say), kept=kept) for say in (Terms(), STUDENTS) for kept in (True, False)]
    monkeypatch.setattr("policygen.assemble.prose._PLAIN", re.compile("(?!)"))
    assert read == [prose.inline(text, context(say)) for say in (Terms(), STUDENTS) for _ in (True, False)]


def test_a_text_is_parsed_once_for_schools_with_different_words() -> None:
    prose = Counting()
    for say in (STUDENTS, Terms(), Terms.of({"pupils": "learners"})):
        prose.parts(TEXTS[2], context(say), kept=True)
    assert prose.parsed == 1


def test_a_text_without_the_words_is_the_same_object_for_all() -> None:
    prose = Prose()
    one, other = (prose.parts(TEXTS[1], context(say), kept=True)[0][0] for say in (STUDENTS, Terms()))
    assert one is other
