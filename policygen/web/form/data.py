"""Make the Form from a project: the interview's questions for the page's script, and the groups' answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from policygen.ask.interview import PERSON, interview
from policygen.ask.interview import InterviewQuestion as Asked
from policygen.ask.required import qualified_condition
from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.model.conditions import All, AnyOf, AtLeast, Condition, Has, Is, Named, Not
from policygen.model.library import OutlineFile
from policygen.web.form.model import ConditionData, FormPage, FormQuestion, Policy, WebForm
from policygen.web.form.parents import parents_of, tested

# The group of the questions about the cover; in a settings file their answers stand at the top level.
APPEARANCE = "appearance"


def form_of(project: Project, diagnostics: Diagnostics) -> WebForm:
    """Return the form of a project whose library has no errors; mistakes of the files above schools are reported."""
    # The page cannot know what a board has adopted, so it asks for what is asked after that too.
    asked = interview(project, adopted=tuple(project.outlines))
    items = {item.key: item for item in with_what_decides([form_question(project, item) for item in asked.items])}
    pages = [form_page(topic.title, items[item.key]) for topic in asked.topics for item in topic.items]
    pages += _of_the_cover(project)
    outlines = sorted(project.outlines.values(), key=lambda outline: outline.kind)
    certain = [item.needed for item in items.values() if item.asked is None]
    return WebForm(
        policies=tuple(form_policy(outline) for outline in outlines),
        parents=parents_of(project, diagnostics),
        topics=(*(topic.title for topic in asked.topics), say("appearance.topic")),
        pages=tuple(pages),
        needed_least=min((sum(name in needed for needed in certain) for name in project.outlines), default=0),
        needed_most=sum(bool(item.needed) for item in items.values()),
    )


def _of_the_cover(project: Project) -> list[FormPage]:
    """Return the pages that ask for the school's colour, and for its logo and what that shows."""
    policies = tuple(name for name, outline in project.outlines.items() if outline.kind == "policy")

    def item(name: str, kind: str) -> FormQuestion:
        label, question, help_ = (say(f"appearance.{name}_{part}") for part in ("label", "question", "help"))
        return FormQuestion(
            key=f"{APPEARANCE}.{name}", type=kind, label=label, question=question, help=help_, policies=policies
        )

    colour, logo, alternative = item("colour", "colour"), item("logo", "picture"), item("alternative", "text")
    return [
        form_page(say("appearance.topic"), colour),
        FormPage(
            id=logo.id,
            topic=say("appearance.topic"),
            heading=say("appearance.logo_heading"),
            items=(logo, alternative),
        ),
    ]


def form_page(topic: str, item: FormQuestion) -> FormPage:
    """Return the page of one question."""
    return FormPage(id=item.id, topic=topic, heading=item.question, items=(item,))


def with_what_decides(items: Sequence[FormQuestion]) -> list[FormQuestion]:
    """Ask what decides whether a needed question comes up among the needed ones too, whatever its default is."""
    needed = {item.key: set(item.needed) for item in items}
    for _ in items:  # at most as many steps as questions lead to one another
        for item in items:
            for key in keys_in(item.asked or []):
                needed[key] |= needed[item.key]
    return [replace(item, needed=tuple(p for p in item.policies if p in needed[item.key])) for item in items]


def keys_in(condition: ConditionData) -> set[str]:
    """Return the questions that a condition depends on, by `group.key`."""
    match condition:
        case ["all" | "any", parts]:
            return {key for part in parts for key in keys_in(part)}
        case ["not", part]:
            return keys_in(part)
        case ["is" | "has" | "at_least", str(key), *_]:
            return {key}
        case []:
            return set()
        case _:
            raise AssertionError(condition)


def form_policy(outline: OutlineFile) -> Policy:
    """Return a policy to choose."""
    return Policy(
        id=outline.id.text,
        title=outline.title.text,
        subject=outline.subject.text,
        kind=outline.kind,
    )


def form_question(project: Project, item: Asked) -> FormQuestion:
    """Return a question of the interview as the page's script asks it."""
    return FormQuestion(
        key=item.key,
        type=item.type,
        label=item.label,
        question=item.question,
        help=item.help,
        values=dict(item.values),
        default=tested(item.default),
        asked=condition_data(project, item.asked) if item.asked is not None else None,
        policies=item.policies,
        needed=item.needed,
        falls_back=item.falls_back,
        may_be_none=bool(item.falls_back) if item.type == PERSON else item.optional and not item.closed,
        contact=item.contact,
        in_sentence=item.in_sentence,
        figures=item.figures,
        titles=tuple(_titles(project, item)),
    )


def _titles(project: Project, item: Asked) -> Iterator[tuple[ConditionData, str]]:
    for entry in project.vocabulary.people[item.name].titles if item.type == PERSON else ():
        condition = project.reader.read(entry.when)
        if condition is not None:
            yield condition_data(project, condition), entry.title.text


def condition_data(project: Project, condition: Condition) -> ConditionData:
    """Return a condition as the page's script reads it, with the named ones written out."""
    match condition:
        case Is(key, values):
            return ["is", qualified_condition(project, key), list(values)]
        case Has(key):
            return ["has", qualified_condition(project, key)]
        case AtLeast(key, least):
            return ["at_least", qualified_condition(project, key), least]
        case Not(part):
            return ["not", condition_data(project, part)]
        case Named(_, part):
            return condition_data(project, part)
        case All(parts):
            return ["all", [condition_data(project, part) for part in parts]]
        case AnyOf(parts):
            return ["any", [condition_data(project, part) for part in parts]]
