"""What `check` finds in a project, from the store where nothing that it depends on has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policygen.diagnostics.model import Diagnostic
from policygen.diagnostics.render.as_json import entry, finding_of
from policygen.store.objects import ObjectStore
from policygen.store.program import program_stamp
from policygen.world.digest import fingerprint_of
from policygen.world.disk import DiskWorld
from policygen.world.recorded import RecordedWorld, answers_as_before

KIND = "check"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The findings on a whole project, and what there is in it: schools and groups by name, with their files."""

    diagnostics: tuple[Diagnostic, ...]
    clauses: int
    policies: int
    schools: Mapping[str, str]
    groups: Mapping[str, str]

    @classmethod
    def of(cls, world: DiskWorld, store: Path | None = None) -> CheckReport:
        """Check a project. Raises LibraryUnusable if there is no usable vocabulary or wording.

        `store` is the folder of the store. It knows everything that the last check of this folder read; if that is the
        same today, and so are policygen and Python, the findings are too.
        """
        if store is None:
            return cls._made(world)
        objects, key = ObjectStore(store), _key(world)
        kept = objects.get_data(KIND, key)
        if isinstance(kept, dict) and answers_as_before(world, kept.get("trace") or [()]):
            found = cls._read(kept)
            if found is not None:
                return found
        recorded = RecordedWorld.over(world)
        made = cls._made(recorded)
        objects.put_data(KIND, key, {**made._data(), "trace": recorded.trace})
        return made

    @classmethod
    def _made(cls, world: DiskWorld) -> CheckReport:
        # Whoever finds the findings in the store does not wait for what makes them.
        from policygen.api.library import load

        library = load(world)
        return cls(
            library.check(),
            len(library.clauses),
            len(library.policies),
            dict(library.schools),
            dict(library.groups),
        )

    @classmethod
    def _read(cls, kept: Mapping[str, Any]) -> CheckReport | None:
        try:
            found = tuple(finding_of(one) for one in kept["diagnostics"])
            return cls(found, kept["clauses"], kept["policies"], dict(kept["schools"]), dict(kept["groups"]))
        except (KeyError, TypeError, ValueError, AttributeError):
            return None

    def _data(self) -> dict[str, Any]:
        return {
            "diagnostics": [entry(one) for one in self.diagnostics],
            "clauses": self.clauses,
            "policies": self.policies,
            "schools": dict(self.schools),
            "groups": dict(self.groups),
        }

    @staticmethod
    def called(text: str) -> str:
        """Return the school's id or group's name that `text` means, even if the project does not have it."""
        from policygen.resolve.groups import group_name  # only a person who names a place needs it

        return group_name(text)

    def texts(self, world: DiskWorld, diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
        """Return the text of each file that findings refer to, by its name."""
        from policygen.compile.findings import texts_in  # a project without findings shows no text

        return texts_in(world, diagnostics)


def _key(world: DiskWorld) -> str:
    places = (str(world.root.resolve()), str(world.packaged.resolve()), *world.python_path)
    return fingerprint_of(KIND, program_stamp(), *(place.encode("utf-8", "surrogateescape") for place in places))
