"""What need not be built again: files of an out folder that its manifest knows, and files in the store."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

from policygen.build.manifest import Manifest
from policygen.build.results import Artifact
from policygen.document.layout import Box, Layout
from policygen.store.objects import ObjectStore

ARTIFACT, LAYOUT = "artifact", "layout"


class Held:
    """The files and Layouts of earlier builds, by the digest of all that they depend on."""

    def __init__(self, out: Path, store: Path) -> None:
        self._out = out
        self.store = ObjectStore(store)
        self.found = 0
        """How many files were found."""

    @cached_property
    def _manifest(self) -> Manifest:
        return Manifest.read(self._out)

    def file(self, name: str, inputs: str) -> bytes | None:
        """Return the bytes that these inputs gave, checked: from the out folder or from the store; None if unknown."""
        data = self._in_out_folder(name, inputs)
        if data is None:
            record = self.store.get_data(ARTIFACT, inputs)
            sha256 = record.get("sha256") if isinstance(record, dict) else None
            data = self.store.file_of(inputs, sha256) if isinstance(sha256, str) else None
        self.found += data is not None
        return data

    def layout(self, key: str) -> Layout | None:
        """Return the Layout that was kept under a key."""
        found = self.store.get_data(LAYOUT, key)
        try:
            boxes = {name: Box(**box) for name, box in found["boxes"].items()}
            return Layout(**{**found, "boxes": boxes})
        except (TypeError, KeyError, AttributeError):
            return None

    def keep_layout(self, key: str, layout: Layout) -> None:
        """Keep a Layout under the digest of what it depends on."""
        self.store.put_data(LAYOUT, key, asdict(layout))

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
    if not artifact.parts or not store.keep_file(artifact.inputs, path):
        return
    record: dict[str, Any] = {"sha256": sha256, "parts": dict(artifact.parts)}
    if store.get_data(ARTIFACT, artifact.inputs) != record:
        store.put_data(ARTIFACT, artifact.inputs, record)
