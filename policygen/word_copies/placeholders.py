"""Choose the answers that a model copy leaves open: those not yet settled that are printed as they are typed.

An answer of the settings that the copy is made after is settled, as is whatever decides which words are printed. Where
only the vocabulary, or the kind of school, has a usual answer, it is filled in and can be typed over. A question that
clauses need and nobody answered is a blank; one that is optional stays unanswered, so that the copy is right with the
fewest blanks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from policygen.assemble.values import hole_of
from policygen.assemble.wording import Wording
from policygen.check.conditions import evaluate
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics
from policygen.document.overlays import Placeholder
from policygen.document.typography import typeset
from policygen.model.answers import Answer
from policygen.model.settings import Settings
from policygen.model.vocabulary import Question
from policygen.resolve.settled import Person, Setting, Settled
from policygen.word_copies.required import RequiredKeys

Kind = Literal["text", "lines", "date", "choice"]


@dataclass(frozen=True, slots=True)
class AnswersWithPlaceholders:
    """Settled answers with what is open among them: placeholders by the key that a Document has them by.

    `placeholders` are the school's, the same in each policy; `by_policy` those that each policy has of its own.
    """

    settled: Settled
    placeholders: dict[str, Placeholder]
    by_policy: dict[str, dict[str, Placeholder]]

    def of(self, policy: str) -> dict[str, Placeholder]:
        return {**self.placeholders, **self.by_policy[policy]}


@dataclass(frozen=True, slots=True)
class _Opener:
    project: Project
    wording: Wording
    settled: Settled
    uses: RequiredKeys
    usual: frozenset[str]
    placeholders: dict[str, Placeholder]
    diagnostics: Diagnostics

    def setting(self, setting: Setting) -> Setting:
        """Return a setting as a model copy has it, and note what is open."""
        group, _, key = setting.key.partition(".")
        question = self.project.vocabulary.groups[group][key]
        if question.closed:
            if question.type == "one_of" and question.printed and self._typed_over(setting):
                self._choice(setting, question)
            return setting
        if setting.value is not None:
            return self._filled_in(setting, question) if self._typed_over(setting) else setting
        if setting.how != "unanswered" or question.optional or not self._asked(question):
            return setting
        if not self.uses.as_typed(setting.key):
            self.diagnostics.report("PG371", setting.span, key=key, question=question.question.text)
            return setting
        self._note(setting.key, question, _kind_of(question))
        return replace(setting, value=setting.key, how="open")

    def person(self, person: Person) -> Person:
        """Return a role with its name left open if it has none."""
        name = person.fields["name"]
        if name.value is not None or person.state == "vacant":
            return person
        key = f"people.{person.held_by}"
        label = self.wording("model.name", role=self.wording.role(str(person.title.value)))
        question = self.project.vocabulary.people[person.held_by].question.text
        self.placeholders.setdefault(key, Placeholder(key=key, label=label, question=question))
        return replace(person, fields={**person.fields, "name": replace(name, value=key, how="open")})

    def _typed_over(self, setting: Setting) -> bool:
        """Return whether an answer is only the usual one, and is printed everywhere as it would be typed."""
        usual = setting.how == "default" or setting.origin.file in self.usual
        return setting.value is not None and usual and self.uses.as_typed(setting.key)

    def _asked(self, question: Question) -> bool:
        condition = self.project.reader.read(question.asked) if question.asked is not None else None
        return condition is None or evaluate(condition, self.settled.tested).holds

    def _filled_in(self, setting: Setting, question: Question) -> Setting:
        value = setting.value
        if isinstance(value, tuple):
            # One text, typed once: a list of several could not be told from a sentence that holds them all.
            words = self.wording.joined(value, "or" if setting.key in self.uses.alternatives else "and")
            setting = replace(setting, value=(words,))
        self._note(setting.key, question, _kind_of(question), hole_of(self.project, setting, self.wording).text)
        return setting

    def _choice(self, setting: Setting, question: Question) -> None:
        options = tuple(meaning.text for meaning in question.values.values())
        self._note(setting.key, question, "choice", hole_of(self.project, setting, self.wording).text, options)

    def _note(self, key: str, question: Question, kind: Kind, words: str = "", options: tuple[str, ...] = ()) -> None:
        self.placeholders[key] = Placeholder(
            key=key, label=question.label.text, question=question.question.text, kind=kind, words=typeset(words),
            options=tuple(map(typeset, options)),
        )  # fmt: skip


def with_placeholders(
    project: Project,
    settled: Settled,
    wording: Wording,
    uses: RequiredKeys,
    usual: frozenset[str],
    diagnostics: Diagnostics,
) -> AnswersWithPlaceholders:
    """Return the settled answers with what a model copy leaves open; `usual` are files whose words can be typed over.

    Reports PG371 for an answer that is needed and cannot be left open.
    """
    opener = _Opener(project, wording, settled, uses, usual, {}, diagnostics)
    settings = {key: opener.setting(setting) for key, setting in settled.settings.items()}
    people = {role: opener.person(person) for role, person in settled.people.items()}
    policies, by_policy = {}, {}
    for policy, answers in settled.policies.items():
        own = replace(opener, placeholders={})
        policies[policy] = {key: own.setting(setting) for key, setting in answers.items()}
        by_policy[policy] = own.placeholders
    return AnswersWithPlaceholders(
        replace(settled, settings=settings, people=people, policies=policies), opener.placeholders, by_policy
    )


def emptied(project: Project, settings: Settings) -> Settings:
    """Return a school's own settings without what only that school can say; its choices, titles and wording stay."""
    groups = {
        group: {key: answer for key, answer in answers.items() if project.vocabulary.groups[group][key].closed}
        for group, answers in settings.groups.items()
    }
    people = {
        role: replace(
            person,
            fields={name: answer for name, answer in person.fields.items() if name == "title"},
            state="answered" if person.state == "vacant" else person.state,
            holders=(),
        )
        for role, person in settings.people.items()
    }
    policies: dict[str, dict[str, Answer]] = {policy: {} for policy in settings.policies}
    model = replace(settings.model, logo=None, colour=None)
    return replace(settings, groups=groups, people=people, policies=policies, model=model)


def given_up(project: Project, own: Settings, opened_copy: AnswersWithPlaceholders) -> tuple[tuple[str, str], ...]:
    """Return (label, what is printed instead) for words of a school that a copy neither keeps nor leaves open."""
    found = []
    for group, answers in own.groups.items():
        for key, answer in answers.items():
            question = project.vocabulary.groups[group][key]
            setting = opened_copy.settled.settings[f"{group}.{key}"]
            if question.closed or setting.key in opened_copy.placeholders or setting.value in (None, answer.value):
                continue
            found.append((question.label.text, str(setting.value)))
    return tuple(found)


def _kind_of(question: Question) -> Kind:
    match question.type:
        case "lines" | "date":
            return question.type
        case _:
            return "text"
