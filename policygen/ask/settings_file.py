"""A new school's settings file: every question as a comment above its key, which is empty if an answer is needed."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from policygen.ask.conditions import condition_in_words
from policygen.ask.interview import PERSON, Interview, InterviewQuestion
from policygen.ask.yaml_text import GivenAnswer, answer_lines
from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.schema import modeline

WIDTH = 100
GROUPS = ("school", "people", "choices")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSchool:
    """What is known before the first question: `file` is the settings file, `extends` the file it extends (or "")."""

    file: str
    name: str
    policies: tuple[str, ...]
    extends: str = ""
    nation: str = ""


def new_settings(project: Project, school: NewSchool, asked: Interview) -> str:
    """Return the file's text. A question that needs no answer is a comment; without its # it is the key."""
    lines = [
        modeline(school.file),
        *say("settings_file.head", name=school.name or say("settings_file.a_school")).split("\n"),
    ]
    if school.extends:
        lines += ["", say("settings_file.extends", file=school.extends), f"extends: {school.extends}"]
    for group in GROUPS:
        lines += ["", f"{group}:", *_group(school, [item for item in asked.items if item.group == group])]
    lines += ["", say("settings_file.policies")]
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
            lines.append(
                f"  {item.name}:{say('settings_file.needed')}"
                if item.needed and item.asked is None
                else f"  # {item.name}:"
            )
    return lines


def _comment(item: InterviewQuestion) -> list[str]:
    words = [item.question, item.help]
    if item.asked is not None:
        key = "settings_file.only_where_needed" if item.needed else "settings_file.only_where"
        words.append(say(key, condition=condition_in_words(item.asked)))
    if item.closed:
        words.append(say("settings_file.one_of", values=", ".join(item.choices)))
    elif item.type == PERSON and item.needed:
        words.append(say("settings_file.person"))
    if item.default_words or item.falls_back:
        words.append(say("settings_file.unanswered", words=item.default_words or item.falls_back))
    return textwrap.wrap(
        " ".join(words), WIDTH, initial_indent="  # ", subsequent_indent="  # ", break_on_hyphens=False
    )


def _mention(item: InterviewQuestion) -> list[str]:
    words = f"{item.name}: {item.question}"
    if item.default_words:
        words += f" {say('settings_file.unanswered', words=item.default_words)}"
    return textwrap.wrap(words, WIDTH, initial_indent="#   ", subsequent_indent="#     ", break_on_hyphens=False)
