"""What was sent and what came back, for a terminal and for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterator

from policygen.collect.model import CollectedAnswer, Returned, ReturnedSchool
from policygen.collect.sent import SentForms
from policygen.diagnostics.codes import say

# The version of the JSON.
VERSION = 1


def returned_lines(found: Returned) -> Iterator[str]:
    """Yield what each school's answers change, and who has not answered."""
    for one in found.schools:
        yield from _school_lines(one)
    if found.schools:
        yield ""
    if not found.silent:
        yield say("collect.all_answered")
        return
    yield say("collect.silent", count=len(found.silent))
    for school, name in found.silent.items():
        yield say("collect.silent_school", school=school, name=name)


def _school_lines(one: ReturnedSchool) -> Iterator[str]:
    there = sum(answer.is_there for answer in one.answers)
    if there == len(one.answers):
        yield say("collect.nothing_new", school=one.school, name=one.name, file=one.file)
    else:
        yield say("collect.school", school=one.school, name=one.name, file=one.file)
        yield from (_answer_line(answer) for answer in one.answers if not answer.is_there)
        if there:
            yield say("collect.there", count=there)
    if one.left:
        yield say("collect.left", count=one.left)


def _answer_line(answer: CollectedAnswer) -> str:
    if not answer.is_taken:
        return say("collect.refused", label=answer.label)
    return say("collect.change", label=answer.label, old=answer.old or say("collect.no_answer"), new=answer.new)


def returned_json(found: Returned) -> str:
    """Return JSON; keys are stable and always present."""
    schools = [
        {
            "school": one.school,
            "name": one.name,
            "file": one.file,
            "still_open": one.left,
            "answers": [_answer_data(answer) for answer in one.answers],
        }
        for one in found.schools
    ]
    findings = [{"code": one.code, "message": one.message} for one in found.diagnostics]
    return _json({"version": VERSION, "schools": schools, "silent": dict(found.silent), "findings": findings})


def _answer_data(answer: CollectedAnswer) -> dict[str, object]:
    return {
        "key": answer.key,
        "label": answer.label,
        "old": answer.old,
        "new": answer.new,
        "taken": answer.is_taken,
        "refused": answer.refusal.message if answer.refusal is not None else "",
    }


def sent_json(sent: SentForms, unreadable: tuple[str, ...]) -> str:
    """Return JSON; keys are stable and always present."""
    forms = {
        school: {"name": one.name, "form": one.form, "needed": one.needed, "optional": one.further}
        for school, one in sent.forms.items()
    }
    return _json(
        {
            "version": VERSION,
            "group": sent.group,
            "forms": forms,
            "nothing_open": dict(sent.nothing_open),
            "unreadable": list(unreadable),
        }
    )


def _json(document: dict[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
