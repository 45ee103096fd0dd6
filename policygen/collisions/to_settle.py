"""The collisions of an upgrade that can be settled in a Word file, with the words of each side."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from policygen.check.project import Project
from policygen.check.schools import load_settings
from policygen.diagnostics.model import Diagnostics
from policygen.merge.three_way import Collision, merge
from policygen.model.settings import Settings
from policygen.source.nodes import Mapping, Scalar
from policygen.upgrade.entries import ClauseWords, tailored_entries
from policygen.upgrade.plan import FileUpgrade, UpgradePlan
from policygen.upgrade.renames import words_today
from policygen.upgrade.tailoring import TailoringStep


@dataclass(frozen=True, slots=True)
class Sides:
    """The words of both sides. `ours` has what the library changed elsewhere merged into it.

    `base` is what both started from, or `theirs` where that is not known.
    """

    base: str
    theirs: str
    ours: str


@dataclass(frozen=True, slots=True)
class WordCollision:
    """A collision in one settings file: the clause by its full name, with the title that the library has for it.

    `name` is the school or group as commands name it, `school` what it calls itself; `source` is the library with its
    version, or the file above, that has different words now. `reason` is the one that the settings give for ours, and
    `requirements` are summaries of what the clause meets. Of a clause that ours leaves out, `ours` is empty.
    """

    name: str
    school: str
    clause: str
    title: str
    source: str
    why: str
    omits: bool
    text: Sides
    heading: Sides | None = None
    places: tuple[Collision, ...] = ()
    policies: tuple[str, ...] = ()
    reason: str = ""
    requirements: tuple[str, ...] = ()
    names: frozenset[str] = field(default_factory=frozenset)

    @property
    def digest(self) -> str:
        """The SHA-256 of what collides: while it is the same, what was settled still counts."""
        sides = [[one.base, one.theirs, one.ours] for one in (self.text, self.heading) if one is not None]
        return hashlib.sha256(json.dumps([self.why, self.omits, sides]).encode()).hexdigest()


def collisions_to_settle(project: Project, plan: UpgradePlan) -> tuple[WordCollision, ...]:
    """Return the collisions of a plan that can be settled in Word, in its order: not of clauses removed or split."""
    return tuple(found for one in plan.files for found in _of_file(project, one))


def is_for_word(step: TailoringStep) -> bool:
    """Tell whether a collision can be settled in Word: there are words of the library for the same clause."""
    return step.outcome == "collides" and step.why not in ("gone", "split") and step.theirs is not None


def _of_file(project: Project, one: FileUpgrade) -> Iterator[WordCollision]:
    steps = [step for step in one.collisions if is_for_word(step)]
    settings = load_settings(project.for_session(), one.file, Diagnostics()) if steps else None
    if settings is None:
        return
    joined: dict[str, list[TailoringStep]] = {}
    for step in steps:
        joined.setdefault(step.clause, []).append(step)
    for together in joined.values():
        yield _collision(project, one, settings, together)


def _collision(
    project: Project, one: FileUpgrade, settings: Settings, together: Sequence[TailoringStep]
) -> WordCollision:
    step = together[0]
    theirs = step.theirs or ClauseWords("", "")
    heading, text = _sides(project, together, theirs)
    clause = project.clauses.get(step.clause)
    claimed = clause.entry.claimed if clause is not None else ()
    met = (project.requirements.get(name.text) for name in claimed)
    outlines = (project.outlines.get(policy) for policy, _ in project.listings(step.clause))
    known = {name for each in together for name in (*each.names, each.formerly)}
    reasons = (entry.entry.because.text for entry in tailored_entries(settings) if entry.name.text in known)
    return WordCollision(
        one.name,
        _called(settings) or one.name,
        step.clause,
        theirs.title,
        step.source,
        step.why,
        all(each.omits for each in together),
        text,
        heading,
        tuple(collision for each in together for _, collision, _ in each.collisions),
        tuple(dict.fromkeys(outline.title.text for outline in outlines if outline is not None)),
        " ".join(dict.fromkeys(reasons)),
        tuple(one.entry.summary.text for one in met if one is not None),
        frozenset(known),
    )  # fmt: skip


def _sides(
    project: Project, together: Sequence[TailoringStep], theirs: ClauseWords
) -> tuple[Sides | None, Sides]:  # fmt: skip
    """Return the sides of the heading, if ours has another, and of the text."""
    step, *others = together
    ours = [each.ours for each in together if each.ours is not None]
    if not ours:
        return None, Sides(step.base.text if step.base else theirs.text, theirs.text, "")
    if others:
        texts = [words_today(project, each.text).strip("\n") for each in ours]
        return None, Sides(theirs.text, theirs.text, "\n\n".join(texts) + "\n")
    (own,) = ours
    if step.base is None:
        return (
            Sides(theirs.title, theirs.title, own.title) if own.title else None,
            Sides(theirs.text, theirs.text, own.text),
        )
    text = Sides(step.base.text, theirs.text, merge(step.base.text, theirs.text, own.text).taking("ours"))
    title = merge(step.base.title, theirs.title, own.title).taking("ours")
    return Sides(step.base.title, theirs.title, title) if own.title else None, text


def _called(settings: Settings) -> str:
    """Return the school's name as its own file has it; "" for a group."""
    school = settings.node.get("school")
    name = school.get("name") if isinstance(school, Mapping) else None
    return name.text.strip() if isinstance(name, Scalar) else ""
