"""Write the software bill of materials of an installed policygen: CycloneDX 1.6, JSON.

    python -m scripts.sbom [--extra web] [--extra typst] > policygen.cdx.json

Listed are policygen and the packages that it needs with these extras, in the versions that are installed where this
runs. What a Linux distribution brings, such as Pango for WeasyPrint, is not listed. The same packages give the same
bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = "policygen"


def needed(extras: Sequence[str]) -> dict[str, tuple[Distribution, set[str]]]:
    """Return the packages by name, each with the names of those that it needs. Raises PackageNotFoundError."""
    found: dict[str, tuple[Distribution, set[str]]] = {}
    waiting: list[tuple[str, frozenset[str]]] = [(ROOT, frozenset(extras))]
    done: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, wanted = waiting.pop()
        if (name, wanted) in done:
            continue
        done.add((name, wanted))
        held, needs = found.setdefault(name, (distribution(name), set()))
        for one in _requirements(held, wanted):
            other = canonicalize_name(one.name)
            needs.add(other)
            waiting.append((other, frozenset(one.extras)))
    return found


def _requirements(held: Distribution, extras: frozenset[str]) -> Iterator[Requirement]:
    for line in held.requires or ():
        one = Requirement(line)
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in (*extras, "")):
            try:
                distribution(one.name)
            except PackageNotFoundError:
                print(f"not installed, though {held.metadata['Name']} asks for it: {one}", file=sys.stderr)
                continue
            yield one


def bill(extras: Sequence[str]) -> dict[str, Any]:
    """Return the bill as CycloneDX has it (ECMA-424)."""
    packages = needed(extras)
    references = {name: f"pkg:pypi/{name}@{held.version}" for name, (held, _) in packages.items()}
    components = {name: _component(name, held, references[name]) for name, (held, _) in sorted(packages.items())}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**components.pop(ROOT), "type": "application"}},
        "components": [*components.values()],
        "dependencies": [
            {"ref": references[name], "dependsOn": sorted(references[one] for one in needs)}
            for name, (_, needs) in sorted(packages.items())
        ],
    }


def _component(name: str, held: Distribution, reference: str) -> dict[str, Any]:
    made = {"type": "library", "bom-ref": reference, "name": name, "version": held.version, "purl": reference}
    licences = _licences(held)
    return {**made, "licenses": licences} if licences else made


def _licences(held: Distribution) -> list[dict[str, Any]]:
    """Return what the package says of its licence: an SPDX expression, or the names of its classifiers."""
    expression = held.metadata.get("License-Expression")
    if expression:
        return [{"expression": expression}]
    classifiers = [one for one in held.metadata.get_all("Classifier", []) if one.startswith("License ::")]
    names = [one.rpartition(" :: ")[2] for one in classifiers if one != "License :: OSI Approved"]
    written = (held.metadata.get("License") or "").strip()
    if not names and written and "\n" not in written:
        names = [written]
    return [{"license": {"name": one}} for one in names]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the bill."""
    parser = argparse.ArgumentParser(prog="python -m scripts.sbom", description=__doc__)
    parser.add_argument("--extra", action="append", default=[], help="an extra of policygen, such as web")
    print(json.dumps(bill(parser.parse_args(arguments).extra), indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
