"""Clause files in which each clause counts as reviewed, for tests that are about something else."""

from __future__ import annotations

from policygen.check.shape import decode_node
from policygen.diagnostics.model import Diagnostics
from policygen.model.checked import review_digest
from policygen.model.library import ClauseEntry
from policygen.review.editing import entries_of, flow, set_keys
from policygen.source.editing import with_replacements
from policygen.source.nodes import Mapping
from policygen.source.reading import read_source


def stamped(text: str) -> str:
    """The text of a clause file with a review of each clause in the words that it has there."""
    found = read_source("clauses/home/stamped.yaml", text.encode(), Diagnostics())
    assert found is not None
    source, node = found
    edits = []
    for item in entries_of(node, "clauses"):
        entry = decode_node(item, ClauseEntry, Diagnostics(), "entry")
        assert entry is not None
        digest, reviewed = review_digest(entry), item.get("reviewed")
        if isinstance(reviewed, Mapping):
            edits += set_keys(source, reviewed, (("digest", digest),))
        else:
            stamp = flow((("on", "2026-09-01"), ("by", "the maintainers"), ("digest", digest)))
            edits += set_keys(source, item, (("reviewed", stamp),))
    return with_replacements(source, edits)
