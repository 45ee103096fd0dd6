"""A second union's library in two versions, each built as a wheel and installed: impact and upgrade between them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.unions import second_union
from tests.support.wheels import install, run, wheel_of

pytestmark = pytest.mark.conformance

MEALS = "clauses/second-union/meals.yaml"
POLICY = "clauses/second-union/policies/meals.yaml"
CLAUSE = """\
  - id: {id}
    title: {title}
    kind: duty
    audience: [pupils]
    text: {text}
"""
QUEUE = CLAUSE.format(id="meals.queue", title="The queue", text="Pupils queue at the door.")
TRAYS = CLAUSE.format(id="meals.trays", title="Trays", text="Pupils carry their trays back.")
BENCHES = CLAUSE.format(id="meals.benches", title="Benches", text="Pupils wipe the benches.")
DRINKS = CLAUSE.format(id="meals.drinks", title="Drinks", text="Pupils drink water. They wash their cups.")
TIDY = CLAUSE.format(id="meals.tidy", title="Tidy", text="Pupils carry their trays back and wipe the benches.").replace(
    "    title", "    formerly: [meals.trays, meals.benches]\n    title"
)
WATER = CLAUSE.format(id="meals.water", title="Water", text="Pupils drink water.").replace(
    "    title", "    formerly: [{id: meals.drinks, with: [meals.cups]}]\n    title"
)
CUPS = CLAUSE.format(id="meals.cups", title="Cups", text="Pupils wash their cups.").replace(
    "    title", "    formerly: [{id: meals.drinks, with: [meals.water]}]\n    title"
)
TAILORING = """\
tailoring:
  # Asked for by the crew.
  - replace: second-union:meals.hall
    text: Pupils and the crew eat in good order.
    because: We are at sea
  - replace: meals.trays
    text: Pupils carry their trays to the galley.
    because: That is where they belong
  # Nobody queues on board.
  - omit: meals.queue
    because: There is no door
"""


def change(file: Path, *changes: tuple[str, str]) -> None:
    text = file.read_text("utf-8")
    for before, after in changes:
        assert before in text, f"{before!r} is not in {file.name}"
        text = text.replace(before, after)
    file.write_text(text, "utf-8")


@dataclass(frozen=True)
class Upgraded:
    """A school's project that was built with version 1, with version 2 installed now; the two wheels."""

    project: Path
    site: Path
    old: Path
    new: Path

    def run(self, *arguments: str, status: int = 0) -> str:
        return run(self.project, *arguments, site=self.site, status=status)

    @property
    def settings(self) -> Path:
        return self.project / "schools/saltmarsh.yaml"


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Upgraded:
    folder = tmp_path_factory.mktemp("wheels")
    root, project = folder / "repository", folder / "project"
    run(folder, "library", "new", "second-union", str(root))
    settings = second_union(root)
    change(root / MEALS, ("Pupils eat in {{ school.dinner_hall }}.", "Pupils eat in good order."))
    with (root / MEALS).open("a", encoding="utf-8") as file:
        file.write(QUEUE + TRAYS + BENCHES + DRINKS)
    listed = "      - meals.queue\n      - meals.trays\n      - meals.benches\n      - meals.drinks\n"
    change(root / POLICY, ("      - union:responding", f"{listed}      - union:responding"))
    old = wheel_of(root, folder / "one")

    change(
        root / MEALS,
        ("Pupils put phones away", "Pupils and guests put phones away"),
        ("id: meals.hall", "id: meals.place\n    formerly: [meals.hall]"),
        ("eat in good order", "eat in good order and without noise"),
        (QUEUE, ""),
        (TRAYS + BENCHES, TIDY),
        (DRINKS, WATER + CUPS + CLAUSE.format(id="meals.grace", title="Before meals", text="Pupils stand up.")),
    )
    now = "      - meals.tidy\n      - meals.water\n      - meals.cups\n      - meals.grace\n"
    change(root / POLICY, ("meals.hall", "meals.place"), (listed, now))
    change(root / "clauses/second-union/library.yaml", ("version: 2026.11", "version: 2026.12"))
    new = wheel_of(root, folder / "two")

    (project / "schools").mkdir(parents=True)
    (project / "schools/saltmarsh.yaml").write_text(settings + TAILORING, "utf-8")
    (project / "schools/plain.yaml").write_text(settings, "utf-8")
    made = Upgraded(project, install(old, folder / "site-packages"), old, new)
    made.run("upgrade", "--write")
    made.run("build", "saltmarsh", "--policy", "meals", "--format", "md")
    install(new, made.site)
    return made


def test_impact_shows_every_changed_clause_and_which_school_tailored_it(upgraded: Upgraded) -> None:
    told = upgraded.run("impact", "--old", str(upgraded.old), "--new", str(upgraded.new))
    for line in (
        "changed second-union:meals.phones “Phones at dinner”: text",
        "changed second-union:meals.place “The hall”, formerly second-union:meals.hall: text",
        "changed second-union:meals.tidy “Tidy”, formerly second-union:meals.trays and second-union:meals.benches:",
        "changed second-union:meals.water “Water”, formerly second-union:meals.drinks, one of the clauses",
        "changed second-union:meals.cups “Cups”, formerly second-union:meals.drinks, one of the clauses",
        "added second-union:meals.grace “Before meals”",
        "removed second-union:meals.queue “The queue”",
    ):
        assert line in told
    assert "clauses: 1 added, 5 changed, 1 removed" in told
    assert told.count("replaced or left out by saltmarsh") == 3


def test_upgrade_shows_every_changed_clause_and_carries_the_school_that_tailored_some(upgraded: Upgraded) -> None:
    assert "policygen.lock lists version 2026.11" in upgraded.run("check", status=1)
    before = upgraded.settings.read_text("utf-8")
    shown = upgraded.run("upgrade", "--old", str(upgraded.old), status=1)
    told = [line.strip() for line in shown.splitlines()]
    for line in (
        "second-union: 2026.11 → 2026.12",
        "reworded: second-union:meals.phones “Phones at dinner”",
        "renamed: second-union:meals.hall → second-union:meals.place “The hall”",
        "The hall Pupils eat in good [-order.-] {+order and without noise.+}",
        "renamed: second-union:meals.benches → second-union:meals.tidy “Tidy”",
        "joined: second-union:meals.trays is now part of second-union:meals.tidy",
        "split: second-union:meals.drinks → second-union:meals.water and second-union:meals.cups",
        "added: second-union:meals.water “Water”, split from second-union:meals.drinks",
        "added: second-union:meals.cups “Cups”, split from second-union:meals.drinks",
        "added: second-union:meals.grace “Before meals”",
        "removed: second-union:meals.queue “The queue”",
        "merged: your wording of second-union:meals.place with its new wording",
        "collision: second-union:meals.tidy",
        "theirs: back and wipe the benches",
        "ours:   to the galley",
        "removed: the entry that leaves out second-union:meals.queue",
    ):
        assert line in told
    assert upgraded.settings.read_text("utf-8") == before

    upgraded.run("upgrade", "--settle", "meals.tidy=ours", "--write")
    after = upgraded.settings.read_text("utf-8")
    assert "  # Asked for by the crew.\n  - replace: second-union:meals.place\n" in after
    assert "Pupils and the crew eat in good order and without noise." in after
    assert "  - replace: meals.tidy\n    text: Pupils carry their trays to the galley.\n" in after
    assert "queue" not in after
    upgraded.run("check")
    upgraded.run("build", "saltmarsh", "--policy", "meals", "--format", "md")
    printed = (upgraded.project / "build/saltmarsh/meals.md").read_text("utf-8")
    assert "and the crew eat in good order and without noise" in printed
