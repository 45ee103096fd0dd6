"""What a reviewer's copy says beside each clause. It stands beside the Document: no clean copy can hold it."""

from __future__ import annotations

from collections.abc import Mapping

# A clause's id to the lines of its note, each a sentence or two of plain text.
Annotations = Mapping[str, tuple[str, ...]]

AUTHOR = "policygen"
