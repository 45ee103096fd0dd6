"""The digests that adoption records hold: those of the same Document are the same in every version of policygen."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from policygen.adoption.digests import words_digest
from policygen.adoption.record import AdoptionRecord, encode_adoption_record
from policygen.document.fingerprint import fingerprint_parts
from policygen.document.json import from_json
from policygen.document.masking import masked
from policygen.document.model import Document
from policygen.document.walk import parts_of

RECORDS = Path(__file__).parents[1] / "data" / "adoption"


def kept(name: str) -> Document:
    """A Document from a file that is never written anew: a record's, or the file itself."""
    content = json.loads((RECORDS / name).read_text(encoding="utf-8"))
    return from_json(json.dumps(content.get("document", content)))


@pytest.mark.parametrize(
    ("name", "words", "people"),
    [
        (
            "every-kind.json",
            "cd3e2194c3fb2f1546f73359a21447feb6d126b3ab13f95e569b43b4bb23f2aa",
            "dc024c7bf7b40a95242412b96ccedfdd2520e6338888b82d0173451ead67ef6d",
        ),
        (
            "version-1.json",
            "ca78b9fbc1282ff593b6e29c0b8b584ba0725677d4c968a56834a92c8a47cccb",
            "2ced60684a100d3dee3aaa48d5e4da9c227d944b68eecf3a4c6dd4f3aac6d231",
        ),
    ],
)
def test_the_digests_of_a_document_stay_what_records_say_they_are(name: str, words: str, people: str) -> None:
    # If this fails, every adopted policy goes back to its board. Do not change the digests here: change the code, or
    # give records a new version and count the digests of older ones as they were counted.
    record = AdoptionRecord("hilltop", "online", date(2026, 12, 3), "14/26", "", kept(name))
    content = json.loads(encode_adoption_record(record))
    assert (content["words"], content["people"]) == (words, people)


def test_the_digest_of_words_in_common_stays_what_group_records_say_it_is() -> None:
    document = masked(kept("every-kind.json"), {"schools/example.yaml"})
    assert words_digest(document) == "722dc63c20bbc3414bcfdae0455b759b8a0078319ac6c651d4e65f91416edb46"
    assert "[school.name]" in str([part.same for part in fingerprint_parts(document)])


def test_the_kept_document_has_every_kind_of_part() -> None:
    document = kept("every-kind.json")
    found = {type(part).__name__ for part in parts_of(document)}
    assert found == {
        "Blank", "Cell", "Definition", "DefinitionList", "Emphasis", "Figure", "Form", "FormField", "LineBreak", "Link",
        "List", "ListItem", "PageBreak", "Paragraph", "Reference", "Row", "Section", "Signatory", "SignatureBlock",
        "Strong", "Table", "Text", "Value",
    }  # fmt: skip
