"""Kill build, adopt, sign, export and import at random moments, and check that nothing of a person's is lost.

    python -m scripts.kill_trials --trials 100 [--seed 1]
    python -m scripts.kill_trials --work builds --trials 50

The second is about the build itself: see kill_builds.py. The first works on the small project of the
tests, in a temporary folder. Before each trial somebody edits a built file or changes the settings. After each, every
edit must still be in a file, the settings must be what they were or, after an import, what was in the imported file,
and every adoption record, signed file, built file and exported file must be whole. What an import replaced must be in
kept/. At the end one more build must succeed, leave no temporary file, and have kept no file that policygen wrote
itself. Prints a line for each loss and the figures; the exit code is 1 after a loss. Needs the packages for signing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import NoReturn

from policygen.adoption.record import decode_adoption_record
from policygen.adoption.sealing import NotAnAdoptionRecord
from policygen.inspect.pdf_contents import Damaged, open_pdf
from policygen.inspect.record import NotASignatureRecord, decode_signature_record
from scripts.kill_builds import KilledBuilds
from tests.support.certificates import PASSWORD, certificate
from tests.support.projects import lay_out

ROOT = Path(__file__).parents[1]
FIRST_MEETING = date(2020, 1, 1)
BUILD = ("build", "hilltop", "--format", "md,json")
SETTINGS = "schools/hilltop.yaml"
PDF = "build/hilltop/online.pdf"
CARRIED = "carried.school.zip"  # what imports read; exports write to a file that is there already
EXPORTED = "hilltop.school.zip"


@dataclass
class Trials:
    """A project, the works of people in it (by digest), and what has been found wrong."""

    folder: Path
    chance: random.Random
    pdf: bytes = b""
    works: dict[str, str] = field(default_factory=dict)
    settings: bytes = b""
    imported: bytes = b""  # the settings in the file that imports read
    replaceable: set[str] = field(default_factory=set)  # what an import may have moved to kept/, by digest
    meetings: int = 0
    losses: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)

    def command(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "tests.support.cli", *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str) -> float:
        """Run a command to its end, and return how many seconds it took."""
        begin = time.monotonic()
        process = self.command(*arguments)
        said = process.communicate()[1].decode()
        if process.returncode:
            raise SystemExit(f"{' '.join(arguments)} failed before any trial:\n{said}")
        return time.monotonic() - begin

    def prepare(self) -> dict[str, float]:
        """Lay out the project; return how long each command takes."""
        lay_out(self.folder)
        (self.folder / "chair.p12").write_bytes(certificate("Jo Bell"))
        (self.folder / "password").write_text(PASSWORD)
        self.run("build", "hilltop", "--policy", "online", "--format", "pdf")
        self.pdf = (self.folder / PDF).read_bytes()
        self.settings = (self.folder / SETTINGS).read_bytes()
        lasts = {name: self.run(*self.arguments(name)) for name in ("build", "sign", "adopt", "export")}
        (self.folder / EXPORTED).rename(self.folder / CARRIED)
        self.imported = self.settings
        self.run(*self.arguments("export"))
        lasts["import"] = self.run(*self.arguments("import"))
        self.settings = self.imported
        return lasts

    def arguments(self, name: str) -> tuple[str, ...]:
        """Return what to run, after the change that makes it worth running."""
        if name == "build":
            self.edit()
            return BUILD
        if name == "sign":
            self.unsign()
            return ("sign", PDF, "--field", "chair", "--p12", "chair.p12", "--password-file", "password")
        if name == "export":
            self.edit()
            return ("export", "hilltop")
        if name == "import":
            self.edit()
            self.replaceable |= {digest(path.read_bytes()) for path in self.schools()}
            return ("import", CARRIED, "--replace")
        self.meetings += 1
        meeting = FIRST_MEETING + timedelta(days=self.meetings)
        minute = f"{self.meetings}/26"
        return ("adopt", "hilltop", "online", "--on", meeting.isoformat(), "--minute", minute, "--file", PDF)

    def edit(self) -> None:
        """Change a built file as a person would, and the settings, so that the next build writes other bytes."""
        number = self.chance.randrange(10**9)
        name = self.chance.choice(("online.md", "phones.md", "online.json"))
        words = json.dumps({"edit": number}).encode()
        path = self.folder / "build/hilltop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            # An edit that no build has moved yet is replaced by the person who made it.
            earlier = digest(path.read_bytes())
            if all(other == path or digest(other.read_bytes()) != earlier for other in self.visible()):
                self.works.pop(earlier, None)
        path.write_bytes(words)
        self.works[digest(words)] = f"the edit of {name}"
        lines = self.settings.decode().splitlines(keepends=True)
        changed = [f"{line.split(':')[0]}: School {number}\n" if line.startswith("  name:") else line for line in lines]
        self.settings = "".join(changed).encode()
        (self.folder / SETTINGS).write_bytes(self.settings)

    def unsign(self) -> None:
        """Begin again with a file that nobody has signed; what was signed so far is moved away by hand."""
        signed = self.folder / "schools/hilltop/signed"
        if signed.is_dir():
            archive = self.folder / f"archive-{self.chance.randrange(10**9)}"
            signed.rename(archive)
        (self.folder / PDF).write_bytes(self.pdf)

    def kill(self, name: str, seconds: float) -> None:
        """Run a command and kill it after some time; then check everything."""
        arguments = self.arguments(name)
        before = {digest(path.read_bytes()): path.name for path in self.schools()}
        with self.command(*arguments) as process:
            try:
                process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
        self.outcomes[f"{name} {'killed' if process.returncode == -signal.SIGKILL else 'ended first'}"] += 1
        after = {digest(path.read_bytes()) for path in self.visible()}
        losses = [f"{one} as it was before is in no file" for sha256, one in before.items() if sha256 not in after]
        if name == "import" and (self.folder / SETTINGS).read_bytes() == self.imported:
            self.settings = self.imported
        for loss in (*losses, *self.check()):
            self.losses.append(f"{name}, killed after {seconds:.2f} s: {loss}")

    def check(self) -> list[str]:
        """Return what is lost or half written."""
        wrong = []
        if (self.folder / SETTINGS).read_bytes() != self.settings:
            wrong.append("the settings changed")
        if exported := broken_school_file(self.folder / EXPORTED):
            wrong.append(f"{EXPORTED}: {exported}")
        files = {path: path.read_bytes() for path in self.visible()}
        there = {digest(data) for data in files.values()}
        wrong += [f"{what} is lost" for sha256, what in self.works.items() if sha256 not in there]
        for path, data in files.items():
            if fault := broken(path, data):
                wrong.append(f"{path.relative_to(self.folder)}: {fault}")
            if path.parent.name == "signed" and path.suffix == ".pdf":
                self.works[digest(data)] = f"the signed {path.name}"
        return wrong

    def visible(self) -> list[Path]:
        folders = ("build", "schools", *(path.name for path in self.folder.glob("archive-*")))
        found = (path for folder in folders for path in sorted((self.folder / folder).rglob("*")))
        return [path for path in found if path.is_file() and not path.name.startswith(".")]

    def schools(self) -> list[Path]:
        """Return the files that an import may replace."""
        return [path for path in self.visible() if path.is_relative_to(self.folder / "schools")]

    def end(self) -> list[str]:
        """Build once more; return what is left behind, or was kept although policygen wrote it."""
        process = self.command(*BUILD)
        said = process.communicate()[1].decode()
        wrong = [f"the last build failed:\n{said}"] if process.returncode else []
        left = [*(self.folder / "build").rglob(".*.part"), *(self.folder / "build").glob("*.journal")]
        wrong += [f"{path.name} is left" for path in left]
        kept = self.folder / "schools/hilltop/kept"
        for path in sorted(kept.glob("*")):
            if digest(path.read_bytes()) not in self.works.keys() | self.replaceable:
                wrong.append(f"{path.name} was kept, and nobody had changed it")
        return [*wrong, *self.check()]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def broken(path: Path, data: bytes) -> str:
    """Return what is wrong with a file that must be whole; "" for nothing."""
    try:
        if path.suffix == ".pdf":
            open_pdf(data)
        elif path.parent.parent.name == "adopted":
            decode_adoption_record(data, path.name)
        elif path.name.endswith(".record.json"):
            decode_signature_record(data)
        elif path.suffix == ".json":
            json.loads(data)
        elif not data:
            return "it is empty"
    except (Damaged, NotAnAdoptionRecord, NotASignatureRecord, ValueError) as error:
        return str(error)
    return ""


def broken_school_file(path: Path) -> str:
    """Return what is wrong with a file that an export wrote; "" for nothing."""
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
            return f"{damaged} in it is damaged" if damaged else ""
    except (OSError, zipfile.BadZipFile) as error:
        return str(error)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", choices=("commands", "builds"), default="commands")
    wanted = parser.parse_args()
    if wanted.work == "builds":
        _builds(wanted.trials, wanted.seed)
    with tempfile.TemporaryDirectory() as folder:
        trials = Trials(Path(folder), random.Random(wanted.seed))  # noqa: S311
        lasts = trials.prepare()
        for _ in range(wanted.trials):
            name = trials.chance.choice(sorted(lasts))
            trials.kill(name, trials.chance.uniform(0, lasts[name]))
        trials.losses += trials.end()
        for loss in trials.losses:
            print(loss)
        for outcome, count in sorted(trials.outcomes.items()):
            print(f"{count:4} {outcome}")
        print(f"{wanted.trials} trials, {len(trials.works)} works of people, {len(trials.losses)} losses")
    sys.exit(1 if trials.losses else 0)


def _builds(number: int, seed: int) -> NoReturn:
    folder = Path(tempfile.mkdtemp())  # not a TemporaryDirectory: the builds, which are forks, would delete it
    try:
        trials = KilledBuilds(folder, random.Random(seed))  # noqa: S311
        trials.prepare()
        for each in range(number):
            trials.kill(each)
            print(f"{each + 1} of {number}: {len(trials.losses)} losses", file=sys.stderr, flush=True)
        for loss in trials.losses:
            print(loss)
        for outcome, count in sorted(trials.outcomes.items()):
            print(f"{count:4} {outcome}")
        files = f"{len(trials.whole)} files and {len(trials.kept)} in the store each"
        print(f"{number} trials, {files}, {len(trials.losses)} losses")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if trials.losses else 0)


if __name__ == "__main__":
    main()
