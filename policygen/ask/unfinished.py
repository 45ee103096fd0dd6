"""A school's settings file in progress: what is answered, what is still to be asked, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policygen.adoption.records import policies_with_records
from policygen.ask.interview import PERSON, Interview, InterviewQuestion, KnownInterviews
from policygen.check.conditions import Answer as Tested
from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic, Diagnostics
from policygen.document.model import Origin
from policygen.resolve.locks import Lock, locked_by, locks_over
from policygen.resolve.printable import check_printable
from policygen.resolve.settled import Setting, Settled
from policygen.resolve.settled_file import SettledFile, settled_file
from policygen.resolve.terms import in_terms, terms_of

# The origins of an answer that somebody gave: in the school's file, or in its trust's or council's.
ANSWERED = ("school", "inherited", "none")


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A school's settings so far, with the questions of the policies it names, in the school's words (`terms`)."""

    project: Project
    settled: Settled
    interview: Interview
    diagnostics: tuple[Diagnostic, ...]
    locks: tuple[Lock, ...]

    @classmethod
    def load(cls, project: Project, file: str, interviews: KnownInterviews | None = None) -> Unfinished | None:
        """Read the settings file as it is now; None if it cannot be read at all.

        `interviews` are those of the project's library, for who reads many schools.
        """
        return cls.of(settled_file(project, file), interviews)

    @classmethod
    def of(cls, read: SettledFile, interviews: KnownInterviews | None = None) -> Unfinished | None:
        """Return what `load` does of a settings file that was read and settled."""
        project, settled = read.project, read.settled
        if settled is None:
            return None
        diagnostics = Diagnostics()
        diagnostics.extend(read.diagnostics)
        check_printable(project.world, (one.source for one in settled.chain), diagnostics)
        terms = terms_of(project.vocabulary, settled)
        project, settled = in_terms(project, settled, terms)
        adopted = [name for name in policies_with_records(project.world, settled.id) if name in settled.policies]
        asked = (interviews or KnownInterviews()).of(project, tuple(settled.policies), adopted, terms)
        return cls(project, settled, asked, tuple(diagnostics), tuple(locks_over(project, settled.chain)))

    @property
    def tested(self) -> Mapping[str, Tested]:
        """The answers by name, as conditions test them."""
        axes = self.project.vocabulary.axes
        return {name: self.settled.tested(name) for name in axes}

    def answered(self, item: InterviewQuestion) -> bool:
        """Return whether the school's file, or one it extends, has an answer; `none` and `vacant` are answers."""
        return self.answer(item) is not None

    def answer(self, item: InterviewQuestion) -> str | None:
        """Return the answer as a person would say it, or None. A default is not an answer."""
        if item.type == PERSON:
            person = self.settled.people[item.name]
            if person.held_by != item.name or person.state == "unanswered":
                return None
            name = person.fields["name"].value
            if person.state != "answered" or name is None:
                return person.state if person.state != "answered" else None
            return answer_in_words(item, name)
        found = self._settings(item)
        if not found or any(setting.how not in ANSWERED for setting in found):
            return None
        setting = found[0]
        return "none" if setting.how == "none" else answer_in_words(item, setting.value)

    def from_above(self, item: InterviewQuestion) -> str:
        """Return the trust's or council's file that answers the question, or ""."""
        if item.type == PERSON:
            origin = self.settled.people[item.name].fields["name"].origin
            state = self.settled.people[item.name].span.file
            return _above(self.settled, origin) or (state if state != self.settled.file and self.answered(item) else "")
        above = [_above(self.settled, setting.origin) for setting in self._settings(item) if setting.how == "inherited"]
        return above[0] if above and len(above) == len(self._settings(item)) else ""

    def locked(self, item: InterviewQuestion) -> bool:
        """Return whether a trust's or council's file has locked the answer; for a person, at least the name."""
        locks = self.locks
        keys = (item.key, f"{item.key}.name") if item.type == PERSON else (item.key,)
        if item.group == "policy":
            names = [f"policies.{policy}.{item.name}" for policy in self.policies(item)]
            return bool(names) and all(locked_by(locks, name) for name in names)
        return any(locked_by(locks, key) for key in keys)

    def policies(self, item: InterviewQuestion) -> tuple[str, ...]:
        """Return the school's policies that use the answer."""
        return tuple(policy for policy in self.settled.policies if policy in item.policies)

    def _settings(self, item: InterviewQuestion) -> list[Setting]:
        """The settings of a question: one for each policy that it concerns."""
        if item.group == "policy":
            return [self.settled.policies[policy][item.name] for policy in self.policies(item)]
        return [self.settled.settings[item.key]]

    def asked(self) -> Iterator[InterviewQuestion]:
        """Yield in order the questions that apply, given the answers so far, and that the school can answer."""
        tested = self.tested
        return (item for item in self.interview.items if item.is_asked(tested) and not self.locked(item))

    def first(self) -> list[InterviewQuestion]:
        """Return the questions to ask before the rest, answered or not, except those its trust or council answers."""
        tested = self.tested
        return [item for item in self.asked() if item.is_first(tested) and not self.from_above(item)]

    def unasked(self) -> list[InterviewQuestion]:
        """Return the first questions that have no answer yet."""
        return [item for item in self.first() if not self.answered(item)]

    def missing(self) -> list[InterviewQuestion]:
        """Return the unanswered questions whose answers a policy for approval needs."""
        return [item for item in self.unasked() if item.needed]

    def further(self) -> list[InterviewQuestion]:
        """Return the unanswered questions for which the policies have standard wording."""
        tested = self.tested
        return [item for item in self.asked() if not item.is_first(tested) and not self.answered(item)]


def answer_in_words(item: InterviewQuestion, value: object) -> str:
    """Return a value as a person would say it; for one from a closed list, its meaning."""
    if isinstance(value, bool):
        return say("ask.yes" if value else "ask.no")
    parts = value if isinstance(value, tuple) else (value,)
    return "; ".join(item.values.get(str(part), str(part)) for part in parts)


def _above(settled: Settled, origin: Origin) -> str:
    files = [settings.file for settings in settled.chain[1:]]
    return origin.file if origin.file in files else ""
