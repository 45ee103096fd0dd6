"""Read one settings file, a school's or one that schools extend, type it by the vocabulary and check it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as MappingType
from datetime import date
from pathlib import PurePosixPath

from policygen.check.answers import type_answers, type_people
from policygen.check.dates import known_today, report_future
from policygen.check.files import names_of_settings, report_unlisted, report_unreadable
from policygen.check.project import Project
from policygen.check.shape import decode_node
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.answers import Answer
from policygen.model.settings import SchoolFile, Settings
from policygen.source.nodes import Mapping, Node
from policygen.source.reading import read_source, shown
from policygen.world.protocol import OutsideTheProject, World

# Windows keeps these names for devices, with any ending: no file or folder can have them.
RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]", re.IGNORECASE)
SCHOOL_ID = re.compile(rf"(?!(?:{RESERVED.pattern})$)[a-z0-9][a-z0-9-]{{0,63}}")


# A meeting, a start or a review more years from now than this has a slip in its year.
_FURTHEST = 10


class UnknownSchool(LookupError):
    """The project has no school or group of this name; `known` lists those it has."""

    def __init__(self, name: str, known: Iterable[str] = ()) -> None:
        self.name, self.known = name, tuple(known)
        super().__init__(say("build.no_school", name=name))


def school_files(world: World) -> dict[str, str]:
    """Return the schools of a project: id → file name, for each `schools/*.yaml`."""
    names = [name for name in world.names("schools", deep=False) if name.endswith(".yaml")]
    return {PurePosixPath(name).stem: name for name in names}


def files_above_schools(world: World) -> list[str]:
    """Return the files that schools can extend, such as a trust's or council's: those in subfolders of `schools/`."""
    return [name for name in names_of_settings(world) if name.endswith(".yaml") and name.count("/") > 1]


def load_settings(project: Project, file: str, diagnostics: Diagnostics) -> Settings | None:
    """Read and check one settings file; report one that cannot be used and return None.

    Its tailoring is checked later, with the files above it (`check.tailoring`).
    """
    stem = PurePosixPath(file).stem
    if not SCHOOL_ID.fullmatch(stem):
        wording = "PG301.reserved" if RESERVED.fullmatch(stem) else "PG301.form"
        diagnostics.report(wording, Span(file, 1, 1), name=PurePosixPath(file).name)
        return None
    report_unlisted(project.world, project.world.names(file.removesuffix(".yaml")), diagnostics)
    try:
        data = project.world.read(file)
    except (OSError, OutsideTheProject) as error:
        report_unreadable(file, error, diagnostics)
        return None
    found = read_source(file, data, diagnostics)
    if found is None:
        project.sources[file] = shown(file, data)
        return None
    source, node = found
    project.sources[file] = source
    model = decode_node(node, SchoolFile, diagnostics, "settings")
    if model is None or not isinstance(node, Mapping):
        return None
    vocabulary = project.vocabulary
    groups = {
        group: type_answers(
            getattr(model, group), vocabulary.groups[group], group, _keys(node.get(group)), diagnostics, project.unread
        )
        for group in ("school", "choices")
    }
    return Settings(
        stem, file, source, node, model, groups,
        type_people(model.people, vocabulary.people, _keys(node.get("people")), diagnostics, project.unread),
        _policies(project, model.policies, _keys(node.get("policies")), diagnostics),
    )  # fmt: skip


def _keys(node: Node | None) -> dict[str, Span]:
    return {entry.key.text: entry.key.span for entry in node.entries} if isinstance(node, Mapping) else {}


def _policies(
    project: Project, nodes: MappingType[str, Node], keys: MappingType[str, Span], diagnostics: Diagnostics
) -> dict[str, dict[str, Answer]]:
    questions = project.vocabulary.groups["policy"]
    found: dict[str, dict[str, Answer]] = {}
    for policy, node in nodes.items():
        if policy not in project.outlines and policy in project.unread:
            continue
        if policy not in project.outlines:
            diagnostics.report("PG302", keys[policy], policy=policy, guess=did_you_mean(policy, project.outlines))
            continue
        if not isinstance(node, Mapping):
            if getattr(node, "text", None) == "":
                found[policy] = {}
                continue
            diagnostics.report("PG203.policy", node.span, policy=policy)
            continue
        nodes_here: dict[str, Node] = {}
        for entry in node.entries:
            if entry.key.text.startswith("adopt") or entry.key.text in ("approved_on", "minute"):
                diagnostics.report("PG303", entry.key.span, key=entry.key.text)
            else:
                nodes_here[entry.key.text] = entry.value
        answers = type_answers(nodes_here, questions, policy, _keys(node), diagnostics, project.unread)
        _dates(answers, project.world, diagnostics)
        found[policy] = answers
    return found


def _dates(answers: MappingType[str, Answer], world: World, diagnostics: Diagnostics) -> None:
    """Report dates of one policy that contradict each other, or today's date where it is known."""
    today = known_today(world)
    meeting, effective = (_day(answers, key) for key in ("meeting_on", "effective_on"))
    _in_order(meeting, _day(answers, "review_on"), "PG237.meeting", diagnostics)
    _in_order(effective, _day(answers, "review_on"), "PG237.effective", diagnostics)
    if meeting and effective and effective[0] < meeting[0]:
        diagnostics.report(
            "PG240.effective",
            effective[1],
            related={"earlier": meeting[1]},
            effective=str(effective[0]),
            meeting=str(meeting[0]),
        )
    for key in ("meeting_on", "effective_on", "review_on"):
        found = _day(answers, key)
        if found and today and found[0].year - today.year > _FURTHEST:
            diagnostics.report("PG240.far", found[1], date=str(found[0]), years=_FURTHEST)
    on, after = (answers.get(key) for key in ("review_on", "review_after"))
    if on is not None and after is not None and on.value is not None and after.value is not None:
        diagnostics.report("PG240.reviews", after.span, related={"other": on.span})
    updated = _day(answers, "people_updated_on")
    if updated:
        report_future(*updated, today, diagnostics)


def _in_order(
    earlier: tuple[date, Span] | None, review: tuple[date, Span] | None, code: str, diagnostics: Diagnostics
) -> None:
    if earlier and review and review[0] <= earlier[0]:
        related = {"earlier": earlier[1]}
        diagnostics.report(code, review[1], related=related, review=str(review[0]), earlier=str(earlier[0]))


def _day(answers: MappingType[str, Answer], key: str) -> tuple[date, Span] | None:
    answer = answers.get(key)
    return (answer.value, answer.span) if answer is not None and isinstance(answer.value, date) else None
