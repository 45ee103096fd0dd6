"""What can be dialled, written to or opened on a web page is a link there; nothing else is made one."""

from __future__ import annotations

import pytest

from policygen.render.link_targets import address
from tests.support.documents import value


@pytest.mark.parametrize(
    ("key", "words", "target"),
    [
        ("contacts.childline.telephone", "0800 1111", "tel:08001111"),
        ("school.telephone", "+44 1632 960101", "tel:+441632960101"),
        ("school.telephone", "01632 960101, by day", ""),
        ("people.headteacher.email", "head+1@hilltop.example", "mailto:head%2B1@hilltop.example"),
        ("choices.reporting_email", "worries@hilltop.example", "mailto:worries@hilltop.example"),
        ("people.headteacher.email", "the office", ""),
        ("contacts.ceop.web", "www.ceop.police.uk/safety-centre", "https://www.ceop.police.uk/safety-centre"),
        ("school.website", "javascript:alert(1)", ""),
        ("school.website", 'hilltop.example/"><script>', "https://hilltop.example/%22%3E%3Cscript%3E"),
        ("school.name", "www.hilltop.example", ""),
    ],
)
def test_an_address_is_made_of_what_is_one_by_its_question_and_its_words(key: str, words: str, target: str) -> None:
    assert address(value(words, key)) == target
