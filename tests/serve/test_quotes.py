"""The served pages print typographic quotes and apostrophes, as the documents do."""

from __future__ import annotations

import re
from pathlib import Path

import lxml.html
import pytest

from tests.support.attacked_sites import Kind
from tests.support.served_pages import walk_as_clerk, walk_as_visitor, walk_of

STRAIGHT = re.compile(r"""\w+['"]\w+|(?<!\w)["']\w+""")
# What somebody typed, and what is to be typed into a file, stand as they are.
AS_TYPED = "//script | //style | //textarea | //code | //*[@class='where']"


@pytest.mark.parametrize("kind", ["visitors", "token"])
def test_no_page_shows_a_straight_quote(kind: Kind, tmp_path: Path) -> None:
    with walk_of(kind, tmp_path) as walk:
        if kind == "visitors":
            walk_as_visitor(walk, tmp_path)
        else:
            walk_as_clerk(walk)
    found = {name: [*STRAIGHT.findall(_words(page))] for name, page in walk.pages.items()}
    assert {name: words for name, words in found.items() if words} == {}


def _words(page: str) -> str:
    tree = lxml.html.document_fromstring(page.encode())
    for one in tree.xpath(AS_TYPED):
        one.drop_tree()
    return str(tree.text_content())
