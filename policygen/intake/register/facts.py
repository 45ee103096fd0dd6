"""One row of the register to what it says of a school: answers in the vocabulary's words, and its group."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from policygen.ask.reading import NotAnAnswer
from policygen.ask.yaml_text import GivenAnswer
from policygen.check.answers import type_text
from policygen.check.non_answers import Post, check_name, check_phrase, is_no_answer
from policygen.check.project import Project
from policygen.check.scalars import UnreadableValue
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span
from policygen.intake.register.format import ABROAD, ClosedColumn, GroupRule, RegisterFormat
from policygen.intake.register.rows import RegisterRow
from policygen.model.vocabulary import Question
from policygen.source.characters import check_characters
from policygen.source.reading import LimitedDiagnostics

# So many different values of a kind that nobody knows are kept apart; a column of free text would have thousands.
MOST_UNKNOWN = 200
HEAD = "headteacher"
TYPE, NAME, NATION, PHASE, YEARS, ADDRESS = (
    f"school.{name}" for name in ("type", "name", "nation", "phase", "primary_years", "address")
)


@dataclass(frozen=True, slots=True)
class RegisterGroup:
    """A trust or council as the register names it: `states` are the answers that its file gives to its schools."""

    rule: GroupRule
    name: str
    code: str
    states: Mapping[str, GivenAnswer]
    span: Span

    @property
    def kind(self) -> str:
        return self.rule.kind


@dataclass(frozen=True, slots=True)
class RegisteredSchool:
    """What a row says of a school: its answers by key (`school.name`, `people.headteacher`), those of its group too."""

    urn: str
    name: str
    answers: Mapping[str, GivenAnswer]
    group: RegisterGroup | None
    span: Span


@dataclass(slots=True)
class _Unknown:
    span: Span
    wording: str
    column: str
    value: str
    key: str
    count: int = 0


@dataclass(slots=True)
class RowReader:
    """Reads rows of a register for a project's vocabulary. What cannot be an answer is reported, and stays open."""

    project: Project
    layout: RegisterFormat
    diagnostics: LimitedDiagnostics
    _unknown: dict[tuple[str, str], _Unknown] = field(default_factory=dict)
    _post: Post = field(init=False)

    def __post_init__(self) -> None:
        people = self.project.vocabulary.people
        labels = frozenset(role.label.text.casefold() for role in people.values())
        self._post = Post(HEAD, frozenset((people[HEAD].label.text.casefold(),)) if HEAD in people else labels, labels)

    def column(self, key: str) -> str:
        """Return the name in the file of what `layout.columns` calls `key`."""
        return self.layout.columns[key]

    def nation(self, row: RegisterRow) -> str:
        """Return the nation that the row's type and region tell, or `ABROAD`."""
        rule = self.layout.nation
        region = rule.regions.get(row.cell(self.column("region")), "")
        return region or rule.types.get(row.cell(self.column("type")), rule.otherwise)

    def refused_type(self, row: RegisterRow) -> str:
        """Return the reason for which the vocabulary refuses this type of school, or ""."""
        question = self._question(TYPE)
        value = self.layout.closed[TYPE].values.get(row.cell(self.column("type")))
        refused = question.refuses.get(str(value)) if question is not None else None
        return refused.text if refused is not None else ""

    def school(self, row: RegisterRow, urn: str) -> RegisteredSchool:
        """Return what the row says of an open school."""
        answers: dict[str, GivenAnswer] = {}
        for key, column in self.layout.texts.items():
            self._put(answers, key, self._text(row, key, self.column(column)))
        nation = self.nation(row)
        if nation != ABROAD and NATION in self._values(NATION, nation):
            answers[NATION] = GivenAnswer(nation)
        for key, rule in self.layout.closed.items():
            self._put(answers, key, self._closed(row, key, rule))
        self._stages(row, answers)
        self._put(answers, ADDRESS, self._address(row))
        self._put(answers, f"people.{HEAD}", self._head(row))
        name = answers[NAME].value if NAME in answers else ""
        group = self._group(row, answers)
        answers |= group.states if group is not None else {}
        return RegisteredSchool(urn, str(name), answers, group, row.start)

    def report_unknown(self) -> None:
        """Report each value that no answer is known for, once, at its first place."""
        for one in self._unknown.values():
            self.diagnostics.report(
                one.wording, one.span, column=one.column, value=one.value, key=one.key, count=one.count
            )

    @staticmethod
    def _put(answers: dict[str, GivenAnswer], key: str, given: GivenAnswer | None) -> None:
        if given is not None:
            answers[key] = given

    def _question(self, key: str) -> Question | None:
        group, _, name = key.partition(".")
        return self.project.vocabulary.groups.get(group, {}).get(name)

    def _values(self, key: str, *values: str) -> tuple[str, ...]:
        """Return the key if the vocabulary has all of these values for it."""
        question = self._question(key)
        return (key,) if question is not None and all(value in question.values for value in values) else ()

    def _text(self, row: RegisterRow, key: str, column: str) -> GivenAnswer | None:
        words, question = row.cell(column), self._question(key)
        if words in self.layout.silent or question is None:
            return None
        return self._checked(row, column, words, lambda: _check_text(words, question))

    def _address(self, row: RegisterRow) -> GivenAnswer | None:
        question = self._question(ADDRESS)
        columns = [self.column(part) for part in self.layout.address]
        lines = [words for column in columns if (words := row.cell(column)) not in self.layout.silent]
        if not lines or question is None:
            return None
        text = "\n".join(dict.fromkeys(lines))
        return self._checked(row, columns[0], text, lambda: _check_text(text, question))

    def _head(self, row: RegisterRow) -> GivenAnswer | None:
        if HEAD not in self.project.vocabulary.people:
            return None
        parts = [row.cell(self.column(part)) for part in ("head_title", "head_first", "head_last")]
        if parts[-1] in self.layout.silent:
            return None
        name = " ".join(part for part in parts if part not in self.layout.silent)
        column = self.column("head_last")
        if self._checked(row, column, name, lambda: _check_person(name, "name", self._post)) is None:
            return None
        column = self.column("head_post")
        title = row.cell(column)
        if title in self.layout.silent:
            return GivenAnswer({"name": name})
        fits = self._checked(row, column, title, lambda: _check_person(title, "title"))
        return GivenAnswer({"name": name, **({"title": title} if fits is not None else {})})

    def _checked(self, row: RegisterRow, column: str, words: str, check: Callable[[], None]) -> GivenAnswer | None:
        """Return the words as an answer, or None after reporting why they cannot be one."""
        try:
            check()
        except (NotAnAnswer, UnreadableValue) as error:
            self.diagnostics.report("PG872.value", row.span(column), column=column, reason=str(error), help=error.hint)
            return None
        return GivenAnswer(words)

    def _closed(self, row: RegisterRow, key: str, rule: ClosedColumn) -> GivenAnswer | None:
        column = self.column(rule.column)
        value, question = row.cell(column), self._question(key)
        if question is None or (value not in rule.values and value in self.layout.silent):
            return None
        if value not in rule.values:
            self._note("PG873.open" if value in rule.open else "PG873.unknown", row, column, value, key)
            return None
        answer = rule.values[value]
        if not isinstance(answer, bool) and answer not in question.values:
            self._note("PG873.vocabulary", row, column, value, key)
            return None
        return GivenAnswer(answer)

    def _note(self, wording: str, row: RegisterRow, column: str, value: str, key: str) -> None:
        """Count a value that answers nothing; it is reported once, with its first place."""
        if (column, value) not in self._unknown:
            if len(self._unknown) >= MOST_UNKNOWN:
                return
            self._unknown[column, value] = _Unknown(row.span(column), wording, column, value, key)
        self._unknown[column, value].count += 1

    def _stages(self, row: RegisterRow, answers: dict[str, GivenAnswer]) -> None:
        """Put in the stages that the school teaches and, for infant and junior schools, which years."""
        column = self.column("phase")
        phase, ages = row.cell(column), self._ages(row)
        if phase and phase not in self.layout.stages:
            self._note("PG873.unknown", row, column, phase, PHASE)
            return
        stages = set(self.layout.stages.get(phase, ()))
        if phase and not stages and ages is not None:
            stages = {stage for stage, (first, last) in self.layout.stage_ages.items() if _overlap(ages, first, last)}
        for stage, rule in self.layout.further_stages.items():
            value = row.cell(self.column(rule.column))
            if phase in rule.phases and value in rule.denied:
                stages.discard(stage)
            elif phase in rule.phases and (
                value in rule.values or (ages is not None and _overlap(ages, *self.layout.stage_ages[stage]))
            ):
                stages.add(stage)
        question = self._question(PHASE)
        found = tuple(value for value in question.values if value in stages) if question is not None else ()
        if found:
            answers[PHASE] = GivenAnswer(found)
        if ages is not None and self._values(YEARS, "all", "infants", "juniors"):
            low, high = ages
            years = "infants" if high <= self.layout.infants_until else "all"
            answers[YEARS] = GivenAnswer("juniors" if low >= self.layout.juniors_from else years)

    def _ages(self, row: RegisterRow) -> tuple[int, int] | None:
        """Return the lowest and the highest age, None if the register does not know them or they cannot be right."""
        columns = [self.column(key) for key in ("low_age", "high_age")]
        words = [row.cell(column) for column in columns]
        if any(word in self.layout.silent for word in words):
            return None
        if not all(word.isdecimal() and len(word) < 3 for word in words) or int(words[0]) >= int(words[1]):
            self.diagnostics.report("PG872.ages", row.span(columns[0]), low=words[0], high=words[1])
            return None
        return int(words[0]), int(words[1])

    def _group(self, row: RegisterRow, answers: Mapping[str, GivenAnswer]) -> RegisterGroup | None:
        kind = answers[TYPE].value if TYPE in answers else None
        for rule in self.layout.groups:
            holds = not rule.when or (rule.when in answers and answers[rule.when].value is True)
            if kind not in rule.types or not holds:
                continue
            column = self.column(rule.name)
            name = row.cell(column)
            key = next(key for key, value in rule.states.items() if value == "name")
            if "~" in name:
                # So the register separates two of them.
                self.diagnostics.report("PG872.two_groups", row.span(column), column=column, value=name)
            elif self._text(row, key, column) is not None:
                states = dict(self._states(rule, name, answers))
                return RegisterGroup(rule, name, row.cell(self.column(rule.code)), states, row.start)
        return None

    def _states(
        self, rule: GroupRule, name: str, answers: Mapping[str, GivenAnswer]
    ) -> Iterator[tuple[str, GivenAnswer]]:
        if NATION in answers:
            yield NATION, answers[NATION]
        for key, value in rule.states.items():
            if self._question(key) is not None:
                yield key, GivenAnswer(name if value == "name" else value)


def _overlap(ages: tuple[int, int], first: int, last: int) -> bool:
    return ages[0] < last and ages[1] > first


def _check_text(text: str, question: Question) -> None:
    """Raise NotAnAnswer or UnreadableValue for words that cannot answer the question."""
    _check_words(text)
    type_text(text, question.type)
    if question.type == "text":
        check_phrase(text, is_contact=question.contact, in_sentence=question.in_sentence, figures=question.figures)


def _check_person(text: str, part: str, post: Post | None = None) -> None:
    """Raise NotAnAnswer or UnreadableValue for words that cannot be a person's name or the title of a post."""
    _check_words(text)
    type_text(text, "text")
    check_name(text, part, post)


def _check_words(text: str) -> None:
    found = Diagnostics()
    check_characters("register", text, found)
    for slip in found:
        raise NotAnAnswer(slip.message, slip.hint)
    if "\ufffd" in text:
        raise NotAnAnswer(say("register_import.unreadable_character"))
    if text.casefold() in ("none", "vacant") or any(is_no_answer(line) for line in text.split("\n")):
        raise NotAnAnswer(say("ask.no_answer", text=text))
