"""What a rule is, what it finds, and what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from policygen.branches.axes import satisfiable
from policygen.check.project import Project, clause_texts
from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Diagnostic, Diagnostics, Related, Severity, Span
from policygen.diagnostics.phrases import Fact
from policygen.lint.prose import ClauseText, LintedText
from policygen.model.checked import Clause
from policygen.report.usage import policies_of, taken_in


@dataclass(frozen=True, slots=True)
class Found:
    """One finding in the catalogue's words. `clauses` are the clauses whose `allow` can permit it."""

    message: str
    span: Span | None
    hint: str
    clauses: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    severity: Severity = Severity.ERROR

    @classmethod
    def of(
        cls,
        code: str,
        span: Span | None,
        clauses: tuple[str, ...] = (),
        *,
        related: Mapping[str, Span] | None = None,
        **facts: Fact,
    ) -> Found:
        """Return a finding in the words that codes.yaml has for `code`: see `Diagnostic.of`."""
        told = Diagnostic.of(code, span, None, related=related, trace=(), **facts)
        return cls(told.message, span, told.hint, clauses, told.related, told.severity)


@dataclass(frozen=True)
class LintedLibrary:
    """What rules look at: a compiled project's library. Expensive views are built when a rule first needs them.

    `own` are the texts of settings files, at which the rules on words look too, or at nothing else with `only_own`.
    """

    compiler: Compiler
    diagnostics: Diagnostics
    own: tuple[LintedText, ...] = ()
    only_own: bool = False

    @property
    def project(self) -> Project:
        return self.compiler.project

    @cached_property
    def texts(self) -> tuple[ClauseText, ...]:
        """Every text of every clause: its title, its body and the words of its form."""
        return tuple(
            ClauseText.of(clause, written)
            for clause in self.project.clauses.values()
            for written in clause_texts(clause.entry)
        )

    @cached_property
    def bodies(self) -> tuple[ClauseText, ...]:
        return tuple(text for text in self.texts if text.is_body)

    @cached_property
    def every_text(self) -> tuple[LintedText, ...]:
        """The texts of clauses, then those of settings files."""
        return self.own if self.only_own else (*self.texts, *self.own)

    @cached_property
    def every_body(self) -> tuple[LintedText, ...]:
        return tuple(text for text in self.every_text if text.is_body)

    @cached_property
    def own_files(self) -> frozenset[str]:
        return frozenset(text.source.name for text in self.own)

    @cached_property
    def policies(self) -> dict[str, tuple[str, ...]]:
        """The policies that each clause is in, because they list it or settings add it."""
        return taken_in(self.project) | policies_of(self.project)

    def together(self, one: Clause, other: Clause) -> bool:
        """Return whether a school can have both: both are in policies, and their conditions can hold together."""
        if one.name not in self.policies or other.name not in self.policies:
            return False
        key = (one.name, other.name)
        if key not in self._together:
            self._together[key] = satisfiable(self.project, one.condition, other.condition)
        return self._together[key]

    @cached_property
    def _together(self) -> dict[tuple[str, str], bool]:
        return {}


Find = Callable[[LintedLibrary], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: `id` is what a person types and what a clause's `allow` names, `code` what `policygen explain` takes.

    One `on_words` looks at the texts that schools wrote themselves too (`every_text`).
    """

    id: str
    code: str
    find: Find
    on_words: bool = False

    def diagnostics(self, library: LintedLibrary) -> Iterator[tuple[Found, Diagnostic]]:
        for found in self.find(library):
            message = f"{found.message} ({self.id})"
            yield found, Diagnostic(self.code, message, found.span, found.severity, found.hint, found.related)


RULES: dict[str, Rule] = {}


def rule(name: str, code: str, *, on_words: bool = False) -> Callable[[Find], Find]:
    """Register a function as the rule of this id. Raises ValueError when the id or the code is taken."""

    def register(find: Find) -> Find:
        if name in RULES or any(other.code == code for other in RULES.values()):
            raise ValueError(f"the rule {name} or the code {code} is already registered")
        RULES[name] = Rule(name, code, find, on_words)
        return find

    return register


@cache
def word_lists() -> dict[str, Any]:
    """Return words.yaml: the lists that rules go by."""
    import yaml

    text = Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    lists: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return lists
