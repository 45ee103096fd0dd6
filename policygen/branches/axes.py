"""Axes: the questions that a policy's clauses depend on, each with the answers to try."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from jinja2 import nodes

from policygen.check.conditions import evaluate, keys_of
from policygen.check.names import value_path
from policygen.check.project import Project
from policygen.check.templates import CROSS_REFERENCE
from policygen.model.checked import Clause
from policygen.model.conditions import All, AnyOf, AtLeast, Condition, Has, Is, Named, Not
from policygen.model.library import MovesIn, OutlineFile
from policygen.model.vocabulary import Question

# An answer to try; None is a question left unanswered.
Option = str | bool | int | tuple[str, ...] | None
MOST_TRIED = 200_000
# What `people.<post>` can be besides held (True) or unanswered (None); any other word is a post with the same holder.
VACANT = "vacant"
# Above this many values, a many-valued question is tried with one, two and all of them.
MOST_SUBSETS = 6


@dataclass(frozen=True, slots=True)
class Axis:
    """`key` is `group.key`: `choices.phone_stance`, `people.lead`, `policies.e-safety`; `options` what to try."""

    key: str
    options: tuple[Option, ...]


def axes_of(project: Project, policy: str) -> tuple[Axis, ...]:
    """Return the axes of a policy, sorted by key: conditions, values that its texts test or print, other policies.

    If a question is asked only in some schools, the axes include the questions that decide this.
    """
    outline = project.outlines[policy]
    clauses = clauses_of(project, outline)
    referred = [project.clauses[name] for clause in clauses for name in references_of(project, clause)]
    found = axes_of_clauses(project, clauses, referred)
    beside = {entry.unless.text for section in _sections(outline) for entry in section if isinstance(entry, MovesIn)}
    own = {clause.name for clause in clauses}
    elsewhere = {clause.name for clause in referred} - own
    beside |= {
        other
        for other, there in project.outlines.items()
        if elsewhere & {clause.name for clause in clauses_of(project, there)}
    }
    return (*found, *(Axis(f"policies.{other}", (True, False)) for other in sorted(beside - {policy})))


def axes_of_clauses(
    project: Project, clauses: Sequence[Clause], referred: Sequence[Clause] = (), *, terms: bool = True
) -> tuple[Axis, ...]:
    """Return the axes of some clauses, and of the conditions of clauses that they refer to, sorted by key.

    `terms` includes the questions that only decide on words, such as what pupils are called.
    """
    keys = {
        _full(project, key) for clause in (*clauses, *referred) if clause.condition for key in keys_of(clause.condition)
    }
    keys |= {".".join(use.path[:2]) for clause in clauses for use in clause.uses}
    keys |= set(project.vocabulary.deciding_terms) if terms else set()
    held = _holders_tested(project, clauses)
    found = [
        Axis(key, options)
        for key in sorted(keys)
        if len(options := (*_options(project, key, clauses), *sorted(held.get(key, ())))) > 1
    ]
    return tuple(sorted([*found, *_deciding(project, keys)], key=lambda axis: axis.key))


def _holders_tested(project: Project, clauses: Iterable[Clause]) -> dict[str, set[str]]:
    """Return what texts ask about the holder of each post: VACANT, and the posts that may have the same holder."""
    found: dict[str, set[str]] = {}
    trees = [project.checker.trees.get(clause.entry.text.text) for clause in clauses]
    for node in (node for tree in trees if tree is not None for node in tree.find_all((nodes.Test, nodes.Compare))):
        if isinstance(node, nodes.Test):
            path = value_path(node.node) or ()
            if node.name == "vacant" and path[:1] == ("people",):
                found.setdefault(".".join(path), set()).add(VACANT)
        elif isinstance(node, nodes.Compare):
            posts = [value_path(each) or () for each in (node.expr, *(operand.expr for operand in node.ops))]
            if len(posts) == 2 and all(post[:1] == ("people",) and len(post) == 2 for post in posts):
                found.setdefault(".".join(posts[0]), set()).add(posts[1][1])
    return found


def _deciding(project: Project, keys: Iterable[str]) -> Iterator[Axis]:
    """Yield axes for what decides whether the questions `keys` are asked, one answer for yes and one for no of each."""
    waiting, own = sorted(keys), set(keys)
    found: dict[str, dict[Option, None]] = {}
    while waiting:
        group, _, key = waiting.pop(0).partition(".")
        question = project.vocabulary.groups.get(group, {}).get(key)
        asked = project.reader.read(question.asked) if question is not None and question.asked is not None else None
        wanted = (satisfying(project, asked) or {}) if asked is not None else {}
        answers = {full.partition(".")[2]: value for full, value in wanted.items()}
        for full, yes in wanted.items():
            if asked is None or full in own:
                continue
            if full not in found:
                waiting.append(full)
            name = full.partition(".")[2]
            others = [
                other
                for other in _options(project, full, ())
                if not evaluate(asked, {**answers, name: other}.get).holds
            ]
            # Several questions can hang on one: the type of school decides about trusts and about special schools.
            found.setdefault(full, {}).update(dict.fromkeys((yes, *others[:1])))
    yield from (Axis(full, tuple(options)) for full, options in found.items())


def clauses_of(project: Project, outline: OutlineFile) -> list[Clause]:
    """Return the clauses that an outline lists, in order, including those that move in from another policy."""
    names = [name.text for section in outline.all_sections for name in section.names]
    return [project.clauses[full[0]] for name in names if len(full := project.find_clause(name)) == 1]


def references_of(project: Project, clause: Clause) -> list[str]:
    """Return the clauses that a clause's text refers to."""
    found = [
        project.find_clause(m["id"], clause.library.id.text) for m in CROSS_REFERENCE.finditer(clause.entry.text.text)
    ]
    return [names[0] for names in found if len(names) == 1]


def satisfiable(project: Project, *conditions: Condition | None) -> bool:
    """Return whether some school's answers meet all the conditions; None is always met.

    Also true if there are more than `MOST_TRIED` sets of answers, because not all of them are tried.
    """
    given = [condition for condition in conditions if condition is not None]
    keys = sorted({key for condition in given for key in keys_of(condition)})
    options = [_every(project, key, given) for key in keys]
    count = 1
    for tried in options:
        count *= len(tried)
    if count > MOST_TRIED:
        return True
    return any(
        all(evaluate(condition, dict(zip(keys, row, strict=True)).__getitem__).holds for condition in given)
        for row in product(*options)
    )


def satisfying(project: Project, condition: Condition) -> dict[str, Option] | None:
    """Return answers by `group.key` that make a condition hold, or None where there are none to be found."""
    keys = sorted(keys_of(condition))
    options = [_every(project, key, [condition]) for key in keys]
    for number, row in enumerate(product(*options)):
        if number > MOST_TRIED:
            return None
        if evaluate(condition, dict(zip(keys, row, strict=True)).__getitem__).holds:
            return {_full(project, key): value for key, value in zip(keys, row, strict=True)}
    return None


def _sections(outline: OutlineFile) -> Iterator[tuple[object, ...]]:
    for section in outline.all_sections:
        yield section.clauses


def _full(project: Project, key: str) -> str:
    return f"school.{key}" if key in project.vocabulary.groups["school"] else f"choices.{key}"


def _options(project: Project, full: str, clauses: Iterable[Clause]) -> tuple[Option, ...]:
    group, _, key = full.partition(".")
    if group == "people":
        role = project.vocabulary.people.get(key)
        return (True, None) if role is not None and role.falls_back else (True,)
    question = project.vocabulary.groups.get(group, {}).get(key)
    if question is None:
        return ()
    if question.type == "many_of":
        values = tuple(question.values)
        return (*((value,) for value in values), values)
    conditions = [clause.condition for clause in clauses if clause.condition]
    return _single(project, key, question, conditions)


def _every(project: Project, key: str, conditions: list[Condition]) -> tuple[Option, ...]:
    """Return all answers that a condition could tell apart."""
    question = project.vocabulary.axes[key]
    if question.type == "many_of":
        values = tuple(question.values)
        sizes = range(1, len(values) + 1) if len(values) <= MOST_SUBSETS else (1, 2, len(values))
        return tuple(subset for size in sizes for subset in combinations(values, size))
    return _single(project, key, question, conditions)


def _single(project: Project, key: str, question: Question, conditions: Iterable[Condition]) -> tuple[Option, ...]:
    unanswered: tuple[Option, ...] = (None,) if question.default is None and question.optional else ()
    if key == "nation" and question.values:
        held = {library.nation.text for library in project.libraries.values()}
        return tuple(value for value in question.values if value in held) or tuple(question.values)
    if question.type == "yes_no":
        return (*unanswered, True, False)
    if question.type == "one_of":
        return (*unanswered, *question.values)
    if question.type == "number":
        bounds = sorted({bound for condition in conditions for bound in _bounds(condition, key)})
        tried = dict.fromkeys(number for bound in bounds for number in (max(bound - 1, 0), bound))
        return (*unanswered, *(tried or (3,)))
    return (*unanswered, sample_of(question))


def _bounds(condition: Condition, key: str) -> Iterator[int]:
    match condition:
        case AtLeast(key=tested, least=least) if tested == key:
            yield least
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _bounds(part, key)
        case Not(part) | Named(_, part):
            yield from _bounds(part, key)
        case Is() | Has() | AtLeast():
            return


def sample_of(question: Question) -> Option:
    """Return an invented answer to an open question, such as a check of the answer accepts."""
    return "9" * question.figures if question.figures else _SAMPLES[question.type]


# An answer of each type, invented: a specimen's, as `resolve.settle` asks of one.
_SAMPLES: dict[str, Option] = {
    "text": "the words of the answer",
    "lines": "one line",
    "number": 3,
    "date": "2026-12-03",
    "duration": "3 days",
    "telephone": "01632 960001",
    "email": "someone@school.example",
    "web": "https://www.school.example",
    "list": ("the first way", "the second way"),
}
