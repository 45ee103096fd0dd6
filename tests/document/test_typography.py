"""The one rule on quotes, apostrophes and primes, and the usual form of rare characters."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, get_type_hints

import pytest

from policygen.document import model
from policygen.document.model import Document, Emphasis, Origin, Paragraph, Text, Value
from policygen.document.plain import words_of
from policygen.document.transform import mapped
from policygen.document.typography import INLINES, PARTS, WORDS, folded, quoted, typographic, usual
from tests.support.documents import everything

QUOTES = [
    ("the school's", "the school’s"),
    ("the pupils' phones", "the pupils’ phones"),
    ("O'Neill and D'Arcy", "O’Neill and D’Arcy"),
    ("'t Hooft", "’t Hooft"),
    ("the '90s, '06 and pre-'90s", "the ’90s, ’06 and pre-’90s"),
    ("wait 'til Friday, 'tis near", "wait ’til Friday, ’tis near"),
    ("rock 'n' roll and rock-'n'-roll", "rock ’n’ roll and rock-’n’-roll"),
    ("give 'em time", "give ’em time"),
    ("don't 'touch' it", "don’t ‘touch’ it"),
    ("'the pupils' books'", "‘the pupils’ books’"),
    ("Room 6's door", "Room 6’s door"),
    ("'Year 6'", "‘Year 6’"),
    ("5'10\" tall", "5′10″ tall"),
    ("5' 10\" or 6' tall", "5′ 10″ or 6′ tall"),
    ('a 6" ruler and "a word"', "a 6″ ruler and “a word”"),
    ('"a 6" ruler"', "“a 6″ ruler”"),
    ('"Year 6" and "Year 7"', "“Year 6” and “Year 7”"),
    ("\"He is 5'10\"\"", "“He is 5′10″”"),
    ("\"Term 1\"'s end", "“Term 1”’s end"),
    ("'\"No,\" she said'", "‘“No,” she said’"),
    ("\"'No,' she said\"", "“‘No,’ she said”"),
    ('("in brackets") ["too"]', "(“in brackets”) [“too”]"),
    ('so—"quoted"—on – "again"', "so—“quoted”—on – “again”"),
    ('"she said—"', "“she said—”"),
    ('"red"/"green"', "“red”/“green”"),
    ('"…and so on"', "“…and so on”"),
    ('“Term 1"', "“Term 1”"),
    ("https://x.org/a'b and \"www.x.org/'c'/d\".", "https://x.org/a'b and “www.x.org/'c'/d”."),
    ("o'neill@school.example or 'office@school.example'", "o'neill@school.example or ‘office@school.example’"),
    ("{{ 'a' }} and {% if x == \"b\" %} aren't", "{{ 'a' }} and {% if x == \"b\" %} aren’t"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "printed"), QUOTES)
def test_quotes_come_out_as_a_printer_sets_them(typed: str, printed: str) -> None:
    assert quoted(typed) == printed
    assert quoted(printed) == printed
    assert len(quoted(typed)) == len(typed)


@pytest.mark.parametrize(("typed", "printed"), QUOTES)
def test_texts_that_only_their_quotes_tell_apart_are_the_same_when_compared(typed: str, printed: str) -> None:
    assert folded(typed) == folded(printed)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("e\u2011safety", "e-safety"),
        ("of\ufb01ce, a\ufb04uent", "office, affluent"),
        ("Zoe\u0308 Andre\u0301", "Zoë André"),
        ("\uff33\uff4d\uff49\uff54\uff48\u3000\uff08\uff18\uff2b\uff09", "Smith (8K)"),
        ("plain – “words” …", "plain – “words” …"),
    ],
)
def test_rare_characters_come_out_in_their_usual_form(typed: str, printed: str) -> None:
    assert usual(typed) == printed
    assert usual(printed) == printed


def paragraph(*children: model.Inline) -> str:
    document = everything()
    section = replace(document.sections[0], blocks=(Paragraph(id="a/1", children=children),), sections=())
    (made,) = typographic(replace(document, sections=(section,))).sections[0].blocks
    assert isinstance(made, Paragraph)
    return words_of(made.children)


def value(text: str) -> Value:
    return Value(text=text, origin=Origin(key="school.name"))


def test_a_quote_at_the_edge_of_a_value_is_decided_on_by_the_words_on_both_sides() -> None:
    assert paragraph(value("Hilltop"), Text(text="'s pupils' phones")) == "Hilltop’s pupils’ phones"
    assert paragraph(Text(text='They say "'), value("Hilltop"), Text(text='".')) == "They say “Hilltop”."
    assert paragraph(Text(text="('"), value("St Mary's"), Text(text="')")) == "(‘St Mary’s’)"


def test_a_quotation_goes_on_through_emphasis() -> None:
    assert paragraph(Text(text='"'), Emphasis(children=(Text(text="No"),)), Text(text='" means no')) == "“No” means no"


def test_a_document_that_needs_nothing_is_left_as_it_is() -> None:
    document = typographic(everything())
    assert typographic(document) is document


def test_every_word_that_a_document_prints_is_reached() -> None:
    found = typographic(mapped(everything(), _marked))
    left = {place for place, words in _texts(found) if "school's" in words}
    assert left <= {
        # Ids, addresses and what the library's files say are no words of the pages.
        "ClauseRecord.title", "Link.target", "Document.policy", "Document.school",
    }  # fmt: skip


def _marked(node: Any) -> Any:
    """Put words with a straight apostrophe into every text of a node that is no closed list and no id."""
    hints = get_type_hints(type(node), vars(model))
    changes: dict[str, Any] = {}
    for field in fields(node):
        if hints[field.name] is str and field.name not in _NOT_WORDS:
            changes[field.name] = "the school's"
        elif hints[field.name] == tuple[str, ...] and field.name in ("notices", "keywords"):
            changes[field.name] = ("the school's",)
    return replace(node, **changes) if changes else node


_NOT_WORDS = {
    "id", "key", "file", "type", "clause", "asset", "marker", "number", "library", "version", "digest", "kind",
    "language", "colour", "media_type", "data", "created", "logo", "target", "lang", "origin",
}  # fmt: skip


def _texts(node: Any) -> Any:
    if isinstance(node, tuple):
        for one in node:
            yield from _texts(one)
    elif is_dataclass(node):
        for field in fields(node):
            found = getattr(node, field.name)
            if isinstance(found, str):
                yield f"{type(node).__name__}.{field.name}", found
            elif isinstance(found, tuple) and found and isinstance(found[0], str):
                yield f"{type(node).__name__}.{field.name}", " ".join(found)
            else:
                yield from _texts(found)


def test_the_tables_name_fields_that_the_parts_have() -> None:
    for table in (INLINES, PARTS, WORDS):
        for kind, names in table.items():
            assert set(names) <= {field.name for field in fields(kind)}
    assert Document in PARTS
