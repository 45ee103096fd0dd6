"""The manifest of an out folder: which files policygen wrote there, from which inputs, and the digest of each.

It is written last, so that what it names is there. By it a later build knows which files a person has changed since,
and which need not be built again. It holds no time and no path of this machine: the same build gives the same manifest.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

NAME = ".policygen.json"
SHEETS = "sheets"  # the folder of the sheets, in that of a school or of one of its editions
VERSION = 1


@dataclass(frozen=True, slots=True)
class Output:
    """One file: its digest (SHA-256, hex), and the digest of all that its bytes depend on."""

    sha256: str
    inputs: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What policygen wrote into a folder, by name under it. `tools` are the versions and digests it last built with.

    `sheets` tells whether the last build made the sheets that go with policies; `outputs` has those of earlier builds.
    """

    outputs: Mapping[str, Output] = field(default_factory=dict)
    tools: Mapping[str, str] = field(default_factory=dict)
    sheets: bool = True

    @classmethod
    def read(cls, out: Path) -> Manifest:
        """Return the manifest of a folder; an empty one where there is none, or none that can be read."""
        try:
            found = json.loads((out / NAME).read_bytes())
            if found["manifest"] != VERSION:
                return cls()
            outputs = {name: Output(one["sha256"], one["inputs"]) for name, one in found["outputs"].items()}
            tools = {name: str(value) for name, value in found["tools"].items()}
            return cls(outputs, tools, found.get("sheets") is not False)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return cls()

    def with_written(self, written: Mapping[str, Output], tools: Mapping[str, str], sheets: bool = True) -> Manifest:
        """Return this manifest with the files that were written since."""
        return Manifest(
            dict(sorted({**self.outputs, **written}.items())), dict(sorted({**self.tools, **tools}.items())), sheets
        )

    def to_bytes(self) -> bytes:
        """Return the manifest's file: indented UTF-8 JSON with a final newline."""
        outputs = {name: asdict(output) for name, output in self.outputs.items()}
        content: dict[str, Any] = {"manifest": VERSION, "tools": dict(self.tools), "outputs": outputs}
        if not self.sheets:
            content["sheets"] = False
        return json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"


def sheets_left(out: Path, schools: Collection[str]) -> Iterator[Path]:
    """Yield the sheets of these schools that are in an out folder, for a build that makes no sheets."""
    for name in Manifest.read(out).outputs:
        parts = PurePosixPath(name).parts
        if SHEETS in parts[1:-1] and parts[0] in schools and (out / name).is_file():
            yield out / name
