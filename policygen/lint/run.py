"""Runs rules over a library, leaves out what clauses allow, and reports allowances that are not needed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Diagnostic, Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.lint import rules
from policygen.lint.model import RULES, LintedLibrary, Rule
from policygen.world.protocol import PACKAGED

UNUSED = "unused-allowance"


def lint(compiler: Compiler, library: Diagnostics, wanted: Collection[str] = ()) -> list[Diagnostic]:
    """Return what the rules (all of them, or those of these ids) find in a project's own clauses.

    A clause permits a rule with `allow: {rule: reason}`; an allowance that permits nothing is itself a finding. Files
    of the packaged library are left out, because the project cannot correct them.
    """
    rules.register_rules()
    looked = LintedLibrary(compiler, library)
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
                made.append(diagnostic)
    if every:
        made += _unused(looked, used)
    return [one for one in made if one.span is None or not one.span.file.startswith(PACKAGED)]


def lint_rules() -> list[str]:
    """Return the ids of all rules, in order."""
    rules.register_rules()
    return sorted([*RULES, UNUSED])


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
