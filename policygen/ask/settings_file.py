"""A new school's settings file: every question as a comment above its key, empty where an answer is needed."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from policygen.ask.conditions import condition_in_words
from policygen.ask.interview import PERSON, Interview, InterviewQuestion
from policygen.ask.yaml_text import GivenAnswer, answer_lines
from policygen.check.project import Project
from policygen.schema import modeline

WIDTH = 100
GROUPS = ("school", "people", "choices")
NEEDED = "  # needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSchool:
    """What is known before the first question: `file` the settings file, `extends` the one above it (or empty)."""

    file: str
    name: str
    policies: tuple[str, ...]
    extends: str = ""
    nation: str = ""


def new_settings(project: Project, school: NewSchool, asked: Interview) -> str:
    """Return the file's text. What can stay unanswered is a comment; taking away its # gives the key."""
    lines = [
        modeline(school.file),
        f"# The settings of {school.name or 'a school'}. Write each answer behind its colon. What is marked “needed”",
        "# must have one before the policies can go to the meeting; `policygen check` lists what is missing. Where a #",
        "# stands before the key, the wording is right as it is: take the # away to answer. `none` says that the",
        "# school has no such thing, `vacant` that nobody holds a post.",
    ]
    if school.extends:
        lines += ["", f"# What {school.extends} answers holds here too; an answer in this file goes before it.",
                  f"extends: {school.extends}"]  # fmt: skip
    for group in GROUPS:
        lines += ["", f"{group}:", *_group(school, [item for item in asked.items if item.group == group])]
    lines += ["", "# Under a policy's name, what the meeting needs to know:"]
    lines += [line for item in asked.items if item.group == "policy" for line in _mention(item)]
    lines += ["policies:", *(f"  {policy}: {{}}" for policy in school.policies if policy in project.outlines)]
    return "\n".join((*lines, ""))


def _group(school: NewSchool, items: Sequence[InterviewQuestion]) -> list[str]:
    known = {"school.name": school.name, "school.nation": school.nation}
    lines: list[str] = []
    for item in items:
        given = known.get(item.key)
        lines += [*([""] if lines else []), *_comment(item)]
        if given:
            lines += answer_lines(item.name, GivenAnswer(given), item.type)
        else:
            lines.append(f"  {item.name}:{NEEDED}" if item.needed and item.asked is None else f"  # {item.name}:")
    return lines


def _comment(item: InterviewQuestion) -> list[str]:
    words = [item.question, item.help]
    if item.asked is not None:
        words.append(f"Only where {condition_in_words(item.asked)}{', and needed there' if item.needed else ''}.")
    if item.closed:
        words.append(f"One of: {', '.join(item.choices)}.")
    elif item.type == PERSON and item.needed:
        words.append("A name, or keys below it: name, title (what the school calls the post), post, email, telephone.")
    if item.default_words:
        words.append(f"Unanswered: {item.default_words}.")
    elif item.falls_back:
        words.append(f"Unanswered: {item.falls_back}.")
    return textwrap.wrap(
        " ".join(words), WIDTH, initial_indent="  # ", subsequent_indent="  # ", break_on_hyphens=False
    )


def _mention(item: InterviewQuestion) -> list[str]:
    words = f"{item.name}: {item.question}" + (f" Unanswered: {item.default_words}." if item.default_words else "")
    return textwrap.wrap(words, WIDTH, initial_indent="#   ", subsequent_indent="#     ", break_on_hyphens=False)
