"""The form of one school: only what its settings leave open, with nothing in it that they say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import assert_never

from policygen.ask.interview import PERSON, InterviewQuestion
from policygen.ask.required import qualified_condition
from policygen.ask.unfinished import Unfinished
from policygen.check.conditions import Answer, evaluate
from policygen.check.project import Project
from policygen.model.conditions import All, AnyOf, AtLeast, Condition, Has, Is, Named, Not
from policygen.web.form.data import condition_data, form_page, form_policy, form_question, with_what_decides
from policygen.web.form.model import AskedSchool, ConditionData, FormQuestion, WebForm
from policygen.web.form.parents import parent_of

_ALWAYS, _NEVER = All(()), AnyOf(())


def open_questions(now: Unfinished, knows: str = "") -> tuple[InterviewQuestion, ...]:
    """Return the questions without an answer, also those that only other answers can bring up, in the order of asking.

    With `knows`, only those that this person answers. What a trust or council has locked is not open.
    """
    items = [item for item in now.interview.items if knows in ("", item.knows)]
    keys = {item.key for item in items if not now.answered(item) and not now.locked(item)}
    while True:
        asked = {
            item.key: _decided(now.project, item.asked, now.tested, keys) if item.asked is not None else _ALWAYS
            for item in now.interview.items
            if item.key in keys
        }
        never = {key for key, condition in asked.items() if condition == _NEVER}
        if not never:
            break
        # What is never asked stays unanswered, and so decides what depends on it.
        keys -= never
    still_open = (item for item in items if item.key in keys)
    return tuple(replace(one, asked=None if asked[one.key] == _ALWAYS else asked[one.key]) for one in still_open)


def form_of_school(now: Unfinished, asked_by: str, knows: str = "") -> WebForm | None:
    """Return the form with the open questions of a school; None if the policies have wording for all of them.

    `asked_by` is who asks. With `knows`, it has only what this person has to answer.

    Conditions on answers that are there are decided here, so that the page does not need those answers.
    """
    first = {item.key for item in now.unasked()}
    # Somebody who is asked for a few answers is not also asked about standard wording.
    questions = tuple(item for item in open_questions(now, knows) if not knows or item.key in first)
    missing = sum(item.key in first for item in questions)
    if not missing:
        return None
    project, settled = now.project, now.settled
    keys = {item.key for item in questions}
    made = [_question(now, item, keys, first) for item in questions]
    items = {item.key: item for item in with_what_decides(made)}
    pages = [
        form_page(topic.title, items[item.key])
        for topic in now.interview.topics
        for item in topic.items
        if item.key in items
    ]
    parent = replace(parent_of(project, settled.chain), name=asked_by, answers={}, specimen=False)
    name = settled.settings.get("school.name")
    return WebForm(
        policies=tuple(form_policy(project.outlines[policy]) for policy in settled.policies),
        parents=(parent,),
        topics=tuple(dict.fromkeys(page.topic for page in pages)),
        pages=tuple(pages),
        needed_least=missing,
        needed_most=sum(bool(item.needed) for item in items.values()),
        asked=AskedSchool(
            id=settled.id,
            name=str(name.value or settled.id) if name is not None else settled.id,
            asked_by=asked_by,
            file=parent.file,
            specimen=any(settings.model.specimen for settings in settled.chain),
            needed=missing,
            further=len(questions) - missing,
        ),
    )


def _question(now: Unfinished, item: InterviewQuestion, keys: Collection[str], first: Collection[str]) -> FormQuestion:
    made = form_question(now.project, item)
    if item.key in first and not made.needed:
        # A fact about the school has a default that is wrong for some: it is asked with what is needed.
        made = replace(made, needed=item.policies)
    if item.type != PERSON:
        return made
    titles: list[tuple[ConditionData, str]] = []
    for entry in now.project.vocabulary.people[item.name].titles:
        condition = now.project.reader.read(entry.when)
        if condition is not None:
            decided = _decided(now.project, condition, now.tested, keys)
            titles.append((condition_data(now.project, decided), entry.title.text))
    return replace(made, titles=tuple(titles))


def _decided(project: Project, condition: Condition, tested: Mapping[str, Answer], keys: Collection[str]) -> Condition:
    """Return a condition with all that does not depend on the open questions `keys` decided."""
    match condition:
        case Is() | Has() | AtLeast():
            if qualified_condition(project, condition.key) in keys:
                return condition
            return _ALWAYS if evaluate(condition, tested.get).holds else _NEVER
        case Not(part):
            inner = _decided(project, part, tested, keys)
            return _NEVER if inner == _ALWAYS else _ALWAYS if inner == _NEVER else Not(inner)
        case Named(_, part):
            return _decided(project, part, tested, keys)
        case All(parts):
            left = [one for one in (_decided(project, part, tested, keys) for part in parts) if one != _ALWAYS]
            return _NEVER if _NEVER in left else All(tuple(left))
        case AnyOf(parts):
            left = [one for one in (_decided(project, part, tested, keys) for part in parts) if one != _NEVER]
            return _ALWAYS if _ALWAYS in left else AnyOf(tuple(left))
        case _:
            assert_never(condition)
