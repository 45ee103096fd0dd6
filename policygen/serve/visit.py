"""A visit: all that a page has to carry of a school from one request to the next."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """`files` are the school's, by name. `later` are the questions that somebody else will answer, `again` those that
    are left to be looked at this year, `policy` is the one in the preview. `made_with` are the libraries, with their
    versions, of the file that the visit began with. Before there is a school, `school` is "". `seen` are the digests of
    the files as they were read from a project's folder; without a folder there are none.
    """

    school: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    later: tuple[str, ...] = ()
    policy: str = ""
    again: tuple[str, ...] = ()
    made_with: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        files = {name: _as_text(data) for name, data in self.files.items()}
        content = {"school": self.school, "files": files, "later": self.later, "policy": self.policy}
        content |= {"again": self.again, "made_with": dict(self.made_with)}
        seen = {"seen": dict(self.seen)} if self.seen else {}
        return json.dumps({**content, **seen}, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Visit:
        """Read what `to_bytes` wrote, after its seal was checked."""
        found = json.loads(data)
        files = {name: _as_bytes(one) for name, one in found["files"].items()}
        return cls(
            school=found["school"],
            files=files,
            later=tuple(found["later"]),
            policy=found["policy"],
            again=tuple(found.get("again", ())),
            made_with=found.get("made_with", {}),
            seen=found.get("seen", {}),
        )


def _as_text(data: bytes) -> str | dict[str, str]:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}


def _as_bytes(one: str | dict[str, str]) -> bytes:
    return one.encode() if isinstance(one, str) else base64.b64decode(one["base64"])
