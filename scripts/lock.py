"""Writes requirements/lock*.txt: the exact versions, with hashes, that `make sample` and `make test` install.

Three files, each holding what the ones before it do not: `lock.txt` (to build documents), `lock-dev.txt` (to test)
and `lock-conformance.txt` (to validate). `lock-peers.txt` (other programs that read the files) is for an environment by
itself and holds everything that it needs. They serve every platform and Python from 3.11 on (uv's universal
resolution), hold wheels only, so that nothing is compiled, and name no package index.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ROOT / "requirements"
HEADER = "# Written by `make lock`; not for editing.\n"


def requested() -> dict[str, list[str]]:
    """The requirements as people wrote them, by the lock file that answers them."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    # Setup installs the package itself without build isolation, so what builds it is locked too; hatchling asks for
    # `editables` only when a build starts, which is too late for a lock.
    build = [*declared["build-system"]["requires"], "editables~=0.3"]
    return {
        "lock.txt": [*declared["project"]["dependencies"], *build],
        "lock-dev.txt": declared["project"]["optional-dependencies"]["dev"],
        "lock-conformance.txt": (REQUIREMENTS / "conformance.in").read_text(encoding="utf-8").splitlines(),
    }


def resolve(wanted: list[str], uv: str) -> list[str]:
    """Every package that `wanted` needs: its pinned line and its hashes, by name."""
    options = (
        "--universal --python-version 3.11 --generate-hashes --only-binary :all: --no-header --no-annotate --quiet"
    )
    command = [uv, "--no-config", "pip", "compile", "-", *options.split()]
    result = subprocess.run(command, input="\n".join(wanted), text=True, stdout=subprocess.PIPE, check=True)  # noqa: S603
    return re.findall(r"^[A-Za-z0-9].*==.*\n(?:    --hash=.*\n)+", result.stdout, flags=re.MULTILINE)


def main(uv: str) -> None:
    """Resolve group after group, each with the pins of those before it, so that one version holds throughout."""
    wanted: list[str] = []
    locked: list[str] = []
    for filename, requirements in requested().items():
        wanted += requirements
        pins = [entry.partition(" \\\n")[0] for entry in locked]
        added = [entry for entry in resolve([*wanted, *pins], uv) if entry not in locked]
        (REQUIREMENTS / filename).write_text(HEADER + "".join(added), encoding="utf-8")
        locked += added
        print(f"requirements/{filename}: {len(added)} packages")
    peers = resolve((REQUIREMENTS / "peers.in").read_text(encoding="utf-8").splitlines(), uv)
    (REQUIREMENTS / "lock-peers.txt").write_text(HEADER + "".join(peers), encoding="utf-8")
    print(f"requirements/lock-peers.txt: {len(peers)} packages")


if __name__ == "__main__":
    main(sys.argv[1])
