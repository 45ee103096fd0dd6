"""Runs rules over a library, leaves out what clauses allow, and reports allowances that are not needed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Diagnostic, Diagnostics, Severity
from policygen.diagnostics.suggest import did_you_mean
from policygen.lint import rules
from policygen.lint.model import RULES, LintedLibrary, Rule
from policygen.lint.own import settings_with_texts, tailored_texts
from policygen.model.settings import Settings
from policygen.world.protocol import PACKAGED

UNUSED = "unused-allowance"


def lint(compiler: Compiler, library: Diagnostics, wanted: Collection[str] = ()) -> list[Diagnostic]:
    """Return what the rules (all of them, or those of these ids) find in a project's own clauses.

    A clause permits a rule with `allow: {rule: reason}`; an allowance that permits nothing is itself a finding. Files
    of the packaged library are left out, because the project cannot correct them. In the texts that schools wrote
    themselves, the rules on words find warnings.
    """
    rules.register_rules()
    looked = LintedLibrary(compiler, library, tailored_texts(compiler.project, settings_with_texts(compiler)))
    # Whether an allowance is used is only known after every rule has run.
    every = not wanted or UNUSED in wanted
    chosen: Iterable[Rule] = [rule for name, rule in sorted(RULES.items()) if every or name in wanted]
    made: list[Diagnostic] = []
    used: set[tuple[str, str]] = set()
    for rule in chosen:
        for found, diagnostic in rule.diagnostics(looked):
            allowing = [name for name in found.clauses if rule.id in looked.project.clauses[name].entry.allow]
            used |= {(name, rule.id) for name in allowing}
            if not allowing and (not wanted or rule.id in wanted):
                made.append(_in_own_text(looked, diagnostic))
    if every:
        made += _unused(looked, used)
    return [one for one in made if one.span is None or not one.span.file.startswith(PACKAGED)]


def lint_own(compiler: Compiler, settings: Iterable[Settings]) -> list[Diagnostic]:
    """Return what the rules on words find in the texts that schools and groups wrote into these settings."""
    texts = tailored_texts(compiler.project, settings)
    if not texts:
        return []
    rules.register_rules(rules.ON_WORDS)
    looked = LintedLibrary(compiler, Diagnostics(), texts, only_own=True)
    on_words = [rule for _, rule in sorted(RULES.items()) if rule.on_words]
    found = [diagnostic for rule in on_words for _, diagnostic in rule.diagnostics(looked)]
    return [_in_own_text(looked, diagnostic) for diagnostic in found]


def lint_rules() -> list[str]:
    """Return the ids of all rules, in order."""
    rules.register_rules()
    return sorted([*RULES, UNUSED])


def _in_own_text(library: LintedLibrary, found: Diagnostic) -> Diagnostic:
    """Return a finding as a warning if it is in a text that a school wrote: its board decides about its own words."""
    if found.span is None or found.span.file not in library.own_files:
        return found
    return replace(found, severity=Severity.WARNING)


def _unused(library: LintedLibrary, used: set[tuple[str, str]]) -> list[Diagnostic]:
    made = []
    for clause in library.project.clauses.values():
        for name, because in clause.entry.allow.items():
            if (clause.name, name) in used:
                continue
            if name in RULES:
                found = Diagnostic.of("PG622.known", because.span, clause=clause.name, rule=name)
            else:
                guess = did_you_mean(name, RULES)
                found = Diagnostic.of("PG622.unknown", because.span, clause=clause.name, rule=name, guess=guess)
            made.append(replace(found, message=f"{found.message} ({UNUSED})"))
    return made
