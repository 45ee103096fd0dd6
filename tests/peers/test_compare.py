"""The comparison tells what is lost: a judge that finds nothing has to be able to find something."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from policygen.document.json import to_json
from tests.peers import limits, trees
from tests.peers.__main__ import names
from tests.peers.compare import losses, without_running
from tests.peers.facts import Facts, Part, facts_of
from tests.support.documents import everything

DOCUMENT: Part = json.loads(to_json(everything()))


@pytest.fixture
def facts() -> Facts:
    return facts_of(DOCUMENT)


def perfect(facts: Facts) -> dict[str, Any]:
    """What a program would tell that loses nothing."""
    shown = "".join(number + words for number, words in facts.numbers)
    return {
        "headings": [list(one) for one in facts.headings],
        "items": [[item.depth, item.counted, item.marker, item.words] for item in facts.items],
        "tables": [[list(row) for row in table] for table in facts.tables],
        "captions": list(facts.captions),
        "alternatives": list(facts.alternatives),
        "links": list(facts.links),
        "text": "\n".join(facts.words),
        "shown": shown,
        "complaints": [],
    }


def lost(facts: Facts, told: dict[str, Any]) -> set[str]:
    return {kind for kind, (_, wrong) in losses(DOCUMENT, facts, told, "docx").items() if wrong}


def test_nothing_is_lost_where_everything_is_told(facts: Facts) -> None:
    assert facts.headings
    assert facts.items
    assert facts.tables
    assert facts.links
    assert lost(facts, perfect(facts)) == set()


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("headings", lambda told: told["headings"].pop()),
        ("headings", lambda told: told["headings"][0].__setitem__(0, 3)),
        ("lists", lambda told: told["items"][0].__setitem__(0, 1)),
        ("markers", lambda told: next(item for item in told["items"] if item[1]).__setitem__(2, "(z)")),
        ("tables", lambda told: told["tables"][0][0].reverse()),
        ("captions", lambda told: told["captions"].append("invented")),
        ("links", lambda told: told["links"].pop()),
        ("words", lambda told: told.__setitem__("text", told["text"].replace("evidence", ""))),
        ("numbers", lambda told: told.__setitem__("shown", told["shown"].replace("2.1", ""))),
        ("complaints", lambda told: told["complaints"].append("stops: KeyError")),
    ],
)
def test_what_is_lost_is_told(kind: str, spoil: Any, facts: Facts) -> None:
    told = deepcopy(perfect(facts))
    spoil(told)
    assert lost(facts, told) == {kind}


def test_a_table_that_only_sets_out_signatures_is_not_missed_and_not_new(facts: Facts) -> None:
    told = perfect(facts)
    told["tables"].append([["Chair of governors", "Signed"], ["", "Name Mrs A. Example"], ["", "Date"]])
    assert lost(facts, told) == set()


def test_headers_and_footers_are_no_words_of_a_paragraph_that_goes_on() -> None:
    header = f"{DOCUMENT['header']}\n{DOCUMENT['notices'][0]}"
    assert without_running(DOCUMENT, f"one part\n{header}\nFor approval Page 3 of 9\n1 Another") == "onepart1Another"


def test_the_parts_of_a_list_on_two_pages_are_joined() -> None:
    def item(marker: str, words: str) -> trees.Node:
        paragraph = {"role": "P", "kids": [{"text": words}] if words else []}
        label = {"role": "Lbl", "kids": [{"text": marker}] if marker else []}
        return {"role": "LI", "kids": [label, {"role": "LBody", "kids": [paragraph]}]}

    def page(*items: trees.Node) -> list[trees.Node]:
        return [{"role": "Document", "kids": [{"role": "L", "kids": list(items)}]}]

    joined = trees.joined([page(item("(a)", "one and"), item("", "")), page(item("", " a half"), item("(b)", "two"))])
    assert trees.reading(joined)["items"] == [[0, True, "(a)", "one and a half"], [0, True, "(b)", "two"]]


def test_each_limit_is_of_a_program_that_is_asked() -> None:
    assert set(limits.LIMITS) <= set(names())
    assert {program for program, _ in limits.NOT_TOLD} <= set(names())
