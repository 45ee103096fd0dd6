"""What need not be built again: files of an out folder that its manifest knows, and files in the store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from policygen.build.manifest import Manifest
from policygen.build.results import Artifact
from policygen.document.layout import Box, Layout
from policygen.store.objects import ObjectStore

ARTIFACT, LAYOUT, DOCUMENT = "artifact", "layout", "document"


@dataclass(frozen=True, slots=True)
class DocumentSources:
    """What a Document was made from: digests of the school's settings, of the library, and of each clause's words."""

    settings: str
    library: str
    clauses: Mapping[str, str]


class Held:
    """The files and Layouts of earlier builds, by the digest of all that they depend on."""

    def __init__(self, out: Path, store: Path) -> None:
        self._out = out
        self.store = ObjectStore(store)
        self._found = 0

    @cached_property
    def _manifest(self) -> Manifest:
        return Manifest.read(self._out)

    def since(self) -> tuple[int, list[str]]:
        """Return how many files were found since this was last asked, and the damaged objects of the store."""
        found, damaged = self._found, list(self.store.damaged)
        self._found = 0
        self.store.damaged.clear()
        return found, damaged

    def file(self, name: str, inputs: str) -> bytes | None:
        """Return the bytes that these inputs gave, checked: from the out folder or from the store; None if unknown."""
        data = self._in_out_folder(name, inputs)
        if data is None:
            record = self.store.get_data(ARTIFACT, inputs)
            sha256 = record.get("sha256") if isinstance(record, dict) else None
            data = self.store.file_of(inputs, sha256) if isinstance(sha256, str) else None
        self._found += data is not None
        return data

    def layout(self, key: str) -> Layout | None:
        """Return the Layout that was kept under a key."""
        found = self.store.get_data(LAYOUT, key)
        try:
            return Layout(**{**found, "boxes": {name: Box(**box) for name, box in found["boxes"].items()}})
        except (TypeError, KeyError, AttributeError):
            return None

    def keep_layout(self, key: str, layout: Layout) -> None:
        """Keep a Layout under the digest of what it depends on."""
        boxes = {name: asdict(box) for name, box in layout.boxes.items()}
        data = {"engine": layout.engine, "pages": layout.pages, "page_of": layout.page_of, "boxes": boxes}
        self.store.put_data(LAYOUT, key, data)

    def sources(self, digest: str) -> DocumentSources | None:
        """Return what the Document with this digest was made from, if that was kept."""
        found = self.store.get_data(DOCUMENT, digest)
        try:
            return DocumentSources(str(found["settings"]), str(found["library"]), dict(found["clauses"]))
        except (TypeError, KeyError, ValueError):
            return None

    def parts(self, inputs: str) -> Mapping[str, str]:
        """Return what the digest of a file's inputs is of, by name; empty if that is not known."""
        record = self.store.get_data(ARTIFACT, inputs)
        parts = record.get("parts") if isinstance(record, dict) else None
        return parts if isinstance(parts, dict) else {}

    def keep_sources(self, digest: str, sources: Callable[[], DocumentSources]) -> None:
        """Keep what the Document with this digest was made from, unless that is known."""
        if self.store.get(DOCUMENT, digest) is None:
            self.store.put_data(DOCUMENT, digest, asdict(sources()))

    def _in_out_folder(self, name: str, inputs: str) -> bytes | None:
        known = self._manifest.outputs.get(name)
        if known is None or known.inputs != inputs:
            return None
        try:
            data = (self._out / name).read_bytes()
        except (OSError, ValueError):
            return None
        return data if hashlib.sha256(data).hexdigest() == known.sha256 else None


def keep_artifact(store: ObjectStore, artifact: Artifact, path: Path, sha256: str) -> None:
    """Keep a file that was written, under the digest of its inputs, and what these are."""
    if not artifact.parts or not store.links:
        return
    record: dict[str, Any] = {"sha256": sha256, "parts": dict(artifact.parts)}
    # First: bytes that no record speaks of are damaged, but a record without bytes is a file that has to be built.
    if store.get_data(ARTIFACT, artifact.inputs) != record:
        store.put_data(ARTIFACT, artifact.inputs, record)
    store.keep_file(artifact.inputs, path)
