"""The Document's JSON reads back, and its digest is the same for equal documents only."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from policygen.document.json import document_digest, from_json, to_json
from tests.support.documents import everything

ROOT = Path(__file__).parents[2]


def test_equal_documents_have_one_digest() -> None:
    document = everything()
    assert document_digest(document) == document_digest(everything()) == document_digest(from_json(to_json(document)))
    assert len(document_digest(document)) == 64


def test_every_change_gives_another_digest() -> None:
    document = everything()
    others = (
        replace(document, header="other"),
        replace(document, edition="web"),
        replace(document, metadata=replace(document.metadata, created="2026-11-21T00:00:00Z")),
        everything("Another School"),
    )
    assert len({document_digest(document), *map(document_digest, others)}) == 5


def test_the_digest_is_the_same_in_every_process() -> None:
    code = (
        "from policygen.document.json import document_digest; from tests.support.documents import everything; "
        "print(document_digest(everything()))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout.strip()
        for seed in ("1", "2")
    }  # fmt: skip
    assert found == {document_digest(everything())}
