"""The Document's JSON reads back, and its digest is the same for equal documents only."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from policygen.document.json import digest_of, from_json, to_json
from tests.support.documents import everything

ROOT = Path(__file__).parents[2]


def test_equal_documents_have_one_digest() -> None:
    document = everything()
    assert digest_of(document) == digest_of(everything()) == digest_of(from_json(to_json(document)))
    assert len(digest_of(document)) == 64


def test_every_change_gives_another_digest() -> None:
    document = everything()
    others = (
        replace(document, header="other"),
        replace(document, edition="web"),
        replace(document, metadata=replace(document.metadata, created="2026-11-21T00:00:00Z")),
        everything("Another School"),
    )
    assert len({digest_of(document), *map(digest_of, others)}) == 5


def test_the_digest_is_the_same_in_every_process() -> None:
    code = (
        "from policygen.document.json import digest_of; from tests.support.documents import everything; "
        "print(digest_of(everything()))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout.strip()
        for seed in ("1", "2")
    }  # fmt: skip
    assert found == {digest_of(everything())}
